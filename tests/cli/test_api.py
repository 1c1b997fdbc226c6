"""``pxe api``: any request by hand, without a secret on the screen or a job by slip."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import pytest

from pixelengine_import.api.wire import Reply
from pixelengine_import.cli.api import _patiently, redact
from pixelengine_import.testing.service import HangUp, Say, ScriptedService

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support import Ran, Workplace

KEY = "pe_sk_canary_5f3a9c"
TOKEN = "canary-token-77"  # noqa: S105 - a canary
PREFIX = "/functions/v1"
BALANCE = {
    "monthly_balance": 10,
    "purchased_balance": 5,
    "total_balance": 15,
    "reserved": 1,
    "available": 14,
}
TAKEN = Say({"api_job_id": "f47", "status": "queued", "error": None})
PICTURE = "iVBORw0KGgo" + "A" * 400


@pytest.fixture
def service(workplace: Workplace) -> Iterator[ScriptedService]:
    """A service that does not name itself: what it is asked for costs credits."""
    with ScriptedService() as running:
        running.on("GET", f"{PREFIX}/balance", Say(BALANCE))
        workplace.variables.update(
            PIXEL_ENGINE_BASE_URL=running.origin + PREFIX, PIXEL_ENGINE_API_KEY=KEY
        )
        yield running


def asked(service: ScriptedService) -> list[tuple[str, str, Any]]:
    """What has arrived, without what asks who is there."""
    return [
        (call.method, call.path.removeprefix(PREFIX), call.query or call.json())
        for call in service.received
        if call.path != f"{PREFIX}/balance"
    ]


def no_secret_in(ran: Ran) -> bool:
    """Whether neither key nor token nor picture was printed."""
    return not any(secret in ran.out + ran.err for secret in (KEY, TOKEN, "iVBOR"))


# -- without a key ------------------------------------------------------------------


def test_without_a_key_the_local_engine_answers(workplace: Workplace) -> None:
    """In process: nothing has to be set up to try the API."""
    ran = workplace.pxe("api", "GET", "/balance")

    assert (ran.code, ran.err) == (0, "")
    assert json.loads(ran.out)["total_balance"] == 100_000


def test_the_local_engine_needs_no_consent(workplace: Workplace) -> None:
    """Play money; and the answer is its own."""
    ran = workplace.pxe("api", "POST", "/animate", "-d", '{"prompt": 5}')

    assert ran.code == 1
    assert json.loads(ran.out)["error"]["message"] == (
        '"prompt" must be a text (found 5)'
    )
    assert ran.err == (
        'error: "prompt" must be a text (found 5) (invalid_request, HTTP 400)\n'
    )


# -- what is sent -------------------------------------------------------------------


def test_a_query_and_a_body_are_sent(
    workplace: Workplace, service: ScriptedService
) -> None:
    """The body from the line or from a file."""
    service.on("GET", f"{PREFIX}/jobs", Say({}))
    service.on("POST", f"{PREFIX}/cancel", Say({}))
    (workplace.root / "body.json").write_text('{"api_job_id": "b"}')

    for arguments in (
        ["get", "jobs?id=x", "-q", "more=a=b"],
        ["POST", "/cancel", "-d", '{"api_job_id": "a"}'],
        ["POST", "/cancel", "-d", "@body.json"],
    ):
        assert workplace.pxe("api", *arguments).code == 0

    assert asked(service) == [
        ("GET", "/jobs", {"id": "x", "more": "a=b"}),
        ("POST", "/cancel", {"api_job_id": "a"}),
        ("POST", "/cancel", {"api_job_id": "b"}),
    ]


def test_a_body_is_read_from_standard_in(
    workplace: Workplace, service: ScriptedService
) -> None:
    """A picture in base64 is too long for a command line."""
    service.on("POST", f"{PREFIX}/cancel", Say({}))
    body = {"api_job_id": "x" * 300_000}

    done = subprocess.run(
        [sys.executable, "-m", "pixelengine_import", "api", "POST", "cancel", "-d@-"],
        cwd=workplace.root,
        env=workplace.environment(),
        input=json.dumps(body),
        text=True,
        check=False,
        timeout=240,
    )

    assert done.returncode == 0
    assert asked(service) == [("POST", "/cancel", body)]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (f'{{"image": "{PICTURE}"', "the body is not JSON (line 1, column 424:"),
        ("@none.json", "the body cannot be read (No such file or directory)"),
        ("@bad.json", "the body is not JSON"),
    ],
)
def test_a_body_that_is_none_is_refused_and_not_shown(
    workplace: Workplace, service: ScriptedService, data: str, said: str
) -> None:
    """Nothing is sent, and no picture fills the screen."""
    (workplace.root / "bad.json").write_bytes(b"\xff\xfe")

    ran = workplace.pxe("api", "POST", "/cancel", "-d", data)

    assert ran.code == 2
    assert said in ran.err
    assert no_secret_in(ran)
    assert service.received == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["GET", "/jobs", "-q", "id"], "a field of the query is written NAME=VALUE"),
        (["GET", "/a b"], '"path" must be a path below the API\'s address'),
        (["G ET", "/a"], '"method" must be an HTTP method'),
    ],
)
def test_what_is_no_request_is_refused(
    workplace: Workplace, service: ScriptedService, arguments: list[str], said: str
) -> None:
    """With exit code 2, before anybody is asked."""
    ran = workplace.pxe("api", *arguments)

    assert ran.code == 2
    assert said in ran.err
    assert service.received == []


# -- what is shown ------------------------------------------------------------------


def test_no_secret_is_shown(workplace: Workplace, service: ScriptedService) -> None:
    """Signed addresses lose their query; key and pictures never appear."""
    signed = f"https://storage.example/a.png?token={TOKEN}"
    job = {
        "output": {"url": signed},
        "inputs": {"prompt": "what? ä \u009b31m", "image": PICTURE},
        "echo": f"Bearer {KEY}",
        signed: f"see {signed}, or /b?t={TOKEN}",
    }
    service.on("GET", f"{PREFIX}/jobs", Say(job))

    ran = workplace.pxe("api", "GET", "/jobs", "-q", "id=f47")

    assert ran.code == 0
    assert no_secret_in(ran)
    assert "\u009b" not in ran.out
    assert json.loads(ran.out) == {
        "output": {"url": "https://storage.example/a.png?…"},
        "inputs": {
            "prompt": "what? ä \u009b31m",
            "image": "(411 characters of base64)",
        },
        "echo": "Bearer [secure]",
        "https://storage.example/a.png?…": (
            "see https://storage.example/a.png?… or /b?…"
        ),
    }


def test_addresses_are_shown_when_that_is_asked_for(
    workplace: Workplace, service: ScriptedService
) -> None:
    """They are what one needs to fetch a result by hand; the key stays hidden."""
    signed = f"https://storage.example/a.png?token={TOKEN}"
    service.on("GET", f"{PREFIX}/jobs", Say({"url": signed, "key": KEY}))

    ran = workplace.pxe("api", "GET", "/jobs", "--show-urls")

    assert json.loads(ran.out) == {"url": signed, "key": "[secure]"}


@pytest.mark.parametrize(
    ("status", "code", "exit_code"),
    [(400, "a", 1), (401, "b", 5), (402, "c", 4), (404, "d", 1), (410, "e", 1)],
)
def test_the_exit_code_says_what_kind_of_answer_it_was(
    workplace: Workplace,
    service: ScriptedService,
    status: int,
    code: str,
    exit_code: int,
) -> None:
    """And the answer is printed all the same."""
    error = {"error": {"code": code, "message": f"No: /a?t={TOKEN} {KEY}"}}
    service.on("GET", f"{PREFIX}/jobs", Say(error, status))

    ran = workplace.pxe("api", "GET", "/jobs")

    assert ran.code == exit_code
    assert json.loads(ran.out)["error"]["code"] == code
    assert ran.err == f"error: No: /a?… [secure] ({code}, HTTP {status})\n"


def test_an_answer_that_is_no_json_is_shown_as_a_line(
    workplace: Workplace, service: ScriptedService
) -> None:
    """A proxy's page, without what a terminal would obey."""
    page = f"<html>\x1b[31m <a href=/x?t={TOKEN}>".encode()
    service.on("GET", f"{PREFIX}/jobs", Say(body=page))

    ran = workplace.pxe("api", "GET", "/jobs")

    assert ran.code == 0
    assert ran.out == "<html> [31m <a href=/x?…>\n"
    assert ran.err.startswith(f"warning: the answer is not JSON ({len(page)} bytes of")


def test_what_is_no_secret_stays_as_it_is() -> None:
    """Prompts with question marks, numbers, short texts in base64's letters."""
    document = {"a": ["who? me", 1, None, True, "AAAA", "a/b"], "b": "C:/x y?"}

    assert redact(document) == document


# -- what may cost credits ----------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "price"),
    [
        (["POST", "/animate", "-d", "{}"], "up to 20"),
        (["POST", "/animate", "-d", '{"model": "pixel-engine-v1.5"}'], "up to 26"),
        (["POST", "/keyframes", "-d", '{"render_mode": "pixel"}'], "up to 24"),
        (["POST", "/generate-image", "-d", "[]"], "up to 12"),
        (["POST", "/remove-background"], "up to 2"),
        (["POST", "/retake", "-d", "{}"], "up to 24"),
        (["POST", "/animate-batch", "-d", '{"jobs": [1, 2, 3]}'], "up to 44"),
        (["POST", "/animate-batch", "-d", "{}"], "an unknown number of"),
        (["POST", "/something-new"], "an unknown number of"),
        (["DELETE", "/jobs"], "an unknown number of"),
    ],
)
def test_nothing_that_may_cost_is_sent_by_slip(
    workplace: Workplace, service: ScriptedService, arguments: list[str], price: str
) -> None:
    """Not a terminal and no --yes: exit 4, with the price."""
    ran = workplace.pxe("api", *arguments)

    assert (ran.code, ran.out) == (4, "")
    assert ran.err == (
        f"pxe: nothing was sent: {arguments[0]} {arguments[1]} may cost {price} "
        "credits, and nobody to ask. Use --yes.\n"
    )
    assert asked(service) == []


def test_a_job_that_was_agreed_to_is_sent_once_and_said_to_be_in_no_journal(
    workplace: Workplace, service: ScriptedService
) -> None:
    """Whoever goes past the journal is told so."""
    service.on("POST", f"{PREFIX}/animate", TAKEN)

    ran = workplace.pxe("api", "POST", "/animate", "-d", '{"prompt": "x"}', "--yes")

    assert ran.code == 0
    assert json.loads(ran.out)["api_job_id"] == "f47"
    assert ran.err == (
        "warning: this job is in no journal: pxe sync knows nothing of it. Its result "
        "is kept for 24 hours; GET /jobs says where it is.\n"
    )
    assert asked(service) == [("POST", "/animate", {"prompt": "x"})]


def test_a_lost_answer_needs_a_person(
    workplace: Workplace, service: ScriptedService
) -> None:
    """Exit 6, and it is not sent again."""
    service.on("POST", f"{PREFIX}/animate", HangUp())

    ran = workplace.pxe("api", "POST", "/animate", "-d", "{}", "--yes")

    assert ran.code == 6
    assert "it is not known whether the request was accepted" in ran.err
    assert len(asked(service)) == 1


async def test_ctrl_c_does_not_lose_an_answer_that_is_about_a_payment() -> None:
    """However often it is pressed: the job's id is printed, and then it ends."""
    answered = asyncio.Event()

    async def request() -> Reply:
        await answered.wait()
        return Reply(200, {}, b'{"api_job_id": "f47"}')

    waiting = asyncio.ensure_future(_patiently(request()))
    for _ in range(3):
        await asyncio.sleep(0)
        waiting.cancel()
    await asyncio.sleep(0)
    answered.set()

    assert (await waiting).json() == {"api_job_id": "f47"}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a pseudo-terminal")
@pytest.mark.parametrize(
    ("typed", "code", "count"), [(b"y\n", 0, 1), (b"n\n", 4, 0), (b"\x03", 130, 0)]
)
def test_a_person_is_asked_with_the_price(
    workplace: Workplace,
    service: ScriptedService,
    typed: bytes,
    code: int,
    count: int,
) -> None:
    """And decides; Ctrl-C is an answer too."""
    import pty

    service.on("POST", f"{PREFIX}/animate", TAKEN)
    child, terminal = pty.fork()
    if child == 0:
        arguments = ["-m", "pixelengine_import", "api", "POST", "/animate", "-d", "{}"]
        os.chdir(workplace.root)
        # Shells start what runs in the background deaf for it.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.execve(  # noqa: S606 - a process of our own
            sys.executable, [sys.executable, *arguments], workplace.environment()
        )
    seen = b""
    while b"[y/N]" not in seen:
        seen += os.read(terminal, 1024)
    ended = status = 0
    for i in range(600):
        # A signal that comes a moment before the question reads is lost: typed again.
        if i == 0 or (typed == b"\x03" and i % 20 == 0):
            os.write(terminal, typed)
        time.sleep(0.05)
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            break
    else:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        pytest.fail("the answer did not end the question")
    os.close(terminal)

    assert os.waitstatus_to_exitcode(status) == code
    assert b"may cost up to 20 credits of 14 available" in seen.replace(b"\r\n", b"")
    assert len(asked(service)) == count
