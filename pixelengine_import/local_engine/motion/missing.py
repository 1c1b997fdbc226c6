"""Which parts a prompt asks to move and a picture does not have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pixelengine_import.local_engine.motion.programs.strike import arm_of
from pixelengine_import.local_engine.motion.reading import look_up

if TYPE_CHECKING:
    from pixelengine_import.local_engine.motion.body import Body
    from pixelengine_import.local_engine.motion.prompt import Direction

__all__ = ["missing_parts", "silent_words"]

ARMED: Final = frozenset({"punch", "slash", "stab"})
"""Verbs that are a leap of the whole without an arm or a weapon."""


def missing_parts(
    direction: Direction, body: Body, side: int, *, eyes: bool, mouth: bool
) -> tuple[str, ...]:
    """Return the parts that are asked for and were not found, in English.

    Others move in their place: the whole body leaps, hovers, sways or breathes.

    Args:
        direction: What is played.
        body: Who plays it.
        side: To which side.
        eyes: Whether eyes were found that can close.
        mouth: Whether a mouth was found that can open.
    """
    verbs = direction.verbs
    kinds = {limb.kind for limb in body.limbs}
    arm = arm_of(body, side) is not None or body.slender
    absent = {
        "eyes": "blink" in verbs and not eyes,
        "mouth": "talk" in verbs and not mouth,
        "wings": "fly" in verbs and "wing" not in kinds,
        "legs": "kick" in verbs and "leg" not in kinds,
        "arm": bool(verbs & ARMED and not arm)
        or ("wave" in verbs and "arm" not in kinds and not body.pole),
    }
    asked = [act.part for act in direction.acts]
    asked += [layer.part for act in direction.acts for layer in act.layers]
    loose = [
        part
        for part in dict.fromkeys(asked)
        if part is not None and (body.parts is None or body.parts.named(part) is None)
    ]
    return (*(part for part, gone in absent.items() if gone), *loose)


def silent_words(direction: Direction, missing: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words that show nothing of their own without a part.

    Args:
        direction: Whose words.
        missing: What was not found.
    """
    if "eyes" not in missing:
        return ()
    known = ((word, look_up(word)) for word in direction.understood)
    return tuple(w for w, verbs in known if verbs is not None and "blink" in verbs[0])
