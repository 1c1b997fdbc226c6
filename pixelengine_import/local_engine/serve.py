"""The engine behind a socket: ``pxe serve``."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import uvicorn

from pixelengine_import import __version__
from pixelengine_import._clock import SystemClock
from pixelengine_import.api.wire import ENGINE_HEADER
from pixelengine_import.local_engine.app import API_PREFIX, create_app
from pixelengine_import.local_engine.connection import Connection
from pixelengine_import.local_engine.engine import DEFAULT_QUEUE, LocalEngine
from pixelengine_import.local_engine.keys import LOCAL_KEY
from pixelengine_import.local_engine.limits import Limits
from pixelengine_import.local_engine.listening import (
    listen,
    origin_of,
    public_origin,
    reaches_others,
)
from pixelengine_import.local_engine.pictures import fetch_nothing

if TYPE_CHECKING:
    import socket
    import ssl
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pixelengine_import.local_engine.listening import Certificate
    from pixelengine_import.local_engine.pace import Speed
    from pixelengine_import.local_engine.pictures import Fetch

__all__ = ["serve"]

_GRACE_SECONDS = 1
_PATIENCE_SECONDS = 2.0
_FILES = 8192
_OTHER_FILES = 256
"""Open files: how many to ask for, and how many of them are for no connection."""


def serve(
    *,
    host: str,
    port: int,
    folder: Path,
    speed: Speed,
    credits: int,  # noqa: A002 - the API's own word
    pretend_live: bool,
    announce: Callable[[str, str], None],
    warn: Callable[[str], None] = lambda _text: None,
    public_url: str | None = None,
    certificate: Certificate | None = None,
    queue: int = DEFAULT_QUEUE,
    fetch: Fetch = fetch_nothing,
    limits: Limits | None = None,
) -> None:
    """Serve the engine until the process is asked to end (SIGINT or SIGTERM).

    To be called from the main thread, as the last thing that a process does: when work
    cannot be stopped within seconds, the process ends here, with exit code 0. Work
    that is not finished goes on at the next start.

    Args:
        host: The address to listen on; clients use it too, unless ``public_url`` names
            another.
        port: 0 picks a free one.
        folder: Where the engine keeps everything.
        speed: ``instant`` or ``real``.
        credits: Monthly credits of the account.
        pretend_live: Leaves out what tells the engine from the live service.
        announce: Called once with base URL and API key, as soon as requests are
            answered.
        warn: Called with what its user should know before that.
        public_url: The address that clients use, when it is another one.
        certificate: Makes it speak https.
        queue: How many jobs may wait.
        fetch: Gets pictures that requests name by their address.
        limits: What clients may take; None takes the usual ones.

    Raises:
        ProjectError: The address, the certificate or the folder cannot be used.
        StateError: The folder's record is damaged, or newer than this version.
    """
    limits = Limits() if limits is None else limits
    room = max(1, _raise_file_limit() - _OTHER_FILES)
    limits = replace(limits, connections=min(limits.connections, room))
    context = None if certificate is None else certificate.load()
    secure = context is not None
    origin = None if public_url is None else public_origin(public_url, secure=secure)
    listener = listen(host, port, named=origin is not None)
    try:
        if reaches_others(listener):
            warn(_EXPOSED)
        origin = origin or origin_of(listener, host, secure=secure)
        base_url = origin + API_PREFIX
        engine = LocalEngine(
            folder,
            clock=SystemClock(),
            credits=credits,
            queue=queue,
            speed=speed,
            fetch=fetch,
        )
        app = create_app(
            engine, base_url=base_url, pretend_live=pretend_live, limits=limits
        )
        config = uvicorn.Config(
            app,
            lifespan="off",
            ws="none",
            log_config=None,
            # What strangers send is no news for a terminal; our own faults are logged
            # where they happen.
            log_level="critical",
            access_log=False,
            server_header=False,
            # Beyond what the app refuses in full knowledge of the request.
            h11_max_incomplete_event_size=2 * limits.head_bytes,
            timeout_keep_alive=limits.keep_alive_seconds,
            timeout_graceful_shutdown=_GRACE_SECONDS,
        )
        headers = [] if pretend_live else [_ENGINE]
        server = _Server(config, listener, context, limits, headers)
        with _signals_end_only(server):
            idle = asyncio.run(
                _run(engine, server, lambda: announce(base_url, LOCAL_KEY))
            )
        if not idle:
            _leave()
    finally:
        listener.close()


_ENGINE = (ENGINE_HEADER.lower().encode("ascii"), f"local/{__version__}".encode())
_EXPOSED = (
    "the engine listens beyond this machine: anyone who reaches it can use it. Its "
    "credits are play money, but the processor and the disk are yours."
)


class _Server(uvicorn.Server):
    """uvicorn on our socket, with our connections.

    Args:
        config: uvicorn's settings.
        listener: The socket.
        context: Settings of TLS, None speaks http.
        limits: What a connection may take.
        headers: Headers of answers that the app does not give.
    """

    def __init__(
        self,
        config: uvicorn.Config,
        listener: socket.socket,
        context: ssl.SSLContext | None,
        limits: Limits,
        headers: list[tuple[bytes, bytes]],
    ) -> None:
        """Wait for nobody yet."""
        super().__init__(config)
        self._listener = listener
        self._context = context
        self._limits = limits
        self._headers = headers
        self.answers = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen. uvicorn's own knows no time limit of a TLS handshake."""
        del sockets

        def connection() -> Connection:
            return Connection(
                self.config,
                self.server_state,
                limits=self._limits,
                headers=self._headers,
            )

        handshake = self._limits.handshake_seconds
        secure = self._context is not None
        served = await asyncio.get_running_loop().create_server(
            connection,
            sock=self._listener,
            backlog=self._limits.connections,
            ssl=self._context,
            ssl_handshake_timeout=handshake if secure else None,
            ssl_shutdown_timeout=_GRACE_SECONDS if secure else None,
        )
        self.servers = [served]
        self.started = True
        self.answers.set()


async def _run(
    engine: LocalEngine,
    server: _Server,
    announce: Callable[[], None],
) -> bool:
    """Serve until asked to end; tell whether no thread is at work any more."""
    await engine.start()
    try:
        serving = asyncio.create_task(server.serve())
        answers = asyncio.create_task(server.answers.wait())
        await asyncio.wait({serving, answers}, return_when=asyncio.FIRST_COMPLETED)
        answers.cancel()
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


def _raise_file_limit() -> int:
    """Ask for as many open files as many connections take; tell how many there are."""
    if sys.platform == "win32":
        return _FILES
    import resource  # noqa: PLC0415 - not on Windows

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    endless = resource.RLIM_INFINITY
    wanted = _FILES if hard == endless else min(_FILES, hard)
    if soft != endless and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        soft = wanted
    return _FILES if soft == endless else soft


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
