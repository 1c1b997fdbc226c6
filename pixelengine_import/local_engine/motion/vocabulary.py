"""The words that ask for a motion, as one table.

Words are kept in their plain form ("walk"); `lemmas` leads other forms back to it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = [
    "AMPLITUDES",
    "HINTS",
    "LAYERS",
    "LOOPING",
    "NOT_ACTIONS",
    "OTHER_ACTIONS",
    "PHRASES",
    "VERBS",
    "lemmas",
]


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


VERBS: Final[dict[str, tuple[str, ...]]] = {
    # The first verb in this order that a prompt names leads.
    "death": _words("die death dead dying collapse faint perish defeat"),
    "hurt": _words("hurt damage flinch recoil stagger stun wound injure"),
    "block": _words("block parry guard defend shield brace"),
    "shoot": _words("shoot fire aim throw launch spit snipe"),
    "cast": _words("cast conjure summon spell chant enchant"),
    "slash": _words("slash swing cut chop hack swipe claw whip slice cleave"),
    "stab": _words("stab thrust lunge jab pierce poke impale"),
    "punch": _words("punch bash smash pound slap uppercut"),
    "kick": _words("kick stomp"),
    "bite": _words("bite chomp gnaw"),
    "attack": _words("attack strike fight melee"),
    "jump": _words("jump leap vault"),
    "hop": _words("hop bounce skip"),
    "dance": _words("dance groove boogie jig"),
    "spin": _words("spin rotate twirl revolve flip whirl pirouette"),
    "turn": _words("turn"),
    "grow": _words("grow enlarge expand inflate swell"),
    "shrink": _words("shrink contract deflate dwindle"),
    "run": _words("run sprint dash charge gallop jog rush"),
    "sneak": _words("sneak tiptoe creep skulk"),
    "walk": _words("walk march step stroll crawl patrol stride wander prowl"),
    "swim": _words("swim dive paddle"),
    "fly": _words("fly flap soar glide"),
    "shake": _words("shake tremble shiver vibrate quake rattle jitter shudder"),
    "flicker": _words("flicker burn blaze smoulder smolder ignite"),
    "float": _words("float hover bob levitate drift"),
    "wave": _words("wave greet"),
    "sway": _words("sway flutter rustle wiggle wobble flow billow rock"),
    "glow": _words("glow shine pulse pulsate shimmer sparkle twinkle gleam flash"),
    "blink": _words("blink wink"),
    "idle": _words("idle breathe breath stand rest wait sleep inhale exhale stay"),
}

LAYERS: Final = frozenset(
    {"sway", "float", "idle", "flicker", "shake", "glow", "blink"}
)
"""Verbs that can be played on top of another one."""

HINTS: Final[dict[str, str]] = {
    # Things and states that suggest a motion when no verb asks for one.
    **dict.fromkeys(
        _words("flame fire torch candle campfire bonfire lantern"), "flicker"
    ),
    **dict.fromkeys(
        _words("cape wind breeze flag banner grass hair cloth leaf"), "sway"
    ),
    **dict.fromkeys(_words("wing bird bat butterfly"), "fly"),
    **dict.fromkeys(_words("magic fireball wizardry"), "cast"),
    **dict.fromkeys(_words("arrow gun rifle bow pistol bullet"), "shoot"),
    **dict.fromkeys(_words("move travel go advance"), "walk"),
    **dict.fromkeys(_words("hit"), "hurt"),
    **dict.fromkeys(_words("ghost cloud balloon"), "float"),
    **dict.fromkeys(_words("coin"), "spin"),
    **dict.fromkeys(_words("combat combo"), "attack"),
    **dict.fromkeys(_words("gem crystal orb potion"), "glow"),
}

PHRASES: Final[tuple[tuple[str, str], ...]] = (
    # Looked for before single words; a match takes its words out of the prompt.
    (
        r"falls?(ing)?\s+(over|down|dead|backwards?|to\s+(the|his|her|its)\s+\w+)",
        "death",
    ),
    (r"knocked\s+(out|over|down)", "death"),
    (r"(gets?|getting|got|is|being|taking|takes?|was)\s+(a\s+)?hits?", "hurt"),
    (r"(takes?|taking|took)\s+(some\s+)?damage", "hurt"),
    (r"hits?\s+reaction", "hurt"),
    (r"hit(s|ting)\b", "attack"),
    (r"(fires?|firing|shoots?|shooting)\s+(an?|the|his|her|its)\s+\w+", "shoot"),
    (r"(on|catches|catching)\s+fire", "flicker"),
    (r"turn(s|ing)?\s+(around|round|back)", "turn"),
    (r"look(s|ing)?\s+(back|behind)", "turn"),
    (r"(casts?|casting)\s+(an?|the|his|her|its)\s+\w+", "cast"),
    (r"standing\s+still", "idle"),
)

OTHER_ACTIONS: Final = frozenset(
    _words(
        "teleport open close eat drink climb sit kneel roll read sing laugh "
        "cry nod point clap pray craft fish push pull crouch slide dodge transform "
        "explode freeze dig write play talk speak cheer stretch yawn reload equip "
        "pick carry vanish disappear appear morph dissolve melt unfold bloom pour "
        "draw paint cook hammer mine plant water ride drive surf skate lean look "
        "stare hide salute celebrate howl roar bark hiss scratch lick sniff graze "
        "peck burrow emerge land take lift drop catch tumble cartwheel somersault "
        "backflip fall unlock lock"
    )
)
"""Actions that people ask for and no program plays; known, to be able to say so."""

NOT_ACTIONS: Final = frozenset(
    _words(
        "king ring string wing spring morning evening thing something nothing "
        "anything everything during ceiling clothing lightning building sling sting "
        "being bring ping wedding stocking earring darling sibling viking swing "
        "facing looking using wearing holding having making doing keeping starting "
        "ending beginning following including according interesting menacing "
        "charming smiling living loving missing remaining matching lasting seeing "
        "going coming getting taking being showing looping cycling repeating "
        "animating animation moving left right the a an its his her their this that "
        "him them it outline shading lighting dithering setting"
    )
)
"""Words that end in -ing, or follow "to", and ask for nothing."""

AMPLITUDES: Final[tuple[tuple[str, float], ...]] = (
    (
        r"\b(strong|fast|heav|wild|big|energetic|quick|powerful|violent|huge|hard)\w*",
        1.4,
    ),
    (r"\b(subtl|slow|slight|gentl|small|calm|soft|light|tiny|little)\w*", 0.65),
)

LOOPING: Final = re.compile(
    r"\b(loop\w*|cycl\w*|repeat\w*|seamless\w*|endless\w*|continuous\w*)\b"
)

_DOUBLE = re.compile(r"([bdgklmnprt])\1$")
_IRREGULAR: Final = {
    "flies": "fly",
    "flew": "fly",
    "dies": "die",
    "dying": "die",
    "ran": "run",
    "fought": "fight",
    "struck": "strike",
    "swung": "swing",
    "swam": "swim",
    "shook": "shake",
    "stood": "stand",
    "threw": "throw",
    "shot": "shoot",
    "bitten": "bite",
    "leapt": "leap",
    "leaves": "leaf",
    "went": "go",
    "sat": "sit",
    "fell": "fall",
    "slept": "sleep",
}


def lemmas(word: str) -> Iterator[str]:
    """Yield what the plain form of a word may be, the likeliest first.

    >>> "run" in lemmas("running"), "dance" in lemmas("dancing")
    (True, True)
    """
    yield word
    if word in _IRREGULAR:
        yield _IRREGULAR[word]
    for ending in ("ing", "ed", "es", "s", "er", "ers"):
        if not word.endswith(ending) or len(word) <= len(ending) + 1:
            continue
        stem = word.removesuffix(ending)
        yield stem
        yield stem + "e"
        if _DOUBLE.search(stem):
            yield stem[:-1]
        if stem.endswith("i"):
            yield stem[:-1] + "y"
