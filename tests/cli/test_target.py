"""Where a result goes: a good name, never over another file."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pixelengine_import.cli.target import (
    OutputExistsError,
    OutputNameError,
    Target,
    choose,
    slug,
)

if TYPE_CHECKING:
    from pixelengine_import.imaging.clips import ClipForm

CLIP: tuple[ClipForm, ...] = ("webp", "gif", "png")


def test_untold_it_goes_beside_what_it_was_made_from() -> None:
    """With the ending of the usual kind of file."""
    target = choose(None, Path("art/hero.animate"), CLIP, force=False)

    assert target == Target(Path("art/hero.animate.webp"), "webp")


@pytest.mark.parametrize(
    ("told", "form"), [("a.gif", "gif"), ("b/c.PNG", "png"), ("d.e.webp", "webp")]
)
def test_the_ending_of_a_name_says_the_kind_of_file(told: str, form: ClipForm) -> None:
    """In either case."""
    assert choose(told, None, CLIP, force=True) == Target(Path(told), form, force=True)


@pytest.mark.parametrize("told", ["a.jpg", "a", ".png"])
def test_another_ending_is_refused(told: str) -> None:
    """A file is what its name says."""
    with pytest.raises(OutputNameError) as caught:
        choose(told, None, ("png", "webp"), force=False)

    assert str(caught.value) == (
        f"{told}: the result is a PNG or WebP. Name a file that ends in .png or .webp."
    )


def test_a_folder_takes_the_usual_name(tmp_path: Path) -> None:
    """As cp and mv do."""
    target = choose(str(tmp_path), Path("art/hero.cutout"), ("png",), force=False)

    assert target.path == tmp_path / "hero.cutout.png"


def test_the_output_gets_the_usual_kind_of_file() -> None:
    """There is no name to tell by."""
    assert choose("-", None, CLIP, force=False) == Target(None, "webp")


def test_without_a_name_to_go_by_it_must_be_told() -> None:
    """What comes from the input has none."""
    with pytest.raises(OutputNameError, match="with -o FILE, or -o - to pipe it"):
        choose(None, None, CLIP, force=False)


def test_a_file_that_is_there_stays(tmp_path: Path) -> None:
    """Unless it is to be replaced; a folder is never."""
    path = tmp_path / "a.png"
    path.write_bytes(b"mine")

    with pytest.raises(OutputExistsError, match="Use --force, or name another"):
        Target(path, "png").check()
    Target(path, "png", force=True).check()
    with pytest.raises(OutputNameError, match="is a folder"):
        Target(tmp_path, "png", force=True).check()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.png"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such files")
def test_a_device_is_never_replaced() -> None:
    """Root could: nothing would be discarded on that machine any more."""
    with pytest.raises(OutputNameError, match="is no ordinary file"):
        Target(Path("/dev/null"), "png", force=True).check()


def test_a_name_that_is_too_long_is_told_before_anything_is_asked(
    tmp_path: Path,
) -> None:
    """The file is written under a longer name first."""
    with pytest.raises(OutputNameError, match="File name too long"):
        Target(tmp_path / f"{'x' * 245}.png", "png").check()


def test_a_folder_that_is_not_there_is_told_before_anything_is_asked(
    tmp_path: Path,
) -> None:
    """A result that cannot be written is a bad surprise after paying."""
    with pytest.raises(OutputNameError, match="No such file or directory"):
        Target(tmp_path / "none" / "a.png", "png").check()


def test_a_file_that_appears_meanwhile_stays(tmp_path: Path) -> None:
    """It is looked for once more, in one step with the writing."""
    path = tmp_path / "a.png"
    target = Target(path, "png")
    target.check()
    path.write_bytes(b"mine")

    with pytest.raises(OutputExistsError, match="has appeared meanwhile"):
        target.write(b"ours")

    assert path.read_bytes() == b"mine"
    Target(path, "png", force=True).write(b"ours")
    assert path.read_bytes() == b"ours"


@pytest.mark.skipif(os.name == "nt", reason="names are text on Windows")
def test_a_name_that_cannot_be_written_down_is_refused(tmp_path: Path) -> None:
    """On Linux a name may be any bytes; the journal is text."""
    with pytest.raises(OutputNameError, match="is not UTF-8"):
        Target(tmp_path / "\udcff.png", "png").check()


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("A knight, in a torchlit dungeon!", "a-knight-in-a-torchlit-dungeon"),
        ("x" * 60, "x" * 40),
        ("one two three four five six seven eight nine", "one-two-three-four-five-six"),
        ("../../etc/passwd", "etc-passwd"),
        ("騎士", "picture"),
        ("CON", "picture-con"),
    ],
)
def test_words_become_a_short_safe_name(words: str, name: str) -> None:
    """On every system, whatever a prompt holds."""
    assert slug(words, "picture").startswith(name)
    assert len(slug(words, "picture")) <= 48
