"""Playing a motion with pixel art: indices in, indices out, no new colour."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from pixelengine_import.local_engine.motion.analysis import Analysis, may_wink
from pixelengine_import.local_engine.motion.body import Body
from pixelengine_import.local_engine.motion.cutouts import Cutouts
from pixelengine_import.local_engine.motion.exact import (
    Real,
    ease,
    on_grid,
    slices,
)
from pixelengine_import.local_engine.motion.fit import Places, fit
from pixelengine_import.local_engine.motion.grid import BAYER
from pixelengine_import.local_engine.motion.mouth import open_mouth
from pixelengine_import.local_engine.motion.programs import Play, style_of
from pixelengine_import.local_engine.motion.render import clean, render, sample
from pixelengine_import.local_engine.motion.sprite import Sprite
from pixelengine_import.local_engine.motion.tones import Tones, shut_eyes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from pixelengine_import.local_engine.motion.colours import Table
    from pixelengine_import.local_engine.motion.cutout import Drawing
    from pixelengine_import.local_engine.motion.grid import Indices
    from pixelengine_import.local_engine.motion.prompt import Direction
    from pixelengine_import.local_engine.motion.render import Small
    from pixelengine_import.local_engine.motion.shift import Beat, Pose, Shift

__all__ = ["play_pixels"]

REACH, FAR_REACH = 2.0, 3.2
"""How far a sample reaches, in samples; further where the program stretches."""
RIGID = 0.34
"""A spread of shifts below this is a rigid move, and goes by whole pixels."""
WHOLE = 1e-3
NOWHERE: Final = np.zeros(0)
SCENE_REACH = 0.12
"""A scene moves by at most this share of its shorter side."""
SCENE_FRAME = 0.25
"""Towards its border, over this share of its size, a scene comes to rest."""


def play_pixels(
    drawing: Drawing,
    table: Table,
    direction: Direction,
    *,
    beats: Sequence[Beat],
    seed: int,
    check: Callable[[], None],
    analysis: Analysis | None = None,
) -> Iterator[Indices]:
    """Yield the moved subject, one picture a beat.

    Args:
        drawing: What to move; its subject must not be empty.
        table: ``(k, 3)`` its colours.
        direction: What to play.
        beats: Moments, as many as pictures are wanted; at frame 0 the subject itself.
        seed: Changes strength and timing.
        check: Called once a beat before the first picture; may raise.
        analysis: What is known of the subject already; scenes have none.
    """
    if drawing.scene:
        yield from _scene(drawing, table, direction, beats=beats, seed=seed)
        return
    if analysis is None:
        analysis = Analysis.of(drawing, table, winks=may_wink(direction))
    yield from _sprite(
        drawing, analysis, direction, beats=beats, seed=seed, check=check
    )


def _sprite(
    drawing: Drawing,
    known: Analysis,
    direction: Direction,
    *,
    beats: Sequence[Beat],
    seed: int,
    check: Callable[[], None],
) -> Iterator[Indices]:
    """Move samples forward, and draw them."""
    sprite, body, tones, own = known.sprite, known.body, known.tones, known.own
    play = Play(direction, body, style_of(direction, body, seed))
    shut = known.shut
    used = play.swung(beats)
    cutouts = None
    if used:
        cutouts = Cutouts.of(drawing.subject, body, used, tones.line)
        sprite = Sprite.of(cutouts.base)
    opened = open_mouth(sprite) if "talk" in direction.verbs else None
    agape = sprite if opened is None else Sprite.of(opened)
    rest: Places = (sprite.x, sprite.y)
    moves = _all_moved(rest, play, beats, check)
    moved, shifts = [places for places, _ in moves], [shift for _, shift in moves]
    posed = any(shift.pose is not None for shift in shifts)
    free = [shift.free for shift in shifts]
    tied = [m for m, off in zip(moved, free, strict=True) if not off]
    place = fit(rest, tied or [rest], body.canvas, posed=posed).freed(free)
    if used and any(shift.shut for shift in shifts):
        shut = _with_shut_eyes(sprite, direction)
    for beat, shift, (x, y), push in zip(beats, shifts, moved, place.push, strict=True):
        if play.rests(beat):
            yield drawing.subject
            continue
        actor = agape if shift.agape else sprite
        if shift.shut and shut is not None:
            actor = shut
            if actor.x.shape != sprite.x.shape:
                msg = "closing the eyes keeps the silhouette"
                raise AssertionError(msg)
        if shift.pose is not None and min(shift.pose.scale) > 1:
            picture = _enlarged(actor, shift.pose, push)
        else:
            picture = render(
                actor,
                _pushed(_settled(rest[0], x, place.factor), push[0]),
                _pushed(_settled(rest[1], y, place.factor), push[1]),
                depth=shift.depth,
                stretch=FAR_REACH if play.stretches else REACH,
                gone=shift.gone,
            )
        if cutouts is not None:
            for swing, (root_x, root_y) in play.swings(beat, used):
                move = (_whole(place.factor * root_x), _whole(place.factor * root_y))
                picture = cutouts.put(picture, swing, move, push)
        picture = tones.mend_outline(clean(picture, own))
        yield _toned(_dressed(picture, shift, push, tones, own), shift, tones)


def _with_shut_eyes(sprite: Sprite, direction: Direction) -> Sprite | None:
    """Return a sprite with its eyes closed, or None when none are found."""
    closed = shut_eyes(sprite, one_is_enough=may_wink(direction))
    return None if closed is None else Sprite.of(closed)


def _enlarged(sprite: Sprite, pose: Pose, push: tuple[int, int]) -> Indices:
    """Look a larger sprite up backwards: samples moved apart would leave gaps."""
    h, w = sprite.subject.shape
    across, down = np.meshgrid(np.arange(w) + 0.5, np.arange(h) + 0.5)
    x, y = pose.undo(across - push[0], down - push[1])
    inside = (x >= 0) & (y >= 0) & (x < w) & (y < h)
    found = sample(sprite.large, on_grid(3 * x), on_grid(3 * y))
    return np.where(inside, found, -1).astype(np.int32)


def _all_moved(
    rest: Places, play: Play, beats: Sequence[Beat], check: Callable[[], None]
) -> list[tuple[Places, Shift]]:
    """Return all places of a clip; this takes seconds where art is large."""
    moves = []
    for beat in beats:
        check()
        moves.append(_moved(rest, play.at(beat, *rest)))
    return moves


def _moved(rest: Places, shift: Shift) -> tuple[Places, Shift]:
    """Return where a shift takes points, and what else it asks for."""
    x, y = np.empty_like(rest[0]), np.empty_like(rest[1])
    for part in slices(len(x)):
        a, b = rest[0][part] + shift.dx[part], rest[1][part] + shift.dy[part]
        if shift.pose is not None:
            a, b = shift.pose.apply(a, b)
        x[part], y[part] = on_grid(a), on_grid(b)
    # Not kept: the next beat may have the memory of this one's moves.
    return (x, y), replace(shift, dx=NOWHERE, dy=NOWHERE)


def _settled(rest: Real, moved: Real, factor: float) -> Real:
    """Return weakened places; what moves as one moves by whole pixels."""
    out = np.empty_like(rest)
    low, high = math.inf, -math.inf
    for part in slices(len(rest)):
        far = moved[part] - rest[part]
        if factor < 1:
            # Parts that move by whole pixels still do, or rows would be lost.
            whole = np.abs(far - np.rint(far)) < WHOLE
            far *= factor
            far[whole] = np.floor(np.round(far[whole], 4) + 0.5)
        low, high = min(low, float(far.min())), max(high, float(far.max()))
        if factor >= 1 and high - low >= RIGID:
            # They are on the grid already.
            return moved
        out[part] = far
    if high - low < RIGID:
        middle = round((low + high) / 2, 4)
        out += math.floor(middle + 0.5) - middle
    for part in slices(len(rest)):
        out[part] = on_grid(rest[part] + out[part])
    return out


def _pushed(places: Real, push: int) -> Real:
    """Return places moved by whole pixels."""
    return places + push if push else places


def _whole(pixels: float) -> float:
    """Round a limb's move with its body to whole pixels."""
    return float(math.floor(round(pixels, 4) + 0.5))


def _toned(picture: Indices, shift: Shift, tones: Tones) -> Indices:
    """Apply what a shift does to colours."""
    if shift.flash:
        return tones.flash(picture)
    if shift.glow > 0:
        return tones.glow(picture, shift.glow)
    return picture


def _dressed(
    picture: Indices, shift: Shift, push: tuple[int, int], tones: Tones, own: Small
) -> Indices:
    """Leave out what is not there, and paint the dabs."""
    if shift.cover < 1:
        row, col = np.indices(picture.shape)
        # Rounded: a pixel must not hang on the last bit.
        shown = BAYER[row % 4, col % 4] < round(16 * max(0.0, shift.cover), 4)
        picture = np.where(shown, picture, -1).astype(np.int32)
    dressed = tones.dab(picture, shift.dabs, push)
    if shift.dabs and shift.cover >= 1:
        # The thin ends of light fall apart into single pixels.
        dressed = clean(dressed, own)
    return dressed


def _scene(
    drawing: Drawing,
    table: Table,
    direction: Direction,
    *,
    beats: Sequence[Beat],
    seed: int,
) -> Iterator[Indices]:
    """Pull at a picture that has no ground, its border held."""
    source = drawing.subject
    h, w = source.shape
    body = Body.of(source >= 0)
    play = Play(direction, body, style_of(direction, body, seed))
    tones = Tones(source, table)
    row, col = np.divmod(np.arange(h * w), w)
    x, y = (col + 0.5).astype(np.float64), (row + 0.5).astype(np.float64)
    hold = _held(x, w) * _held(y, h)
    most = max(1.0, SCENE_REACH * min(w, h))
    for beat in beats:
        if play.rests(beat):
            yield source
            continue
        shift = play.at(beat, x, y)
        moved, _ = _moved((x, y), shift)
        dx, dy = moved[0] - x, moved[1] - y
        largest = max(float(np.abs(dx).max()), float(np.abs(dy).max()), 1e-9)
        pull = hold * min(1.0, most / largest)
        places = on_grid(x - dx * pull), on_grid(y - dy * pull)
        picture = sample(source, places[0].reshape(h, w), places[1].reshape(h, w))
        dabbed = tones.dab(picture, shift.dabs, (0, 0))
        picture = np.where(hold.reshape(h, w) > 0, dabbed, picture).astype(np.int32)
        picture = _toned(picture, shift, tones)
        # Behind a scene lies nothing: what is gone from it is dark.
        yield picture if shift.gone is None else tones.dim(picture, shift.gone)


def _held(place: Real, length: int) -> Real:
    """Return 0 at both ends of a side, 1 inside."""
    near = np.minimum(place - 0.5, length - 0.5 - place)
    return ease(near / max(1.0, SCENE_FRAME * length))
