"""What is found out about a picture is kept, and changes no pixel."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pixelengine_import.local_engine.motion import Palette, Work, animate
from pixelengine_import.local_engine.motion import analysis as analysing
from pixelengine_import.local_engine.motion.analysis import (
    KEPT,
    Kept,
    analyse,
    drawn_pictures,
    scaled_pictures,
)
from pixelengine_import.local_engine.motion.prompt import read_prompt
from tests.support import draw

if TYPE_CHECKING:
    from numpy.typing import NDArray

FREELY = Work(lambda _share: None, lambda: False)
GREY = (128, 128, 128)
WALK, BLINK = read_prompt("walk", ""), read_prompt("blink", "")


def clip(prompt: str, **changes: Any) -> NDArray[np.uint8]:
    """Animate the same creature, or another one."""
    asked: dict[str, Any] = {
        "image": draw(24, 24),
        "negative_prompt": "",
        "output_frames": 4,
        "seed": 3,
        "palette": Palette(24),
        "matte": GREY,
        "size": None,
        "work": FREELY,
        **changes,
    }
    return animate(asked.pop("image"), prompt=prompt, **asked).frames


@pytest.mark.parametrize("palette", [Palette(24), None], ids=["pixels", "smooth"])
def test_frames_are_the_same_with_and_without(palette: Palette | None) -> None:
    """Whatever was played over the picture before."""
    prompts = ("walk", "blink", "idle", "walk", "attack", "blink")
    fresh = []
    for prompt in prompts:
        KEPT.clear()
        fresh.append(clip(prompt, palette=palette))
    KEPT.clear()
    again = [clip(prompt, palette=palette) for prompt in prompts]

    assert all(map(np.array_equal, fresh, again))


@pytest.mark.parametrize(
    "changes",
    [
        {"image": draw(24, 24, hue=40)},
        {"palette": Palette(3)},
        {"palette": Palette(2, ((0, 0, 0), (255, 255, 255)))},
        {"matte": (255, 0, 255)},
        {"palette": None},
        {"palette": None, "size": (48, 48)},
    ],
)
def test_nothing_is_taken_from_another_picture(changes: dict[str, object]) -> None:
    """Other pixels, colours, matte or size are another picture."""
    KEPT.clear()
    alone = clip("walk", **changes)
    KEPT.clear()
    clip("walk")

    assert np.array_equal(clip("walk", **changes), alone)


def test_a_picture_is_looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Prompts and seeds do not matter; one that closes one eye looks once more."""
    looked = []
    of = analysing.Analysis.of

    def counted(*given: Any, **named: Any) -> analysing.Analysis:
        looked.append(given)
        return of(*given, **named)

    monkeypatch.setattr(analysing.Analysis, "of", counted)
    KEPT.clear()
    for seed, prompt in enumerate(("walk", "jump", "idle", "attack")):
        clip(prompt, seed=seed)
    assert len(looked) == 1
    clip("blink")
    assert len(looked) == 2


def test_what_is_kept_cannot_be_changed() -> None:
    """A program that wrote into it would change the clips after its own."""
    KEPT.clear()
    sheet, key = drawn_pictures([draw()], Palette(24), GREY)
    known = analyse(sheet, sheet.drawings[0], WALK, key)
    (smooth,) = scaled_pictures([draw()], GREY, (40, 40))

    for array in (
        sheet.table,
        sheet.drawings[0].subject,
        known.sprite.x,
        known.sprite.details.mask,
        known.tones._light,
        smooth.rgb,
    ):
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0


def test_a_wink_is_known_apart() -> None:
    """A single eye is closed only when the prompt asks for it."""
    one_eyed = draw(24, 24)
    one_eyed[10:12, 14] = one_eyed[9, 14]
    sheet, key = drawn_pictures([one_eyed], Palette(24), GREY)
    (drawing,) = sheet.drawings

    assert analyse(sheet, drawing, WALK, key).shut is None
    assert analyse(sheet, drawing, BLINK, key).shut is not None
    assert analyse(sheet, drawing, WALK, key).shut is None


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 60)), max_size=40))
def test_no_more_is_kept_than_there_may_be(asked: list[tuple[int, int]]) -> None:
    """What was used last stays; what is too large for all is not kept at all."""
    kept = Kept(100)
    size_of: dict[int, int] = {}
    for name, size in asked:
        own = size_of.setdefault(name, 2 * size)
        found = kept.get(bytes([name]), partial(np.zeros, own, np.uint8))
        assert len(found) == own
        assert kept.size <= 100
        if own <= 100:
            assert kept.get(bytes([name]), pytest.fail) is found


def test_the_oldest_goes_first() -> None:
    """Asking for something makes it young again."""
    kept = Kept(100)
    for name in (b"a", b"b", b"a", b"c"):
        kept.get(name, lambda: np.zeros(50, np.uint8))
    made: list[bytes] = []
    for name in (b"a", b"c", b"b"):
        kept.get(name, partial(made.append, name))

    assert made == [b"b"]
