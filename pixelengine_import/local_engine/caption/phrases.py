"""How motions look, by verb, in words that ask for no other motion.

A test reads every phrase back; who changes a word here, or adds a verb to the
vocabulary, must run it. A verb without a row of its own gets the general phrase.
"""

from __future__ import annotations

from typing import Final

__all__ = [
    "ENDINGS",
    "FILLERS",
    "GENERAL",
    "LAYER_SAID",
    "LEGLESS",
    "LOOKS_OF",
    "LOOP",
    "MANNERS",
    "PARTS",
    "PART_PHRASES",
    "SAID",
    "STANDING",
]


LOOKS_OF: Final[dict[str, str]] = {
    # By verb, and by words that stand for it but look otherwise.
    "appear": "it fades in from the ground up until all of it can be seen",
    "attack": "the body coils back for a moment, then snaps forward with full reach",
    "backflip": "the knees bend, and the body passes heels over head through the air",
    "bark": "the head jerks up and the jaw snaps apart with each call",
    "bash": "the body coils back, then comes forward with its whole weight",
    "bite": "the head tips back, then snaps forward with the jaws wide apart",
    "blink": "the eyelids sink for an instant and rise again",
    "block": "the weight sinks low and both arms come up in front of the body",
    "bow": "the upper body tips forward from the hips and comes up again",
    "burn": "the tips rise and sink while the base keeps its place",
    "cast": "both arms rise and power gathers before it breaks free",
    "celebrate": "both arms rise high and the whole body springs with joy",
    "charge": "the head ducks and the whole body bears forward",
    "cheer": "both arms rise high and the whole body springs with joy",
    "chop": "the arms rise over the head, then bring the edge straight down",
    "clap": "both hands meet in front of the chest on every count",
    "climb": "hands and feet find holds one above the other",
    "close": "the two sides come together until they meet",
    "crawl": "the body keeps near the ground and the limbs reach out one by one",
    "crouch": "the knees bend until the body is near the ground",
    "cry": "the shoulders jerk and the head sinks with every sob",
    "damage": "the body is thrown back by the impact and then comes upright again",
    "dance": "the weight passes from one foot to the other and hips and arms keep time",
    "dash": "the body tips far forward and comes forward in one burst",
    "death": "the knees give way first and the whole body ends flat on the ground",
    "disappear": "it fades from the top down until none of it can be seen",
    "dodge": "the upper body slips aside and comes back to the middle",
    "drink": "one hand brings the cup up to the mouth and the head tips back",
    "eat": "one hand comes to the mouth and the jaw works up and down",
    "explode": "it bulges for an instant, then bursts apart in every direction",
    "fall": "the body tips over and comes down with its whole weight",
    "flap": "the body rises with each beat and sinks between two of them",
    "flicker": "the tips rise and sink while the base keeps its place",
    "float": "the body rises and sinks in the air on an even beat",
    "fly": "the body rises with each beat and sinks between two of them",
    "glide": "the body holds level in the air and only the tips give way to it",
    "glow": "the brightness rises and sinks in an even rhythm",
    "grow": "the size changes from its own to a larger one over a fixed base",
    "headbutt": "the head tips back, then snaps forward with the whole neck",
    "hop": "both feet leave the ground at once and meet it again with bent knees",
    "howl": "the head tips far back and the throat works",
    "hurt": "the body is thrown back by the impact and then comes upright again",
    "idle": "the chest rises and sinks while the feet keep their place",
    "jump": "the knees bend, then the body springs up and comes back to the ground",
    "kick": "the knee comes up, then the foot snaps out with full reach",
    "land": "the feet meet the ground and the knees give way under the weight",
    "laugh": "the shoulders rise and sink and the head tips back",
    "levitate": "the body rises and sinks in the air on an even beat",
    "lunge": "the back leg brings the whole body forward in one long reach",
    "melt": "the edges sag and the whole shape sinks into a puddle",
    "nod": "the head tips down and comes up again",
    "open": "the two sides part until all between them can be seen",
    "parry": "the arms come across the body and meet the blow",
    "pick": "the upper body bends to the ground and comes up again with the hand full",
    "point": "one arm reaches out at full length and holds there",
    "punch": "one fist coils back to the shoulder, then snaps out with full reach",
    "push": "both hands reach out in front and the whole weight comes after them",
    "reload": "both hands come together, work for a moment and part again",
    "roar": "the head tips back and the jaw comes wide apart",
    "roll": "the body tucks together and passes over its own back",
    "run": "the body tips forward and both feet leave the ground for an instant",
    "salute": "one hand rises to the brow and holds there",
    "shake": "the body jerks from one side over to the other and back",
    "shoot": "one arm reaches out in front until the blow jolts it back",
    "shrink": "the size changes from its own to a lesser one over a fixed base",
    "sing": "the mouth comes wide and narrow and the chest fills on the beat",
    "sit": "the hips sink and the knees bend until the seat is reached",
    "slash": "the arm coils back, then the edge traces a wide arc across the front",
    "sleep": "the chest rises and sinks very evenly while the head hangs",
    "slide": "the body keeps its pose while it passes along the ground",
    "smash": "the arms rise over the head, then come down with the whole weight",
    "sneak": "the knees keep bent and each foot comes down on its toes",
    "sniff": "the nose dips and rises in short jerks",
    "spin": "the body comes once around its own upright axis through front and back",
    "stab": "the arm coils back, then the tip snaps out with full reach",
    "stretch": "the body reaches up to its full length and comes back to its own",
    "sway": "the top bends one way and then the other over a base that keeps its place",
    "swim": "the body bends from its head down and the limbs beat in time",
    "swing": "the arm coils back, then comes around in one wide arc",
    "talk": "the mouth comes wide and narrow and the head gives a nudge at each word",
    "teleport": "it thins out in one place and comes back whole in another",
    "throw": "the arm coils far back, then snaps forward and lets loose",
    "transform": "the outline bulges and comes back in another shape",
    "tremble": "the whole body jerks by the least amount, again and again",
    "turn": "the body comes around its own upright axis, head first",
    "vanish": "it fades from the top down until none of it can be seen",
    "walk": "one leg comes after the other while the upper body answers them",
    "wave": "one arm rises and the hand tips from one side to the other",
    "wiggle": "the bend passes along the body from its head down",
    "bloom": "the petals part one by one until all of them are wide apart",
    "burrow": "the head bores into the ground and the body comes after it",
    "carry": "both arms hold the load and the back bears its weight",
    "catch": "both hands reach out and shut around what comes",
    "cartwheel": "the body passes sideways over both hands and comes upright",
    "dig": "the upper body bends down and comes up, again and again",
    "dissolve": "it breaks up into specks from the edges in until none is there",
    "draw": "one hand comes across the body and out with what it holds",
    "emerge": "it comes out from below, head first, until all of it can be seen",
    "kneel": "one knee bends until it meets the ground",
    "lean": "the upper body tips aside over feet that keep their place",
    "lift": "the knees bend, then the whole body brings the weight up",
    "look": "the head comes round and the eyes come with it",
    "peck": "the head jerks down and up again from the neck",
    "pray": "both hands meet before the chest and the head sinks",
    "pull": "both hands hold on and the whole weight comes back against them",
    "speak": "the mouth comes wide and narrow and the head nudges at each word",
    "tumble": "the body passes head over heels and comes up again",
    "write": "one hand passes along in short strokes, line by line",
    "yawn": "the head tips back, the jaw comes wide apart and sinks again",
}

GENERAL: Final = (
    "the whole body has its part, with a moment of effort before it and an even end"
)
"""For a verb that has no row."""

LEGLESS: Final[dict[str, str]] = {
    # For bodies without legs that can be told apart.
    "block": "the body ducks together and makes itself broad",
    "death": "the body gives way from the top and ends flat on the ground",
    "hop": "the body ducks flat, springs up into the air and comes down flat again",
    "idle": "the upper part rises and sinks while the base keeps its place",
    "jump": "the body ducks flat, springs up into the air and comes down flat again",
    "run": "the body tips forward and hurries on in short springs",
    "walk": "the body makes its way by its base, shorter and longer by measure",
}

STANDING: Final = frozenset(
    ["blink", "block", "cast", "glow", "nod", "point", "shoot", "talk", "wave"]
)
"""Verbs through which the feet keep their place."""

PART_PHRASES: Final[dict[str, str]] = {
    # What else moves, by the part that was found in the picture.
    "weapon": "The weapon keeps to the hand that holds it.",
    "wings": "The wings answer every beat.",
    "tail": "The tail follows a beat later.",
    "cape": "The cape follows a beat later.",
    "legs": "Both feet keep their place on the ground.",
}

SAID: Final[dict[str, str]] = {
    # What a subject does when the prompt's own words cannot be taken over.
    "attack": "attacks",
    "blink": "blinks",
    "block": "blocks",
    "cast": "casts a spell",
    "death": "collapses",
    "flicker": "flickers",
    "float": "floats",
    "fly": "flies",
    "hurt": "flinches",
    "idle": "breathes",
}
"""All others are said by the verb itself."""

LAYER_SAID: Final[dict[str, str]] = {
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
    **dict.fromkeys(
        [
            "attack",
            "bite",
            "block",
            "cast",
            "hurt",
            "jump",
            "hop",
            "turn",
            "shoot",
            "slash",
            "stab",
            "punch",
            "kick",
            "wave",
            "nod",
            "throw",
            "chop",
            "smash",
            "lunge",
        ],
        "At the end the first pose is back.",
    ),
    **dict.fromkeys(["death", "sit", "crouch", "fall"], "The last pose is held."),
    **dict.fromkeys(["grow", "shrink"], "The last size is held."),
}

FILLERS: Final[tuple[str, ...]] = (
    "Proportions and colours are the same in every frame.",
    "Only the pose changes, by a measured amount for each frame.",
    "The outline keeps its weight from the first frame to the last.",
)

PARTS: Final = frozenset(
    ["cape", "cloak", "scarf", "robe", "hair", "ponytail", "skirt", "beard", "banner"]
)
"""What follows a beat later, when the prompt names it."""
