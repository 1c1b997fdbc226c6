"""The table of motion programs, and how two of them go together."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, TypeVar

import numpy as np

from pixelengine_import.local_engine.motion.exact import ease, slices
from pixelengine_import.local_engine.motion.programs import (
    airs,
    blows,
    calm,
    falls,
    gaits,
    leaps,
    loose,
    magic,
    shows,
    turns,
)
from pixelengine_import.local_engine.motion.programs.measure import height
from pixelengine_import.local_engine.motion.programs.schedule import scenes
from pixelengine_import.local_engine.motion.programs.strike import arm_of
from pixelengine_import.local_engine.motion.shift import (
    Beat,
    Program,
    Shift,
    Style,
    Swing,
    plus,
)
from pixelengine_import.local_engine.motion.vocabulary import AIMED, HANDED, LEANING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from pixelengine_import.local_engine.motion.body import Body
    from pixelengine_import.local_engine.motion.exact import Real
    from pixelengine_import.local_engine.motion.programs.schedule import Scene
    from pixelengine_import.local_engine.motion.prompt import Direction

__all__ = ["PROGRAMS", "TOGETHER", "Play", "style_of"]

PROGRAMS: Final[dict[str, Program]] = {
    "appear": shows.appear,
    "attack": blows.attack,
    "bite": blows.bite,
    "blink": calm.blink,
    "block": blows.block,
    "cast": magic.cast,
    "dance": leaps.dance,
    "death": falls.death,
    "explode": shows.explode,
    "flicker": loose.flicker,
    "float": airs.float_,
    "flutter": loose.flutter,
    "fly": airs.fly,
    "glint": calm.glint,
    "glow": calm.glow,
    "grow": shows.grow,
    "hop": leaps.hop,
    "hurt": falls.hurt,
    "idle": calm.idle,
    "jump": leaps.jump,
    "kick": blows.kick,
    "punch": blows.punch,
    "ripple": loose.ripple,
    "run": gaits.run,
    "shake": calm.shake,
    "shoot": magic.shoot,
    "shrink": shows.shrink,
    "slash": blows.slash,
    "sneak": gaits.sneak,
    "spin": turns.spin,
    "stab": blows.stab,
    "sway": loose.sway,
    "swim": airs.swim,
    "talk": calm.talk,
    "tremble": calm.tremble,
    "turn": turns.turn,
    "vanish": shows.vanish,
    "walk": gaits.walk,
    "wave": airs.wave_hand,
}

S = TypeVar("S", bound=np.generic)

STRETCHING: Final = frozenset(
    {
        *("attack", "bite", "block", "cast", "death", "fly", "grow", "jump", "kick"),
        *("punch", "run", "shoot", "slash", "stab", "swim", "walk", "explode"),
        *("flicker", "flutter", "ripple", "dance", "hop", "sneak"),
    }
)
"""Programs that pull samples apart."""
TOGETHER: Final = frozenset({"appear", "explode", "vanish"})
"""Programs that measure the points: pieces about their middles, an edge of light."""
LAYER_SHARE = 0.6
ADORNING: Final = frozenset({"blink", "glow", "talk"})
"""Verbs that lend another one their eyes, light or mouth, and not their breath."""
SLOW, FAST = 0.85, 1.15
"""How much less and more a slow and a fast motion reaches."""
LEAN, FEET_LEAN = 0.4, 0.4
"""How far a head goes aside for each pixel that it rises, and feet as a share of it."""
TILT = 0.7
"""How much of a blow's reach turns up or down with it."""


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
    strength *= {-1: SLOW, 0: 1.0, 1: FAST}[direction.pace]
    turn = (int(dice.integers(0, 41)) - 20) / 100
    mood = int(dice.integers(0, 4))
    side = direction.side
    if direction.way:
        side = side or direction.way * (body.front or 1)
    if side == 0:
        side = body.front or 1
        if direction.verbs & AIMED and arm_of(body, side) is None:
            # A blow goes to where the weapon is, whichever way a face is turned.
            side = -side if arm_of(body, -side) is not None else side
    return Style(side, strength, turn, whole, mood)


@dataclass(frozen=True, slots=True)
class Play:
    """The acts of a prompt, played by a body in a style."""

    direction: Direction
    body: Body
    style: Style

    @property
    def stretches(self) -> bool:
        """Whether samples are pulled apart."""
        return bool(self.direction.verbs & STRETCHING)

    def rests(self, beat: Beat) -> bool:
        """Tell whether the picture is as it was given, to the pixel."""
        scene = self._scene(beat)
        own = scene.beat(beat.frame)
        return own.frame == 0 and (scene.start == 0 or scene.act.lead != "appear")

    def at(self, beat: Beat, x: Real, y: Real) -> Shift:
        """Return the shift of points at a beat.

        Most programs move every point by itself, so that many are moved in runs.
        """
        if self.direction.verbs & TOGETHER:
            return self._at(beat, x, y)
        runs = [self._at(beat, x[k], y[k]) for k in slices(len(x))]
        if len(runs) == 1:
            return runs[0]
        return replace(
            runs[0],
            dx=np.concatenate([run.dx for run in runs]),
            dy=np.concatenate([run.dy for run in runs]),
            depth=_joined([run.depth for run in runs]),
            gone=_joined([run.gone for run in runs]),
        )

    def _at(self, beat: Beat, x: Real, y: Real) -> Shift:
        """Return the shift of some points at a beat."""
        scene = self._scene(beat)
        act, own = scene.act, scene.beat(beat.frame)
        lead = self._played(act.lead, act.part, own, (x, y), self.style)
        for layer in act.layers:
            style = self.style
            if layer.verb not in HANDED:
                style = replace(style, strength=LAYER_SHARE * style.strength)
            on_top = self._played(layer.verb, layer.part, own, (x, y), style)
            if layer.verb in ADORNING:
                still = np.zeros_like(x)
                on_top = replace(on_top, dx=still, dy=still)
            lead = plus(lead, on_top)
        return lead if self.direction.flash else replace(lead, flash=False)

    def swung(self, beats: Sequence[Beat]) -> tuple[int, ...]:
        """Return which limbs a clip swings, in the order in which it begins to."""
        if not self.body.limbs:
            return ()
        x, y = np.asarray([self.body.cx]), np.asarray([self.body.y0])
        moving = [beat for beat in beats if not self.rests(beat)]
        swings = [swing for beat in moving for swing in self.at(beat, x, y).swings]
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

    def _scene(self, beat: Beat) -> Scene:
        """Return what is played at a beat."""
        found = scenes(self.direction, beat.count)
        return next((s for s in reversed(found) if s.start <= beat.frame), found[0])

    def _played(
        self,
        verb: str,
        part: str | None,
        beat: Beat,
        at: tuple[Real, Real],
        style: Style,
    ) -> Shift:
        """Play one verb."""
        body = self.body if part is None else self.body.only(part)
        shift = PROGRAMS[verb](body, beat, style, *at)
        if self.direction.aim and verb in AIMED:
            # The reach to the side turns upwards or downwards; the feet stay.
            reach = style.side * shift.dx * ease(height(body, at[1]) / 0.4)
            dy = shift.dy - TILT * self.direction.aim * reach
            shift = replace(shift, dx=shift.dx * (1 - TILT / 2), dy=dy)
        if verb in LEANING and (self.direction.side or self.direction.way):
            return _leaned(shift, body, style, at[1])
        return shift


def _leaned(shift: Shift, body: Body, style: Style, y: Real) -> Shift:
    """Let a body that rises lean to its side, the head as one and further than feet."""
    low, high = FEET_LEAN, 1.0
    v = np.clip((body.y1 - y) / max(1.0, body.y1 - body.face), 0.0, 1.0)
    aside = -style.side * LEAN * shift.dy * (low + (high - low) * v)
    if style.whole:
        aside = np.floor(np.round(aside, 4) + 0.5)
    pose = shift.pose
    if pose is not None:
        lean = style.step(-style.side * LEAN * pose.move[1])
        pose = replace(pose, move=(pose.move[0] + lean, pose.move[1]))
    return replace(shift, dx=shift.dx + aside, pose=pose)


def _joined(runs: Sequence[NDArray[S] | None]) -> NDArray[S] | None:
    """Return as one what a program says of all points or of none."""
    found = [run for run in runs if run is not None]
    return np.concatenate(found) if found else None
