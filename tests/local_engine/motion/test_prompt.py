from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pixelengine_import.local_engine.motion import casting, reading, vocabulary
from pixelengine_import.local_engine.motion.programs import PROGRAMS
from pixelengine_import.local_engine.motion.prompt import Layer, read_prompt
from pixelengine_import.local_engine.motion.vocabulary import (
    ENDING,
    FORCELESS,
    GOING,
    HANDED,
    LAYERS,
    LEANING,
    ONCE,
    SIDELESS,
    VERBS,
    lemmas,
)

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.mark.parametrize(
    ("prompt", "lead"),
    [
        ("breathing idle", "idle"),
        ("a character walking through a forest", "walk"),
        ("running fast", "run"),
        ("sprints ahead", "run"),
        ("hops up and down", "hop"),
        ("sword slash", "slash"),
        ("punches twice", "punch"),
        ("hits the enemy", "attack"),
        ("gets hit", "hurt"),
        ("taking damage", "hurt"),
        ("the wizard casts a spell", "cast"),
        ("shoots a fireball", "shoot"),
        ("firing his gun", "shoot"),
        ("a torch", "flicker"),
        ("flickering flame", "flicker"),
        ("burning campfire", "flicker"),
        ("falls over", "death"),
        ("dying", "death"),
        ("turns around", "turn"),
        ("a flag in the wind", "flutter"),
        ("wings flapping", "fly"),
        ("shivering with cold", "tremble"),
        ("rattling", "shake"),
        ("pulsating crystal", "glow"),
        ("winks", "blink"),
        ("raises the shield to block", "block"),
        ("grows larger", "grow"),
        ("shrinking away", "shrink"),
        ("hovering ghost", "float"),
        ("", "idle"),
    ],
)
def test_words_lead_to_their_verb(prompt: str, lead: str) -> None:
    """Inflected words, phrases and, without a verb, things tell the motion."""
    assert read_prompt(prompt).lead == lead


@pytest.mark.parametrize(
    ("prompt", "lead"),
    [
        ("a fighter stands", "idle"),
        ("a runner stands", "idle"),
        ("rocket launcher", "idle"),
        ("runes glow", "glow"),
        ("charged crystal", "glow"),
        ("a stunning knight", "idle"),
        ("a creeper walks", "walk"),
        ("a dead tree sways", "sway"),
        ("a dying flame flickers", "flicker"),
        ("wounded soldier walks", "walk"),
        ("knight with dashed outline, breathing", "idle"),
        ("a knight casting a long shadow", "idle"),
    ],
)
def test_what_somebody_is_or_looks_like_asks_for_no_act(prompt: str, lead: str) -> None:
    """Neither who does something, nor a state of a thing, nor a word alike."""
    act = read_prompt(prompt).acts[0]

    assert (act.lead, act.layers) == (lead, ())


@pytest.mark.parametrize(
    ("prompt", "verbs"),
    [
        ("a knight with a sword and a shield walks", {"walk"}),
        ("sword and shield, idle", {"glint"}),
        ("a bear with claws walks", {"walk"}),
        ("a rock golem walks", {"walk"}),
        ("spell caster idle", {"idle"}),
        ("a man in red pants runs", {"run"}),
        ("a guard walks", {"walk"}),
        ("guards and walks", {"walk", "block"}),
        ("claws at the enemy while walking", {"walk", "slash"}),
        ("rocks gently", {"sway"}),
        ("stands guard", {"block", "idle"}),
        ("a spell", {"cast"}),
        ("a dying knight", {"death"}),
    ],
)
def test_a_thing_that_is_called_like_an_act_is_none_beside_another(
    prompt: str, verbs: set[str]
) -> None:
    """After an article, "with" or a look it is a thing; alone it still hints."""
    assert read_prompt(prompt).verbs == verbs


@pytest.mark.parametrize(
    ("word", "plain"),
    [
        ("hopes", "hope"),
        ("hoping", "hope"),
        ("hopping", "hop"),
        ("runes", "rune"),
        ("dashes", "dash"),
        ("gliding", "glide"),
        ("walked", "walk"),
        ("zombies", "zombie"),
        ("vaporising", "vaporize"),
    ],
)
def test_the_plain_form_of_a_word_is_in_one_table_at_most(
    word: str, plain: str
) -> None:
    """Other words that it might come from are no verbs."""
    forms = set(lemmas(word))
    verbs = {form for words in VERBS.values() for form in words} & forms

    assert plain in forms
    assert verbs <= {plain}


@pytest.mark.parametrize(
    ("prompt", "lead"),
    [
        ("not attacking, just idle", "idle"),
        ("doesn't walk, only blinks", "blink"),
        ("walking without jumping", "walk"),
        ("never attacks or jumps but runs", "run"),
        ("instead of walking, jumps", "jump"),
        ("do not walk", "idle"),
        ("it doesn't walk", "idle"),
        ("no walking, never jumps", "idle"),
    ],
)
def test_negated_words_do_not_count(prompt: str, lead: str) -> None:
    """A negation holds to the next comma or "but"."""
    direction = read_prompt(prompt)

    assert direction.lead == lead
    assert direction.ignored == ()


@pytest.mark.parametrize(
    ("prompt", "ignored"),
    [
        ("climbs wildly", ("climbs",)),
        ("the chest opens", ("opens",)),
        ("about to level up", ("level",)),
        ("juggling balls", ("juggling",)),
        ("spins and explodes", ("spins",)),
        ("king facing the evening", ()),
        ("walk to the left", ()),
    ],
)
def test_actions_that_are_not_played_are_named(
    prompt: str, ignored: tuple[str, ...]
) -> None:
    """Unknown verbs, and known ones that another verb outranks, are told."""
    assert read_prompt(prompt).ignored == ignored


def test_a_second_compatible_verb_is_layered() -> None:
    """Wind may blow while somebody strikes; nothing is layered on a death."""
    wind = read_prompt("attacks while the cape flutters").acts[0]

    assert (wind.lead, wind.layers) == ("attack", (Layer("flutter", "cape"),))
    assert read_prompt("dies while trembling").layer is None


def test_arms_act_while_the_body_goes() -> None:
    """Of a leap and a blow the leap leads, whatever comes first."""
    for prompt in ("jump and attack", "attacks while jumping", "jump attack"):
        act = read_prompt(prompt).acts[0]
        assert (act.lead, act.layers) == ("jump", (Layer("attack"),))


def test_acts_follow_one_another_when_there_are_frames_for_them() -> None:
    """Four frames each; what has none is told, but for the rest that comes anyway."""
    wanted = read_prompt("walks, then attacks and returns to idle")

    assert [act.lead for act in wanted.acts] == ["walk", "attack", "idle"]
    assert [act.lead for act in wanted.in_frames(10).acts] == ["walk", "attack", "idle"]
    assert [act.lead for act in wanted.in_frames(8).acts] == ["walk", "attack"]
    assert wanted.in_frames(8).ignored == ()
    assert [act.lead for act in wanted.in_frames(6).acts] == ["walk"]
    assert wanted.in_frames(6).ignored == ("attacks",)
    assert "attacks" not in wanted.in_frames(6).understood


def test_nothing_follows_an_end() -> None:
    """Who is dead does not go on; who has vanished may come back."""
    assert read_prompt("dies, then walks").ignored == ("walks",)
    assert [a.lead for a in read_prompt("vanishes then appears").acts] == [
        "vanish",
        "appear",
    ]


def test_the_negative_prompt_names_verbs_and_much_else() -> None:
    """Verbs are taken out; what is said of pictures and cameras takes nothing."""
    negative = "flash, camera movement, background change, blurry, walking"
    direction = read_prompt("walks and glows", negative)

    assert (direction.lead, direction.flash) == ("glow", False)
    assert read_prompt("shake", "camera shake").lead == "shake"


def test_side_strength_and_loop_are_read() -> None:
    """Left and right, adverbs, and the wish for a loop."""
    direction = read_prompt("gently walking to the left, seamless loop")

    assert (direction.side, direction.strength, direction.loop) == (-1, 0.65, True)
    assert read_prompt("a powerful slash").strength > 1
    assert read_prompt("walk").side == 0


@pytest.mark.parametrize(
    ("prompt", "ignored"),
    [
        ("glows to the left", ("left",)),
        ("a potion, glinting forwards", ("forwards",)),
        ("dies wildly", ("wildly",)),
        ("slowly vanishes", ("slowly",)),
        ("quickly dying", ("quickly",)),
        ("a knight facing left, idle", ()),
        ("swaying left and right", ()),
        ("rocking forwards and backwards", ()),
        ("jumps to the left", ()),
        ("glows and walks to the left", ()),
    ],
)
def test_a_manner_that_no_verb_is_played_in_is_named(
    prompt: str, ignored: tuple[str, ...]
) -> None:
    """A side, a strength or a speed that changes nothing was not understood."""
    direction = read_prompt(prompt)

    assert direction.ignored == ignored
    assert not set(ignored) & set(direction.understood)


def test_understood_words_come_in_their_order() -> None:
    """What shaped the motion is reported as it was written."""
    assert read_prompt("Quickly WALKING to the right").understood == (
        "quickly",
        "walking",
        "right",
    )


def test_every_verb_of_the_vocabulary_has_a_program() -> None:
    """The tables of words and of programs name the same verbs, each word once."""
    words = [word for group in VERBS.values() for word in group]

    assert set(VERBS) == set(PROGRAMS)
    for group in (LAYERS, GOING, HANDED, ENDING, ONCE, LEANING, SIDELESS, FORCELESS):
        assert set(PROGRAMS) >= group
    assert len(words) == len(set(words))


def test_the_time_for_a_prompt_does_not_grow_with_its_length(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whatever is sent, some thousand looks at words are enough."""
    looks = 0
    plain_forms = vocabulary.lemmas

    def counted(word: str) -> Iterator[str]:
        nonlocal looks
        looks += 1
        return plain_forms(word)

    for module in (reading, casting):
        monkeypatch.setattr(module, "lemmas", counted)
    for prompt in ("flutters and ", "walk then run then ", "fires a bow ", "not "):
        read_prompt(40_000 * prompt, 40_000 * prompt)

    assert looks < 50_000


def test_what_is_said_after_four_hundred_words_is_not_read() -> None:
    """Nobody describes a clip in as many words."""
    assert read_prompt(399 * "very " + "walk").lead == "walk"
    assert read_prompt(400 * "very " + "walk").lead == "idle"
    assert read_prompt("a" * 10_000_000 + " walk").lead == "idle"
