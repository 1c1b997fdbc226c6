"""Weapons and tools: drawn around their grip, so that a hand can hold them.

The grip is at the origin and up is away from the hand; a unit is one of the board when
somebody holds it. By itself a weapon lies across the whole board.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pixelengine_import.local_engine.drawing.plans import arms, tools
from pixelengine_import.local_engine.drawing.shapes import direction

if TYPE_CHECKING:
    from collections.abc import Callable

    from pixelengine_import.local_engine.drawing.sketch import Sketch

__all__ = ["GRIPPED", "Grip", "weapon"]


@dataclass(frozen=True, slots=True)
class Grip:
    """How a thing is held, and how it lies when it is alone.

    Attributes:
        draw: Draws it around its grip.
        up: How far it reaches from the grip.
        down: And to the other side.
        held: Degrees that it leans outwards in a hand.
        alone: Degrees that it lies turned by itself; the seed chooses.
        length: Its length by itself, in the board's units.
    """

    draw: Callable[[Sketch], None]
    up: float
    down: float
    held: float = 12
    alone: tuple[float, ...] = (45,)
    length: float = 74


def weapon(s: Sketch) -> None:
    """Draw one by itself, across the board."""
    grip = GRIPPED[s.trait("weapon")]
    turn = s.dice.pick("alone", grip.alone)
    east, south = direction(turn)
    scale = grip.length / (grip.up + grip.down)
    middle = (grip.up - grip.down) / 2 * scale
    grip.draw(s.at(-east * middle, 32 - south * middle, turn=turn, scale=scale))


GRIPPED: Final[dict[str, Grip]] = {
    "sword": Grip(arms.sword, 28, 7),
    "dagger": Grip(arms.dagger, 14, 6.5, length=58),
    "axe": Grip(arms.axe, 25, 8, alone=(40,), length=66),
    "hammer": Grip(arms.hammer, 24, 8, alone=(40,), length=66),
    "mace": Grip(arms.mace, 27, 7, alone=(40,), length=66),
    "club": Grip(arms.club, 25, 6, alone=(40,), length=64),
    "spear": Grip(arms.spear, 37, 17, held=4, alone=(45, 45, 0), length=80),
    "trident": Grip(arms.trident, 36, 17, held=4, alone=(45, 45, 0), length=78),
    "staff": Grip(arms.staff, 30, 18, held=3, alone=(35, 0), length=74),
    "wand": Grip(arms.wand, 18, 5, length=64),
    "bow": Grip(tools.bow, 20, 20, held=0, alone=(0,), length=60),
    "crossbow": Grip(tools.crossbow, 20, 10, held=30, alone=(40,), length=60),
    "torch": Grip(tools.torch, 24, 9, held=8, alone=(0, 30), length=60),
    "shield": Grip(tools.shield, 12, 14, held=0, alone=(0,), length=58),
    "gun": Grip(tools.gun, 7, 8, held=0, alone=(0,), length=34),
    "scythe": Grip(tools.scythe, 31, 16, held=5, alone=(25, 0), length=68),
    "pickaxe": Grip(tools.pickaxe, 24, 8, alone=(40,), length=62),
    "shovel": Grip(tools.shovel, 31, 10, length=74),
    "arrow": Grip(tools.arrow, 25, 17, alone=(45, 45, 90), length=78),
    "flag": Grip(tools.flag, 32, 16, held=4, alone=(0,), length=58),
}
