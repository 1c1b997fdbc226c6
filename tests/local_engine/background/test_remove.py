"""Cutting an unknown background away."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from pixelengine_import.errors import ImageError
from pixelengine_import.imaging.pixels import flatten
from pixelengine_import.local_engine.background import remove_background
from pixelengine_import.local_engine.motion import Cancelled, Work
from tests.support import draw

if TYPE_CHECKING:
    from collections.abc import Callable

    from pixelengine_import.imaging.pixels import Colour, Frames, Pixels
    from pixelengine_import.local_engine.background import Cut

WORK = Work(lambda _share: None, lambda: False)
SIZE = 48


def cut(frames: Frames, threshold: int | None = None) -> Cut:
    """Cut without watching."""
    return remove_background(frames, threshold, WORK)


def behind(art: Pixels, ground: Pixels) -> Pixels:
    """Lay art on a background."""
    out = ground.copy()
    solid = art[..., 3] > 0
    out[solid] = art[solid]
    out[..., 3] = 255
    return out


def overlap(one: Pixels, other: Pixels) -> float:
    """Intersection over union of what is visible."""
    a, b = one[..., 3] > 0, other[..., 3] > 0
    return float((a & b).sum() / (a | b).sum())


def gradient() -> Pixels:
    """A sky that grows lighter downwards."""
    share = np.linspace(0, 1, SIZE)[:, None, None]
    sky = np.array([30, 70, 190]) * (1 - share) + np.array([190, 220, 250]) * share
    return np.dstack([np.rint(np.tile(sky, (1, SIZE, 1))), np.full((SIZE, SIZE), 255)])


def checker() -> Pixels:
    """The two greys that stand for transparency in editors."""
    y, x = np.mgrid[:SIZE, :SIZE]
    grey = np.where((y // 8 + x // 8) % 2, 204, 255)
    return np.dstack([grey, grey, grey, np.full_like(grey, 255)])


def wall() -> Pixels:
    """A wall above a floor."""
    out = np.full((SIZE, SIZE, 4), (90, 110, 140, 255))
    out[36:] = (30, 90, 50, 255)
    return out


def radial() -> Pixels:
    """A shade around the middle."""
    y, x = np.mgrid[:SIZE, :SIZE]
    far = np.sqrt((y - SIZE / 2) ** 2 + (x - SIZE / 2) ** 2) / SIZE
    return np.dstack(
        [np.rint(c * (1 - far * 0.5)) for c in (90, 160, 220)] + [255 + 0 * y]
    )


@pytest.mark.parametrize("ground", [gradient, checker, wall, radial])
def test_backgrounds_of_several_kinds_are_cut_away(
    ground: Callable[[], Pixels],
) -> None:
    """A gradient, tiles, two colours, a shade: by what the border tells."""
    art = draw(SIZE, SIZE)
    frame = behind(art, ground().astype(np.uint8))
    done = cut(frame[None])

    assert overlap(done.frames[0], art) >= 0.99


@settings(max_examples=25)
@given(st.tuples(*[st.integers(0, 255)] * 3))
def test_art_on_any_far_colour_comes_back_exactly(colour: Colour) -> None:
    """The commonest use: a matte that is no colour of the art."""
    art = draw(24, 24)
    own = np.unique(art[art[..., 3] > 0][:, :3], axis=0).astype(int)
    near = int(np.abs(own - np.array(colour)).sum(axis=1).min())
    done = cut(flatten(art, colour)[None])

    if near >= 200:
        assert np.array_equal(done.frames[0], art)
    assert done.method == "matte"
    assert set(np.unique(done.frames[..., 3]).tolist()) <= {0, 255}


@pytest.mark.parametrize("quality", [60, 85])
def test_a_lossy_codec_costs_little(quality: int) -> None:
    """JPEG ripples around outlines."""
    art = np.kron(draw(24, 24), np.ones((3, 3, 1), np.uint8))
    file = io.BytesIO()
    sent = Image.fromarray(flatten(art, (255, 255, 255))[..., :3])
    sent.save(file, "JPEG", quality=quality)
    seen = np.array(Image.open(file).convert("RGBA"))

    assert overlap(cut(seen[None]).frames[0], art) >= 0.95


def test_a_colour_of_the_background_inside_the_sprite_stays() -> None:
    """Eyes are white on white ground, too."""
    art = draw(SIZE, SIZE)
    art[22:24, 18:20] = 255
    art[22:24, 28:30] = 255
    done = cut(flatten(art, (255, 255, 255))[None])

    assert np.array_equal(done.frames[0], art)


def test_a_gap_that_the_sprite_encloses_is_opened() -> None:
    """Between arm and body one sees the background."""
    art = draw(SIZE, SIZE)
    art[20:24, 22:26] = 0
    done = cut(flatten(art, (0, 0, 255))[None])

    assert np.array_equal(done.frames[0], art)


def test_a_sprite_that_is_cut_by_the_border_is_kept() -> None:
    """A colour much commoner inside than on the rim is no background."""
    art = draw(SIZE, SIZE)[8:, 8:]
    done = cut(flatten(art, (0, 0, 255))[None])

    assert np.array_equal(done.frames[0], art)


def test_one_model_serves_all_frames() -> None:
    """A pixel that never changes is in all frames or in none."""
    frames = np.stack([draw(SIZE, SIZE, hue=9 * i) for i in range(4)])
    sent = np.stack([behind(f, gradient().astype(np.uint8)) for f in frames])
    still = (sent == sent[0]).all(axis=(0, 3))
    alpha = cut(sent).frames[..., 3]

    assert (alpha[:, still] == alpha[0][still]).all()
    assert all(
        overlap(a, b) > 0.99 for a, b in zip(cut(sent).frames, frames, strict=True)
    )


def test_what_is_transparent_already_is_only_cut() -> None:
    """Who drew alpha said what the background is, in every frame."""
    frames = np.full((2, 8, 8, 4), 200, np.uint8)
    frames[0, :4, :, 3] = 100
    frames[1, ..., 3] = 255
    done = cut(frames, 101)

    assert done.method == "alpha"
    assert (done.frames[0, :4] == 0).all()
    assert (done.frames[0, 4:] == (200, 200, 200, 255)).all()
    assert (done.frames[1] == (200, 200, 200, 255)).all()


def test_a_higher_threshold_never_keeps_more() -> None:
    """Lower values keep more at the edges, as the reference says."""
    art = np.kron(draw(24, 24), np.ones((3, 3, 1), np.uint8))
    file = io.BytesIO()
    Image.fromarray(flatten(art, (0, 0, 255))[..., :3]).save(file, "WEBP", quality=60)
    seen = np.array(Image.open(file).convert("RGBA"))[None]
    kept = [int((cut(seen, t).frames[..., 3] > 0).sum()) for t in (0, 64, 128, 250)]

    assert kept == sorted(kept, reverse=True)
    assert kept[0] > kept[-1] > 0
    assert kept[0] < seen[0, ..., 0].size


def test_doubts_are_told() -> None:
    """A sprite all along a side, or an outline like the background."""
    art = np.zeros((24, 24, 4), np.uint8)
    art[12:] = (200, 80, 90, 255)
    art[4:12, 8:16] = (250, 250, 248, 255)
    done = cut(flatten(art, (255, 255, 255))[None])

    assert done.doubts


def test_the_same_frames_give_the_same_bytes() -> None:
    """No chance, no clock."""
    frame = behind(draw(SIZE, SIZE), radial().astype(np.uint8))[None]

    assert cut(frame).frames.tobytes() == cut(frame.copy()).frames.tobytes()


def test_frames_that_were_given_are_not_changed() -> None:
    """A pure function."""
    frame = flatten(draw(24, 24), (0, 0, 255))[None]
    before = frame.copy()
    cut(frame)

    assert np.array_equal(frame, before)


@pytest.mark.parametrize("shape", [(1, 1), (1, 9), (2, 2), (3, 40)])
def test_tiny_pictures_are_taken(shape: tuple[int, int]) -> None:
    """Nothing but rim."""
    done = cut(np.full((1, *shape, 4), 255, np.uint8))

    assert done.frames.shape == (1, *shape, 4)
    assert done.doubts == ("nothing is left",)


def test_what_is_no_stack_of_frames_is_refused() -> None:
    """Shapes are checked at the door."""
    with pytest.raises(ImageError, match="must be uint8 of shape"):
        cut(np.zeros((4, 4, 4), np.uint8))


def test_it_stops_when_it_is_cancelled() -> None:
    """Asked at least once a frame."""
    asked: list[int] = []

    def cancelled() -> bool:
        asked.append(1)
        return len(asked) > 2

    with pytest.raises(Cancelled):
        remove_background(
            flatten(np.stack([draw(24, 24)] * 9), (0, 0, 255)),
            None,
            Work(lambda _share: None, cancelled),
        )
    assert len(asked) == 3
