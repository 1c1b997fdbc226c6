"""The engine inside this process: the same HTTP app, without a socket."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import httpx

from pixelengine_import._clock import Clock, SystemClock
from pixelengine_import.local_engine.app import API_PREFIX, create_app
from pixelengine_import.local_engine.engine import DEFAULT_CREDITS, LocalEngine
from pixelengine_import.local_engine.keys import LOCAL_KEY

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

__all__ = ["InProcess", "in_process"]


@dataclass(frozen=True, slots=True)
class InProcess:
    """What a client needs to talk to the engine.

    Attributes:
        transport: Hands requests to the app; the client closes it.
        base_url: Ends in ``/functions/v1``; downloads are on the same host.
        api_key: A key that opens it.
    """

    transport: httpx.AsyncBaseTransport
    base_url: str
    api_key: str


@asynccontextmanager
async def in_process(
    folder: Path,
    *,
    clock: Clock | None = None,
    credits: int = DEFAULT_CREDITS,  # noqa: A002 - the API's own word
) -> AsyncIterator[InProcess]:
    """Run an engine for the length of a block.

    Args:
        folder: Where it keeps everything.
        clock: What time it is; None takes the machine's.
        credits: Monthly credits of the account.

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
        folder, clock=SystemClock() if clock is None else clock, credits=credits
    )
    await engine.start()
    try:
        # A fault in the app is a 500, here as over a socket.
        transport = httpx.ASGITransport(
            create_app(engine, base_url=base_url), raise_app_exceptions=False
        )
        yield InProcess(transport, base_url, LOCAL_KEY)
    finally:
        await engine.stop()
