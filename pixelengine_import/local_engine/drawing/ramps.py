"""Colours as pixel artists mix them: ramps of five tones with a shifted hue.

Shadows lean to blue, lights to yellow; the darkest tone draws the outlines. The tones
are chosen by hand. A colour that has no name here gets a ramp by the same idea.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from pixelengine_import.imaging.pixels import to_hex

if TYPE_CHECKING:
    from collections.abc import Callable

    from pixelengine_import.imaging.pixels import Colour

__all__ = [
    "BASE",
    "LIGHT",
    "LINE",
    "METAL",
    "RAMPS",
    "SHADE",
    "SHINE",
    "Ramp",
    "alter",
    "mix",
]

METAL = 2
"""The gloss of what mirrors the light."""
LINE, SHADE, BASE, LIGHT, SHINE = range(5)
"""Places in a ramp, from dark to light."""

Tones = tuple["Colour", "Colour", "Colour", "Colour", "Colour"]


@dataclass(frozen=True, slots=True)
class Ramp:
    """One colour or material.

    Attributes:
        name: What it is called.
        tones: Five colours from outline to highlight.
        gloss: 0 for cloth and skin, 1 for what shines, 2 for metal and glass.
    """

    name: str
    tones: Tones
    gloss: int = 0


def _ramp(name: str, tones: str, gloss: int = 0) -> Ramp:
    values = [int(text, 16) for text in tones.split()]
    line, shade, base, light, shine = ((v >> 16, v >> 8 & 255, v & 255) for v in values)
    return Ramp(name, (line, shade, base, light, shine), gloss)


RAMPS: Final[dict[str, Ramp]] = {
    row.name: row
    for row in (
        _ramp("black", "0f0e17 211f30 37354c 56556f 8384a0"),
        _ramp("grey", "25262f 56586a 868999 b2b6c1 dfe2e6"),
        _ramp("white", "444863 a4abc6 dde2ee f6f8fc ffffff"),
        _ramp("cream", "5a4030 c0a07c ecd9b0 f9efd2 fffbee"),
        _ramp("red", "3d0c1e 901b30 cf3039 ee5f4e ffa981"),
        _ramp("crimson", "2a0816 5c1026 8e1a2e b63540 de6a60"),
        _ramp("orange", "4a1710 ab461b e5782a f9a748 ffd98e"),
        _ramp("yellow", "5a3212 c28320 f2c332 fbe36c fff8c4"),
        _ramp("brown", "2a1512 5c3321 8a5533 b38050 d9ae7a"),
        _ramp("tan", "38211a 855a3a bb8a58 dcb47e f3dab0"),
        _ramp("green", "0e2a22 1f6638 3f9f45 78ca56 c0ec86"),
        _ramp("dark green", "0b211d 17472f 296a3b 4b8f4a 84ba68"),
        _ramp("lime", "1f3a12 4f9422 8fce36 c5ed62 f0fcae"),
        _ramp("olive", "26230f 565626 84843a b0ad5a d8d48c"),
        _ramp("moss", "16260f 406a2a 6c9c40 9dc45e d0e894"),
        _ramp("teal", "0b2b35 17636b 2a9c94 62cdb8 b3efd7"),
        _ramp("cyan", "0e3448 1f88a2 3dc4d1 86eae2 d4fdf4"),
        _ramp("blue", "101742 22389a 3a64d6 6a9ef2 b2d7ff"),
        _ramp("navy", "0b0f2a 17234f 263d7d 44629f 7a97c4"),
        _ramp("sky", "173760 3a86c8 6dbcf0 a9dffb e2f7ff"),
        _ramp("purple", "230f3d 522480 8440b5 b473d8 e2b4f2"),
        _ramp("violet", "1b0f3e 3d2a8c 6448c4 937ee6 cbbffa"),
        _ramp("dark purple", "170b2b 34174f 532a73 7a4a98 aa80c0"),
        _ramp("lavender", "3b2f63 8473b8 b6a5e3 d9cdf5 f4effe"),
        _ramp("magenta", "3d0a3a 951d78 d43ba6 f278cb ffc0ea"),
        _ramp("pink", "571a3c c65285 f18ab0 fdb9cd ffe3ea"),
        _ramp("fair", "4a2019 bd7453 ecb48c fbd4ae ffeed6"),
        _ramp("tawny", "3d1b14 9a5a38 cb8a59 e7b27f fbd9ae"),
        _ramp("dark", "20100f 562f22 845033 ac7649 d3a274"),
        _ramp("zombie", "1c2a22 4e6b4c 82a06c aec48c dbe6b8"),
        _ramp("goblin", "16300f 3e7a2c 68ab42 9ccf60 d2ee98"),
        _ramp("bone", "42352f a8977b ded0ae f4ecd2 fffcf0"),
        _ramp("gold", "4a260c a5641a e0a32c f9d65c fff8c0", 2),
        _ramp("silver", "33374d 757c94 b0b7c8 dfe4ec ffffff", 2),
        _ramp("steel", "22263a 525a76 8791aa bcc5d4 f4f7fb", 2),
        _ramp("iron", "1d1f2b 434757 6c7182 9ba1ad d5d9de", 2),
        _ramp("bronze", "34150e 8a4526 c5733f e7a76e fcd8aa", 2),
        _ramp("stone", "292a35 5a5c68 868991 aeb1b5 d8dad9"),
        _ramp("rock", "2b2522 5f544d 8c7e72 b3a698 dbd1c4"),
        _ramp("wood", "2b1812 633d28 936138 bb8c55 dfba87"),
        _ramp("bark", "261511 50311f 775031 a0774b c9a574"),
        _ramp("leather", "2f1912 6e4329 a06b3c c9965c e9c592"),
        _ramp("ice", "1b3c66 4f9bd0 93d3f2 cbf0fc ffffff", 2),
        _ramp("glass", "27476b 6ba3c9 a5d4ea d3f0f8 ffffff", 2),
        _ramp("fire", "6b1210 d63c17 f78422 fdc740 fff5b4"),
        _ramp("lava", "3a0d10 a8220f ee5a18 fca63a ffe98a"),
        _ramp("water", "0f2a5c 2459aa 3f8edb 7ac3f0 cceffc", 1),
        _ramp("sand", "5b3f20 bd935a e1c183 f2dda6 fdf3d0"),
        _ramp("earth", "2c1812 5c3826 815538 a67a52 c9a57c"),
        _ramp("ruby", "3a0620 94103c dc2450 fb6a78 ffd0c4", 2),
        _ramp("emerald", "06302c 0c7a52 22b866 74e68e d6fcc8", 2),
        _ramp("sapphire", "0c1650 1c3cb4 3474ec 7cb4fc dcf2ff", 2),
        _ramp("amethyst", "290e4e 6226a6 9a4ede c892f8 f4dcff", 2),
        _ramp("topaz", "542608 bc6412 f4a624 fcd866 fff8cc", 2),
        _ramp("obsidian", "08080f 191a2b 2d2f49 5a5f86 b4bce0", 2),
        _ramp("parchment", "553a22 b08c58 e3ca94 f5e6bc fff8e2"),
    )
}


def mix(one: Colour, other: Colour, share: int) -> Colour:
    """Return a mixture in whole numbers.

    Args:
        one: A colour.
        other: Another one.
        share: Per cent of the other.
    """
    r, g, b = (
        (a * (100 - share) + c * share + 50) // 100
        for a, c in zip(one, other, strict=True)
    )
    return r, g, b


def _of_colour(base: Colour) -> Ramp:
    """Make a ramp around a colour that was named by its number."""

    def times(factors: Colour) -> Colour:
        r, g, b = (c * f // 255 for c, f in zip(base, factors, strict=True))
        return r, g, b

    tones = (
        times((62, 48, 84)),
        times((158, 140, 176)),
        base,
        mix(base, (255, 240, 190), 38),
        mix(base, (255, 252, 236), 72),
    )
    return Ramp(to_hex(base), tones)


def _each(ramp: Ramp, name: str, change: Callable[[Colour], Colour]) -> Ramp:
    a, b, c, d, e = (change(tone) for tone in ramp.tones)
    return replace(ramp, name=f"{name} {ramp.name}", tones=(a, b, c, d, e))


def _spread(colour: Colour, per_cent: int) -> Colour:
    """Move a colour away from its own grey (above 100) or towards it (below)."""
    red, green, blue = colour
    grey = (3 * red + 6 * green + blue) // 10
    r, g, b = (min(255, max(0, grey + (c - grey) * per_cent // 100)) for c in colour)
    return r, g, b


def alter(ramp: Ramp | Colour, word: str = "") -> Ramp:
    """Return a ramp as an adjective has it.

    Args:
        ramp: A ramp, or a colour to make one of.
        word: ``dark``, ``light``, ``pale``, ``pastel``, ``bright``, ``neon``, ``dull``
            or nothing.
    """
    if not isinstance(ramp, Ramp):
        ramp = _of_colour(ramp)
    if word == "dark":
        return _each(ramp, word, lambda c: mix(c, (14, 8, 30), 42))
    if word == "light":
        return _each(ramp, word, lambda c: mix(c, (255, 252, 240), 38))
    if word in {"pale", "pastel"}:
        return _each(ramp, word, lambda c: mix(_spread(c, 80), (255, 250, 250), 50))
    if word in {"bright", "neon", "vivid"}:
        by = 125 if word == "bright" else 160
        return _each(ramp, word, lambda c: _spread(c, by))
    if word == "dull":
        return _each(ramp, word, lambda c: _spread(c, 45))
    return ramp
