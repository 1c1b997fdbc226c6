"""Bringing pictures back to one pixel a cell."""

from __future__ import annotations

import io
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFilter

from pixelengine_import.errors import ImageError
from pixelengine_import.imaging.oklab import to_oklab
from pixelengine_import.imaging.pixels import Pixels, flatten
from pixelengine_import.local_engine.motion import Cancelled, Work
from pixelengine_import.local_engine.pixelate import REDUCED_SIDE, Pixelated, pixelate

WORK = Work(lambda _share: None, lambda: False)


@cache
def art(width: int = 40, height: int = 32) -> Pixels:
    """A meadow with a house, drawn cell by cell in a dozen colours."""
    rng = np.random.default_rng(7)
    out = np.full((height, width, 4), (120, 190, 240, 255), np.uint8)
    out[height // 2 :] = (70, 140, 60, 255)
    tufts = rng.random((height, width)) < 0.25
    tufts[: height // 2] = False
    out[tufts] = (100, 170, 70, 255)
    house = out[8:26, 10:28]
    house[...] = (170, 120, 80, 255)
    house[::3] = (140, 95, 60, 255)
    house[:4] = (160, 50, 50, 255)
    house[1:3, 2::4] = (200, 90, 80, 255)
    house[8:13, 3:7] = (240, 230, 120, 255)
    house[10:, 11:15] = (80, 50, 40, 255)
    out[2:6, 31:35] = (250, 240, 180, 255)
    out[20:30, 32] = (60, 40, 30, 255)
    out[15:21, 29:36:2] = (40, 100, 40, 255)
    out[16:20, 30:36:2] = (50, 120, 50, 255)
    return out


def enlarge(image: Pixels, across: float, down: float) -> Pixels:
    """Enlarge by nearest neighbour, whole or not."""
    height, width = image.shape[:2]
    x = ((np.arange(round(width * across)) + 0.5) / across).astype(int)
    y = ((np.arange(round(height * down)) + 0.5) / down).astype(int)
    enlarged: Pixels = image[np.clip(y, 0, height - 1)][:, np.clip(x, 0, width - 1)]
    return enlarged


def smoothly(image: Pixels, factor: float, way: Image.Resampling) -> Pixels:
    """Enlarge with interpolation."""
    height, width = image.shape[:2]
    size = round(width * factor), round(height * factor)
    return np.array(Image.fromarray(image).resize(size, way))


def through_jpeg(image: Pixels, quality: int) -> Pixels:
    """Save and load."""
    file = io.BytesIO()
    Image.fromarray(image[..., :3]).save(file, "JPEG", quality=quality)
    return np.array(Image.open(file).convert("RGBA"))


def noisy(image: Pixels, sigma: float) -> Pixels:
    """Add noise to every channel."""
    rng = np.random.default_rng(3)
    out = image.astype(np.float64)
    out[..., :3] += rng.normal(0, sigma, (*image.shape[:2], 3))
    return np.clip(np.rint(out), 0, 255).astype(np.uint8)


def clean(image: Pixels, colours: int = 24) -> Pixelated:
    """Run without watching."""
    return pixelate(image, colours=colours, palette=None, work=WORK)


def right(found: Pixels, truth: Pixels) -> float:
    """Share of pixels nearer to the truth than an eye can see, 0 for a wrong size."""
    if found.shape != truth.shape:
        return 0.0
    apart = to_oklab(found[..., :3]) - to_oklab(truth[..., :3])
    good = np.sqrt((apart * apart).sum(axis=-1)) < 0.03
    return float((good & (found[..., 3] == truth[..., 3])).mean())


def test_native_art_comes_back_unchanged() -> None:
    """One pixel a cell already, and its colours fit."""
    done = clean(art())

    assert done.method == "native"
    assert np.array_equal(done.image, art())


@settings(max_examples=20)
@given(
    factor=st.integers(2, 12),
    left=st.floats(0, 1, exclude_max=True),
    top=st.floats(0, 1, exclude_max=True),
)
def test_lossless_enlargements_come_back_exactly(
    factor: int, left: float, top: float
) -> None:
    """By any whole number, and with the first cells cut anywhere."""
    big = enlarge(art(), factor, factor)[int(top * factor) :, int(left * factor) :]
    done = clean(big)

    assert done.method == "exact"
    assert done.pitch == (factor, factor)
    assert np.array_equal(done.image, art())


@pytest.mark.parametrize(("across", "down"), [(5.37, 5.37), (7.8, 7.8), (6.1, 7.3)])
def test_a_pitch_need_not_be_whole_or_square(across: float, down: float) -> None:
    """Scale per axis, nearest neighbour: every cell exact."""
    done = clean(enlarge(art(), across, down))

    assert done.method == "grid"
    assert np.array_equal(done.image, art())
    assert done.pitch == pytest.approx((across, down), rel=0.02)


@pytest.mark.parametrize(
    ("sent", "least"),
    [
        (through_jpeg(enlarge(art(), 6.4, 6.4), 75), 0.95),
        (noisy(enlarge(art(), 7.3, 7.3), 10), 0.95),
        (smoothly(art(), 7.0, Image.Resampling.BILINEAR), 0.90),
        (smoothly(art(), 6.3, Image.Resampling.BICUBIC), 0.90),
        (smoothly(art(), 6.7, Image.Resampling.LANCZOS), 0.90),
        (
            np.array(
                Image.fromarray(enlarge(art(), 8.2, 8.2)).filter(
                    ImageFilter.GaussianBlur(2)
                )
            ),
            0.95,
        ),
    ],
    ids=["jpeg", "noise", "bilinear", "bicubic", "lanczos", "blur"],
)
def test_the_grid_is_found_in_damaged_pictures(sent: Pixels, least: float) -> None:
    """Codecs, noise and interpolation: the size exact, the colours nearly all."""
    done = clean(sent)

    assert done.image.shape == art().shape
    assert right(done.image, art()) >= least
    assert 0 < done.confidence <= 1


def test_cells_cut_by_the_border_are_kept_or_dropped_whole() -> None:
    """At most one cell is missing on each side, none is there twice."""
    done = clean(enlarge(art(), 7.3, 7.3)[3:-5, 2:-4]).image
    height, width = done.shape[:2]
    places = [art()[y : y + height, x : x + width] for y in range(3) for x in range(3)]

    assert 30 <= height <= 32
    assert 38 <= width <= 40
    assert any(np.array_equal(done, place) for place in places)


def test_transparency_is_kept_hard() -> None:
    """Half and more is opaque; palettes are chosen on what is seen."""
    clear = art().copy()
    clear[:8] = 0
    done = clean(enlarge(clear, 6.6, 6.6))

    assert np.array_equal(done.image, clear)


@settings(max_examples=10)
@given(st.integers(2, 256))
def test_no_more_colours_are_left_than_asked_for(colours: int) -> None:
    """Whatever the picture."""
    done = clean(noisy(enlarge(art(), 4.3, 4.3), 12), colours)

    assert len(np.unique(done.image.reshape(-1, 4), axis=0)) <= colours


def test_a_palette_is_kept_to_by_the_nearest_colour() -> None:
    """Sky becomes blue and grass green; transparency stays."""
    clear = art().copy()
    clear[-2:] = 0
    palette = [(100, 180, 255), (0, 128, 0)]
    done = pixelate(clear, colours=24, palette=palette, work=WORK).image

    assert done[0, 0].tolist() == [100, 180, 255, 255]
    assert done[18, 0].tolist() == [0, 128, 0, 255]
    assert (done[-2:] == 0).all()
    seen = {tuple(c) for c in done[:-2].reshape(-1, 4)[:, :3].tolist()}
    assert seen <= set(palette)


def test_small_eyes_survive_a_small_palette() -> None:
    """A rare colour that is far from all others keeps its place."""
    image = np.zeros((32, 32, 4), np.uint8)
    for i in range(32):
        image[i] = (40 + 2 * i, 90 + i, 60, 255)
    image[10:12, 10:12] = (255, 0, 0, 255)
    done = clean(image, 6)

    assert right(done.image[10:12, 10:12], image[10:12, 10:12]) == 1.0


@pytest.mark.parametrize(("width", "height"), [(300, 200), (200, 300)])
def test_a_picture_without_a_grid_is_reduced(width: int, height: int) -> None:
    """A photograph becomes 128 pixels on the long side, in the colours asked for."""
    y, x = np.mgrid[:height, :width]
    soft = [127 + 90 * np.sin(x / a + y / b) for a, b in ((31, 47), (53, 29), (41, 61))]
    photo = np.dstack([np.rint(c) for c in soft] + [np.full(x.shape, 255)])
    done = clean(noisy(photo.astype(np.uint8), 3))

    assert done.method == "reduced"
    assert done.confidence == 0
    assert max(done.image.shape[:2]) == REDUCED_SIDE
    assert min(done.image.shape[:2]) == round(REDUCED_SIDE * 2 / 3)


@pytest.mark.parametrize("shape", [(1, 1), (1, 2), (2, 1), (5, 4), (16, 16)])
def test_tiny_and_plain_pictures_keep_their_size(shape: tuple[int, int]) -> None:
    """Nothing to measure."""
    plain = np.full((*shape, 4), (9, 80, 7, 255), np.uint8)

    assert np.array_equal(clean(plain).image, plain)


def test_nothing_but_transparency_stays_so() -> None:
    """No colour to choose."""
    assert (clean(np.zeros((8, 8, 4), np.uint8)).image == 0).all()


def test_the_same_picture_gives_the_same_bytes() -> None:
    """And stays as it was."""
    sent = noisy(enlarge(art(), 5.2, 5.2), 8)
    before = sent.copy()

    assert clean(sent).image.tobytes() == clean(sent).image.tobytes()
    assert np.array_equal(sent, before)


def test_what_is_no_picture_is_refused() -> None:
    """Shapes are checked at the door."""
    with pytest.raises(ImageError, match="must be uint8 of shape"):
        clean(flatten(art(), (0, 0, 0))[None])


def test_it_stops_when_it_is_cancelled() -> None:
    """Asked between the steps; progress never falls."""
    shares: list[float] = []

    with pytest.raises(Cancelled):
        pixelate(
            noisy(enlarge(art(), 5.2, 5.2), 8),
            colours=24,
            palette=None,
            work=Work(shares.append, lambda: len(shares) >= 3),
        )
    assert shares == sorted(shares)
    assert len(shares) == 3
