"""Sentences about motions. Each asks the animator for its own verb and no other.

A test reads every one of them back; who changes a word here must run it.
"""

from __future__ import annotations

from typing import Final

__all__ = [
    "ENDINGS",
    "FILLERS",
    "LAYER_PHRASES",
    "LOOP",
    "MANNERS",
    "MOTIONS",
    "PARTS",
    "SUBJECTS",
    "TOOLS",
]


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


MOTIONS: Final[dict[str, tuple[str, str]]] = {
    # What the subject does; how that looks. The side and the tool go between them.
    "attack": (
        "attacks",
        "first drawn back for a moment, then thrust out with full reach",
    ),
    "blink": ("blinks", "the eyelids down for an instant and up again"),
    "block": ("blocks", "the weight low and both arms up in front of the body"),
    "cast": (
        "casts a spell",
        "both arms raised and power gathered before it is let go",
    ),
    "dance": (
        "dances",
        "the hips from one side to the other and each arm up on its beat",
    ),
    "death": (
        "collapses",
        "the knees give way first and the whole body ends flat on the ground",
    ),
    "flicker": ("flickers", "the tips up and down while the base keeps its place"),
    "float": ("floats", "up and down in the air on an even beat"),
    "fly": ("flies", "up with each beat and down again between two of them"),
    "glow": ("glows", "brighter and darker again in an even rhythm"),
    "grow": ("grows", "from its own size to a larger one, the base in its place"),
    "hop": ("hops", "both feet off the ground at once and down on bent knees"),
    "hurt": ("flinches", "thrown back by the impact and then upright again"),
    "idle": ("breathes", "the upper body up and down while the feet keep their place"),
    "jump": (
        "jumps",
        "down on bent knees, up into the air and back onto the ground",
    ),
    "run": (
        "runs",
        "the body tilted forward and both feet off the ground for an instant",
    ),
    "shake": ("shakes", "from one side to the other and back in short jerks"),
    "shoot": ("shoots", "one arm out in front until the shot throws it back"),
    "shrink": ("shrinks", "from its own size to a lesser one, the base in its place"),
    "sneak": (
        "sneaks",
        "low on bent knees, each foot far out before the weight is on it",
    ),
    "spin": ("spins", "once around its own upright axis through front and back"),
    "sway": (
        "sways",
        "the top bent one way and then the other over a base that keeps its place",
    ),
    "turn": ("turns around", "mirrored for a while and then as it was before"),
    "walk": ("walks", "one leg after the other while the arms answer them"),
}

LAYER_PHRASES: Final[dict[str, str]] = {
    # A second motion on top of the first.
    "blink": "It blinks once on the way.",
    "flicker": "Its edges flicker all the while.",
    "float": "The whole body bobs all the while.",
    "glow": "It glows all the while.",
    "idle": "Between the beats it breathes.",
    "shake": "It trembles all the while.",
    "sway": "Loose parts sway all the while.",
}

MANNERS: Final[dict[float, str]] = {1.4: " powerfully", 0.65: " gently", 1.0: ""}
"""By the strength that the prompt asked for."""

LOOP: Final = "The motion is a seamless loop: the last frame meets the first."

ENDINGS: Final[dict[str, str]] = {
    "attack": "At the end the first pose is back.",
    "block": "At the end the first pose is back.",
    "cast": "At the end the first pose is back.",
    "death": "The last pose is held.",
    "grow": "The last size is held.",
    "hurt": "At the end the first pose is back.",
    "jump": "At the end the first pose is back.",
    "shoot": "At the end the first pose is back.",
    "shrink": "The last size is held.",
    "turn": "At the end the first pose is back.",
}

FILLERS: Final[tuple[str, ...]] = (
    "The proportions and the colours are the same in every frame.",
    "Only the pose changes, by a measured amount for each frame.",
)

SUBJECTS: Final = frozenset(
    _words(
        "knight wizard witch goblin robot skeleton zombie hero warrior archer ninja "
        "samurai pirate princess prince queen king thief rogue mage monk priest "
        "soldier guardian dwarf elf orc troll giant ogre demon devil angel fairy "
        "vampire werewolf mummy ghost slime blob spider snake bat bird dragon wolf dog "
        "cat fox bear horse rabbit mouse rat frog crab bee butterfly owl chicken duck "
        "turtle monster creature alien tree flower bush mushroom cactus torch candle "
        "campfire lantern flag banner coin gem crystal potion chest door ship rocket "
        "spaceship tank car boat cloud star heart key orb balloon man woman boy girl "
        "villager"
    )
)
"""Who or what may be named by the prompt."""

TOOLS: Final = frozenset(
    _words(
        "sword axe spear dagger knife mace staff wand bow gun rifle pistol blaster "
        "katana scythe lance sabre saber halberd sling"
    )
)
"""What may be held."""

PARTS: Final = frozenset(
    _words("cape cloak scarf robe hair tail wing antenna ear ponytail skirt beard")
)
"""What follows a beat later, when the prompt names it."""
