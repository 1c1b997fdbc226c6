"""``pxe serve``: what it announces, what it refuses, and that a run can be repeated."""

from __future__ import annotations

import base64
import io
import json
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from PIL import Image

from tests.support import draw

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BOB = "pe_sk_local_bob"


@contextmanager
def served(folder: Path, *options: str) -> Iterator[dict[str, str]]:
    """Serve on a free port; yield what was announced, and see it end well."""
    command = [sys.executable, "-m", "pixelengine_import", "serve", "--port", "0"]
    process = subprocess.Popen(
        [*command, "--json", "--state", str(folder), *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    line = process.stdout.readline()
    try:
        assert line, process.communicate()
        yield json.loads(line)
    finally:
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=240)
    assert (process.returncode, errors) == (0, "")


def refused(*options: str) -> str:
    """Run with options that are wrong; return what was said."""
    done = subprocess.run(
        [sys.executable, "-m", "pixelengine_import", "serve", "--port", "0", *options],
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 2, done.stdout + done.stderr
    assert done.stdout == ""
    return done.stderr


def client_of(told: dict[str, str], key: str | None = None) -> httpx.Client:
    """A client of the API, or of the control plane."""
    url = told["control_url" if key == "control" else "base_url"]
    token = told["control_token"] if key == "control" else key or told["api_key"]
    return httpx.Client(
        base_url=url,
        headers={"Authorization": f"Bearer {token}"},
        trust_env=False,
        timeout=240,
    )


def sprite(hue: int = 0) -> str:
    """Base64 of a small sprite."""
    file = io.BytesIO()
    Image.fromarray(draw(hue=hue)).save(file, "PNG")
    return base64.b64encode(file.getvalue()).decode("ascii")


def test_what_is_announced_is_all_that_a_script_needs(tmp_path: Path) -> None:
    """API and control plane, with the key and the token to each."""
    with served(tmp_path / "state", "--speed", "manual") as told:
        assert told.keys() == {"base_url", "api_key", "control_url", "control_token"}
        with client_of(told) as api, client_of(told, "control") as control:
            body = {"image": sprite(), "prompt": "idle", "output_frames": 2}
            job_id = api.post("/animate", json=body).json()["api_job_id"]
            waiting = api.get("/jobs", params={"id": job_id}).json()["status"]
            control.post("/jobs/next", json={"do": "succeed"})
            done = api.get("/jobs", params={"id": job_id}).json()["status"]
            health = httpx.get(f"{told['control_url']}/health", trust_env=False)
        kept = (tmp_path / "state" / "control-token").read_text().strip()

    assert (waiting, done) == ("queued", "success")
    assert health.json()["status"] == "ok"
    assert kept == told["control_token"]


def test_a_person_is_shown_where_the_token_is_and_not_the_token(
    tmp_path: Path,
) -> None:
    """Terminals are watched, recorded and pasted."""
    command = [sys.executable, "-m", "pixelengine_import", "serve", "--port", "0"]
    state = tmp_path / "state"
    process = subprocess.Popen(
        [*command, "--state", str(state)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    assert process.stdout is not None
    lines = [process.stdout.readline() for _ in range(6)]
    process.send_signal(signal.SIGTERM)
    rest, _ = process.communicate(timeout=240)
    said = "".join(lines) + rest

    assert str(state / "control-token") in said
    assert (state / "control-token").read_text().strip() not in said


def test_a_key_gets_an_account_of_its_own(tmp_path: Path) -> None:
    """With credits of its own, or as many as the default account has."""
    options = ["--credits", "70", "--key", f"{BOB}=5", "--key", "pe_sk_local_eve"]
    with served(tmp_path / "state", *options) as told:
        found = []
        for key in (None, BOB, "pe_sk_local_eve", "pe_sk_local_other"):
            with client_of(told, key) as client:
                found.append(client.get("/balance").json()["available"])
        with client_of(told, "control") as control:
            state = control.get("/state").json()

    assert found == [70, 5, 70, 70]
    assert [row["account"] for row in state["accounts"]] == [
        "account-1",
        "account-2",
        "default",
    ]
    assert BOB not in json.dumps(state)


@pytest.mark.parametrize("key", ["pe_sk_0123456789abcdef", "sk-other", "pe_sk_live=5"])
def test_a_key_that_may_be_real_is_refused_and_not_repeated(
    tmp_path: Path, key: str
) -> None:
    """Nothing was started; the message says what to think of."""
    said = refused("--state", str(tmp_path / "state"), "--key", key)

    assert "takes keys of local form" in said
    assert key.partition("=")[0] not in said
    assert not (tmp_path / "state").exists()


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--key", f"{BOB}=many"], "whole number of credits behind = (found 'many')"),
        (["--clock", "slow"], "is real, manual, or manual: and a date"),
        (["--clock", "manual:yesterday"], "(found 'manual:yesterday')"),
        (["--clock", "manual:"], "(found 'manual:')"),
        (["--faults", "no-such-file"], "no-such-file: cannot be read (No such file"),
    ],
)
def test_an_option_that_is_wrong_is_said_to_be(options: list[str], says: str) -> None:
    """Exit code 2, with what was found."""
    assert says in " ".join(refused(*options).split())


def test_every_rule_that_is_wrong_is_shown_with_its_place(tmp_path: Path) -> None:
    """All at once, each on a line of its own."""
    file = tmp_path / "faults.json"
    rules = [
        {"effect": {"type": "drop"}},
        {"effect": {"type": "answer", "status": 5}},
        {"path": "/nowhere", "effect": {"type": "drop"}},
    ]
    file.write_text(json.dumps({"rules": rules}))
    said = refused("--faults", str(file))

    assert (
        'faults.json: "rules[1].effect.status" must be at least 200 (found 5)' in said
    )
    assert 'faults.json: "rules[2].path" must be one of' in said
    file.write_text("{")
    assert "faults.json: is not JSON" in refused("--faults", str(file))


def test_faults_of_a_file_happen(tmp_path: Path) -> None:
    """From the first request on."""
    file = tmp_path / "faults.json"
    effect = {"type": "answer", "status": 503, "headers": {"Retry-After": "1"}}
    file.write_text(json.dumps({"rules": [{"nth": 1, "effect": effect}]}))
    with (
        served(tmp_path / "state", "--faults", str(file)) as told,
        client_of(told) as client,
    ):
        found = [client.get("/balance").status_code for _ in range(2)]

    assert found == [503, 200]


def transcript(folder: Path, faults: Path, seed: int) -> list[tuple[int, bytes]]:
    """Play a long scene against a fresh engine; return every answer."""
    heard: list[tuple[int, bytes]] = []
    options = ["--seed", str(seed), "--faults", str(faults), "--speed", "manual"]
    options += ["--clock", "manual:2026-03-02T18:00:00Z", "--key", f"{BOB}=100"]
    with (
        served(folder, *options) as told,
        client_of(told) as api,
        client_of(told, BOB) as bob,
        client_of(told, "control") as control,
    ):
        port = told["base_url"].split(":")[2].partition("/")[0]

        def hear(answer: httpx.Response) -> Any:
            # The whole address: the digits alone may stand in a hash as well.
            at = f"127.0.0.1:{port}".encode()
            body = answer.content.replace(at, b"ADDRESS")
            heard.append((answer.status_code, body))
            return answer.json() if body[:1] == b"{" else None

        for hue in range(4):
            client = (api, bob)[hue % 2]
            body = {"image": sprite(hue), "prompt": "walk", "output_frames": 2}
            job = hear(client.post("/animate", json=body))
            if "api_job_id" not in job:
                continue
            query = {"id": job["api_job_id"]}
            hear(client.get("/jobs", params=query))
            hear(control.post("/jobs/next", json={"do": "succeed"}))
            hear(control.post("/clock", json={"advance": 61.5}))
            job = hear(client.get("/jobs", params=query))
            if (job or {}).get("output"):
                hear(httpx.get(job["output"]["url"], trust_env=False))
        for _ in range(12):
            hear(api.get("/billing"))
        hear(control.get("/ledger"))
        state = hear(control.get("/state"))
        assert state["seed"] == seed
    return heard


def test_a_run_with_a_seed_can_be_repeated_byte_for_byte(tmp_path: Path) -> None:
    """Ids, addresses, pictures, times and faults; another seed is another run."""
    file = tmp_path / "faults.json"
    answer = {"type": "answer", "status": 500}
    rules = [
        {"path": "/animate", "probability": 0.2, "effect": answer},
        {"path": "/billing", "probability": 0.5, "effect": answer},
        {"path": "/download", "nth": 2, "effect": {"type": "damage"}},
    ]
    file.write_text(json.dumps({"rules": rules}))
    first = transcript(tmp_path / "first", file, 7)
    again = transcript(tmp_path / "again", file, 7)
    other = transcript(tmp_path / "other", file, 8)

    assert first == again
    assert {status for status, _ in first} == {200, 500}
    assert any(body[:4] == b"RIFF" for _, body in first)
    assert first != other


def test_a_served_clock_stands_still(tmp_path: Path) -> None:
    """However long the machine's runs; a token is good until it is moved."""
    with (
        served(tmp_path / "state", "--clock", "manual:2026-03-02") as told,
        client_of(told, "control") as control,
    ):
        first = control.get("/state").json()["clock"]
        time.sleep(0.01)
        second = control.get("/state").json()["clock"]

    assert first == second == {"now": "2026-03-02T00:00:00.000Z", "kind": "manual"}
