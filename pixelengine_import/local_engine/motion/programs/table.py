"""The table of motion programs, and how two of them go together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from pixelengine_import.local_engine.motion.programs import (
    airs,
    blows,
    calm,
    falls,
    gaits,
    leaps,
    magic,
    shows,
    turns,
)
from pixelengine_import.local_engine.motion.shift import (
    Beat,
    Program,
    Shift,
    Style,
)

if TYPE_CHECKING:
    from pixelengine_import.local_engine.motion.body import Body
    from pixelengine_import.local_engine.motion.exact import Real
    from pixelengine_import.local_engine.motion.prompt import Direction

__all__ = ["PROGRAMS", "Play", "style_of"]

PROGRAMS: Final[dict[str, Program]] = {
    "attack": blows.attack,
    "blink": calm.blink,
    "block": blows.block,
    "cast": magic.cast,
    "dance": leaps.dance,
    "death": falls.death,
    "flicker": calm.flicker,
    "float": airs.float_,
    "fly": airs.fly,
    "glow": calm.glow,
    "grow": shows.grow,
    "hop": leaps.hop,
    "hurt": falls.hurt,
    "idle": calm.idle,
    "jump": leaps.jump,
    "run": gaits.run,
    "shake": calm.shake,
    "shoot": magic.shoot,
    "shrink": shows.shrink,
    "sneak": gaits.sneak,
    "spin": turns.spin,
    "sway": calm.sway,
    "turn": turns.turn,
    "walk": gaits.walk,
}

STRETCHING: Final = frozenset(
    {
        "attack",
        "block",
        "cast",
        "dance",
        "death",
        "fly",
        "grow",
        "hop",
        "jump",
        "run",
        "shoot",
        "sneak",
        "walk",
    }
)
"""Programs that pull samples apart."""
LAYER_SHARE = 0.6


def style_of(
    direction: Direction, body: Body, seed: int, *, whole: bool = True
) -> Style:
    """Return how a clip is played: what the prompt says, and what the seed adds.

    Args:
        direction: The prompt.
        body: Whose weapon or hand tells the side when the prompt does not.
        seed: Any integer.
        whole: Whether bodies move by whole pixels.
    """
    dice = np.random.Generator(np.random.PCG64(seed % (1 << 63)))
    # Integers only: the streams of floating-point draws are not promised to stay.
    strength = direction.strength * (88 + int(dice.integers(0, 28))) / 100
    turn = (int(dice.integers(0, 41)) - 20) / 100
    side = direction.side
    if side == 0:
        side = body.front
    return Style(side or 1, strength, turn, whole)


@dataclass(frozen=True, slots=True)
class Play:
    """A verb and its layer, played by a body in a style."""

    direction: Direction
    body: Body
    style: Style

    @property
    def stretches(self) -> bool:
        """Whether samples are pulled apart."""
        return self.direction.lead in STRETCHING

    def at(self, beat: Beat, x: Real, y: Real) -> Shift:
        """Return the shift of points at a beat."""
        lead = PROGRAMS[self.direction.lead](self.body, beat, self.style, x, y)
        if not self.direction.flash:
            lead = _plus(lead, flash=False)
        if self.direction.layer is None:
            return lead
        s = self.style
        soft = Style(s.side, LAYER_SHARE * s.strength, s.turn, s.whole)
        layer = PROGRAMS[self.direction.layer](self.body, beat, soft, x, y)
        return _plus(lead, layer)


def _plus(a: Shift, b: Shift | None = None, *, flash: bool | None = None) -> Shift:
    """Return two shifts as one; the first one's pose and depth hold."""
    return Shift(
        dx=a.dx if b is None else a.dx + b.dx,
        dy=a.dy if b is None else a.dy + b.dy,
        depth=a.depth,
        pose=a.pose,
        flash=a.flash if flash is None else flash,
        glow=a.glow if b is None else max(a.glow, b.glow),
        shut=a.shut or (b is not None and b.shut),
        dabs=a.dabs if b is None else a.dabs + b.dabs,
        cover=a.cover if b is None else min(a.cover, b.cover),
    )
