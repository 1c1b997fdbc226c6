"""How a sidecar stands, in one word and the facts behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from pixelengine_import.pipeline.choices import InSheet, New, Running, Stored
from pixelengine_import.pipeline.project import Outputs
from pixelengine_import.sidecar.names import ART_SUFFIXES

if TYPE_CHECKING:
    from pathlib import PurePosixPath

    from pixelengine_import.api.outcomes import EngineKind
    from pixelengine_import.pipeline.choices import Choice
    from pixelengine_import.pipeline.plan import SidecarPlan

__all__ = ["Standing", "State", "settled_state", "standing"]

State = Literal[
    "fresh",
    "preview",
    "kept",
    "stale",
    "running",
    "waiting",
    "held",
    "conflict",
    "failed",
]


@dataclass(frozen=True, slots=True)
class Standing:
    """How a sidecar stands.

    Attributes:
        path: The sidecar.
        state: ``fresh``: outputs are what it asks for. ``preview``: the same, made by
            the local engine. ``kept``: an output is a person's, who wants it to stay.
            ``stale``: there is work to do. ``running``: a job is
            under way. ``waiting``: what it costs must be agreed to. ``held``: a paid
            answer was lost. ``conflict``: an output was changed by a person.
            ``failed``: the sidecar or its art cannot be used.
        reasons: Why, one line each.
        price: Upper price in credits of what is to be done.
        image: The art, relative to the project; None when it is not known.
        animations: One JSON object for each animation, in their order.
        outputs: Where its outputs stand or will stand; None: where they usually do.
        conflicts: The outputs that hold bytes of a person.
    """

    path: PurePosixPath
    state: State
    reasons: tuple[str, ...] = ()
    price: int = 0
    image: PurePosixPath | None = None
    animations: tuple[dict[str, Any], ...] = ()
    outputs: Outputs | None = None
    conflicts: tuple[PurePosixPath, ...] = ()

    def document(self) -> dict[str, Any]:
        """Return the facts as JSON."""
        return {
            "sidecar": str(self.path),
            "state": self.state,
            "reasons": list(self.reasons),
            "price": self.price,
            "image": None if self.image is None else str(self.image),
            "animations": list(self.animations),
            "outputs": (self.outputs or Outputs.of(self.path)).document(),
            "conflicts": [str(path) for path in self.conflicts],
        }


def settled_state(engine: EngineKind, *, kept: bool) -> State:
    """Return the state of outputs about which there is nothing to do."""
    if kept:
        return "kept"
    return "fresh" if engine == "live" else "preview"


def standing(plan: SidecarPlan) -> Standing:
    """Say how a sidecar stands that was planned."""
    state, reasons = _state(plan)
    choices = {
        want.animation.name: choice
        for want, choice in zip(plan.wanted.wants, plan.choices, strict=True)
    }
    sidecar = plan.wanted.sidecar
    animations = tuple(
        {
            "name": animation.name,
            "endpoint": animation.endpoint,
            "prompt": animation.request.prompt,
            "fps": animation.fps,
            "loop": animation.loop,
            "frames": animation.request.frame_count,
            "from": _source(choices.get(animation.name)),
        }
        for animation in sidecar.animations
    )
    image = plan.wanted.outputs.image
    if image is None:
        pictures = (
            path
            for path, digest in plan.wanted.sources.items()
            if digest is not None and path.suffix.lower() in ART_SUFFIXES
        )
        image = next(pictures, None)
    return Standing(
        path=plan.wanted.path,
        state=state,
        reasons=reasons,
        price=plan.price,
        image=image,
        animations=animations,
        outputs=plan.wanted.outputs,
        conflicts=plan.conflicts,
    )


def _source(choice: Choice | None) -> str | None:
    """Say where an animation's frames come from, None when that is still open."""
    if isinstance(choice, InSheet | Stored):
        return choice.engine
    if isinstance(choice, Running):
        return "running"
    return "new" if isinstance(choice, New) else None


def _state(plan: SidecarPlan) -> tuple[State, tuple[str, ...]]:
    if plan.verdict == "unchanged":
        return settled_state(plan.engine, kept=False), ()
    if plan.verdict == "kept":
        return "kept", ()
    if plan.verdict == "conflict":
        return "conflict", tuple(f"{p.name} was changed" for p in plan.conflicts)
    if plan.verdict == "held":
        return "held", plan.reasons
    running = plan.verdict == "work" and plan.new_jobs == 0
    return ("running" if running else "stale"), plan.reasons
