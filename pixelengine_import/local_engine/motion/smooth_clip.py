"""Playing a motion with illustrations: smooth warps of the whole picture."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

from pixelengine_import.imaging.pixels import flatten
from pixelengine_import.local_engine.motion.body import Body
from pixelengine_import.local_engine.motion.cutout import cut_out, has_holes
from pixelengine_import.local_engine.motion.effects import bounds, inside
from pixelengine_import.local_engine.motion.exact import Real, ease
from pixelengine_import.local_engine.motion.fit import Fit, fit
from pixelengine_import.local_engine.motion.grid import spread
from pixelengine_import.local_engine.motion.parts import pole_side
from pixelengine_import.local_engine.motion.programs import Play, style_of
from pixelengine_import.local_engine.motion.shift import Dab
from pixelengine_import.local_engine.motion.smooth_limbs import cut_limbs, put_limb
from pixelengine_import.local_engine.motion.warp import nodes, warp, words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from pixelengine_import.local_engine.motion.grid import Mask
    from pixelengine_import.local_engine.motion.prompt import Direction
    from pixelengine_import.local_engine.motion.shift import Beat, Shift
    from pixelengine_import.local_engine.motion.types import Colour, Pixels

__all__ = ["Picture", "body_of", "play_smoothly", "scaled"]

OPAQUE = 255
HALF = 128
ROUNDS = 10
"""Steps towards the place that a shift leads from."""
SCENE_REACH = 0.08
SCENE_FRAME = 0.25
GLOW_SHARE = 96
"""Of 256: how far towards white a full glow goes; a flash goes twice as far."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A flattened picture of the size of the frames.

    Attributes:
        rgb: ``(h, w, 4)`` with the subject's coverage in the fourth channel.
        subject: ``(h, w)``.
        ground: The colour behind the subject, or None in a scene.
    """

    rgb: Pixels
    subject: Mask
    ground: Colour | None

    @property
    def outside(self) -> int | None:
        """What lies beyond the edge, as a word for `warp`."""
        if self.ground is None:
            return None
        red, green, blue = self.ground
        return red | green << 8 | blue << 16


def scaled(image: Pixels, matte: Colour, size: tuple[int, int] | None) -> Picture:
    """Flatten a picture and scale it to the size of the frames.

    Args:
        image: ``(h, w, 4)`` uint8.
        matte: What is seen through alpha.
        size: Width and height, or None for the picture's own.
    """
    found = cut_out(image, matte)
    flat = flatten(image, matte)
    cover = image[..., 3]
    if not has_holes(cover):
        cover = np.where(found.subject, OPAQUE, 0).astype(np.uint8)
    h, w = cover.shape
    if size is not None and size != (w, h):
        # Kernels without negative lobes: a flat ground stays flat beside the subject.
        shrinks = size[0] < w
        kernel = Image.Resampling.HAMMING if shrinks else Image.Resampling.BILINEAR
        rgb = Image.fromarray(np.ascontiguousarray(flat[..., :3]))
        flat = np.dstack([np.asarray(rgb.resize(size, kernel)), np.zeros(size[::-1])])
        cover = np.asarray(Image.fromarray(cover).resize(size, kernel))
    out = np.dstack([flat[..., :3], cover]).astype(np.uint8)
    ground = found.ground if bool((cover < HALF).any()) else None
    subject = cover >= HALF if ground is not None else np.ones(cover.shape, bool)
    return Picture(out, np.asarray(subject), ground)


def play_smoothly(
    picture: Picture,
    direction: Direction,
    *,
    beats: Sequence[Beat],
    seed: int,
    check: Callable[[], None],
) -> Iterator[Picture]:
    """Yield the moved picture, one a beat; at frame 0 the picture itself.

    Args:
        picture: What to move; its subject must not be empty.
        direction: What to play.
        beats: Moments.
        seed: Changes strength and timing.
        check: Called once a beat before the first picture; may raise.
    """
    h, w = picture.subject.shape
    scene = picture.ground is None
    body = body_of(picture)
    play = Play(direction, body, style_of(direction, body, seed, whole=False))
    used = play.swung(beats)
    base = picture.rgb
    limbs: dict[int, NDArray[np.uint32]] = {}
    if used and picture.ground is not None:
        base, limbs = cut_limbs(picture.rgb, picture.ground, body, used)
    source = words(base)
    place = _placed(play, base[..., 3] >= HALF, beats, check)
    lights = _by_light(picture)
    x, y = nodes(w, h)
    for k, beat in enumerate(beats):
        if play.rests(beat):
            yield picture
            continue
        flat_x, flat_y = x.ravel(), y.ravel()
        if picture.ground is None:
            qx, qy, shift = _held_back(play, beat, flat_x, flat_y)
        else:
            qx, qy, shift = _origin(play, beat, place, k, (flat_x, flat_y))
        dx, dy = (qx - flat_x).reshape(x.shape), (qy - flat_y).reshape(x.shape)
        frame = warp(source, dx, dy, picture.outside)
        push = (0, 0) if picture.ground is None else place.push[k]
        for swing, (root_x, root_y) in play.swings(beat, used) if limbs else ():
            move = (place.factor * root_x + push[0], place.factor * root_y + push[1])
            put_limb(frame, limbs[swing.limb], body, swing, move)
        if scene:
            # The border of a scene is held.
            _dress(frame[1:-1, 1:-1], shift, (-1, -1), lights)
        else:
            _dress(frame, shift, push, lights)
        _light(frame, shift)
        if shift.cover < 1:
            dark = (int(lights[0, 0]), int(lights[0, 1]), int(lights[0, 2]))
            _fade(frame, shift.cover, picture.ground or dark)
        yield Picture(frame, frame[..., 3] >= HALF, picture.ground)


def body_of(picture: Picture) -> Body:
    """Measure the subject of a picture, which must not be empty."""
    # A scene stands on no legs, and swings no limbs.
    rgb = None if picture.ground is None else picture.rgb[..., :3]
    body = Body.of(picture.subject, None, rgb)
    return replace(body, pole=pole_side(picture.subject, body))


def _placed(
    play: Play, subject: Mask, beats: Sequence[Beat], check: Callable[[], None]
) -> Fit:
    """Return what keeps the subject on its canvas, told by points of it."""
    step = max(1, min(subject.shape) // 48)
    found, rows, columns = spread(subject, step)
    x, y = columns[found].astype(np.float64), rows[found].astype(np.float64)
    moved = []
    posed = False
    for beat in beats:
        check()
        shift = play.at(beat, x, y)
        a, b = x + shift.dx, y + shift.dy
        if shift.pose is not None:
            posed = True
            a, b = shift.pose.apply(a, b)
        moved.append((a, b))
    return fit((x, y), moved, play.body.canvas, posed=posed, near=step / 2)


def _origin(
    play: Play, beat: Beat, place: Fit, k: int, at: tuple[Real, Real]
) -> tuple[Real, Real, Shift]:
    """Return where points of a frame come from, by fixed-point steps."""
    x, y = at[0] - place.push[k][0], at[1] - place.push[k][1]
    shift = play.at(beat, x, y)
    if shift.pose is not None:
        x, y = shift.pose.undo(x, y)
    qx, qy = x, y
    for _ in range(ROUNDS):
        shift = play.at(beat, qx, qy)
        qx = (qx + x - place.factor * shift.dx) / 2
        qy = (qy + y - place.factor * shift.dy) / 2
    return qx, qy, shift


def _held_back(play: Play, beat: Beat, x: Real, y: Real) -> tuple[Real, Real, Shift]:
    """Return where points of a scene come from; its border is held."""
    w, h = play.body.canvas
    shift = play.at(beat, x, y)
    a, b = x + shift.dx, y + shift.dy
    if shift.pose is not None:
        a, b = shift.pose.apply(a, b)
    dx, dy = a - x, b - y
    largest = max(float(np.abs(dx).max()), float(np.abs(dy).max()), 1e-9)
    near_x = ease(np.minimum(x, w - x) / (SCENE_FRAME * w))
    near_y = ease(np.minimum(y, h - y) / (SCENE_FRAME * h))
    pull = near_x * near_y * min(1.0, SCENE_REACH * min(w, h) / largest)
    return x - dx * pull, y - dy * pull, shift


def _by_light(picture: Picture) -> NDArray[np.uint8]:
    """Return 17 colours of the subject, ``(17, 3)``, from dark to light."""
    seen = picture.rgb[picture.subject][:, :3]
    order = np.argsort(_lightness(seen), kind="stable")
    # The very ends may be single odd pixels.
    place = [len(order) * (2 + 6 * k) // 100 for k in range(17)]
    return np.asarray(seen[order[place]], np.uint8)


def _lightness(colours: NDArray[np.integer[Any]]) -> NDArray[np.int64]:
    """Return how light colours are, ``(…, 3 or 4)`` to ``(…)``; Rec. 601, thousands."""
    wide = colours.astype(np.int64)
    return 299 * wide[..., 0] + 587 * wide[..., 1] + 114 * wide[..., 2]


def _dress(
    frame: NDArray[np.uint8],
    shift: Shift,
    push: tuple[int, int],
    lights: NDArray[np.uint8],
) -> None:
    """Paint dabs with soft edges, and fade what is not wholly there.

    The fourth channel, the subject's coverage, is kept up to date.
    """
    h, w = frame.shape[:2]
    for dab, at in zip(shift.dabs, bounds(shift.dabs, (w, h), push), strict=True):
        if at is None:
            continue
        row, col = np.mgrid[at] + 0.5
        depth = inside(dab, col - push[0], row - push[1])
        share = np.rint(256 * np.clip(depth + 0.5, 0.0, 1.0)).astype(np.int32)
        part = frame[at].astype(np.int32)
        if isinstance(dab, Dab) and dab.behind:
            share = share * (OPAQUE - part[..., 3]) // OPAQUE
        if isinstance(dab, Dab) and dab.within:
            share = share * part[..., 3] // OPAQUE
        if isinstance(dab, Dab) and dab.lit:
            share = np.where(_lightness(part) >= _lightness(lights[8]), share, 0)
        colour = np.r_[lights[round(16 * min(1.0, max(0.0, dab.tone)))], OPAQUE]
        mixed = part + ((colour - part) * share[..., None] + HALF >> 8)
        frame[at] = mixed.astype(np.uint8)


def _fade(frame: NDArray[np.uint8], cover: float, ground: Colour) -> None:
    """Mix the ground into the whole picture."""
    share = round(256 * min(1.0, max(0.0, cover)))
    under = np.asarray([*ground, 0], np.int32)
    mixed = under + ((frame.astype(np.int32) - under) * share + HALF >> 8)
    frame[...] = mixed.astype(np.uint8)


def _light(frame: NDArray[np.uint8], shift: Shift) -> None:
    """Make the subject lighter where a shift asks for it."""
    share = 2 * GLOW_SHARE if shift.flash else round(shift.glow * GLOW_SHARE)
    if share:
        cover = frame[..., 3:].astype(np.int32) * share
        rgb = frame[..., :3].astype(np.int32)
        frame[..., :3] = rgb + ((OPAQUE - rgb) * cover + 32640) // 65280
