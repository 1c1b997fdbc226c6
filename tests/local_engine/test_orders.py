"""The seed of a request that brings none."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pixelengine_import.api.catalog import SEED_MAX, SEED_MIN
from pixelengine_import.local_engine.orders import draw_seed

ASKED = {"prompt": "walk", "output_format": "webp", "output_frames": 8}


@given(st.text(), st.lists(st.text(alphabet="0123456789abcdef"), max_size=3))
def test_a_drawn_seed_is_one_that_the_api_takes(prompt: str, hashes: list[str]) -> None:
    """And the same each time."""
    seed = draw_seed("animate", {"prompt": prompt}, hashes)

    assert SEED_MIN <= seed <= SEED_MAX
    assert seed == draw_seed("animate", {"prompt": prompt}, hashes)


def test_a_drawn_seed_never_changes_between_releases() -> None:
    """Pinned: previews in a project must come out the same after an update."""
    assert draw_seed("animate", ASKED, ["00"]) == 8_929_572_169


def test_what_is_asked_decides_the_seed_and_how_it_is_packed_does_not() -> None:
    """Prompt, pictures and endpoint count; format and seed field do not."""
    seed = draw_seed("animate", ASKED, ["00"])
    same = {**ASKED, "output_format": "gif", "seed": 3}

    assert draw_seed("animate", same, ["00"]) == seed
    assert draw_seed("animate", {**ASKED, "prompt": "run"}, ["00"]) != seed
    assert draw_seed("animate", ASKED, ["01"]) != seed
    assert draw_seed("keyframes", ASKED, ["00"]) != seed
