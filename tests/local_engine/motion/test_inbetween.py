from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pixelengine_import.local_engine.motion import (
    Cancelled,
    Key,
    Palette,
    Work,
    inbetween,
)

from .drawing import (
    MATTE,
    blob,
    canvas,
    changed,
    colours,
    flat,
    islands,
    join,
    knight,
    play,
    quiet,
    silhouettes,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pixelengine_import.local_engine.motion import Clip, Pixels


def large(image: Pixels) -> Pixels:
    """Return a drawing as an illustration: four times as large."""
    return np.kron(image, np.ones((4, 4, 1), np.uint8))


def smooth(
    keys: Sequence[Key],
    frames: int,
    *,
    prompt: str = "",
    size: tuple[int, int] | None = None,
) -> Clip:
    return inbetween(
        keys,
        prompt=prompt,
        negative_prompt="",
        total_frames=frames,
        seed=1,
        palette=None,
        matte=MATTE,
        size=size,
        work=quiet(),
    )


def raised() -> list[Key]:
    return [Key(0, knight()), Key(4, knight(arm=6, lift=2))]


def test_full_strength_keys_come_back_as_they_were_sent() -> None:
    """Keys that fit the budget are shown pixel for pixel at their index."""
    keys = [Key(1, knight()), Key(4, knight(arm=5)), Key(6, knight(lift=2))]
    clip = join(keys, 8)

    for key in keys:
        assert np.array_equal(clip.frames[key.index], flat(key.image))


def test_frames_between_keys_are_neither_key() -> None:
    """Every in-between is new, adds no colour, and the way is walked in order."""
    clip = join(raised(), 5)
    first, last = clip.frames[0], clip.frames[4]
    away = [changed(first, frame) for frame in clip.frames]

    for frame in clip.frames[1:4]:
        assert changed(frame, first) > 0
        assert changed(frame, last) > 0
    assert colours(clip.frames) <= colours(np.stack([first, last]))
    assert away[1] < away[3] <= away[4] + 10


def test_the_middle_lies_between_the_keys() -> None:
    """A sprite that is moved as a whole is half-way at half time."""
    a, b = canvas(48, 32), canvas(48, 32)
    a[6:26, 8:28] = blob()[3:23, 2:22]
    b[6:26, 16:36] = blob()[3:23, 2:22]
    clip = join([Key(0, a), Key(2, b)], 3)
    centre = [float(np.nonzero(mask)[1].mean()) for mask in silhouettes(clip)]

    assert centre[1] == pytest.approx((centre[0] + centre[2]) / 2, abs=1.0)


def test_in_betweens_leave_no_specks() -> None:
    """Nothing of up to three pixels comes off."""
    for mask in silhouettes(join(raised(), 7)):
        assert min(islands(mask)) > 3


def test_small_differences_still_give_new_frames() -> None:
    """Eyes that close are neither open nor closed on the way."""
    shut = knight()
    shut[9:11, 14] = shut[9:11, 17] = (236, 188, 140, 255)
    clip = join([Key(0, knight()), Key(3, shut)], 4)
    distinct = {frame.tobytes() for frame in clip.frames}

    assert len(distinct) == 4


def test_a_picture_appears_out_of_nothing() -> None:
    """Between an empty key and a sprite, the sprite comes bit by bit."""
    clip = join([Key(0, canvas(24, 24)), Key(4, blob())], 5)
    areas = [int(mask.sum()) for mask in silhouettes(clip)]

    assert areas == sorted(areas)
    assert len(set(areas)) == 5


def test_a_loop_leads_from_the_last_key_to_the_first() -> None:
    """With loop words the frames after the last key are in-betweens, not a held key."""
    keys = [Key(0, knight()), Key(4, knight(arm=6, lift=2))]
    loop = join(keys, 8, prompt="attack cycle, looping")
    held = join(keys, 8, prompt="attack")
    to_first = [changed(frame, loop.frames[0]) for frame in loop.frames[4:]]

    assert to_first[0] > to_first[-1] > 0
    assert changed(held.frames[7], held.frames[4]) < changed(
        loop.frames[7], held.frames[4]
    )


def test_a_held_key_breathes() -> None:
    """Before the first and after the last key nothing is dead, nothing drifts far."""
    clip = join([Key(3, knight()), Key(5, knight(lift=2))], 11)
    area = int(silhouettes(clip)[3].sum())

    assert max(changed(f, clip.frames[3]) for f in clip.frames[:3]) > 0
    assert max(changed(f, clip.frames[5]) for f in clip.frames[6:]) > 0
    assert max(changed(f, clip.frames[5]) for f in clip.frames[6:]) < 0.5 * area


@pytest.mark.parametrize("index", [0, 2, 5])
def test_one_key_is_moved_by_the_prompt_and_sits_at_its_index(index: int) -> None:
    """A single key plays the prompt's verb, shifted in time."""
    clip = join([Key(index, knight())], 6, prompt="walking")
    whole = play(knight(), "walking", frames=6)

    assert np.array_equal(clip.frames, np.roll(whole.frames, index, axis=0))
    assert clip.understood == ("walking",)


def test_one_key_that_dies_lies_down_after_its_index() -> None:
    """What does not come back is played to the key backwards, and from it on."""
    clip = join([Key(2, knight())], 8, prompt="dies")
    masks = silhouettes(clip)
    height = [int(np.ptp(np.nonzero(mask)[0])) + 1 for mask in masks]

    assert np.array_equal(clip.frames[2], flat(knight()))
    assert height[7] < 0.7 * height[2]
    assert changed(clip.frames[1], clip.frames[2]) > 0


def test_equal_neighbours_are_moved_by_the_prompt() -> None:
    """Between two equal keys the prompt's motion runs once around."""
    clip = join([Key(0, blob()), Key(6, blob())], 7, prompt="jump")

    assert np.array_equal(clip.frames[0], clip.frames[6])
    assert min(changed(f, clip.frames[0]) for f in clip.frames[1:6]) > 0


def test_a_weak_key_leans_towards_its_neighbours() -> None:
    """The weaker a key, the further its frame is from the picture that was sent."""

    def middle(strength: float) -> Clip:
        other = knight(arm=6, lift=2)
        keys = [Key(0, knight()), Key(3, other, strength), Key(6, knight())]
        return join(keys, 7)

    sent = flat(knight(arm=6, lift=2))
    far = [changed(middle(s).frames[3], sent) for s in (1.0, 0.6, 0.0)]

    assert far[0] == 0
    assert 0 < far[1] < far[2]


def test_a_weak_first_key_is_not_given_up() -> None:
    """With one neighbour, even strength 0 goes half-way only."""
    keys = [Key(0, knight(), 0.0), Key(4, knight(arm=6, lift=2))]
    frame = join(keys, 5).frames[0]

    assert changed(frame, flat(keys[0].image)) > 0
    assert changed(frame, flat(keys[1].image)) > 0


def test_one_budget_holds_for_all_frames() -> None:
    """Keys of different colours share the limit, the ground included."""
    red = blob()
    red[red[..., 1] == 200] = (220, 60, 50, 255)
    clip = join([Key(0, blob()), Key(4, red)], 6, palette=Palette(3))

    assert len(colours(clip.frames)) <= 3
    assert bool((clip.frames[:, 0, 0] == (*MATTE, 255)).all())


def test_smooth_keys_are_warped_and_mixed_at_the_size() -> None:
    """Smooth frames have the size that was asked, flat ground, and no repeats."""
    a = np.kron(knight(), np.ones((8, 8, 1), np.uint8))
    b = np.kron(knight(arm=6, lift=2), np.ones((8, 8, 1), np.uint8))
    clip = smooth([Key(0, a), Key(4, b)], 5, size=(192, 192))

    assert clip.frames.shape == (5, 192, 192, 4)
    assert bool((clip.frames[:, 0] == (*MATTE, 255)).all())
    assert len({frame.tobytes() for frame in clip.frames}) == 5


def test_smooth_drawings_with_nothing_in_common_are_no_ghosts() -> None:
    """Neither shines through the other one: all colours are those of one key."""
    small, wide = canvas(48, 48), canvas(48, 48)
    small[20:26, 20:26], wide[2:46, 4:44] = (200, 40, 40, 255), (40, 160, 70, 255)
    frames = smooth([Key(0, large(small)), Key(6, large(wide))], 7).frames
    for frame in frames[:4]:
        assert not (frame == (40, 160, 70, 255)).all(-1).any()
        assert int((frame == (200, 40, 40, 255)).all(-1).sum()) > 400
    for frame in frames[4:]:
        assert not (frame == (200, 40, 40, 255)).all(-1).any()
        assert bool((frame[96, 96] == (40, 160, 70, 255)).all())


def test_smooth_keys_come_back_and_a_weak_one_leans() -> None:
    """Also illustrations: full strength is what was sent, less is further from it."""
    sent = large(knight(arm=6, lift=2))

    def middle(strength: float) -> int:
        ends = large(knight())
        keys = [Key(0, ends), Key(3, sent, strength), Key(6, ends)]
        away = smooth(keys, 7).frames[3].astype(int) - flat(sent)
        return int(np.abs(away).sum())

    far = [middle(strength) for strength in (1.0, 0.6, 0.0)]
    assert far[0] == 0
    assert 0 < far[1] < far[2]


def test_one_smooth_key_is_moved_by_the_prompt_and_sits_at_its_index() -> None:
    """The motion is shifted in time, and the frames before the key are not dead."""
    image = large(knight())
    first = smooth([Key(0, image)], 6, prompt="walking").frames
    third = smooth([Key(2, image)], 6, prompt="walking")

    assert np.array_equal(third.frames, np.roll(first, 2, axis=0))
    assert third.understood == ("walking",)


def test_a_smooth_loop_leads_back_and_a_held_key_breathes() -> None:
    """Frames after the last key: in-betweens with loop words, else the key, alive."""
    keys = [Key(0, large(knight())), Key(3, large(knight(arm=8)))]
    loop = smooth(keys, 6, prompt="attack cycle, looping").frames
    held = smooth(keys, 6, prompt="attack").frames

    assert changed(loop[5], loop[0]) < changed(loop[5], loop[3])
    assert max(changed(frame, held[3]) for frame in held[4:]) > 0
    assert changed(held[5], held[3]) < changed(held[5], held[0])


def test_scenes_are_joined_without_holes() -> None:
    """Pictures without a ground stay within their own colours everywhere."""
    y, x = np.mgrid[:32, :32]
    a = canvas(32, 32)
    a[..., 0], a[..., 1], a[..., 3] = (x // 4) * 30, (y // 4) * 30, 255
    b = np.roll(a, 3, axis=1)
    clip = join([Key(0, a), Key(3, b)], 4, palette=Palette(256))

    assert np.array_equal(clip.frames[3], b)
    assert colours(clip.frames) <= colours(np.stack([a, b]))


def test_cancelling_stops_within_a_frame() -> None:
    """The first question that is answered with yes ends the work."""
    asked = 0

    def cancelled() -> bool:
        nonlocal asked
        asked += 1
        return asked == 5

    with pytest.raises(Cancelled):
        inbetween(
            raised(),
            prompt="",
            negative_prompt="",
            total_frames=12,
            seed=1,
            palette=Palette(),
            matte=MATTE,
            size=None,
            work=Work(progress=lambda _: None, cancelled=cancelled),
        )

    assert asked == 5


def test_keys_that_contradict_each_other_are_refused() -> None:
    """No key, two at one place, one outside, other sizes, strengths beyond 0..1."""
    with pytest.raises(ValueError, match="no key"):
        join([], 4)
    with pytest.raises(ValueError, match="one place"):
        join([Key(1, blob()), Key(1, blob())], 4)
    with pytest.raises(ValueError, match="outside the clip"):
        join([Key(4, blob())], 4)
    with pytest.raises(ValueError, match="differ in size"):
        join([Key(0, blob()), Key(1, knight())], 4)
    with pytest.raises(ValueError, match="from 0 to 1"):
        join([Key(0, blob(), 1.5)], 4)


@settings(max_examples=25)
@given(st.integers(0, 2**32 - 1), st.integers(3, 9), st.data())
def test_any_keys_give_all_frames(noise: int, total: int, data: st.DataObject) -> None:
    """Random pictures at random places: the exact count, in budget, keys kept."""
    dice = np.random.Generator(np.random.PCG64(noise))
    places = data.draw(st.sets(st.integers(0, total - 1), min_size=1, max_size=3))
    keys = []
    for index in sorted(places):
        image = dice.integers(0, 3, (9, 11, 4), dtype=np.uint8) * 100
        image[..., 3] = np.where(image[..., 3] > 0, 255, 0)
        keys.append(Key(index, image))
    clip = join(keys, total, palette=Palette(64))

    assert clip.frames.shape == (total, 9, 11, 4)
    assert len(colours(clip.frames)) <= 64
    for key in keys:
        assert np.array_equal(clip.frames[key.index], flat(key.image))


def test_a_prompt_whose_verb_is_not_played_is_not_said_to_be_understood() -> None:
    """In-betweens are told by the keys alone, around the end of a loop too."""
    keys = [Key(0, knight()), Key(8, knight(arm=5))]
    walk, burst = (
        join(keys, 12, prompt=f"{verb} in a loop") for verb in ("walk", "explode")
    )

    assert np.array_equal(walk.frames, burst.frames)
    assert walk.understood == burst.understood == ()
    assert join([Key(0, knight()), Key(8, knight())], 12, prompt="walk").understood


@pytest.mark.parametrize(
    ("at", "understood", "ignored"),
    [
        ([4], ("walk",), ("die",)),
        ([0], ("walk", "die"), ()),
        ([0, 7], ("walk",), ("die",)),
        ([0, 11], ("walk", "die"), ()),
    ],
)
def test_acts_that_fit_between_no_keys_are_told(
    at: list[int], understood: tuple[str, ...], ignored: tuple[str, ...]
) -> None:
    """Each act needs four frames of a span; the longest span tells what was played."""
    keys = [Key(k, knight()) for k in at]
    total = 8 if len(at) == 1 else at[-1] + 1
    clip = join(keys, total, prompt="walk then die")

    assert (clip.understood, clip.ignored) == (understood, ignored)


def test_nothing_is_understood_where_nothing_moves() -> None:
    """Neither a clear picture nor a single frame shows anything of a prompt."""
    clear = canvas(8, 8)

    assert play(clear, "walk left wildly").understood == ()
    assert play(knight(), "walk", frames=1).understood == ()
    assert play(knight(), "walk", frames=2).understood == ("walk",)
    assert join([Key(0, clear), Key(7, clear)], 8, prompt="walk").understood == ()
