"""What a plan draws with: a pen, chance, and what the prompt wishes for.

A sketch notes which wishes a plan asked for. Whatever no plan has asked for was not
drawn, and is reported as ignored.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from pixelengine_import.local_engine.drawing.ramps import (
    BASE,
    LIGHT,
    LINE,
    RAMPS,
    SHINE,
    Ramp,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pixelengine_import.local_engine.drawing.canvas import Canvas
    from pixelengine_import.local_engine.drawing.dice import Dice
    from pixelengine_import.local_engine.drawing.shapes import Mask, Pen

__all__ = ["Sketch", "Wishes"]


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a drawing is to be, beside its plan.

    Attributes:
        traits: What the noun says of itself, such as its ears.
        colours: Ramps by slot; ``main`` and ``second`` belong to the body.
        worn: Slots that were asked for, such as ``cape``.
        without: Slots and things that are not wanted.
        held: Nouns of what is held, the weapon hand first.
        moods: Such as ``evil`` or ``cute``.
        facing: -1 left, 1 right, 0 towards us, 2 away from us, None as it likes.
    """

    traits: Mapping[str, Any] = field(default_factory=dict)
    colours: Mapping[str, Ramp] = field(default_factory=dict)
    worn: frozenset[str] = frozenset()
    without: frozenset[str] = frozenset()
    held: tuple[str, ...] = ()
    moods: frozenset[str] = frozenset()
    facing: int | None = None


@dataclass(frozen=True, slots=True)
class Sketch:
    """One drawing in the making.

    Attributes:
        canvas: What it is drawn on.
        pen: Its shapes.
        dice: Its chances.
        wishes: What it is to be.
        draw_thing: Draws another noun, by itself or as it is held.
        used: Wishes that were looked at: ``colour:cape``, ``held:torch``.
    """

    canvas: Canvas
    pen: Pen
    dice: Dice
    wishes: Wishes
    draw_thing: Callable[[str, Sketch, bool], None]
    used: set[str] = field(default_factory=set)

    def draw(self, noun: str, frame: Sketch, *, held: bool = False) -> None:
        """Draw another noun, with a sketch that lies where it is to be."""
        self.draw_thing(noun, frame, held)

    def lay(
        self,
        mask: Mask,
        ramp: Ramp,
        *,
        tone: int | None = None,
        dim: int = 0,
        seam: bool = True,
        drop: float = 0,
        soft: bool = False,
    ) -> None:
        """Lay a part over what is there; ``drop`` is in the board's units."""
        down = round(drop * self.canvas.size / 64)
        self.canvas.lay(mask, ramp, tone=tone, dim=dim, seam=seam, drop=down, soft=soft)

    def mark(self, mask: Mask, ramp: Ramp, tone: int = BASE) -> None:
        """Draw something flat, without a seam."""
        self.canvas.lay(mask, ramp, tone=tone, seam=False)

    def on(self, mask: Mask, ramp: Ramp, tone: int = BASE) -> None:
        """Draw something flat on what is there already, and nowhere else."""
        self.mark(mask & self.canvas.filled, ramp, tone)

    def eye(self, x: float, y: float, size: float = 1.3, *, tall: float = 1.4) -> None:
        """Draw one dark eye with a light in it, or one that glows."""
        colour = self.wishes.colours.get("eyes")
        self.used.add("colour:eyes")
        evil = "evil" in self.wishes.moods
        self.used.add("mood:evil")
        shape = self.pen.ellipse(x, y, size, size * tall)
        if colour is None and evil:
            colour = RAMPS["red"]
        if colour is not None:
            self.mark(shape, colour, LIGHT)
            inner = self.pen.ellipse(x + size * 0.3, y, size * 0.5, size * tall * 0.6)
            self.mark(inner, colour, SHINE if evil else LINE)
            return
        self.mark(shape, RAMPS["black"], LINE)
        spark = self.pen.ellipse(x - size * 0.35, y - size * 0.6, size * 0.5)
        self.mark(spark & shape, RAMPS["white"], SHINE)

    def ramp(self, slot: str, *choices: str | Ramp) -> Ramp:
        """Return the colour of a slot: the one that is wished for, or one by chance.

        Args:
            slot: Such as ``cape``; ``main`` is the body itself.
            choices: Ramps to choose from, or their names.
        """
        self.used.add(f"colour:{slot}")
        wished = self.wishes.colours.get(slot)
        if wished is not None:
            return wished
        found = self.dice.pick(f"colour {slot}", choices)
        return found if isinstance(found, Ramp) else RAMPS[found]

    def has(self, slot: str, *, usual: bool = False) -> bool:
        """Tell whether something is worn: as wished for, or as usual."""
        self.used.add(f"slot:{slot}")
        if slot in self.wishes.without:
            return False
        return usual or slot in self.wishes.worn

    def mood(self, name: str) -> bool:
        """Tell whether a mood is wished for."""
        self.used.add(f"mood:{name}")
        return name in self.wishes.moods

    def trait(self, name: str, usual: Any = "") -> Any:
        """Return what the noun says of itself; of several possibilities one."""
        found = self.wishes.traits.get(name, usual)
        return self.dice.pick(name, found) if isinstance(found, tuple) else found

    def at(
        self,
        x: float,
        y: float,
        *,
        turn: float = 0,
        scale: float = 1,
        flip: bool = False,
    ) -> Sketch:
        """Return a sketch on the same canvas whose board lies elsewhere."""
        return replace(self, pen=self.pen.at(x, y, turn=turn, scale=scale, flip=flip))
