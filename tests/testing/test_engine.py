"""The engine that others test with: on a port, in process, and as a fixture."""

from __future__ import annotations

import asyncio
import io
import os
import subprocess
import sys
import textwrap
from typing import TYPE_CHECKING

import httpx
import pytest
from PIL import Image

from pixelengine_import.api.outcomes import Accepted, Ambiguous, Refused
from pixelengine_import.errors import CredentialsError, RefusedError, ServiceError
from pixelengine_import.testing import in_process_engine, local_engine
from tests.support import draw

if TYPE_CHECKING:
    from pathlib import Path

BOB = "pe_sk_local_bob"


def sprite() -> bytes:
    """A PNG of a small sprite."""
    file = io.BytesIO()
    Image.fromarray(draw()).save(file, "PNG")
    return file.getvalue()


def test_a_test_gets_an_engine_and_both_clients() -> None:
    """Submit, wait, look: nothing else is needed, and nothing is left behind."""
    with local_engine(credits=50) as engine:
        with engine.client() as client:
            job = client.handle(client.animate(sprite(), "idle", output_frames=2))
            assert client.download(job.wait()).data[:4] == b"RIFF"
            assert client.balance().available == 30

        async def ask() -> int:
            async with engine.async_client() as other:
                return (await other.balance()).available

        assert asyncio.run(ask()) == 30
        ended = [(row["status"], row["hold_status"]) for row in engine.jobs()]
        kinds = [entry["kind"] for entry in engine.ledger()]

    assert ended == [("success", "captured")]
    assert kinds == ["credit", "debit"]
    with pytest.raises(httpx.ConnectError):
        httpx.get(engine.base_url, trust_env=False)


def test_time_passes_when_the_test_says_so() -> None:
    """A month in no time: addresses die, results go, credits come back."""
    with local_engine(credits=20) as engine, engine.client() as client:
        job = client.handle(client.animate(sprite(), "idle", output_frames=2)).wait()
        engine.clock.advance(3600)
        assert job.output is not None
        assert httpx.get(job.output.url, trust_env=False).status_code == 400
        assert client.download(job).data
        assert client.balance().available == 0
        engine.clock.advance(30 * 24 * 3600)
        assert client.balance().available == 20


def test_answers_are_lost_when_the_test_says_so() -> None:
    """The job is there, and the client says that it does not know."""
    with local_engine() as engine, engine.client() as client:
        engine.faults.add(
            path="/animate", nth=1, effect={"type": "drop", "when": "after"}
        )
        assert isinstance(client.animate(sprite(), "idle"), Ambiguous)
        assert len(engine.jobs()) == 1
        assert engine.faults.report()[0]["hits"] == 1
        engine.faults.clear()
        assert isinstance(client.animate(sprite(), "idle"), Accepted)


def test_a_rule_that_is_wrong_fails_in_the_test() -> None:
    """At once, with its place."""
    with (
        local_engine() as engine,
        pytest.raises(RefusedError, match=r'"rules\[0\]\.path" must be one of'),
    ):
        engine.faults.add(path="/animat", effect={"type": "drop"})


def test_jobs_are_moved_by_hand() -> None:
    """To any end, with any words."""
    with local_engine(speed="manual") as engine, engine.client() as client:
        job = client.handle(client.animate(sprite(), "idle"))
        engine.move(do="progress", share=0.25)
        assert client.job(job.id).progress == 0.25
        engine.move(job.id, do="fail", code="nsfw_content", message="No.")
        ended = client.job(job.id)

    assert ended.error is not None
    assert (ended.error.code, ended.error.message) == ("nsfw_content", "No.")


def test_there_is_more_than_one_account() -> None:
    """Credits and access of each are the test's to give and to take."""
    with local_engine(keys={BOB: 10}) as engine, engine.client(BOB) as bob:
        assert isinstance(bob.animate(sprite(), "idle"), Refused)
        engine.add_credits(15, BOB)
        assert bob.balance().available == 25
        account = engine.set_key(BOB, active=False)
        with pytest.raises(CredentialsError):
            bob.balance()
        assert {entry["account"] for entry in engine.ledger(account)} == {account}
        poor = engine.set_key("pe_sk_local_poor", credits=None)
        with engine.client("pe_sk_local_poor") as client, pytest.raises(ServiceError):
            client.billing()

    assert poor == "account-2"


def test_a_reset_is_a_fresh_start_with_the_same_ids() -> None:
    """What is random is drawn from the seed: a test can know it."""
    with local_engine() as engine, engine.client() as client:
        first = client.handle(client.animate(sprite(), "idle")).id
        engine.reset()
        assert engine.jobs() == []
        again = client.handle(client.animate(sprite(), "idle")).id
    with local_engine(seed=None) as engine, engine.client() as client:
        other = client.handle(client.animate(sprite(), "idle")).id

    assert first == again != other


def test_a_program_is_pointed_here_by_its_environment() -> None:
    """pxe or any other, in a process of its own."""
    script = (
        "import os, urllib.request as web\n"
        "url = os.environ['PIXEL_ENGINE_BASE_URL'] + '/balance'\n"
        "key = 'Bearer ' + os.environ['PIXEL_ENGINE_API_KEY']\n"
        "asked = web.Request(url, headers={'Authorization': key})\n"
        "opened = web.build_opener(web.ProxyHandler({})).open(asked)\n"
        "print(opened.read().decode())\n"
    )
    with local_engine(credits=7) as engine:
        done = subprocess.run(
            [sys.executable, "-c", script],
            env={**os.environ, **engine.environment},
            capture_output=True,
            text=True,
            check=True,
        )

    assert '"available": 7' in done.stdout


def test_a_folder_that_is_given_is_kept(tmp_path: Path) -> None:
    """An engine that goes on where another one ended."""
    for expected in (1000, 980):
        with local_engine(tmp_path / "engine") as engine, engine.client() as client:
            assert client.balance().available == expected
            client.handle(client.animate(sprite(), "idle", output_frames=2)).wait()


def test_an_engine_that_cannot_start_says_why(tmp_path: Path) -> None:
    """In the test's own thread."""
    (tmp_path / "taken").write_bytes(b"")
    with (
        pytest.raises(Exception, match="cannot be made"),
        local_engine(tmp_path / "taken" / "engine"),
    ):
        pass


async def test_the_same_without_a_socket() -> None:
    """For tests that run on an event loop anyway."""
    async with (
        in_process_engine(keys={BOB: 3}) as engine,
        engine.client() as client,
        engine.client(BOB) as bob,
    ):
        assert (await bob.balance()).available == 3
        engine.faults.add(path="/balance", times=1, effect={"type": "drop"})
        assert (await client.balance()).available == 1000
        job_id = client.handle(await client.animate(sprite(), "idle")).id
        assert [row["api_job_id"] for row in await engine.operator.jobs()] == [job_id]


def test_the_package_itself_loads_no_engine() -> None:
    """Who only wants a clock pays for a clock."""
    script = (
        "import sys\n"
        "import pixelengine_import.testing, pixelengine_import.testing.clock\n"
        "print([n for n in ('starlette', 'sqlalchemy', 'httpx', 'numpy')\n"
        "       if n in sys.modules])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )

    assert done.stdout == "[]\n"


def test_a_project_uses_the_fixture(tmp_path: Path) -> None:
    """Named in its conftest, started anew for each test, set up by overriding."""
    (tmp_path / "conftest.py").write_text(
        'pytest_plugins = ["pixelengine_import.testing.fixtures"]\n'
    )
    (tmp_path / "test_it.py").write_text(
        textwrap.dedent(
            """
            import pytest

            def test_one(pixel_engine):
                with pixel_engine.client() as client:
                    assert client.balance().available == 1000
                pixel_engine.add_credits(5)

            def test_two(pixel_engine, tmp_path):
                assert pixel_engine.jobs() == []
                assert len(pixel_engine.ledger()) == 1
                assert (tmp_path / "pixel-engine" / "engine.db").exists()

            class TestPoor:
                @pytest.fixture
                def pixel_engine_settings(self):
                    return {"credits": 3}

                def test_three(self, pixel_engine):
                    assert pixel_engine.state()["accounts"][0]["available"] == 3
            """
        )
    )
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "."],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert "3 passed" in done.stdout, done.stdout + done.stderr
