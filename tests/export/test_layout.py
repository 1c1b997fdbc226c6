from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pixelengine_import.errors import ImageError
from pixelengine_import.export.layout import Layout, Packing, Region, pack

SIZES = st.lists(
    st.tuples(st.integers(1, 30), st.integers(1, 40), st.integers(1, 40)),
    min_size=1,
    max_size=6,
)


def test_each_animation_starts_a_row() -> None:
    """Left to right, top to bottom, in the order given."""
    packing = pack([(2, 4, 3), (1, 5, 5)], Layout())

    assert packing == Packing(
        8, 8, ((Region(0, 0, 4, 3), Region(4, 0, 4, 3)), (Region(0, 3, 5, 5),))
    )


def test_a_long_animation_takes_several_rows() -> None:
    """As many frames to a row as the longest side allows."""
    packing = pack([(5, 4, 3)], Layout(max_side=9))

    assert (packing.width, packing.height) == (8, 9)
    assert packing.regions[0][2] == Region(0, 3, 4, 3)


def test_padding_lies_between_cells_only() -> None:
    """Nothing bleeds in at the outer border, so no pixel is spent there."""
    packing = pack([(2, 4, 3), (1, 4, 3)], Layout(padding=2))

    assert (packing.width, packing.height) == (10, 8)
    assert packing.regions == (
        (Region(0, 0, 4, 3), Region(6, 0, 4, 3)),
        (Region(0, 5, 4, 3),),
    )


def test_a_row_that_fits_exactly_is_not_broken() -> None:
    """The padding after the last cell does not count."""
    assert pack([(2, 4, 3)], Layout(max_side=10, padding=2)).width == 10
    assert pack([(2, 4, 3)], Layout(max_side=9, padding=2)).width == 4


@settings(max_examples=80)
@given(SIZES, st.integers(0, 3))
def test_cells_never_touch_and_stay_inside(
    sizes: list[tuple[int, int, int]], padding: int
) -> None:
    """Every frame has its own place, at least the padding away from all others."""
    layout = Layout(max_side=300, padding=padding)
    try:
        packing = pack(sizes, layout)
    except ImageError as error:
        assert "limit 300" in str(error)  # noqa: PT017 - either outcome is right
        return
    cells = [cell for regions in packing.regions for cell in regions]
    taken: set[tuple[int, int]] = set()
    for c in cells:
        assert 0 <= c.x <= packing.width - c.w
        assert 0 <= c.y <= packing.height - c.h
        own = {
            (x, y)
            for x in range(c.x, c.x + c.w + padding)
            for y in range(c.y, c.y + c.h + padding)
        }
        assert not own & taken
        taken |= own

    assert [(len(r), r[0].w, r[0].h) for r in packing.regions] == sizes
    assert max(packing.width, packing.height) <= 300
    assert packing.width == max(c.x + c.w for c in cells)
    assert packing.height == max(c.y + c.h for c in cells)


@pytest.mark.parametrize(
    ("sizes", "layout", "words"),
    [
        ([], Layout(), "at least one animation"),
        ([(0, 4, 4)], Layout(), "found 0 of 4x4"),
        ([(1, 4, 0)], Layout(), "found 1 of 4x0"),
        ([(1, 5, 4)], Layout(max_side=4), "larger than the sheet"),
        ([(2, 4, 4)], Layout(max_side=4), "Split the animations"),
        ([(1, 1, 1)], Layout(max_side=0), "found max_side 0"),
        ([(1, 1, 1)], Layout(padding=-1), "padding -1"),
    ],
)
def test_what_cannot_be_packed_is_refused(
    sizes: list[tuple[int, int, int]], layout: Layout, words: str
) -> None:
    """With what was found, and what to do."""
    with pytest.raises(ImageError, match=words):
        pack(sizes, layout)
