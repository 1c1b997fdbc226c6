"""Measures and colours of somebody, read from wishes once for all parts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pixelengine_import.local_engine.drawing.ramps import RAMPS

if TYPE_CHECKING:
    from pixelengine_import.local_engine.drawing.ramps import Ramp
    from pixelengine_import.local_engine.drawing.sketch import Sketch

__all__ = ["METALS", "Figure"]

METALS: Final = ("steel", "steel", "silver", "iron")

_BUILDS: Final = {
    # head radius, head y, neck y, hip y, shoulders, arm thickness
    "usual": (9.6, 18.0, 27.0, 44.0, 8.6, 3.0),
    "slim": (9.4, 18.0, 27.0, 44.0, 7.4, 2.6),
    "small": (10.8, 27.5, 37.5, 51.0, 8.0, 2.8),
    "stout": (10.5, 24.0, 33.5, 50.0, 11.5, 3.8),
    "big": (8.6, 14.5, 21.5, 44.0, 13.0, 4.6),
}
_HUMAN_SKINS: Final = ("fair", "fair", "tawny", "dark")
_HAIR: Final = ("brown", "black", "gold", "orange", "tan", "grey")


@dataclass(frozen=True, slots=True)
class Figure:
    """Somebody in the board's units.

    Attributes:
        head: Radius of the head.
        head_y: Its middle.
        neck: Where the trunk begins.
        hip: Where it ends.
        wide: Half of the shoulders' width.
        arm: Half of an arm's thickness.
        look: How far the face lies to the right of the middle.
        turn: -1 or 1 when seen a little from the side, 2 from behind, else 0.
    """

    head: float
    head_y: float
    neck: float
    hip: float
    wide: float
    arm: float
    look: float
    turn: int
    outfit: str
    face: str
    hat: str
    ears: str
    hair: str
    beard: str
    horns: bool
    jaw: bool
    skin: Ramp
    main: Ramp
    hair_ramp: Ramp
    hand: Ramp

    @classmethod
    def of(cls, s: Sketch) -> Figure:
        """Read a sketch's wishes."""
        build = s.trait("build", "usual")
        head, head_y, neck, hip, wide, arm = _BUILDS[build]
        if s.mood("cute"):
            head, head_y = head + 2, head_y + (0 if build == "big" else 1.5)
        turn = s.wishes.facing or 0
        beastly = "skin" in s.wishes.traits
        skin_names = s.wishes.traits.get("skin", _HUMAN_SKINS)
        skin = s.ramp("skin", *skin_names)
        clad = bool(s.wishes.traits.get("main")) and not s.trait(
            "skin_is_main", usual=False
        )
        if beastly and not clad and "main" in s.wishes.colours:
            skin = s.wishes.colours["main"]
        outfits = s.wishes.traits.get(
            "main", ("red", "blue", "green", "purple", "teal")
        )
        main = (
            s.ramp("main", *outfits)
            if clad or not beastly
            else RAMPS[s.dice.pick("cloth", ("brown", "leather", "tan"))]
        )
        outfit = _outfit(s)
        return cls(
            head=head,
            head_y=head_y,
            neck=neck,
            hip=hip,
            wide=wide + s.dice.between("wide", -0.5, 0.75),
            arm=arm,
            look=2.4 * (turn in {-1, 1}),
            turn=turn,
            outfit=outfit,
            face=s.trait("face", "human"),
            hat=_hat(s),
            ears=s.trait("ears"),
            hair=""
            if s.wishes.without & {"hair"}
            else s.trait("hair", ("short", "short", "long", "spiky", "bob")),
            beard=_beard(s),
            horns=s.has("horns", usual=s.trait("horns", usual=False)),
            jaw=bool(s.trait("jaw", usual=False)),
            skin=skin,
            main=s.ramp("clothes", main) if "clothes" in s.wishes.colours else main,
            hair_ramp=s.ramp("hair", *s.wishes.traits.get("hair_colour", _HAIR)),
            hand=s.ramp("plate", *s.wishes.traits.get("metal", METALS))
            if outfit == "plate"
            else skin,
        )


def _outfit(s: Sketch) -> str:
    for slot in ("plate", "robe", "dress", "tunic", "coat"):
        if s.has(slot):
            return slot
    return str(s.trait("outfit", "tunic"))


def _hat(s: Sketch) -> str:
    for slot in ("crown", "helm", "hood", "wizard hat", "halo", "hat"):
        if s.has(slot):
            return (
                "wizard hat"
                if slot == "hat" and s.trait("hat") == "wizard hat"
                else slot
            )
    if s.wishes.without & {"hat", "helm", "hood"}:
        s.used.update({"slot:hat", "slot:helm", "slot:hood"})
        return ""
    return str(s.trait("hat"))


def _beard(s: Sketch) -> str:
    if s.has("beard"):
        return "long"
    if "beard" in s.wishes.without:
        return ""
    return str(s.trait("beard"))
