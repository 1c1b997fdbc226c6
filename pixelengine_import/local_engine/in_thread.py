"""The engine behind a socket, in a thread of this process: for tests."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import Future
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self, TypeVar

from pixelengine_import.local_engine.app import API_PREFIX, create_app
from pixelengine_import.local_engine.control.operator import Operator
from pixelengine_import.local_engine.engine import LocalEngine
from pixelengine_import.local_engine.faults.plan import FaultPlan
from pixelengine_import.local_engine.keys import LOCAL_KEY
from pixelengine_import.local_engine.limits import Limits
from pixelengine_import.local_engine.listening import listen
from pixelengine_import.local_engine.server import Server

if TYPE_CHECKING:
    from collections.abc import Coroutine, Mapping
    from pathlib import Path
    from types import TracebackType
    from typing import Any

    from pixelengine_import._clock import Clock
    from pixelengine_import.local_engine.pace import Speed
    from pixelengine_import.local_engine.painters.crew import Crew

__all__ = ["InThread"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Up:
    """What stands once requests are answered."""

    loop: asyncio.AbstractEventLoop
    ended: asyncio.Event


class InThread:
    """Serves an engine on a free port of this machine for the length of a block.

    Args:
        folder: Where the engine keeps everything.
        clock: What time it is.
        credits: Monthly credits of the default account.
        keys: Keys that have an account of their own, and its monthly credits.
        speed: How fast jobs go.
        seed: What everything random is drawn from; None draws from the machine.
        pretend_live: Leaves out what tells the engine from the live service.
        crew: The processes that paint; closed at the end. None makes them.

    Attributes:
        base_url: Ends in ``/functions/v1``.
        api_key: A key that opens the default account.
        faults: What goes wrong on purpose; rules may be added at any time.
        operator: Controls the engine; its coroutines belong to :meth:`call`.
    """

    def __init__(
        self,
        folder: Path,
        *,
        clock: Clock,
        credits: int,  # noqa: A002 - the API's own word
        keys: Mapping[str, int] | None = None,
        speed: Speed = "instant",
        seed: int | None = None,
        pretend_live: bool = False,
        crew: Crew | None = None,
    ) -> None:
        """Take a free port; nothing is answered before the block is entered."""
        self._listener = listen("127.0.0.1", 0, named=False)
        port = self._listener.getsockname()[1]
        self.base_url = f"http://127.0.0.1:{port}{API_PREFIX}"
        self.api_key = LOCAL_KEY
        self.faults = FaultPlan(seed=seed or 0)
        self._engine = LocalEngine(
            folder,
            clock=clock,
            credits=credits,
            keys=keys,
            speed=speed,
            seed=seed,
            crew=crew,
        )
        self.operator = Operator(self._engine, self.faults)
        self._pretend_live = pretend_live
        self._app = create_app(
            self._engine,
            base_url=self.base_url,
            pretend_live=pretend_live,
            faults=self.faults,
        )
        self._up: Future[_Up] = Future()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Self:
        """Start answering.

        Raises:
            ProjectError: The folder cannot be used.
            StateError: Its record is damaged, or newer than this version.
        """
        self._thread.start()
        self._up.result()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop answering."""
        self.stop()

    def stop(self) -> None:
        """Stop, and wait until no thread is at work any more; twice is no error."""
        up = self._up.result()
        if self._thread.is_alive():
            up.loop.call_soon_threadsafe(up.ended.set)
            self._thread.join()

    def call(self, deed: Coroutine[Any, Any, T]) -> T:
        """Do something on the engine's own event loop, and wait for it.

        Args:
            deed: What the operator does.
        """
        loop = self._up.result().loop
        return asyncio.run_coroutine_threadsafe(deed, loop).result()

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except BaseException as error:  # noqa: BLE001 - told to whoever started us
            if not self._up.done():
                self._up.set_exception(error)
        finally:
            self._listener.close()

    async def _serve(self) -> None:
        await self._engine.start()
        try:
            server = Server(
                self._app,
                self._listener,
                limits=Limits(),
                pretend_live=self._pretend_live,
            )
            serving = asyncio.create_task(server.serve())
            await server.answers.wait()
            up = _Up(asyncio.get_running_loop(), asyncio.Event())
            self._up.set_result(up)
            await up.ended.wait()
            server.should_exit = server.force_exit = True
            await serving
        finally:
            await self._engine.stop()
