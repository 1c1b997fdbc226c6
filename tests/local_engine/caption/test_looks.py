"""What is told of a picture is what was measured in it."""

from __future__ import annotations

import numpy as np
import pytest

from pixelengine_import.local_engine.caption import Looks, look_at


def looks(art: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> Looks:
    """Look at a picture that shows something."""
    found = look_at(art)
    assert found is not None
    return found


@pytest.mark.parametrize("front", [-1, 0, 1])
def test_a_figure_faces_where_it_reaches(front: int) -> None:
    """A weapon or a hand beyond the trunk tells the side; symmetry tells none."""
    art = np.zeros((20, 20, 4), np.uint8)
    art[2:18, 8:12] = (200, 40, 40, 255)
    if front:
        art[8:10, 12:18] = (200, 40, 40, 255)
        art = art[:, ::front]

    assert looks(np.ascontiguousarray(art)).body.front == front


@pytest.mark.parametrize(
    ("side", "size"),
    [(16, "small"), (24, "small"), (25, "medium-sized"), (65, "large")],
)
def test_the_subject_has_a_size_not_the_canvas(side: int, size: str) -> None:
    """A small figure on a large canvas is small."""
    art = np.zeros((128, 128, 4), np.uint8)
    art[10 : 10 + side, 20:30] = (60, 164, 60, 255)

    assert looks(art).size == size


def test_a_large_picture_is_measured_in_its_own_pixels() -> None:
    """It is looked at through a grid, and told of as it is."""
    art = np.zeros((1024, 1024, 4), np.uint8)
    art[500:620, 500:620] = (250, 222, 60, 255)
    found = looks(art)

    assert found.size == "large"
    assert found.body.w <= 31


def test_a_backdrop_of_one_colour_is_not_the_subject() -> None:
    """Opaque art on white: what stands before it is measured."""
    art = np.full((16, 16, 4), 255, np.uint8)
    art[4:12, 5:12] = (116, 48, 156, 255)
    found = looks(art)

    assert (found.body.w, found.body.h, found.scene) == (7, 8, False)


def test_a_picture_without_a_backdrop_is_a_scene() -> None:
    """Everything moves, so nothing stands before it."""
    art = np.full((16, 16, 4), 255, np.uint8)
    art[..., 0] = np.arange(16, dtype=np.uint8) * 15
    art[..., 1] = (np.arange(16, dtype=np.uint8) * 15)[:, None]

    assert looks(art).scene


@pytest.mark.parametrize("alpha", [0, 60])
def test_a_picture_that_shows_nothing_has_no_looks(alpha: int) -> None:
    """Clear, or nearly so, all over."""
    assert look_at(np.full((8, 8, 4), alpha, np.uint8)) is None
