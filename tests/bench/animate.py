"""What `/animate` makes, measured: ``python -m tests.bench animate``.

One row a verb: its numbers as means over the sprites (specks and parts: the worst), a
star at each that misses its bar, and the bars themselves. Nothing is asserted.
"""

from __future__ import annotations

import argparse
import dataclasses
import hashlib
import statistics
import time
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from pixelengine_import.local_engine.motion import Palette, animate
from pixelengine_import.local_engine.motion.analysis import KEPT
from pixelengine_import.local_engine.motion.programs import PROGRAMS
from tests.bench.motion_bars import ALL, BARS, ENDING, PROMPTS, Bar
from tests.bench.motion_cast import drawn_cast, quiet, stored_cast
from tests.bench.motion_measures import (
    Measured,
    changed,
    free_colour,
    legs_pass,
    measure,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pixelengine_import.local_engine.motion import Pixels

NAMES = [field.name for field in dataclasses.fields(Measured)]
WORST = ("speck", "parts")
RELATED = frozenset(
    {"attack", "bite", "kick", "punch", "slash", "spin", "stab", "turn"}
)
"""Verbs that stand in for each other on bodies without the arm, jaw or face."""
FRAMES = 8
LOOPS = Bar("seam", high=1.15)
WALKERS, FASTER, ALIKE = 80, 1.2, 5
TIMED = ("idle", "walk", "slash", "fly", "jump", "death", "cast")
RUNS = 3
SPEEDS = ((64, 64, 40), (256, 256, 300), (640, 480, 3000))


def main(arguments: Sequence[str]) -> None:
    """Measure and print.

    Args:
        arguments: What follows ``animate`` on the command line.
    """
    parser = argparse.ArgumentParser(prog="python -m tests.bench animate")
    parser.add_argument("--art", type=Path, help="a folder of sprites, or of strips")
    parser.add_argument("--per-sprite", action="store_true")
    parser.add_argument("--verbs", type=lambda text: text.split(","))
    options = parser.parse_args(arguments)
    cast = drawn_cast() if options.art is None else stored_cast(options.art)
    verbs = options.verbs or sorted(PROGRAMS)
    print(f"{len(cast)} sprites, {FRAMES} frames, one row a verb; * misses its bar\n")
    print(f"{'prompt':<20}" + "".join(f"{name:>8}" for name in NAMES) + "   bars")
    means = {}
    for verb in verbs:
        for prompt in PROMPTS.get(verb, (verb,)):
            means[verb] = row(cast, verb, prompt, per_sprite=options.per_sprite)
    print()
    if {"walk", "run"} <= means.keys():
        walk, run = means["walk"], means["run"]
        say(
            "run moves more than walk",
            run["move"] / walk["move"],
            FASTER,
            "x; at least as much changes: "
            + ("yes" if run["chg"] >= walk["chg"] else "no *"),
        )
    for verb in ("walk", "run"):
        if verb in verbs:
            walkers(cast, verb)
    apart(cast, verbs)
    lengths(cast, verbs)
    speed(options.verbs)


def play(image: Pixels, prompt: str, frames: int = FRAMES, seed: int = 1) -> Pixels:
    """Animate a sprite on a ground of its own."""
    return animate(
        image,
        prompt=prompt,
        negative_prompt="",
        output_frames=frames,
        seed=seed,
        palette=Palette(256),
        matte=free_colour(image),
        size=None,
        work=quiet(),
    ).frames


def row(
    cast: dict[str, Pixels], verb: str, prompt: str, *, per_sprite: bool
) -> dict[str, float]:
    """Print the row of a verb, and return its means."""
    found = {
        name: measure(image, play(image, prompt), free_colour(image))
        for name, image in cast.items()
    }
    bars = [*ALL, *BARS.get(prompt, BARS.get(verb, ()))]
    if verb not in ENDING and not any(bar.name == "seam" for bar in bars):
        bars.append(LOOPS)
    every = {name: [getattr(m, name) for m in found.values()] for name in NAMES}
    missed = {bar.name for bar in bars if not bar.held(every[bar.name])}
    means = {
        name: max(values) if name in WORST else statistics.fmean(values)
        for name, values in every.items()
    }
    print(line(prompt, means, missed) + "   " + ", ".join(map(str, bars[len(ALL) :])))
    for bar in ALL:
        if not bar.held(every[bar.name]):
            bad = [
                f"{name} {getattr(m, bar.name):.0f}"
                for name, m in found.items()
                if not bar.held([getattr(m, bar.name)])
            ]
            print(f"{'':<20}  * {bar}: {', '.join(bad)}")
    if per_sprite:
        for name, numbers in found.items():
            print(line(f"  {name}", dataclasses.asdict(numbers), frozenset()))
    return means


def line(
    title: str, numbers: dict[str, float], missed: set[str] | frozenset[str]
) -> str:
    """Return a row of the table."""
    cells = (
        f"{numbers[name]:7.2f}" + ("*" if name in missed else " ") for name in NAMES
    )
    return f"{title[:19]:<20}" + "".join(cells)


def walkers(cast: dict[str, Pixels], verb: str) -> None:
    """Print of how many sprites with two legs the legs rise in turn."""
    found = {
        name: legs_pass(play(image, f"{verb} to the right"), free_colour(image))
        for name, image in cast.items()
    }
    legged = {name: good for name, good in found.items() if good is not None}
    if not legged:
        print(f"{verb}: no sprite with two legs")
        return
    share = 100 * sum(legged.values()) / len(legged)
    wrong = [name for name, good in legged.items() if not good]
    more = f"% of {len(legged)} with two legs" + (
        f"; not: {', '.join(wrong)}" if wrong else ""
    )
    say(f"{verb}: feet rise in turn", share, WALKERS, more)


def apart(cast: dict[str, Pixels], verbs: Sequence[str]) -> None:
    """Print how far verbs, and seeds, are from each other."""
    least: dict[tuple[str, str], float] = {}
    same: list[str] = []
    seeds: list[int] = []
    repeat = hashlib.sha256()
    again = hashlib.sha256()
    for name, image in cast.items():
        area = int((image[..., 3] > 0).sum())
        clips = {verb: play(image, verb) for verb in verbs}
        for a, b in combinations(verbs, 2):
            apart = [changed(p, q) for p, q in zip(clips[a], clips[b], strict=True)]
            share = 100 * float(np.mean(apart)) / area
            least[a, b] = min(least.get((a, b), share), share)
        for verb, frames in clips.items():
            other = play(image, verb, seed=2)
            seeds.append(
                sum(changed(p, q) > 0 for p, q in zip(frames, other, strict=True))
            )
            if not seeds[-1]:
                same.append(f"{name}: {verb}")
            repeat.update(frames.tobytes())
            again.update(play(image, verb).tobytes())
    least = {p: v for p, v in least.items() if not RELATED.issuperset(p)}
    for pair, share in sorted(least.items(), key=lambda item: item[1])[:5]:
        say(f"{' and '.join(pair)} differ by", share, ALIKE, "% of the sprite, least")
    say("two seeds differ in", statistics.fmean(seeds), 1, f"of {FRAMES} frames, mean")
    say("two seeds differ at least in", min(seeds), 1, f"frames {', '.join(same)}")
    say("one seed, same bytes", repeat.digest() == again.digest(), 1)


def lengths(cast: dict[str, Pixels], verbs: Sequence[str]) -> None:
    """Print what two frames show, and whether sixteen hold still."""
    shown, held = {}, {}
    for verb in verbs:
        pairs = {name: play(image, verb, 2) for name, image in cast.items()}
        shown[verb] = min(
            100 * changed(*pair) / int((cast[name][..., 3] > 0).sum())
            for name, pair in pairs.items()
        )
        held[verb] = statistics.fmean(
            measure(image, play(image, verb, 16), free_colour(image)).still
            for image in cast.values()
        )
    low, high = min(shown, key=lambda v: shown[v]), max(held, key=lambda v: held[v])
    calm = "idle" if "idle" in held else high
    say(f"2 frames: least change ({low})", shown[low], 8, "% of the sprite")
    more = f"% of steps; most of all {high} {held[high]:.0f}"
    say(f"16 frames: steps held ({calm})", held[calm], -20, more)


def speed(verbs: Sequence[str] | None) -> None:
    """Print the CPU time of clips, best of some runs.

    A cold clip pays for looking at its picture, a warm one has that from the clip
    before. Smooth clips keep only what is scaled.
    """
    figure = drawn_cast()["upright 64"]
    for w, h, bar in SPEEDS:
        smooth = w > h
        image = enlarged(figure, w, h)
        clip(image, "idle", smooth=smooth)
        for verb in verbs or TIMED:
            cold, warm = [], []
            for _ in range(RUNS):
                KEPT.clear()
                cold.append(clip(image, verb, smooth=smooth))
                warm.append(clip(image, verb, smooth=smooth))
            name = f"{'detailed' if smooth else 'pixel'} {w} x {h}, {verb}"
            more = f"ms of CPU cold, best; warm {min(warm):.0f}, median cold "
            say(name, min(cold), -bar, more + f"{statistics.median(cold):.0f}")


def clip(image: Pixels, verb: str, *, smooth: bool) -> float:
    """Return the CPU time of a clip in milliseconds."""
    h, w = image.shape[:2]
    begin = time.process_time()
    animate(
        image,
        prompt=verb,
        negative_prompt="",
        output_frames=FRAMES,
        seed=1,
        palette=None if smooth else Palette(32),
        matte=(255, 0, 255),
        size=(w, h) if smooth else None,
        work=quiet(),
    )
    return 1000 * (time.process_time() - begin)


def enlarged(sprite: Pixels, w: int, h: int) -> Pixels:
    """Return a sprite on a larger canvas, enlarged by whole numbers, on the ground."""
    ys, xs = np.nonzero(sprite[..., 3])
    tight = sprite[ys.min() : ys.max() + 1, xs.min() : xs.max() + 1]
    times = max(1, min(h // tight.shape[0], w // tight.shape[1]))
    image = np.kron(tight, np.ones((times, times, 1), np.uint8))
    canvas = np.zeros((h, w, 4), np.uint8)
    x = (w - image.shape[1]) // 2
    canvas[h - image.shape[0] :, x : x + image.shape[1]] = image
    return canvas


def say(name: str, found: float, bar: float, more: str = "") -> None:
    """Print one figure beside its bar: the least, or as a negative one the most."""
    held = found >= bar if bar >= 0 else found <= -bar
    sign = f">= {bar:g}" if bar >= 0 else f"<= {-bar:g}"
    print(f"{name:<44}{found:9.2f}{' ' if held else '*'} ({sign}) {more}".rstrip())
