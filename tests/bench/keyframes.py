"""In-betweens against true frames: ``python -m tests.bench keyframes [--art FOLDER]``.

Frames of animations are held out and drawn from the keys that stay: with one frame
between two keys (``half``) and with three (``gap4``). Beside the local engine stand a
held key, a crossfade, the same snapped to the keys' colours, and OpenCV's optical flow
where it is installed. The animations are those of `keys_strips`, or a folder's. Nothing
is asserted; a star misses its bar.
"""

from __future__ import annotations

import argparse
import dataclasses
import math
import statistics
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from pixelengine_import.local_engine.motion import Key, Palette, inbetween
from tests.bench import keys_rivals
from tests.bench.keys_measures import Scored, score, unlike
from tests.bench.keys_strips import Case, Strip, cases, drawn_strips, stored_strips
from tests.bench.motion_cast import quiet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pixelengine_import.local_engine.motion import Pixels
    from tests.bench.keys_rivals import Way

NAMES = [field.name for field in dataclasses.fields(Scored)]
OURS = "local engine"
WAYS: dict[str, Way] = {
    "hold": keys_rivals.hold,
    "crossfade": keys_rivals.crossfade,
    "crossfade, snapped": keys_rivals.snapped,
    "flow, snapped": keys_rivals.flow,
    OURS: keys_rivals.engine,
}
LIMITS = {"newcol": 0, "semi": 0, "junk": 0.1, "frag": 0.2, "copy": 5, "bal": 40}
"""At most, of ``half``."""
LEADS = {"match": 1.5, "gain": 4, "near": 1, "iou": 0}
"""At least, over a held key, of ``half``."""
FRAMES = 8
SPEEDS = ((64, 64, 150), (256, 256, 600), (640, 480, 3000))
SCALE, GAP = 3, 1
GREY = np.array([112, 116, 112])


@dataclasses.dataclass(frozen=True)
class Row:
    """One frame that was drawn in place of a true one."""

    case: Case
    drawn: Pixels
    place: int
    scored: Scored


@dataclasses.dataclass(frozen=True)
class Found:
    """What one way made of all cases.

    Attributes:
        rows: Every frame.
        keep: Keys that came back untouched, in percent.
        ms: Milliseconds of CPU a frame.
    """

    rows: list[Row]
    keep: float
    ms: float

    def mean(self, name: str, task: str, motion: str | None = None) -> float:
        """Return the mean over strips of the means within them."""
        by_strip: dict[str, list[float]] = {}
        for row in self.rows:
            value = getattr(row.scored, name)
            strip = row.case.strip
            fits = row.case.task == task and motion in {None, strip.motion}
            if fits and not math.isnan(value):
                by_strip.setdefault(strip.name, []).append(value)
        if not by_strip:
            return math.nan
        return statistics.fmean(statistics.fmean(v) for v in by_strip.values())


def main(arguments: Sequence[str]) -> None:
    """Measure and print.

    Args:
        arguments: What follows ``keyframes`` on the command line.
    """
    parser = argparse.ArgumentParser(prog="python -m tests.bench keyframes")
    parser.add_argument("--art", type=Path, help="a folder with an animations.json")
    parser.add_argument("--strips", type=lambda text: text.split(","))
    parser.add_argument("--sheets", type=Path, help="a folder for contact sheets")
    parser.add_argument("--no-speed", action="store_true")
    options = parser.parse_args(arguments)
    strips = drawn_strips() if options.art is None else stored_strips(options.art)
    if options.strips:
        strips = [strip for strip in strips if strip.name in options.strips]
    held_out = [case for strip in strips for case in cases(strip)]
    print(f"{len(strips)} animations, {len(held_out)} times two keys\n")
    print(f"{'':<20}{'':<5}" + "".join(f"{n:>8}" for n in [*NAMES, "keep", "ms"]))
    found = {}
    for name, way in WAYS.items():
        if way is keys_rivals.flow and not keys_rivals.flow_is_there():
            print(f"{name:<20}OpenCV is not installed")
            continue
        found[name] = measured(way, held_out)
        for task in ("half", "gap4"):
            print(line(name, task, found[name]))
    by_motion(found)
    bars(found)
    if options.sheets:
        sheets(found[OURS], options.sheets)
    if not options.no_speed:
        speed()


def measured(way: Way, held_out: Sequence[Case]) -> Found:
    """Let a way draw every case."""
    rows, kept, spent = [], [], 0.0
    for case in held_out:
        a, b = case.frames[0], case.frames[-1]
        total = len(case.frames)
        begin = time.process_time()
        drawn = way(a, b, total)
        spent += time.process_time() - begin
        kept += [unlike(drawn[0], a) == 0, unlike(drawn[-1], b) == 0]
        for place in range(1, total - 1):
            middle = 2 * place == total - 1 and case.task == "half"
            scored = score(drawn[place], case.frames[place], (a, b), middle=middle)
            rows.append(Row(case, drawn[place], place, scored))
    return Found(
        rows, 100 * sum(kept) / max(1, len(kept)), 1000 * spent / max(1, len(rows))
    )


def line(name: str, task: str, found: Found) -> str:
    """Return a row of the table."""
    values = [*(found.mean(n, task) for n in NAMES), found.keep, found.ms]
    cells = ("       -" if math.isnan(v) else f"{v:8.2f}" for v in values)
    return f"{name:<20}{task:<5}" + "".join(cells)


def by_motion(found: dict[str, Found]) -> None:
    """Print match, near and outline of ``half`` for each kind of motion."""
    print(f"\n{'match / near / iou':<20}" + "".join(f"{name:>24}" for name in found))
    motions = {row.case.strip.motion for row in found[OURS].rows}
    for motion in sorted(motions):
        cells = []
        for each in found.values():
            three = (each.mean(n, "half", motion) for n in ("match", "near", "iou"))
            cells.append(" / ".join(f"{v:5.2f}" for v in three))
        print(f"{motion:<20}" + "".join(f"{cell:>24}" for cell in cells))


def bars(found: dict[str, Found]) -> None:
    """Print the engine's numbers beside what they must reach."""
    ours, held = found[OURS], found["hold"]
    print()
    for name, most in LIMITS.items():
        say(f"half: {name}", ours.mean(name, "half"), most=most)
    for name, lead in LEADS.items():
        more = ours.mean(name, "half") - held.mean(name, "half")
        say(f"half: {name} over a held key", more, least=lead)
    for name in ("match", "near"):
        more = ours.mean(name, "gap4") - held.mean(name, "gap4")
        say(f"gap4: {name} over a held key", more, least=0)
    say("keys that came back", ours.keep, least=100)


def speed() -> None:
    """Print the CPU time of clips of two keys, median of some runs."""
    puppet = {strip.name: strip for strip in drawn_strips()}["puncher"]
    for w, h, bar in SPEEDS:
        smooth = w > h
        keys = [_enlarged(puppet.frames[k], w, h) for k in (0, 3)]
        times = []
        for _ in range(5):
            begin = time.process_time()
            inbetween(
                [Key(0, keys[0]), Key(FRAMES - 1, keys[1])],
                prompt="",
                negative_prompt="",
                total_frames=FRAMES,
                seed=1,
                palette=None if smooth else Palette(32),
                matte=(255, 0, 255),
                size=(w, h) if smooth else None,
                work=quiet(),
            )
            times.append(time.process_time() - begin)
        name = f"{'detailed' if smooth else 'pixel'} {w} x {h}, {FRAMES} frames, ms"
        say(name, statistics.median(times) * 1000, most=bar)


def say(
    name: str, value: float, *, least: float | None = None, most: float | None = None
) -> None:
    """Print one figure beside its bar."""
    low = least is None or value >= least
    high = most is None or value <= most
    bar = f">= {least:g}" if least is not None else f"<= {most:g}"
    print(f"{name:<44}{value:9.2f}{' ' if low and high else '*'} ({bar})")


def sheets(found: Found, folder: Path) -> None:
    """Write a picture of each animation: first key, drawn, true, second key."""
    folder.mkdir(parents=True, exist_ok=True)
    by_strip: dict[str, tuple[Strip, list[Row]]] = {}
    for row in found.rows:
        by_strip.setdefault(row.case.strip.name, (row.case.strip, []))[1].append(row)
    for name, (_, rows) in by_strip.items():
        lines = []
        for row in rows:
            four = (row.case.frames[0], row.drawn, row.case.frames[row.place])
            tiles = [
                np.pad(tile, ((GAP, GAP), (GAP, GAP), (0, 0)))
                for tile in (*four, row.case.frames[-1])
            ]
            lines.append(np.concatenate(tiles, 1))
        half = (len(lines) + 1) // 2
        lines += [np.zeros_like(lines[0])] * (2 * half - len(lines))
        sides = [np.concatenate(part, 0) for part in (lines[:half], lines[half:])]
        whole = np.concatenate([sides[0], np.zeros_like(sides[0][:, :6]), sides[1]], 1)
        share = whole[..., 3:] / 255
        flat = np.rint(whole[..., :3] * share + GREY * (1 - share)).astype(np.uint8)
        large = flat.repeat(SCALE, 0).repeat(SCALE, 1)
        Image.fromarray(large).save(folder / f"{name.replace(' ', '_')}.png")


def _enlarged(image: Pixels, w: int, h: int) -> Pixels:
    """Return a picture enlarged by whole numbers on a larger canvas."""
    times = max(1, min(h // image.shape[0], w // image.shape[1]))
    large = np.kron(image, np.ones((times, times, 1), np.uint8))
    canvas = np.zeros((h, w, 4), np.uint8)
    canvas[h - large.shape[0] :, : large.shape[1]] = large
    return canvas
