"""WebP with transparency: what goes in comes out."""

from __future__ import annotations

import numpy as np

from pixelengine_import.imaging.decode import decode_frames, inspect
from pixelengine_import.imaging.webp import (
    encode_still_webp,
    encode_webp,
)
from tests.support import draw


def test_transparent_frames_come_back_as_they_were() -> None:
    """A frame replaces the one before: what was opaque may become clear again."""
    frames = np.stack([draw(17, 13), np.zeros((13, 17, 4), np.uint8), draw(17, 13)])
    seen, durations = decode_frames(encode_webp(frames, (40, 50, 60)))

    assert durations == (40, 50, 60)
    assert np.array_equal(seen, frames)


def test_a_still_is_no_animation() -> None:
    """One frame, transparent or not."""
    for image in (draw(17, 13), np.full((5, 4, 4), 255, np.uint8)):
        data = encode_still_webp(image)
        (seen,), _ = decode_frames(data)

        assert inspect(data).frame_count == 1
        assert np.array_equal(seen, image)
