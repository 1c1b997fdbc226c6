"""Our own client under faults: it does what its rules say, on real connections."""

from __future__ import annotations

import asyncio
import base64
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from pixelengine_import.api.client import AsyncPixelEngine
from pixelengine_import.api.outcomes import Accepted, Ambiguous, NeverSent, Refused
from pixelengine_import.api.polling import LOCAL_POLLING
from pixelengine_import.errors import (
    JobError,
    ServiceError,
    UnreachableError,
)
from pixelengine_import.imaging.decode import decode_still
from pixelengine_import.local_engine.faults.rules import FaultRules, read_rules
from pixelengine_import.local_engine.in_process import in_process
from pixelengine_import.testing.clock import FakeClock, InstantClock
from tests.local_engine.conftest import animate_body

if TYPE_CHECKING:
    from pathlib import Path

    from pixelengine_import.api.responses import Job

    from .conftest import Wild

PICTURE = base64.b64decode(animate_body()["image"])


def client_of(wild: Wild, clock: InstantClock | None = None) -> AsyncPixelEngine:
    """Our client, on a clock on which nobody waits."""
    return AsyncPixelEngine(
        wild.engine.api_key,
        base_url=wild.engine.base_url,
        clock=clock or InstantClock(),
        polling=LOCAL_POLLING,
    )


async def accepted(engine: AsyncPixelEngine) -> str:
    """Submit an animation that is taken."""
    answer = await engine.animate(PICTURE, "breathing idle")
    assert isinstance(answer, Accepted)
    return answer.job_id


async def ended(engine: AsyncPixelEngine, job_id: str) -> Job:
    """Wait for a job: the engine works on real time."""
    while True:
        job = await engine.job(job_id)
        if job.done:
            return job
        await asyncio.sleep(0.005)


async def finished(engine: AsyncPixelEngine) -> Job:
    """Submit an animation, and wait for it."""
    return await ended(engine, await accepted(engine))


async def jobs_of(wild: Wild) -> list[dict[str, Any]]:
    """The jobs that were accepted."""
    return await asyncio.to_thread(wild.jobs)


@pytest.mark.parametrize(
    "effect",
    [
        {"type": "drop", "when": "after"},
        {"type": "answer", "status": 504, "shape": "platform", "when": "after"},
        {"type": "answer", "status": 546, "shape": "platform", "when": "after"},
        {"type": "answer", "status": 500, "when": "after"},
        {"type": "cut"},
        {"type": "damage", "how": "truncate"},
        {"type": "patch", "merge": {"api_job_id": None}},
    ],
    ids=lambda effect: f"{effect['type']} {effect.get('status', '')}",
)
async def test_a_lost_answer_to_a_paid_request_is_ambiguous(
    wild: Wild, effect: dict[str, Any]
) -> None:
    """Exactly one job was accepted, and nothing is sent again."""
    wild.rules({"path": "/animate", "effect": effect})
    async with client_of(wild) as engine:
        answer = await engine.animate(PICTURE, "breathing idle")

    assert isinstance(answer, Ambiguous)
    assert len(await jobs_of(wild)) == 1
    assert wild.engine.faults.report()[0]["seen"] == 1


async def test_a_paid_request_whose_connection_broke_is_ambiguous_all_the_same(
    wild: Wild,
) -> None:
    """Its bytes have left: from here nobody can see that it was dropped before."""
    wild.rules({"path": "/animate", "effect": {"type": "drop", "when": "before"}})
    async with client_of(wild) as engine:
        assert isinstance(await engine.animate(PICTURE, "breathing idle"), Ambiguous)

    assert await jobs_of(wild) == []


async def test_a_refusal_with_retry_after_is_tried_again(wild: Wild) -> None:
    """503 and a time to come back: refused before any work, so one job is accepted."""
    clock = InstantClock()
    effect = {
        "type": "answer",
        "status": 503,
        "shape": "platform",
        "headers": {"Retry-After": "3"},
    }
    wild.rules({"path": "/animate", "times": 1, "effect": effect})
    async with client_of(wild, clock) as engine:
        assert isinstance(await engine.animate(PICTURE, "breathing idle"), Accepted)

    assert clock.sleeps == [3]
    assert len(await jobs_of(wild)) == 1


async def test_a_refusal_that_does_not_end_costs_nothing(wild: Wild) -> None:
    """It is told to the caller, with the service's own words."""
    effect = {"type": "answer", "status": 429, "headers": {"Retry-After": "3"}}
    wild.rules({"path": "/animate", "effect": effect})
    async with client_of(wild) as engine:
        answer = await engine.animate(PICTURE, "breathing idle")

    assert isinstance(answer, Refused)
    assert answer.retry_after == 3
    assert answer.error.service_code == "rate_limited"
    assert await jobs_of(wild) == []


@pytest.mark.parametrize(
    ("effect", "waits"),
    [
        (
            {"type": "answer", "status": 503, "headers": {"Retry-After": "3"}},
            [3, 3],
        ),
        ({"type": "answer", "status": 546, "shape": "platform"}, None),
        ({"type": "drop"}, None),
        ({"type": "cut"}, None),
    ],
    ids=["Retry-After", "546", "drop", "cut"],
)
async def test_a_read_is_repeated_until_it_works(
    wild: Wild, effect: dict[str, Any], waits: list[float] | None
) -> None:
    """Twice it goes wrong, the third time it works; what the service says wins."""
    clock = InstantClock()
    wild.rules({"path": "/balance", "times": 2, "effect": effect})
    async with client_of(wild, clock) as engine:
        assert (await engine.balance()).available == 1000

    assert len(clock.sleeps) == 2
    assert clock.sleeps == (waits or clock.sleeps)


async def test_a_read_that_never_works_ends(wild: Wild) -> None:
    """After four tries, with the service's own words or without an answer."""
    wild.rules(
        {"path": "/balance", "times": 4, "effect": {"type": "answer", "status": 500}},
        {"path": "/balance", "effect": {"type": "drop"}},
    )
    async with client_of(wild) as engine:
        with pytest.raises(ServiceError, match="injected"):
            await engine.balance()
        with pytest.raises(UnreachableError):
            await engine.balance()

    assert [rule["hits"] for rule in wild.engine.faults.report()] == [4, 4]


async def test_an_address_that_expired_is_replaced_by_a_fresh_one(wild: Wild) -> None:
    """An hour later, for real: the storage host says 400, polling gives a new one."""
    async with client_of(wild) as engine:
        job = await finished(engine)
        wild.clock.advance(3600)
        result = await engine.download(job)

    assert result.data[:4] == b"RIFF"


async def test_an_address_that_is_refused_again_is_an_error(wild: Wild) -> None:
    """Fresh once, not for ever."""
    effect = {"type": "answer", "status": 400, "shape": "storage"}
    wild.rules({"path": "/download", "effect": effect})
    async with client_of(wild) as engine:
        job = await finished(engine)
        with pytest.raises(ServiceError, match="does not hand out the result"):
            await engine.download(job)

    assert wild.engine.faults.report()[0]["hits"] == 2


@pytest.mark.parametrize(
    ("effect", "error"),
    [
        ({"type": "cut"}, UnreachableError),
        ({"type": "length", "off_by": 9}, UnreachableError),
    ],
    ids=["cut", "too short"],
)
async def test_a_download_that_is_never_whole_is_no_result(
    wild: Wild, effect: dict[str, Any], error: type[Exception]
) -> None:
    """Half a picture is never taken for one; a single accident is overcome."""
    wild.rules({"path": "/download", "effect": effect})
    async with client_of(wild) as engine:
        job = await finished(engine)
        with pytest.raises(error):
            await engine.download(job)
        wild.engine.faults.clear()
        wild.rules({"path": "/download", "times": 2, "effect": effect})
        assert (await engine.download(job)).data[:4] == b"RIFF"


async def test_a_damaged_picture_arrives_as_it_is_and_does_not_decode(
    wild: Wild,
) -> None:
    """The transport cannot know; whoever stores it has to look."""
    wild.rules({"path": "/download", "effect": {"type": "damage", "how": "truncate"}})
    async with client_of(wild) as engine:
        job = await finished(engine)
        result = await engine.download(job)

    with pytest.raises(Exception, match=r"."):
        decode_still(result.data, formats=("WEBP",))


async def test_a_stalled_answer_is_given_up_by_the_clients_own_timeout(
    wild: Wild,
) -> None:
    """A paid one is ambiguous then: its job is there."""
    wild.rules({"path": "/animate", "effect": {"type": "stall"}})
    transport = httpx.AsyncHTTPTransport()

    class Impatient(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            request.extensions["timeout"]["read"] = 0.2
            return await transport.handle_async_request(request)

        async def aclose(self) -> None:
            await transport.aclose()

    async with AsyncPixelEngine(
        wild.engine.api_key, base_url=wild.engine.base_url, transport=Impatient()
    ) as engine:
        answer = await engine.animate(PICTURE, "breathing idle")

    assert isinstance(answer, Ambiguous)
    assert "timeout" in answer.reason
    assert len(await jobs_of(wild)) == 1


async def test_an_unknown_status_is_polled_on(wild: Wild) -> None:
    """The service moves faster than any release."""
    merge = {"status": "pondering", "output": None, "finished_at": None}
    patch = {"type": "patch", "merge": merge}
    wild.rules({"path": "/jobs", "times": 3, "effect": patch})
    async with client_of(wild, InstantClock()) as engine:
        job_id = await accepted(engine)
        assert (await engine.job(job_id)).status == "pondering"
        job = await ended(engine, job_id)

    assert job.status == "success"


async def test_a_job_that_expired_is_an_error_of_its_own(wild: Wild) -> None:
    """410 a day later, for real."""
    async with client_of(wild) as engine:
        job = await finished(engine)
        wild.clock.advance(24 * 3600)
        with pytest.raises(JobError) as caught:
            await engine.download(job)

    assert caught.value.status == "expired"


async def test_a_service_that_is_gone_was_never_asked(wild: Wild) -> None:
    """No byte left: safe to try again."""
    async with client_of(wild) as engine:
        await asyncio.to_thread(wild.engine.stop)
        assert isinstance(await engine.animate(PICTURE, "breathing idle"), NeverSent)


@pytest.mark.parametrize(
    ("effect", "error"),
    [
        ({"type": "drop"}, httpx.ReadError),
        ({"type": "drop", "when": "after"}, httpx.ReadError),
        ({"type": "cut"}, httpx.RemoteProtocolError),
        ({"type": "length", "off_by": 5}, httpx.RemoteProtocolError),
        ({"type": "stall"}, httpx.ReadTimeout),
    ],
    ids=str,
)
async def test_in_process_a_client_sees_what_a_socket_would_show(
    tmp_path: Path, effect: dict[str, Any], error: type[Exception]
) -> None:
    """The same errors of the same library, and nobody waits for a stalled answer."""
    async with in_process(tmp_path, clock=FakeClock()) as local:
        rules = read_rules({"rules": [{"path": "/balance", "effect": effect}]})
        assert isinstance(rules, FaultRules)
        local.operator.faults.add(rules)
        headers = {"Authorization": f"Bearer {local.api_key}"}
        async with httpx.AsyncClient(
            transport=local.transport, headers=headers
        ) as client:
            with pytest.raises(error):
                await client.get(f"{local.base_url}/balance")
            local.operator.faults.clear()
            assert (await client.get(f"{local.base_url}/balance")).status_code == 200


async def test_in_process_too_short_a_length_takes_the_end_away(tmp_path: Path) -> None:
    """As over a socket: who has read the length that was promised is content."""
    async with in_process(tmp_path, clock=FakeClock()) as local:
        rules = read_rules({"rules": [{"effect": {"type": "length", "off_by": -5}}]})
        assert isinstance(rules, FaultRules)
        local.operator.faults.add(rules)
        headers = {"Authorization": f"Bearer {local.api_key}"}
        async with httpx.AsyncClient(
            transport=local.transport, headers=headers
        ) as client:
            answer = await client.get(f"{local.base_url}/balance")

    assert not answer.text.endswith("}")
    assert int(answer.headers["content-length"]) == len(answer.content)
