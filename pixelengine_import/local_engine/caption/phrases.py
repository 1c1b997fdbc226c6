"""How motions look, by verb, in words that ask for no other motion.

A test reads every phrase back; who changes a word here, or adds a verb to the
vocabulary, must run it. A verb without a row of its own gets the general phrase.
"""

from __future__ import annotations

from typing import Final

__all__ = [
    "AIMS",
    "AS_ONE",
    "BURNING",
    "ENDINGS",
    "FILLERS",
    "GENERAL",
    "LEGLESS",
    "LOOKS_OF",
    "LOOP",
    "MANNERS",
    "MEETING",
    "OF_SCENES",
    "PACES",
    "PARTS",
    "PART_PHRASES",
    "PART_VERBS",
    "SAID",
    "STANDING",
    "WAYS",
]


LOOKS_OF: Final[dict[str, str]] = {
    # By verb, and by words that stand for it but look otherwise.
    "appear": "it fades in, the lower parts first, until all of it can be seen",
    "attack": "the body coils back for a moment, then snaps forward with full reach",
    "backflip": "the knees bend, and the heels pass over the head through the air",
    "bark": "the head jerks up and the jaws snap apart with each call",
    "bash": "the body coils back, then surges forward with its whole weight",
    "bite": "the head tips back, then snaps forward with the jaws wide apart",
    "blink": "the eyelids come down for an instant and rise again",
    "block": "the weight sinks low and both arms come up in front of the body",
    "burn": "the tips rise and sink while the base keeps its place",
    "cast": "both arms rise while the power gathers, then it is released",
    "celebrate": "the arms rise high above the head and the whole body joins in",
    "charge": "the head comes down and the whole body surges forward",
    "cheer": "the arms rise high above the head and the whole body joins in",
    "chop": "the arms rise above the head, then bring the edge straight down",
    "clap": "both hands meet in front of the body on every beat",
    "climb": "hands and feet find their holds one above the other",
    "close": "the two sides come together until they meet",
    "crawl": "the body keeps near the ground and the limbs reach out one by one",
    "crouch": "the knees bend until the body is near the ground",
    "cry": "the shoulders jerk and the head sinks with every sob",
    "damage": "the impact jolts the body back, then it straightens up again",
    "dance": "the weight passes from one foot to the other while the arms keep time",
    "dash": "the body tips far forward and covers the distance in an instant",
    "death": "the knees give way, then the whole body sinks to the ground",
    "disappear": "it fades, the top first, until nothing of it can be seen",
    "dodge": "the upper body slips aside and comes back to the middle",
    "drink": "one hand brings the cup to the mouth and the head tips back",
    "eat": "one hand comes to the mouth and the jaw works up and down",
    "explode": "it bulges for an instant, then bursts apart in every direction",
    "fall": "the body tips over and comes down with its whole weight",
    "flap": "the body rises with each beat and sinks in between",
    "flicker": "the tips rise and sink while the base keeps its place",
    "float": "the body rises and falls evenly in mid-air",
    "flutter": "each fold starts at the held edge and passes out to the free end",
    "fly": "the body rises and sinks in the air on an even beat",
    "glide": "the body keeps level in the air and only the tips give way",
    "glint": "a bright band passes across the surface from one corner to the other",
    "glow": "the brightness rises and falls in an even rhythm",
    "grow": "it gains size on all sides while its base keeps its place",
    "hop": "both feet leave the ground at once and land again on bent knees",
    "howl": "the head tips far back until the mouth points to the sky",
    "hurt": "the impact jolts the body back, then it straightens up again",
    "idle": "the chest rises and falls while the feet keep their place",
    "jump": "the knees bend, then the body springs up and lands again",
    "kick": "the knee comes up, then the foot snaps out with full reach",
    "land": "the feet touch the ground and the knees give way under the weight",
    "laugh": "the shoulders rise and fall and the head tips back",
    "levitate": "the body rises and falls evenly in mid-air",
    "lunge": "one leg comes far forward and the whole body reaches out after it",
    "melt": "the edges sag and the whole shape sinks to the ground",
    "nod": "the head tips down and comes up again",
    "open": "the two sides part until the inside can be seen",
    "parry": "the arms come across the body and deflect what comes",
    "pick": "the upper body bends down and comes up again with the hand full",
    "point": "one arm reaches out at full length and remains there",
    "punch": "one fist coils back to the shoulder, then snaps out with full reach",
    "push": "both hands reach out in front and the whole weight follows",
    "reload": "both hands come together, work for a moment and part again",
    "ripple": "crests pass along the top, one row after another",
    "roar": "the head tips back and the jaws part wide",
    "roll": "the body tucks in, then the back touches the ground and the feet follow",
    "run": "the body tips forward and both feet leave the ground for an instant",
    "salute": "one hand rises to the brow and remains there",
    "shake": "the body jerks from one side to the other and back",
    "shoot": "one arm reaches out in front and is jolted back at once",
    "shrink": "it loses size on all sides while its base keeps its place",
    "sing": "the mouth forms each note while the body keeps time",
    "sit": "the hips sink and the knees bend until the seat is reached",
    "slash": "the arm coils back, then the edge traces a wide arc in front",
    "sleep": "the chest rises and falls very evenly while the head hangs",
    "slide": "the body keeps its pose while the ground passes under it",
    "smash": "the arms rise above the head, then come down with the whole weight",
    "sneak": "the knees are bent and each foot comes down on its toes",
    "sniff": "the nose dips and rises in short jerks",
    "spin": "the body comes around its own axis until the front is seen again",
    "stab": "the arm coils back, then the tip snaps out with full reach",
    "stretch": "the arms reach up until the body is at its full length, then ease back",
    "sway": "the top bends one way and then the other while the base keeps its place",
    "swim": "a curve passes along the body while the limbs beat in time",
    "swing": "the arm coils back, then comes around in one wide arc",
    "talk": "the jaw works with each word and the head nudges along",
    "teleport": "it thins out in one place and comes back whole in another",
    "throw": "the arm coils far back, then snaps forward and releases",
    "transform": "the outline bulges, then settles in another shape",
    "tremble": "short, even jerks pass through the whole body",
    "turn": "the body comes around its own axis, head first",
    "vanish": "it fades, the top first, until nothing of it can be seen",
    "walk": "one leg follows the other while the upper body keeps its balance",
    "wave": "one arm rises and the hand tips from one side to the other",
    "wiggle": "the bend passes along the body, head first",
    "bloom": "the petals part one by one until all of them are wide apart",
    "burrow": "the head bores into the ground and the body follows",
    "carry": "both arms hold the load and the back bears its weight",
    "catch": "both hands reach out and shut around what comes",
    "cartwheel": "the body passes sideways over both hands until the feet land",
    "dig": "the upper body bends down and comes up, again and again",
    "dissolve": "it breaks into specks, the edges first, until nothing can be seen",
    "draw": "one hand comes across the body and out with what it holds",
    "emerge": "it comes out from below, head first, until all of it can be seen",
    "kneel": "one knee bends until it meets the ground",
    "lean": "the upper body tips aside while the feet keep their place",
    "lift": "the knees bend, then the whole body brings the weight up",
    "look": "the head comes round and the eyes follow",
    "peck": "the head jerks down and up again from the neck",
    "pray": "both hands meet in front of the body and the head sinks",
    "pull": "both hands grip tight and the whole weight hangs back",
    "speak": "the jaw works with each word and the head nudges along",
    "tumble": "the body passes head over heels and comes up again",
    "write": "one hand passes along in short strokes, line by line",
    "yawn": "the head tips back, the jaws part wide and meet again",
}

GENERAL: Final = "the whole body joins in, from the first effort until the pose settles"
"""For a verb that has no row, and for legs that are not there."""

LEGLESS: Final[dict[str, str]] = {
    # For bodies without legs that can be told apart.
    "block": "the body tucks in and makes itself broad",
    "crouch": "the body sinks into itself until it is near the ground",
    "dance": "the weight passes from one side to the other while the body keeps time",
    "death": "the body gives way from the top and sinks to the ground",
    "hop": "the body presses flat, springs up into the air and lands again",
    "idle": "the upper part rises and falls while the base keeps its place",
    "jump": "the body presses flat, springs up into the air and lands again",
    "kick": "the body coils back, then snaps out with full reach",
    "run": "the body tips forward and covers the ground in short springs",
    "sneak": "the body keeps low and inches along on its base",
    "walk": "the body inches along on its base, now shorter, now longer",
}

AS_ONE: Final = "all that is in it rises and falls as one"
"""For a scene that nothing is wished of."""

OF_SCENES: Final = frozenset(
    [
        *("appear", "flicker", "flutter", "glint", "glow", "idle", "ripple", "sway"),
        *("shake", "tremble", "vanish"),
    ]
)
"""Verbs that a whole scene can be said to do."""

STANDING: Final = frozenset(
    ["blink", "block", "cast", "glow", "nod", "point", "shoot", "talk", "wave"]
)
"""Verbs through which the feet keep their place."""

PART_PHRASES: Final[dict[str, str]] = {
    # What else can be told, by the part that was found in the picture.
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

PART_VERBS: Final[dict[str, str]] = {
    # What the parts do that move by themselves.
    "cape": "the cape flutters",
    "ears": "the ears flutter",
    "flag": "the flag flutters",
    "flame": "the flame flickers",
    "hair": "the hair flutters",
    "tail": "the tail flutters",
}

BURNING: Final = "The flame on the torch"
"""Who flickers when it is only the flame of a thing."""

MANNERS: Final[dict[float, str]] = {
    1.7: " wildly",
    1.4: " powerfully",
    0.65: " gently",
    1.0: "",
}
"""By the strength that the prompt asked for."""

PACES: Final[dict[int, str]] = {1: " quickly", 0: "", -1: " slowly"}
WAYS: Final[dict[int, str]] = {1: " forwards", 0: "", -1: " backwards"}
AIMS: Final[dict[int, str]] = {1: " upwards", 0: "", -1: " downwards"}

LOOP: Final = "The motion is a seamless loop: the last frame matches the first."
MEETING: Final = "The last frame matches the first."
"""For wishes that have named the loop."""

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
        "It ends in the pose that it started from.",
    ),
    **dict.fromkeys(["death", "sit", "crouch", "fall"], "The last pose is held."),
    **dict.fromkeys(["grow", "shrink"], "The last size is held."),
    "explode": "The last frame is nearly empty.",
    "vanish": "The last frame is empty.",
}

FILLERS: Final[tuple[str, ...]] = (
    "Proportions and colours remain the same in every frame.",
    "Nothing but the pose changes from one frame to the next.",
    "The outline keeps the same thickness throughout.",
)

PARTS: Final = frozenset(
    ["cape", "cloak", "scarf", "robe", "hair", "ponytail", "skirt", "beard", "banner"]
)
"""What follows a beat later, when the prompt names it."""
