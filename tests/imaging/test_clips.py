"""Frames as one file: three kinds, the same frames."""

from __future__ import annotations

import numpy as np
import pytest

from pixelengine_import.errors import ImageError
from pixelengine_import.imaging.clips import encode_clip, strip_of
from pixelengine_import.imaging.decode import cut_strip, decode_frames, decode_still
from tests.support import draw


@pytest.fixture
def frames() -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """Three frames, one of them twice, with clear ground."""
    return np.stack([draw(18, 14), draw(18, 14, hue=90), draw(18, 14, hue=90)])


def test_webp_keeps_frames_and_times(
    frames: np.ndarray[tuple[int, ...], np.dtype[np.uint8]],
) -> None:
    """To the millisecond."""
    seen, durations = decode_frames(encode_clip(frames, (41, 125, 70), "webp"))

    assert np.array_equal(seen, frames)
    assert durations == (41, 125, 70)


def test_gif_keeps_frames_and_the_time_as_a_whole(
    frames: np.ndarray[tuple[int, ...], np.dtype[np.uint8]],
) -> None:
    """It counts in hundredths: what one frame loses the next one gets."""
    seen, durations = decode_frames(encode_clip(frames, (125, 125, 125), "gif"))

    assert np.array_equal(seen[..., 3], frames[..., 3])
    assert durations == (120, 130, 120)


def test_a_strip_holds_the_frames_side_by_side(
    frames: np.ndarray[tuple[int, ...], np.dtype[np.uint8]],
) -> None:
    """As the service's own sprite sheets do."""
    seen = decode_still(encode_clip(frames, (), "png"))

    assert np.array_equal(seen, strip_of(frames))
    assert np.array_equal(cut_strip(seen, 3, 18, 14), frames)


def test_what_is_no_animation_is_refused() -> None:
    """A still has no frames."""
    with pytest.raises(ImageError, match="frames must be"):
        encode_clip(draw(8, 8), (), "png")
