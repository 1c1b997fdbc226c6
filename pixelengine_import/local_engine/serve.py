"""The engine behind a socket: ``pxe serve``."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from pixelengine_import._clock import SystemClock
from pixelengine_import.local_engine.app import API_PREFIX, create_app
from pixelengine_import.local_engine.control.operator import Operator
from pixelengine_import.local_engine.control.routes import (
    CONTROL_FILE,
    CONTROL_PREFIX,
    add_control,
    kept_token,
)
from pixelengine_import.local_engine.engine import DEFAULT_QUEUE, LocalEngine
from pixelengine_import.local_engine.faults.plan import FaultPlan
from pixelengine_import.local_engine.keys import LOCAL_KEY
from pixelengine_import.local_engine.limits import Limits
from pixelengine_import.local_engine.listening import (
    listen,
    origin_of,
    public_origin,
    reaches_others,
)
from pixelengine_import.local_engine.pictures import fetch_nothing
from pixelengine_import.local_engine.server import Server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from pixelengine_import._clock import Clock
    from pixelengine_import.local_engine.faults.rules import FaultRules
    from pixelengine_import.local_engine.listening import Certificate
    from pixelengine_import.local_engine.pace import Speed
    from pixelengine_import.local_engine.pictures import Fetch

__all__ = ["Served", "serve"]

_PATIENCE_SECONDS = 2.0
_FILES = 8192
_OTHER_FILES = 256
"""Open files: how many to ask for, and how many of them are for no connection."""


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
    warn: Callable[[str], None] = lambda _text: None,
    public_url: str | None = None,
    certificate: Certificate | None = None,
    queue: int = DEFAULT_QUEUE,
    fetch: Fetch = fetch_nothing,
    limits: Limits | None = None,
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
        host: The address to listen on; clients use it too, unless ``public_url`` names
            another.
        port: 0 picks a free one.
        folder: Where the engine keeps everything.
        speed: ``instant``, ``real`` or ``manual``.
        credits: Monthly credits of the account.
        pretend_live: Leaves out what tells the engine from the live service.
        announce: Called once, as soon as requests are answered.
        warn: Called with what its user should know before that.
        public_url: The address that clients use, when it is another one.
        certificate: Makes it speak https.
        queue: How many jobs may wait.
        fetch: Gets pictures that requests name by their address.
        limits: What clients may take; None takes the usual ones.
        keys: Keys that have an account of their own, and its monthly credits.
        clock: What time it is; None takes the machine's.
        seed: What everything random is drawn from; None draws from the machine.
        faults: What goes wrong on purpose.

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
            clock=SystemClock() if clock is None else clock,
            credits=credits,
            keys=keys,
            queue=queue,
            speed=speed,
            seed=seed,
            fetch=fetch,
        )
        plan = FaultPlan(faults, seed=seed or 0)
        app = create_app(
            engine,
            base_url=base_url,
            pretend_live=pretend_live,
            limits=limits,
            faults=plan,
        )

        def put_up_control() -> Served:
            token = kept_token(engine, folder)
            add_control(app, Operator(engine, plan), token)
            url = base_url.removesuffix(API_PREFIX) + CONTROL_PREFIX
            return Served(base_url, LOCAL_KEY, url, token, folder / CONTROL_FILE)

        server = Server(
            app, listener, limits=limits, context=context, pretend_live=pretend_live
        )
        with _signals_end_only(server):
            idle = asyncio.run(_run(engine, server, put_up_control, announce))
        if not idle:
            _leave()
    finally:
        listener.close()


_EXPOSED = (
    "the engine listens beyond this machine: anyone who reaches it can use it. Its "
    "credits are play money, but the processor and the disk are yours."
)


async def _run(
    engine: LocalEngine,
    server: Server,
    put_up_control: Callable[[], Served],
    announce: Callable[[Served], None],
) -> bool:
    """Serve until asked to end; tell whether no thread is at work any more."""
    await engine.start()
    try:
        served = await asyncio.to_thread(put_up_control)
        serving = asyncio.create_task(server.serve())
        answers = asyncio.create_task(server.answers.wait())
        await asyncio.wait({serving, answers}, return_when=asyncio.FIRST_COMPLETED)
        answers.cancel()
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
def _signals_end_only(server: Server) -> Iterator[None]:
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
