from __future__ import annotations

import numpy as np
import pytest

from pixelengine_import.errors import ImageError
from pixelengine_import.export.animation import Animation, check_name, played_order

from .sample import animation


@pytest.mark.parametrize("name", ["walk", "Walk 2", "a", "-x_", "x" * 64])
def test_plain_names_are_taken(name: str) -> None:
    """Letters, digits, underscore, hyphen, space; up to 64."""
    check_name(name)


@pytest.mark.parametrize(
    "name",
    ["", "x" * 65, "wálk", "a\n", "a\tb", 'a"b', "a\\b", "a/b", "&walk", "a.b", "\0"],
)
def test_every_other_name_is_refused(name: str) -> None:
    """A name reaches a text that Godot executes."""
    with pytest.raises(ImageError, match="name is not allowed"):
        animation(name)


def test_what_cannot_be_played_is_refused() -> None:
    """Each with what was found."""
    with pytest.raises(ImageError, match=r"fps must be above 0 \(found 0\)"):
        animation(fps=0)
    with pytest.raises(ImageError, match=r"fps must be above 0 \(found nan\)"):
        animation(fps=float("nan"))
    with pytest.raises(ImageError, match="found 2 for 4 frames"):
        animation(durations=(100, 100))
    with pytest.raises(ImageError, match=r"1 ms or more \(found 0\)"):
        animation(durations=(1, 0, 1, 1))
    with pytest.raises(ImageError, match="found 'sideways'"):
        animation(direction="sideways")  # type: ignore[arg-type]
    frames = np.zeros((0, 4, 4, 4), dtype=np.uint8)
    with pytest.raises(ImageError, match=r"found \(0, 4, 4, 4\)"):
        Animation("walk", frames, 8, None, loop=True, direction="forward")


def test_durations_are_whole_milliseconds() -> None:
    """Without any given, each frame lasts 1000 / fps, rounded, at least 1."""
    assert animation(count=2, fps=12).milliseconds == (83, 83)
    assert animation(count=1, fps=5000).milliseconds == (1,)
    assert animation(count=2, durations=(7, 9)).milliseconds == (7, 9)


def test_directions_become_an_order() -> None:
    """A pingpong that loops shows neither end twice in a row."""
    assert played_order(4, "forward", loop=True) == (0, 1, 2, 3)
    assert played_order(4, "reverse", loop=True) == (3, 2, 1, 0)
    assert played_order(4, "pingpong", loop=True) == (0, 1, 2, 3, 2, 1)
    assert played_order(4, "pingpong", loop=False) == (0, 1, 2, 3, 2, 1, 0)
    assert played_order(2, "pingpong", loop=True) == (0, 1)
    assert played_order(1, "pingpong", loop=True) == (0,)
    assert played_order(1, "pingpong", loop=False) == (0,)
