"""The engine behind a socket: ``pxe serve``."""

from __future__ import annotations

import asyncio
import ipaddress
import os
import signal
import socket
import sys
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import uvicorn

from pixelengine_import._clock import SystemClock
from pixelengine_import.errors import ProjectError
from pixelengine_import.local_engine.app import API_PREFIX, create_app
from pixelengine_import.local_engine.control.operator import Operator
from pixelengine_import.local_engine.control.routes import (
    CONTROL_FILE,
    CONTROL_PREFIX,
    add_control,
    kept_token,
)
from pixelengine_import.local_engine.engine import LocalEngine
from pixelengine_import.local_engine.faults.plan import FaultPlan
from pixelengine_import.local_engine.faults.served import WiredProtocol
from pixelengine_import.local_engine.keys import LOCAL_KEY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from fastapi import FastAPI

    from pixelengine_import._clock import Clock
    from pixelengine_import.local_engine.faults.rules import FaultRules
    from pixelengine_import.local_engine.pace import Speed

__all__ = ["Served", "make_server", "serve"]

_GRACE_SECONDS = 1
_PATIENCE_SECONDS = 2.0
_BACKLOG = 128


@dataclass(frozen=True, slots=True)
class Served:
    """What is said of an engine once it answers.

    Attributes:
        base_url: Ends in ``/functions/v1``.
        api_key: A key that opens it.
        control_url: Where it is controlled, ending in ``/_engine``.
        control_token: What is needed for that; kept from logs and terminals.
        token_file: Where the token can be read.
    """

    base_url: str
    api_key: str
    control_url: str
    control_token: str = field(repr=False)
    token_file: Path


def serve(
    *,
    host: str,
    port: int,
    folder: Path,
    speed: Speed,
    credits: int,  # noqa: A002 - the API's own word
    pretend_live: bool,
    announce: Callable[[Served], None],
    keys: Mapping[str, int] | None = None,
    clock: Clock | None = None,
    seed: int | None = None,
    faults: FaultRules | None = None,
) -> None:
    """Serve the engine until the process is asked to end (SIGINT or SIGTERM).

    To be called from the main thread, as the last thing that a process does: when work
    cannot be stopped within seconds, the process ends here, with exit code 0. Work
    that is not finished goes on at the next start.

    Args:
        host: The address to listen on, which is also the one that clients use.
        port: 0 picks a free one.
        folder: Where the engine keeps everything.
        speed: ``instant``, ``real`` or ``manual``.
        credits: Monthly credits of the account.
        pretend_live: Leaves out what tells the engine from the live service.
        announce: Called once, as soon as requests are answered.
        keys: Keys that have an account of their own, and its monthly credits.
        clock: What time it is; None takes the machine's.
        seed: What everything random is drawn from; None draws from the machine.
        faults: What goes wrong on purpose.

    Raises:
        ProjectError: The address or the folder cannot be used.
        StateError: The folder's record is damaged, or newer than this version.
    """
    listener = _listen(host, port)
    try:
        bound = listener.getsockname()[1]
        shown = f"[{host}]" if ":" in host else host
        base_url = f"http://{shown}:{bound}{API_PREFIX}"
        engine = LocalEngine(
            folder,
            clock=SystemClock() if clock is None else clock,
            credits=credits,
            keys=keys,
            speed=speed,
            seed=seed,
        )
        plan = FaultPlan(faults, seed=seed or 0)
        app = create_app(
            engine, base_url=base_url, pretend_live=pretend_live, faults=plan
        )

        def put_up_control() -> Served:
            token = kept_token(engine, folder)
            add_control(app, Operator(engine, plan), token)
            url = base_url.removesuffix(API_PREFIX) + CONTROL_PREFIX
            return Served(base_url, LOCAL_KEY, url, token, folder / CONTROL_FILE)

        server = make_server(app)
        with _signals_end_only(server):
            idle = asyncio.run(_run(engine, server, listener, put_up_control, announce))
        if not idle:
            _leave()
    finally:
        listener.close()


def make_server(app: FastAPI) -> uvicorn.Server:
    """Put a server under the app that says nothing and shows it its connections.

    Args:
        app: The app.
    """
    return uvicorn.Server(
        uvicorn.Config(
            app,
            http=WiredProtocol,
            lifespan="off",
            log_config=None,
            # Connections that break are no news for a terminal; our own faults are
            # logged where they happen.
            log_level="critical",
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=_GRACE_SECONDS,
        )
    )


async def _run(
    engine: LocalEngine,
    server: uvicorn.Server,
    listener: socket.socket,
    put_up_control: Callable[[], Served],
    announce: Callable[[Served], None],
) -> bool:
    """Serve until asked to end; tell whether no thread is at work any more."""
    await engine.start()
    try:
        served = await asyncio.to_thread(put_up_control)
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        # uvicorn has no event for this: its flag is all that there is.
        while not server.started and not serving.done():  # noqa: ASYNC110 - see above
            await asyncio.sleep(0.005)
        if server.started:
            announce(served)
        await serving
    except BaseException:
        await engine.stop(_PATIENCE_SECONDS)
        raise
    return await engine.stop(_PATIENCE_SECONDS)


def _leave() -> None:
    """End the process although a thread is still at work.

    Python would wait for the thread, for seconds when it packs a large PNG. Its job is
    recorded as queued, and the next start does it again.
    """
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(0)


def _listen(host: str, port: int) -> socket.socket:
    """Open the socket; an address that means all addresses is no name to call."""
    if _is_wildcard(host):
        msg = (
            f"the engine needs an address of its own to listen on (found {host!r}). "
            "Use 127.0.0.1, or the address by which others reach this machine."
        )
        raise ProjectError(msg)
    try:
        family, _, _, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        # Binds with SO_REUSEADDR where that means what it should (not on Windows).
        return socket.create_server(address[:2], family=family, backlog=_BACKLOG)
    except (OSError, OverflowError) as error:
        words = getattr(error, "strerror", None) or str(error)
        msg = (
            f"the engine cannot listen on {host} port {port} ({words}). "
            "Use --port 0 for a free port."
        )
        raise ProjectError(msg) from error


def _is_wildcard(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_unspecified
    except ValueError:
        return not host


@contextmanager
def _signals_end_only(server: uvicorn.Server) -> Iterator[None]:
    """Let the signals that end the server end nothing but the server.

    uvicorn catches SIGINT and SIGTERM while it serves, shuts down, and raises them
    again for whoever was there before it: by default that would kill the process with
    the engine still to be stopped. A signal that comes before uvicorn listens for it
    ends the server as soon as it starts.
    """

    def end(_number: int, _frame: object) -> None:
        server.should_exit = True

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    numbers = (signal.SIGINT, signal.SIGTERM)
    before = {number: signal.signal(number, end) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
