"""Looking at everything that a plan is made from: sidecars, art, outputs, journal."""

from __future__ import annotations

import asyncio
import unicodedata
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from pixelengine_import.errors import PixelEngineError, SidecarError
from pixelengine_import.export.layout import Layout
from pixelengine_import.pipeline.committed import Committed, read_committed
from pixelengine_import.pipeline.plan import InSheet, Known, New, SidecarPlan, decide
from pixelengine_import.pipeline.project import (
    METADATA,
    Outputs,
    list_files,
    list_sidecars,
)
from pixelengine_import.pipeline.want import load_wanted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pixelengine_import.api.outcomes import EngineKind
    from pixelengine_import.journal.blobs import BlobStore
    from pixelengine_import.journal.jobs import Job, Journal
    from pixelengine_import.pipeline.project import Project
    from pixelengine_import.pipeline.settings import Settings

__all__ = ["Look", "Survey", "look_at", "survey", "survey_gently"]


@dataclass(frozen=True, slots=True)
class Survey:
    """What a look at some sidecars found.

    Attributes:
        plans: What is to be done, for each sidecar that can be used.
        errors: What is wrong with the others, by sidecar.
    """

    plans: tuple[SidecarPlan, ...] = ()
    errors: dict[PurePosixPath, PixelEngineError] = field(default_factory=dict)

    @property
    def price(self) -> int:
        """Upper price of everything in credits."""
        return sum(self._new().values())

    @property
    def new_jobs(self) -> int:
        """How many new jobs are needed."""
        return len(self._new())

    def _new(self) -> dict[str, int]:
        """Return the price of each new job; sidecars that share a request share it."""
        return {
            want.key: choice.price
            for plan in self.plans
            if plan.new_jobs
            for want, choice in zip(plan.wanted.wants, plan.choices, strict=True)
            if isinstance(choice, New)
        }


Look = SidecarPlan | tuple[PurePosixPath, PixelEngineError]
"""What a look at one sidecar gave: its plan, or its path and what is wrong with it."""


def survey(looks: Iterable[Look]) -> Survey:
    """Gather looks.

    Args:
        looks: From :func:`look_at`.
    """
    plans: list[SidecarPlan] = []
    errors: dict[PurePosixPath, PixelEngineError] = {}
    for one in looks:
        if isinstance(one, SidecarPlan):
            plans.append(one)
        else:
            errors[one[0]] = one[1]
    return Survey(tuple(plans), errors)


async def survey_gently(looks: Iterable[Look]) -> Survey:
    """Gather looks as :func:`survey` does, letting other work have its turns.

    A thousand sidecars take many seconds; a paid request that is on its way must not
    run out of time meanwhile, and Ctrl-C must be heard.

    Args:
        looks: From :func:`look_at`.
    """
    found: list[Look] = []
    for one in looks:
        found.append(one)
        await asyncio.sleep(0)
    return survey(found)


def look_at(
    project: Project,
    sidecars: Iterable[PurePosixPath],
    *,
    engine: EngineKind,
    journal: Journal,
    blobs: BlobStore,
    settings: Settings,
) -> Iterator[Look]:
    """Look at sidecars one by one and say what is to be done.

    Args:
        project: The project.
        sidecars: Those to look at.
        engine: Who would do new work.
        journal: What was done before.
        blobs: The results that we have.
        settings: The project's settings.

    Yields:
        A look at each, in the order given.
    """
    layout = Layout(max_side=settings.max_side, padding=settings.padding)
    jobs = _LivingJobs(journal, blobs)
    elsewhere = _Elsewhere(project)
    names = _Names(project, journal)
    for path in sidecars:
        try:
            names.claim(path)
            wanted = load_wanted(project, path)
        except PixelEngineError as error:
            yield path, error
            continue
        outputs = wanted.outputs
        committed = read_committed(project, outputs)
        missing = [w.key for w in wanted.wants if w.key not in committed.animations]
        known = Known(
            committed,
            {p: journal.known_hashes(project.id, str(p)) for p in outputs},
            elsewhere.find(missing, besides=outputs.metadata),
            _kept_sheet(committed, blobs),
        )
        yield decide(wanted, engine=engine, jobs=jobs, known=known, layout=layout)


def _kept_sheet(committed: Committed, blobs: BlobStore) -> str | None:
    """Find the recorded sheet in the store when it is not in its place any more."""
    if committed.sheet is None:
        return None
    recorded = committed.recorded.get(committed.sheet)
    if recorded is None or committed.hashes[committed.sheet] == recorded:
        return None
    return recorded if blobs.has(recorded) else None


class _LivingJobs:
    """The journal's living jobs, as far as their results are still there."""

    def __init__(self, journal: Journal, blobs: BlobStore) -> None:
        self._journal = journal
        self._blobs = blobs

    def __call__(self, key: str, engine: EngineKind) -> Job | None:
        job = self._journal.alive(key, engine)
        if job is None or not job.has_result or job.result is None:
            return job
        if self._blobs.get(job.result) is not None:
            return job
        if engine == "live":
            # The service keeps a result for 24 hours: fetching it again is free.
            return replace(job, state="ready")
        self._journal.revoke(job.id, "its bytes are gone from the store")
        return None


class _Elsewhere:
    """Frames on other sheets of the project, read only when something is missing.

    A sidecar that was renamed or copied finds its frames again, even in a clone that
    has no store.
    """

    def __init__(self, project: Project) -> None:
        self._project = project
        self._by_key: dict[str, list[tuple[PurePosixPath, InSheet]]] | None = None

    def find(self, keys: list[str], *, besides: PurePosixPath) -> dict[str, InSheet]:
        if not keys:
            return {}
        if self._by_key is None:
            self._by_key = self._read()
        found: dict[str, InSheet] = {}
        for key in keys:
            for metadata, sheet in self._by_key.get(key, ()):
                if metadata != besides and (key not in found or sheet.engine == "live"):
                    found[key] = sheet
        return found

    def _read(self) -> dict[str, list[tuple[PurePosixPath, InSheet]]]:
        by_key: dict[str, list[tuple[PurePosixPath, InSheet]]] = {}
        for path in list_files(self._project, METADATA):
            stem = path.name.removesuffix(METADATA)
            outputs = Outputs.of(path.with_name(f"{stem}.pxe.json"))
            committed = read_committed(self._project, outputs)
            sheet = committed.sheet
            if sheet is None:
                continue
            if committed.hashes[sheet] != committed.recorded.get(sheet):
                continue
            for key, animation in committed.animations.items():
                by_key.setdefault(key, []).append((path, InSheet(sheet, animation)))
        return by_key


class _Names:
    """Who owns which output name: on some systems ``Hero`` and ``hero`` are one."""

    def __init__(self, project: Project, journal: Journal) -> None:
        self._project = project
        self._journal = journal
        self._all: dict[str, list[PurePosixPath]] | None = None

    def claim(self, path: PurePosixPath) -> None:
        if self._all is None:
            self._all = {}
            for sidecar in list_sidecars(self._project):
                self._all.setdefault(_fold(sidecar), []).append(sidecar)
        rivals = self._all.get(_fold(path), [path])
        project, folded = self._project.id, _fold(path)
        holder = PurePosixPath(self._journal.claim(project, folded, str(path)))
        if holder == path:
            return
        if holder not in rivals:
            self._journal.hand_over_claim(project, folded, str(path))
            return
        msg = f"its outputs would be those of {holder.name}, which is older"
        raise SidecarError(
            msg,
            path=path,
            hint="Rename one of the two, with its art.",
        )


def _fold(path: PurePosixPath) -> str:
    return unicodedata.normalize("NFC", str(path)).casefold()
