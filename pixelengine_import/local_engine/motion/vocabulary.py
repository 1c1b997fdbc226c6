"""The words that ask for a motion, as one table.

Words are kept in their plain form ("walk"); `lemmas` leads other forms back to it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = [
    "AIMED",
    "BLOWS",
    "CUT_STONES",
    "ENDING",
    "EXPANDED",
    "FORCELESS",
    "GOING",
    "HANDED",
    "HINTS",
    "LAYERS",
    "LEANING",
    "LOOPING",
    "MOTION_NOUNS",
    "NOT_ACTIONS",
    "NOUNS_TOO",
    "ONCE",
    "OTHER_ACTIONS",
    "PACELESS",
    "PHRASES",
    "QUIET",
    "SIDELESS",
    "SPEEDS",
    "STRENGTHS",
    "THINGS",
    "VERBS",
    "lemmas",
]


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


VERBS: Final[dict[str, tuple[str, ...]]] = {
    # The first verb in this order that a prompt names leads.
    "explode": _words("explode explosion detonate burst erupt shatter"),
    "vanish": _words(
        "vanish disappear dissolve dematerialize disintegrate evaporate vaporize "
        "despawn"
    ),
    "appear": _words("appear materialize emerge spawn respawn manifest"),
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
    "walk": _words(
        "walk march step stroll crawl patrol stride wander prowl "
        "shamble trudge limp plod waddle strut"
    ),
    "swim": _words("swim dive paddle"),
    "fly": _words("fly flap soar glide"),
    "shake": _words("shake vibrate quake rattle jitter rumble convulse"),
    "tremble": _words("tremble shiver shudder quiver twitch quaver cower"),
    "flicker": _words("flicker burn blaze smoulder smolder ignite"),
    "float": _words("float hover bob levitate drift"),
    "talk": _words(
        "talk speak chat say shout yell scream sing roar growl howl bark laugh yawn "
        "eat chew munch"
    ),
    "ripple": _words("ripple undulate slosh lap"),
    "flutter": _words("flutter billow flow wag flail blow ruffle stream"),
    "wave": _words("wave greet"),
    "sway": _words("sway rustle wiggle jiggle wobble rock swish bend"),
    "glint": _words("glint glisten glitter sparkle twinkle gleam"),
    "glow": _words("glow shine pulse pulsate shimmer flash throb radiate"),
    "blink": _words("blink wink"),
    "idle": _words(
        "idle breathe breath stand rest wait sleep inhale exhale stay breathing pant "
        "relax loiter"
    ),
}

LAYERS: Final = frozenset(
    {
        *("sway", "float", "idle", "flicker", "shake", "glow", "blink"),
        *("talk", "tremble", "flutter", "glint", "ripple"),
    }
)
"""Verbs that can be played on top of another one."""

GOING: Final = frozenset(
    {"walk", "run", "sneak", "hop", "jump", "fly", "swim", "float", "dance"}
)
"""Verbs of the whole body that leave the arms free."""

BLOWS: Final = frozenset(_words("slash stab punch kick bite"))
"""Kinds of attack."""

HANDED: Final = BLOWS | frozenset(_words("attack shoot cast block wave"))
"""Verbs of arms, weapons and jaws: they can be played while the body goes."""

AIMED: Final = HANDED - {"wave"}
"""Verbs that go to a side."""

LEANING: Final = frozenset({"float", "fly", "hop", "jump"})
"""Verbs that go up, and lean to a side that is named."""

SIDELESS: Final = frozenset(
    _words(
        "appear blink explode flicker flutter glint glow grow idle ripple shake shrink "
        "sway talk tremble vanish wave"
    )
)
"""Verbs that are played the same to the left and to the right."""

FORCELESS: Final = frozenset(_words("appear death spin turn vanish"))
"""Verbs that are played the same however strongly they are wanted."""

PACELESS: Final[dict[int, frozenset[str]]] = {
    1: frozenset(_words("death vanish")),
    -1: frozenset(_words("appear death turn vanish")),
}
"""Verbs that take the same time when they are wanted fast, and when slow."""

ENDING: Final = frozenset({"death", "explode", "grow", "shrink", "vanish"})
"""Verbs that do not come back to where they began."""

ONCE: Final = BLOWS | frozenset(
    _words("attack shoot cast block jump hurt turn appear glint blink")
)
"""Acts that are over once; together with `ENDING`, all that is no cycle."""

EXPANDED: Final[dict[str, tuple[str, ...]]] = {
    # One word for two acts, one after the other.
    **dict.fromkeys(_words("teleport blip"), ("vanish", "appear")),
}

HINTS: Final[dict[str, str]] = {
    # Things and states that suggest a motion when no verb asks for one.
    **dict.fromkeys(
        _words("flame fire torch candle campfire bonfire lantern brazier"), "flicker"
    ),
    **dict.fromkeys(_words("wind breeze gust flag banner pennant curtain"), "flutter"),
    **dict.fromkeys(
        _words("cape cloak scarf hair cloth ponytail mane tail"), "flutter"
    ),
    **dict.fromkeys(
        _words("grass leaf tree bush flower fern reed seaweed wheat vine palm"), "sway"
    ),
    **dict.fromkeys(
        _words("water ocean sea lake pond river lava pool puddle waterfall"), "ripple"
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
    **dict.fromkeys(_words("bomb"), "explode"),
}

PHRASES: Final[tuple[tuple[str, str], ...]] = (
    # Looked for before single words; a match takes its words out of the prompt.
    (
        r"falls?(ing)?\s+(over|down|dead|backwards?|to\s+(the|his|her|its)\s+\w+)",
        "death",
    ),
    (r"fad(es?|ing)\s+(away|out)", "vanish"),
    (r"(turn(s|ing)?|becom(es?|ing))\s+invisible", "vanish"),
    (r"fad(es?|ing)\s+in(to\s+view)?\b", "appear"),
    (r"(comes?|coming|pops?|popping)\s+into\s+(view|existence)", "appear"),
    (r"(blows?|blowing|blown|blew)\s+up", "explode"),
    (r"(falls?|falling|breaks?|breaking)\s+(apart|to\s+pieces)", "explode"),
    (r"open(s|ing)?\s+and\s+clos(es|ing|e)\s+(his|her|its|the)\s+mouth", "talk"),
    (r"(breath(es?|ing)|spits?|spitting)\s+(fire|ice|smoke)", "shoot"),
    (r"shield\s+bash(es|ing)?", "attack"),
    (r"burst[\s-]+fire\b", "shoot"),
    (r"power(s|ing)?\s+up", "glow"),
    (r"knocked\s+(out|over|down)", "death"),
    (r"(gets?|getting|got|is|being|taking|takes?|was)\s+(a\s+)?hits?", "hurt"),
    (r"(takes?|taking|took)\s+(some\s+)?damage", "hurt"),
    (r"hits?\s+reaction", "hurt"),
    (r"hit(s|ting)\b", "attack"),
    (r"(fires?|firing|shoots?|shooting)\s+(an?|the|his|her|its)\s+\w+", "shoot"),
    (r"(on|catches|catching)\s+fire", "flicker"),
    (r"turn(s|ing)?\s+(around|round|back)\b", "turn"),
    (r"look(s|ing)?\s+(back|behind)\b", "turn"),
    (r"(casts?|casting)\s+(an?|the|his|her|its)\s+\w+", "cast"),
    (r"standing\s+still", "idle"),
)

QUIET: Final[tuple[str, ...]] = (
    # What a weapon is like, or what becomes of a wound, is no act.
    r"\bburst[\s-]+(?=(?:rifle|gun|pistol|weapon)s?\b)",
    r"\bwounds?\s+(?=(?:heal|close|knit|mend)(?:s|d|ed)?\b)",
    # Said of parts of a body, these words ask for no act of the whole.
    r"(?:chest\s+)?ris(?:es?|ing)\s+and\s+(?:falls?|falling)\b",
    r"\b(?:front\s+of|across|against|to)\s+(?:his|her|its|their|the)\s+chest\b",
    r"\b(?:his|her|their)\s+chest\b",
    r"\bcast(?:s|ing)?\s+(?:an?\s+|its\s+)?(?:\w+\s+)?shadows?\b",
    r"\b(?:striking\s+colou?rs?|cutting\s+edge|a\s+dash\s+of|flip\s*book)\b",
    r"\b(?:knees?|elbows?|upper\s+body)\s+bend(?:s|ing)?\b",
    r"\bbend(?:s|ing)?\s+(?:the|his|her|its|their|both)\s+(?:knees?|elbows?|arms?)\b",
)
"""Taken out of a prompt before its words are looked up."""

OTHER_ACTIONS: Final = frozenset(
    _words(
        "open close drink climb sit kneel roll read "
        "cry nod point clap pray craft fish push pull crouch slide dodge transform "
        "freeze dig write play cheer stretch reload equip duck "
        "pick carry morph melt unfold bloom pour unsheathe sheathe evolve level "
        "draw paint cook hammer mine plant water ride drive surf skate lean look "
        "stare hide salute celebrate hiss scratch lick sniff graze "
        "peck burrow land take lift drop catch tumble cartwheel somersault "
        "backflip fall unlock lock"
    )
)
"""Actions that people ask for and no program plays; known, to be able to say so."""

CUT_STONES: Final = frozenset(
    _words("gem diamond crystal jewel ruby emerald sapphire glass stone")
)
"""Things that are cut when they are bought: "a cut gem"."""

THINGS: Final = frozenset(
    _words("spell shield guard claw whip rock pant lap stream brace step rest")
)
"""Of the words for verbs, those that are things beside another verb: "with claws"."""

NOUNS_TOO: Final = frozenset(
    _words("plant water fish mine hammer craft point land level duck lock cook paint")
)
"""Of these, words that are things unless their form says otherwise."""

NOT_ACTIONS: Final = frozenset(
    _words(
        "king ring string spring morning evening thing something nothing "
        "anything everything during ceiling clothing lightning building sling sting "
        "being bring ping wedding stocking earring darling sibling viking "
        "facing looking using wearing holding having making doing keeping starting "
        "ending beginning following including according interesting menacing "
        "charming smiling living loving missing remaining matching lasting seeing "
        "coming getting taking being showing looping cycling repeating "
        "animating animation left right the a an its his her their this that "
        "him them it and fro outline outlining shading lighting dithering setting "
        "rendering "
        "coloring colouring breathtaking amazing stunning interlocking overlapping "
        "background foreground front back viewer camera screen side one another "
        "place start life timing spacing training "
        "returning laying lying hanging coloured"
    )
)
"""Words that end in -ing, or follow "to", and ask for nothing."""

STRENGTHS: Final[dict[float, tuple[str, ...]]] = {
    # How far things move; 1 is usual. Words in their plain form, without "-ly".
    1.7: _words("huge violent wild massive extreme furious dramatic exaggerated"),
    1.4: _words(
        "strong heavy big energetic powerful hard forceful large deep intense bouncy "
        "lively vigorous mighty"
    ),
    0.65: _words(
        "subtle slight gentle small calm soft light tiny little faint mild delicate "
        "minimal peaceful weak quiet"
    ),
}

SPEEDS: Final[dict[int, tuple[str, ...]]] = {
    # How often things move in the time of a clip.
    1: _words("fast quick rapid swift hectic hurried speedy frantic nervous brisk"),
    -1: _words("slow leisurely sluggish lazy languid unhurried"),
}

MOTION_NOUNS: Final = frozenset(
    _words(
        "motion movement animation amplitude pace speed bounce bouncing step steps "
        "cycle loop gesture effect action"
    )
)
"""What "big" and "slow" may belong to beside a verb; a "big knight" moves as usual."""

LOOPING: Final = re.compile(
    r"\b(loop\w*|cycl\w*|repeat\w*|seamless\w*|endless\w*|continuous\w*)\b"
)

_DOUBLE = re.compile(r"([bdgklmnprt])\1$")
_HISSING = re.compile(r"(?:[sxzoi]|[cs]h)$")
"""What a word ends in that takes "-es"."""
_SHORT = re.compile(r"[^aeiou]*[aeiouy][bdgklmnprt]$")
"""Words that double their last letter before "-ing" and "-ed"."""
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
    "spoke": "talk",
    "sang": "sing",
    "blew": "blow",
    "burnt": "burn",
    "leaping": "leap",
    "breaths": "breath",
}


def lemmas(word: str) -> Iterator[str]:
    """Yield what the plain form of a word may be, the likeliest first.

    Who does something is not asked to do it: a runner may stand.

    >>> "run" in lemmas("running"), "dance" in lemmas("dancing")
    (True, True)
    """
    yield word
    if word in _IRREGULAR:
        yield _IRREGULAR[word]
    for ending in ("ing", "ed", "es", "s"):
        stem = word.removesuffix(ending)
        if stem != word and len(stem) > 1:
            yield from _stems(stem, ending)
    if word.endswith("ise"):
        yield word.removesuffix("se") + "ze"


def _stems(stem: str, ending: str) -> Iterator[str]:
    """Yield the words that an ending may have been put to."""
    if ending == "es" and not _HISSING.search(stem):
        # "runes" and "hopes" are "rune" and "hope".
        return
    if ending != "s":
        yield stem + "e"
    if ending in {"es", "s"} or not _SHORT.match(stem):
        # "hoping" is no "hopping".
        yield stem
    if _DOUBLE.search(stem):
        yield stem[:-1]
    if stem.endswith("i"):
        yield stem[:-1] + "y"
    if stem.endswith("is"):
        # British spelling: materialising is materialize + ing.
        yield stem[:-1] + "ze"
