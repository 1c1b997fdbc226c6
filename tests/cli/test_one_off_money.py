"""A command that costs credits asks first, is sent once, and is free ever after.

The engine here does not say that it is local, so it stands in for the live service.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import httpx
import pytest

from tests.support import draw, serve

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support import Server, Workplace

HERO = "art/hero.png"
IDLE = ("animate", HERO, "idle", "--frames", "2")


def _credits(server: Server) -> int:
    """Credits that are neither spent nor held."""
    answer = httpx.get(
        f"{server.base_url}/balance",
        headers={"Authorization": f"Bearer {server.api_key}"},
    )
    available: int = answer.json()["available"]
    return available


@pytest.fixture
def paying(
    workplace: Workplace, live: Server, request: pytest.FixtureRequest
) -> Workplace:
    """A folder with a key, and art that no other test has."""
    workplace.variables.update(live.variables)
    image = draw()
    name: str = request.node.name
    image[0, 0] = [sum(map(ord, name)) % 256, len(name), 9, 255]
    workplace.art(image=image)
    return workplace


def test_nothing_is_sent_when_nobody_can_be_asked(
    paying: Workplace, live: Server
) -> None:
    """Not a terminal, neither --yes nor --budget: exit 4, with the price."""
    before = _credits(live)

    ran = paying.pxe(*IDLE)

    assert ran.code == 4
    assert "up to 20 credits, of " in ran.out
    assert ran.err == (
        "error: nothing was sent: 1 new job, up to 20 credits, and nobody to ask. Use "
        "--yes, or --budget CREDITS.\n"
    )
    assert _credits(live) == before
    assert not (paying.root / "art/hero.animate.webp").exists()


def test_nothing_is_sent_above_the_budget(paying: Workplace, live: Server) -> None:
    """And there is no plan to look at."""
    before = _credits(live)

    ran = paying.pxe(*IDLE, "--budget", "19")

    assert ran.code == 4
    assert ran.err == (
        "error: nothing was sent: 1 new job, up to 20 credits, but only 19 may be "
        "spent. Raise --budget.\n"
    )
    assert _credits(live) == before


def test_what_is_there_is_never_paid_for(paying: Workplace, live: Server) -> None:
    """A file in the way is found before anything is sent."""
    before = _credits(live)
    (paying.root / "art/hero.animate.webp").write_bytes(b"mine")

    ran = paying.pxe(*IDLE, "--yes")

    assert ran.code == 2
    assert _credits(live) == before
    assert (paying.root / "art/hero.animate.webp").read_bytes() == b"mine"


def test_it_is_paid_once_and_then_free_for_everybody(
    paying: Workplace, live: Server
) -> None:
    """Again, under another name, without a key, in a sidecar: no network is needed."""
    before = _credits(live)
    first = paying.pxe(*IDLE, "--budget", "20", "--json")
    (result,) = first.of("result")
    (price,) = first.of("price")
    assert (first.code, result["credits"], price["credits"]) == (0, 20, 20)
    assert _credits(live) == before - 20
    paying.sidecar({"animate": {"prompt": "idle", "output_frames": 2}})
    made = (paying.root / "art/hero.animate.webp").read_bytes()

    paying.variables["PIXEL_ENGINE_BASE_URL"] = "http://127.0.0.1:9/functions/v1"
    again = paying.pxe(*IDLE, "-o", "again.webp")
    paying.variables.clear()
    keyless = paying.pxe(*IDLE, "-o", "keyless.webp")
    synced = paying.pxe("sync", "--json")

    assert again.out.endswith("; the result of job 1 again, free\n")
    assert (again.code, keyless.code, synced.code) == (0, 0, 0)
    for name in ("again.webp", "keyless.webp"):
        assert (paying.root / name).read_bytes() == made
    assert synced.of("job") == []
    record = paying.metadata()["pixelengine"]["animations"]["default"]
    assert (record["engine"], record["job_id"]) == ("live", result["job_id"])
    assert _credits(live) == before - 20


def test_two_at_once_pay_once(paying: Workplace, live: Server) -> None:
    """The journal knows of one job for a request, whoever asks."""
    before = _credits(live)

    both = [paying.start(*IDLE, "--yes", "-o", f"{name}.webp") for name in "ab"]
    said = [process.communicate(timeout=240)[0] for process in both]

    assert [process.returncode for process in both] == [0, 0], said
    assert _credits(live) == before - 20


def test_a_sync_and_a_command_at_once_pay_once(paying: Workplace, live: Server) -> None:
    """Whoever comes second asks whether the first one is at work, and waits."""
    before = _credits(live)
    paying.sidecar({"animate": {"prompt": "idle", "output_frames": 2}})

    both = [paying.start(*IDLE, "--yes"), paying.start("sync", "--yes")]
    said = [process.communicate(timeout=240)[0] for process in both]

    assert [process.returncode for process in both] == [0, 0], said
    assert _credits(live) == before - 20
    assert set(paying.outputs()) == {".sheet.png", ".frames.tres", ".frames.json"}


def test_a_file_that_appears_while_a_job_runs_stays(
    paying: Workplace, live: Server
) -> None:
    """What was paid for is kept, and written under another name for nothing."""
    path = paying.root / "art/hero.animate.webp"
    process = paying.start(*IDLE, "--yes")
    paying.until_submitted()
    path.write_bytes(b"mine")
    said, _ = process.communicate(timeout=240)
    before = _credits(live)

    ran = paying.pxe(*IDLE, "-o", "other.webp")
    raw = paying.pxe("jobs", "fetch", "1", "-o", "raw.png")

    assert process.returncode == 2
    assert "has appeared meanwhile, and stays as it is. The result is kept as" in said
    assert path.read_bytes() == b"mine"
    assert (ran.code, raw.code) == (0, 0)
    assert _credits(live) == before


def test_free_commands_just_go(paying: Workplace, live: Server) -> None:
    """Nobody is asked about what costs nothing."""
    before = _credits(live)

    made = paying.pxe("pixelate", HERO)
    said = paying.pxe("enhance", "idle")

    assert (made.code, made.err) == (0, "")
    assert made.out.endswith("art/hero.pixelated.png: 16x16; job 1, free\n")
    assert (said.code, said.err) == (0, "")
    assert _credits(live) == before


def test_a_wrong_key_is_said(paying: Workplace) -> None:
    """Exit 5."""
    paying.variables["PIXEL_ENGINE_API_KEY"] = "pe_sk_wrong"

    ran = paying.pxe(*IDLE, "--yes")

    assert ran.code == 5
    assert "unauthorized" in ran.err


def test_too_few_credits_end_it(paying: Workplace, tmp_path: Path) -> None:
    """The service says no before any work: exit 4, and nothing is held."""
    with serve(tmp_path / "poor", "--pretend-live", "--credits", "19") as server:
        paying.variables.update(server.variables)

        ran = paying.pxe(*IDLE, "--yes")

        assert ran.code == 4
        assert "insufficient_credits" in ran.err
        assert _credits(server) == 19


# -- a lost answer ---------------------------------------------------------------------


@pytest.fixture
def lost(paying: Workplace) -> str:
    """A job that the service has and the journal doubts; returns the service's id."""
    (result,) = paying.pxe(*IDLE, "--yes", "--json").of("result")
    with closing(sqlite3.connect(paying.state / "journal.db")) as database, database:
        database.execute(
            "UPDATE job SET state = 'ambiguous', api_job_id = NULL, error = 'cut off'"
        )
    (paying.root / "art/hero.animate.webp").unlink()
    job_id: str = result["job_id"]
    return job_id


def test_a_lost_answer_waits_for_a_person_anywhere(
    paying: Workplace, lost: str, live: Server
) -> None:
    """Exit 6; adopting the right job gives the file for nothing, in any folder."""
    before = _credits(live)

    held = paying.pxe(*IDLE, "--yes")
    assert held.code == 6
    assert "run pxe resolve 1" in held.err
    (paying.root / "project.godot").unlink()  # commands belong to no project
    shown = paying.pxe("resolve", "1")
    assert "choose: --adopt ID or --resubmit" in shown.out
    adopted = paying.pxe("resolve", "1", "--adopt", lost)

    assert adopted.out == (
        f"adopted {lost}; the same command writes its result, or pxe jobs fetch 1\n"
    )
    ran = paying.pxe(*IDLE)  # nobody is asked for credits
    assert (ran.code, ran.err) == (0, "")
    assert (paying.root / "art/hero.animate.webp").exists()
    assert _credits(live) == before


def test_what_was_not_accepted_is_asked_for_anew_with_its_price(
    paying: Workplace, lost: str
) -> None:
    """A person has looked."""
    del lost
    given_up = paying.pxe("resolve", "1", "--resubmit")

    assert given_up.out == "the next run plans it anew, for up to 20 credits\n"
    assert paying.pxe(*IDLE).code == 4


def test_a_local_preview_is_no_live_result(paying: Workplace) -> None:
    """With a key the command asks for credits, though a preview is there."""
    with_key = dict(paying.variables)
    paying.variables.clear()
    assert paying.pxe(*IDLE).code == 0

    ran = paying.pxe(*IDLE, "--force", **with_key)

    assert ran.code == 4
