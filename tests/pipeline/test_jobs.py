"""One request is paid once, and its result is never lost: rule by rule.

A new lane on the same journal is a new run: what a killed one has left is taken up.
"""

from __future__ import annotations

import asyncio
import errno
from collections import deque
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from pixelengine_import.errors import (
    AmbiguousSubmitError,
    CredentialsError,
    CreditsError,
    JobError,
    LockedError,
    ProjectError,
    RefusedError,
    ResultError,
    StateError,
    UnreachableError,
)
from pixelengine_import.journal.jobs import Intent
from pixelengine_import.journal.state import COMMANDS
from pixelengine_import.pipeline.ask import Ask, Prepared
from pixelengine_import.pipeline.body import ask_of
from pixelengine_import.pipeline.events import Failed
from pixelengine_import.pipeline.project import Project
from pixelengine_import.testing.clock import FakeClock

from .service import HERO, error, strip, until

if TYPE_CHECKING:
    from pathlib import Path

    from pixelengine_import.api.outcomes import EngineKind
    from pixelengine_import.journal.jobs import Job
    from pixelengine_import.pipeline.want import Want

    from .service import Bench


def left_behind(
    bench: Bench, state: str, *, engine: EngineKind = "live", project: str = ""
) -> Job:
    """Write down what a killed run has left: a job in some state."""
    want = bench.want()
    intent = Intent(
        project=project or bench.project.id,
        sidecar=str(want.sidecar),
        animation=want.name,
        request_key=want.key,
        engine=engine,
        endpoint="animate",
        cost=20,
        request={"prompt": "idle", "seed": want.seed},
        images=(bench.blobs.put(want.art[0].data),),
    )
    job = bench.journal.begin(intent)
    assert job is not None
    if state == "sending":
        bench.journal.sending(job.id)
    if state == "submitted":
        bench.service.jobs["job-0"] = bench.service.success("job-0")
        bench.journal.submitted(job.id, "job-0")
    return job


async def fails(
    bench: Bench, kind: type[Exception], engine: EngineKind = "live"
) -> str:
    """Ask for the result in a new run, and return what went wrong."""
    lane = bench.lane(engine)
    with pytest.raises(kind) as caught:
        await lane.result(bench.ask())
    await lane.close()
    return str(caught.value)


# -- what becomes of a paid request ------------------------------------------------


async def test_an_accepted_request_ends_in_a_stored_result(bench: Bench) -> None:
    """Intent, sending, submitted, ready, stored, settled: each written down."""
    job = await bench.lane().result(bench.ask())

    assert (job.state, job.credits_charged, job.api_job_id) == ("settled", 20, "job-1")
    assert job.result is not None
    assert bench.blobs.get(job.result) == strip()
    steps = [text for _, text in bench.journal.history(job.id)]
    assert steps == ["intent", "sending", "submitted", "ready", "stored", "settled"]


async def test_a_second_run_finds_the_result_and_asks_nobody(bench: Bench) -> None:
    """Stored once, reused for ever."""
    first = await bench.lane().result(bench.ask())
    bench.service.down = True

    assert await bench.lane().result(bench.ask()) == first
    assert bench.service.posts == 1


async def test_what_was_never_sent_is_tried_four_times(bench: Bench) -> None:
    """No byte left: trying again is safe; the intent stands for the next run."""
    bench.service.paid.extend(httpx.ConnectError("refused") for _ in range(4))

    await fails(bench, UnreachableError)

    assert bench.service.posts == 4
    assert bench.state_of(bench.want()) == "intent"
    await bench.lane().result(bench.ask())
    assert len(bench.service.accepted) == 1


@pytest.mark.parametrize(
    "lost",
    [
        httpx.ReadTimeout("late"),
        httpx.RemoteProtocolError("hung up"),
        httpx.Response(500, json={"error": {"code": "internal_error"}}),
        httpx.Response(200, content=b"{}"),
    ],
)
async def test_a_lost_answer_is_never_sent_again(
    bench: Bench, lost: httpx.Response | Exception
) -> None:
    """In no later run either, until a person decides."""
    bench.service.paid.append(lost)

    said = await fails(bench, AmbiguousSubmitError)
    assert "pxe resolve 1" in said
    assert "up to 20 credits" in said
    await fails(bench, AmbiguousSubmitError)

    assert bench.service.posts == 1
    assert bench.state_of(bench.want()) == "ambiguous"


async def test_a_lost_answer_of_the_local_engine_is_just_asked_again(
    bench: Bench,
) -> None:
    """Play money."""
    bench.service.paid.append(httpx.ReadTimeout("late"))

    job = await bench.lane("local").result(bench.ask())

    assert (job.engine, job.cost, bench.service.posts) == ("local", 0, 2)


async def test_a_refused_request_is_over(bench: Bench) -> None:
    """It is the request's fault; the next run begins anew."""
    bench.service.paid.append(error(400, "invalid_request"))

    await fails(bench, RefusedError)

    assert bench.state_of(bench.want()) is None
    await bench.lane().result(bench.ask())


async def test_a_busy_service_is_asked_again_when_it_says(bench: Bench) -> None:
    """429 with Retry-After: nothing was accepted."""
    busy = error(429, "rate_limited", **{"retry-after": "7"})
    bench.service.paid.extend([busy, busy])

    await bench.lane().result(bench.ask())

    assert bench.clock.sleeps.count(7.0) == 2
    assert len(bench.service.accepted) == 1


async def test_a_service_that_stays_busy_ends_the_job_after_four_tries(
    bench: Bench,
) -> None:
    """Nothing is asked for ever."""
    busy = error(429, "rate_limited", **{"retry-after": "7"})
    bench.service.paid.extend([busy] * 9)

    await fails(bench, RefusedError)

    assert bench.service.posts == 4
    assert bench.state_of(bench.want()) is None


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (401, "unauthorized", CredentialsError),
        (402, "insufficient_credits", CreditsError),
    ],
)
async def test_a_bad_key_or_an_empty_account_stops_the_lane(
    bench: Bench, status: int, code: str, kind: type[Exception]
) -> None:
    """The others are not sent after it; their intents stand."""
    bench.sidecar("other", prompt="jump")
    other = bench.want(bench.wanted().path.with_name("other.pxe.json"))
    bench.service.paid.append(error(status, code))
    lane = bench.lane()

    ended = await asyncio.gather(
        lane.result(bench.ask()), lane.result(ask_of(other)), return_exceptions=True
    )

    assert [type(one) for one in ended] == [kind, kind]
    assert bench.service.posts == 1
    assert {bench.state_of(bench.want()), bench.state_of(other)} == {None, "intent"}


async def test_a_lane_that_lacked_credits_goes_on_when_there_are_some(
    bench: Bench,
) -> None:
    """A watch runs for days; its user fills the account meanwhile."""
    bench.service.paid.append(error(402, "insufficient_credits"))
    lane = bench.lane()
    with pytest.raises(CreditsError):
        await lane.result(bench.ask())
    with pytest.raises(CreditsError):
        await lane.result(bench.ask())
    assert bench.service.posts == 1

    bench.service.credits = 20

    assert (await lane.result(bench.ask())).state == "settled"


async def test_an_accepted_job_that_cannot_be_written_down_is_named(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The id in the message is all that is left of what was paid."""

    def full(*_: object) -> None:
        msg = "the disk is full."
        raise StateError(msg)

    monkeypatch.setattr(bench.journal, "submitted", full)

    said = await fails(bench, StateError)

    assert "pxe resolve 1 --adopt job-1" in said


# -- what a killed run has left ----------------------------------------------------


async def test_an_intent_of_a_killed_run_is_sent_once(bench: Bench) -> None:
    """With the very pictures that were stored with it."""
    job = left_behind(bench, "intent")

    done = await bench.lane().result(bench.ask())

    assert (done.id, len(bench.service.accepted)) == (job.id, 1)


async def test_an_intent_whose_pictures_are_gone_is_made_anew(bench: Bench) -> None:
    """It was never sent, and must not be sent with other pictures."""
    job = left_behind(bench, "intent")
    bench.blobs.path(job.images[0]).unlink()

    done = await bench.lane().result(bench.ask())

    assert done.id != job.id
    assert len(bench.service.accepted) == 1


async def test_an_intent_is_not_sent_when_only_waiting_was_agreed_to(
    bench: Bench,
) -> None:
    """A plan that saw a running job has no price; nobody agreed to a new one."""
    left_behind(bench, "intent")
    lane = bench.lane()

    with pytest.raises(JobError, match="plan it anew"):
        await lane.result(bench.ask(), begin=False)

    assert bench.service.posts == 0


async def test_a_run_killed_while_sending_leaves_a_doubt(bench: Bench) -> None:
    """Nobody knows whether it arrived."""
    left_behind(bench, "sending")

    await fails(bench, AmbiguousSubmitError)

    assert bench.service.posts == 0


async def test_a_local_run_killed_while_sending_is_asked_again(bench: Bench) -> None:
    """It is free."""
    left_behind(bench, "sending", engine="local")

    await bench.lane("local").result(bench.ask())

    assert bench.service.posts == 1


async def test_a_submitted_job_is_collected_and_not_sent_again(bench: Bench) -> None:
    """The service has it."""
    left_behind(bench, "submitted")

    done = await bench.lane().result(bench.ask(), begin=False)

    assert (done.state, bench.service.posts) == ("settled", 0)


async def test_a_stored_result_that_was_damaged_is_fetched_again(bench: Bench) -> None:
    """The service keeps it for 24 hours, and the job is paid."""
    job = await bench.lane().result(bench.ask())
    assert job.result is not None
    path = bench.blobs.path(job.result)
    path.chmod(0o600)
    path.write_bytes(b"damaged")

    again = await bench.lane().result(bench.ask(), begin=False)

    assert bench.service.posts == 1
    assert again.result is not None
    assert bench.blobs.get(again.result) == strip()


# -- requests of commands ----------------------------------------------------------


def single(address: str, price: int = 2) -> Ask:
    """Ask for the background of a picture on the web to be removed."""
    return Ask(
        PurePosixPath("/home/me/hero.png"),
        "remove-background",
        "remove_background",
        "c" * 64,
        price,
        lambda: Prepared({"image_url": address}),
    )


async def test_a_token_in_an_address_is_sent_and_not_written_down(
    bench: Bench,
) -> None:
    """The journal is a file."""
    ask = single("https://example.org/hero.png?token=secret")
    bench.service.outcome = {"output": bench.service.still()}

    job = await bench.lane().result(ask)

    sent = bench.service.accepted
    assert [body["image_url"] for body in sent] == [
        "https://example.org/hero.png?token=secret"
    ]
    assert job.request == {"image_url": "https://example.org/hero.png?…"}
    files = [path for path in bench.state.rglob("*") if path.is_file()]
    assert [path for path in files if b"token=secret" in path.read_bytes()] == []


async def test_an_intent_whose_token_is_gone_is_begun_anew(bench: Bench) -> None:
    """It was never sent; the command that is run again knows the address."""
    ask = single("https://example.org/hero.png?token=secret")
    bench.service.outcome = {"output": bench.service.still()}
    bench.service.paid.extend(httpx.ConnectError("refused") for _ in range(4))
    with pytest.raises(UnreachableError):
        await bench.lane().result(ask)

    done = await bench.lane().result(ask)

    assert done.id == 2
    first = bench.journal.job(1)
    assert first is not None
    assert first.state == "forgotten"
    assert bench.service.accepted[0]["image_url"].endswith("?token=secret")


async def test_a_lost_answer_about_nothing_paid_is_just_asked_again(
    bench: Bench,
) -> None:
    """/pixelate is free: asking twice costs nobody anything."""
    bench.service.paid.append(httpx.ReadTimeout("late"))
    bench.service.outcome = {"output": bench.service.still(), "billing": None}

    job = await bench.lane().result(single("https://example.org/hero.png", price=0))

    assert (job.state, job.cost, bench.service.posts) == ("settled", 0, 2)


async def test_what_a_command_is_told_names_the_command(bench: Bench) -> None:
    """It knows of no project to sync."""
    lane = bench.lane(project=COMMANDS)
    bench.service.outcome = {"output": None}

    with pytest.raises(ResultError, match="Run the same command again in a moment"):
        await lane.result(single("https://example.org/hero.png"))


# -- two checkouts, one request ----------------------------------------------------


async def test_an_intent_of_another_project_at_work_is_left_to_it(
    bench: Bench,
) -> None:
    """Two worktrees that ask for the same thing at once pay once."""
    left_behind(bench, "intent", project="/other")
    bench.at_work = lambda job: job.project == "/other"

    said = await fails(bench, LockedError)

    assert "another pxe is about to ask for the very same thing" in said
    assert bench.service.posts == 0


async def test_a_job_that_another_project_submits_meanwhile_is_shared(
    bench: Bench,
) -> None:
    """Its result is good for both."""
    job = left_behind(bench, "sending", project="/other")
    bench.service.jobs["job-0"] = bench.service.success("job-0")
    waited = 0

    def at_work(_: Job) -> bool:
        nonlocal waited
        waited += 1
        if waited == 3:
            bench.journal.submitted(job.id, "job-0")
        return True

    bench.at_work = at_work

    done = await bench.lane().result(bench.ask())

    assert (done.id, done.state, bench.service.posts) == (job.id, "settled", 0)


async def test_an_intent_of_a_project_that_nobody_works_on_is_taken_over(
    bench: Bench,
) -> None:
    """It was never sent, and may never be."""
    left_behind(bench, "intent", project="/gone")

    done = await bench.lane().result(bench.ask())

    assert done.project == bench.project.id
    assert len(bench.service.accepted) == 1


async def test_an_intent_that_another_project_begins_meanwhile_is_left_to_it(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the look into the journal and our own intent others may begin."""
    real = bench.blobs.put

    def slow(data: bytes) -> str:
        monkeypatch.undo()
        left_behind(bench, "intent", project="/other")
        return real(data)

    monkeypatch.setattr(bench.blobs, "put", slow)
    bench.at_work = lambda job: job.project == "/other"

    await fails(bench, LockedError)

    assert bench.service.posts == 0


async def test_two_lanes_at_the_same_moment_send_one_request(
    bench: Bench, tmp_path: Path
) -> None:
    """The journal lets only one of them begin; the other waits for it."""
    bench.service.hold = asyncio.Event()
    other = Project(tmp_path / "worktree")
    bench.at_work = lambda _: True
    want = bench.want()
    first = asyncio.create_task(bench.lane().result(ask_of(want)))
    await bench.service.arrived.wait()
    second = asyncio.create_task(bench.lane(project=other).result(ask_of(want)))
    await until(lambda: bool(bench.clock.sleeps))
    bench.service.hold.set()

    jobs = await asyncio.gather(first, second)

    assert jobs[0].id == jobs[1].id
    assert bench.service.posts == 1


# -- jobs without a usable result --------------------------------------------------


@pytest.mark.parametrize("damaged", [b"", b"no picture", strip(3), strip()[:-40]])
async def test_a_result_that_cannot_be_used_is_fetched_twice_and_kept(
    bench: Bench, damaged: bytes
) -> None:
    """It is not stored as a result; the next run fetches it again, for nothing."""
    bench.service.files = deque([damaged])

    said = await fails(bench, ResultError)

    assert "the next run fetches it again" in said
    assert bench.state_of(bench.want()) == "ready"
    bench.service.files = deque([strip()])
    assert (await bench.lane().result(bench.ask())).state == "settled"
    assert bench.service.posts == 1


async def test_a_download_that_was_damaged_once_is_fetched_again(bench: Bench) -> None:
    """Networks cut things short."""
    bench.service.files = deque([b"\x89PNG", strip()])

    assert (await bench.lane().result(bench.ask())).state == "settled"


@pytest.mark.parametrize("kind", ["application/octet-stream", "", "image/webp"])
async def test_a_result_is_what_its_bytes_say(bench: Bench, kind: str) -> None:
    """Storage hosts guess types; a paid result is not thrown away over a guess."""
    bench.service.file_type = kind

    assert (await bench.lane().result(bench.ask())).state == "settled"


@pytest.mark.parametrize(
    "odd",
    [
        {"frame_count": "NaN", "frame_w": 16, "frame_h": 16},
        {"frame_count": 1e300, "frame_w": 16, "frame_h": 16},
        {"frame_count": -2, "frame_w": 16, "frame_h": 16},
        {"frame_count": 2, "frame_w": 0, "frame_h": 16},
        {"frame_count": 2, "frame_w": [16], "frame_h": {}},
    ],
)
async def test_odd_metadata_of_a_result_is_no_crash(
    bench: Bench, odd: dict[str, Any]
) -> None:
    """A server may send anything."""
    output = {**bench.service.success("job-1")["output"], "metadata": odd}
    bench.service.outcome = {"output": output}

    await fails(bench, ResultError)


async def test_a_job_that_succeeded_without_an_output_is_not_given_up(
    bench: Bench,
) -> None:
    """It is paid for: another run asks for its output again."""
    bench.service.outcome = {"output": None}

    await fails(bench, ResultError)

    assert bench.state_of(bench.want()) == "submitted"


async def test_an_output_under_a_status_of_the_future_is_taken(bench: Bench) -> None:
    """The service moves faster than any release."""
    bench.service.outcome = {
        "status": "completed",
        "finished_at": "2026-03-02T18:00:00Z",
    }

    assert (await bench.lane().result(bench.ask())).state == "settled"


@pytest.mark.parametrize(
    ("outcome", "state", "said"),
    [
        (
            {"status": "failure", "error": {"message": "no luck"}},
            "failed: no luck",
            "failed (no luck); nothing was charged",
        ),
        (
            {"status": "cancelled"},
            "cancelled: no reason",
            "was cancelled (no reason); nothing was charged",
        ),
    ],
)
async def test_a_job_that_ends_without_a_result_is_over(
    bench: Bench, outcome: dict[str, Any], state: str, said: str
) -> None:
    """And costs nothing, as its billing says."""
    bench.service.outcome = {"output": None, "billing": None, **outcome}

    assert said in await fails(bench, JobError)

    assert bench.state_of(bench.want()) is None
    assert bench.journal.history(1)[-1][1] == state


async def test_a_failed_job_that_was_charged_says_so(bench: Bench) -> None:
    """The reference promises otherwise; the bill is what counts."""
    bench.service.outcome = {"output": None, "status": "failure"}

    assert "20 credits were charged" in await fails(bench, JobError)


async def test_an_expired_result_is_told_and_not_bought_again(bench: Bench) -> None:
    """What it costs to make it anew stands in a plan first."""
    left_behind(bench, "submitted")
    bench.service.jobs["job-0"]["status"] = "expired"

    said = await fails(bench, JobError)

    assert "Run pxe sync to make it anew; what that costs is said first" in said
    assert bench.service.posts == 0
    assert bench.journal.history(1)[-1][1].startswith("expired")


async def test_a_live_job_that_the_service_does_not_know_says_what_to_do(
    bench: Bench,
) -> None:
    """The key may be that of another account: nothing is given up by itself."""
    left_behind(bench, "submitted")
    bench.service.jobs.clear()

    said = await fails(bench, JobError)

    assert "pxe resolve 1 --resubmit" in said
    assert bench.state_of(bench.want()) == "submitted"


@pytest.mark.parametrize("gone", ["unknown", "expired"])
async def test_a_local_job_that_is_gone_is_made_anew_at_once(
    bench: Bench, gone: str
) -> None:
    """Another local engine, or one that was reset, does not know it."""
    left_behind(bench, "submitted", engine="local")
    bench.service.jobs["job-0"]["status"] = gone
    if gone == "unknown":
        bench.service.jobs.clear()

    job = await bench.lane("local").result(bench.ask())

    assert (job.state, bench.service.posts) == ("settled", 1)


async def test_a_job_over_its_time_goes_on_at_the_service(bench: Bench) -> None:
    """A run does not wait for ever; the next one waits again."""
    bench.service.outcome = {"status": "pending", "output": None}

    said = await fails(bench, JobError)

    assert "run pxe sync to wait for it" in said
    assert bench.state_of(bench.want()) == "submitted"


# -- room --------------------------------------------------------------------------


async def test_nothing_is_paid_without_room_for_the_result(bench: Bench) -> None:
    """64 MB are asked for first."""
    bench.room = 1000

    assert "64 MB" in await fails(bench, ProjectError)

    assert bench.service.posts == 0


async def test_a_result_without_room_is_fetched_by_the_next_run(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk is an error with a way out, and loses nothing."""
    real = bench.blobs.put

    def full(data: bytes) -> str:
        if data == strip():
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(data)

    monkeypatch.setattr(bench.blobs, "put", full)
    said = await fails(bench, ProjectError)
    monkeypatch.undo()

    assert "cannot be kept (No space left on device)" in said
    assert (await bench.lane().result(bench.ask())).state == "settled"
    assert bench.service.posts == 1


# -- cancelling --------------------------------------------------------------------


async def test_a_cancelled_run_waits_for_the_answer(bench: Bench) -> None:
    """Ctrl-C while a paid request is on its way, twice: the id is written down."""
    bench.service.hold = asyncio.Event()
    lane = bench.lane()
    asked = asyncio.create_task(lane.result(bench.ask()))
    await bench.service.arrived.wait()

    asked.cancel()
    closing = asyncio.create_task(lane.close())
    for _ in range(5):
        await asyncio.sleep(0)
    closing.cancel()
    for _ in range(5):
        await asyncio.sleep(0)
    assert bench.state_of(bench.want()) == "sending"
    bench.service.hold.set()
    await asyncio.gather(asked, closing, return_exceptions=True)
    await lane.close()

    assert bench.state_of(bench.want()) == "submitted"


async def test_a_cancelled_run_sends_nothing_that_was_waiting_for_its_turn(
    bench: Bench,
) -> None:
    """One request is on its way; the others are not paid for after Ctrl-C."""
    lane = bench.lane()
    wants: list[Want] = []
    for name in ("a", "b", "c"):
        bench.sidecar(name, prompt=name)
        wants.append(bench.want(bench.wanted().path.with_name(f"{name}.pxe.json")))
    bench.service.hold = asyncio.Event()
    asked = [asyncio.create_task(lane.result(ask_of(want))) for want in wants]
    await bench.service.arrived.wait()
    await until(lambda: bench.state_of(wants[2]) is not None)

    closing = asyncio.create_task(lane.close())
    for _ in range(5):
        await asyncio.sleep(0)
    bench.service.hold.set()
    await closing
    await asyncio.gather(*asked, return_exceptions=True)

    assert bench.service.posts == 1


async def test_a_cancelled_run_does_not_wait_for_a_busy_service(bench: Bench) -> None:
    """Only the answer is waited for, not the time until another try."""
    bench.service.paid.extend([error(429, "busy", **{"retry-after": "9"})] * 3)
    clock = FakeClock()
    lane = bench.lane(clock=clock)
    asked = asyncio.create_task(lane.result(bench.ask()))
    await until(lambda: bool(clock.sleeping))

    await lane.close()
    await asyncio.gather(asked, return_exceptions=True)

    assert bench.service.posts == 1
    assert bench.state_of(bench.want()) == "intent"


async def _running(bench: Bench) -> tuple[Any, asyncio.Task[Any]]:
    """Start a job that does not end by itself."""
    bench.service.outcome = {"status": "pending", "output": None}
    lane = bench.lane()
    asked = asyncio.create_task(lane.result(bench.ask()))
    await until(lambda: bench.state_of(bench.want()) == "submitted")
    return lane, asked


async def test_a_job_that_nobody_wants_is_cancelled_at_the_service(
    bench: Bench,
) -> None:
    """Its hold is released: it costs nothing."""
    lane, asked = await _running(bench)
    await _leave(asked)

    await lane.abandon(frozenset())

    assert bench.service.cancelled == ["job-1"]
    assert bench.journal.history(1)[-1][1] == "cancelled: no longer wanted"


async def _leave(asked: asyncio.Task[Job]) -> None:
    """Wait for a job no longer."""
    asked.cancel()
    await asyncio.gather(asked, return_exceptions=True)


async def test_a_job_that_somebody_waits_for_is_not_let_go(bench: Bench) -> None:
    """What goes on from another result has a key that no plan knew before."""
    lane, asked = await _running(bench)

    await lane.abandon(frozenset())

    assert bench.service.cancelled == []
    assert not asked.done()
    await lane.close()
    await asyncio.gather(asked, return_exceptions=True)


async def test_a_job_that_is_wanted_still_goes_on(bench: Bench) -> None:
    """Others may have gone."""
    lane, asked = await _running(bench)

    await lane.abandon(frozenset({bench.want().key}))

    assert bench.service.cancelled == []
    await lane.close()
    await asyncio.gather(asked, return_exceptions=True)


async def test_a_job_that_finished_before_it_was_cancelled_is_fetched(
    bench: Bench,
) -> None:
    """409: it is paid for, and a watch may run on for days."""
    lane, asked = await _running(bench)
    bench.service.uncancellable = error(409, "not_cancellable")
    bench.service.jobs["job-1"] = bench.service.success("job-1")
    await _leave(asked)

    await lane.abandon(frozenset())
    await asyncio.gather(asked, return_exceptions=True)
    await until(lambda: bench.state_of(bench.want()) == "settled")

    assert bench.told(Failed) == []


async def test_a_job_that_nobody_waits_for_any_more_is_let_go_too(
    bench: Bench,
) -> None:
    """It was over its time, and then its sidecar was changed."""
    bench.service.outcome = {"status": "pending", "output": None}
    lane = bench.lane()
    with pytest.raises(JobError):
        await lane.result(bench.ask())

    await lane.abandon(frozenset())

    assert bench.service.cancelled == ["job-1"]


async def test_a_cancel_that_does_not_arrive_ends_nothing(bench: Bench) -> None:
    """The job's own status is the truth, asked for until there is an answer."""
    lane, asked = await _running(bench)
    bench.service.down = True
    await _leave(asked)

    await lane.abandon(frozenset())
    await asyncio.gather(asked, return_exceptions=True)
    bench.service.jobs["job-1"] = bench.service.success("job-1")
    bench.service.down = False
    await until(lambda: bench.state_of(bench.want()) == "settled")
    await lane.close()


async def test_a_prompt_is_rewritten_once_for_all_who_ask(bench: Bench) -> None:
    """Another wording would be another request, and be paid for once more."""
    ask = Ask(
        HERO,
        "idle: prompt",
        "enhance_prompt",
        "e" * 64,
        0,
        lambda: Prepared({"prompt": "walk", "model": "pixel-engine-v1.1"}),
    )
    lane = bench.lane()

    first, second = await asyncio.gather(lane.text(ask), lane.text(ask))
    third = await bench.lane().text(ask)

    assert first == second == third
    assert bench.service.rewritten == 1
    await lane.close()
