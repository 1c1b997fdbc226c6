"""What each verb has to reach, as a table."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from pixelengine_import.local_engine.motion import vocabulary

__all__ = ["ALL", "BARS", "ENDING", "PROMPTS", "Bar"]


@dataclass(frozen=True, slots=True)
class Bar:
    """A range that a number has to lie in.

    Attributes:
        name: Which number of `tests.bench.motion_measures.Measured`.
        low: The least.
        high: The most.
        of: ``mean`` over the sprites, or the ``least`` or the ``most`` of any.
        size: Whether the sign does not matter.
    """

    name: str
    low: float = -math.inf
    high: float = math.inf
    of: str = "mean"
    size: bool = False

    def __str__(self) -> str:
        name = f"|{self.name}|" if self.size else self.name
        name = name if self.of == "mean" else f"{self.of} {name}"
        if self.low == self.high:
            return f"{name} {self.low:g}"
        if math.isinf(self.low):
            return f"{name} <= {self.high:g}"
        if math.isinf(self.high):
            return f"{name} >= {self.low:g}"
        return f"{name} {self.low:g}..{self.high:g}"

    def held(self, values: list[float]) -> bool:
        """Return whether the sprites' numbers reach it."""
        by = {
            "mean": sum(values) / len(values),
            "least": min(values),
            "most": max(values),
        }
        found = abs(by[self.of]) if self.size else by[self.of]
        return self.low - 1e-9 <= found <= self.high + 1e-9


PROMPTS: Final[dict[str, tuple[str, ...]]] = {
    "attack": ("attack to the right", "attack to the left"),
    "death": ("dies",),
    "idle": ("breathing idle",),
    "run": ("run to the right", "run to the left"),
    "sway": ("sways in the wind",),
}
"""What is asked for, where it is not the verb itself."""

ENDING: Final = vocabulary.ENDING | {"appear"}
"""Verbs that do not lead back to their beginning."""

ALL: Final = (
    Bar("ident", 100, 100, of="least"),
    Bar("pal", 100, 100, of="least"),
    Bar("chg", 8, of="least"),
    Bar("speck", high=0, of="most"),
    Bar("parts", high=1, of="most"),
    Bar("still", high=25, of="most"),
)

BARS: Final[dict[str, tuple[Bar, ...]]] = {
    "idle": (
        Bar("move", 3, 15),
        Bar("chg", 12, 45),
        Bar("cy", high=0),
        Bar("cx", high=3, size=True),
        Bar("vh", 0.4),
        Bar("seam", high=1),
        Bar("area", high=12),
        Bar("head", high=10.5),
    ),
    "float": (
        Bar("move", 8, 35),
        Bar("chg", 25, 70),
        Bar("cy", high=-4),
        Bar("vh", 0.6),
        Bar("seam", high=1),
        Bar("area", high=3),
        Bar("head", high=10.5),
    ),
    "walk": (
        Bar("move", 10, 35),
        Bar("chg", 30, 70),
        Bar("vh", 0.3, 0.95),
        Bar("area", high=10),
    ),
    "run to the right": (Bar("cx", 0), Bar("vh", 0.25, 0.95), Bar("area", high=12)),
    "run to the left": (
        Bar("cx", high=0),
        Bar("vh", 0.25, 0.95),
        Bar("area", high=12),
    ),
    "jump": (
        Bar("move", 25),
        Bar("chg", 45),
        Bar("cy", high=-15),
        Bar("bbox", 10),
        Bar("vh", 0.8),
        Bar("seam", high=1),
        Bar("area", high=18),
    ),
    "attack to the right": (
        Bar("move", 20),
        Bar("chg", 40),
        Bar("cx", 10),
        Bar("vh", high=0.2),
        Bar("seam", high=1),
        Bar("area", high=10),
    ),
    "attack to the left": (
        Bar("move", 20),
        Bar("chg", 40),
        Bar("cx", high=-10),
        Bar("vh", high=0.2),
        Bar("seam", high=1),
        Bar("area", high=10),
    ),
    "hurt": (
        Bar("move", 8, 40),
        Bar("chg", 35),
        Bar("cx", high=0),
        Bar("vh", high=0.5),
        Bar("seam", high=1),
        Bar("area", high=16),
    ),
    "death": (
        Bar("move", 45),
        Bar("chg", 55),
        Bar("cy", 10),
        Bar("area", high=45),
    ),
    "spin": (
        Bar("move", 30),
        Bar("chg", 50),
        Bar("cx", high=3, size=True),
        Bar("vh", high=0.1),
    ),
    "sway": (
        Bar("move", 6, 30),
        Bar("chg", 18, 60),
        Bar("foot", high=20),
        Bar("seam", high=1),
        Bar("area", high=8),
    ),
}
"""Beside those for all: by verb, or by prompt where a verb has several."""
