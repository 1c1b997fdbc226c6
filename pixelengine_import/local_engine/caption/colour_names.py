"""What people call colours, as one table of OKLab neighbours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from pixelengine_import.imaging.oklab import distances, to_oklab

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

__all__ = ["COLOUR_NAMES", "name_colours"]

COLOUR_NAMES: Final[tuple[tuple[str, tuple[int, int, int]], ...]] = (
    # "light" and "bright" are left out: a prompt may mean the motion by the first.
    ("black", (12, 12, 16)),
    ("black", (38, 36, 42)),
    ("dark grey", (80, 80, 84)),
    ("grey", (135, 135, 138)),
    ("pale grey", (192, 192, 196)),
    ("white", (248, 248, 246)),
    ("cream", (246, 232, 196)),
    ("beige", (226, 190, 150)),
    ("tan", (196, 150, 104)),
    ("brown", (136, 88, 48)),
    ("dark brown", (76, 48, 32)),
    ("dark red", (112, 22, 28)),
    ("red", (208, 38, 40)),
    ("pink", (240, 140, 168)),
    ("orange", (238, 124, 32)),
    ("golden", (222, 168, 44)),
    ("yellow", (250, 222, 60)),
    ("olive", (124, 124, 44)),
    ("lime", (164, 222, 52)),
    ("green", (60, 164, 60)),
    ("dark green", (24, 84, 44)),
    ("teal", (24, 124, 124)),
    ("turquoise", (64, 212, 196)),
    ("sky blue", (110, 186, 244)),
    ("blue", (44, 92, 220)),
    ("dark blue", (24, 34, 96)),
    ("purple", (116, 48, 156)),
    ("dark purple", (58, 28, 84)),
    ("lavender", (182, 160, 230)),
    ("magenta", (222, 44, 168)),
)
OUTLINE: Final = "black"
"""Pixel art is outlined: this colour names a picture only when nothing else does."""
SHARE = 12
"""Per cent of the subject that a colour must cover to be named."""
MOST = 2


def name_colours(rgb: NDArray[np.uint8]) -> tuple[str, ...]:
    """Return the names of the dominant colours, the commonest first.

    Args:
        rgb: ``(n, 3)``, the pixels of a subject, one or more.

    Returns:
        At most two names; none when no colour stands out.
    """
    colours, counts = np.unique(rgb, axis=0, return_counts=True)
    table = np.asarray([value for _, value in COLOUR_NAMES], np.uint8)
    nearest = distances(to_oklab(colours), to_oklab(table)).argmin(axis=1)
    shares: dict[str, int] = {}
    for place, count in zip(nearest.tolist(), counts.tolist(), strict=True):
        name = COLOUR_NAMES[place][0]
        shares[name] = shares.get(name, 0) + count
    named = _common(shares, len(rgb))
    return tuple([n for n in named if n != OUTLINE][:MOST] or named[:MOST])


def _common(shares: Mapping[str, int], total: int) -> list[str]:
    """Return the names above the share, the commonest first, ties by name."""
    ranked = sorted(shares, key=lambda name: (-shares[name], name))
    return [name for name in ranked if shares[name] * 100 >= SHARE * total]
