"""The engine inside this process: the same HTTP app, without a socket."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import httpx

from pixelengine_import._clock import Clock, SystemClock
from pixelengine_import.local_engine.app import API_PREFIX, create_app
from pixelengine_import.local_engine.control.operator import Operator
from pixelengine_import.local_engine.engine import DEFAULT_CREDITS, LocalEngine
from pixelengine_import.local_engine.faults.plan import FaultPlan
from pixelengine_import.local_engine.faults.wires import WIRE, BrokenWire
from pixelengine_import.local_engine.keys import LOCAL_KEY

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping
    from pathlib import Path

    from pixelengine_import.local_engine.pace import Speed
    from pixelengine_import.local_engine.painters.crew import Crew

__all__ = ["InProcess", "in_process"]


@dataclass(frozen=True, slots=True)
class InProcess:
    """What a client needs to talk to the engine.

    Attributes:
        transport: Hands requests to the app; the client closes it.
        base_url: Ends in ``/functions/v1``; downloads are on the same host.
        api_key: A key that opens it.
        faults: What goes wrong on purpose.
        operator: Controls it beside the API.
    """

    transport: httpx.AsyncBaseTransport
    base_url: str
    api_key: str
    faults: FaultPlan
    operator: Operator


_SEEN: dict[str, tuple[type[httpx.TransportError], str]] = {
    "reset": (httpx.ReadError, "the connection was reset"),
    "closed": (httpx.RemoteProtocolError, "the answer ended before its end"),
    "stalled": (httpx.ReadTimeout, "the answer stands still"),
}


class _Transport(httpx.AsyncBaseTransport):
    """Hands requests to the app, and tells the client of broken connections."""

    def __init__(self, app: object) -> None:
        # A fault in the app is a 500, here as over a socket.
        self._app = httpx.ASGITransport(
            app,  # type: ignore[arg-type] # httpx's type of an ASGI app is its own
            raise_app_exceptions=False,
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Do one exchange.

        Raises:
            httpx.TransportError: What a client sees of such a connection: a reset is a
                ReadError, an answer that ends too early a RemoteProtocolError, and one
                that stands still a ReadTimeout, at once.
        """
        token = WIRE.set(_NoWire())
        try:
            return await self._app.handle_async_request(request)
        except BrokenWire as broken:
            kind, text = _SEEN[broken.how]
            raise kind(text, request=request) from None
        finally:
            WIRE.reset(token)


class _NoWire:
    """The wire of a request that has none: breaking it ends the request."""

    def reset(self) -> None:
        """Break the connection."""
        raise BrokenWire(how="reset")

    def close(self) -> None:
        """Close the connection in the middle of an answer."""
        raise BrokenWire(how="closed")

    def overflow(self, data: bytes) -> None:
        """Send nothing: who has read the length that was promised is content."""

    def stall(self) -> None:
        """Send nothing more; nobody has to wait for it."""
        raise BrokenWire(how="stalled")


@asynccontextmanager
async def in_process(
    folder: Path,
    *,
    clock: Clock | None = None,
    credits: int = DEFAULT_CREDITS,  # noqa: A002 - the API's own word
    keys: Mapping[str, int] | None = None,
    speed: Speed = "instant",
    seed: int | None = None,
    crew: Crew | None = None,
) -> AsyncIterator[InProcess]:
    """Run an engine for the length of a block.

    Args:
        folder: Where it keeps everything.
        clock: What time it is; None takes the machine's.
        credits: Monthly credits of the account.
        keys: Keys that have an account of their own, and its monthly credits.
        speed: How fast jobs go.
        seed: What everything random is drawn from; None draws from the machine.
        crew: The processes that paint; closed at the end. None makes them.

    Yields:
        What a client needs to talk to it.

    Raises:
        ProjectError: The folder cannot be used.
        StateError: Its record is damaged, or newer than this version.

    Example::

        async with in_process(folder) as local:
            async with httpx.AsyncClient(transport=local.transport) as client:
                ...
    """
    base_url = f"http://localhost{API_PREFIX}"
    engine = LocalEngine(
        folder,
        clock=SystemClock() if clock is None else clock,
        credits=credits,
        keys=keys,
        speed=speed,
        seed=seed,
        crew=crew,
    )
    faults = FaultPlan(seed=seed or 0)
    app = create_app(engine, base_url=base_url, faults=faults)
    await engine.start()
    try:
        operator = Operator(engine, faults)
        yield InProcess(_Transport(app), base_url, LOCAL_KEY, faults, operator)
    finally:
        await engine.stop()
