from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from pixelengine_import.errors import ImageError
from pixelengine_import.imaging.matte import choose_matte
from pixelengine_import.imaging.pixels import flatten
from pixelengine_import.imaging.unmatte import remove_matte

from .strategies import pictures

if TYPE_CHECKING:
    from pixelengine_import.imaging.pixels import Colour, Frames, Pixels

OUTLINE, BODY, LIGHT, EYE = (34, 32, 52), (99, 155, 255), (203, 219, 252), (172, 50, 50)
SIZE = 40


def figure(shift: int = 0, *, glow: bool = False) -> Pixels:
    """Draw a round creature with an arm that closes a hole, and perhaps a new glow."""
    y, x = np.mgrid[:SIZE, :SIZE]
    image = np.zeros((SIZE, SIZE, 4), dtype=np.uint8)
    across = x - 17 - shift

    def disc(cx: int, cy: int, radius: int, colour: Colour) -> None:
        image[(across - cx) ** 2 + (y - cy) ** 2 <= radius * radius] = (*colour, 255)

    disc(0, 21, 12, OUTLINE)
    disc(0, 21, 11, BODY)
    disc(-4, 17, 4, LIGHT)
    disc(4, 19, 1, EYE)
    ring = (across - 13) ** 2 + (y - 22) ** 2
    image[(ring <= 36) & (ring > 9) & (across > 10)] = (*OUTLINE, 255)
    if glow:
        disc(0, 6, 3, (255, 214, 0))
    return image


def opaque(frames: Frames) -> Frames:
    """Return frames as a service sends them: without any transparency."""
    result = frames.copy()
    result[..., 3] = 255
    return result


def through_service(
    frames: Frames, matte: Colour, *, mix: float = 0.0, drift: int = 0, colours: int = 0
) -> Frames:
    """Do to frames what the service does: mix outlines, drift, choose one palette."""
    flat = flatten(frames, matte)[..., :3].astype(np.float64)
    solid = frames[..., 3] > 0
    sides = [np.roll(solid, step, axis) for axis in (1, 2) for step in (-1, 1)]
    edge = solid & ~np.logical_and.reduce(sides)
    flat[edge] = (1 - mix) * flat[edge] + mix * np.array(matte, dtype=float)
    flat = np.clip(flat + drift, 0, 255).round().astype(np.uint8)
    if colours:
        strip = np.concatenate(list(flat), axis=1)
        few = Image.fromarray(strip).quantize(colours, dither=Image.Dither.NONE)
        flat = np.stack(np.split(np.array(few.convert("RGB")), len(flat), axis=1))
    alpha = np.full((*flat.shape[:3], 1), 255, dtype=np.uint8)
    return np.concatenate([flat, alpha], axis=-1)


def overlap(result: Frames, wanted: Frames) -> float:
    """Return intersection over union of what is opaque."""
    one, other = result[..., 3] > 0, wanted[..., 3] > 0
    return float((one & other).sum() / (one | other).sum())


@pytest.fixture
def walk() -> Frames:
    """Four frames; the first is the art that was sent."""
    return np.stack([figure(0), figure(1), figure(2, glow=True), figure(1)])


@settings(max_examples=60)
@given(pictures(16), st.booleans())
def test_a_matte_that_comes_back_exactly_is_taken_out_exactly(
    image: Pixels,
    snap: bool,  # noqa: FBT001 - Hypothesis hands it over by position
) -> None:
    """Art of full or no opacity survives the way there and back, bit by bit."""
    image[image[..., 3] < 255] = 0
    matte = choose_matte([image])
    colours = {tuple(c) for c in image[image[..., 3] > 0][:, :3].tolist()}
    if not colours or matte.colour in colours:
        return
    frames = flatten(image[None], matte.colour)

    assert np.array_equal(
        remove_matte(frames, matte.colour, sources=[image], snap=snap)[0], image
    )


@pytest.mark.parametrize("colours", [0, 8, 16, 32])
@pytest.mark.parametrize("drift", [0, 3])
@pytest.mark.parametrize("mix", [0.0, 0.15, 0.3])
def test_mixed_moved_and_reduced_colours_are_undone(
    walk: Frames, mix: float, drift: int, colours: int
) -> None:
    """The silhouette is the true one, and the hole behind the arm is open."""
    matte = choose_matte([walk[0]]).colour
    sent_back = through_service(walk, matte, mix=mix, drift=drift, colours=colours)
    result = remove_matte(sent_back, matte, sources=[walk[0]])

    assert overlap(result, walk) > 0.99
    assert np.array_equal(result[0, ..., 3], walk[0, ..., 3])
    assert set(np.unique(result[..., 3])) == {0, 255}
    assert not result[result[..., 3] == 0].any()


def test_colours_of_the_art_come_back_and_new_ones_stay(walk: Frames) -> None:
    """Snapping mends a drift of the palette, not an effect that was added."""
    matte = choose_matte([walk[0]]).colour
    sent_back = through_service(walk, matte, mix=0.3, drift=3)
    result = remove_matte(sent_back, matte, sources=[walk[0]])

    assert np.array_equal(result[0], walk[0])
    assert result[2, 6, 19, :3].tolist() == [255, 217, 3]


def test_without_snap_the_colours_are_those_of_the_answer(walk: Frames) -> None:
    """An answer in a palette of its own keeps it."""
    matte = choose_matte([walk[0]]).colour
    sent_back = through_service(walk, matte, drift=3)
    result = remove_matte(sent_back, matte, sources=[walk[0]], snap=False)
    kept = result[..., 3] > 0

    assert np.array_equal(kept, walk[..., 3] > 0)
    assert np.array_equal(result[kept], sent_back[kept])


@pytest.mark.parametrize("kind", ["WEBP", "JPEG"])
def test_a_lossy_answer_keeps_its_silhouette(walk: Frames, kind: str) -> None:
    """Blurred chroma costs a few pixels of the outline, no more."""
    matte = choose_matte([walk[0]]).colour
    blurred = []
    for frame in through_service(walk, matte, mix=0.15):
        out = io.BytesIO()
        Image.fromarray(frame[..., :3]).save(out, kind, quality=85)
        blurred.append(np.array(Image.open(out).convert("RGBA")))
    result = remove_matte(np.stack(blurred), matte, sources=[walk[0]])

    assert overlap(result, walk) > 0.95


@pytest.mark.parametrize("shift", [(1, 0), (0, -2), (2, 1)])
def test_a_first_frame_that_was_moved_loses_nothing(
    walk: Frames, shift: tuple[int, int]
) -> None:
    """The sent art is laid onto it before it decides anything."""
    matte = choose_matte([walk[0]]).colour
    moved = np.roll(walk, shift, axis=(1, 2))
    sent_back = through_service(moved, matte, mix=0.3, colours=24)
    result = remove_matte(sent_back, matte, sources=[walk[0]])

    assert overlap(result, moved) > 0.99


def test_art_of_another_size_still_tells_its_colours(walk: Frames) -> None:
    """A service that scales leaves no outline to compare, but a palette."""
    matte = choose_matte([walk[0]]).colour
    large = walk[0].repeat(2, axis=0).repeat(2, axis=1)
    sent_back = through_service(walk, matte, mix=0.3, drift=2)
    result = remove_matte(sent_back, matte, sources=[large])

    assert overlap(result, walk) > 0.98


def test_without_any_art_the_matte_alone_is_enough(walk: Frames) -> None:
    """Nothing is known but the colour; a clean answer needs no more."""
    sent_back = through_service(walk, (255, 0, 255))

    assert np.array_equal(remove_matte(sent_back, (255, 0, 255)), walk)


def test_a_matte_near_to_the_art_does_not_eat_into_it(walk: Frames) -> None:
    """Only what the outside reaches goes, and holes that the art had."""
    near = (103, 150, 250)
    sent_back = through_service(walk[:1], near)
    result = remove_matte(sent_back, near, sources=[walk[0]])

    assert overlap(result, walk[:1]) > 0.97
    assert result[0, 22, 17, 3] == 255
    assert result[0, 22, 31, 3] == 0


def test_pixels_that_are_transparent_already_stay_so(walk: Frames) -> None:
    """A service that takes the background out itself is welcome."""
    matte = choose_matte([walk[0]]).colour

    assert np.array_equal(remove_matte(walk, matte, sources=[walk[0]]), walk)


def test_frames_of_nothing_but_matte_come_back_empty() -> None:
    """No pixel of art is needed for an answer."""
    empty = opaque(np.zeros((2, 5, 5, 4), dtype=np.uint8))
    art = figure()[:5, :5]

    assert not remove_matte(empty, (0, 0, 0), sources=[art]).any()


def test_frames_keep_what_they_were(walk: Frames) -> None:
    """The argument is not changed, and a second run gives the same bytes."""
    matte = choose_matte([walk[0]]).colour
    sent_back = through_service(walk, matte, mix=0.3, drift=2, colours=16)
    before = sent_back.copy()
    first = remove_matte(sent_back, matte, sources=[walk[0]])

    assert np.array_equal(sent_back, before)
    assert np.array_equal(first, remove_matte(sent_back, matte, sources=[walk[0]]))


def test_stills_in_place_of_frames_are_refused() -> None:
    """The shape is named."""
    with pytest.raises(ImageError, match=r"shape \(n, h, w, 4\)"):
        remove_matte(figure(), (255, 0, 255))
    with pytest.raises(ImageError, match=r"shape \(h, w, 4\)"):
        remove_matte(figure()[None], (255, 0, 255), sources=[figure()[None]])
