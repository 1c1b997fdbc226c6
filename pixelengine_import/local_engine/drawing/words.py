"""Words of prompts beside the nouns: colours, materials, clothes, sizes, moods."""

from __future__ import annotations

from typing import Final

__all__ = [
    "COLOURS",
    "FACINGS",
    "FILLERS",
    "MATERIALS",
    "MODIFIERS",
    "MOODS",
    "NEGATIONS",
    "PLACES",
    "SIZES",
    "SLOTS",
    "TINTS",
]


def _table(text: str) -> dict[str, str]:
    """Read rows of ``meaning: word word``; two words are joined by a hyphen."""
    found = {}
    for line in text.strip().splitlines():
        meaning, _, words = line.partition(":")
        for word in words.split():
            found[word.replace("-", " ")] = meaning.strip()
    return found


COLOURS: Final = _table("""
    black: black ebony
    grey: grey gray ashen
    white: white snowy-white ivory
    cream: cream beige
    red: red scarlet
    crimson: crimson maroon blood-red burgundy bloody
    orange: orange
    yellow: yellow
    gold: blond blonde
    brown: brown chestnut
    tan: tan
    green: green
    lime: lime
    olive: olive
    moss: mossy
    teal: teal turquoise
    cyan: cyan aqua
    blue: blue
    navy: navy
    sky: sky-blue azure
    purple: purple
    violet: violet indigo
    lavender: lavender lilac
    magenta: magenta fuchsia
    pink: pink rosy
""")
"""Names of colours, and the ramps that they stand for."""

MATERIALS: Final = _table("""
    gold: golden gold gilded
    silver: silver silvery
    steel: steel metal metallic chrome
    iron: iron
    bronze: bronze copper brass
    stone: stone granite rocky
    wood: wooden wood oaken
    ice: ice icy frozen frost frosty
    fire: fire fiery flaming burning flame
    lava: lava molten magma
    water: water watery
    leather: leather
    bone: bone bony
    glass: glass
    ruby: ruby
    emerald: emerald
    sapphire: sapphire
    amethyst: amethyst
    topaz: topaz
    obsidian: obsidian
    sand: sandy
    lime: poison poisonous toxic acid
    green: nature leafy
    yellow: electric lightning thunder
    dark purple: shadow shadowy cursed void
    sky: crystal crystalline
    crimson: blood vampiric
    pink: candy bubblegum
""")
"""What things are made of, or look as if they were."""

MODIFIERS: Final = _table("""
    dark: dark deep
    light: light
    pale: pale faded
    pastel: pastel soft
    bright: bright
    vivid: vivid
    neon: neon
    dull: dull muted rusty
""")

MOODS: Final = _table("""
    evil: evil angry scary menacing sinister wicked mean cursed furious demonic
    cute: cute chibi kawaii adorable friendly happy baby
    open: open opened
    shut: closed shut locked
    snowy: snowy snow-covered
""")

TINTS: Final = _table("""
    night: night moonlit moonlight nighttime midnight
    torch: torchlit firelit candlelit torchlight firelight
    dusk: sunset dusk sunrise dawn
    cave: underground underwater
""")
"""Light that falls on everything."""

SLOTS: Final = _table("""
    cape: cape cloak mantle
    plate: armor armour armored armoured mail plate
    robe: robe robes robed gown
    dress: dress
    tunic: tunic shirt
    coat: coat jacket
    clothes: clothes clothing outfit garb uniform suit
    helm: helmet helm helmeted
    hat: hat cap
    wizard hat: wizard-hat pointy-hat pointed-hat
    hood: hood hooded
    crown: crown crowned tiara
    halo: halo
    plume: plume feather
    hair: hair haired
    beard: beard bearded
    eyes: eye eyes eyed
    skin: skin skinned
    horns: horn horns horned antlers
    wings: wing wings winged
    tail: tail tailed
    pants: pants trousers leggings
    boots: boots boot shoes shoe
    gloves: gloves glove gauntlets
    belt: belt sash
    liquid: liquid fluid
    roof: roof roofed
    door: doorway
    walls: walls walled
    windows: windows window
    chimney: chimney
    sails: sails sail
    hull: hull
    flag: pennant
    leaves: leaves leaf foliage
    trunk: trunk bark
    fruit: fruit fruits apples berries cherries
    flowers: flowers blossoms
    spots: spots dots
    cap: mushroom-cap
    stem: stem stalk
    shell: shell
    beak: beak
    belly: belly chest-fur
    mane: mane
    jewel: gemstones jewels
    moss: moss
""")
"""Parts that a prompt may ask for or give a colour."""

SIZES: Final = _table("""
    24: tiny mini miniature
    32: small little
    96: big large tall
    128: giant huge gigantic massive enormous
""")
"""Sides of the canvas in pixels."""

FACINGS: Final = _table("""
    -1: left leftward leftwards
    1: right rightward rightwards sideways side-view profile
    0: front forward front-view viewer camera face-on head-on
    2: behind backwards back-view away
""")

NEGATIONS: Final = frozenset(["no", "without", "not", "never", "minus", "sans"])

PLACES: Final = frozenset(
    [
        "in",
        "on",
        "at",
        "under",
        "beside",
        "near",
        "inside",
        "by",
        "from",
        "against",
        "over",
        "above",
        "below",
        "atop",
        "within",
        "before",
        "beneath",
        "behind",
        "between",
        "through",
        "across",
    ]
)
"""After these a noun is scenery, unless it is something that is worn."""

FILLERS: Final = frozenset(
    [
        "a",
        "an",
        "the",
        "and",
        "or",
        "of",
        "with",
        "in",
        "on",
        "at",
        "for",
        "to",
        "from",
        "by",
        "as",
        "is",
        "are",
        "be",
        "it",
        "its",
        "his",
        "her",
        "their",
        "this",
        "that",
        "these",
        "those",
        "very",
        "really",
        "quite",
        "some",
        "one",
        "single",
        "who",
        "which",
        "has",
        "have",
        "having",
        "holding",
        "wearing",
        "carrying",
        "wielding",
        "using",
        "bearing",
        "armed",
        "dressed",
        "equipped",
        "facing",
        "looking",
        "turned",
        "pointing",
        "towards",
        "toward",
        "view",
        "seen",
        "pixel",
        "pixels",
        "pixelart",
        "art",
        "sprite",
        "sprites",
        "style",
        "styled",
        "image",
        "picture",
        "drawing",
        "icon",
        "asset",
        "game",
        "rpg",
        "character",
        "figure",
        "object",
        "item",
        "tile",
        "texture",
        "full",
        "body",
        "please",
        "make",
        "draw",
        "create",
        "generate",
        "standing",
        "stands",
        "stand",
        "idle",
        "pose",
        "posing",
        "simple",
        "detailed",
        "retro",
        "bit",
        "bits",
        "8bit",
        "16bit",
        "32bit",
        "nes",
        "snes",
        "nice",
        "beautiful",
        "cool",
        "high",
        "quality",
        "resolution",
        "hd",
        "background",
        "transparent",
        "plain",
        "isolated",
        "centered",
        "centred",
        "video",
        "inspired",
        "made",
        "like",
        "look",
        "looks",
        "kind",
        "type",
        "small-scale",
        "colour",
        "color",
        "colored",
        "coloured",
        "old-school",
        "covered",
        "painted",
        "px",
        "x",
        "same",
        "now",
        "keep",
        "also",
    ]
)
"""Words that ask for nothing that could be missed."""
