"""Finding what of a body can swing: weapons, arms, wings, tails.

A part is thin against the trunk: the trunk is what an opening with about half its own
radius leaves (mathematical morphology; distances from Maurer's transform as scipy
computes it, exact squares of whole numbers). What is held before or beside the body in
a colour of its own is found as a long narrow island of one lightness instead.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy import ndimage

from pixelengine_import.local_engine.motion.colours import oklab, pack, unpack
from pixelengine_import.local_engine.motion.exact import angle

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pixelengine_import.local_engine.motion.colours import Ints
    from pixelengine_import.local_engine.motion.grid import Mask

__all__ = ["Limb", "Look", "find_limbs", "thin_parts"]

GRID: Final = 96
"""Parts are looked for on a grid of at most this many cells a side."""
OPENING: Final = 0.45
"""Radius of the opening, of the trunk's own."""
DARK: Final = 4300
"""Lightness (ten-thousandths) below which a pixel is outline."""
STEEL: Final = 6600
"""Lightness of what gleams: blades."""
_EIGHT = np.ones((3, 3), bool)


@dataclass(frozen=True, slots=True, eq=False)
class Limb:
    """A part that turns about its root; places in pixels.

    Attributes:
        kind: ``arm`` (with or without a weapon), ``wing`` or ``tail``.
        root: The joint.
        tip: Its farthest point.
        side: -1 when it lies to the left of the body's middle, 1 to the right.
        mask: ``(h, w)`` its pixels.
        kept: ``(h, w)`` those of them that the body keeps when the limb leaves: shared
            outlines, the joint.
        joint: Radius of the joint.
        reach: From root to tip.
    """

    kind: str
    root: tuple[float, float]
    tip: tuple[float, float]
    side: int
    mask: Mask
    kept: Mask
    joint: float
    reach: float

    @property
    def heading(self) -> float:
        """Direction from root to tip in turns, clockwise as seen, 0 to the right."""
        return angle(self.tip[1] - self.root[1], self.tip[0] - self.root[0])


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """A subject on the grid that parts are looked for on.

    Attributes:
        solid: ``(h, w)``.
        lab: ``(h, w, 3)`` OKLab in ten-thousandths.
        step: Pixels a cell.
    """

    solid: Mask
    lab: Ints
    step: int

    @classmethod
    def of(cls, solid: Mask, rgb: NDArray[np.uint8]) -> Look:
        """Look at a subject of ``(h, w)`` in colours of ``(h, w, 3)``."""
        ys, xs = np.nonzero(solid)
        side = max(int(np.ptp(ys)), int(np.ptp(xs))) + 1
        step = max(1, -(-side // GRID))
        half = step // 2
        small = solid[half::step, half::step]
        codes, place = np.unique(pack(rgb[half::step, half::step]), return_inverse=True)
        return cls(small, oklab(unpack(codes))[place.reshape(small.shape)], step)


def _distance(mask: Mask) -> NDArray[np.float64]:
    """Return how far each cell of a mask lies from the outside."""
    wide = np.pad(mask, 1)
    return np.asarray(ndimage.distance_transform_edt(wide)[1:-1, 1:-1], np.float64)


def thin_parts(solid: Mask) -> Mask:
    """Return what does not belong to the trunk."""
    depth = _distance(solid)
    most = float(depth.max())
    radius = max(1.0, OPENING * most)
    core = depth > radius
    if not bool(core.any()):
        return np.zeros_like(solid)
    trunk = np.asarray(ndimage.distance_transform_edt(~core)) <= radius
    return solid & ~trunk


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where a body lies on the grid."""

    x0: int
    y0: int
    w: int
    h: int
    cx: float
    area: int

    @classmethod
    def of(cls, solid: Mask) -> _Frame:
        ys, xs = np.nonzero(solid)
        x0, y0 = int(xs.min()), int(ys.min())
        return cls(
            x0,
            y0,
            int(xs.max()) + 1 - x0,
            int(ys.max()) + 1 - y0,
            int(xs.sum()) / len(xs) + 0.5,
            len(xs),
        )

    def v(self, y: float) -> float:
        """Return a height, 0 at the feet and 1 at the top."""
        return (self.y0 + self.h - y) / self.h


def find_limbs(
    look: Look, thin: Mask, facing: int, solid: Mask, *, wide: bool
) -> tuple[Limb, ...]:
    """Find the limbs of a body, the longest first.

    Args:
        look: The body on its grid.
        thin: From `thin_parts`.
        facing: Which way it looks, 0 for unknown.
        wide: Whether it lies, as animals do.
        solid: ``(h, w)`` the body in pixels.
    """
    frame = _Frame.of(look.solid)
    if frame.area < 24:
        return ()
    found = _outer(look, thin, facing, frame, wide=wide)
    bright = look.solid & (look.lab[..., 0] >= DARK)
    numbers = np.asarray(ndimage.label(bright)[0], np.int32)
    held = _held(look, bright, numbers, frame)
    found += [part for part in held if not _taken(part, found)]
    if not any(part.kind == "wing" for part in found):
        found += _wings(look, bright, numbers, facing, frame, wide=wide)
    whole = [_with_crumbs(part, look.solid) for part in found]
    found = [part for part in whole if part is not None]
    found.sort(key=lambda part: (-part.length, part.root))
    return tuple(part.limb(look, solid) for part in found)


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """A limb on the grid."""

    kind: str
    root: tuple[float, float]
    tip: tuple[float, float]
    side: int
    mask: Mask
    kept: Mask
    joint: float

    @property
    def length(self) -> float:
        dx, dy = self.tip[0] - self.root[0], self.tip[1] - self.root[1]
        return float(np.sqrt(dx * dx + dy * dy))

    def limb(self, look: Look, solid: Mask) -> Limb:
        """Return it in pixels."""
        s = look.step
        mask, kept = self.mask, self.kept
        if s > 1:
            mask = _large(mask, s, solid.shape)
            rest = _large(look.solid & ~self.mask, s, solid.shape)
            near = ndimage.binary_dilation(mask, _EIGHT, s)
            mask = solid & (mask | (near & ~rest))
            kept = _large(kept, s, solid.shape) & mask
        return Limb(
            self.kind,
            (s * self.root[0], s * self.root[1]),
            (s * self.tip[0], s * self.tip[1]),
            self.side,
            mask,
            kept,
            s * self.joint,
            s * self.length,
        )


def _large(mask: Mask, step: int, shape: tuple[int, ...]) -> Mask:
    """Return a mask of the grid in pixels."""
    out = np.zeros(shape, bool)
    full = np.kron(mask, np.ones((step, step), bool))[: shape[0], : shape[1]]
    out[: full.shape[0], : full.shape[1]] = full
    return out


def _with_crumbs(part: _Part, solid: Mask) -> _Part | None:
    """Return a part with what it alone held to the body; None if that is a lot."""
    base = solid & ~(part.mask & ~part.kept)
    numbers, count = ndimage.label(base, _EIGHT)
    if count <= int(ndimage.label(solid, _EIGHT)[1]):
        return part
    sizes = np.bincount(numbers.ravel())
    sizes[0] = 0
    crumbs = base & (numbers != int(sizes.argmax()))
    crumbs &= ndimage.binary_dilation(part.mask, _EIGHT, 2)
    if int(crumbs.sum()) * 12 > int(part.mask.sum()) + 12:
        return None
    return replace(part, mask=part.mask | crumbs, kept=part.kept & ~crumbs)


def _taken(part: _Part, others: list[_Part]) -> bool:
    """Tell whether a part lies mostly within another, or holds another within it."""
    size = int(part.mask.sum())
    return any(
        2 * int((part.mask & o.mask).sum()) > min(size, int(o.mask.sum()))
        and o.length >= 0.7 * part.length
        for o in others
    )


def _disc(shape: tuple[int, ...], at: tuple[float, float], radius: float) -> Mask:
    row, col = np.mgrid[: shape[0], : shape[1]] + 0.5
    dx, dy = col - at[0], row - at[1]
    return np.asarray(dx * dx + dy * dy <= radius * radius)


def _outer(look: Look, thin: Mask, facing: int, frame: _Frame, *, wide: bool) -> list[_Part]:
    """Find parts that reach out of the trunk."""
    numbers, count = ndimage.label(thin, _EIGHT)
    trunk = look.solid & ~thin
    beside = ndimage.binary_dilation(trunk, _EIGHT)
    found = []
    pieces = []
    for k in range(1, count + 1):
        mask = numbers == k
        size = int(mask.sum())
        edge = mask & beside
        if size * 90 < frame.area or size < 4 or not bool(edge.any()):
            continue
        pieces.append(mask)
        part = _outer_part(look, mask, edge, facing, frame, wide=wide)
        if part is not None:
            found.append(part)
    return [_with_other_end(part, pieces, look, frame) for part in found]


def _with_other_end(
    part: _Part, pieces: list[Mask], look: Look, frame: _Frame
) -> _Part:
    """Return an arm with what lies behind its hand in one line: a staff's lower end."""
    if part.kind != "arm":
        return part
    ux = (part.tip[0] - part.root[0]) / part.length
    uy = (part.tip[1] - part.root[1]) / part.length
    for piece in pieces:
        if 2 * int((piece & part.mask).sum()) > int(piece.sum()):
            continue
        ys, xs = np.nonzero(piece)
        a, b = xs + 0.5 - part.root[0], ys + 0.5 - part.root[1]
        along, off = a * ux + b * uy, np.abs(b * ux - a * uy)
        if float(along.max()) < 1.0 and float(along.max()) > -0.25 * frame.h:
            narrow = float(off.max()) <= max(2.5, 0.07 * frame.h)
            if narrow and float(along.min()) < -0.12 * frame.h:
                end = float(along.max())
                hand = look.solid & _strip_between(look.solid.shape, part, end)
                mask = part.mask | piece | hand
                return replace(part, mask=mask, kept=part.kept | (hand & ~piece))
    return part


def _strip_between(shape: tuple[int, ...], part: _Part, end: float) -> Mask:
    """Return the cells from a root back along its limb, as wide as the joint."""
    ux = (part.tip[0] - part.root[0]) / part.length
    uy = (part.tip[1] - part.root[1]) / part.length
    row, col = np.mgrid[: shape[0], : shape[1]] + 0.5
    a, b = col - part.root[0], row - part.root[1]
    along, off = a * ux + b * uy, np.abs(b * ux - a * uy)
    return np.asarray((along <= 0.5) & (along >= end - 0.5) & (off <= part.joint + 0.5))


def _outer_part(
    look: Look, mask: Mask, edge: Mask, facing: int, frame: _Frame, *, wide: bool
) -> _Part | None:
    ys, xs = np.nonzero(edge)
    root = (int(xs.sum()) / len(xs) + 0.5, int(ys.sum()) / len(ys) + 0.5)
    py, px = np.nonzero(mask)
    far = (px + 0.5 - root[0]) ** 2 + (py + 0.5 - root[1]) ** 2
    k = int(far.argmax())
    tip = (float(px[k]) + 0.5, float(py[k]) + 0.5)
    length = float(np.sqrt(far[k]))
    span = max(int(np.ptp(xs)), int(np.ptp(ys))) + 1
    joint = max(1.0, min(span / 2, 0.35 * length))
    if length < max(3.0, 0.14 * max(frame.h, 0.7 * frame.w)):
        return None
    middle = frame.cx if not wide else frame.x0 + frame.w / 2
    centre = int(px.sum()) / len(px) + 0.5
    side = 1 if centre > middle else -1
    kind = _kind_of(frame, root, tip, side, facing, len(px), wide=wide)
    if kind is None:
        return None
    # The joint turns with the limb and stays with the body.
    cap = look.solid & _disc(look.solid.shape, root, joint + 0.6)
    return _Part(kind, root, tip, side, mask | cap, cap, joint)


def _kind_of(
    frame: _Frame,
    root: tuple[float, float],
    tip: tuple[float, float],
    side: int,
    facing: int,
    size: int,
    *,
    wide: bool,
) -> str | None:
    """Return what a part is by where it sits, or None for legs, ears and snouts."""
    rv, tv = frame.v(root[1]), frame.v(tip[1])
    up = root[1] - tip[1]
    out = abs(tip[0] - root[0])
    steep = -up > 0.8 * out
    if tv < 0.2 and rv < 0.5 and steep and (not wide or out < 0.25 * frame.w):
        return None
    if max(rv, tv) < 0.22:
        return None
    back = wide and facing and side == -facing
    if back and out > 0.5 * abs(up) and rv < 0.85:
        return "tail" if rv < 0.75 or up < 0.6 * out else "wing"
    if wide and facing and size * 25 >= frame.area and rv > 0.55 and up > 0.5 * out:
        middle = abs(root[0] - (frame.x0 + frame.w / 2)) < 0.3 * frame.w
        return "wing" if middle else None
    if wide:
        return None if facing and side == facing else "tail"
    if rv > 0.68 or (rv > 0.65 and up > 1.2 * out and abs(up) < 0.25 * frame.h):
        return None
    if rv > 0.55 and -up > 0.3 * out:
        # Hair and ears hang.
        return None
    if rv < 0.18 or (tv < 0.06 and size * 8 > frame.area):
        return None
    return "arm"


def _held(look: Look, bright: Mask, numbers: NDArray[np.int32], frame: _Frame) -> list[_Part]:
    """Find what is held beside or before the body in a lightness of its own."""
    if frame.w > 1.05 * frame.h or frame.h < 14:
        return []
    outside = np.asarray(
        ndimage.distance_transform_cdt(np.pad(look.solid, 1), "chessboard")
    )[1:-1, 1:-1]
    strips = []
    for k in range(1, int(numbers.max()) + 1):
        mask = numbers == k
        if _is_strip(mask, outside, frame):
            strips.append(mask)
    found = []
    for strip in _joined(strips, frame):
        part = _held_part(look, strip, bright, frame)
        steel = int(np.median(look.lab[..., 0][strip])) >= STEEL
        if steel or part.length > 0.34 * frame.h:
            found.append(part)
    # A pair of them is no weapon: sleeves, wings at rest.
    return [
        part
        for part in found
        if not any(
            other.side == -part.side and 2 * abs(other.length - part.length) < part.length
            for other in found
        )
    ]


def _wings(
    look: Look,
    bright: Mask,
    numbers: NDArray[np.int32],
    facing: int,
    frame: _Frame,
    *,
    wide: bool,
) -> list[_Part]:
    """Find wings by their own patches of colour: a pair, or one on the back."""
    middle = frame.x0 + frame.w / 2
    sides: dict[int, list[int]] = {-1: [], 1: []}
    areas = {-1: 0, 1: 0}
    backs: list[tuple[int, int]] = []
    for k, box in enumerate(ndimage.find_objects(numbers), 1):
        ys, xs = np.nonzero(numbers[box] == k)
        size = len(xs)
        a, b = box[1].start + 0.0, float(box[1].stop)
        cy = box[0].start + int(ys.sum()) / size + 0.5
        cx = box[1].start + int(xs.sum()) / size + 0.5
        if size * 60 < frame.area or not 0.25 < frame.v(cy) < 0.97:
            continue
        side = 1 if cx > middle else -1
        if (a - middle) * side > -0.03 * frame.w and (b - middle) * side > 0.0:
            if abs(cx - middle) > 0.19 * frame.w:
                sides[side].append(k)
                areas[side] += size
        behind = -facing * (cx - middle) > -0.12 * frame.w
        if facing and behind and frame.v(cy) > 0.42 and 0.04 < size / frame.area < 0.4:
            backs.append((size, k))
    small, large = sorted(areas.values())
    if small * 14 >= frame.area and 3 * small >= 2 * large and _even(look.solid):
        return [
            _wing(look, np.isin(numbers, sides[s]), bright, (middle, s), frame)
            for s in (-1, 1)
        ]
    if backs:
        # Seen from the side, a wing is fastened at its front end.
        mask = numbers == max(backs)[1]
        wing = _wing(look, mask, bright, (middle, -facing), frame)
        # A patch on the flank of what goes on four legs is no wing.
        if not (wide and bool(wing.kept[wing.mask].all()) and _two_feet(look.solid)):
            return [wing]
    return []


def _even(solid: Mask) -> bool:
    """Tell whether a silhouette is nearly its own mirror image."""
    cols = np.flatnonzero(solid.any(0))
    box = solid[:, int(cols[0]) : int(cols[-1]) + 1]
    both = box[:, ::-1]
    return int((box & both).sum()) * 100 >= 82 * int((box | both).sum())


def _two_feet(solid: Mask) -> bool:
    """Tell whether a body stands on feet that are far apart."""
    rows = np.flatnonzero(solid.any(1))
    cols = np.flatnonzero(solid.any(0))
    foot = np.flatnonzero(solid[int(rows[-1])])
    return int(np.ptp(foot)) * 100 > 38 * int(np.ptp(cols))


def _wing(
    look: Look, patch: Mask, bright: Mask, at: tuple[float, int], frame: _Frame
) -> _Part:
    """Return a patch with its outlines as a wing; ``at`` is the middle and a side."""
    side = at[1]
    line = look.solid & ~bright & ndimage.binary_dilation(patch, _EIGHT)
    other = ndimage.binary_dilation(bright & ~patch, _EIGHT)
    mask = patch | line
    ys, xs = np.nonzero(patch)
    near = np.sort(side * xs)[max(0, len(xs) // 6)]
    base = side * xs <= near
    root = (
        int(xs[base].sum()) / int(base.sum()) + 0.5,
        int(ys[base].sum()) / int(base.sum()) + 0.5,
    )
    far = (xs + 0.5 - root[0]) ** 2 + (ys + 0.5 - root[1]) ** 2
    k = int(far.argmax())
    tip = (float(xs[k]) + 0.5, float(ys[k]) + 0.5)
    # What lies on the body leaves the body behind it.
    rim = look.solid & (ndimage.uniform_filter(look.solid.astype(np.int32) * 9, 3) < 9)
    outer = int((mask & rim).sum())
    kept = line & other
    if 4 * outer < int(line.sum()):
        kept = mask
    joint = max(1.0, 0.12 * frame.w)
    return _Part("wing", root, tip, side, mask, kept, joint)


def _ends(mask: Mask) -> tuple[tuple[float, float], tuple[float, float], float]:
    """Return the two far ends of a mask, and the mean width between them."""
    ys, xs = np.nonzero(mask)
    mx, my = int(xs.sum()) / len(xs), int(ys.sum()) / len(ys)
    a = int(((xs - mx) ** 2 + (ys - my) ** 2).argmax())
    b = int(((xs - xs[a]) ** 2 + (ys - ys[a]) ** 2).argmax())
    length = float(np.sqrt((xs[a] - xs[b]) ** 2 + (ys[a] - ys[b]) ** 2)) + 1.0
    return (
        (float(xs[a]) + 0.5, float(ys[a]) + 0.5),
        (float(xs[b]) + 0.5, float(ys[b]) + 0.5),
        len(xs) / length,
    )


def _is_strip(mask: Mask, outside: NDArray[np.int32], frame: _Frame) -> bool:
    size = int(mask.sum())
    if size < 4 or size * 9 > frame.area:
        return False
    (ax, ay), (bx, by), width = _ends(mask)
    length = size / width
    if length < 0.19 * frame.h or width > max(2.6, 0.32 * length):
        return False
    ys, xs = np.nonzero(mask)
    mx, my = int(xs.sum()) / len(xs) + 0.5, int(ys.sum()) / len(ys) + 0.5
    if not 0.2 < frame.v(my) < 0.85 or min(frame.v(ay), frame.v(by)) < 0.02:
        return False
    off = abs(mx - (frame.x0 + frame.w / 2))
    near = int((outside[mask] <= max(2.0, 0.045 * frame.h) + width).sum())
    return off > 0.2 * frame.w and near * 100 >= 75 * size


def _joined(strips: list[Mask], frame: _Frame) -> list[Mask]:
    """Join strips that lie in one line with a hand between them."""
    out: list[Mask] = []
    for strip in strips:
        for k, other in enumerate(out):
            a, b, wa = _ends(strip)
            c, d, wb = _ends(other)
            gap = min(
                (p[0] - q[0]) ** 2 + (p[1] - q[1]) ** 2 for p in (a, b) for q in (c, d)
            )
            (_, _, width) = _ends(strip | other)
            if gap <= (0.16 * frame.h) ** 2 and width < 1.15 * max(wa, wb):
                out[k] = strip | other
                break
        else:
            out.append(strip)
    return out


def _held_part(look: Look, strip: Mask, bright: Mask, frame: _Frame) -> _Part:
    a, b, width = _ends(strip)
    hand = (frame.cx, frame.y0 + 0.62 * frame.h)

    def from_hand(p: tuple[float, float]) -> float:
        return abs(p[1] - hand[1]) + 0.5 * abs(p[0] - hand[0])

    root, tip = (a, b) if from_hand(a) <= from_hand(b) else (b, a)
    line = look.solid & ~bright & ndimage.binary_dilation(strip, _EIGHT)
    other = ndimage.binary_dilation(bright & ~strip, _EIGHT)
    mask = strip | line
    if root[1] - hand[1] > 0.12 * frame.h and tip[1] < hand[1]:
        # A staff is held in its middle.
        share = (root[1] - hand[1]) / (root[1] - tip[1])
        root = (root[0] + share * (tip[0] - root[0]), hand[1])
    joint = max(1.0, width / 2)
    kept = line & other
    return _Part("arm", root, tip, 1 if root[0] > frame.cx else -1, mask, kept, joint)
