"""Keys, tokens and pictures reach no log, no error and no traceback."""

from __future__ import annotations

import logging
import traceback
from typing import TYPE_CHECKING

import pytest

from pixelengine_import.api.outcomes import Ambiguous
from pixelengine_import.api.responses import Job
from pixelengine_import.errors import PixelEngineError
from pixelengine_import.testing.service import HangUp, Say

from .conftest import KEY, PREFIX, TOKEN, job, output

if TYPE_CHECKING:
    from pixelengine_import.api.client import AsyncPixelEngine
    from pixelengine_import.testing.service import ScriptedService

SECRETS = (KEY, TOKEN)


def secrets_in(text: str) -> list[str]:
    """The canaries that a text holds."""
    return [secret for secret in SECRETS if secret in text]


def with_locals(error: BaseException) -> str:
    """A traceback as a debugging tool prints it."""
    whole = traceback.TracebackException.from_exception(error, capture_locals=True)
    return "".join(whole.format())


async def exercise(service: ScriptedService, engine: AsyncPixelEngine) -> list[str]:
    """Do everything that has to do with secrets; return all that could be printed."""
    service.on("GET", f"{PREFIX}/jobs", Say(job(output=output(f"{service.origin}/r"))))
    there = {"Location": f"{service.origin}/there?token={TOKEN}"}
    service.on("GET", "/r", Say(status=302, headers=there))
    service.on("GET", "/there", Say(body=b"picture"))
    service.on("POST", f"{PREFIX}/animate", Say({"api_job_id": "f47"}))
    submission = await engine.submit("animate", {"prompt": "run"})
    ended = await engine.job("f47")
    result = await engine.download(ended)
    return [
        repr(thing) for thing in (engine, submission, ended, result, engine._driver)
    ]


@pytest.mark.parametrize("level", [logging.DEBUG, logging.INFO])
async def test_no_log_line_shows_a_key_or_a_token(
    service: ScriptedService,
    engine: AsyncPixelEngine,
    caplog: pytest.LogCaptureFixture,
    level: int,
) -> None:
    """httpx logs whole addresses at INFO, httpcore logs Location headers at DEBUG."""
    with caplog.at_level(level):
        await exercise(service, engine)

    lines = [record.getMessage() for record in caplog.records]
    assert [line for line in lines if "/there?…" in line]
    assert secrets_in("\n".join(lines)) == []
    assert secrets_in(caplog.text) == []


async def test_nothing_that_the_client_returns_prints_a_secret(
    service: ScriptedService, engine: AsyncPixelEngine
) -> None:
    """A repr ends in a log sooner or later; bytes of a picture would fill it."""
    printed = "\n".join(await exercise(service, engine))

    assert secrets_in(printed) == []
    assert "b'picture'" not in printed


async def test_no_error_shows_a_secret_even_with_all_locals(
    service: ScriptedService, engine: AsyncPixelEngine
) -> None:
    """Also where a service quotes what it was sent."""
    service.on("GET", f"{PREFIX}/balance", Say({"balance": "all gone"}))
    service.on("GET", f"{PREFIX}/jobs", Say(status=401))
    service.on("GET", "/r", HangUp())
    ended = Job.model_validate(job(output=output(f"{service.origin}/r")))
    texts = []

    for call in (engine.balance, engine.probe, lambda: engine.job("f47")):
        with pytest.raises(PixelEngineError) as caught:
            await call()
        texts += [repr(caught.value), str(caught.value), with_locals(caught.value)]
    with pytest.raises(PixelEngineError) as caught:
        await engine.download(ended)
    # The address is a local of the frames that fetch it: those are never printed.
    texts += [repr(caught.value), str(caught.value)]
    texts += traceback.format_exception(caught.value)

    assert secrets_in("\n".join(texts)) == []


async def test_a_fault_while_a_request_is_sent_shows_no_key(
    service: ScriptedService, engine: AsyncPixelEngine
) -> None:
    """The frames of the HTTP library hold the request, and it masks the header."""
    service.on("POST", f"{PREFIX}/animate", Say({"api_job_id": "f47"}))

    def fail() -> None:
        msg = "disk full"
        raise OSError(msg)

    with pytest.raises(OSError, match="disk full") as caught:
        await engine.submit("animate", {"prompt": "run"}, before_send=fail)

    text = with_locals(caught.value)
    assert "handle_request" in text.replace("_async", "")
    assert secrets_in(text) == []


async def test_a_lost_answer_names_no_secret(
    service: ScriptedService, engine: AsyncPixelEngine
) -> None:
    """What is written into the journal as its reason."""
    service.on(
        "POST",
        f"{PREFIX}/animate",
        Say({"error": {"code": "internal_error", "message": "a\x1b[31mb"}}, 500),
    )

    outcome = await engine.submit("animate", {"prompt": "run"})

    assert isinstance(outcome, Ambiguous)
    assert outcome.reason == "a [31mb (internal_error, HTTP 500)"
