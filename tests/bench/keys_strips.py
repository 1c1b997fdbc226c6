"""Animations whose every frame is known, to hold some of them out.

Two kinds are drawn here. Puppets: capsules on joints, balls, sheets and rings, painted
anew for every phase with hard edges, so that a frame between two others is the true one
and owes nothing to the engine's own way of moving pixels. Clips: what `/animate` makes
of drawings of the local engine in sixteen frames; those share its sampling, and stand
for shading and faces that puppets do not have.
"""

from __future__ import annotations

import itertools
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from PIL import Image

from pixelengine_import.local_engine.drawing import draw_picture
from pixelengine_import.local_engine.motion import Palette, animate
from pixelengine_import.local_engine.motion.exact import cosine, wave
from tests.bench.motion_cast import pad, quiet
from tests.bench.motion_measures import free_colour

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from pixelengine_import.local_engine.motion import Pixels

__all__ = ["Case", "Strip", "cases", "drawn_strips", "stored_strips"]

Point = tuple[float, float]
Colour = tuple[int, int, int]

LINE: Final[Colour] = (30, 24, 40)
SKIN: Final[Colour] = (236, 188, 140)
COAT: Final[Colour] = (64, 96, 180)
SHADE: Final[Colour] = (40, 60, 124)
SHOE: Final[Colour] = (112, 72, 48)
GOLD: Final[Colour] = (240, 200, 72)
LEAF: Final[Colour] = (96, 184, 104)
DEEP: Final[Colour] = (56, 128, 88)
WHITE: Final[Colour] = (248, 244, 236)

MOST = 6
"""Cases of one strip and task; of more, every second is taken."""
HALF = 128
LENGTH = 16
CLIPS: Final = (
    ("32x32 knight", "attack to the right"),
    ("48x48 ninja", "idle"),
    ("32x32 wolf", "run to the right"),
    ("24x24 slime", "jump"),
    ("48x48 dragon", "fly"),
    ("32x32 wizard with a staff", "cast"),
)
"""What is drawn, and how the engine moves it."""


@dataclass(frozen=True, slots=True)
class Strip:
    """An animation.

    Attributes:
        name: What it is called.
        motion: What kind of motion it shows.
        frames: ``(h, w, 4)`` each; neighbours differ.
        loop: The first frame follows the last one.
    """

    name: str
    motion: str
    frames: tuple[Pixels, ...]
    loop: bool


@dataclass(frozen=True, slots=True)
class Case:
    """Two keys and what lies between them: ``frames[0]`` and ``frames[-1]`` are keys.

    Attributes:
        strip: Where it is from.
        task: ``half``, one frame between, or ``gap4``, three.
        frames: Three or five.
    """

    strip: Strip
    task: str
    frames: tuple[Pixels, ...]


def cases(strip: Strip) -> list[Case]:
    """Hold frames of a strip out: one, and three, between two that stay."""
    out = []
    count = len(strip.frames)
    for task, span in (("half", 2), ("gap4", 4)):
        if count <= span:
            continue
        starts = range(
            count if strip.loop and count > span + 1 else max(0, count - span)
        )
        runs = [
            tuple(strip.frames[(i + k) % count] for k in range(span + 1))
            for i in starts
        ]
        runs = [
            run
            for run in runs
            if bool((run[0] != run[-1]).any())
            and all(bool(frame[..., 3].any()) for frame in run)
        ]
        if len(runs) > MOST:
            runs = runs[::2][:MOST]
        out += [Case(strip, task, run) for run in runs]
    return out


def drawn_strips() -> list[Strip]:
    """Draw the bench's own animations."""
    looped = (
        ("walker", "walk", 12, _walker),
        ("runner", "run", 8, _runner),
        ("breather", "idle", 8, _breather),
        ("hopper", "jump", 8, _hopper),
        ("banner", "flag", 8, _banner),
        ("worm", "crawl", 12, _worm),
        ("bird", "fly", 8, _bird),
        ("disc", "spin", 8, _disc),
    )
    once = (
        ("puncher", "attack", 8, _puncher),
        ("caster", "cast", 8, _caster),
        ("faller", "death", 9, _faller),
        ("ring", "fx", 8, _ring),
    )
    strips = [
        Strip(name, motion, _distinct([paint(k / n) for k in range(n)]), loop=True)
        for name, motion, n, paint in looped
    ]
    strips += [
        Strip(name, motion, _played(paint, n), loop=False)
        for name, motion, n, paint in once
    ]
    return strips + [_clip(noun, prompt) for noun, prompt in CLIPS]


def stored_strips(folder: Path) -> list[Strip]:
    """Read animations from a folder with an ``animations.json``.

    Its list ``animations`` gives ``name``, ``file`` (frames side by side), ``frame_w``,
    ``frames``, ``motion`` and ``loop`` of each. Alpha is made hard; equal neighbours
    count once.
    """
    listing = json.loads((folder / "animations.json").read_text(encoding="utf-8"))
    strips = []
    for entry in listing["animations"]:
        wide = np.array(Image.open(folder / entry["file"]).convert("RGBA"))
        there = wide[..., 3:] >= HALF
        wide = np.where(there, wide | np.array([0, 0, 0, 255], np.uint8), 0)
        w = int(entry["frame_w"])
        frames = [
            np.ascontiguousarray(wide[:, k * w : (k + 1) * w]).astype(np.uint8)
            for k in range(int(entry["frames"]))
        ]
        loop = bool(entry["loop"])
        kept = list(_distinct(frames))
        if loop and len(kept) > 1 and np.array_equal(kept[0], kept[-1]):
            kept.pop()
        strips.append(Strip(entry["name"], entry["motion"], tuple(kept), loop))
    return strips


def _played(paint: Callable[[float], Pixels], count: int) -> tuple[Pixels, ...]:
    """Return the frames of what is played once, its end included."""
    return _distinct([paint(k / (count - 1)) for k in range(count)])


def _distinct(frames: Sequence[Pixels]) -> tuple[Pixels, ...]:
    """Return frames without those that repeat the one before."""
    kept = [frames[0]]
    kept += [b for a, b in itertools.pairwise(frames) if (a != b).any()]
    return tuple(kept)


def _clip(noun: str, prompt: str) -> Strip:
    """Return a drawing of the engine, moved by the engine."""
    drawn = draw_picture(noun, seed=1, palette=Palette(24), work=quiet()).image
    image = pad(drawn)
    matte = free_colour(image)
    frames = animate(
        image,
        prompt=prompt,
        negative_prompt="",
        output_frames=LENGTH,
        seed=1,
        palette=Palette(256),
        matte=matte,
        size=None,
        work=quiet(),
    ).frames
    clear = (frames[..., :3] == np.asarray(matte, np.uint8)).all(-1)
    cut = np.where(clear[..., None], 0, frames).astype(np.uint8)
    name = f"{noun.split()[1]} {prompt.split(maxsplit=1)[0]}"
    return Strip(name, prompt.split(maxsplit=1)[0], _distinct(list(cut)), loop=True)


# -- puppets --------------------------------------------------------------------------


class _Canvas:
    """A picture that shapes with a dark line around them are painted on."""

    def __init__(self, w: int, h: int) -> None:
        """Begin with nothing."""
        self.image = np.zeros((h, w, 4), np.uint8)
        y, x = np.mgrid[:h, :w]
        self.x, self.y = x + 0.5, y + 0.5

    def limb(self, p: Point, q: Point, radius: float, colour: Colour) -> None:
        """Paint a capsule between two joints."""
        dx, dy = q[0] - p[0], q[1] - p[1]
        along = ((self.x - p[0]) * dx + (self.y - p[1]) * dy) / max(
            1e-9, dx * dx + dy * dy
        )
        along = np.clip(along, 0, 1)
        ox, oy = self.x - p[0] - along * dx, self.y - p[1] - along * dy
        far = ox * ox + oy * oy
        self._shape(far <= (radius + 1) ** 2, far <= radius**2, colour)

    def ball(self, at: Point, rx: float, ry: float, colour: Colour) -> None:
        """Paint an ellipse."""
        ox, oy = self.x - at[0], self.y - at[1]
        outer = (ox / (rx + 1)) ** 2 + (oy / (ry + 1)) ** 2 <= 1
        inner = (ox / max(0.1, rx)) ** 2 + (oy / max(0.1, ry)) ** 2 <= 1
        self._shape(outer, inner, colour)

    def spot(self, at: Point, w: int, h: int, colour: Colour) -> None:
        """Paint a rectangle without a line, its top left corner at a place."""
        x, y = round(at[0]), round(at[1])
        self.image[max(0, y) : max(0, y + h), max(0, x) : max(0, x + w)] = (
            *colour,
            255,
        )

    def _shape(self, outer: Pixels, inner: Pixels, colour: Colour) -> None:
        self.image[outer] = (*LINE, 255)
        self.image[inner] = (*colour, 255)


def _out(p: Point, length: float, turns: float) -> Point:
    """Return what is a length away; 0 turns hang down, a quarter is to the right."""
    return p[0] + length * wave(turns), p[1] + length * cosine(turns)


def _leg(canvas: _Canvas, hip: Point, phase: float, size: float, *, far: bool) -> None:
    """Paint a leg that swings about its hip and bends at its knee."""
    swing = 0.09 * wave(phase)
    bend = 0.06 + 0.06 * cosine(phase)
    knee = _out(hip, size, swing + 0.02)
    foot = _out(knee, size, swing + 0.02 - bend)
    cloth = SHADE if far else COAT
    canvas.limb(hip, knee, size * 0.26, cloth)
    canvas.limb(knee, foot, size * 0.22, cloth)
    canvas.limb(foot, (foot[0] + size * 0.3, foot[1]), size * 0.2, SHOE)


def _arm(canvas: _Canvas, root: Point, turns: float, bend: float, size: float) -> Point:
    """Paint an arm, and return where its hand is."""
    elbow = _out(root, size, turns)
    hand = _out(elbow, size, turns + bend)
    canvas.limb(root, elbow, size * 0.22, COAT)
    canvas.limb(elbow, hand, size * 0.2, SKIN)
    return hand


def _head(canvas: _Canvas, at: Point, size: float) -> None:
    """Paint a head that looks to the right."""
    canvas.ball(at, size, size, SKIN)
    canvas.spot((at[0] + size * 0.1, at[1] - size * 0.3), 1, 2, LINE)
    canvas.spot((at[0] + size * 0.6, at[1] - size * 0.3), 1, 2, LINE)


def _stride(w: int, phase: float, lean: float, swing: float) -> Pixels:
    """Paint a figure that walks or runs."""
    canvas = _Canvas(w, w)
    size = w / 7.5
    bob = 0.15 * size * cosine(2 * phase)
    hip = (w * 0.48, w * 0.6 + bob)
    neck = _out(hip, size * 1.7, 0.5 - lean)
    _arm(canvas, neck, -swing * wave(phase), 0.06, size * 0.8)
    _leg(canvas, hip, phase + 0.5, size, far=True)
    _leg(canvas, hip, phase, size, far=False)
    canvas.limb(hip, neck, size * 0.6, COAT)
    _head(canvas, _out(neck, size * 1.1, 0.5 - lean), size * 0.85)
    _arm(canvas, neck, swing * wave(phase), 0.06, size * 0.8)
    return canvas.image


def _walker(phase: float) -> Pixels:
    return _stride(56, phase, 0.0, 0.09)


def _runner(phase: float) -> Pixels:
    return _stride(34, phase, 0.04, 0.13)


def _stand(
    w: int, lean: float, arms: tuple[Point, Point], rise: float = 0.0, tip: float = 0.0
) -> Pixels:
    """Paint a figure that stands; each arm is a turn and a bend."""
    canvas = _Canvas(w, w)
    size = w / 7.5

    def laid(p: Point) -> Point:
        x, y = p[0] - w * 0.4, p[1] - w * 0.93
        c, s = cosine(tip), wave(tip)
        return w * 0.4 + c * x - s * y, w * 0.93 + s * x + c * y

    hip, neck = (w * 0.45, w * 0.62), (w * 0.45, w * 0.62 - size * 1.7 - rise)
    neck = neck[0] + lean * size, neck[1]
    turn = -tip
    hand = _arm(canvas, laid(neck), arms[1][0] + turn, arms[1][1], size * 0.8)
    for side in (-0.45, 0.45):
        foot = laid((hip[0] + side * size * 1.2, w * 0.93 - size * 0.3))
        canvas.limb(laid((hip[0] + side * size, hip[1])), foot, size * 0.28, SHADE)
    canvas.limb(laid(hip), laid(neck), size * 0.62, COAT)
    _head(canvas, laid((neck[0] + lean * size * 0.3, neck[1] - size * 1.1)), size * 0.9)
    hand = _arm(canvas, laid(neck), arms[0][0] + turn, arms[0][1], size * 0.8)
    canvas.limb(hand, _out(hand, size, 0.4 + turn + arms[0][0]), size * 0.16, GOLD)
    return canvas.image


def _breather(phase: float) -> Pixels:
    rise = 0.8 + 0.8 * wave(phase)
    arm = (0.02 + 0.012 * wave(phase), 0.05)
    return _stand(40, 0.0, (arm, (-0.03, 0.02)), rise)


def _puncher(t: float) -> Pixels:
    back = wave(t * 0.75) if t < 0.5 else wave(0.375) * (1 - t) * 2
    arm = (-0.08 + 0.33 * back, 0.16 - 0.16 * back)
    return _stand(48, 0.7 * back, (arm, (-0.05 - 0.08 * back, 0.1)))


def _caster(t: float) -> Pixels:
    up = 0.5 - 0.5 * cosine(t / 2)
    return _stand(40, 0.0, ((0.03 + 0.32 * up, 0.06), (-0.05 - 0.2 * up, 0.02)), up)


def _faller(t: float) -> Pixels:
    arm = (0.03 + 0.1 * t, 0.05)
    return _stand(56, 0.2 * t, (arm, (-0.05, 0.0)), 0.0, 0.22 * t * t)


def _hopper(phase: float) -> Pixels:
    canvas = _Canvas(32, 36)
    high = max(0.0, wave(phase))
    squash = 1 + 0.18 * cosine(2 * phase)
    ry = 7 / squash
    y = 32 - ry - 12 * high
    canvas.ball((16, y), 8 * squash, ry, LEAF)
    canvas.ball((13, y - ry * 0.4), 1.6, 1.0, WHITE)
    canvas.spot((17, y - 1), 1, 2, LINE)
    canvas.spot((21, y - 1), 1, 2, LINE)
    return canvas.image


def _banner(phase: float) -> Pixels:
    canvas = _Canvas(40, 32)
    canvas.limb((5, 3), (5, 30), 1, SHOE)
    for x in range(7, 36):
        y = 6 + 2.5 * wave(phase - (x - 7) / 24) * (x - 7) / 28
        canvas.spot((x, y - 1), 1, 14, LINE)
        light = wave(phase - (x - 7) / 24 + 0.25) > 0
        canvas.spot((x, y), 1, 12, GOLD if light else (200, 148, 48))
    return canvas.image


def _worm(phase: float) -> Pixels:
    canvas = _Canvas(56, 28)
    joints = [
        (6 + 6.0 * k, 15 + (2 + 0.35 * k) * wave(phase - k / 7)) for k in range(8)
    ]
    for k in range(7):
        colour = LEAF if k % 2 else DEEP
        canvas.limb(joints[k], joints[k + 1], 2.4 + 0.15 * k, colour)
    canvas.ball(joints[7], 4.5, 4, LEAF)
    canvas.spot((joints[7][0] + 1, joints[7][1] - 2), 2, 2, LINE)
    return canvas.image


def _bird(phase: float) -> Pixels:
    canvas = _Canvas(40, 40)
    y = 21 - 2 * wave(phase + 0.25)
    root = (19.0, y - 1)
    turn = 0.5 + 0.2 * wave(phase)
    for side, colour in ((1, SHADE), (-1, COAT)):
        tip = _out(root, 12, side * -0.25 + (turn - 0.5) * side)
        canvas.limb(root, tip, 2.5, colour)
    canvas.ball((19, y), 7, 4, GOLD)
    canvas.ball((27, y - 3), 3.5, 3.5, GOLD)
    canvas.spot((28, y - 4), 1, 2, LINE)
    canvas.limb((31, y - 2), (33, y - 2), 0.8, SHOE)
    return canvas.image


def _disc(phase: float) -> Pixels:
    canvas = _Canvas(24, 24)
    wide = abs(cosine(phase / 2 + 0.02))
    canvas.ball((12, 12), 9 * wide, 9, GOLD)
    canvas.ball((12, 12), max(0.0, 5 * wide - 1), 4, (200, 148, 48))
    return canvas.image


def _ring(t: float) -> Pixels:
    canvas = _Canvas(40, 40)
    far = np.sqrt((canvas.x - 20) ** 2 + (canvas.y - 20) ** 2)
    outer = 4 + 13 * t
    thick = 4 * (1 - t) + 1.5
    canvas.image[(far <= outer) & (far >= outer - thick)] = (*GOLD, 255)
    canvas.image[(far <= outer) & (far >= outer - thick / 2)] = (*WHITE, 255)
    return canvas.image
