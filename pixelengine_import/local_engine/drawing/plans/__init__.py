"""Body plans by name. A new one is a function and its row here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pixelengine_import.local_engine.drawing.plans import (
    beasts,
    birds,
    builds,
    critters,
    dragons,
    drifters,
    effects,
    flowers,
    food,
    fowl,
    insects,
    items,
    monsters,
    papers,
    people,
    plants,
    robots,
    sky,
    things,
    tiles,
    treasures,
    vehicles,
    weapons,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from pixelengine_import.local_engine.drawing.sketch import Sketch

__all__ = [
    "FRONTED",
    "GROWING",
    "HATTED",
    "HOLDING",
    "PLAIN",
    "PLANS",
    "SIDEWAYS",
    "TILES",
]

_DRAWN = (
    people.person,
    beasts.quadruped,
    dragons.dragon,
    critters.bat,
    insects.bee,
    birds.bird,
    insects.butterfly,
    critters.crab,
    critters.fish,
    critters.frog,
    drifters.medusa,
    drifters.octopus,
    birds.owl,
    fowl.penguin,
    fowl.perched,
    fowl.wader,
    critters.snail,
    critters.snake,
    insects.spider,
    critters.turtle,
    monsters.creature,
    monsters.eyeball,
    monsters.ghost,
    robots.golem,
    monsters.maneater,
    robots.robot,
    monsters.slime,
    monsters.worm,
    plants.bush,
    plants.cactus,
    flowers.flower,
    plants.grass,
    plants.mushroom,
    plants.palm,
    plants.pine,
    plants.tree,
    weapons.weapon,
    items.bomb,
    papers.book,
    treasures.chest,
    treasures.coin,
    treasures.gem,
    items.headgear,
    treasures.heart,
    treasures.key,
    items.lantern,
    items.potion,
    treasures.ring,
    items.sack,
    papers.scroll,
    treasures.star,
    food.apple,
    things.barrel,
    food.bread,
    things.campfire,
    things.candle,
    food.cheese,
    sky.cloud,
    things.crate,
    things.door,
    food.egg,
    food.meat,
    sky.moon,
    things.rock,
    things.sign,
    things.skull,
    sky.sun,
    vehicles.car,
    builds.castle,
    builds.house,
    vehicles.rocket,
    vehicles.ship,
    vehicles.spaceship,
    vehicles.tank,
    builds.tent,
    builds.tower,
    vehicles.train,
    tiles.brick,
    tiles.cobble,
    tiles.ground,
    tiles.liquid,
    tiles.meadow,
    tiles.planks,
    effects.explosion,
    effects.fire,
    effects.fireball,
    effects.lightning,
    effects.portal,
    effects.smoke,
    effects.sparkle,
    effects.splash,
)

PLANS: Final[dict[str, Callable[[Sketch], None]]] = {f.__name__: f for f in _DRAWN}
TILES: Final = frozenset({"brick", "cobble", "ground", "liquid", "meadow", "planks"})
"""Plans that fill the canvas and get no outline."""
PLAIN: Final = TILES | {"explosion", "fire", "fireball", "sparkle"}
"""Plans that get no outline: tiles, and light."""
GROWING: Final = frozenset(
    {
        "bird",
        "perched",
        "wader",
        "bush",
        "fish",
        "grass",
        "quadruped",
        "weapon",
        "headgear",
        "spaceship",
        "cloud",
    }
)
"""Plans of many sizes, which are brought to the size of the board."""
HATTED: Final = frozenset({"slime", "ghost"})
"""Plans of creatures that can wear what a trade wears on its head."""
HOLDING: Final = frozenset(
    {
        *("weapon", "bomb", "book", "coin", "gem", "heart", "key", "lantern", "potion"),
        *(
            "ring",
            "sack",
            "scroll",
            "star",
            "apple",
            "bread",
            "candle",
            "cheese",
            "egg",
        ),
        *("meat", "skull", "flower", "mushroom", "fish", "sign", "cactus", "fire"),
    }
)
"""Plans of things that fit into a hand."""
SIDEWAYS: Final = frozenset(
    {
        "bird",
        "perched",
        "wader",
        "bee",
        "car",
        "dragon",
        "fish",
        "quadruped",
        "ship",
        "snail",
        "snake",
    }
    | {"tank", "train", "turtle", "worm", "fireball"}
)
"""Plans that are seen from the side unless they are asked to look at us."""
FRONTED: Final = frozenset({"bird", "quadruped"})
"""Plans of those that can look at us as well."""
