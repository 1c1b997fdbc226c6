"""What a run says while it works, as plain facts; who listens decides how it looks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from pathlib import PurePosixPath

    from pixelengine_import.api.outcomes import EngineKind
    from pixelengine_import.errors import PixelEngineError

__all__ = [
    "Event",
    "Failed",
    "JobMoved",
    "Listener",
    "Noted",
    "PictureMade",
    "Published",
    "Unchanged",
    "Warned",
]


@dataclass(frozen=True, slots=True)
class JobMoved:
    """A job took a step.

    Attributes:
        sidecar: Whose job.
        animation: Which animation.
        state: Where it is now.
        progress: 0 to 1.
        job_id: The service's id, once it is known.
    """

    sidecar: PurePosixPath
    animation: str
    state: Literal["sending", "queued", "running", "downloading", "stored", "ended"]
    progress: float
    job_id: str | None = None


@dataclass(frozen=True, slots=True)
class PictureMade:
    """Art was made and is in its place.

    Attributes:
        sidecar: Whose.
        path: The picture.
    """

    sidecar: PurePosixPath
    path: PurePosixPath


@dataclass(frozen=True, slots=True)
class Published:
    """Outputs were written.

    Attributes:
        sidecar: Whose.
        written: The files that changed; those with the same bytes stay untouched.
        animations: How many animations they hold.
        frames: How many frames they hold.
        engine: ``live`` when every result in them is a live one.
    """

    sidecar: PurePosixPath
    written: tuple[PurePosixPath, ...]
    animations: int
    frames: int
    engine: EngineKind


@dataclass(frozen=True, slots=True)
class Unchanged:
    """There was nothing to do.

    Attributes:
        sidecar: Whose outputs are what it asks for.
        engine: ``live`` when every result in them is a live one.
        kept: Whether they are what a person wants to stay instead.
    """

    sidecar: PurePosixPath
    engine: EngineKind
    kept: bool = False


@dataclass(frozen=True, slots=True)
class Failed:
    """A sidecar could not be finished; the others go on."""

    sidecar: PurePosixPath
    error: PixelEngineError


@dataclass(frozen=True, slots=True)
class Warned:
    """Something is odd, and work goes on."""

    sidecar: PurePosixPath
    text: str


@dataclass(frozen=True, slots=True)
class Noted:
    """Something worth knowing about a result that is as it should be."""

    sidecar: PurePosixPath
    animation: str
    text: str


Event = JobMoved | PictureMade | Published | Unchanged | Failed | Warned | Noted


class Listener(Protocol):
    """Who is told."""

    def __call__(self, event: Event) -> None:
        """Take note; never raise."""
        ...
