"""``pxe api``: one request to the API, and its answer as JSON."""

from __future__ import annotations

import json
import re
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pixelengine_import.api.catalog import (
    ANIMATE_DEFAULT_MODEL,
    GENERATE_DEFAULT_MODEL,
    batch_price,
    list_price,
)
from pixelengine_import.api.wire import printable, service_error, without_queries
from pixelengine_import.cli.console import Console
from pixelengine_import.cli.environment import describe_engine, open_engine, read_wish
from pixelengine_import.cli.session import run_async
from pixelengine_import.cli.spending import BudgetError
from pixelengine_import.errors import (
    EXIT_CREDENTIALS,
    EXIT_CREDITS,
    EXIT_DONE,
    EXIT_FAILED,
)

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from pixelengine_import.api.flows.raw import Target
    from pixelengine_import.api.wire import Reply
    from pixelengine_import.cli.environment import EngineWish

__all__ = ["command", "redact"]

_BODY_MOST = 64 * 1024 * 1024
_CODES = {401: EXIT_CREDENTIALS, 402: EXIT_CREDITS}
_ADDRESS = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]*:/)?/[^\s\"'<>?]*\?[^\s\"'<>]+")
_PICTURE = re.compile(r"\s*+(?:data:[^,]{0,200},)?+[A-Za-z0-9+/\s]{200,}+={0,2}+\s*+")


@click.command("api")
@click.argument("method", metavar="METHOD")
@click.argument("path", metavar="PATH")
@click.option(
    "-d", "--data", metavar="JSON|@FILE", help="The body; @- reads it from standard in."
)
@click.option(
    "-q", "--query", multiple=True, metavar="NAME=VALUE", help="A field of the query."
)
@click.option("--yes", is_flag=True, help="Agree to what the request may cost.")
@click.option(
    "--show-urls", is_flag=True, help="Show signed addresses whole; they are secrets."
)
def command(
    *,
    method: str,
    path: str,
    data: str | None,
    query: tuple[str, ...],
    yes: bool,
    show_urls: bool,
) -> int:
    """Send one request to the API and print its answer.

    The key of the environment goes along; without one the local engine answers, in
    this process. What may cost credits is sent once, asks first, and is in no journal:
    pxe sync knows nothing of such a job, and its result is yours to fetch.

    \b
    Examples:
      pxe api GET /balance
      pxe api GET /jobs -q id=f47ac10b…
      pxe api POST /enhance-prompt -d '{"prompt": "sword slash"}'
      pxe api POST /animate -d @body.json --yes
    """
    from pixelengine_import.api.flows.raw import find_target

    console = Console(as_json=False)
    target = find_target(method, path, dict(map(_field, query)))
    body = None if data is None else _read_body(data)
    wish = read_wish()
    if not target.repeatable and wish.key is not None and not yes:
        _agree(target, body, wish, console)

    async def send() -> int:
        reply = await _send(wish, target, body)
        for line in _shown(reply, console, show_urls=show_urls).splitlines():
            console.say(_without_key(line, wish))
        if reply.ok:
            return _finish(target, console)
        error = service_error(reply)
        said = error.message if show_urls else without_queries(error.message)
        error.message = _without_key(said, wish)
        console.problem(error, None)
        return _CODES.get(reply.status, EXIT_FAILED)

    return run_async(send)


def _field(text: str) -> tuple[str, str]:
    name, found, value = text.partition("=")
    if not found or not name:
        msg = "a field of the query is written NAME=VALUE"
        raise click.BadParameter(msg, param_hint="-q")
    return name, value


def _read_body(data: str) -> object:
    """Read a body, of which nothing is ever shown: it may hold pictures."""
    text: str | bytes = data
    try:
        if data == "@-":
            text = sys.stdin.buffer.read(_BODY_MOST + 1)
        elif data.startswith("@"):
            with Path(data[1:]).open("rb") as file:
                text = file.read(_BODY_MOST + 1)
    except OSError as error:
        msg = f"the file of the body cannot be read ({error.strerror})"
        raise click.BadParameter(msg, param_hint="-d") from None
    if len(text) > _BODY_MOST:
        msg = "the body is larger than 64 MB"
        raise click.BadParameter(msg, param_hint="-d")
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        where = ""
        if isinstance(error, json.JSONDecodeError):
            where = f" (line {error.lineno}, column {error.colno}: {error.msg})"
        msg = f"the body is not JSON{where}"
        raise click.BadParameter(msg, param_hint="-d") from None


# -- asking first -------------------------------------------------------------------


def _agree(target: Target, body: object, wish: EngineWish, console: Console) -> None:
    """Ask before something is sent that may cost credits.

    Raises:
        BudgetError: It may not be sent.
    """
    import asyncio

    from pixelengine_import._clock import SystemClock

    # The question is asked outside of any event loop: Ctrl-C ends it.
    engine = asyncio.run(describe_engine(wish, SystemClock()))
    if engine.kind == "local":
        return
    price = _price(target, body)
    cost = "an unknown number of" if price is None else f"up to {price}"
    what = f"{target.method} {target.path} may cost {cost} credits"
    if not console.interactive:
        msg = f"nothing was sent: {what}, and nobody to ask. Use --yes."
        raise BudgetError(msg)
    has = "" if engine.available is None else f" of {engine.available} available"
    question = f"{what}{has}, and the job will be in no journal. Send it?"
    if not click.confirm(question, default=False, err=True):
        msg = "nothing was sent: not agreed to."
        raise BudgetError(msg)


def _price(target: Target, body: object) -> int | None:
    """Return what a request can cost at most; None when nobody knows."""
    if target.row is None:
        return None
    given = body if isinstance(body, dict) else {}
    if target.row.name == "animate_batch":
        jobs = given.get("jobs")
        return batch_price(len(jobs)) if isinstance(jobs, list) and jobs else None
    defaults = {
        "animate": ("model", ANIMATE_DEFAULT_MODEL),
        "generate_image": ("model", GENERATE_DEFAULT_MODEL),
    }
    field, default = defaults.get(target.row.name, ("render_mode", ""))
    return list_price(target.row.name, str(given.get(field, default)))


# -- sending and showing ------------------------------------------------------------


async def _send(wish: EngineWish, target: Target, body: object) -> Reply:
    from pixelengine_import._clock import SystemClock
    from pixelengine_import.journal.state import StateFolder

    state = StateFolder.default()
    state.make()
    async with open_engine(wish, state, SystemClock()) as (_, client):
        request = client.request(
            target.method, target.path, query=target.query, body=body
        )
        return await (request if target.repeatable else _patiently(request))


async def _patiently(request: Coroutine[object, object, Reply]) -> Reply:
    """Wait for an answer that may be about a payment; Ctrl-C does not lose it."""
    import asyncio

    task = asyncio.ensure_future(request)
    while not task.done():
        with suppress(asyncio.CancelledError):
            await asyncio.wait([task])
    return task.result()


def _shown(reply: Reply, console: Console, *, show_urls: bool) -> str:
    """Return what is shown of an answer."""
    if not reply.body.strip():
        return ""
    document = reply.json()
    if document is None and reply.body.strip() != b"null":
        kind = printable(reply.headers.get("content-type", "unknown type"))
        console.warn([f"the answer is not JSON ({len(reply.body)} bytes of {kind})"])
        text = printable(reply.body.decode("utf-8", "replace"))
        return text if show_urls else without_queries(text)
    shown = redact(document, show_urls=show_urls)
    text = "".join(
        # What a terminal would obey is escaped; JSON reads it as the same.
        c if c.isprintable() or c == "\n" else json.dumps(c)[1:-1]
        for c in json.dumps(shown, indent=2, ensure_ascii=False)
    )
    try:
        text.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        return json.dumps(shown, indent=2)
    return text


def redact(value: Any, *, show_urls: bool = False) -> Any:
    """Take secrets and pictures out of JSON that is about to be shown.

    Args:
        value: JSON.
        show_urls: Whether the queries of addresses, which hold their tokens, stay.

    Returns:
        The same with ``?…`` for queries, and pictures named by their length.
    """
    if isinstance(value, dict):
        return {redact(k): redact(v, show_urls=show_urls) for k, v in value.items()}
    if isinstance(value, list):
        return [redact(v, show_urls=show_urls) for v in value]
    if not isinstance(value, str):
        return value
    if _PICTURE.fullmatch(value):
        return f"({len(value):,} characters of base64)"
    if show_urls:
        return value
    return _ADDRESS.sub(lambda found: without_queries(found[0]), value)


def _without_key(text: str, wish: EngineWish) -> str:
    """Take out the key, should a service send it back."""
    return text if wish.key is None else text.replace(wish.key.reveal(), "[secure]")


def _finish(target: Target, console: Console) -> int:
    """Say what a person must know of a job that was begun past the journal."""
    if not target.repeatable:
        said = (
            "this job is in no journal: pxe sync knows nothing of it. Its result is "
            "kept for 24 hours; GET /jobs says where it is."
        )
        console.warn([said])
    return EXIT_DONE
