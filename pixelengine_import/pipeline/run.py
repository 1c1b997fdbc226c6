"""Carrying a plan out: all sidecars at once, each for itself."""

from __future__ import annotations

import asyncio
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, TypeVar

from pixelengine_import._fs import read_file, sha256
from pixelengine_import.errors import EXIT_CREDITS, PixelEngineError, ProjectError
from pixelengine_import.export.layout import Layout
from pixelengine_import.pipeline.body import ask_of
from pixelengine_import.pipeline.chained import Chained
from pixelengine_import.pipeline.choices import Doubtful, InSheet, New, Running, Stored
from pixelengine_import.pipeline.collect import keep
from pixelengine_import.pipeline.events import (
    Failed,
    Noted,
    PictureMade,
    Published,
    Unchanged,
    Warned,
)
from pixelengine_import.pipeline.finish import finish, gather_all
from pixelengine_import.pipeline.freshness import settle
from pixelengine_import.pipeline.jobs import lost_answer
from pixelengine_import.pipeline.material import ART_MOST
from pixelengine_import.pipeline.publish import (
    check_writable,
    conflict,
    new_hashes,
    write_outputs,
)
from pixelengine_import.pipeline.remarks import not_understood
from pixelengine_import.pipeline.render import (
    frames_of_result,
    frames_on_sheet,
    frames_without_background,
    render,
)
from pixelengine_import.pipeline.settings import SETTINGS_FILE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from pixelengine_import.api.outcomes import EngineKind
    from pixelengine_import.journal.blobs import BlobStore
    from pixelengine_import.journal.index import Index
    from pixelengine_import.journal.jobs import Job, Journal
    from pixelengine_import.pipeline.choices import Choice
    from pixelengine_import.pipeline.events import Listener
    from pixelengine_import.pipeline.jobs import JobLane
    from pixelengine_import.pipeline.made import ImagePlan
    from pixelengine_import.pipeline.plan import SidecarPlan
    from pixelengine_import.pipeline.project import Project
    from pixelengine_import.pipeline.render import Resolved
    from pixelengine_import.pipeline.settings import Settings
    from pixelengine_import.pipeline.want import Want

__all__ = ["CostError", "Runner"]

R = TypeVar("R")


class CostError(ProjectError):
    """What is left would cost more than was agreed to."""

    exit_code = EXIT_CREDITS
    code = "cost"


class Runner:
    """Does what plans say.

    Args:
        project: The project.
        lane: How new work is sent.
        journal: Where every step is written down.
        blobs: Where results are kept.
        index: Where sidecars with nothing left to do are noted.
        settings: The project's settings.
        look: Looks at a sidecar again and plans it.
        listen: Who is told.
    """

    def __init__(
        self,
        project: Project,
        lane: JobLane,
        *,
        journal: Journal,
        blobs: BlobStore,
        index: Index,
        settings: Settings,
        look: Callable[[PurePosixPath], SidecarPlan],
        listen: Listener,
    ) -> None:
        """Do nothing yet."""
        self._project = project
        self._lane = lane
        self._journal = journal
        self._blobs = blobs
        self._index = index
        self.settings = settings
        self._chained = Chained(lane, blobs)
        self._look = look
        self._listen = listen
        # Rendering holds the interpreter: more threads would only take turns.
        self._easel = asyncio.Semaphore(2)

    async def run(self, plans: Iterable[SidecarPlan]) -> list[PixelEngineError]:
        """Carry plans out.

        Args:
            plans: One a sidecar.

        Returns:
            What went wrong; a sidecar that fails does not hold up the others.
        """
        ended = await asyncio.gather(*(self.carry_out(plan) for plan in plans))
        return [error for error in ended if error is not None]

    async def carry_out(self, plan: SidecarPlan) -> PixelEngineError | None:
        """Carry one plan out.

        Args:
            plan: What is to be done for one sidecar.

        Returns:
            What went wrong, told already, or None.
        """
        for warning in plan.wanted.sidecar.warnings:
            self._listen(Warned(plan.wanted.path, str(warning)))
        try:
            await self._carry_out(plan)
        except PixelEngineError as error:
            self._listen(Failed(plan.wanted.path, error))
            return error
        return None

    async def _carry_out(self, plan: SidecarPlan) -> None:
        settings = self.settings
        obstacle = self._obstacle(plan)
        if obstacle is not None:
            await self.fetch_running(plan)
            raise obstacle
        if plan.verdict == "kept":
            await self.fetch_running(plan)
            self._settle(plan, plan.known.committed.hashes, plan.engine, settings)
            self._listen(Unchanged(plan.wanted.path, plan.engine, kept=True))
            return
        if plan.image is not None and plan.image.ready:
            await self._place_picture(plan)
        if plan.preparing:
            await self._prepare(plan)
            fresh = self.look_again(plan)
            if fresh.preparing and fresh.keys == plan.keys:
                msg = f"{fresh.wanted.path}: what was made for it is gone again"
                raise ProjectError(msg)
            await self._carry_out(fresh)
            return
        if plan.verdict == "unchanged":
            self._settle(plan, plan.known.committed.hashes, plan.engine, settings)
            self._listen(Unchanged(plan.wanted.path, plan.engine))
            return
        # Half of the files must not be new and half old for longer than it takes.
        resolved = await gather_all(
            self._resolve(want, choice)
            for want, choice in zip(plan.wanted.wants, plan.choices, strict=True)
        )
        await finish(self._publish(plan, resolved, settings))

    async def _prepare(self, plan: SidecarPlan) -> None:
        """Make the art, or have prompts rewritten: what the rest depends on."""
        if plan.image is not None and not plan.image.ready:
            await self._chained.make_picture(plan.wanted.path, plan.image)
            return
        await gather_all(
            self._lane.text(waiting.ask)
            for waiting in plan.waiting
            if waiting.ask is not None
        )

    def look_again(self, plan: SidecarPlan) -> SidecarPlan:
        """Plan what is left of a sidecar, for what was agreed to.

        Args:
            plan: What was agreed to; some of it may be done.

        Raises:
            CostError: What is left would cost more.
            PixelEngineError: The sidecar cannot be used any more.
        """
        path = plan.wanted.path
        fresh = self._look(path)
        left = plan.price - _price_of_done(plan.image, fresh.image)
        changed = fresh.wanted.sources != plan.wanted.sources
        if fresh.price > left or (changed and fresh.price):
            why = "was changed meanwhile, and" if changed else "has work left that"
            msg = (
                f"{path}: {why} costs up to {fresh.price} credits; {left} are left of "
                "what was agreed to. Nothing more was sent; run pxe plan."
            )
            raise CostError(msg)
        return fresh

    async def _place_picture(self, plan: SidecarPlan) -> None:
        """Put art that is made where it belongs, as soon as it is there."""
        path, image = plan.wanted.outputs.image, plan.image
        if path is None or image is None or image.art is None:
            return
        files = {path: image.art.data}
        if plan.known.committed.hashes[path] == sha256(image.art.data):
            return
        if await finish(self._write(plan, files)):
            self._listen(PictureMade(plan.wanted.path, path))

    async def _write(
        self, plan: SidecarPlan, files: Mapping[PurePosixPath, bytes]
    ) -> tuple[PurePosixPath, ...]:
        """Write outputs, and write down before and after that they are ours."""
        hashes = new_hashes(files)
        project, sidecar = self._project.id, str(plan.wanted.path)
        # The journal remembers one plan a file. What an earlier one left in place must
        # be known as ours before this one takes its place.
        ours = {
            str(path): now
            for path in files
            if (now := plan.known.committed.hashes[path]) is not None
            and now in plan.known.written(path)
        }
        self._journal.planning(project, sidecar, ours)
        self._journal.published(project, ours)
        self._journal.planning(project, sidecar, hashes)
        written = await asyncio.to_thread(
            write_outputs, self._project, plan.wanted.path, plan.known, files
        )
        self._journal.published(project, hashes)
        return written

    def _obstacle(self, plan: SidecarPlan) -> PixelEngineError | None:
        """Find what keeps a plan from being carried out, before anything is paid."""
        if plan.verdict == "conflict":
            return conflict(plan.wanted.path, plan.conflicts)
        for choice in plan.every_choice:
            if isinstance(choice, Doubtful):
                reason = choice.job.error or "its answer was lost"
                return lost_answer(choice.job, reason)
        if plan.verdict in {"unchanged", "kept"}:
            return None
        try:
            check_writable(self._project, plan.wanted.path.parent)
        except ProjectError as error:
            return error
        return None

    async def fetch_running(self, plan: SidecarPlan) -> None:
        """Fetch and keep what is paid for, when a plan cannot be carried out now.

        The service keeps a result for 24 hours; an obstacle may stand for longer.

        Args:
            plan: Whose paid jobs are under way.
        """
        running = [
            choice.job if isinstance(choice, Running) else choice.raw
            for choice in plan.every_choice
            if isinstance(choice, Running | New)
        ]
        paid = [
            job
            for job in running
            if job is not None
            and not job.has_result
            and job.engine == "live"
            and job.api_job_id is not None
        ]
        ended = await asyncio.gather(
            *map(self._lane.collect, paid), return_exceptions=True
        )
        for error in ended:
            if isinstance(error, PixelEngineError):
                self._listen(Failed(plan.wanted.path, error))
            elif isinstance(error, BaseException):
                raise error

    async def _resolve(self, want: Want, choice: Choice) -> Resolved:
        if isinstance(choice, InSheet):
            sheet = self._sheet(choice)
            resolved = await self._drawn(frames_on_sheet, want, choice, sheet)
            if choice.engine == "live":
                # Until the metadata is replaced too, this is the only copy that it
                # describes: the new sheet is written first.
                await keep(self._blobs, sheet, str(choice.sheet))
            return resolved
        if want.animation.remove_background is not None:
            raw, job = await self._chained.cut_out(want, choice)
            data = self._chained.bytes_of(job, want.name)
            return await self._drawn(frames_without_background, want, raw, job, data)
        stored = choice.job if isinstance(choice, Stored) else None
        if stored is None:
            begin = isinstance(choice, New)
            stored = await self._lane.result(ask_of(want), begin=begin)
        if remark := not_understood(stored.metadata):
            self._listen(Noted(want.sidecar, want.name, remark))
        data = self._chained.bytes_of(stored, want.name)
        return await self._drawn(frames_of_result, want, stored, data)

    def _sheet(self, choice: InSheet) -> bytes:
        kept = None if choice.kept is None else self._blobs.get(choice.kept)
        if kept is not None:
            return kept
        try:
            return read_file(self._project.file(choice.sheet), 4 * ART_MOST)
        except OSError as error:
            msg = f"{choice.sheet}: cannot be read ({error.strerror}). Run pxe sync."
            raise ProjectError(msg) from None

    async def _publish(
        self, plan: SidecarPlan, resolved: list[Resolved], settings: Settings
    ) -> None:
        layout = Layout(settings.max_side, settings.padding)
        rendered = await self._drawn(lambda: render(plan, resolved, layout=layout))
        written = await self._write(plan, rendered.files)
        hashes = new_hashes(rendered.files)
        if plan.image is not None and plan.image.art is not None:
            hashes |= new_hashes({plan.image.art.path: plan.image.art.data})
        kinds = {str(r.record.get("engine")) for r in resolved}
        kinds |= set() if plan.image is None else {plan.image.engine}
        engine: EngineKind = "live" if kinds == {"live"} else "local"
        self._settle(
            plan,
            {path: hashes[str(path)] for path in plan.wanted.outputs},
            engine,
            settings,
        )
        frames = sum(len(r.frames) for r in resolved)
        path = plan.wanted.path
        self._listen(Published(path, written, len(resolved), frames, engine))

    def _settle(
        self,
        plan: SidecarPlan,
        outputs: Mapping[PurePosixPath, str | None],
        engine: EngineKind,
        settings: Settings,
    ) -> None:
        # All as it was read: what changed since makes the sidecar stale.
        expected = {
            **plan.wanted.sources,
            **outputs,
            SETTINGS_FILE: settings.digest,
        }
        kept = plan.verdict == "kept"
        row = settle(self._project, expected, engine, kept=kept)
        if row is not None:
            self._index.save(self._project.id, {str(plan.wanted.path): row})

    async def _drawn(self, work: Callable[..., R], *arguments: object) -> R:
        async with self._easel:
            return await asyncio.to_thread(work, *arguments)

    async def collect_strays(
        self, wanted: frozenset[str], engine: EngineKind
    ) -> list[PixelEngineError]:
        """Take in jobs of earlier runs that no sidecar asks for any more.

        What was paid for is fetched while the service still has it. Local jobs that
        nobody wants are dropped.

        Args:
            wanted: Request keys that this run takes care of itself.
            engine: Who is asked in this run.

        Returns:
            What went wrong, told already.
        """
        strays = [
            job
            for job in self._journal.open_jobs(self._project.id)
            if job.engine == engine and job.request_key not in wanted
        ]
        ended = await asyncio.gather(*map(self._collect_stray, strays))
        return [error for error in ended if error is not None]

    async def _collect_stray(self, job: Job) -> PixelEngineError | None:
        if job.engine == "local" or job.state == "intent":
            self._journal.end(job.id, "forgotten", "no longer wanted, and not paid")
        elif job.state == "sending":
            reason = "pxe was stopped while the request was on its way"
            self._journal.end(job.id, "ambiguous", reason)
        elif job.state in {"submitted", "ready"}:
            path = PurePosixPath(job.sidecar)
            try:
                await self._lane.collect(job)
            except PixelEngineError as error:
                self._listen(Failed(path, error))
                return error
            else:
                text = f'the result for "{job.animation}" was fetched and kept'
                self._listen(Warned(path, text))
        return None


def _price_of_done(before: ImagePlan | None, after: ImagePlan | None) -> int:
    """Return what the steps of a picture cost that are done since it was planned."""
    if before is None:
        return 0
    done = len(before.left) - (0 if after is None else len(after.left))
    return sum(before.prices[:done]) if done > 0 else 0
