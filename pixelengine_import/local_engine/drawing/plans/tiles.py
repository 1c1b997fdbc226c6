"""Tiles that fill the whole canvas and fit to themselves on all sides."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pixelengine_import.local_engine.drawing.ramps import (
    BASE,
    LIGHT,
    LINE,
    SHADE,
    SHINE,
)

if TYPE_CHECKING:
    from pixelengine_import.local_engine.drawing.canvas import Ints
    from pixelengine_import.local_engine.drawing.ramps import Ramp
    from pixelengine_import.local_engine.drawing.sketch import Sketch

__all__ = ["brick", "cobble", "ground", "liquid", "meadow", "planks"]

_NEIGHBOURS = tuple((dx, dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1))


def _fill(s: Sketch, ramp: Ramp, tones: Ints) -> None:
    """Cover the canvas, corner to corner."""
    whole = np.ones(tones.shape, bool)
    s.canvas.lay(whole, ramp, tone=BASE, seam=False)
    s.canvas.tone[:] = tones


def _clouds(s: Sketch, name: str, cells: int) -> Ints:
    """Return ``(n, n)`` smooth noise of 0 to 255 that repeats at the borders."""
    size = s.canvas.size
    noise = s.dice.noise(name, cells, cells).astype(np.int64)
    place = np.arange(size) * cells * 256 // size
    low, part = place // 256 % cells, place % 256
    high = (low + 1) % cells
    part = part * part * (768 - 2 * part) // 65536
    rows = noise[low] * (256 - part[:, None]) + noise[high] * part[:, None]
    both = rows[:, low] * (256 - part) + rows[:, high] * part
    soft: Ints = (both // 65536).astype(np.int64)
    return soft


def _grain(s: Sketch, name: str) -> Ints:
    size = s.canvas.size
    return s.dice.noise(name, size, size).astype(np.int64)


def _stamp(tones: Ints, x: int, y: int, form: tuple[tuple[int, int, int], ...]) -> None:
    size = len(tones)
    for dx, dy, tone in form:
        tones[(y + dy) % size, (x + dx) % size] = tone


def meadow(s: Sketch) -> None:
    """Fill with grass: patches of light and shade, blades, now and then a flower."""
    ramp = s.ramp("main", "green", "green", "moss", "lime", "dark green")
    size = s.canvas.size
    soft = _clouds(s, "patches", 4)
    tones = np.where(soft < 90, SHADE, BASE)
    count = size * size // 40
    xs, ys = s.dice.noise("blade x", 1, count)[0], s.dice.noise("blade y", 1, count)[0]
    for i in range(count):
        x, y = int(xs[i]) * size // 256, int(ys[i]) * size // 256
        up = LIGHT if tones[y, x] == BASE else BASE
        form = (
            ((0, 0, up), (0, -1, up), (1, -2, up))
            if i % 2
            else ((0, 0, up), (0, -1, up), (-1, -2, up))
        )
        _stamp(tones, x, y, form)
        _stamp(tones, x, y + 1, ((0, 0, SHADE),))
    _fill(s, ramp, tones)
    if s.has("flowers", usual=s.dice.chance("flowers", 0.4)):
        petal = s.ramp("flowers", "white", "yellow", "red", "pink")
        mask = np.zeros((size, size), bool)
        middle = mask.copy()
        for i in range(max(2, size // 12)):
            x, y = (
                int(s.dice.share(f"flower x {i}") * size),
                int(s.dice.share(f"flower y {i}") * size),
            )
            for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1)):
                mask[(y + dy) % size, (x + dx) % size] = True
            middle[y, x] = True
        s.mark(mask, petal, LIGHT)
        s.mark(middle, s.ramp("second", "gold", "orange"), BASE)


def ground(s: Sketch) -> None:
    """Fill with earth, sand, snow or whatever lies loose."""
    ramp = s.ramp("main", *s.wishes.traits.get("coat", ("earth",)))
    size = s.canvas.size
    soft = _clouds(s, "drifts", 5)
    ripples = s.trait("ripples", usual=False)
    tones = np.full((size, size), BASE, np.int64)
    if ripples:
        wave = (np.arange(size)[:, None] * 6 * 256 // size + soft // 2) % 256
        tones[wave < 70] = LIGHT
        tones[(wave >= 70) & (wave < 100)] = SHADE
    else:
        tones[soft > 165] = LIGHT
        tones[soft < int(s.trait("shade", 80))] = SHADE
    grain = _grain(s, "grain")
    tones[grain < 5] = SHADE
    tones[grain > 250] = LIGHT if not ripples else SHINE
    pebbles = int(s.trait("pebbles", 0))
    for i in range(pebbles):
        x, y = (
            int(s.dice.share(f"pebble x {i}") * size),
            int(s.dice.share(f"pebble y {i}") * size),
        )
        _stamp(
            tones,
            x,
            y,
            (
                (0, 0, LIGHT),
                (1, 0, LIGHT),
                (0, 1, SHADE),
                (1, 1, SHADE),
                (2, 1, LINE),
                (0, 2, LINE),
                (1, 2, LINE),
            ),
        )
    _fill(s, ramp, tones)


def cobble(s: Sketch) -> None:
    """Fill with stones: each pixel belongs to the nearest of scattered middles."""
    ramp = s.ramp("main", "stone", "stone", "rock", "grey")
    size = s.canvas.size
    cells = 5
    step = size * 16 // cells
    y, x = np.mgrid[0:size, 0:size] * 16 + 8
    best = np.full((size, size), 1 << 40, np.int64)
    second = best.copy()
    shade = np.zeros((size, size), np.int64)
    lit = np.zeros((size, size), np.int64)
    for row in range(cells):
        for column in range(cells):
            dx, dy = (
                s.dice.share(f"x {row} {column}"),
                s.dice.share(f"y {row} {column}"),
            )
            cx = int(column * step + step * (0.2 + 0.6 * dx))
            cy = int(row * step + step * (0.2 + 0.6 * dy))
            tone = int(s.dice.share(f"tone {row} {column}") * 3)
            for ox, oy in _NEIGHBOURS:
                px, py = x - cx - ox * size * 16, y - cy - oy * size * 16
                far = px * px + py * py
                nearer = far < best
                second = np.where(nearer, best, np.minimum(second, far))
                best = np.where(nearer, far, best)
                shade = np.where(nearer, tone, shade)
                lit = np.where(nearer, px + py, lit)
    gap = np.sqrt(second.astype(np.float64)) - np.sqrt(best.astype(np.float64))
    tones = np.where(shade == 2, LIGHT, np.where(shade == 1, BASE, BASE))
    reach = step // 3
    tones = np.where(lit > reach, SHADE, np.where(lit < -reach, LIGHT, tones))
    tones = np.where((lit < -reach) & (shade == 2), SHINE, tones)
    tones[gap < 24] = LINE
    tones[(_grain(s, "grain") < 6) & (tones > SHADE)] = SHADE
    _fill(s, ramp, tones)


def brick(s: Sketch) -> None:
    """Fill with a wall of bricks or hewn blocks."""
    ramp = s.ramp("main", *s.wishes.traits.get("coat", ("crimson", "red", "brown")))
    size = s.canvas.size
    rows = int(s.trait("rows", (4, 8)))
    columns = 4 if rows == 8 else 2
    y, x = np.mgrid[0:size, 0:size]
    row = y * rows // size
    shifted = (x + (row % 2) * size // (2 * columns)) % size
    column = shifted * columns // size
    top, low = (
        (row * size + rows - 1) // rows,
        ((row + 1) * size + rows - 1) // rows - 1,
    )
    left, right = (
        (column * size + columns - 1) // columns,
        ((column + 1) * size + columns - 1) // columns - 1,
    )
    tones = np.full((size, size), BASE, np.int64)
    for r in range(rows):
        for c in range(columns):
            draw = s.dice.share(f"brick {r} {c}")
            here = (row == r) & (column == c)
            if draw < 0.2:
                tones[here] = SHADE
            elif draw > 0.8:
                tones[here] = LIGHT
    plain = tones.copy()
    tones[(y == top) | (shifted == left)] = LIGHT
    tones[((y == top) | (shifted == left)) & (plain == LIGHT)] = SHINE
    tones[(y == low - 1) | (shifted == right - 1)] = SHADE
    tones[(y == low) | (shifted == right)] = LINE
    grain = _grain(s, "grain")
    tones[(grain < 9) & (tones == BASE)] = SHADE
    _fill(s, ramp, tones)


def planks(s: Sketch) -> None:
    """Fill with boards."""
    ramp = s.ramp("main", "wood", "brown", "bark")
    size = s.canvas.size
    boards = 4
    y, x = np.mgrid[0:size, 0:size]
    row = y * boards // size
    tones = np.full((size, size), BASE, np.int64)
    for r in range(boards):
        here = row == r
        cut = int(s.dice.share(f"cut {r}") * size)
        veins = s.dice.noise(f"vein {r}", 1, size)[0]
        for line in np.flatnonzero(here[:, 0]):
            start, long = (
                int(veins[line]) * size // 256,
                size // 3 + int(veins[line - 1]) % (size // 3),
            )
            span = (np.arange(size) - start) % size < long
            tones[line, span] = (
                SHADE
                if veins[line] % 3 == 0
                else LIGHT
                if veins[line] % 3 == 1
                else BASE
            )
        tones[here & (x == cut)] = LINE
        tones[here & (x == (cut + 1) % size)] = LIGHT
        middle = (r * 2 + 1) * size // (2 * boards)
        for dx in (-3, 3):
            tones[middle, (cut + dx) % size] = LINE
    low = ((row + 1) * size + boards - 1) // boards - 1
    top = (row * size + boards - 1) // boards
    tones[y == top] = LIGHT
    tones[y == low] = LINE
    _fill(s, ramp, tones)


def liquid(s: Sketch) -> None:
    """Fill with water or lava: bands that wind, and crests of light."""
    ramp = s.ramp("main", *s.wishes.traits.get("coat", ("water",)))
    size = s.canvas.size
    soft = _clouds(s, "swell", 4) + _clouds(s, "ripple", 8) // 2
    wave = (np.arange(size)[:, None] * 4 * 256 // size + soft * 2) % 256
    tones = np.full((size, size), BASE, np.int64)
    tones[wave < 60] = SHADE
    tones[(wave >= 128) & (wave < 150)] = LIGHT
    deep = _clouds(s, "deep", 3)
    tones[(deep > 165) & (tones == BASE)] = (
        LIGHT if s.trait("hot", usual=False) else BASE
    )
    crest = (wave >= 136) & (wave < 144) & (_clouds(s, "crest", 6) > 120)
    tones[crest] = SHINE
    _fill(s, ramp, tones)
