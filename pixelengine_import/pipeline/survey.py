"""Looking at everything that a plan is made from: sidecars, art, outputs, journal."""

from __future__ import annotations

import asyncio
import unicodedata
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from pixelengine_import._fs import read_file, sha256
from pixelengine_import.errors import PixelEngineError, SidecarError
from pixelengine_import.export.layout import Layout
from pixelengine_import.pipeline.choices import InSheet
from pixelengine_import.pipeline.committed import (
    Committed,
    CommittedAnimation,
    CommittedStep,
    read_committed,
)
from pixelengine_import.pipeline.material import ART_MOST, load_material
from pixelengine_import.pipeline.memory import LivingJobs, Memory
from pixelengine_import.pipeline.plan import Known, SidecarPlan, decide
from pixelengine_import.pipeline.plannable import plannable
from pixelengine_import.pipeline.project import (
    METADATA,
    Outputs,
    list_files,
    list_sidecars,
)
from pixelengine_import.pipeline.want import Wanted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from pixelengine_import.api.outcomes import EngineKind
    from pixelengine_import.journal.blobs import BlobStore
    from pixelengine_import.journal.jobs import Journal
    from pixelengine_import.journal.outputs import Kept
    from pixelengine_import.pipeline.project import Project
    from pixelengine_import.pipeline.settings import Settings
    from pixelengine_import.sidecar.facts import Sidecar

__all__ = ["Look", "Survey", "look_again", "look_at", "survey", "survey_gently"]


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
        return sum(price for _, price in self._work().values())

    @property
    def new_jobs(self) -> int:
        """How many new jobs are needed."""
        return sum(jobs for jobs, _ in self._work().values())

    @property
    def keys(self) -> frozenset[str]:
        """The requests that the plans rest on, as far as they are known."""
        return frozenset(key for plan in self.plans for key in plan.keys)

    def _work(self) -> dict[str, tuple[int, int]]:
        """Return jobs and price of all new work; what is shared counts once."""
        work: dict[str, tuple[int, int]] = {}
        for plan in self.plans:
            work |= plan.work
        return work


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


def look_again(
    project: Project,
    sidecar: PurePosixPath,
    *,
    engine: EngineKind,
    journal: Journal,
    blobs: BlobStore,
    settings: Settings,
) -> SidecarPlan:
    """Look at one sidecar, as :func:`look_at` does.

    Raises:
        PixelEngineError: It cannot be used.
    """
    looks = look_at(
        project,
        [sidecar],
        engine=engine,
        journal=journal,
        blobs=blobs,
        settings=settings,
    )
    found = survey(looks)
    if found.errors:
        raise found.errors[sidecar]
    return found.plans[0]


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
    jobs = LivingJobs(journal, blobs)
    elsewhere = _Elsewhere(project)
    names = _Names(project, journal)
    for path in sidecars:
        try:
            names.claim(path)
            material = load_material(project, path)
            outputs = _outputs(material.sidecar, settings)
            committed = read_committed(project, outputs)
            memory = Memory(
                jobs, blobs, _Steps(committed, elsewhere, outputs), _reader(project)
            )
            found = plannable(material, memory, engine)
        except PixelEngineError as error:
            yield path, error
            continue
        wants = found.wants
        missing = [
            key
            for want in wants
            for key in (want.key, *want.cut_keys.values())
            if not _is_live(committed.animations.get(key))
        ]
        known = Known(
            committed,
            {p: journal.known_hashes(project.id, str(p)) for p in outputs},
            elsewhere.find(missing, besides=outputs.metadata),
            _kept_sheet(committed, blobs),
            _decided(project, outputs, journal),
        )
        yield decide(
            Wanted(material.sidecar, wants, outputs, material.sources),
            engine=engine,
            jobs=jobs,
            known=known,
            layout=layout,
            image=found.image,
            waiting=found.waiting,
        )


def _outputs(sidecar: Sidecar, settings: Settings) -> Outputs:
    """Say which files a sidecar has; what it says itself goes before the project."""

    def chosen(own: bool | None, usual: bool) -> bool:  # noqa: FBT001
        return usual if own is None else own

    outputs = Outputs.of(
        sidecar.path,
        scene=chosen(sidecar.scene, settings.scene),
        library=chosen(sidecar.animation_library, settings.animation_library),
    )
    return replace(outputs, image=None if sidecar.made is None else sidecar.art)


def _is_live(animation: CommittedAnimation | None) -> bool:
    return animation is not None and animation.engine == "live"


class _Steps:
    """Looks requests up in the outputs beside a sidecar, then in all others."""

    def __init__(
        self, committed: Committed, elsewhere: _Elsewhere, outputs: Outputs
    ) -> None:
        self._committed = committed
        self._elsewhere = elsewhere
        self._outputs = outputs

    def __call__(self, key: str) -> CommittedStep | None:
        own = self._committed.steps.get(key)
        if own is not None and own.engine == "live":
            return own
        other = self._elsewhere.step(key, besides=self._outputs.metadata)
        if own is None or (other is not None and other.engine == "live"):
            return other
        return own


def _reader(project: Project) -> Callable[[CommittedStep], bytes | None]:
    """Read the picture of a step from where it is kept, when it is still that one."""

    def read(step: CommittedStep) -> bytes | None:
        if step.file is None:
            return None
        try:
            data = read_file(project.file(step.file), ART_MOST)
        except OSError:
            return None
        return data if sha256(data) == step.result else None

    return read


def _decided(
    project: Project, outputs: Outputs, journal: Journal
) -> dict[PurePosixPath, Kept]:
    """Read which outputs a person wants to stay as they are."""
    found = {path: journal.kept(project.id, str(path)) for path in outputs}
    return {path: kept for path, kept in found.items() if kept is not None}


def _kept_sheet(committed: Committed, blobs: BlobStore) -> str | None:
    """Find the recorded sheet in the store when it is not in its place any more."""
    if committed.sheet is None:
        return None
    recorded = committed.recorded.get(committed.sheet)
    if recorded is None or committed.hashes[committed.sheet] == recorded:
        return None
    return recorded if blobs.has(recorded) else None


class _Elsewhere:
    """Frames on other sheets of the project, read only when something is missing.

    A sidecar that was renamed or copied finds its frames again, even in a clone that
    has no store.
    """

    def __init__(self, project: Project) -> None:
        self._project = project
        self._by_key: dict[str, list[tuple[PurePosixPath, InSheet]]] | None = None
        self._steps: dict[str, list[tuple[PurePosixPath, CommittedStep]]] = {}

    def step(self, key: str, *, besides: PurePosixPath) -> CommittedStep | None:
        if self._by_key is None:
            self._by_key = self._read()
        found = [s for path, s in self._steps.get(key, ()) if path != besides]
        return next((s for s in found if s.engine == "live"), next(iter(found), None))

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
            for step in committed.steps.values():
                self._steps.setdefault(step.key, []).append((path, step))
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
