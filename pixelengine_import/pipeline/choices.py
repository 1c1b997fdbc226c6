"""Where the frames of an animation come from: a closed union."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import PurePosixPath

    from pixelengine_import.api.outcomes import EngineKind
    from pixelengine_import.journal.jobs import Job
    from pixelengine_import.pipeline.committed import CommittedAnimation

__all__ = ["Choice", "Doubtful", "InSheet", "New", "Running", "Stored"]


@dataclass(frozen=True, slots=True)
class Stored:
    """The result lies in our store."""

    job: Job
    result: str

    @property
    def engine(self) -> EngineKind:
        """Who made it."""
        return self.job.engine


@dataclass(frozen=True, slots=True)
class InSheet:
    """The frames stand on a committed sheet.

    Attributes:
        sheet: The sheet, relative to the project.
        animation: What stands there.
        kept: SHA-256 of the sheet in our store, when the file itself was replaced by
            a publication that did not come to its end.
    """

    sheet: PurePosixPath
    animation: CommittedAnimation
    kept: str | None = None

    @property
    def engine(self) -> EngineKind:
        """Who made them."""
        return self.animation.engine

    @property
    def result(self) -> str:
        """SHA-256 of the result that they came from."""
        return self.animation.result


@dataclass(frozen=True, slots=True)
class Running:
    """A job for this request is under way already.

    Attributes:
        job: The job.
        raw: The job whose result it goes on from, stored already.
    """

    job: Job
    raw: Job | None = None


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A paid request was sent and its answer lost: a person decides."""

    job: Job


@dataclass(frozen=True, slots=True)
class New:
    """New work is needed.

    Attributes:
        price: Upper price in credits of all that is left; 0 on the local engine.
        replaces_preview: Whether a preview of the local engine is there already.
        jobs: How many jobs that is.
        begins: Endpoints of the jobs that may be begun, where there are several; no
            other one was priced.
        raw: The job whose result it goes on from.
    """

    price: int
    replaces_preview: bool = False
    jobs: int = 1
    begins: tuple[str, ...] = ()
    raw: Job | None = None


Choice = Stored | InSheet | Running | Doubtful | New
