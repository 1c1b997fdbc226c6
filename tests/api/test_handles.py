"""A submitted job is a thing: its id first, its result when it is ready."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pixelengine_import.api.download import Download
from pixelengine_import.api.outcomes import Accepted, Ambiguous, NeverSent, Refused
from pixelengine_import.api.polling import LIVE_POLLING, LOCAL_POLLING
from pixelengine_import.errors import (
    AmbiguousSubmitError,
    CreditsError,
    JobError,
    ResultError,
    UnreachableError,
)
from pixelengine_import.testing.service import Say

from .conftest import PREFIX, TOKEN, job, output

if TYPE_CHECKING:
    from pixelengine_import.api.client import AsyncPixelEngine
    from pixelengine_import.api.responses import Job
    from pixelengine_import.testing.clock import InstantClock
    from pixelengine_import.testing.service import ScriptedService

    from .conftest import OpenEngine

PICTURE = Say(body=b"picture", headers={"Content-Type": "image/webp"})
CANCELLED = Say({"api_job_id": "f47", "status": "cancelled"})


def jobs_are(service: ScriptedService, *answers: dict[str, object]) -> None:
    """Script GET /jobs, and the file that a good job names."""
    service.on("GET", f"{PREFIX}/jobs", *[Say(answer) for answer in answers])
    service.on("GET", "/r", PICTURE)


def good(service: ScriptedService) -> dict[str, object]:
    """A job that has a result."""
    return job(output=output(f"{service.origin}/r"))


# -- from a submission --------------------------------------------------------------


def test_the_id_is_there_before_any_waiting(engine: AsyncPixelEngine) -> None:
    """It can be written down first: nothing is asked."""
    made = [
        engine.handle("f47"),
        engine.handle(Accepted("f47", "queued", "live")),
    ]

    assert [handle.id for handle in made] == ["f47", "f47"]
    assert [handle.last for handle in made] == [None, None]


def test_what_was_not_accepted_is_raised(engine: AsyncPixelEngine) -> None:
    """The short way; the union stays the careful one."""
    refused = CreditsError("Too few.", status=402, code="insufficient_credits")
    unreachable = UnreachableError("no connection")

    with pytest.raises(CreditsError) as no_credits:
        engine.handle(Refused(refused))
    with pytest.raises(UnreachableError) as no_network:
        engine.handle(NeverSent(unreachable))
    with pytest.raises(AmbiguousSubmitError) as lost:
        engine.handle(Ambiguous("the connection broke (read timeout)"))

    assert no_credits.value is refused
    assert no_network.value is unreachable
    assert str(lost.value) == (
        "it is not known whether the request was accepted: the connection broke (read "
        "timeout). It is not sent again by itself. Look at your account before you "
        "send it anew."
    )


# -- waiting ------------------------------------------------------------------------


async def test_a_job_is_waited_for_and_its_result_fetched(
    service: ScriptedService, engine: AsyncPixelEngine, clock: InstantClock
) -> None:
    """From the id alone: in another process, hours later."""
    jobs_are(service, job("queued"), job("pending"), good(service))
    seen: list[str] = []

    handle = engine.handle("f47")
    result = await handle.result(on_update=lambda job: seen.append(job.status))

    assert result == Download(b"picture", "image/webp")
    assert seen == ["queued", "pending", "success"]
    assert handle.last is not None
    assert handle.last.succeeded
    assert len(clock.sleeps) == 3


async def test_events_tell_what_is_new_and_end_with_the_job(
    service: ScriptedService, engine: AsyncPixelEngine
) -> None:
    """The same state twice is told once; a new address is no news."""
    jobs_are(
        service,
        *[job("queued", progress=0)] * 3,
        job("pending", progress=0.2),
        job("pending", progress=0.2),
        job("pending", progress=0.7),
        good(service),
    )

    handle = engine.handle("f47")
    seen = [(job.status, job.progress) async for job in handle.events()]

    assert seen == [
        ("queued", 0.0),
        ("pending", 0.2),
        ("pending", 0.7),
        ("success", 0.5),
    ]
    assert handle.last is not None
    assert handle.last.done
    assert service.count("GET", f"{PREFIX}/jobs") == 7


@pytest.mark.parametrize("how", ["wait", "events", "result"])
async def test_a_deadline_ends_the_waiting_and_not_the_job(
    service: ScriptedService, engine: AsyncPixelEngine, clock: InstantClock, how: str
) -> None:
    """The last question is asked when the time is up, and not after it."""
    jobs_are(service, job("pending"))
    handle = engine.handle("f47")

    async def all_events(deadline: float) -> list[Job]:
        return [job async for job in handle.events(deadline)]

    call = all_events if how == "events" else getattr(handle, how)
    with pytest.raises(JobError) as caught:
        await call(10)

    assert str(caught.value) == "job f47 is still pending after its deadline"
    assert sum(clock.sleeps) == 10
    assert service.count("POST", f"{PREFIX}/cancel") == 0


async def test_no_time_is_one_question(
    service: ScriptedService, engine: AsyncPixelEngine, clock: InstantClock
) -> None:
    """Is it ready? Both answers come at once."""
    jobs_are(service, job("pending"), job("success"))

    with pytest.raises(JobError):
        await engine.wait("f47", deadline=0)
    assert (await engine.wait("f47", deadline=0)).status == "success"

    assert sum(clock.sleeps) == 0


# -- ends ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ended", "said"),
    [
        (
            job("failure", error={"code": "generation_failed", "message": "Broke."}),
            "job f47 failed (Broke); nothing was charged",
        ),
        (
            job("error", billing={"credits_charged": 20}),
            "job f47 failed; 20 credits were charged",
        ),
        (
            job("cancelled", error={"code": "job_cancelled"}),
            "job f47 was cancelled (job_cancelled); nothing was charged",
        ),
    ],
)
async def test_a_job_without_a_result_says_why_and_what_it_cost(
    service: ScriptedService,
    engine: AsyncPixelEngine,
    ended: dict[str, object],
    said: str,
) -> None:
    """A failed job is no result, however politely it was waited for."""
    jobs_are(service, ended)
    handle = engine.handle("f47")

    for call in (handle.result, handle.download):
        with pytest.raises(JobError) as caught:
            await call()
        assert str(caught.value) == said
        assert caught.value.job_id == "f47"
    assert (await handle.wait()).status == ended["status"]


async def test_a_failed_job_is_not_fetched_even_when_it_names_a_file(
    service: ScriptedService, engine: AsyncPixelEngine
) -> None:
    """Half of an animation is not what was asked for."""
    jobs_are(service, {**good(service), "status": "failure"})

    with pytest.raises(JobError):
        await engine.handle("f47").result()

    assert service.count("GET", "/r") == 0


async def test_a_running_job_has_nothing_to_fetch_yet(
    service: ScriptedService, engine: AsyncPixelEngine
) -> None:
    """``download`` does not wait."""
    jobs_are(service, job("pending"))

    with pytest.raises(ResultError, match=r"has no output yet \(it is pending\)"):
        await engine.handle("f47").download()


async def test_a_result_is_fetched_by_the_id_alone(
    service: ScriptedService, engine: AsyncPixelEngine
) -> None:
    """A fresh address comes with the job."""
    jobs_are(service, good(service))

    assert (await engine.handle("f47").download()).data == b"picture"


# -- leaving ------------------------------------------------------------------------


async def test_a_block_that_is_left_early_cancels_its_job(
    service: ScriptedService, engine: AsyncPixelEngine
) -> None:
    """What nobody waits for any more should cost nothing."""
    jobs_are(service, job("pending"))
    service.on("POST", f"{PREFIX}/cancel", CANCELLED)

    async def leave() -> None:
        async with engine.handle("f47") as handle:
            await handle.refresh()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await leave()

    assert service.count("POST", f"{PREFIX}/cancel") == 1


async def test_a_block_that_saw_the_end_cancels_nothing(
    service: ScriptedService, engine: AsyncPixelEngine
) -> None:
    """Neither a job that has ended nor one that was cancelled inside."""
    jobs_are(service, good(service))
    service.on("POST", f"{PREFIX}/cancel", CANCELLED)

    async with engine.handle("f47") as handle:
        await handle.result()
    assert service.count("POST", f"{PREFIX}/cancel") == 0
    async with engine.handle("f48") as other:
        assert (await other.cancel()).status == "cancelled"

    assert service.count("POST", f"{PREFIX}/cancel") == 1


async def test_a_job_that_ended_unseen_does_not_hide_the_error(
    service: ScriptedService, engine: AsyncPixelEngine
) -> None:
    """Cancelling on the way out is a favour, not a promise."""
    no = {"error": {"code": "invalid_request", "message": "Job is success"}}
    service.on("POST", f"{PREFIX}/cancel", Say(no, 409))
    jobs_are(service, good(service))

    async def leave() -> None:
        async with engine.handle("f47"):
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await leave()


async def test_a_handle_prints_no_secret(
    service: ScriptedService, engine: AsyncPixelEngine
) -> None:
    """Its job holds a signed address."""
    jobs_are(service, good(service))
    handle = engine.handle("f47")
    before = repr(handle)

    await handle.refresh()

    after = repr(handle)
    assert (before, after) == ("<job f47>", "<job f47 (success)>")
    assert TOKEN not in repr(handle.last)


# -- who is asked how often ---------------------------------------------------------


async def test_a_local_engine_is_asked_more_often(
    service: ScriptedService, open_engine: OpenEngine
) -> None:
    """It names itself in every answer, and is done in a moment."""
    local = {"Pixel-Engine-Server": "local/0.1.0"}
    service.on("GET", f"{PREFIX}/jobs", Say(job(), headers=local), Say(job()))
    engine = open_engine(polling=None)
    found = [engine.polling]

    for _ in range(2):
        await engine.job("f47")
        found.append(engine.polling)

    assert found == [LIVE_POLLING, LOCAL_POLLING, LIVE_POLLING]


async def test_polling_that_was_chosen_stays(
    service: ScriptedService, open_engine: OpenEngine
) -> None:
    """Whoever answers."""
    local = {"Pixel-Engine-Server": "local/0.1.0"}
    service.on("GET", f"{PREFIX}/jobs", Say(job(), headers=local))
    engine = open_engine(polling=LIVE_POLLING)

    await engine.job("f47")

    assert engine.polling is LIVE_POLLING
