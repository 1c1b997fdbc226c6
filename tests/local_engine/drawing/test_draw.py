"""Drawing: what is true of every picture, whatever the noun."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import ndimage

from pixelengine_import.imaging.oklab import to_oklab
from pixelengine_import.local_engine.drawing import draw_picture
from pixelengine_import.local_engine.drawing.nouns import NOUNS
from pixelengine_import.local_engine.drawing.plans import PLAIN, TILES
from pixelengine_import.local_engine.motion import Cancelled, Palette, Work

from .quiet import colours_of, drawn

if TYPE_CHECKING:
    from pixelengine_import.imaging.pixels import Pixels

NAMES = sorted({noun.name for noun in NOUNS.values()})
TILE_NAMES = sorted(n for n in NAMES if NOUNS[n].plan in TILES)
FIGURES = sorted(set(NAMES) - set(TILE_NAMES))
TOLD_APART = [
    "knight",
    "dragon",
    "slime",
    "ghost",
    "tree",
    "mushroom",
    "sword",
    "potion",
    "key",
    "chest",
    "heart",
    "house",
    "ship",
    "wolf",
    "fish",
    "snake",
    "spider",
    "robot",
    "skull",
    "fire",
]


@pytest.mark.parametrize("name", NAMES)
def test_every_noun_is_drawn_within_its_colours_and_its_canvas(name: str) -> None:
    """At most the colours asked for, hard alpha, something to see, the noun told."""
    found = drawn(name, seed=3, palette=Palette(12))
    alpha = found.image[..., 3]

    assert found.image.shape == (64, 64, 4)
    assert set(np.unique(alpha).tolist()) <= {0, 255}
    assert (alpha > 0).mean() > 0.05
    assert len(colours_of(found.image)) <= 12
    assert found.subject == NOUNS[name].plan
    assert found.understood
    assert found.ignored == ()
    assert (found.image[alpha == 0] == 0).all()


@pytest.mark.parametrize("name", FIGURES)
@pytest.mark.parametrize("seed", [1, 2])
def test_a_figure_is_never_cut_by_the_border(name: str, seed: int) -> None:
    """Its outline closes: whatever reaches the border is outline, not body."""
    found = drawn(f"{name} 96x96", seed=seed)
    image = found.image
    light = to_oklab(image[..., :3])[..., 0]
    border = np.zeros(image.shape[:2], bool)
    border[[0, -1]] = border[:, [0, -1]] = True
    on_border = border & (image[..., 3] > 0)
    if found.subject in {"fire", "fireball", "explosion", "sparkle"}:
        # Light has no outline; it keeps off the border instead.
        assert not on_border.any()
    else:
        assert (light[on_border] < 0.5).all()


@pytest.mark.parametrize("name", TILE_NAMES)
@pytest.mark.parametrize("size", [32, 48, 64])
def test_a_tile_fills_its_canvas_and_fits_to_itself(name: str, size: int) -> None:
    """No seam stands out: across the border tones change as they do inside."""
    image = drawn(f"{name} {size}x{size}", seed=5).image
    assert (image[..., 3] == 255).all()
    light = to_oklab(image[..., :3])[..., 0]
    for axis in (0, 1):
        inside = np.abs(np.diff(light, axis=axis)).mean(axis=1 - axis)
        across = np.abs(np.take(light, 0, axis) - np.take(light, -1, axis)).mean()

        assert across <= inside.max() + 1e-9


def test_nouns_are_told_apart_by_their_silhouettes() -> None:
    """Without colour, shade or a name: no two of twenty cover the same pixels."""
    masks = {name: drawn(name, seed=2).image[..., 3] > 0 for name in TOLD_APART}
    for i, one in enumerate(TOLD_APART):
        for other in TOLD_APART[:i]:
            shared = (masks[one] & masks[other]).sum()
            united = (masks[one] | masks[other]).sum()

            assert shared / united < 0.85, (one, other)


def test_seeds_differ_visibly() -> None:
    """A quarter of all pixels in the median over nouns, and never next to nothing."""
    shares = {}
    for name in NAMES:
        pictures = [drawn(name, seed=seed).image for seed in (11, 222, 3333)]
        pairs = [(pictures[i] != pictures[i - 1]).any(axis=-1).mean() for i in range(3)]
        shares[name] = float(np.median(pairs))

    assert np.median([*shares.values()]) >= 0.25
    assert min(shares.values()) >= 0.05, min(shares, key=lambda name: shares[name])


def test_a_colour_changes_the_colour_and_nothing_else() -> None:
    """The same seed is the same slime: its outline stays to the pixel."""
    red, blue = drawn("red slime", seed=9).image, drawn("blue slime", seed=9).image
    red_mean = red[red[..., 3] > 0][:, :3].mean(axis=0)
    blue_mean = blue[blue[..., 3] > 0][:, :3].mean(axis=0)

    assert np.array_equal(red[..., 3], blue[..., 3])
    assert red_mean.argmax() == 0
    assert blue_mean.argmax() == 2


@pytest.mark.parametrize("name", ["slime", "knight", "wolf", "ship"])
def test_facing_left_mirrors_the_silhouette(name: str) -> None:
    """The light stays where it is, so only the outline is the mirror image."""
    right = drawn(f"{name} facing right", seed=4).image[..., 3]
    left = drawn(f"{name} facing left", seed=4).image[..., 3]

    assert np.array_equal(right, left[:, ::-1])


@pytest.mark.parametrize("name", [n for n in FIGURES if NOUNS[n].plan not in PLAIN])
@pytest.mark.parametrize("size", [24, 32, 64])
def test_no_pixels_float_beside_a_figure(name: str, size: int) -> None:
    """What lies apart from the body is large enough to be meant: a drop, a spark."""
    solid = drawn(f"{name} {size}x{size}", seed=3).image[..., 3] > 0
    labels, count = ndimage.label(solid, np.ones((3, 3)))
    sizes = np.bincount(labels.ravel(), minlength=count + 1)[1:]

    assert sizes.min() >= 4


LOOKING = [
    "wolf",
    "cat",
    "cow",
    "horse",
    "elephant",
    "deer",
    "rabbit",
    "chicken",
    "duck",
]


@pytest.mark.parametrize("name", LOOKING)
@pytest.mark.parametrize("words", ["front view", "facing the viewer"])
def test_animals_look_at_the_viewer(name: str, words: str) -> None:
    """Both halves are nearly mirror images; a tail may stand out on one side."""
    front = drawn(f"a {name}, {words}", seed=4)
    side = drawn(f"a {name}", seed=4)

    assert front.ignored == ()
    assert _symmetry(front.image) > 0.65
    assert _symmetry(front.image) > _symmetry(side.image) + 0.1


def _symmetry(image: Pixels) -> float:
    """Return how far a silhouette is its own mirror image, around its feet's middle."""
    body = image[..., 3] > 0
    middle = int(np.flatnonzero(body[-12:].any(axis=0)).mean())
    half = min(middle, 63 - middle)
    trunk = body[:, middle - half : middle + half + 1]
    mirrored = trunk[:, ::-1]
    return float((trunk & mirrored).sum() / (trunk | mirrored).sum())


@pytest.mark.parametrize("name", ["dragon", "snake", "fish", "parrot", "train"])
def test_what_has_no_front_says_so(name: str) -> None:
    """The side view is drawn, and the words are told as ignored."""
    found = drawn(f"{name} front view", seed=4)

    assert found.ignored == ("front view",)
    assert np.array_equal(found.image, drawn(name, seed=4).image)


def test_what_is_held_is_drawn() -> None:
    """A torch adds fire, and no shield leaves none."""
    bare = drawn("a man", seed=6).image
    torch = drawn("a man with a torch", seed=6).image
    fire = {(0xF7, 0x84, 0x22), (0xFD, 0xC7, 0x40)}

    assert fire <= colours_of(torch)
    assert not fire & colours_of(bare)
    assert not np.array_equal(
        drawn("knight", seed=6).image, drawn("knight, no shield", seed=6).image
    )


def test_the_ground_is_clear_unless_one_is_asked_for() -> None:
    """A sprite is laid on a game's own ground."""
    clear = drawn("a wizard", seed=2).image
    on_white = drawn("a wizard on a white background", seed=2).image

    assert (clear[0, 0] == 0).all()
    assert on_white[0, 0].tolist() == [255, 255, 255, 255]
    assert (on_white[..., 3] == 255).all()
    solid = clear[..., 3] > 0
    assert np.array_equal(clear[solid], on_white[solid])


@settings(max_examples=25)
@given(
    st.sampled_from(NAMES),
    st.integers(1, 9_999_999_999),
    st.lists(
        st.tuples(*[st.integers(0, 255)] * 3), min_size=1, max_size=6, unique=True
    ),
)
def test_a_palette_is_kept_to(
    name: str, seed: int, palette: list[tuple[int, int, int]]
) -> None:
    """Whatever the colours: no other one is used."""
    fixed = Palette(len(palette), tuple(palette))

    assert colours_of(drawn(name, seed, fixed).image) <= set(palette)


def test_a_palette_keeps_outlines_dark_and_lights_light() -> None:
    """Ramps are laid into a palette as a whole, in their order."""
    greens = ((15, 56, 15), (48, 98, 48), (139, 172, 15), (155, 188, 15))
    image = drawn("slime", seed=1, palette=Palette(4, greens)).image
    rows, columns = np.nonzero(image[..., 3])

    assert colours_of(image) == set(greens)
    assert tuple(image[rows[0], columns[0], :3]) == greens[0]


@pytest.mark.parametrize("size", [16, 24, 32, 128, 256])
def test_small_and_large_canvases_hold_a_whole_figure(size: int) -> None:
    """The same proportions, whatever the number of pixels."""
    image = drawn(f"wizard {size}x{size}", seed=2).image
    share = (image[..., 3] > 0).mean()
    usual = (drawn("wizard", seed=2).image[..., 3] > 0).mean()

    assert image.shape == (size, size, 4)
    assert abs(share - usual) < 0.14


def test_it_stops_when_it_is_cancelled() -> None:
    """Asked between the steps; progress never falls."""
    shares: list[float] = []

    with pytest.raises(Cancelled):
        draw_picture(
            "a castle",
            seed=1,
            palette=Palette(24),
            work=Work(shares.append, lambda: len(shares) >= 2),
        )
    assert shares == sorted(shares)
    assert len(shares) == 2
