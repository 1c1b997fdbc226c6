"""What people call colours, as one table."""

from __future__ import annotations

from typing import Final

__all__ = ["COLOUR_NAMES"]

COLOUR_NAMES: Final[tuple[tuple[str, tuple[int, int, int]], ...]] = (
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
