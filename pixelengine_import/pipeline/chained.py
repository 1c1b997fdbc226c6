"""Requests that go on from one another: art in steps, animations without background."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from pixelengine_import.errors import ImageError, ProjectError, ResultError
from pixelengine_import.imaging.pixels import frames_hash
from pixelengine_import.pipeline.body import ask_of
from pixelengine_import.pipeline.choices import New, Running, Stored
from pixelengine_import.pipeline.decode import decode_result
from pixelengine_import.pipeline.material import art_of
from pixelengine_import.pipeline.memory import step_record
from pixelengine_import.pipeline.steps import cut_ask, step_ask

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import PurePosixPath

    from pixelengine_import.journal.blobs import BlobStore
    from pixelengine_import.journal.jobs import Job
    from pixelengine_import.pipeline.choices import Choice
    from pixelengine_import.pipeline.jobs import JobLane
    from pixelengine_import.pipeline.made import ImagePlan
    from pixelengine_import.pipeline.want import Want

__all__ = ["Chained"]


class Chained:
    """Sends one request after the other, each with what the last one gave.

    Args:
        lane: How new work is sent.
        blobs: Where results are kept.
    """

    def __init__(self, lane: JobLane, blobs: BlobStore) -> None:
        """Send nothing yet."""
        self._lane = lane
        self._blobs = blobs

    def bytes_of(self, job: Job, name: str) -> bytes:
        """Return the stored result of a job.

        Args:
            job: The job.
            name: What it is for, in the message.

        Raises:
            ProjectError: It is not in the store any more.
        """
        data = None if job.result is None else self._blobs.get(job.result)
        if data is None:
            msg = f'the result for "{name}" is not in the store. Run pxe sync.'
            raise ProjectError(msg)
        return data

    async def make_picture(self, sidecar: PurePosixPath, plan: ImagePlan) -> None:
        """Take the steps of a picture that are left; results go to the store.

        Args:
            sidecar: Who asks, relative to the project.
            plan: What is left; it was priced and agreed to.

        Raises:
            PixelEngineError: A step has no result, and why.
        """
        art, begin = plan.art, isinstance(plan.choice, New)
        for step in plan.left:
            ask = step_ask(sidecar, step, art, reroll=plan.made.reroll)
            job = await self._lane.result(ask, begin=begin)
            data = self.bytes_of(job, ask.name)
            try:
                art = await asyncio.to_thread(art_of, sidecar, data)
            except ImageError as error:
                msg = f"what came of {ask.name} is no picture ({error.problem})"
                raise ResultError(msg) from None
            begin = True

    async def cut_out(
        self, want: Want, choice: Choice
    ) -> tuple[Mapping[str, Any], Job]:
        """Get an animation whose background is taken out.

        Args:
            want: The animation.
            choice: What was planned for it; only what it names is begun.

        Returns:
            How the metadata records the animation as it came, and the job that has
            taken its background out.

        Raises:
            PixelEngineError: There is no result, and why.
        """
        if isinstance(choice, Stored):
            key = choice.job.request_key
            record = next(r.record for r in want.raws.values() if r.cut_key == key)
            return record, choice.job
        begins = choice.begins if isinstance(choice, New) else ()
        raw = choice.raw if isinstance(choice, New | Running) else None
        if raw is None or not raw.has_result:
            ask = ask_of(want)
            raw = await self._lane.result(ask, begin=ask.endpoint in begins)
        step = want.animation.remove_background
        if step is None:
            msg = f'"{want.name}" keeps its background'
            raise AssertionError(msg)
        data = self.bytes_of(raw, want.name)
        frames = await asyncio.to_thread(decode_result, data, raw.metadata)
        record = step_record(raw, want.document, frames_hash(frames))
        ask = cut_ask(want, step, frames)
        return record, await self._lane.result(ask, begin=ask.endpoint in begins)
