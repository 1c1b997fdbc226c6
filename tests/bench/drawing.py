"""Pictures from words, measured: ``python -m tests.bench drawing``.

How far two seeds of one noun differ, how long a drawing takes on one core, and how long
a caption takes. Nothing here is asserted.
"""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass

from pixelengine_import.local_engine.caption import look_at, write_caption
from pixelengine_import.local_engine.drawing import Drawn, draw_picture
from pixelengine_import.local_engine.drawing.nouns import NOUNS
from pixelengine_import.local_engine.motion import Palette, Work

PAIRS = ((11, 222), (3333, 44_444), (5, 71), (900_001, 17), (8, 123_456))
BAR = 0.15
WISHES = (
    "dash sword attack",
    "a knight in a red cape walks slowly to the left, no sword",
    "idle breathing, subtle, seamless loop",
    "jump, then land and wave " * 40,
)


@dataclass(frozen=True)
class Row:
    """One noun: shares of pixels that differ, and seconds.

    Attributes:
        canvas: Of all pixels of the canvas, the median over the pairs of seeds.
        union: Of the pixels that either picture covers.
        seconds: Of every drawing.
    """

    noun: str
    canvas: float
    union: float
    seconds: tuple[float, ...]


def main() -> None:
    """Measure and print."""
    rows = [measured(noun) for noun in sorted({noun.name for noun in NOUNS.values()})]
    plans = {noun.plan for noun in NOUNS.values()}
    print(f"{len(rows)} nouns ({len(NOUNS)} words), {len(plans)} body plans, 64 x 64")
    for name in ("canvas", "union"):
        shares = [getattr(row, name) for row in rows]
        below = sum(share < BAR for share in shares)
        print(
            f"two seeds differ in {statistics.median(shares):6.1%} of the {name:<7}"
            f"(median over nouns); {below} nouns ({below / len(rows):.1%}) "
            f"below {BAR:.0%}"
        )
    for row in sorted(rows, key=lambda row: row.canvas)[:10]:
        print(
            f"    {row.noun:<14}{row.canvas:6.1%} of the canvas {row.union:6.1%} of it"
        )
    times = sorted((statistics.median(row.seconds), row.noun) for row in rows)
    middle = times[len(times) // 2][0]
    worst, noun = times[-1]
    print(
        f"drawing: {middle * 1000:.1f} ms median, {worst * 1000:.1f} ms worst ({noun})"
    )
    captions()


def measured(noun: str) -> Row:
    """Draw one noun with pairs of seeds."""
    canvas, union, seconds = [], [], []
    for pair in PAIRS:
        images = []
        for seed in pair:
            begin = time.perf_counter()
            images.append(drawn(noun, seed).image)
            seconds.append(time.perf_counter() - begin)
        one, other = images
        differ = (one != other).any(axis=-1)
        covered = (one[..., 3] > 0) | (other[..., 3] > 0)
        canvas.append(float(differ.mean()))
        union.append(float(differ.sum() / covered.sum()))
    middle = statistics.median
    return Row(noun, middle(canvas), middle(union), tuple(seconds))


def captions() -> None:
    """Time captions: the words, and apart from them looking at a decoded picture."""
    image = drawn("a knight 256x256", 7).image
    seen, told = [], []
    for _ in range(9):
        begin = time.perf_counter()
        looks = look_at(image)
        seen.append(time.perf_counter() - begin)
        for wish in WISHES:
            begin = time.perf_counter()
            write_caption(wish, looks)
            told.append(time.perf_counter() - begin)
    words, look = statistics.median(told) * 1000, statistics.median(seen) * 1000
    print(
        f"caption: {words:.1f} ms median, {max(told) * 1000:.1f} ms worst; "
        f"looking at 256 x 256 pixels, decoded: {look:.1f} ms"
    )


def drawn(prompt: str, seed: int) -> Drawn:
    """Draw with nobody watching."""
    work = Work(lambda _share: None, lambda: False)
    return draw_picture(prompt, seed=seed, palette=Palette(24), work=work)
