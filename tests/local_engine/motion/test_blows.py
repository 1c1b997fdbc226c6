"""Blows, shots, spells and wing beats, as they are seen."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest

from pixelengine_import.local_engine.motion import animate

from .drawing import (
    MATTE,
    STEEL,
    blob,
    canvas,
    changed,
    colours,
    flat,
    islands,
    knight,
    play,
    quiet,
    silhouettes,
)
from .test_limbs import beast, drawn

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pixelengine_import.local_engine.motion import Clip, Pixels

BLOWS = ["slash", "stab", "punch", "kick", "bite", "attack", "block", "shoot", "cast"]


def roomy(image: Pixels) -> Pixels:
    return np.pad(image, ((10, 2), (10, 10), (0, 0)))


def steel(frame: Pixels) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    ys, xs = np.nonzero((frame == np.asarray(STEEL)).all(-1))
    return ys, xs


def centre(clip: Clip) -> list[float]:
    return [float(np.nonzero(mask)[1].mean()) for mask in silhouettes(clip)]


@pytest.mark.parametrize("mirrored", [False, True])
def test_a_slash_raises_the_sword_and_brings_it_down(*, mirrored: bool) -> None:
    """It is high, then ahead and low, then where it was; the side is the sword's."""
    image = roomy(knight()[:, ::-1] if mirrored else knight())
    frames = play(image, "slash", frames=12).frames
    tops = [int(steel(frame)[0].min()) for frame in frames]
    lows = [int(steel(frame)[0].max()) for frame in frames]
    raised = int(np.argmin(tops))

    assert tops[0] - min(tops) >= 5
    assert 1 <= raised <= 5
    assert max(lows[raised:]) >= lows[0] + 1
    assert abs(tops[-1] - tops[0]) <= 3
    step = np.asarray(centre(play(image, "slash", frames=12)))
    ahead = step[4:8].mean() - step[0]
    assert ahead * (-1 if mirrored else 1) > 1


def test_a_slash_leaves_a_trail_for_a_moment_only() -> None:
    """One to three frames hold more steel than the sword has."""
    frames = play(roomy(knight()), "slash", frames=12).frames
    amount = [len(steel(frame)[0]) for frame in frames]

    assert 1 <= sum(n > 1.4 * amount[0] for n in amount) <= 3


def test_a_stab_goes_straight_ahead() -> None:
    """The tip goes far to the side and hardly up or down."""
    frames = play(roomy(knight()), "stab", frames=12).frames
    tips = [int(steel(frame)[1].max()) for frame in frames]
    rows = [float(steel(frame)[0].mean()) for frame in frames]

    assert max(tips) - tips[0] >= 6
    assert max(rows) - min(rows) <= 4


def test_a_kick_throws_the_front_foot_out_and_leaves_the_other_standing() -> None:
    """The rear leg does not move at all, the front one leaves the ground."""
    image = roomy(knight())
    clip = play(image, "kick to the right", frames=12)
    masks = silhouettes(clip)
    low = int(np.nonzero(masks[0])[0].max())
    rear, front = slice(21, 24), slice(27, 30)

    assert all(mask[low, rear].all() for mask in masks)
    assert any(not mask[low, front].any() for mask in masks)


def test_the_blows_differ_from_each_other() -> None:
    image = roomy(knight())
    area = int((image[..., 3] > 0).sum())
    clips = [play(image, verb).frames for verb in ("slash", "stab", "kick", "bite")]
    for k, a in enumerate(clips):
        for b in clips[k + 1 :]:
            apart = np.mean([changed(p, q) for p, q in zip(a, b, strict=True)])
            assert apart > 0.08 * area


@pytest.mark.parametrize("verb", BLOWS)
@pytest.mark.parametrize("noun", ["knight", "wolf", "slime", "sword", "dragon", "bat"])
@pytest.mark.parametrize("size", [16, 32])
def test_nothing_comes_off_but_one_shot(noun: str, verb: str, size: int) -> None:
    """At most one more part than the source, no specks, and only its colours."""
    image = np.pad(drawn(noun, size), ((4, 1), (4, 4), (0, 0)))
    clip = play(image, verb)
    own = islands(image[..., 3] > 0)
    for mask in silhouettes(clip):
        parts = islands(mask)
        assert len(parts) <= len(own) + 1
        assert sum(n <= 3 for n in parts) <= sum(n <= 3 for n in own)
    assert colours(clip.frames) <= colours(flat(image)[None])
    area = int((image[..., 3] > 0).sum())
    assert max(changed(clip.frames[0], frame) for frame in clip.frames) >= 0.08 * area


@pytest.mark.parametrize("prompt", ["attack to the right", "attack to the left"])
@pytest.mark.parametrize("noun", ["knight", "wolf", "slime", "barbarian"])
def test_an_attack_goes_where_the_prompt_says(noun: str, prompt: str) -> None:
    image = roomy(drawn(noun))
    across = centre(play(image, prompt))
    far = max(across, key=lambda x: abs(x - across[0])) - across[0]

    assert far > 0 if prompt.endswith("right") else far < 0


def test_an_animal_bites_with_its_head() -> None:
    """The head goes further than the haunches, and its mouth opens."""
    image = roomy(beast())
    clip = play(image, "bite", frames=12)
    masks = silhouettes(clip)
    heads = [int(np.nonzero(mask)[1].max()) for mask in masks]
    gaps = [
        int((np.diff(mask[:, x].astype(int)) == 1).sum())
        for mask, x in zip(masks, (h - 1 for h in heads), strict=True)
    ]

    assert max(heads) - heads[0] >= 4
    assert max(gaps) > gaps[0]


def test_a_blob_is_squashed_and_stretched_by_its_pounce() -> None:
    masks = silhouettes(play(roomy(blob()), "attack", frames=12))
    high = [int(np.ptp(np.nonzero(mask)[0])) + 1 for mask in masks]
    wide = [int(np.ptp(np.nonzero(mask)[1])) + 1 for mask in masks]

    assert min(high) <= high[0] - 1
    assert max(high) >= high[0] + 1
    assert max(wide) >= wide[0] + 2


def test_a_shot_flies_away_from_the_muzzle() -> None:
    """One free spot is seen, and it only goes on to its side."""
    image = np.pad(knight(), ((6, 2), (4, 40), (0, 0)))
    places = []
    for mask in silhouettes(play(image, "shoot", frames=16)):
        numbers = islands(mask)
        if len(numbers) > 1:
            places.append(int(np.nonzero(mask)[1].max()))

    assert len(places) >= 2
    assert places == sorted(places)
    assert places[-1] > places[0] + 4


def test_a_spell_gathers_light_before_it_is_thrown() -> None:
    """It grows at the body, then it leaves to the side and comes off."""
    image = np.pad(blob(), ((16, 2), (10, 50), (0, 0)))
    masks = silhouettes(play(image, "casts a spell to the right", frames=16))
    ends = [int(np.nonzero(mask)[1].max()) for mask in masks]
    loose = [len(islands(mask)) > 1 for mask in masks]

    assert not any(loose[:8])
    assert max(ends[1:8]) >= ends[0] + 2
    assert any(loose[8:])
    assert max(ends[8:]) >= max(ends[:8]) + 8
    assert not loose[-1]


@pytest.mark.parametrize("noun", ["bat", "butterfly", "owl", "bird"])
def test_wings_beat_up_and_down_and_faster_down(noun: str) -> None:
    """Away from where they rest, on both sides, within one beat."""
    image = roomy(drawn(noun))
    frames = play(image, "fly", frames=12).frames
    area = int((image[..., 3] > 0).sum())

    assert changed(frames[4], frames[0]) >= 0.2 * area
    assert changed(frames[8], frames[0]) >= 0.15 * area
    assert changed(frames[4], frames[8]) >= 0.2 * area
    steps = [changed(a, b) for a, b in pairwise(frames)]
    assert changed(frames[-1], frames[0]) <= max(steps)


def test_a_fish_swims_with_its_tail_more_than_with_its_head() -> None:
    image = roomy(drawn("fish facing right"))
    masks = silhouettes(play(image, "swim"))
    xs = np.nonzero(masks[0])[1]
    x0, x1 = int(xs.min()), int(xs.max())

    def sweep(columns: slice) -> float:
        rows = [float(np.nonzero(mask[:, columns])[0].mean()) for mask in masks]
        return max(rows) - min(rows)

    assert sweep(slice(x0, x0 + 6)) > sweep(slice(x1 - 6, x1 + 1))


def test_a_hand_that_is_raised_waves() -> None:
    frames = play(roomy(knight()), "waves", frames=12).frames
    tops = [int(steel(frame)[0].min()) for frame in frames]

    assert min(tops[3:9]) <= tops[0] - 4


@pytest.mark.parametrize("verb", ["slash", "cast", "shoot", "fly", "swim"])
def test_illustrations_swing_their_limbs_too(verb: str) -> None:
    """Smooth art keeps its size, its first frame and one piece."""
    image = roomy(knight()).repeat(4, 0).repeat(4, 1)
    frames = animate(
        image,
        prompt=verb,
        negative_prompt="",
        output_frames=8,
        seed=1,
        palette=None,
        matte=MATTE,
        size=None,
        work=quiet(),
    ).frames
    area = int((image[..., 3] > 0).sum())

    assert np.array_equal(frames[0], flat(image))
    assert max(changed(frames[0], frame) for frame in frames) > 0.15 * area


@pytest.mark.parametrize("verb", sorted(set(BLOWS) - {"cast"}))
def test_a_scene_keeps_its_border(verb: str) -> None:
    # A spell lights all of a scene up, its border too.
    y, x = np.mgrid[:48, :48]
    scene = canvas(48, 48)
    scene[..., 0] = 40 * ((x // 8 + y // 8) % 5)
    scene[..., 1] = 30 * (y // 6)
    scene[..., 3] = 255
    frames = play(scene, verb).frames

    assert max(changed(frames[0], frame) for frame in frames) > 20
    for frame in frames:
        differs = (frame != frames[0]).any(-1)
        assert not differs[0].any()
        assert not differs[-1].any()
        assert not differs[:, 0].any()
        assert not differs[:, -1].any()
