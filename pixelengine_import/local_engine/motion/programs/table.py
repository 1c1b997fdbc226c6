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
    Swing,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pixelengine_import.local_engine.motion.body import Body
    from pixelengine_import.local_engine.motion.exact import Real
    from pixelengine_import.local_engine.motion.prompt import Direction

__all__ = ["PROGRAMS", "Play", "style_of"]

PROGRAMS: Final[dict[str, Program]] = {
    "attack": blows.attack,
    "bite": blows.bite,
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
    "kick": blows.kick,
    "punch": blows.punch,
    "run": gaits.run,
    "shake": calm.shake,
    "shoot": magic.shoot,
    "shrink": shows.shrink,
    "slash": blows.slash,
    "sneak": gaits.sneak,
    "spin": turns.spin,
    "stab": blows.stab,
    "sway": calm.sway,
    "swim": airs.swim,
    "turn": turns.turn,
    "walk": gaits.walk,
    "wave": airs.wave_hand,
}

STRETCHING: Final = frozenset(
    {
        *("attack", "bite", "block", "cast", "dance", "death", "fly", "grow", "hop"),
        *("jump", "kick", "punch", "run", "shoot", "slash", "sneak", "stab", "swim"),
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

    def swung(self, beats: Sequence[Beat]) -> tuple[int, ...]:
        """Return which limbs a clip swings, in the order of its shifts."""
        if not self.body.limbs:
            return ()
        x, y = np.asarray([self.body.cx]), np.asarray([self.body.y0])
        swings = [s for beat in beats for s in self.at(beat, x, y).swings]
        return tuple(dict.fromkeys(swing.limb for swing in swings))

    def swings(
        self, beat: Beat, used: Sequence[int]
    ) -> list[tuple[Swing, tuple[float, float]]]:
        """Return what limbs do at a beat, and how far the body moves their roots.

        Args:
            beat: A moment.
            used: The limbs; one that has nothing to do then goes with the body.
        """
        if not used:
            return []
        points = [self.body.limbs[k].root for k in used]
        x = np.asarray([p[0] for p in points], np.float64)
        y = np.asarray([p[1] for p in points], np.float64)
        shift = self.at(beat, x, y)
        does = {swing.limb: swing for swing in shift.swings}
        moves = zip(shift.dx.tolist(), shift.dy.tolist(), strict=True)
        return [
            (does.get(k, Swing(k, 0.0)), move)
            for k, move in zip(used, moves, strict=True)
        ]


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
        swings=a.swings or (() if b is None else b.swings),
        cover=a.cover if b is None else min(a.cover, b.cover),
    )
