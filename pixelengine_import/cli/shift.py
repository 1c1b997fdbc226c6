"""What a watch does about changes: which sidecars they touch, and in which order."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from pixelengine_import._fs import Stamp, stamp
from pixelengine_import.cli.orders import Accept, Approve, Cancel, Keep, OrderError
from pixelengine_import.cli.ownership import accept, keep
from pixelengine_import.cli.report import (
    settled,
    tell_standings,
    tell_survey,
    tell_waiting,
)
from pixelengine_import.cli.spending import BudgetError
from pixelengine_import.errors import PixelEngineError
from pixelengine_import.pipeline.choices import New, Running
from pixelengine_import.pipeline.collect import will_pass
from pixelengine_import.pipeline.project import OUTPUT_SUFFIXES, SUFFIX, Outputs
from pixelengine_import.pipeline.settings import SETTINGS_FILE
from pixelengine_import.pipeline.survey import Survey
from pixelengine_import.sidecar.names import ART_SUFFIXES, PALETTE_SUFFIXES

if TYPE_CHECKING:
    from collections.abc import Coroutine, Iterable

    from pixelengine_import.cli.console import Console
    from pixelengine_import.cli.orders import Look
    from pixelengine_import.cli.session import Workshop
    from pixelengine_import.cli.spending import Consent
    from pixelengine_import.pipeline.plan import SidecarPlan
    from pixelengine_import.watch.watcher import Changes

__all__ = ["Shift"]

QUIET = 1.5
"""Seconds without a further change before something is paid for: three quick saves are
one job."""

AGAIN_FIRST, AGAIN_MOST = 15.0, 600.0
"""Seconds before work that the network stopped is tried again: first and longest."""

SOURCE_SUFFIXES = tuple(dict.fromkeys((*ART_SUFFIXES, *PALETTE_SUFFIXES)))


class Shift:
    """One run of a watch.

    Args:
        shop: What carries plans out.
        consent: What may be spent.
        console: Who is told.
    """

    def __init__(self, shop: Workshop, consent: Consent, console: Console) -> None:
        """Know of no sidecar yet."""
        self._shop = shop
        self._consent = consent
        self._console = console
        self._project = shop.session.project
        self._tasks: dict[PurePosixPath, asyncio.Task[None]] = {}
        self._sources: dict[PurePosixPath, frozenset[PurePosixPath]] = {}
        self._keys: dict[PurePosixPath, frozenset[str]] = {}
        self._art: dict[PurePosixPath, PurePosixPath | None] = {}
        self._stuck: dict[PurePosixPath, tuple[Stamp | None, ...]] = {}
        self._present: set[PurePosixPath] = set()
        self._strays: asyncio.Task[object] | None = None
        self._turn = asyncio.Lock()

    def is_interesting(self, path: str) -> bool:
        """Tell by its name alone whether a file can matter."""
        name = path.rsplit("/", 1)[-1].rsplit("\\", 1)[-1]
        if name.endswith((SUFFIX, *OUTPUT_SUFFIXES)) or name == SETTINGS_FILE.name:
            return True
        return name.lower().endswith(SOURCE_SUFFIXES)

    async def begin(self) -> None:
        """Do what has gathered since the last run."""
        async with self._turn:
            await self._begin()

    async def _begin(self) -> None:
        shop = self._shop
        shop.sweep()
        self._console.engine(shop.engine)
        sidecars = shop.session.sidecars()
        self._console.warn(shop.session.refused)
        self._present = set(sidecars)
        for name, row in shop.session.index.load(self._project.id).items():
            self._sources[PurePosixPath(name)] = frozenset(
                map(PurePosixPath, row.files)
            )
        await self._look_at(sidecars, first=True)
        # A stray may take minutes; changes are not left waiting for it.
        self._strays = asyncio.create_task(
            shop.runner.collect_strays(self._wanted, shop.engine.kind)
        )

    async def end(self) -> None:
        """Stop; steps that must not be left half done are finished first."""
        every: list[asyncio.Task[None] | asyncio.Task[object]]
        every = [*self._tasks.values(), *([self._strays] if self._strays else [])]
        for task in every:
            task.cancel()
        await asyncio.gather(*every, return_exceptions=True)

    async def notice(self, changes: Changes) -> None:
        """Act on changes.

        Args:
            changes: Files that have settled, or the wish to look at everything.
        """
        async with self._turn:
            await self._notice(changes)

    async def obey(self, order: Look | Cancel | Approve | Accept | Keep) -> None:
        """Carry out an order.

        Args:
            order: What a program wants, about a sidecar of the project.

        Raises:
            OrderError: There is no such sidecar.
            BudgetError: It costs more by now than was agreed to.
        """
        async with self._turn:
            present = self._shop.session.sidecars()
            if order.sidecar is not None and order.sidecar not in present:
                msg = f"there is no sidecar {order.sidecar} in this project"
                raise OrderError(msg)
            if isinstance(order, Cancel):
                await self._cancel(order.sidecar)
            elif isinstance(order, Approve):
                await self._approve(order)
            elif isinstance(order, Accept | Keep):
                await self._decide(order)
            else:
                paths = present if order.sidecar is None else [order.sidecar]
                await self._look_at(paths)

    async def _cancel(self, path: PurePosixPath) -> None:
        await self._call_off(path)
        # What another sidecar wants too goes on.
        self._keys.pop(path, None)
        await self._shop.lane.abandon(self._wanted)
        self._remember_stuck(path)
        tell_survey(await self._shop.survey([path]), self._console)

    async def _approve(self, order: Approve) -> None:
        path, shop = order.sidecar, self._shop
        await self._call_off(path)
        found = await shop.survey([path])
        self._take_note(found)
        try:
            self._consent.grant(found, shop.engine, order.credits)
        except BudgetError:
            self._put_off(found.plans)
            raise
        for plan in found.plans:
            self._start(plan, self._work(plan, asked=True))

    async def _decide(self, order: Accept | Keep) -> None:
        path, shop = order.sidecar, self._shop
        await self._call_off(path)
        found = await shop.survey([path])
        act = accept if isinstance(order, Accept) else keep
        act(shop.session, shop.journal, found, self._console)
        await self._look_at([path])

    async def _notice(self, changes: Changes) -> None:
        present = self._shop.session.sidecars()
        await self._drop(present)
        if changes.rescan:
            await self._look_at([p for p in present if not self._is_stuck(p)])
            return
        paths = {p for text in changes.paths if (p := self._relative(text)) is not None}
        if SETTINGS_FILE in paths:
            try:
                self._shop.reload_settings()
            except PixelEngineError as error:
                self._console.problem(error, None)
                return
            await self._look_at(present)
            return
        await self._look_at([p for p in present if self._touches(p, paths)])

    def _relative(self, text: str) -> PurePosixPath | None:
        with suppress(ValueError):
            return self._project.relative(Path(text))
        return None

    def _touches(self, sidecar: PurePosixPath, paths: set[PurePosixPath]) -> bool:
        """Tell whether a sidecar rests on any of the files that changed."""
        if sidecar in paths:
            return True
        stem = str(sidecar).removesuffix(SUFFIX)
        own_art = {PurePosixPath(stem + suffix) for suffix in ART_SUFFIXES}
        made = self._art.get(sidecar)
        if made is not None and sidecar in self._tasks:
            own_art.discard(made)  # it is being written
        art = {p for p in paths if p.name.lower().endswith(SOURCE_SUFFIXES)}
        if art & (own_art | self._sources.get(sidecar, frozenset())):
            return True
        if sidecar in self._stuck and art:
            return True  # what it lacked may be here now
        outputs = {PurePosixPath(stem + suffix) for suffix in OUTPUT_SUFFIXES}
        # While it is at work, changed outputs are its own doing.
        return bool(outputs & paths) and sidecar not in self._tasks

    async def _look_at(
        self, sidecars: list[PurePosixPath], *, first: bool = False
    ) -> None:
        """Plan sidecars anew and start their work."""
        shop = self._shop
        changed = set(shop.session.stale(sidecars, shop.engine.kind))
        # What waits or works may have become what it was: then nothing is wanted of it.
        changed |= {p for p in sidecars if p in self._stuck or p in self._tasks}
        stale = [p for p in sidecars if p in changed]
        for sidecar in stale:
            await self._call_off(sidecar)
        found = await shop.survey(stale)
        if first:
            fresh = set(sidecars).difference(stale)
            tell_standings(settled(shop.session, fresh), self._console, aside=True)
        self._take_note(found)
        await shop.lane.abandon(self._wanted)
        held = False
        if first:
            held = not self._agreed(found)
        elif self._consent.holds_burst(found, shop.engine):
            self._hold(found.new_jobs, found.price)
            held = True
        for plan in found.plans:
            if held and plan.price:
                self._put_off([plan])
            else:
                self._start(plan, self._work(plan, asked=first))

    @property
    def _wanted(self) -> frozenset[str]:
        """The requests that sidecars rest on."""
        return frozenset(key for keys in self._keys.values() for key in keys)

    def _take_note(self, found: Survey) -> None:
        """Tell what a look has found, and remember what sidecars rest on."""
        tell_survey(found, self._console)
        for path in found.errors:
            self._remember_stuck(path)
            self._keys.pop(path, None)
        for plan in found.plans:
            path = plan.wanted.path
            self._stuck.pop(path, None)
            self._sources[path] = frozenset(plan.wanted.sidecar.sources)
            self._keys[path] = plan.keys
            self._art[path] = plan.wanted.outputs.image

    def _put_off(self, plans: Iterable[SidecarPlan]) -> None:
        """Let sidecars wait for a person; what is paid for is fetched meanwhile."""
        for plan in plans:
            self._remember_stuck(plan.wanted.path)
            tell_waiting([plan], self._console)
            self._start(plan, self._wait_for(plan))

    def _agreed(self, found: Survey) -> bool:
        try:
            self._consent.ask(found, self._shop.engine, self._console)
        except PixelEngineError as error:
            self._console.problem(error, None)
            return False
        return True

    def _hold(self, jobs: int, price: int) -> None:
        text = (
            f"held: {jobs} new jobs at once, up to {price} credits. Stop this watch "
            "and run pxe sync, or start it with --budget."
        )
        self._console.record("held", new_jobs=jobs, price=price, message=text)
        self._console.say(text)

    def _start(self, plan: SidecarPlan, work: Coroutine[Any, Any, None]) -> None:
        path = plan.wanted.path
        task = asyncio.create_task(work)
        self._tasks[path] = task
        task.add_done_callback(lambda done: self._done(path, done))

    async def _work(self, plan: SidecarPlan, *, asked: bool) -> None:
        if plan.price and not asked:
            await asyncio.sleep(QUIET)
            if not self._agreed(Survey((plan,))):
                self._remember_stuck(plan.wanted.path)
                tell_waiting([plan], self._console)
                await self._wait_for(plan)
                return
        wait = AGAIN_FIRST
        while (error := await self._shop.runner.carry_out(plan)) is not None:
            if not self._can_go_on(plan, error):
                self._remember_stuck(plan.wanted.path)
                return
            self._console.say(f"{plan.wanted.path}: again in {wait:.0f} s")
            await asyncio.sleep(wait)
            wait = min(wait * 2, AGAIN_MOST)
            if not self._can_go_on(plan, error):
                self._remember_stuck(plan.wanted.path)
                return
            if plan.preparing:
                # Some of its steps may be done: what is left is within the price.
                try:
                    plan = self._shop.runner.look_again(plan)
                except PixelEngineError as problem:
                    self._console.problem(problem, plan.wanted.path)
                    self._remember_stuck(plan.wanted.path)
                    return

    async def _wait_for(self, plan: SidecarPlan) -> None:
        await self._shop.runner.fetch_running(plan)

    def _can_go_on(self, plan: SidecarPlan, error: PixelEngineError) -> bool:
        """Tell whether to try again by itself: the network was away, say.

        Only with the jobs that there are. One that has ended would be begun anew, and
        nobody has agreed to that.
        """
        shop = self._shop
        alive = (
            shop.journal.alive(want.key, shop.engine.kind) is not None
            for want, choice in zip(plan.wanted.wants, plan.choices, strict=True)
            if isinstance(choice, New | Running)
        )
        return will_pass(error) and (plan.preparing or all(alive))

    def _done(self, path: PurePosixPath, task: asyncio.Task[None]) -> None:
        if self._tasks.get(path) is task:
            del self._tasks[path]
        if not task.cancelled() and task.exception() is not None:
            loop = asyncio.get_running_loop()
            loop.call_exception_handler(
                {"message": f"work on {path} broke", "exception": task.exception()}
            )

    async def _call_off(self, path: PurePosixPath) -> None:
        task = self._tasks.get(path)
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _drop(self, present: list[PurePosixPath]) -> None:
        """Take note of sidecars that are gone; their outputs stay."""
        gone = self._present.difference(present)
        self._present = set(present)
        for path in sorted(gone):
            self._keys.pop(path, None)
            self._sources.pop(path, None)
            self._art.pop(path, None)
            self._stuck.pop(path, None)
            await self._call_off(path)
            left = self._shop.journal.outputs_of(self._project.id, str(path))
            names = ", ".join(PurePosixPath(name).name for name in left)
            stay = f"; its outputs stay ({names})" if names else ""
            self._console.record("gone", sidecar=str(path), outputs=left)
            self._console.say(f"{path}: gone{stay}")

    # -- sidecars that cannot go on -------------------------------------------------

    def _remember_stuck(self, path: PurePosixPath) -> None:
        self._stuck[path] = self._stamps(path)

    def _is_stuck(self, path: PurePosixPath) -> bool:
        """Tell whether a sidecar failed and nothing about it has changed since."""
        return path in self._stuck and self._stuck[path] == self._stamps(path)

    def _stamps(self, path: PurePosixPath) -> tuple[Stamp | None, ...]:
        rests_on = sorted(
            {
                path,
                *self._sources.get(path, frozenset()),
                *Outputs.of(path, scene=True, library=True),
            }
        )
        return tuple(stamp(self._project.file(p)) for p in rests_on)
