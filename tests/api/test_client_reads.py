"""Calls that cost nothing: repeated when that may help, and read with care."""

from __future__ import annotations

import logging
import socket
from datetime import date
from typing import TYPE_CHECKING

import pytest

from pixelengine_import.api.client import AsyncPixelEngine
from pixelengine_import.api.flows.service import ANSWER_MOST
from pixelengine_import.api.polling import Polling
from pixelengine_import.errors import (
    CredentialsError,
    CreditsError,
    InvalidRequestError,
    JobError,
    RefusedError,
    ServiceError,
    UnreachableError,
)
from pixelengine_import.testing.service import CutShort, HangUp, Say

from .conftest import KEY, PREFIX, job

if TYPE_CHECKING:
    from pixelengine_import.testing.clock import InstantClock
    from pixelengine_import.testing.service import Act, ScriptedService

    from .conftest import OpenEngine

BALANCE = {
    "monthly_balance": 10,
    "purchased_balance": 5,
    "total_balance": 15,
    "reserved": 1,
    "available": 14,
}
BUSY = Say({"code": "BOOT_ERROR", "message": "Busy."}, 503)


def refusal(status: int, code: str, message: str = "Because.") -> Say:
    """An error in the API's envelope."""
    return Say({"error": {"code": code, "message": message}}, status)


def balance_is(service: ScriptedService, *acts: Act) -> None:
    """Script GET /balance."""
    service.on("GET", f"{PREFIX}/balance", *acts)


def jobs_are(service: ScriptedService, *acts: Act) -> None:
    """Script GET /jobs."""
    service.on("GET", f"{PREFIX}/jobs", *acts)


# -- one call -----------------------------------------------------------------------


async def test_the_key_travels_as_a_bearer_token(
    service: ScriptedService, engine: AsyncPixelEngine
) -> None:
    """The reference: every request requires an API key."""
    balance_is(service, Say(BALANCE))

    balance = await engine.balance()

    assert balance.available == 14
    assert service.received[0].headers["authorization"] == f"Bearer {KEY}"
    assert service.received[0].headers["accept"] == "application/json"


async def test_a_job_is_asked_for_by_its_id(
    service: ScriptedService, engine: AsyncPixelEngine
) -> None:
    """An id is a value, never a part of the address."""
    jobs_are(service, Say(job("pending")))

    await engine.job("a&b=c/../d")

    assert service.received[0].query == {"id": "a&b=c/../d"}


async def test_the_engine_header_tells_who_answers(
    service: ScriptedService, engine: AsyncPixelEngine
) -> None:
    """A local engine names itself, the live service does not."""
    named = {"Pixel-Engine-Server": "local/0.1.0"}
    balance_is(service, Say(BALANCE, headers=named), Say(BALANCE))

    kinds = [(await engine.probe())[0], (await engine.probe())[0]]

    assert kinds == ["local", "live"]


# -- errors -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (400, "invalid_request", RefusedError),
        (401, "unauthorized", CredentialsError),
        (402, "insufficient_credits", CreditsError),
    ],
)
async def test_an_error_answer_is_raised_as_what_to_do_next(
    service: ScriptedService,
    engine: AsyncPixelEngine,
    status: int,
    code: str,
    kind: type[ServiceError],
) -> None:
    """And is not asked for again."""
    balance_is(service, refusal(status, code))

    with pytest.raises(kind) as caught:
        await engine.balance()

    assert type(caught.value) is kind
    assert str(caught.value) == f"Because. ({code}, HTTP {status})"
    assert len(service.received) == 1


@pytest.mark.parametrize(
    ("status", "code", "end"),
    [(404, "job_not_found", "unknown"), (410, "job_expired", "expired")],
)
async def test_a_job_that_is_gone_is_an_error_of_its_own(
    service: ScriptedService,
    engine: AsyncPixelEngine,
    status: int,
    code: str,
    end: str,
) -> None:
    """404 job_not_found and 410 job_expired carry the job."""
    jobs_are(service, refusal(status, code))

    with pytest.raises(JobError) as caught:
        await engine.job("f47")

    assert (caught.value.job_id, caught.value.status) == ("f47", end)


async def test_a_404_that_does_not_name_the_job_says_nothing_about_it(
    service: ScriptedService, engine: AsyncPixelEngine
) -> None:
    """A wrong base URL must not make a paid job count as gone."""
    jobs_are(service, Say(body=b"not found", status=404))

    with pytest.raises(RefusedError):
        await engine.job("f47")


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (
            Say(body=b"<html>"),
            "the service's answer is not understood (it is no JSON object) (HTTP 200)",
        ),
        (
            Say({"api_job_id": "f47"}),
            (
                "the service's answer is not understood (status: Field required) (HTTP "
                "200)"
            ),
        ),
    ],
)
async def test_an_answer_that_is_not_understood_says_where(
    service: ScriptedService, engine: AsyncPixelEngine, answer: Say, said: str
) -> None:
    """A captive portal answers 200 to everything."""
    jobs_are(service, answer)

    with pytest.raises(ServiceError) as caught:
        await engine.job("f47")

    assert str(caught.value) == said


async def test_an_answer_without_end_is_not_read_to_its_end(
    service: ScriptedService, engine: AsyncPixelEngine
) -> None:
    """Memory is ours, not the server's."""
    balance_is(service, Say(body=b" " * (ANSWER_MOST + 1)))

    with pytest.raises(ServiceError, match="the service's answer is too large"):
        await engine.balance()


# -- billing ------------------------------------------------------------------------

BILLING = {
    "period": {
        "start_date": "2026-03-01T00:00:00.000Z",
        "end_date": "2026-03-31T23:59:59.999Z",
    },
    "totals": {
        "credits_used": 1240,
        "credits_added": 1200,
        "refunds": 40,
        "net_change": 0,
        "jobs_charged": 62,
    },
    "balance": BALANCE,
}


async def test_a_billing_summary_is_asked_for_by_its_days(
    service: ScriptedService, engine: AsyncPixelEngine
) -> None:
    """What is left out is left to the service's calendar."""
    service.on("GET", f"{PREFIX}/billing", Say(BILLING))

    found = await engine.billing(date(2026, 3, 1), date(2026, 3, 31))
    await engine.billing(end_date=date(2026, 3, 31))
    await engine.billing()

    assert (found.totals.jobs_charged, found.balance.available) == (62, 14)
    assert [call.query for call in service.received] == [
        {"start_date": "2026-03-01", "end_date": "2026-03-31"},
        {"end_date": "2026-03-31"},
        {},
    ]


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (
            date(2026, 3, 2),
            date(2026, 3, 1),
            "lies after the period's end (found 2026-03-02 to 2026-03-01)",
        ),
        (
            date(2025, 3, 1),
            date(2026, 3, 1),
            "makes the period too long (found 366 days, 2025-03-01 to 2026-03-01)",
        ),
    ],
)
async def test_a_period_that_cannot_be_is_refused_before_it_is_sent(
    service: ScriptedService,
    engine: AsyncPixelEngine,
    first: date,
    last: date,
    said: str,
) -> None:
    """In the words of the local engine."""
    with pytest.raises(InvalidRequestError) as caught:
        await engine.billing(first, last)

    assert str(caught.value).startswith(f'"start_date" {said}. ')
    assert caught.value.field == "start_date"
    assert service.received == []


# -- repeating ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "trouble",
    [
        BUSY,
        Say(body=b"", status=408),
        Say(body=b"", status=429),
        Say({"code": 546, "message": "limit"}, 546),
        HangUp(),
        CutShort(b'{"monthly', 200),
    ],
    ids=["503", "408", "429", "546", "hang up", "cut short"],
)
async def test_a_read_is_repeated_when_that_may_help(
    service: ScriptedService,
    engine: AsyncPixelEngine,
    clock: InstantClock,
    trouble: Act,
) -> None:
    """Four tries, with growing waits between them."""
    balance_is(service, trouble, trouble, trouble, Say(BALANCE))

    balance = await engine.balance()

    assert balance.available == 14
    assert len(service.received) == 4
    bounds = [0.5, 1.0, 2.0]
    assert all(0 <= s <= b for s, b in zip(clock.sleeps, bounds, strict=True))


async def test_after_four_tries_the_last_error_is_raised(
    service: ScriptedService, engine: AsyncPixelEngine, clock: InstantClock
) -> None:
    """And nobody waits after the last one."""
    balance_is(service, BUSY)

    with pytest.raises(ServiceError, match="Busy"):
        await engine.balance()

    assert len(service.received) == 4
    assert len(clock.sleeps) == 3


async def test_retry_after_wins(
    service: ScriptedService, engine: AsyncPixelEngine, clock: InstantClock
) -> None:
    """The service knows when it will be ready; two minutes are the most."""
    balance_is(
        service,
        Say(status=503, headers={"Retry-After": "7"}),
        Say(status=429, headers={"Retry-After": "4000"}),
        Say(BALANCE),
    )

    await engine.balance()

    assert clock.sleeps == [7.0, 120.0]


async def test_a_host_that_does_not_answer_is_unreachable(
    open_engine: OpenEngine, clock: InstantClock
) -> None:
    """The message names the host and what to do, and never the key."""
    with socket.socket() as taken:  # bound and not listening: refuses
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        engine = open_engine(base_url=f"http://127.0.0.1:{port}{PREFIX}")

        with pytest.raises(UnreachableError) as caught:
            await engine.balance()

    assert str(caught.value) == (
        f"no connection to 127.0.0.1:{port} (connect error). Check the network and try "
        "again."
    )
    assert len(clock.sleeps) == 3


@pytest.mark.parametrize("url", ["", "not an address", "http://", "https://h:99999999"])
def test_an_address_that_is_none_is_refused_at_once(url: str) -> None:
    """Before anything is asked of it."""
    with pytest.raises(UnreachableError, match="the service's address is not an addr"):
        AsyncPixelEngine(KEY, base_url=url)


@pytest.mark.parametrize("key", ["", "a b", "a\r\nX-Evil: 1"])
def test_a_key_that_cannot_be_one_is_refused_at_once(key: str) -> None:
    """Nothing is sent with it, and it is not shown."""
    with pytest.raises(CredentialsError) as caught:
        AsyncPixelEngine(key)

    assert str(caught.value) == (
        "the API key is empty or holds characters that no key has (unauthorized, HTTP "
        "401)"
    )


# -- waiting ------------------------------------------------------------------------


async def test_a_job_is_asked_about_at_growing_intervals(
    service: ScriptedService, engine: AsyncPixelEngine, clock: InstantClock
) -> None:
    """First after 3 s, each wait a quarter longer, 15 s at most."""
    jobs_are(service, *[Say(job("pending"))] * 10, Say(job("success")))

    ended = await engine.wait("f47")

    assert ended.status == "success"
    expected = [min(3 * 1.25**n, 15.0) for n in range(11)]
    assert clock.sleeps == pytest.approx(expected)
    assert clock.sleeps[-1] == 15.0


async def test_the_intervals_are_spread(
    service: ScriptedService, open_engine: OpenEngine, clock: InstantClock
) -> None:
    """Ten per cent either way, so that many jobs do not ask in step."""
    jobs_are(service, *[Say(job("pending"))] * 30, Say(job("success")))
    engine = open_engine(polling=Polling(factor=1.0))

    await engine.wait("f47")

    assert all(2.7 <= s <= 3.3 for s in clock.sleeps)
    assert len(set(clock.sleeps)) == 31


async def test_a_service_that_names_the_interval_gets_it(
    service: ScriptedService, engine: AsyncPixelEngine, clock: InstantClock
) -> None:
    """Retry-After on a good answer counts for one wait."""
    slower = Say(job("pending"), headers={"Retry-After": "20"})
    jobs_are(service, slower, Say(job("pending")), Say(job("success")))

    await engine.wait("f47")

    assert clock.sleeps == pytest.approx([3.0, 20.0, 3 * 1.25**2])


async def test_every_answer_is_passed_on(
    service: ScriptedService, engine: AsyncPixelEngine
) -> None:
    """Progress bars live from it."""
    answers = [job("queued", progress=0), job("pending"), job("failure", progress=0.9)]
    jobs_are(service, *[Say(answer) for answer in answers])
    seen: list[tuple[str, float]] = []

    await engine.wait("f47", lambda job: seen.append((job.status, job.progress)))

    assert seen == [("queued", 0.0), ("pending", 0.5), ("failure", 0.9)]


async def test_an_unknown_status_goes_on_and_is_logged_once(
    service: ScriptedService,
    engine: AsyncPixelEngine,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The service moves faster than any release."""
    jobs_are(service, *[Say(job("polishing"))] * 3, Say(job("success")))

    with caplog.at_level(logging.WARNING, "pixelengine_import"):
        await engine.wait("f47")

    assert [r.getMessage() for r in caplog.records] == [
        "job f47: unknown status 'polishing'"
    ]


async def test_a_job_without_an_end_is_given_up_at_its_deadline(
    service: ScriptedService, open_engine: OpenEngine, clock: InstantClock
) -> None:
    """It stays in the journal: the next run asks again."""
    jobs_are(service, Say(job("pending")))
    engine = open_engine(polling=Polling(jitter=0, factor=1, first=10, deadline=60))

    with pytest.raises(JobError) as caught:
        await engine.wait("f47")

    assert str(caught.value) == "job f47 is still pending after its deadline"
    assert caught.value.status == "pending"
    assert clock.sleeps == [10.0] * 6


# -- cancelling ---------------------------------------------------------------------


async def test_a_job_is_cancelled(
    service: ScriptedService, engine: AsyncPixelEngine
) -> None:
    """POST /cancel with the id in the body."""
    service.on(
        "POST", f"{PREFIX}/cancel", Say({"api_job_id": "f47", "status": "cancelled"})
    )

    assert (await engine.cancel("f47")).status == "cancelled"
    assert service.received[0].json() == {"api_job_id": "f47"}


async def test_a_cancel_is_repeated_since_it_is_free(
    service: ScriptedService, engine: AsyncPixelEngine
) -> None:
    """A cancelled job stays cancelled; 409 on the repetition is success."""
    service.on(
        "POST", f"{PREFIX}/cancel", HangUp(), refusal(409, "invalid_request", "ended")
    )
    jobs_are(service, Say(job("cancelled")))

    cancelled = await engine.cancel("f47")

    assert (cancelled.api_job_id, cancelled.status) == ("f47", "cancelled")


async def test_a_job_that_has_finished_cannot_be_cancelled(
    service: ScriptedService, engine: AsyncPixelEngine
) -> None:
    """409, and the job says how it ended: what was paid for is there."""
    service.on(
        "POST", f"{PREFIX}/cancel", refusal(409, "invalid_request", "Job is success")
    )
    jobs_are(service, Say(job("success")))

    with pytest.raises(JobError) as caught:
        await engine.cancel("f47")

    assert str(caught.value) == "Job is success"
    assert caught.value.status == "success"


async def test_this_machine_is_not_reached_through_a_proxy(
    service: ScriptedService,
    open_engine: OpenEngine,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The proxy would be shown the key, and would not find us."""
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    balance_is(service, Say(BALANCE))

    assert (await open_engine().balance()).available == 14
