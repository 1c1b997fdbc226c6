"""Changes by rule: each exact, and what no rule covers told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from pixelengine_import.errors import ImageError
from pixelengine_import.local_engine.drawing import edit_picture
from pixelengine_import.local_engine.drawing.ramps import RAMPS
from pixelengine_import.local_engine.motion import Cancelled, Palette, Work

from .quiet import PLENTY, colours_of, edited

if TYPE_CHECKING:
    from pixelengine_import.imaging.pixels import Pixels

DARK, RED, BLUE, CREAM = (26, 20, 30), (200, 40, 44), (44, 92, 220), (246, 232, 196)


def art() -> Pixels:
    """A little figure without any symmetry, on clear ground."""
    image = np.zeros((20, 16, 4), np.uint8)
    image[3:18, 4:12] = (*DARK, 255)
    image[4:10, 5:11] = (*CREAM, 255)
    image[10:17, 5:11] = (*RED, 255)
    image[10:17, 8:11] = (*BLUE, 255)
    image[6, 6] = (*DARK, 255)
    return image


def test_the_art_itself_is_left_as_it_is() -> None:
    """Clean pixel art stays on its grid, and what is not understood changes nothing."""
    before = art()
    found = edited(before, "give him a fierce expression")

    assert np.array_equal(found.image, art())
    assert np.array_equal(before, art())
    assert found.understood == ()
    assert found.ignored == ("fierce", "expression")


@pytest.mark.parametrize(
    ("prompt", "name", "expected"),
    [
        ("mirror it", "mirror", art()[:, ::-1]),
        ("flip horizontally", "mirror", art()[:, ::-1]),
        ("flip it vertically", "flip", art()[::-1]),
        ("turn it upside down", "flip", art()[::-1]),
        ("rotate 90", "rotate 90", np.rot90(art(), -1)),
        ("rotate left", "rotate -90", np.rot90(art())),
        ("rotated by 180 degrees", "rotate 180", np.rot90(art(), 2)),
        ("crop it", "trim", art()[3:18, 4:12]),
        ("2x bigger", "enlarge x2", np.kron(art(), np.ones((2, 2, 1), np.uint8))),
        (
            "3 times the size",
            "enlarge x3",
            np.kron(art(), np.ones((3, 3, 1), np.uint8)),
        ),
        ("pixelate", "pixelate", art()),
    ],
)
def test_moves_of_whole_pixels_are_exact(
    prompt: str, name: str, expected: Pixels
) -> None:
    """Every pixel lands where it must, and keeps its colour."""
    found = edited(art(), prompt)

    assert found.understood == (name,)
    assert found.ignored == ()
    assert np.array_equal(found.image, expected)


def test_edits_are_made_in_the_order_of_the_prompt() -> None:
    """Twice as large, then cut."""
    found = edited(art(), "make it bigger, then mirror and crop it")
    large = np.kron(art()[3:18, 4:12][:, ::-1], np.ones((2, 2, 1), np.uint8))

    assert found.understood == ("enlarge x2", "mirror", "trim")
    assert np.array_equal(found.image, large)


def test_half_the_size_keeps_the_commonest_colours() -> None:
    """No mixtures: every colour was there before."""
    found = edited(art(), "half the size")

    assert found.image.shape == (10, 8, 4)
    assert colours_of(found.image) <= colours_of(art())


def test_what_would_grow_too_large_is_told() -> None:
    """A side of more than 1024 pixels is not made."""
    found = edited(np.kron(art(), np.ones((1, 1, 1), np.uint8)), "9x 9x 9x")

    assert max(found.image.shape) == 20 * 9
    assert found.understood == ("enlarge x9",)
    assert found.ignored == ("9x",)


@pytest.mark.parametrize(
    ("prompt", "changed", "kept"),
    [
        ("make it green", (RED,), (DARK, CREAM, BLUE)),
        ("turn the blue to green", (BLUE,), (DARK, CREAM, RED)),
        ("green instead of red", (RED,), (DARK, CREAM, BLUE)),
        ("replace blue with green", (BLUE,), (DARK, CREAM, RED)),
        ("green", (RED,), (DARK, CREAM, BLUE)),
    ],
)
def test_a_recolour_touches_one_kind_of_colour(
    prompt: str, changed: tuple[tuple[int, ...]], kept: tuple[tuple[int, ...]]
) -> None:
    """The named one, or else the commonest that is no grey; lights stay lights."""
    image = art()
    if prompt in {"make it green", "green"}:
        image[10:17, 8:11] = (*RED, 255)
        image[10, 5] = (*BLUE, 255)
    found = edited(image, prompt)
    seen = image[..., :3]
    for colour in changed:
        red, green, blue = found.image[(seen == colour).all(axis=-1)][0][:3].tolist()

        assert green > max(red, blue)
    for colour in kept:
        there = (seen == colour).all(axis=-1)

        assert there.any()
        assert (found.image[there][:, :3] == colour).all()


def test_a_recolour_keeps_the_order_of_lightness() -> None:
    """Darker red becomes darker green."""
    image = np.zeros((4, 12, 4), np.uint8)
    for i in range(12):
        image[:, i] = (90 + 12 * i, 10 + 4 * i, 12 + 4 * i, 255)
    light = edited(image, "make it green").image[0, :, 1].astype(int)

    assert (np.diff(light) >= 0).all()
    assert light[-1] > light[0] + 40


def test_a_colour_that_is_not_there_is_told() -> None:
    """Nothing is painted at random."""
    found = edited(art(), "replace purple with green")

    assert np.array_equal(found.image, art())
    assert found.understood == ()
    assert found.ignored == ("replace purple with green",)


@pytest.mark.parametrize(
    "prompt",
    [
        "the same character, now wearing a red cape",
        "make the cape red",
        "sitting down",
        "seen from the side",
        "don't flip it",
        "add a blue hat",
    ],
)
def test_what_only_an_artist_could_do_is_not_faked(prompt: str) -> None:
    """Poses, views, clothes and parts that nobody has marked."""
    found = edited(art(), prompt)

    assert np.array_equal(found.image, art())
    assert found.understood == ()
    assert found.ignored


def test_greys_and_tints_change_colours_only() -> None:
    """The silhouette stays; grey has three equal channels, night is blue."""
    grey = edited(art(), "black and white").image
    night = edited(art(), "at night").image
    sepia = edited(art(), "sepia").image

    for image in (grey, night, sepia):
        assert np.array_equal(image[..., 3], art()[..., 3])
    assert all(len(set(colour)) == 1 for colour in colours_of(grey))
    cream = (art()[..., :3] == CREAM).all(axis=-1)
    assert night[cream][0, 2] > night[cream][0, 0]
    assert sepia[cream][0, 0] > sepia[cream][0, 2]


@pytest.mark.parametrize(
    ("darker", "lighter"), [("darker", "brighter"), ("much darker", "darker")]
)
def test_light_goes_up_and_down(darker: str, lighter: str) -> None:
    """In steps that can be told apart."""
    low, high = edited(art(), darker).image, edited(art(), lighter).image

    assert low[..., :3].sum() < high[..., :3].sum()


def test_an_outline_surrounds_every_pixel_and_makes_room() -> None:
    """Also where the figure touches the border."""
    tight = art()[3:18, 4:12]
    found = edited(tight, "add a white outline").image
    height, width = tight.shape[:2]

    assert found.shape == (height + 2, width + 2, 4)
    assert np.array_equal(found[1:-1, 1:-1], tight)
    assert {tuple(p) for p in found[0, 1:-1].tolist()} == {
        (*RAMPS["white"].tones[2], 255)
    }
    assert found[0, 0, 3] == 0


def test_a_silhouette_and_a_background_are_of_one_colour() -> None:
    """What is seen, and what is not."""
    shape = edited(art(), "as a black silhouette").image
    ground = edited(art(), "on a white background").image
    clear = art()[..., 3] == 0

    assert len(colours_of(shape)) == 1
    assert np.array_equal(shape[..., 3], art()[..., 3])
    assert (ground[clear] == 255).all()
    assert np.array_equal(ground[~clear], art()[~clear])


@pytest.mark.parametrize("palette", [Palette(3), Palette(2, ((0, 0, 0), BLUE))])
def test_colours_are_limited_after_the_edits(palette: Palette) -> None:
    """An outline's colour counts as well."""
    found = colours_of(edited(art(), "add a white outline", palette).image)

    assert len(found) <= palette.colours
    if palette.fixed:
        assert found <= set(palette.fixed)


def test_an_enlarged_picture_is_brought_back_to_its_grid_first() -> None:
    """One pixel a cell, then the edit."""
    large = np.kron(art(), np.ones((8, 8, 1), np.uint8))
    found = edited(large, "mirror")

    assert found.subject == "exact"
    assert np.array_equal(found.image, art()[:, ::-1])


@pytest.mark.parametrize(("width", "height"), [(1500, 1100), (3000, 2), (1, 2900)])
def test_a_large_picture_without_a_grid_is_brought_within_reach(
    width: int, height: int
) -> None:
    """Sides have no limit here; time and memory have."""
    y, x = np.mgrid[:height, :width]
    image = np.dstack([x % 251, y % 241, (x + y) % 239, np.full(x.shape, 255)])
    found = edited(image.astype(np.uint8), "darker").image

    assert max(found.shape[:2]) <= 1280
    assert (found[..., 3] == 255).all()


def test_nothing_at_all_stays_nothing() -> None:
    """A clear picture has no colour to change and no edge to cut."""
    clear = np.zeros((9, 7, 4), np.uint8)
    found = edited(clear, "crop it, make it red, add an outline")

    assert (found.image == 0).all()
    assert "crop" in found.ignored


def test_what_is_no_picture_is_refused() -> None:
    """Shapes are checked at the door."""
    with pytest.raises(ImageError, match="must be uint8 of shape"):
        edited(art()[None], "mirror")


def test_it_stops_when_it_is_cancelled() -> None:
    """Asked between the steps."""
    shares: list[float] = []

    with pytest.raises(Cancelled):
        edit_picture(
            art(),
            "mirror",
            palette=PLENTY,
            work=Work(shares.append, lambda: len(shares) >= 2),
        )
    assert len(shares) == 2
