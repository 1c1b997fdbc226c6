"""The record of jobs: what each step leaves behind for the next run."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest

from pixelengine_import.errors import StateError
from pixelengine_import.journal.jobs import ENDED_WITHOUT_RESULT, Job, JobState, Journal

from .conftest import KEY, Child, intent

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pixelengine_import.testing.clock import FakeClock

    from .conftest import OpenJournal

PROJECT = "/home/me/game"
SIDECAR = "art/hero.pxe.json"


def begun(journal: Journal, **changes: object) -> Job:
    """A job that could be begun."""
    job = journal.begin(intent(**changes))
    assert job is not None
    return job


def mark_ready(journal: Journal, job_id: int) -> None:
    """The job succeeded."""
    journal.ready(
        job_id,
        metadata={"frame_count": 8},
        credits_charged=20,
        server_created_at="2026-03-02T18:00:00.000Z",
        expires_at="2026-03-03T18:00:00.000Z",
    )


STEPS: dict[JobState, Callable[[Journal, int], None]] = {
    "intent": lambda _journal, _id: None,
    "sending": lambda journal, i: journal.sending(i),
    "submitted": lambda journal, i: journal.submitted(i, "f47"),
    "ready": mark_ready,
    "stored": lambda journal, i: journal.stored(i, "b" * 64, "image/webp"),
    "settled": lambda journal, i: journal.settled(i, 20),
}


# -- steps --------------------------------------------------------------------------


def test_an_intent_holds_everything_that_is_needed_to_send_it(
    reopen: OpenJournal,
) -> None:
    """After a restart it can be sent as it was meant."""
    begun(reopen())

    job = reopen().alive(KEY, "live")

    assert job is not None
    assert job == Job(
        id=job.id,
        project=PROJECT,
        sidecar=SIDECAR,
        animation="walk",
        request_key=KEY,
        engine="live",
        endpoint="animate",
        cost=20,
        request={"prompt": "walk “quickly”", "seed": 7},
        images=("a" * 64,),
        state="intent",
        created_at="2026-03-02T18:00:00.000Z",
    )


def test_each_step_is_there_after_a_restart(reopen: OpenJournal) -> None:
    """A change of state is one transaction; the next run goes on at the last one."""
    job_id = begun(reopen()).id
    found: list[str] = []

    for step in STEPS.values():
        step(reopen(), job_id)
        job = reopen().job(job_id)
        assert job is not None
        found.append(job.state)

    assert found == list(STEPS)


def test_what_was_learnt_on_the_way_stays(reopen: OpenJournal) -> None:
    """Id, dates, charge, metadata, hash and content type."""
    journal = reopen()
    job_id = begun(journal).id
    for step in STEPS.values():
        step(journal, job_id)

    job = reopen().job(job_id)

    assert job is not None
    assert job.api_job_id == "f47"
    assert job.metadata == {"frame_count": 8}
    assert (job.result, job.content_type) == ("b" * 64, "image/webp")
    assert job.credits_charged == 20
    assert job.server_created_at == "2026-03-02T18:00:00.000Z"
    assert job.expires_at == "2026-03-03T18:00:00.000Z"
    assert job.has_result


def test_only_stored_and_settled_jobs_have_a_result(journal: Journal) -> None:
    """Ready is not stored: the bytes are still at the service."""
    job_id = begun(journal).id
    having: list[str] = []

    for state, step in STEPS.items():
        step(journal, job_id)
        job = journal.job(job_id)
        assert job is not None
        having += [state] if job.has_result else []

    assert having == ["stored", "settled"]


def test_a_request_that_did_not_leave_is_an_intent_again(journal: Journal) -> None:
    """It may be sent by the next run."""
    job_id = begun(journal).id
    journal.sending(job_id)
    journal.not_sent(job_id)

    job = journal.job(job_id)

    assert job is not None
    assert job.state == "intent"


def test_the_history_tells_what_happened_when(
    journal: Journal, clock: FakeClock
) -> None:
    """Oldest first, with the reason of the end."""
    job_id = begun(journal).id
    clock.advance(1)
    journal.sending(job_id)
    clock.advance(0.25)
    journal.end(job_id, "ambiguous", "the connection broke")

    assert journal.history(job_id) == [
        ("2026-03-02T18:00:00.000Z", "intent"),
        ("2026-03-02T18:00:01.000Z", "sending"),
        ("2026-03-02T18:00:01.250Z", "ambiguous: the connection broke"),
    ]


def test_a_step_of_a_job_that_is_not_there_is_a_fault(journal: Journal) -> None:
    """And leaves nothing behind."""
    with pytest.raises(sqlite3.IntegrityError):
        journal.sending(99)

    assert journal.history(99) == []
    begun(journal)  # the transaction was ended


# -- one living job a request -------------------------------------------------------


@pytest.mark.parametrize("state", [*STEPS, "ambiguous"])
def test_a_living_job_keeps_a_second_one_out(journal: Journal, state: JobState) -> None:
    """A stored result is reused, a running job is waited for, doubt is resolved."""
    job_id = begun(journal).id
    if state == "ambiguous":
        journal.end(job_id, "ambiguous", "lost")
    else:
        STEPS[state](journal, job_id)

    assert journal.begin(intent()) is None
    living = journal.alive(KEY, "live")
    assert living is not None
    assert living.id == job_id


@pytest.mark.parametrize("state", ENDED_WITHOUT_RESULT)
def test_a_job_that_ended_without_a_result_makes_room(
    journal: Journal, state: JobState
) -> None:
    """And its end stays on record."""
    first = begun(journal).id
    journal.end(first, state, "because")

    assert journal.alive(KEY, "live") is None
    second = begun(journal).id
    assert second != first
    ended = journal.job(first)
    assert ended is not None
    assert (ended.state, ended.error) == (state, "because")


def test_a_result_whose_bytes_are_gone_makes_room(journal: Journal) -> None:
    """It is forgotten by a decision, never silently."""
    job_id = begun(journal).id
    for step in STEPS.values():
        step(journal, job_id)
    journal.revoke(job_id, "its bytes are gone")

    assert journal.alive(KEY, "live") is None
    assert begun(journal).id != job_id


def test_a_live_and_a_local_job_live_side_by_side(journal: Journal) -> None:
    """A preview does not stand in the way of the real thing."""
    live, local = begun(journal), begun(journal, engine="local")

    assert live.id != local.id
    assert journal.alive(KEY, "local") == local


def test_a_dead_job_cannot_come_back_beside_a_living_one(journal: Journal) -> None:
    """The database itself holds the rule, whatever the program does."""
    first = begun(journal).id
    journal.end(first, "forgotten", "given up")
    begun(journal)

    with pytest.raises(sqlite3.IntegrityError):
        journal.submitted(first, "f47")


def test_a_fault_in_an_intent_is_not_taken_for_a_living_job(journal: Journal) -> None:
    """Only the rule of one living job is answered with None."""
    with pytest.raises(sqlite3.IntegrityError, match="CHECK"):
        journal.begin(intent(engine="cloud"))


RACE = """
import sys
from pathlib import Path
from pixelengine_import._clock import SystemClock
from pixelengine_import.journal.jobs import Intent, Journal
journal = Journal(Path(sys.argv[1]), SystemClock())
print("ready", flush=True)
sys.stdin.readline()
won = 0
for n in range(40):
    key = f"{n:064}"
    job = journal.begin(Intent("p", "s", "a", key, "live", "animate", 20, {}, ()))
    won += job is not None
print(won, flush=True)
journal.close()
"""


def test_of_two_processes_one_begins_each_job(journal_path: Path) -> None:
    """Nobody pays twice, however close the race."""
    children = [Child(RACE, journal_path) for _ in range(2)]
    assert [child.says() for child in children] == ["ready", "ready"]
    for child in children:
        child.go_on()
    won = [int(child.says()) for child in children]

    assert [child.end() for child in children] == [0, 0]
    assert sum(won) == 40


def test_open_jobs_come_in_the_order_in_which_they_expire(journal: Journal) -> None:
    """What is lost first is fetched first; ended and stored jobs are not open."""
    later, soon, running, stored, failed = (
        begun(journal, request_key=f"{n:064}").id for n in range(5)
    )
    for job_id, hour in ((later, 20), (soon, 19)):
        journal.ready(
            job_id,
            metadata={},
            credits_charged=None,
            server_created_at=None,
            expires_at=f"2026-03-03T{hour}:00:00.000Z",
        )
    journal.stored(stored, "b" * 64, "image/webp")
    journal.end(failed, "failed", "no")
    begun(journal, request_key="f" * 64, project="/elsewhere")

    assert [job.id for job in journal.open_jobs(PROJECT)] == [soon, later, running]


# -- kill -9 ------------------------------------------------------------------------

STEPPING = """
import sys
from pathlib import Path
from pixelengine_import._clock import SystemClock
from pixelengine_import.journal.blobs import BlobStore
from pixelengine_import.journal.jobs import Intent, Journal
folder = Path(sys.argv[1])
def step(name):
    print(name, flush=True)
    sys.stdin.readline()
blobs = BlobStore(folder / "blobs")
step("nothing")
image = blobs.put(b"picture")
journal = Journal(folder / "journal.db", SystemClock())
intent = Intent("p", "s", "a", "1" * 64, "live", "animate", 20, {}, (image,))
job = journal.begin(intent)
step("intent")
journal.sending(job.id)
step("sending")
journal.submitted(job.id, "f47")
step("submitted")
journal.ready(job.id, metadata={}, credits_charged=20, server_created_at=None,
              expires_at=None)
step("ready")
digest = blobs.put(b"result")
step("blob")
journal.stored(job.id, digest, "image/webp")
step("stored")
journal.settled(job.id, 20)
step("settled")
"""
AFTER = {
    "nothing": None,
    "intent": "intent",
    "sending": "sending",
    "submitted": "submitted",
    "ready": "ready",
    "blob": "ready",
    "stored": "stored",
    "settled": "settled",
}


@pytest.mark.parametrize("place", AFTER)
def test_a_killed_run_leaves_the_last_step_that_it_committed(
    tmp_path: Path, clock: FakeClock, place: str
) -> None:
    """SIGKILL between two steps: nothing is half there, nothing committed is gone."""
    child = Child(STEPPING, tmp_path)
    while child.says() != place:
        child.go_on()
    child.kill()

    journal = Journal(tmp_path / "journal.db", clock)
    job = journal.alive("1" * 64, "live")
    journal.close()

    assert (job.state if job else None) == AFTER[place]
    if job is not None:
        assert job.api_job_id == (None if place in {"intent", "sending"} else "f47")


# -- outputs ------------------------------------------------------------------------


def test_a_file_is_known_by_what_was_written_and_what_was_about_to_be(
    reopen: OpenJournal,
) -> None:
    """A run that died while publishing recognises its own files."""
    reopen().planning(PROJECT, SIDECAR, {"hero.sheet.png": "1"})
    first = reopen().known_hashes(PROJECT, "hero.sheet.png")
    reopen().published(PROJECT, {"hero.sheet.png": "1"})
    second = reopen().known_hashes(PROJECT, "hero.sheet.png")
    reopen().planning(PROJECT, SIDECAR, {"hero.sheet.png": "2"})
    third = reopen().known_hashes(PROJECT, "hero.sheet.png")

    assert [set(hashes) for hashes in (first, second, third)] == [
        {"1"},
        {"1"},
        {"1", "2"},
    ]


def test_a_file_that_we_never_wrote_is_not_known(journal: Journal) -> None:
    """So it is a person's, and is not overwritten."""
    journal.planning("/elsewhere", SIDECAR, {"hero.sheet.png": "1"})

    assert journal.known_hashes(PROJECT, "hero.sheet.png") == frozenset()


def test_the_outputs_of_a_sidecar_are_those_that_are_in_place(journal: Journal) -> None:
    """What was only planned is not there."""
    files = {"b": "1", "a": "2", "c": "3"}
    journal.planning(PROJECT, SIDECAR, files)
    journal.published(PROJECT, {"b": "1", "a": "2"})

    assert journal.outputs_of(PROJECT, SIDECAR) == ["a", "b"]


def test_the_first_to_claim_an_output_holds_it(reopen: OpenJournal) -> None:
    """The second is told who does; projects do not disturb each other."""
    first = reopen().claim(PROJECT, "hero.sheet.png", "a.pxe.json")
    second = reopen().claim(PROJECT, "hero.sheet.png", "b.pxe.json")
    elsewhere = reopen().claim("/elsewhere", "hero.sheet.png", "b.pxe.json")

    assert (first, second, elsewhere) == ("a.pxe.json", "a.pxe.json", "b.pxe.json")


def test_a_claim_is_handed_over(journal: Journal) -> None:
    """When the sidecar that held it is gone."""
    journal.claim(PROJECT, "hero.sheet.png", "a.pxe.json")
    journal.hand_over_claim(PROJECT, "hero.sheet.png", "b.pxe.json")

    assert journal.claim(PROJECT, "hero.sheet.png", "c.pxe.json") == "b.pxe.json"


FULL = """
import resource, signal, sys
from pathlib import Path
from pixelengine_import._clock import SystemClock
from pixelengine_import.errors import StateError
from pixelengine_import.journal.jobs import Intent, Journal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
journal = Journal(Path(sys.argv[1]), SystemClock())
def begin(n, text=""):
    return journal.begin(
        Intent("p", "s", "a", f"{n:064}", "live", "animate", 20, {"prompt": text}, ())
    )
kept = begin(1)
size = Path(sys.argv[1] + "-wal").stat().st_size
resource.setrlimit(resource.RLIMIT_FSIZE, (size + 8192, resource.RLIM_INFINITY))
try:
    begin(2, "x" * 100_000)
except StateError as error:
    print(error, flush=True)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)
journal.sending(kept.id)
print(journal.job(kept.id).state, journal.alive(f"{2:064}", "live"), flush=True)
print(begin(2).state, flush=True)
journal.close()
"""


def test_a_full_disk_leaves_the_journal_as_it_was(journal_path: Path) -> None:
    """The step is refused whole, said in a sentence, and works once there is room."""
    child = Child(FULL, journal_path)
    said = child.says()

    assert said.startswith(f"{journal_path} cannot be used now (disk I/O error).")
    assert said.endswith(
        "Look for room on its disk and for another program that holds it, then run "
        "the same command again."
    )
    assert child.says() == "sending None"
    assert child.says() == "intent"
    assert child.end() == 0


def test_damage_that_shows_while_reading_is_said_in_a_sentence(
    reopen: OpenJournal, journal_path: Path
) -> None:
    """Not as a fault of the program."""
    journal = reopen()
    for n in range(200):
        begun(journal, request_key=f"{n:064}", request={"prompt": "x" * 20_000})
    journal = reopen()  # the write-ahead log is folded in
    size = journal_path.stat().st_size
    with journal_path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (size - 4096))

    with pytest.raises(StateError, match=r"journal\.db is damaged \(.*malformed"):
        journal.open_jobs(PROJECT)


# -- lists for people -----------------------------------------------------------------


def test_the_newest_jobs_of_everybody_come_first(reopen: OpenJournal) -> None:
    """As many as are wanted, and on request only those that are under way."""
    journal = reopen()
    jobs = [
        begun(journal, request_key=str(i) * 64, project=project)
        for i, project in enumerate(["/a", "/b", "pxe commands"])
    ]
    journal.end(jobs[1].id, "failed", "no reason")

    assert [job.id for job in journal.recent(10)] == [3, 2, 1]
    assert [job.id for job in journal.recent(2)] == [3, 2]
    assert [job.id for job in journal.recent(10, only_open=True)] == [3, 1]


def test_a_job_is_found_by_the_beginning_of_its_id(reopen: OpenJournal) -> None:
    """A whole id means one job, even where another one's begins with it."""
    journal = reopen()
    for i, name in enumerate(["f47ac10b-1", "f47ac10b-12", "f4%"]):
        journal.submitted(begun(journal, request_key=str(i) * 64).id, name)

    def found(text: str) -> list[int]:
        return sorted(job.id for job in journal.known_as(text))

    assert found("f47ac10b-12") == [2]
    assert found("f47ac10b-1") == [1]
    assert found("f47ac") == [1, 2]
    assert found("f4%") == [3]
    assert found("F47AC") == []


def test_a_stored_result_is_not_made_less_by_a_run_that_comes_late(
    reopen: OpenJournal,
) -> None:
    """Two runs that share a job may come to its end one after the other."""
    journal = reopen()
    job = begun(journal)
    for step in STEPS.values():
        step(journal, job.id)

    mark_ready(journal, job.id)

    late = journal.job(job.id)
    assert late is not None
    assert late.state == "settled"
