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
    "attack": "the body winds back for a moment, then thrusts forward with full reach",
    "backflip": "the knees bend, and the body goes heels over head through the air",
    "bark": "the head jerks up and the jaw snaps apart with each call",
    "bash": "the body winds back, then drives forward with its whole weight",
    "bite": "the head goes back, then snaps forward with the jaws wide apart",
    "blink": "the eyelids go down for an instant and up again",
    "block": "the weight goes low and both arms come up in front of the body",
    "bow": "the upper body tips forward from the hips and comes up again",
    "burn": "the tips lick up and down while the base keeps its place",
    "cast": "both arms go up and power gathers before it is let go",
    "celebrate": "both arms go up high and the whole body springs with joy",
    "charge": "the head goes down and the whole body drives forward",
    "cheer": "both arms go up high and the whole body springs with joy",
    "chop": "the arms go up over the head, then bring the edge straight down",
    "clap": "both hands meet in front of the chest on every count",
    "climb": "hands and feet take holds one above the other",
    "close": "the two sides come together until they meet",
    "crawl": "the body keeps near the ground and the limbs reach out in turns",
    "crouch": "the knees bend until the body is near the ground",
    "cry": "the shoulders jerk and the head sinks with every sob",
    "damage": "the body is thrown back by the impact and then comes upright again",
    "dance": "the weight goes from foot to foot and hips and arms keep the rhythm",
    "dash": "the body tips far forward and shoots ahead in one burst",
    "death": "the knees give way first and the whole body ends flat on the ground",
    "disappear": "it fades from the top down until none of it can be seen",
    "dodge": "the upper body slips aside and comes back to the middle",
    "drink": "one hand brings the cup up to the mouth and the head tips back",
    "eat": "one hand goes to the mouth and the jaw works up and down",
    "explode": "it swells for an instant, then bursts apart in every direction",
    "fall": "the body tips over and comes down with its whole weight",
    "flap": "the body goes up with each beat and down again between two of them",
    "flicker": "the tips go up and down while the base keeps its place",
    "float": "the body goes up and down in the air on an even beat",
    "fly": "the body goes up with each beat and down again between two of them",
    "glide": "the body holds level in the air and only the tips give way to it",
    "glow": "the brightness goes up and down again in an even rhythm",
    "grow": "the size goes from its own to a larger one while the base keeps its place",
    "headbutt": "the head goes back, then snaps forward with the whole neck",
    "hop": "both feet leave the ground at once and meet it again with bent knees",
    "howl": "the head goes far back and the throat works",
    "hurt": "the body is thrown back by the impact and then comes upright again",
    "idle": "the chest goes up and down while the feet keep their place",
    "jump": "the knees bend, then the body goes up into the air and back to the ground",
    "kick": "the knee comes up, then the foot snaps out to full reach",
    "land": "the feet meet the ground and the knees take the weight",
    "laugh": "the shoulders go up and down and the head tips back",
    "levitate": "the body goes up and down in the air on an even beat",
    "lunge": "the back leg drives the whole body forward in one long reach",
    "melt": "the edges sag and the whole shape sinks into a puddle",
    "nod": "the head tips down and comes up again",
    "open": "the two sides go apart until all between them can be seen",
    "parry": "the arms come across the body and meet the blow",
    "pick": "the upper body goes down to the ground and up again with the hand full",
    "point": "one arm goes out to full length and holds its aim",
    "punch": "one fist goes back to the shoulder, then snaps out to full reach",
    "push": "both hands go out in front and the whole weight goes after them",
    "reload": "both hands come together, work for a moment and go back to their places",
    "roar": "the head goes back and the jaw comes wide apart",
    "roll": "the body tucks together and goes over on its own back",
    "run": "the body tips forward and both feet leave the ground for an instant",
    "salute": "one hand goes up to the brow and holds there",
    "shake": "the body goes from one side to the other in short jerks",
    "shoot": "one arm holds out in front until the shot throws it back",
    "shrink": "the size goes from its own to a lesser one while the base keeps its place",
    "sing": "the mouth goes wide and narrow and the chest fills on the beat",
    "sit": "the hips go down and the knees bend until the body rests",
    "slash": "the arm goes back, then the edge cuts a wide arc across the front",
    "sleep": "the chest goes up and down very evenly while the head hangs",
    "slide": "the body keeps its pose while it goes along the ground",
    "smash": "the arms go up over the head, then come down with the whole weight",
    "sneak": "the knees keep bent and each foot comes down on its toes",
    "sniff": "the nose goes down and up in short jerks",
    "spin": "the body goes once around its own upright axis through front and back",
    "stab": "the arm goes back, then the point goes straight out to full reach",
    "stretch": "the body reaches up to its full length and comes back to its own",
    "sway": "the top bends one way and then the other over a base that keeps its place",
    "swim": "the body bends from end to end and the limbs beat against the water",
    "swing": "the arm goes back, then comes around in one wide arc",
    "talk": "the mouth goes wide and narrow and the head gives a nudge at each word",
    "teleport": "it thins out in one place and comes back whole in another",
    "throw": "the arm goes far back, then whips forward and lets go",
    "transform": "the outline swells and comes back in another shape",
    "tremble": "the whole body jerks by the least amount, again and again",
    "turn": "the body comes around its own upright axis, head first",
    "vanish": "it fades from the top down until none of it can be seen",
    "walk": "one leg comes after the other while the arms answer them",
    "wave": "one arm goes up and the hand tips from one side to the other",
    "wiggle": "the bend runs along the body from one end to the other",
    "yawn": "the head tips back, the jaw comes wide apart and sinks again",
}

GENERAL: Final = "the whole body takes part, with a moment of effort before it and an even end"
"""For a verb that has no row."""

LEGLESS: Final[dict[str, str]] = {
    # For bodies without legs that can be told apart.
    "block": "the body ducks together and makes itself broad",
    "death": "the body gives way from the top and ends flat on the ground",
    "hop": "the body ducks flat, springs up into the air and comes down flat again",
    "idle": "the upper part goes up and down while the base keeps its place",
    "jump": "the body ducks flat, springs up into the air and comes down flat again",
    "run": "the body tips forward and hurries on in short springs",
    "walk": "the body gets along by its base, shorter and longer in turns",
}

STANDING: Final = frozenset(
    ["attack", "blink", "block", "cast", "glow", "idle", "shake", "shoot", "sway"]
    + ["bite", "nod", "point", "punch", "slash", "stab", "talk", "wave", "tremble"]
)
"""Verbs through which the feet keep their place."""

PART_PHRASES: Final[dict[str, str]] = {
    # What else moves, by the part that was found in the picture.
    "weapon": "The weapon goes along with the hand that holds it.",
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
        ["attack", "bite", "block", "cast", "hurt", "jump", "hop", "shoot", "slash"]
        + ["stab", "punch", "kick", "wave", "nod", "throw", "chop", "smash", "lunge"],
        "At the end the first pose is back.",
    ),
    **dict.fromkeys(["death", "sit", "crouch", "fall"], "The last pose is held."),
    **dict.fromkeys(["grow", "shrink"], "The last size is held."),
}

FILLERS: Final[tuple[str, ...]] = (
    "Proportions and colours are the same in every frame.",
    "Only the pose changes, by a measured amount for each frame.",
    "The outline keeps its weight all the way through.",
)

PARTS: Final = frozenset(
    "cape cloak scarf robe hair tail wing antenna ear ponytail skirt beard".split()
)
"""What follows a beat later, when the prompt names it."""
