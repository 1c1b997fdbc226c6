"""The three file formats: read back by Pillow, pixel for pixel."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pixelengine_import.imaging.changes import patches
from pixelengine_import.imaging.decode import cut_strip, decode_frames, decode_still
from pixelengine_import.local_engine.encoding.files import encode_animation

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pixelengine_import.api.requests import OutputFormat


def _frames(
    seed: int, count: int, height: int, width: int, colours: int
) -> NDArray[np.uint8]:
    """Random frames, some of which are equal to the one before."""
    random = np.random.Generator(np.random.PCG64(seed))
    palette = random.integers(0, 256, (colours, 3))
    indices = random.integers(0, colours, (count, height, width))
    for i in range(1, count):
        if random.integers(0, 3) == 0:
            indices[i] = indices[i - 1]
        elif random.integers(0, 2) == 0:
            keep = indices[i].copy()
            indices[i] = indices[i - 1]
            indices[i, height // 2 :, width // 3 :] = keep[height // 2 :, width // 3 :]
    frames = np.full((count, height, width, 4), 255, dtype=np.uint8)
    frames[..., :3] = palette[indices]
    return frames


FRAMES = st.builds(
    _frames,
    st.integers(0, 2**32),
    st.integers(1, 24),
    st.integers(1, 40),
    st.integers(1, 40),
    st.sampled_from([1, 2, 3, 16, 255, 256]),
)


@settings(max_examples=40)
@given(frames=FRAMES)
@pytest.mark.parametrize("form", ["webp", "gif"])
def test_every_frame_comes_back_as_it_was(
    form: OutputFormat, frames: NDArray[np.uint8]
) -> None:
    """Equal neighbours stay two frames, and up to 256 colours are exact."""
    file = encode_animation(frames, form)
    seen, durations = decode_frames(file.data)

    assert np.array_equal(seen, frames)
    assert len(durations) == len(frames)
    assert abs(sum(durations) - 125 * len(frames)) <= 5
    assert file.metadata["frame_count"] == len(frames)


@settings(max_examples=20)
@given(frames=FRAMES)
def test_a_strip_holds_the_frames_side_by_side(frames: NDArray[np.uint8]) -> None:
    """Its geometry is what the metadata says."""
    file = encode_animation(frames, "spritesheet")
    count, height, width = frames.shape[:3]

    assert np.array_equal(
        cut_strip(decode_still(file.data), count, width, height), frames
    )
    assert file.metadata["width"] == count * width


@pytest.mark.parametrize("form", ["webp", "spritesheet"])
def test_more_than_256_colours_are_exact_where_the_format_allows(
    form: OutputFormat,
) -> None:
    """WebP and PNG lose nothing."""
    frames = _frames(1, 3, 40, 40, 4000)
    data = encode_animation(frames, form).data
    if form == "webp":
        seen, _ = decode_frames(data)
    else:
        seen = cut_strip(decode_still(data), 3, 40, 40)

    assert np.array_equal(seen, frames)


def test_a_gif_of_more_colours_is_reduced_for_the_whole_clip() -> None:
    """256 colours over all frames, each pixel near what it was, frames all there."""
    random = np.random.Generator(np.random.PCG64(7))
    ramp = np.linspace(0, 255, 64).astype(np.uint8)
    frames = np.full((4, 64, 64, 4), 255, dtype=np.uint8)
    frames[..., 0] = ramp
    frames[..., 1] = ramp[:, None]
    frames[..., 2] = random.integers(0, 256, 4)[:, None, None]
    seen, _ = decode_frames(encode_animation(frames, "gif").data)

    assert seen.shape == frames.shape
    assert len(np.unique(seen.reshape(-1, 4), axis=0)) <= 256
    assert np.abs(seen.astype(int) - frames).mean() < 16


@settings(max_examples=40)
@given(frames=FRAMES, grid=st.sampled_from([1, 2]))
def test_patches_rebuild_the_frames(frames: NDArray[np.uint8], grid: int) -> None:
    """Each laid over the one before; edges stand on the grid."""
    canvas = np.zeros_like(frames[0])
    for patch, frame in zip(patches(frames, grid=grid), frames, strict=True):
        height, width = patch.pixels.shape[:2]
        canvas[patch.y : patch.y + height, patch.x : patch.x + width] = patch.pixels
        assert np.array_equal(canvas, frame)
        assert patch.x % grid == patch.y % grid == 0


def test_a_frame_that_hardly_changes_takes_hardly_any_room() -> None:
    """Only what changed is written."""
    frames = _frames(3, 1, 64, 64, 16).repeat(8, axis=0)
    for i, _ in enumerate(pairwise(frames)):
        frames[i + 1, 32, 32] = (i, 0, 0, 255)
    still = encode_animation(frames[:1], "webp")
    moving = encode_animation(frames, "webp")

    assert len(moving.data) < 2 * len(still.data)


@pytest.mark.parametrize("form", ["webp", "gif", "spritesheet"])
@pytest.mark.parametrize("colours", [16, 4000])
def test_packing_can_be_ended(form: OutputFormat, colours: int) -> None:
    """A large clip takes seconds to pack: nobody waits for one that is not wanted."""
    frames = _frames(5, 6, 40, 40, colours)
    asked = 0

    def check() -> None:
        nonlocal asked
        asked += 1
        if asked == (1 if form == "spritesheet" else 4):
            raise InterruptedError

    with pytest.raises(InterruptedError):
        encode_animation(frames, form, check)
