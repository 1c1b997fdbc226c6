"""What a motion program is given, and what it answers."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pixelengine_import.local_engine.motion.body import Body
from pixelengine_import.local_engine.motion.exact import (
    Real,
    cosine,
    ease,
    sine,
    wave,
)

__all__ = [
    "Arc",
    "Beat",
    "Dab",
    "Pose",
    "Program",
    "Shift",
    "Style",
    "Swing",
    "curve",
    "plus",
    "swing",
]

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pixelengine_import.local_engine.motion.limbs import Limb

BRIEF = 2


@dataclass(frozen=True, slots=True)
class Beat:
    """A moment of a clip.

    Attributes:
        frame: 0-based; 0 is the picture as it was given. Moments between two frames
            are allowed.
        count: How many frames the clip has.
    """

    frame: float
    count: int

    @property
    def brief(self) -> bool:
        """Whether the clip can only show rest and one other state."""
        return self.count <= BRIEF

    @property
    def phase(self) -> float:
        """Turns of a cycle; two frames show rest and the far end."""
        return 0.25 * self.frame if self.brief else self.frame / self.count

    @property
    def half(self) -> float:
        """Turns of a cycle that is at its far end after a half turn."""
        return self.frame / self.count

    @property
    def act(self) -> float:
        """0..1 of an act that ends where it began."""
        return 0.42 * self.frame if self.brief else self.frame / self.count

    @property
    def end(self) -> float:
        """0..1 of an act that ends elsewhere: 1 is the last frame."""
        return self.frame / max(1, self.count - 1)


@dataclass(frozen=True, slots=True)
class Style:
    """How a clip is played.

    Attributes:
        side: -1 for left, 1 for right.
        strength: 1 is usual.
        turn: -0.25..0.25, what a seed changes in the timing, in turns.
        whole: Whether bodies move by whole pixels.
        mood: 0..3, which variant of a calm motion a seed chooses.
    """

    side: int
    strength: float
    turn: float
    whole: bool
    mood: int = 0

    def step(self, pixels: float) -> float:
        """Round a move of rigid parts to whole pixels where pixels are seen."""
        # Rounded twice: a tie must not hang on the last bit.
        return float(math.floor(round(pixels, 4) + 0.5)) if self.whole else pixels


@dataclass(frozen=True, slots=True)
class Pose:
    """A turn and a scale of the whole, about a pivot, after the local shifts.

    Attributes:
        pivot: Place that stays, in pixels.
        turn: In turns, clockwise as seen.
        scale: Across and down; a negative one mirrors.
        move: Of the whole, afterwards, in pixels.
    """

    pivot: tuple[float, float]
    turn: float = 0.0
    scale: tuple[float, float] = (1.0, 1.0)
    move: tuple[float, float] = (0.0, 0.0)

    def apply(self, x: Real, y: Real) -> tuple[Real, Real]:
        """Return places after the pose."""
        c, s = cosine(self.turn), wave(self.turn)
        a, b = (x - self.pivot[0]) * self.scale[0], (y - self.pivot[1]) * self.scale[1]
        return (
            c * a - s * b + self.pivot[0] + self.move[0],
            s * a + c * b + self.pivot[1] + self.move[1],
        )

    def undo(self, x: Real, y: Real) -> tuple[Real, Real]:
        """Return places before the pose."""
        c, s = cosine(self.turn), wave(self.turn)
        a = x - self.pivot[0] - self.move[0]
        b = y - self.pivot[1] - self.move[1]
        return (
            (c * a + s * b) / self.scale[0] + self.pivot[0],
            (c * b - s * a) / self.scale[1] + self.pivot[1],
        )


@dataclass(frozen=True, slots=True)
class Dab:
    """A round spot of light, painted in a colour that the drawing has.

    Attributes:
        x: Centre in pixels, before a clip is pushed back onto its canvas.
        y: The same, downwards.
        radius: In pixels.
        tone: Which of the drawing's colours by lightness: 1 the lightest, 0 the
            darkest.
        behind: Whether the body hides it.
        within: Whether it is painted on the body only, and not on its rim.
        lit: Whether it is painted on the lighter half of the body only.
        star: Whether it has four points instead of being round.
    """

    x: float
    y: float
    radius: float
    tone: float = 1.0
    behind: bool = False
    within: bool = False
    lit: bool = False
    star: bool = False


@dataclass(frozen=True, slots=True)
class Arc:
    """The trail of a blow: a crescent about a joint, thick where the blow is now.

    Attributes:
        x: The joint in pixels, before a clip is pushed back onto its canvas.
        y: The same, downwards.
        radius: Of its outer edge.
        thick: Width at its leading end.
        start: Where the trail begins, in turns, clockwise as seen, 0 to the right.
        turn: How far it leads, less than half a turn; negative is anticlockwise.
        tone: As of a `Dab`.
    """

    x: float
    y: float
    radius: float
    thick: float
    start: float
    turn: float
    tone: float = 1.0


@dataclass(frozen=True, slots=True)
class Swing:
    """What a limb does at a beat: it stretches along itself, then turns.

    It goes with the body's shift at its root. The turn depends on the distance from the
    root alone, so that the way back is known exactly.

    Attributes:
        limb: Place in the body's ``limbs``.
        turn: About the root, in turns, clockwise as seen.
        bend: What the tip turns beyond that.
        scale: Length against the length at rest.
        move: Of the whole limb, in pixels.
    """

    limb: int
    turn: float
    bend: float = 0.0
    scale: float = 1.0
    move: tuple[float, float] = (0.0, 0.0)

    def tip(self, limb: Limb) -> tuple[float, float]:
        """Return where the tip is, before the body's own shift."""
        far = self.scale * limb.reach
        share = min(1.0, far / max(1.0, limb.reach))
        heading = limb.heading + self.turn + self.bend * share * share
        return (
            limb.root[0] + self.move[0] + far * cosine(heading),
            limb.root[1] + self.move[1] + far * wave(heading),
        )

    def undo(
        self, limb: Limb, x: Real, y: Real, shift: tuple[float, float]
    ) -> tuple[Real, Real]:
        """Return the places of the limb at rest that are seen at places.

        Args:
            limb: The limb.
            x: Places in pixels.
            y: The same, downwards.
            shift: The body's at the root.
        """
        a = x - limb.root[0] - self.move[0] - shift[0]
        b = y - limb.root[1] - self.move[1] - shift[1]
        if self.bend:
            share = np.minimum(1.0, np.sqrt(a * a + b * b) / max(1.0, limb.reach))
            turn = self.turn + self.bend * share * share
            c, s = sine(turn + 0.25), sine(turn)
            a, b = c * a + s * b, c * b - s * a
        else:
            cc, ss = cosine(self.turn), wave(self.turn)
            a, b = cc * a + ss * b, cc * b - ss * a
        if self.scale != 1.0:
            along = (cosine(limb.heading), wave(limb.heading))
            far = a * along[0] + b * along[1]
            more = np.maximum(0.0, far) * (1.0 / self.scale - 1.0)
            a, b = a + more * along[0], b + more * along[1]
        return limb.root[0] + a, limb.root[1] + b


@dataclass(frozen=True, slots=True)
class Shift:
    """The move of every point at one beat.

    Attributes:
        dx: Shift to the right in pixels, one a point.
        dy: Shift downwards.
        depth: What is in front, one a point; None when nothing passes anything.
        pose: Turn and scale of the whole.
        flash: Whether the body turns to the lightest colour.
        glow: 0..1, how much of it shines.
        shut: Whether the eyes are closed.
        dabs: What is painted beside the body, the first one first.
        cover: 0..1, how much of the body is there; the rest is left out in a pattern.
        gone: Which points are not there, one a point; None when all are.
        agape: Whether the mouth is open.
        free: Whether the canvas may be left.
        swings: What limbs do on top of it.
    """

    dx: Real
    dy: Real
    depth: Real | None = None
    pose: Pose | None = None
    flash: bool = False
    glow: float = 0.0
    shut: bool = False
    dabs: tuple[Dab | Arc, ...] = ()
    cover: float = 1.0
    gone: NDArray[np.bool_] | None = None
    agape: bool = False
    free: bool = False
    swings: tuple[Swing, ...] = ()


Program = Callable[[Body, Beat, Style, Real, Real], Shift]
"""``(body, beat, style, x, y) -> Shift``: pure, and no shift at frame 0."""


def curve(t: float, keys: Sequence[tuple[float, float]]) -> float:
    """Return the value at ``t`` of keys ``(t, value)`` joined by smooth steps."""
    for (a, u), (b, v) in itertools.pairwise(keys):
        if t <= b:
            share = float(ease(np.asarray([(t - a) / (b - a)]))[0])
            return u + (v - u) * share
    return keys[-1][1]


def swing(turns: float) -> float:
    """Return 0 at rest, 1 a half turn later: ``(1 - cos) / 2``."""
    return (1.0 - cosine(turns)) / 2


def plus(a: Shift, b: Shift) -> Shift:
    """Return two shifts as one; the first one's pose and depth hold."""
    gone = a.gone if b.gone is None else b.gone
    if a.gone is not None and b.gone is not None:
        gone = a.gone | b.gone
    swung = {swing.limb for swing in a.swings}
    return Shift(
        dx=a.dx + b.dx,
        dy=a.dy + b.dy,
        depth=b.depth if a.depth is None else a.depth,
        pose=b.pose if a.pose is None else a.pose,
        flash=a.flash or b.flash,
        glow=max(a.glow, b.glow),
        shut=a.shut or b.shut,
        dabs=a.dabs + b.dabs,
        cover=min(a.cover, b.cover),
        gone=gone,
        agape=a.agape or b.agape,
        free=a.free or b.free,
        swings=a.swings + tuple(s for s in b.swings if s.limb not in swung),
    )
