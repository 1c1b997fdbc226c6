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
from typing import TYPE_CHECKING

import uvicorn

from pixelengine_import._clock import SystemClock
from pixelengine_import.errors import ProjectError
from pixelengine_import.local_engine.app import API_PREFIX, create_app
from pixelengine_import.local_engine.engine import LocalEngine
from pixelengine_import.local_engine.keys import LOCAL_KEY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pixelengine_import.local_engine.pace import Speed

__all__ = ["serve"]

_GRACE_SECONDS = 1
_PATIENCE_SECONDS = 2.0
_BACKLOG = 128


def serve(
    *,
    host: str,
    port: int,
    folder: Path,
    speed: Speed,
    credits: int,  # noqa: A002 - the API's own word
    pretend_live: bool,
    announce: Callable[[str, str], None],
) -> None:
    """Serve the engine until the process is asked to end (SIGINT or SIGTERM).

    To be called from the main thread, as the last thing that a process does: when work
    cannot be stopped within seconds, the process ends here, with exit code 0. Work
    that is not finished goes on at the next start.

    Args:
        host: The address to listen on, which is also the one that clients use.
        port: 0 picks a free one.
        folder: Where the engine keeps everything.
        speed: ``instant`` or ``real``.
        credits: Monthly credits of the account.
        pretend_live: Leaves out what tells the engine from the live service.
        announce: Called once with base URL and API key, as soon as requests are
            answered.

    Raises:
        ProjectError: The address or the folder cannot be used.
        StateError: The folder's record is damaged, or newer than this version.
    """
    listener = _listen(host, port)
    try:
        bound = listener.getsockname()[1]
        shown = f"[{host}]" if ":" in host else host
        base_url = f"http://{shown}:{bound}{API_PREFIX}"
        engine = LocalEngine(folder, clock=SystemClock(), credits=credits, speed=speed)
        app = create_app(engine, base_url=base_url, pretend_live=pretend_live)
        config = uvicorn.Config(
            app,
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=_GRACE_SECONDS,
        )
        server = uvicorn.Server(config)
        with _signals_end_only(server):
            idle = asyncio.run(
                _run(engine, server, listener, lambda: announce(base_url, LOCAL_KEY))
            )
        if not idle:
            _leave()
    finally:
        listener.close()


async def _run(
    engine: LocalEngine,
    server: uvicorn.Server,
    listener: socket.socket,
    announce: Callable[[], None],
) -> bool:
    """Serve until asked to end; tell whether no thread is at work any more."""
    await engine.start()
    try:
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        # uvicorn has no event for this: its flag is all that there is.
        while not server.started and not serving.done():  # noqa: ASYNC110 - see above
            await asyncio.sleep(0.005)
        if server.started:
            announce()
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
