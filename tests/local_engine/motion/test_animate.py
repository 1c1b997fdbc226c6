from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pixelengine_import.local_engine.motion import Cancelled, Palette, Work, animate
from pixelengine_import.local_engine.motion.programs import PROGRAMS
from pixelengine_import.local_engine.motion.vocabulary import ENDING

from .drawing import (
    MATTE,
    SPRITES,
    blob,
    canvas,
    changed,
    coin,
    colours,
    flame,
    flat,
    islands,
    knight,
    play,
    quiet,
    silhouettes,
)

if TYPE_CHECKING:
    from pixelengine_import.local_engine.motion import Pixels

ALIKE = ({"blink", "idle"}, {"attack", "slash"})
"""A blink is an idle; an attack of who has a sword is a slash."""
LOOPS = sorted(set(PROGRAMS) - ENDING)
BROKEN = {"explode": 18}
"""Verbs that take a body apart, and how many parts it may have."""


@pytest.mark.parametrize("verb", sorted(PROGRAMS))
@pytest.mark.parametrize("name", sorted(SPRITES))
def test_every_verb_moves_every_sprite_within_its_colours(name: str, verb: str) -> None:
    """Frame 0 is the source; no colour is added; a tenth of the sprite changes."""
    image = SPRITES[name]()
    clip = play(image, verb)
    area = int((image[..., 3] > 0).sum())
    change = [changed(clip.frames[0], frame) for frame in clip.frames[1:]]

    assert clip.frames.shape == (8, *image.shape)
    assert np.array_equal(clip.frames[0], flat(image))
    assert bool((clip.frames[..., 3] == 255).all())
    assert colours(clip.frames) <= colours(flat(image)[None])
    assert max(change) >= 0.08 * area
    assert sum(np.array_equal(a, b) for a, b in pairwise(clip.frames)) <= 2


@pytest.mark.parametrize("verb", sorted(PROGRAMS))
@pytest.mark.parametrize("name", sorted(SPRITES))
def test_no_specks_come_off_a_moving_sprite(name: str, verb: str) -> None:
    """Parts of up to three pixels that the source does not have are not left behind."""
    clip = play(SPRITES[name](), verb)
    parts = [islands(mask) for mask in silhouettes(clip)]

    assert all(min(sizes, default=9) > 3 for sizes in parts)
    assert max(len(sizes) for sizes in parts) <= BROKEN.get(verb, 2)


@pytest.mark.parametrize("verb", LOOPS)
def test_a_loop_leads_back_to_its_first_frame(verb: str) -> None:
    """The step from the last frame to the first is no larger than others by much."""
    frames = play(knight(), verb, frames=12).frames
    steps = [changed(a, b) for a, b in pairwise(frames)]

    assert changed(frames[-1], frames[0]) <= 1.2 * max(steps)


@pytest.mark.parametrize("count", range(2, 25))
def test_any_number_of_frames_is_given_exactly(count: int) -> None:
    """From 2 to 24 frames; already two of them differ."""
    frames = play(blob(), "walk", frames=count).frames

    assert len(frames) == count
    assert changed(frames[0], frames[1]) > 0


def test_different_verbs_give_different_motion() -> None:
    """Every two verbs differ in more than a twentieth of the sprite, on average."""
    image = knight()
    area = int((image[..., 3] > 0).sum())
    clips = {verb: play(image, verb).frames for verb in PROGRAMS}
    alike = [
        (a, b)
        for a in clips
        for b in clips
        if a < b
        and {a, b} not in ALIKE
        and np.mean([changed(p, q) for p, q in zip(clips[a], clips[b], strict=True)])
        < 0.05 * area
    ]

    assert alike == []


def test_a_verb_shows_its_own_direction() -> None:
    """A jump rises, a fall ends low and wide, a lunge goes where the prompt says."""
    image = np.pad(knight(), ((14, 2), (10, 10), (0, 0)))

    def centres(prompt: str) -> tuple[list[float], list[float]]:
        masks = silhouettes(play(image, prompt))
        points = [np.nonzero(mask) for mask in masks]
        return [float(p[1].mean()) for p in points], [
            float(p[0].mean()) for p in points
        ]

    across, down = centres("jump")
    assert min(down) <= down[0] - 6
    assert abs(across[4] - across[0]) < 1.5
    assert max(centres("attack to the right")[0]) >= across[0] + 2
    assert min(centres("attack to the left")[0]) <= across[0] - 2
    fallen = silhouettes(play(image, "dies"))
    rows, columns = (np.ptp(axis) + 1 for axis in np.nonzero(fallen[-1]))
    assert columns > rows
    assert centres("dies")[1][-1] >= down[0] + 4


def test_a_breath_leaves_the_face_as_it_is() -> None:
    """The pixels of the face move by whole pixels only, all by the same."""
    image = knight()
    face = flat(image)[7:13, 12:19]
    for frame in play(image, "breathing idle", frames=4).frames:
        places = [
            np.array_equal(frame[7 + dy : 13 + dy, 12:19], face)
            for dy in (-2, -1, 0, 1)
        ]
        assert any(places)


def test_an_idle_of_two_eyes_blinks() -> None:
    """In a long enough idle, one frame has but lids."""
    dark = (28, 24, 36)
    frames = play(knight(), "idle", frames=8).frames
    eyes = [int((f[8:12, 13:18, :3] == dark).all(-1).sum()) for f in frames]

    assert eyes[0] == 4
    assert eyes.count(2) == 1


@pytest.mark.parametrize("limit", [2, 3, 4])
def test_a_colour_limit_counts_all_frames_and_the_ground(limit: int) -> None:
    """The ground takes one place of the budget and stays exactly as it was sent."""
    clip = play(knight(), "walk", palette=Palette(limit))

    assert len(colours(clip.frames)) <= limit
    assert bool((clip.frames[:, 0, 0] == (*MATTE, 255)).all())
    assert len(colours(clip.frames[:1])) >= 2


def test_a_fixed_palette_gives_its_own_colours_only() -> None:
    """Every pixel, the ground included, becomes the nearest colour of the palette."""
    fixed = ((0, 0, 0), (255, 255, 255), (250, 0, 250))
    clip = play(knight(), "run", palette=Palette(fixed=fixed))

    assert colours(clip.frames) <= {(*c, 255) for c in fixed}
    assert bool((clip.frames[:, 0, 0, :3] == (250, 0, 250)).all())


def test_an_opaque_picture_keeps_the_colour_of_its_border() -> None:
    """Without alpha the colour that holds the border is the ground, exactly as sent."""
    ground = (13, 77, 101)
    image = flat(knight(), ground)
    clip = play(image, "walk", palette=Palette(3))
    moved = (clip.frames[..., :3] != ground).any(-1)

    assert bool((clip.frames[:, 0] == (*ground, 255)).all())
    assert int((moved[0] ^ moved[3]).sum()) > 20


def test_a_scene_moves_inside_and_holds_its_border() -> None:
    """A picture without a ground is pulled at; its outermost pixels stay."""
    y, x = np.mgrid[:40, :48]
    image = canvas(48, 40)
    image[..., 0], image[..., 1] = (x // 4) * 20, (y // 4) * 25
    image[..., 2], image[..., 3] = ((x + y) // 6 % 3) * 80, 255
    clip = play(image, "sway in the wind", palette=Palette(256))

    for frame in clip.frames:
        assert np.array_equal(frame[0], clip.frames[0, 0])
        assert np.array_equal(frame[:, -1], clip.frames[0, :, -1])
    assert changed(clip.frames[0], clip.frames[2]) > 50


@pytest.mark.parametrize("prompt", ["jump", "idle", "float", "attack", "grow"])
def test_a_sprite_without_margin_is_hardly_cut(prompt: str) -> None:
    """Art that fills its canvas still moves, and keeps nine tenths of itself."""
    image = blob()
    ys, xs = np.nonzero(image[..., 3])
    tight = image[ys.min() : ys.max() + 1, xs.min() : xs.max() + 1]
    clip = play(np.ascontiguousarray(tight), prompt)
    sizes = [int(mask.sum()) for mask in silhouettes(clip)]

    assert max(changed(clip.frames[0], f) for f in clip.frames) > 10
    assert min(sizes) >= (0.6 if prompt == "jump" else 0.85) * sizes[0]


def test_two_seeds_differ_and_one_seed_does_not() -> None:
    """A seed changes at least one frame; the same one gives the same bytes."""
    for prompt in ("idle", "walk", "flicker", "attack"):
        one, same, other = (play(knight(), prompt, seed=s).frames for s in (5, 5, 6))
        assert np.array_equal(one, same)
        assert not np.array_equal(one, other)


def test_unknown_verbs_are_named_and_idle_is_played() -> None:
    """What no program plays is in ``ignored``; the sprite is alive nevertheless."""
    clip = play(knight(), "juggling on the table")

    assert clip.ignored == ("juggling",)
    assert clip.understood == ()
    assert np.array_equal(clip.frames, play(knight(), "idle").frames)


def test_the_negative_prompt_takes_verbs_and_the_flash_away() -> None:
    """Verbs of the negative prompt are not played; "flash" keeps the colours."""
    calm = play(knight(), "attack and breathe", negative="attack, blurry")
    hurt = play(knight(), "hurt")
    soft = play(knight(), "hurt", negative="flash")

    assert np.array_equal(calm.frames, play(knight(), "breathe").frames)
    assert changed(hurt.frames[1], soft.frames[1]) > 50


def test_glow_lights_up_and_never_adds_a_colour() -> None:
    """The sum of light grows at the height of the glow."""
    frames = play(flame(), "glowing").frames.astype(np.int64)

    assert frames[4, ..., :3].sum() > frames[0, ..., :3].sum()


def test_a_coin_turns_thin_and_back() -> None:
    """At a quarter turn a spinning coin is less than half as wide."""
    widths = [np.ptp(np.nonzero(m)[1]) + 1 for m in silhouettes(play(coin(), "spin"))]

    assert min(widths) < 0.5 * widths[0]
    assert abs(int(widths[4]) - int(widths[0])) <= 1


def smooth(image: Pixels, prompt: str, size: tuple[int, int]) -> Pixels:
    return animate(
        image,
        prompt=prompt,
        negative_prompt="",
        output_frames=6,
        seed=2,
        palette=None,
        matte=(40, 60, 80),
        size=size,
        work=quiet(),
    ).frames


@pytest.mark.parametrize("verb", sorted(PROGRAMS))
def test_smooth_art_moves_at_the_size_that_was_asked(verb: str) -> None:
    """Frames have the size; the ground stays flat; every verb is seen."""
    large = np.kron(knight(), np.ones((8, 8, 1), np.uint8))
    large = np.pad(large, ((80, 0), (40, 40), (0, 0)))
    frames = smooth(large, verb, (200, 200))
    area = int((frames[0, ..., :3] != (40, 60, 80)).any(-1).sum())

    assert frames.shape == (6, 200, 200, 4)
    assert bool((frames[..., 3] == 255).all())
    assert bool((frames[:, 0] == (40, 60, 80, 255)).all())
    assert max(changed(frames[0], f) for f in frames) > 0.05 * area


def test_smooth_art_of_its_own_size_begins_with_itself() -> None:
    """Without scaling, frame 0 is the flattened picture, exactly."""
    image = np.kron(blob(), np.ones((4, 4, 1), np.uint8))

    assert np.array_equal(smooth(image, "walk", (96, 96))[0], flat(image, (40, 60, 80)))


@pytest.mark.parametrize("size", [None, (64, 64)])
@pytest.mark.parametrize(("asks", "frames"), [(1, 0), (4, 0), (20, 2)])
def test_cancelling_stops_within_a_frame(
    size: tuple[int, int] | None, asks: int, frames: int
) -> None:
    """Work is asked once a frame while all are moved, and again as each is drawn."""
    asked = 0
    seen: list[float] = []

    def cancelled() -> bool:
        nonlocal asked
        asked += 1
        return asked == asks

    work = Work(progress=seen.append, cancelled=cancelled)
    with pytest.raises(Cancelled):
        animate(
            knight(),
            prompt="walk",
            negative_prompt="",
            output_frames=16,
            seed=1,
            palette=None if size else Palette(),
            matte=MATTE,
            size=size,
            work=work,
        )

    assert asked == asks
    assert seen == [k / 16 for k in range(frames + 1)][: asks - 1]


def test_progress_ends_at_one_and_never_falls() -> None:
    """The shares that are reported only grow."""
    seen: list[float] = []
    animate(
        blob(),
        prompt="jump",
        negative_prompt="",
        output_frames=6,
        seed=1,
        palette=Palette(),
        matte=MATTE,
        size=None,
        work=Work(progress=seen.append, cancelled=lambda: False),
    )

    assert seen == sorted(seen)
    assert seen[-1] == 1.0


@settings(max_examples=40)
@given(
    st.integers(1, 9),
    st.integers(1, 9),
    st.integers(0, 2**32 - 1),
    st.sampled_from(sorted(PROGRAMS)),
    st.sampled_from([Palette(2), Palette(24), Palette(fixed=((9, 9, 9),)), None]),
    st.sampled_from([0, 128, 255]),
)
def test_any_picture_gives_valid_frames(  # noqa: PLR0917 - hypothesis fills them in
    w: int, h: int, noise: int, verb: str, palette: Palette | None, least: int
) -> None:
    """Tiny, clear, half-transparent or noisy: frames of the right size, in budget."""
    dice = np.random.Generator(np.random.PCG64(noise))
    image = dice.integers(0, 256, (h, w, 4), dtype=np.uint8)
    image[..., 3] = np.where(image[..., 3] < 128, least, 255)
    clip = animate(
        image,
        prompt=verb,
        negative_prompt="",
        output_frames=4,
        seed=noise,
        palette=palette,
        matte=MATTE,
        size=None,
        work=quiet(),
    )

    assert clip.frames.shape == (4, h, w, 4)
    assert bool((clip.frames[..., 3] == 255).all())
    if palette is not None:
        most = palette.colours if palette.fixed is None else 1
        assert len(colours(clip.frames)) <= most


def test_thousands_of_colours_are_reduced() -> None:
    """A picture with more colours than merging can compare is gathered first."""
    dice = np.random.Generator(np.random.PCG64(4))
    image = dice.integers(0, 256, (64, 64, 4), dtype=np.uint8)
    image[..., 3] = 255
    image[:4] = image[-4:] = image[:, :4] = image[:, -4:] = (1, 2, 3, 255)
    clip = play(image, "idle", frames=2, palette=Palette(16))

    assert len(colours(clip.frames)) <= 16
    assert bool((clip.frames[:, 0, 0] == (1, 2, 3, 255)).all())


def test_what_is_no_picture_is_refused() -> None:
    """A wrong shape, no frame at all, and an empty budget are errors with a remedy."""
    with pytest.raises(ValueError, match="RGBA"):
        play(np.zeros((4, 4, 3), np.uint8), "idle")
    with pytest.raises(ValueError, match="at least one frame"):
        play(blob(), "idle", frames=0)
    with pytest.raises(ValueError, match="at least 2 colours"):
        Palette(1)
    with pytest.raises(ValueError, match="empty"):
        Palette(fixed=())


@pytest.mark.parametrize("palette", [Palette(16), None], ids=["pixels", "smooth"])
@pytest.mark.parametrize("share", [0.002, 1.0], ids=["a pixel", "all"])
def test_what_is_nearly_opaque_is_opaque(share: float, palette: Palette | None) -> None:
    """Alpha of 254 neither hides the plain ground of a picture nor fades it."""
    plain = flat(knight())
    soft = plain.copy()
    soft.reshape(-1, 4)[: max(1, round(share * 1024)), 3] = 254
    for prompt in ("jump", "idle"):
        one, two = (
            animate(
                image,
                prompt=prompt,
                negative_prompt="",
                output_frames=6,
                seed=1,
                palette=palette,
                matte=MATTE,
                size=None,
                work=quiet(),
            ).frames
            for image in (plain, soft)
        )
        assert int(np.abs(one.astype(int) - two).max()) <= 1
