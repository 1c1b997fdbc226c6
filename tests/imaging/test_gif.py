"""GIF with transparency: what goes in comes out, clear pixels included."""

from __future__ import annotations

import numpy as np
import pytest

from pixelengine_import.imaging.decode import decode_frames
from pixelengine_import.imaging.gif import encode_gif
from tests.support import draw


def test_transparent_frames_come_back_as_they_were() -> None:
    """What was opaque may become clear again, and equal neighbours stay two frames."""
    empty = np.zeros((13, 17, 4), np.uint8)
    frames = np.stack([draw(17, 13), empty, draw(17, 13, hue=90), draw(17, 13, hue=90)])
    seen, durations = decode_frames(encode_gif(frames, (120, 130, 120, 130)))

    assert durations == (120, 130, 120, 130)
    assert np.array_equal(seen[..., 3], frames[..., 3])
    assert np.array_equal(seen[seen[..., 3] > 0], frames[frames[..., 3] > 0])


@pytest.mark.parametrize("colours", [254, 255, 256, 900])
def test_transparency_takes_one_of_the_colours(colours: int) -> None:
    """255 are left; up to that many are exact."""
    frames = np.zeros((1, 30, 31, 4), np.uint8)
    shades = np.arange(900) % colours
    flat = frames[:, :, :30].reshape(-1, 4)
    flat[:, 0], flat[:, 1], flat[:, 3] = shades % 256, shades // 256 * 60, 255
    frames[:, :, :30] = flat.reshape(1, 30, 30, 4)

    seen, _ = decode_frames(encode_gif(frames, (120,)))

    assert np.array_equal(seen[..., 3], frames[..., 3])
    visible = seen[seen[..., 3] > 0]
    assert len(np.unique(visible, axis=0)) <= 255
    apart = np.abs(visible.astype(int) - frames[frames[..., 3] > 0])
    assert apart.max() == 0 if colours <= 255 else apart.mean() < 4


def test_nothing_at_all_is_a_picture_too() -> None:
    """No colour is visible."""
    seen, _ = decode_frames(encode_gif(np.zeros((2, 3, 4, 4), np.uint8), (120, 130)))

    assert seen.shape == (2, 3, 4, 4)
    assert not seen[..., 3].any()
