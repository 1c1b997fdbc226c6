"""Breathing, wind, water, fire, talking: alive, and the face stays a face."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest
from scipy import ndimage

from pixelengine_import.local_engine.motion import Palette, animate, tones
from pixelengine_import.local_engine.motion.sprite import Sprite

from .cast import roomy, sunflower, sword
from .drawing import (
    COAT,
    DARK,
    MATTE,
    SKIN,
    blob,
    canvas,
    changed,
    flat,
    knight,
    play,
    quiet,
    silhouettes,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from pixelengine_import.local_engine.motion import Pixels

RED = (190, 40, 50, 255)
WOOD = (120, 80, 40, 255)


def round_one() -> Pixels:
    """A ball of 16 x 16 with two eyes and a mouth."""
    image = canvas(20, 20)
    y, x = np.mgrid[:20, :20]
    far = (x - 9.5) ** 2 + (y - 11.5) ** 2
    image[far < 56] = DARK
    image[far < 42] = (90, 200, 120, 255)
    image[9:11, 7] = image[9:11, 12] = DARK
    image[13, 8:12] = DARK
    return image


def hero() -> Pixels:
    """A figure with a red cape behind, a mouth, and a blade in front."""
    image = canvas(44, 44)
    image[20:36, 10:20] = DARK
    image[21:35, 11:20] = RED
    image[8:20, 17:29] = DARK
    image[9:19, 18:28] = SKIN
    image[12:14, 21] = image[12:14, 25] = DARK
    image[16, 22:25] = DARK
    image[20:32, 17:29] = DARK
    image[21:31, 18:28] = COAT
    image[32:42, 18:22] = image[32:42, 24:28] = DARK
    image[23:25, 29:38] = (200, 206, 214, 255)
    return image


def flag() -> Pixels:
    """A red flag on the left side of its pole."""
    image = canvas(44, 38)
    image[4:36, 6:8] = WOOD
    image[6:20, 8:34] = RED
    return image


def torch() -> Pixels:
    """A flame over a wooden handle."""
    image = canvas(24, 36)
    image[20:35, 10:14] = WOOD
    for y in range(8, 20):
        half = min(4, (y - 6) // 2)
        image[y, 12 - half : 12 + half] = (235, 110, 30, 255)
    return image


def sea() -> Pixels:
    """Water with a light surface, from side to side."""
    image = canvas(32, 28)
    image[10:] = (50, 100, 190, 255)
    image[10] = (220, 240, 255, 255)
    image[14::4, 3::7] = (120, 180, 240, 255)
    return image


def potion() -> Pixels:
    """A bottle that stands on its round bottom."""
    image = canvas(16, 20)
    y, x = np.mgrid[:20, :16]
    far = (x - 7.5) ** 2 + (y - 13) ** 2
    image[far < 26] = DARK
    image[far < 18] = (200, 60, 120, 255)
    image[5:10, 6:10] = DARK
    image[6:9, 7:9] = (220, 220, 230, 255)
    return image


STANDING = {"blob": blob, "hero": hero, "knight": knight, "round_one": round_one}


def steps(frames: NDArray[np.uint8]) -> list[int]:
    """Return how many pixels change from frame to frame."""
    return [changed(a, b) for a, b in pairwise(frames)]


@pytest.mark.parametrize("prompt", ["idle", "talk", "breathing heavily"])
@pytest.mark.parametrize(
    ("name", "face"),
    [("round_one", np.s_[8:13, 6:14]), ("hero", np.s_[10:15, 19:27])],
)
def test_the_inner_face_moves_as_one(
    name: str, face: tuple[slice, slice], prompt: str
) -> None:
    """Whole pixels allowed for, at most one in twenty differs; but for one blink."""
    image = STANDING[name]()
    rest = flat(image)[face]
    off = [
        min(
            changed(rest, np.roll(frame, (dy, dx), (0, 1))[face])
            for dy in range(-3, 4)
            for dx in range(-2, 3)
        )
        for frame in play(image, prompt).frames
    ]

    assert sum(n > 0.05 * rest.shape[0] * rest.shape[1] for n in off) <= 1


@pytest.mark.parametrize("name", sorted(STANDING))
def test_an_idle_breathes_within_the_bars(name: str) -> None:
    """It rises, moves 3 to 15 in a hundred of the silhouette, and never stands long."""
    image = STANDING[name]()
    clip = play(image, "idle")
    masks = silhouettes(clip)
    area = masks[0].sum()
    move = np.mean([(m ^ masks[0]).sum() / area for m in masks[1:]])
    rows = [np.nonzero(m)[0].mean() for m in masks]

    assert 0.03 <= move <= 0.16
    assert min(rows) < rows[0] - 0.1
    assert steps(clip.frames).count(0) <= 2
    sixteen = steps(play(image, "idle", frames=16).frames)
    assert sixteen.count(0) <= 0.2 * 16


def test_a_fast_idle_breathes_twice() -> None:
    """Of eight frames the fifth is the first again; a slow one takes its time."""
    fast = play(hero(), "fast idle").frames
    slow = play(hero(), "slow idle").frames

    assert np.array_equal(fast[4], fast[0])
    assert not any(np.array_equal(f, slow[0]) for f in slow[1:7])


def test_the_cape_flutters_and_the_body_does_not() -> None:
    """The cape's lower end goes further than the legs, which stand."""
    frames = play(hero(), "cape flutters in the wind").frames
    calm = play(hero(), "idle").frames
    cape, legs = np.s_[28:38, 4:16], np.s_[36:42, 17:29]
    moved = [changed(a[cape], b[cape]) for a, b in zip(frames, calm, strict=True)]

    assert max(moved) >= 12
    assert all(changed(f[legs], frames[0][legs]) <= 8 for f in frames)


def test_a_flag_waves_from_its_pole() -> None:
    """The pole stands as it stood; the free edge goes up and down by pixels."""
    frames = play(flag(), "flag waving in the wind").frames
    tops = [int(np.nonzero((f[:, 31, :3] != MATTE[:3]).any(-1))[0][0]) for f in frames]

    assert all(np.array_equal(f[:, 5:8], frames[0][:, 5:8]) for f in frames)
    assert max(tops) - min(tops) >= 2


def test_only_the_flame_of_a_torch_flickers() -> None:
    """The handle is the same in every frame; the tips are not."""
    frames = play(torch(), "flame flickers on the torch").frames

    assert all(np.array_equal(f[22:], frames[0][22:]) for f in frames)
    assert min(steps(frames)) >= 5


def test_water_runs_in_waves_and_keeps_to_its_sides() -> None:
    """The surface rises by pixels; the columns at both ends stay for the next tile."""
    frames = play(sea(), "water ripples").frames
    tops = {int(np.nonzero(m.any(1))[0][0]) for m in silhouettes(play(sea(), "ripple"))}

    assert len(tops) >= 2
    ends = np.s_[:, [0, -1]]
    assert all(changed(f[ends], frames[0][ends]) <= 1 for f in frames)
    assert min(steps(frames)) > 10


def test_who_talks_opens_the_mouth() -> None:
    """More dark below the lips in some frames, and closed again in others."""
    dark = [
        int((f[14:21, 21:26, :3] == DARK[:3]).all(-1).sum())
        for f in play(hero(), "talking to the player").frames
    ]

    assert max(dark) >= dark[0] + 2
    assert dark.count(dark[0]) < len(dark)


def test_a_thing_bobs_and_glints_and_does_not_breathe() -> None:
    """Its shape is rigid; light runs over it once."""
    clip = play(potion(), "idle potion")
    masks = silhouettes(clip)
    light = [int((f[..., :3] == (220, 220, 230)).all(-1).sum()) for f in clip.frames]

    for mask in masks:
        assert any(
            np.array_equal(np.roll(mask, -dy, 0), masks[0]) for dy in range(-3, 4)
        )
    assert max(light) > light[0] + 3
    assert light[1] == light[0]


def test_trembling_is_finer_than_shaking() -> None:
    """Both are restless; a shiver leaves the feet where they are."""
    shiver, rattle = (play(knight(), p).frames for p in ("tremble", "shake"))

    assert min(steps(shiver)) > 0
    assert np.mean(steps(rattle)) != np.mean(steps(shiver))
    assert all(changed(f[28:30], shiver[0][28:30]) <= 4 for f in shiver)


@pytest.mark.parametrize("prompt", ["flutter", "ripple", "talk", "glint", "tremble"])
def test_smooth_art_is_moved_by_the_same_words(prompt: str) -> None:
    """At the size of the frames, from the picture itself."""
    large = np.kron(hero(), np.ones((6, 6, 1), np.uint8))
    frames = animate(
        large,
        prompt=prompt,
        negative_prompt="",
        output_frames=6,
        seed=3,
        palette=None,
        matte=MATTE,
        size=None,
        work=quiet(),
    ).frames

    assert np.array_equal(frames[0], flat(large))
    assert max(changed(frames[0], f) for f in frames) > 300


@pytest.mark.parametrize("prompt", ["cape flutters, talking", "glint", "ripple"])
def test_no_motion_adds_a_colour(prompt: str) -> None:
    """A tight budget holds for bands of light and open mouths, too."""
    clip = play(hero(), prompt, palette=Palette(5))

    assert len(np.unique(clip.frames.reshape(-1, 4), axis=0)) <= 5


def small_beast() -> Pixels:
    """A round animal of 26 x 20 whose one eye, low in front, leaves no chest."""
    image = canvas(36, 30)
    image[12:24, 6:26] = DARK
    image[13:23, 7:25] = RED
    image[6:18, 20:32] = DARK
    image[7:17, 21:31] = RED
    image[10:12, 27] = DARK
    image[20, 18:20] = image[20, 24] = DARK
    image[24:27, 9:12] = image[24:27, 19:22] = WOOD
    return image


@pytest.mark.parametrize("prompt", ["idle", "blink", "glow", "hurt"])
@pytest.mark.parametrize("make", [small_beast, potion, round_one])
def test_small_bodies_move_in_nearly_every_step(
    make: Callable[[], Pixels], prompt: str
) -> None:
    """A breath of one pixel is dealt out: of seven steps at most one holds still."""
    assert steps(play(make(), prompt).frames).count(0) <= 1


@pytest.mark.parametrize("make", [hero, blob, sunflower])
def test_a_blink_sinks_the_head_and_a_breath_lifts_it(
    make: Callable[[], Pixels],
) -> None:
    """The two are told apart on bodies without eyes, too."""
    image = roomy(make())
    top = {
        verb: [
            int(np.flatnonzero(mask.any(1))[0])
            for mask in silhouettes(play(image, verb))
        ]
        for verb in ("idle", "blink")
    }

    assert top["idle"][4] < top["idle"][0] < top["blink"][4]


def test_petals_and_blades_are_no_fire() -> None:
    """They waver as they are, in an unsteady light; a flame licks up."""
    tops = {
        make: [
            int(np.flatnonzero(mask.any(1))[0])
            for mask in silhouettes(play(roomy(make()), "flickers"))
        ]
        for make in (sunflower, sword, torch)
    }

    assert len(set(tops[sunflower])) == len(set(tops[sword])) == 1
    assert len(set(tops[torch])) > 1


def test_petals_hang_from_no_head() -> None:
    """In the wind a flower bends as one: no frame has a hole in it."""
    image = roomy(sunflower())
    for mask in silhouettes(play(image, "flutters in the wind")):
        assert int((ndimage.binary_fill_holes(mask) & ~mask).sum()) == 0


def test_little_cloth_takes_its_wearer_along() -> None:
    """A strip of hair alone would hardly show any wind."""
    image = hero()
    image[20:36, 10:20] = 0
    image[9:17, 14:18] = RED
    image = roomy(image)
    frames = play(image, "flutter").frames
    area = int((image[..., 3] > 0).sum())

    assert np.mean([changed(frames[0], f) for f in frames[1:]]) >= 0.08 * area


def test_the_eyes_of_a_dotted_coat_are_looked_for_in_little_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each of ten thousand dots is compared with a few others, not with all."""
    image = canvas(512, 512)
    image[2:-2, 2:-2] = COAT
    image[6:-6:5, 6:-6:5] = DARK
    solid = image[..., 3] > 0
    subject = np.where(solid, image[..., 0].astype(np.int32), -1).astype(np.int32)
    sprite = Sprite.of(subject)
    looks = 0

    def counted(*sizes: int) -> int:
        nonlocal looks
        looks += 1
        return max(*sizes)

    monkeypatch.setattr(tones, "max", counted, raising=False)
    eyes = tones.find_eyes(sprite, one_is_enough=False)

    assert eyes is not None
    assert int(eyes.sum()) == 2
    assert 0 < looks < 1_000_000
