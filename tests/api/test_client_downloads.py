"""Results: fetched from a host that is shown no key, and whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx
import pytest

from pixelengine_import.api.download import DOWNLOAD_MOST, Download, fetch
from pixelengine_import.api.flows.effects import Exchange, Oversized
from pixelengine_import.api.responses import Job
from pixelengine_import.errors import (
    JobError,
    ResultError,
    ServiceError,
    UnreachableError,
)
from pixelengine_import.testing.service import CutShort, HangUp, Say

from .conftest import PREFIX, TOKEN, job, output

if TYPE_CHECKING:
    from pixelengine_import.api.client import AsyncPixelEngine
    from pixelengine_import.testing.clock import InstantClock
    from pixelengine_import.testing.service import Act, ScriptedService

    from .conftest import OpenEngine

PICTURE = b"RIFF\x00\x00\x00\x00WEBP" + bytes(range(256))
WEBP = {"Content-Type": "image/webp; charset=binary"}
WHOLE = Say(body=PICTURE, headers=WEBP)


def ready(service: ScriptedService, path: str = "/results/a") -> Job:
    """A job whose output lies at the scripted service."""
    return Job.model_validate(job(output=output(service.origin + path)))


def jobs_say(service: ScriptedService, path: str) -> None:
    """Script what GET /jobs says about where the output is."""
    answer = Say(job(output=output(service.origin + path)))
    service.on("GET", f"{PREFIX}/jobs", answer)


async def test_a_result_is_fetched_with_its_token_and_without_the_key(
    service: ScriptedService, engine: AsyncPixelEngine
) -> None:
    """The storage host is another host; the address carries its own token."""
    service.on("GET", "/results/a", WHOLE)

    result = await engine.download(ready(service))

    assert result == Download(PICTURE, "image/webp")
    assert service.received[0].query == {"token": TOKEN}
    assert "authorization" not in service.received[0].headers
    assert service.received[0].headers["accept-encoding"] == "identity"


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
async def test_an_address_that_has_died_is_replaced_once(
    service: ScriptedService, engine: AsyncPixelEngine, status: int
) -> None:
    """An address lives for an hour; a fresh one comes from GET /jobs."""
    dead = {"statusCode": str(status), "error": "InvalidJWT", "message": "expired"}
    service.on("GET", "/results/old", Say(dead, status))
    service.on("GET", "/results/new", WHOLE)
    jobs_say(service, "/results/new")

    result = await engine.download(ready(service, "/results/old"))

    assert result.data == PICTURE
    assert [r.path for r in service.received] == [
        "/results/old",
        f"{PREFIX}/jobs",
        "/results/new",
    ]


async def test_a_fresh_address_that_is_dead_as_well_is_an_error(
    service: ScriptedService, engine: AsyncPixelEngine
) -> None:
    """It is the storage host's fault, not our request's and not our key's."""
    said = f"no object at /results/new?token={TOKEN} for you"
    service.on("GET", "/results/old", Say(status=404))
    service.on("GET", "/results/new", Say(status=401, body=said.encode()))
    jobs_say(service, "/results/new")

    with pytest.raises(ServiceError) as caught:
        await engine.download(ready(service, "/results/old"))

    assert type(caught.value) is ServiceError
    assert str(caught.value) == (
        "the storage host does not hand out the result: no object at /results/new?… "
        "for you (HTTP 401)"
    )
    assert len(service.received) == 3


async def test_an_output_that_has_expired_is_an_error_of_its_own(
    service: ScriptedService, engine: AsyncPixelEngine
) -> None:
    """After 24 hours GET /jobs answers 410."""
    service.on("GET", "/results/old", Say(status=400))
    gone = {"error": {"code": "job_expired", "message": "Deleted."}}
    service.on("GET", f"{PREFIX}/jobs", Say(gone, 410))

    with pytest.raises(JobError) as caught:
        await engine.download(ready(service, "/results/old"))

    assert caught.value.status == "expired"
    assert str(caught.value) == "Deleted. (job_expired, HTTP 410)"


async def test_a_job_without_an_output_has_nothing_to_fetch(
    engine: AsyncPixelEngine,
) -> None:
    """Nothing is asked."""
    with pytest.raises(ResultError, match="job f47 has no output"):
        await engine.download(Job.model_validate(job()))


@pytest.mark.parametrize(
    "trouble",
    [HangUp(), CutShort(PICTURE[:50], len(PICTURE)), Say(status=503), Say(status=546)],
    ids=["hang up", "cut short", "503", "546"],
)
async def test_a_fetch_is_repeated_since_it_costs_nothing(
    service: ScriptedService, engine: AsyncPixelEngine, trouble: Act
) -> None:
    """Half a picture is no picture."""
    service.on("GET", "/results/a", trouble, trouble, trouble, WHOLE)

    assert (await engine.download(ready(service))).data == PICTURE
    assert len(service.received) == 4


async def test_a_result_that_is_always_cut_short_is_never_returned(
    service: ScriptedService, engine: AsyncPixelEngine
) -> None:
    """The message names the storage host, without the token."""
    service.on("GET", "/results/a", CutShort(PICTURE[:50], len(PICTURE)))

    with pytest.raises(UnreachableError) as caught:
        await engine.download(ready(service))

    host = service.origin.removeprefix("http://")
    assert str(caught.value) == (
        f"no connection to {host} (remote protocol error). Check the network and try "
        "again."
    )


async def test_fewer_bytes_than_promised_are_refused_without_a_socket_too(
    open_engine: OpenEngine, clock: InstantClock
) -> None:
    """In process no protocol counts bytes."""

    def answer(request: httpx.Request) -> httpx.Response:
        del request
        return httpx.Response(200, content=b"abc", headers={"Content-Length": "9"})

    engine = open_engine(transport=httpx.MockTransport(answer))
    ended = Job.model_validate(job(output=output("https://storage.example/a")))

    with pytest.raises(ResultError, match=r"cut short \(3 of 9 bytes\)"):
        await engine.download(ended)
    assert clock.sleeps == []


def test_a_result_that_is_too_large_is_not_read_to_its_end() -> None:
    """Memory is ours, not the server's."""
    flow = fetch("https://storage.example/a", own_host="api.example", most=2 << 20)

    asked = next(flow)
    with pytest.raises(ResultError, match="the result is larger than 2 MB"):
        flow.send(Oversized(200))

    assert isinstance(asked, Exchange)
    assert (asked.most, asked.keyed) == (2 << 20, False)
    assert DOWNLOAD_MOST == 64 * 1024 * 1024


async def test_a_redirect_is_followed(
    service: ScriptedService, engine: AsyncPixelEngine
) -> None:
    """Storage hosts send one on to another, still without the key."""
    service.on("GET", "/results/a", Say(status=302, headers={"Location": "/real"}))
    service.on("GET", "/real", WHOLE)

    assert (await engine.download(ready(service))).data == PICTURE
    assert "authorization" not in service.received[1].headers


async def test_redirects_end_after_the_third(
    service: ScriptedService, engine: AsyncPixelEngine
) -> None:
    """A ring would keep us for ever."""
    service.on("GET", "/results/a", Say(status=302, headers={"Location": "/results/a"}))

    with pytest.raises(ResultError) as caught:
        await engine.download(ready(service))

    assert str(caught.value) == "the result's address leads on more than 3 times"
    assert len(service.received) == 4


@pytest.mark.parametrize(
    ("location", "said"),
    [
        (
            "http://storage.example/a",
            "the result's address is not https (found http)",
        ),
        (
            "ftp://storage.example/a",
            "the result's address is not https (found ftp)",
        ),
    ],
)
async def test_each_redirect_is_checked_again(
    service: ScriptedService, engine: AsyncPixelEngine, location: str, said: str
) -> None:
    """A checked address that leads anywhere would not be checked at all."""
    service.on("GET", "/results/a", Say(status=302, headers={"Location": location}))

    with pytest.raises(ResultError) as caught:
        await engine.download(ready(service))

    assert str(caught.value) == said
    assert len(service.received) == 1


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://storage.example/a", "the result's address is not https (found http)"),
        ("file:///etc/passwd", "the result's address names no host"),
        ("ftp://h/a", "the result's address is not https (found ftp)"),
        ("https:///a", "the result's address names no host"),
        ("/results/a", "the result's address names no host"),
        ("", "the result's address names no host"),
        ("https://[::1", "the result's address is not an address"),
    ],
)
async def test_an_address_that_no_honest_service_hands_out_is_refused(
    engine: AsyncPixelEngine, url: str, said: str
) -> None:
    """Nothing is asked there."""
    document: dict[str, Any] = {"url": url, "content_type": "image/webp"}

    with pytest.raises(ResultError) as caught:
        await engine.download(Job.model_validate(job(output=document)))

    assert str(caught.value) == said


async def test_a_service_elsewhere_cannot_point_at_this_machine_in_the_clear(
    service: ScriptedService, open_engine: OpenEngine
) -> None:
    """What listens on this machine trusts this machine; the service does not live
    here."""
    engine = open_engine(base_url="https://api.example/functions/v1")

    with pytest.raises(ResultError, match="not https"):
        await engine.download(ready(service))

    assert service.received == []
