"""Getting one result for a command: from the store, or from the service."""

from __future__ import annotations

import shutil
from contextlib import AsyncExitStack, ExitStack, suppress
from dataclasses import dataclass, replace
from functools import partial
from itertools import count
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from pixelengine_import._clock import SystemClock
from pixelengine_import.cli.environment import open_engine
from pixelengine_import.cli.session import is_at_work
from pixelengine_import.cli.spending import OneJob
from pixelengine_import.errors import LockedError
from pixelengine_import.journal.lock import hold_lock
from pixelengine_import.journal.state import COMMANDS
from pixelengine_import.pipeline.events import JobMoved
from pixelengine_import.pipeline.jobs import JobLane

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from pixelengine_import._clock import Clock
    from pixelengine_import.api.outcomes import EngineKind
    from pixelengine_import.cli.environment import Engine, EngineWish
    from pixelengine_import.cli.one_off import OneOff
    from pixelengine_import.cli.shelf import Shelf
    from pixelengine_import.cli.target import Target
    from pixelengine_import.journal.jobs import Job
    from pixelengine_import.pipeline.events import Event
    from pixelengine_import.pipeline.single import Single

__all__ = ["Errand"]

TURN_WAIT = 0.25


@dataclass(slots=True)
class Errand:
    """The part of a run that needs an engine.

    Attributes:
        one: The run.
        shelf: What was asked before.
        target: Where the result goes.
        single: The request, once it is chosen.
        engine: Who is asked, once that is known.
    """

    one: OneOff
    shelf: Shelf
    target: Target
    single: Single | None = None
    engine: EngineKind | None = None

    def job(self) -> Job | None:
        """Return the job that it is about, as the journal knows it now."""
        if self.single is None or self.engine is None:
            return None
        return self.shelf.journal.alive(self.single.key, self.engine)

    async def run(
        self, make: Callable[[int], Single], wish: EngineWish
    ) -> tuple[Single, Job, bool]:
        """Get a result.

        Args:
            make: Builds the request for a try.
            wish: Who is to do the work.

        Returns:
            The request, its job, and whether that had its result already.

        Raises:
            PixelEngineError: There is no result, and why.
        """
        one, shelf, clock = self.one, self.shelf, SystemClock()
        async with AsyncExitStack() as stack:
            engine, client = await stack.enter_async_context(
                open_engine(wish, shelf.state, clock, for_jobs=True)
            )
            one.console.engine(engine)
            turn = stack.enter_context(ExitStack())
            single = await self._take_turn(make, engine.kind, clock, turn)
            self.single, self.engine = single, engine.kind
            found = shelf.find(single.key, engine.kind)
            if found is not None:
                return single, found, True
            job = shelf.journal.alive(single.key, engine.kind)
            new = job is None or job.state == "intent"
            if new and single.price and engine.kind == "live":
                self._say_price(single.price, engine)
                one.consent.ask(OneJob(single.price), engine, one.console)
            shelf.blobs.sweep()
            lane = JobLane(
                COMMANDS,
                client,
                engine.kind,
                journal=shelf.journal,
                blobs=shelf.blobs,
                clock=clock,
                listen=self._listen,
                at_once=1,
                room=lambda: shutil.disk_usage(shelf.state.root).free,
                is_at_work=partial(is_at_work, shelf.state),
            )
            stack.push_async_callback(lane.close)
            with one.console:
                ask = single.ask(self.target.name)
                return single, await lane.result(ask, begin=new), False

    def _listen(self, event: Event) -> None:
        """Tell of a job by the name that the user gave its file."""
        if isinstance(event, JobMoved):
            event = replace(event, sidecar=PurePosixPath(self.target.shown))
        self.one.console.listen(event)

    def _say_price(self, price: int, engine: Engine) -> None:
        console, available = self.one.console, engine.available
        console.record("price", credits=price, available=available)
        has = "" if available is None else f", of {available} available"
        console.say(f"up to {price} credits{has}")

    async def _take_turn(
        self,
        make: Callable[[int], Single],
        engine: EngineKind,
        clock: Clock,
        turn: ExitStack,
    ) -> Single:
        """Become the only one who works on a request, and return it.

        Who asks for the very same thing waits, and then finds its result. Who asks
        anew passes over the tries that are taken.
        """
        if self.one.again:
            return self._next_try(make, engine, turn)
        single, told = make(self.one.reroll), False
        while True:
            try:
                turn.enter_context(self._lock(single))
            except LockedError:
                if not told:
                    told = True
                    text = "another pxe asks for the very same thing; waiting for it"
                    self.one.console.say(text)
                await clock.sleep(TURN_WAIT)
            else:
                return single

    def _next_try(
        self, make: Callable[[int], Single], engine: EngineKind, turn: ExitStack
    ) -> Single:
        for number in count(self.one.reroll):
            single = make(number)
            with suppress(LockedError):
                turn.enter_context(self._lock(single))
                if self.shelf.find(single.key, engine) is None:
                    return single
                turn.close()
        raise AssertionError  # one can count for ever

    def _lock(self, single: Single) -> AbstractContextManager[None]:
        path = self.shelf.state.lock_of_job(COMMANDS, single.key)
        return hold_lock(path, f"pxe {single.command}")
