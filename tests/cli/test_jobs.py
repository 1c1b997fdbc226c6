"""``pxe jobs``: what was asked by anybody, and what can be done with it."""

from __future__ import annotations

import base64
import json
import signal
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import httpx
import pytest

from pixelengine_import.imaging.decode import decode_still
from tests.support import serve

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support import Server, Workplace

HERO = "art/hero.png"


def _set(workplace: Workplace, columns: str) -> None:
    """Change what the journal says of its one job."""
    file = workplace.state / "journal.db"
    with closing(sqlite3.connect(file)) as database, database:
        database.execute(f"UPDATE job SET {columns}")  # noqa: S608 - our own words


@pytest.fixture
def one(workplace: Workplace) -> Workplace:
    """One job of a command, made by the local engine."""
    workplace.art()
    assert workplace.pxe("pixelate", HERO).code == 0
    return workplace


@pytest.fixture(scope="module")
def slow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A pretended live service whose jobs take as long as real ones."""
    folder = tmp_path_factory.mktemp("slow")
    with serve(folder, "--pretend-live", "--speed", "real") as server:
        yield server


@pytest.fixture
def waiting(
    workplace: Workplace, slow: Server, request: pytest.FixtureRequest
) -> Workplace:
    """A paid job that goes on at the service, left by a person's Ctrl-C."""
    workplace.variables.update(slow.variables)
    workplace.art()
    prompt = f"idle {request.node.name}"
    process = workplace.start("animate", HERO, prompt, "--frames", "2", "--yes")
    try:
        workplace.until_submitted()
    finally:
        process.send_signal(signal.SIGINT)
        said, _ = process.communicate(timeout=240)
    assert process.returncode == 130
    assert "interrupted; job 1 goes on. The same command takes it up" in said
    assert "pxe jobs wait 1" in said
    return workplace


def _job_id(workplace: Workplace) -> str:
    (job,) = workplace.pxe("jobs", "ls", "--json").of("journal_job")
    found: str = job["api_job_id"]
    return found


# -- ls and show -----------------------------------------------------------------------


def test_jobs_of_sidecars_and_commands_are_listed_the_newest_first(
    one: Workplace,
) -> None:
    """With who asked, on which engine, and at what price."""
    one.hero()
    one.pxe("sync")

    lines = one.pxe("jobs", "ls").out.splitlines()
    (limited,) = one.pxe("jobs", "ls", "--limit", "1").out.splitlines()
    open_ = one.pxe("jobs", "ls", "--open")

    assert [line.split()[:5] for line in lines] == [
        ["2", "settled", "local", "animate", "free"],
        ["1", "settled", "local", "pixelate", "free"],
    ]
    assert lines[0].endswith(f'"default" of art/hero.pxe.json in {one.root.resolve()}')
    assert lines[1].endswith(f"pxe pixelate -> {one.root}/art/hero.pixelated.png")
    assert limited.split()[:5] == lines[0].split()[:5]
    assert (open_.code, open_.out) == (0, "no jobs\n")


def test_a_job_is_shown_with_all_that_is_known(one: Workplace) -> None:
    """By its number or the service's id: what was asked, what came, what happened."""
    (job,) = one.pxe("jobs", "show", "1", "--json").of("journal_job")
    by_id = one.pxe("jobs", "show", job["api_job_id"][:12])

    assert job["request"] == {"colors": 24}
    assert (job["engine"], job["project"], job["credits"]) == ("local", None, 0)
    assert job["stored"] is True
    steps = [event["text"] for event in job["history"]]
    assert steps == ["intent", "sending", "submitted", "ready", "stored", "settled"]
    assert by_id.code == 0
    for text in ("job 1: pxe pixelate", "image/png", "in the store", "colors: 24"):
        assert text in by_id.out


def test_a_rewritten_prompt_is_a_job_with_a_text(workplace: Workplace) -> None:
    """It was answered at once: there is nothing to wait for, cancel or write."""
    workplace.hero()
    idle = {"prompt": "idle", "output_frames": 2}
    workplace.sidecar({"animate": idle, "enhance_prompt": True})
    assert workplace.pxe("sync").code == 0

    listed = workplace.pxe("jobs", "ls", "--json").of("journal_job")
    (text,) = [job for job in listed if job["endpoint"] == "enhance_prompt"]
    shown = workplace.pxe("jobs", "show", str(text["job"])).out
    fetched = workplace.pxe("jobs", "fetch", str(text["job"]))
    cancelled = workplace.pxe("jobs", "cancel", str(text["job"]))

    (line,) = [line for line in shown.splitlines() if line.startswith("  text")]
    assert len(line.split()) > 20
    assert (fetched.code, cancelled.code) == (1, 2)
    assert "is no picture" in fetched.err
    assert "has ended already (settled)" in cancelled.err


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("7", "there is no job 7. pxe jobs ls lists them."),
        ("9" * 40, "there is no job 99999999999999999999."),
        ("f47", "'f47' is neither a job's number nor enough of an id."),
        ("f47ac10b-58cc", "neither the journal nor the service knows job"),
    ],
)
def test_a_job_that_nobody_knows_is_said(one: Workplace, text: str, says: str) -> None:
    """In every command that takes one."""
    for command in ("show", "fetch"):
        ran = one.pxe("jobs", command, text)

        assert ran.code in {1, 2}
        assert says in ran.err


# -- fetch -----------------------------------------------------------------------------


def test_a_stored_result_is_written_without_any_engine(one: Workplace) -> None:
    """Beside where the command wrote it, or where it is told; never over a file."""
    one.variables["PIXEL_ENGINE_BASE_URL"] = "http://127.0.0.1:9/functions/v1"
    one.variables["PIXEL_ENGINE_API_KEY"] = "pe_sk_x"
    made = (one.root / "art/hero.pixelated.png").read_bytes()

    taken = one.pxe("jobs", "fetch", "1")
    told = one.pxe("jobs", "fetch", "1", "-o", "mine.png", "--json")
    wrong = one.pxe("jobs", "fetch", "1", "-o", "mine.webp")

    assert taken.code == 2
    assert "is there already" in taken.err
    (fetched,) = told.of("fetched")
    assert (told.code, fetched["file"], fetched["job"]) == (0, "mine.png", 1)
    assert (one.root / "mine.png").read_bytes() == made
    assert wrong.code == 2
    assert "the result is a PNG" in wrong.err


def test_a_job_that_the_journal_does_not_know_is_taken_in(
    one: Workplace, live: Server
) -> None:
    """Begun by another program: fetched, stored, and known from then on."""
    one.variables.update(live.variables)
    data = (one.root / HERO).read_bytes()
    answer = httpx.post(
        f"{live.base_url}/pixelate",
        json={"image": base64.b64encode(data).decode()},
        headers={"Authorization": f"Bearer {live.api_key}"},
    )
    job_id = answer.json()["api_job_id"]

    shown = one.pxe("jobs", "show", job_id)
    ran = one.pxe("jobs", "fetch", job_id, "-o", "theirs.png")
    again = one.pxe("jobs", "fetch", job_id[:13], "-o", "again.png", "--json")

    assert "the journal does not know it" in shown.out
    assert (ran.code, ran.err) == (0, "")
    decode_still((one.root / "theirs.png").read_bytes())
    assert again.of("engine") == []  # it is stored
    assert (one.root / "again.png").exists()


# -- wait and cancel -------------------------------------------------------------------


def test_a_job_that_is_called_off_releases_what_it_held(
    waiting: Workplace, slow: Server
) -> None:
    """The service is asked, and says how much."""
    ran = waiting.pxe("jobs", "cancel", "1")

    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines()[-1] == "job 1: cancelled; 20 credits are released"
    (job,) = waiting.pxe("jobs", "ls", "--json").of("journal_job")
    assert (job["state"], job["credits"]) == ("cancelled", None)
    again = waiting.pxe("jobs", "cancel", "1")
    assert again.code == 2
    assert "has ended already (cancelled)" in again.err
    assert waiting.pxe("jobs", "wait", "1").code == 1
    assert httpx.get(
        f"{slow.base_url}/jobs",
        params={"id": job["api_job_id"]},
        headers={"Authorization": f"Bearer {slow.api_key}"},
    ).json()["billing"] == {
        "credits_held": 20,
        "credits_charged": 0,
        "hold_status": "released",
    }


def test_a_live_job_needs_the_key_that_it_was_sent_with(waiting: Workplace) -> None:
    """The local engine cannot speak for the live service."""
    waiting.variables.clear()

    for command in ("wait", "cancel", "fetch"):
        ran = waiting.pxe("jobs", command, "1")

        assert ran.code == 5
        assert "job 1 is one of the live service. Set PIXEL_ENGINE_API_KEY" in ran.err
    assert waiting.pxe("jobs", "show", "1").code == 0


def test_waiting_may_be_interrupted(waiting: Workplace) -> None:
    """The job goes on at the service."""
    process = waiting.start("jobs", "wait", _job_id(waiting), "--json")
    assert process.stdout is not None
    for line in process.stdout:
        if json.loads(line)["type"] == "job":
            break
    process.send_signal(signal.SIGINT)
    said, _ = process.communicate(timeout=240)

    last = json.loads(said.splitlines()[-1])
    assert process.returncode == 130, said
    assert (last["type"], last["job"]) == ("interrupted", 1)
    assert "pxe jobs wait 1 goes on waiting" in last["message"]
    assert waiting.pxe("jobs", "cancel", "1").code == 0


def test_a_job_that_was_never_sent_is_given_up(one: Workplace) -> None:
    """The service knows nothing of it."""
    _set(one, "state = 'intent', api_job_id = NULL, result = NULL")

    waited = one.pxe("jobs", "wait", "1")
    ran = one.pxe("jobs", "cancel", "1")

    assert waited.code == 2
    assert "was never sent" in waited.err
    assert (ran.code, ran.out) == (0, "job 1: cancelled; it was never sent\n")
    assert one.pxe("jobs", "ls", "--open").out == "no jobs\n"


def test_a_lost_answer_is_a_persons_to_decide(one: Workplace) -> None:
    """No command of these guesses."""
    _set(
        one,
        "state = 'ambiguous', engine = 'live', cost = 2, api_job_id = NULL,"
        " error = 'cut off'",
    )

    for command in ("wait", "cancel", "fetch"):
        ran = one.pxe("jobs", command, "1")

        assert ran.code == 6
        assert "run pxe resolve 1" in ran.err


def test_a_job_with_its_result_has_nothing_to_cancel(one: Workplace) -> None:
    """And nothing to wait for."""
    assert "has ended already (settled)" in one.pxe("jobs", "cancel", "1").err
    ran = one.pxe("jobs", "wait", "1", "--json")
    assert (ran.code, ran.of("stored")[0]["job"]) == (0, 1)
