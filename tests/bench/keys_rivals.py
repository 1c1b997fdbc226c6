"""What in-betweens are compared with: holding, crossfading, optical flow."""

from __future__ import annotations

import importlib
import importlib.util
from typing import TYPE_CHECKING, Any

import numpy as np

from pixelengine_import.local_engine.motion import Key, Palette, inbetween
from pixelengine_import.local_engine.motion.colours import nearest, pack, unpack
from tests.bench.keys_measures import colours_of
from tests.bench.motion_cast import quiet
from tests.bench.motion_measures import free_colour

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from pixelengine_import.local_engine.motion import Pixels

    Real = NDArray[np.float64]
    Way = Callable[[Pixels, Pixels, int], list[Pixels]]

__all__ = ["crossfade", "engine", "flow", "flow_is_there", "hold", "snapped"]

MIDDLE = 0.5
UP = 4
"""Flow is looked for in pictures enlarged this many times."""


def engine(a: Pixels, b: Pixels, total: int) -> list[Pixels]:
    """Let the local engine draw a clip between two keys, and cut it out again."""
    matte = free_colour(np.concatenate([a, b]))
    clip = inbetween(
        [Key(0, a), Key(total - 1, b)],
        prompt="",
        negative_prompt="",
        total_frames=total,
        seed=1,
        palette=Palette(max(2, len(colours_of(a) | colours_of(b)) + 1)),
        matte=matte,
        size=None,
        work=quiet(),
    )
    clear = (clip.frames[..., :3] == np.asarray(matte, np.uint8)).all(-1)
    return list(np.where(clear[..., None], 0, clip.frames).astype(np.uint8))


def hold(a: Pixels, b: Pixels, total: int) -> list[Pixels]:
    """Show the nearer key."""
    return [a if 2 * k <= total - 1 else b for k in range(total)]


def crossfade(a: Pixels, b: Pixels, total: int) -> list[Pixels]:
    """Mix both keys by their alpha."""
    between = [_mixed(a, b, k / (total - 1)) for k in range(1, total - 1)]
    return [a, *(np.rint(mix).astype(np.uint8) for mix in between), b]


def snapped(a: Pixels, b: Pixels, total: int) -> list[Pixels]:
    """Mix both keys, then take the nearest of their colours."""
    between = [_mixed(a, b, k / (total - 1)) for k in range(1, total - 1)]
    return [a, *(_snap(mix, a, b) for mix in between), b]


def flow_is_there() -> bool:
    """Tell whether OpenCV, which nothing here needs, happens to be installed."""
    return importlib.util.find_spec("cv2") is not None


def flow(a: Pixels, b: Pixels, total: int) -> list[Pixels]:
    """Warp both keys along DIS optical flow, mix, snap to their colours.

    Till Kroeger, Radu Timofte, Dengxin Dai and Luc Van Gool, "Fast optical flow using
    dense inverse search", 2016, as in OpenCV, on pictures enlarged four times.
    """
    cv2: Any = importlib.import_module("cv2")
    large = [np.kron(image, np.ones((UP, UP, 1), np.uint8)) for image in (a, b)]
    grey = [cv2.cvtColor(_on_grey(image), cv2.COLOR_RGB2GRAY) for image in large]
    dis = cv2.DISOpticalFlow_create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    ways = dis.calc(grey[0], grey[1], None), dis.calc(grey[1], grey[0], None)
    h, w = grey[0].shape
    x, y = np.meshgrid(np.arange(w, dtype=np.float32), np.arange(h, dtype=np.float32))
    out = [a]
    for k in range(1, total - 1):
        t = k / (total - 1)
        moved = []
        for image, way, time in zip(large, ways, (t, 1 - t), strict=True):
            alpha = image[..., 3:].astype(np.float32)
            veil = np.concatenate([image[..., :3] * (alpha / 255), alpha], -1)
            at = np.float32(x - time * way[..., 0]), np.float32(y - time * way[..., 1])
            moved.append(cv2.remap(np.float32(veil), *at, cv2.INTER_LINEAR))
        veil = (1 - t) * moved[0] + t * moved[1]
        veil = veil.reshape(h // UP, UP, w // UP, UP, 4).mean((1, 3))
        rgb = veil[..., :3] * 255 / np.maximum(veil[..., 3:], 1e-6)
        mix = np.concatenate([rgb, veil[..., 3:]], -1)
        out.append(_snap(np.clip(mix, 0, 255).astype(np.float64), a, b))
    return [*out, b]


def _mixed(a: Pixels, b: Pixels, t: float) -> Real:
    """Return a mixture with straight alpha, unrounded."""
    share_a = a[..., 3:] * (1 - t)
    share_b = b[..., 3:] * t
    alpha = share_a + share_b
    rgb = (a[..., :3] * share_a + b[..., :3] * share_b) / np.maximum(alpha, 1e-6)
    return np.asarray(np.concatenate([rgb, alpha], -1), np.float64)


def _snap(mix: Real, a: Pixels, b: Pixels) -> Pixels:
    """Return a mixture in the colours of the keys, with hard edges."""
    palette = unpack(np.array(sorted(colours_of(a) | colours_of(b)), np.int32))
    out = np.zeros(mix.shape, np.uint8)
    there = mix[..., 3] >= 255 * MIDDLE
    rgb = np.rint(mix[there][:, :3]).astype(np.uint8)
    every, place = np.unique(pack(rgb), return_inverse=True)
    out[there, :3] = palette[nearest(unpack(every), palette)][place]
    out[there, 3] = 255
    return out


def _on_grey(image: Pixels) -> Pixels:
    """Return a picture on middle grey."""
    share = image[..., 3:].astype(np.float64) / 255
    return np.asarray(np.rint(image[..., :3] * share + 128 * (1 - share)), np.uint8)
