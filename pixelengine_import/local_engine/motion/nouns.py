"""The words for who and what is moved: living things, things, parts of them."""

from __future__ import annotations

from typing import Final

__all__ = [
    "CREATURES",
    "DESCRIBING",
    "ITEMS",
    "LOOKS",
    "PARTS",
    "PLANTS",
    "SHEETS",
    "WATERS",
    "is_known_noun",
]


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


CREATURES: Final = frozenset(
    _words(
        "knight wizard witch goblin robot skeleton zombie hero heroine warrior archer "
        "ninja samurai pirate princess prince queen king thief rogue mage monk priest "
        "soldier guardian dwarf elf orc troll giant ogre demon devil angel fairy "
        "vampire werewolf mummy ghost slime blob spider snake bat bird dragon wolf dog "
        "cat fox bear horse rabbit mouse rat frog crab bee butterfly owl chicken duck "
        "turtle monster creature alien man woman boy girl villager character figure "
        "person enemy boss npc player pet animal imp golem cowboy viking farmer "
        "merchant guard cultist necromancer paladin barbarian bandit assassin sorcerer "
        "sorceress mermaid penguin pig cow sheep goat lion tiger monkey mascot "
        "protagonist kid child baby body he she it"
    )
)
"""Who breathes."""

ITEMS: Final = frozenset(
    _words(
        "sword axe dagger mace potion gem crystal coin key ring amulet staff wand bow "
        "arrow shield helmet book scroll tome chest crate barrel bottle vial jewel "
        "diamond ruby emerald trophy crown medal spear hammer pickaxe shovel bomb item "
        "icon treasure orb"
    )
)
"""What lies, hangs or is picked up, and does not breathe."""

PLANTS: Final = frozenset(
    _words(
        "grass leaf tree bush flower fern reed seaweed wheat vine palm plant shrub "
        "cactus mushroom sapling"
    )
)
"""What bends in the wind when it idles."""

SHEETS: Final = frozenset(_words("flag banner pennant curtain sail"))
"""Cloth that hangs on something else."""

WATERS: Final = frozenset(
    _words("water ocean sea lake pond river lava pool puddle waterfall wave surface")
)
"""What has a surface."""

PARTS: Final[dict[str, str]] = {
    # Words for parts of a body, by where the part is looked for.
    **dict.fromkeys(_words("hair ponytail beard mane braid plume feather"), "hair"),
    **dict.fromkeys(_words("ear antenna"), "ears"),
    **dict.fromkeys(
        _words("cape cloak scarf robe skirt dress cloth clothes ribbon coat"), "cape"
    ),
    **dict.fromkeys(_words("tail"), "tail"),
    **dict.fromkeys(_words("flag banner"), "flag"),
    **dict.fromkeys(_words("flame fire ember"), "flame"),
}
"""What may move by itself."""

LOOKS: Final = frozenset(
    _words(
        "red green blue yellow orange purple violet pink brown black white grey gray "
        "gold golden silver dark bright pale old young evil happy sad angry fat thin "
        "tall short round armoured armored wooden iron steel stone ice magic magical"
    )
)
"""Words that stand before the thing that looks so."""

DESCRIBING: Final = LOOKS | frozenset(
    _words(
        "a an the of in on at with and or for by from into onto to as is are be "
        "do does did its "
        "his her their my your our this that these those very really so too while "
        "like some any one two three four bit up down out over under "
        "pixel pixels art style sprite sprites game asset quality high low hd "
        "resolution smooth smoothly seamless seamlessly looping loop clean crisp retro "
        "bit snes nes gba colour color colours colors palette frame frames fps cycle "
        "side view top isometric front back background transparent facing animation "
        "animated animate motion movement ending perfect best detailed simple cute "
        "nice good beautiful cool character's image picture "
        "please make please just only then again gif cartoon flat shaded outline "
        "left right forward forwards backward backwards away toward towards viewer "
        "camera screen place spot position pose naturally subtly "
        "proportion proportions remain same every each nothing but changes one next "
        "keeps keep thickness throughout first last held compact medium sized faces "
        "feet ground back empty nearly end ends started matches size"
    )
)
"""Words that say how a picture looks, and hold a sentence together."""


def is_known_noun(word: str) -> bool:
    """Tell whether a plain word names a thing that moves or is moved."""
    return (
        word in CREATURES
        or word in ITEMS
        or word in PLANTS
        or word in SHEETS
        or word in WATERS
        or word in PARTS
    )
