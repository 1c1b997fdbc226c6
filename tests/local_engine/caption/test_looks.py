"""What is told of a picture is what was measured in it."""

from __future__ import annotations

import numpy as np
import pytest

from pixelengine_import.local_engine.caption import Looks, look_at
from pixelengine_import.local_engine.caption.colour_names import (
    COLOUR_NAMES,
    name_colours,
)
from pixelengine_import.local_engine.motion.prompt import read_prompt


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
    [(16, "compact"), (24, "compact"), (25, "medium-sized"), (65, "large")],
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

    assert (found.size, found.colours) == ("large", ("yellow",))
    assert found.body.w <= 31


def test_the_outline_names_nothing_unless_there_is_nothing_else() -> None:
    """Black lines are the style, a black cat is black."""
    art = np.zeros((16, 16, 4), np.uint8)
    art[2:14, 2:14] = (12, 12, 16, 255)
    assert looks(art).colours == ("black",)
    art[5:11, 5:11] = (208, 38, 40, 255)
    assert looks(art).colours == ("red",)


def test_half_clear_pixels_and_the_matte_name_nothing() -> None:
    """A shadow mixed with grey is no grey part of the figure."""
    art = np.zeros((16, 16, 4), np.uint8)
    art[2:6, 2:14] = (44, 92, 220, 255)
    art[6:14, 2:14] = (255, 255, 255, 60)

    assert looks(art).colours == ("blue",)


def test_a_backdrop_of_one_colour_is_not_the_subject() -> None:
    """Opaque art on white: the white is not named."""
    art = np.full((16, 16, 4), 255, np.uint8)
    art[4:12, 4:12] = (116, 48, 156, 255)
    found = looks(art)

    assert (found.colours, found.scene) == (("purple",), False)


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


def test_each_colour_is_called_by_its_own_name() -> None:
    """The table's colours name themselves; ties fall to the alphabet."""
    for name, value in COLOUR_NAMES:
        assert name_colours(np.asarray([value], np.uint8)) == (name,)
    pair = np.asarray([(208, 38, 40), (44, 92, 220)], np.uint8)
    assert name_colours(pair) == ("blue", "red")


def test_no_colour_is_mistaken_for_a_motion() -> None:
    """Light would play softly: such names are not in the table."""
    for name, _ in COLOUR_NAMES:
        found = read_prompt(f"the {name} knight walks")
        assert (found.lead, found.layer, found.strength) == ("walk", None, 1.0)
        assert found.ignored == ()
