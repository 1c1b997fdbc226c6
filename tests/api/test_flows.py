"""The client without its drivers: flows are asked what they would do, and told."""

from __future__ import annotations

import random
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pixelengine_import.api.client import AsyncPixelEngine
from pixelengine_import.api.flows import jobs, raw, submit
from pixelengine_import.api.flows.effects import (
    Broken,
    Exchange,
    Flow,
    Heard,
    Oversized,
    Sleep,
    Work,
)
from pixelengine_import.api.flows.service import Service
from pixelengine_import.api.outcomes import Accepted, Ambiguous, NeverSent, Refused
from pixelengine_import.api.sync_client import PixelEngine
from pixelengine_import.api.timeouts import LIVE_TIMEOUTS
from pixelengine_import.api.wire import Reply, interpret_submission
from pixelengine_import.errors import JobError, PixelEngineError
from pixelengine_import.testing.clock import InstantClock

from .test_images import file

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

T = TypeVar("T")

HERO = file()
STATUSES = (200, 201, 307, 400, 401, 402, 404, 405, 408, 409, 425, 429, 499)
BROKEN_STATUSES = (500, 502, 503, 504, 546)


def service(clock: InstantClock) -> Service:
    """A service that nobody connects to."""
    return Service(
        "https://api.example/functions/v1",
        clock=clock,
        rng=random.Random(7),
        polling=None,
        observed=False,
    )


def drive(
    flow: Flow[T], answer: Callable[[Exchange], Heard], clock: InstantClock
) -> tuple[T, list[Exchange]]:
    """Carry a flow out by hand; return its result, and what it sent."""
    sent: list[Exchange] = []
    told: Any = None
    while True:
        try:
            effect = flow.send(told)
        except StopIteration as end:
            return end.value, sent
        told = None
        if isinstance(effect, Exchange):
            sent.append(effect)
            told = answer(effect)
        elif isinstance(effect, Sleep):
            clock.pause(effect.seconds)
        elif isinstance(effect, Work):
            told = effect.call()


def reply(
    status: int, body: bytes = b"{}", headers: Mapping[str, str] | None = None
) -> Reply:
    """An answer."""
    return Reply(status, headers or {}, body)


bodies = st.sampled_from(
    [
        b"",
        b"{}",
        b"<html>",
        b'{"api_job_id": "f47"}',
        b'{"error": {"code": "invalid_request", "message": "No."}}',
        b'{"code": "BOOT_ERROR", "message": "Busy."}',
    ]
)
headers = st.sampled_from([{}, {"retry-after": "3"}, {"retry-after": "soon"}])
heard = st.one_of(
    st.builds(reply, st.sampled_from(STATUSES + BROKEN_STATUSES), bodies, headers),
    st.builds(Oversized, st.sampled_from([200, 500])),
    st.builds(Broken, st.just("read timeout"), st.booleans()),
)


def may_have_worked(answer: Heard) -> bool:
    """Whether somebody may have begun to work on a request, by the reference's words.

    Written without the client's own rule: not when no byte left, not when it was
    refused by the API itself, not when a busy service says when to come back.
    """
    if isinstance(answer, Broken):
        return answer.sent
    if isinstance(answer, Oversized):
        return True
    later = answer.headers.get("retry-after") == "3" and answer.status in {429, 503}
    return not later


# -- what is paid for ---------------------------------------------------------------


@given(script=st.lists(heard, min_size=1, max_size=6))
def test_no_script_of_answers_makes_a_paid_request_be_sent_twice(
    script: list[Heard],
) -> None:
    """It is sent again only after an answer that proves that nothing was begun."""
    clock = InstantClock()
    answers = list(script)
    told: list[Heard] = []

    def answer(exchange: Exchange) -> Heard:
        assert (exchange.lane, exchange.keyed) == ("paid", True)
        told.append(answers.pop(0) if len(answers) > 1 else answers[0])
        return told[-1]

    asked = {"image": HERO, "prompt": "walk"}
    outcome, sent = drive(
        submit.order(service(clock), "animate", asked, {}), answer, clock
    )

    assert len(sent) == len(told) <= 4
    assert not any(may_have_worked(one) for one in told[:-1])
    assert isinstance(outcome, Accepted | Ambiguous | Refused | NeverSent)
    last = told[-1]
    if isinstance(last, Reply):
        assert outcome == interpret_submission(last, clock.now()) or (
            # Two errors with the same words are not equal, and say the same.
            isinstance(outcome, Refused)
        )
    if isinstance(last, Broken):
        assert isinstance(outcome, Ambiguous if last.sent else NeverSent)


@given(script=st.lists(heard, min_size=1, max_size=6))
def test_submit_sends_what_is_paid_for_once_whatever_comes(script: list[Heard]) -> None:
    """The caller has a journal, and decides."""
    clock = InstantClock()
    flow = submit.submit(service(clock), "animate", {"prompt": "x"}, {})

    _, sent = drive(flow, lambda _: script[0], clock)

    assert len(sent) == 1
    assert clock.sleeps == []


@given(script=st.lists(heard, min_size=1, max_size=6), path=st.text(max_size=12))
def test_no_raw_path_makes_a_post_be_repeated_that_is_not_known_to_be_free(
    script: list[Heard], path: str
) -> None:
    """Whatever is asked for, and whatever is said."""
    clock = InstantClock()
    free = {"/cancel", "/pixelate", "/enhance-prompt"}
    times: list[str] = []

    def answer(exchange: Exchange) -> Heard:
        times.append(exchange.url)
        return script[min(len(times), len(script)) - 1]

    flow = raw.request(service(clock), "POST", path, None, {"a": 1})
    with suppress(PixelEngineError):
        drive(flow, answer, clock)
    known = f"/{path.removeprefix('/')}".partition("?")[0] in free

    assert len(times) <= (4 if known else 1)
    assert all(url.startswith("https://api.example/functions/v1/") for url in times)


@given(
    waits=st.lists(st.floats(0, 200), max_size=30),
    deadline=st.floats(0, 400),
    ends=st.booleans(),
)
def test_waiting_ends_in_time_whatever_the_service_wishes(
    waits: list[float], deadline: float, *, ends: bool
) -> None:
    """No Retry-After keeps anybody past the deadline, and a last question is asked."""
    clock = InstantClock()
    asked: list[float] = []

    def answer(_: Exchange) -> Heard:
        asked.append(clock.monotonic())
        status = "success" if ends and len(asked) > len(waits) else "pending"
        later = waits[len(asked) - 1] if len(asked) <= len(waits) else 0.0
        body = f'{{"api_job_id": "f47", "status": "{status}"}}'.encode()
        return reply(200, body, {"retry-after": str(int(later))} if later else {})

    flow = jobs.wait(service(clock), "f47", None, deadline)
    late = False
    try:
        drive(flow, answer, clock)
    except JobError:
        late = True

    assert not late or asked[-1] == pytest.approx(deadline)
    assert asked[-1] <= deadline + 1e-6


# -- how long is waited -------------------------------------------------------------


@pytest.mark.parametrize("kind", [AsyncPixelEngine, PixelEngine])
async def test_each_lane_waits_as_long_as_the_rules_say(kind: Any) -> None:
    """Five seconds for a connection, twice as long for an answer about a payment."""
    seen: dict[str, dict[str, float]] = {}

    def answer(request: httpx.Request) -> httpx.Response:
        seen[request.url.path.rpartition("/")[2]] = request.extensions["timeout"]
        return httpx.Response(400, json={})

    engine = kind("pe_sk_x", transport=httpx.MockTransport(answer))
    for path in ("jobs", "animate"):
        call = engine.request("GET" if path == "jobs" else "POST", path, body=None)
        if kind is AsyncPixelEngine:
            await call

    usual = {"connect": 5.0, "read": 60.0, "write": 120.0, "pool": 10.0}
    assert seen == {"jobs": usual, "animate": usual | {"read": 120.0}}
    assert LIVE_TIMEOUTS.paid_read == 120
