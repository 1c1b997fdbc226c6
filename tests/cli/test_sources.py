"""What commands are given: files, addresses, palettes, places of keyframes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from pixelengine_import.cli.keyframes import read_place
from pixelengine_import.cli.sources import (
    SourceError,
    read_palette_option,
    read_source,
    read_source_or_address,
)
from pixelengine_import.imaging.png import encode_png
from pixelengine_import.pipeline.single import Address, still_art
from tests.support import draw

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("text", "place", "image"),
    [
        ("0=hero.png", {"index": 0, "strength": 1.0}, "hero.png"),
        ("12=a=b.png:0.8", {"index": 12, "strength": 0.8}, "a=b.png"),
        ("3=C:\\art\\hero.png:.5", {"index": 3, "strength": 0.5}, "C:\\art\\hero.png"),
        ("3=C:\\art\\hero.png", {"index": 3, "strength": 1.0}, "C:\\art\\hero.png"),
        (
            "1=https://a.example:8443/b.png:1",
            {"index": 1, "strength": 1.0},
            "https://a.example:8443/b.png",
        ),
        ("0=-", {"index": 0, "strength": 1.0}, "-"),
    ],
)
def test_a_place_is_an_index_a_picture_and_a_strength(
    text: str, place: dict[str, Any], image: str
) -> None:
    """Names and addresses may hold the same signs."""
    assert read_place(text) == (place, image)


@pytest.mark.parametrize("text", ["hero.png", "=hero.png", "-1=hero.png", "0=", "x=y"])
def test_anything_else_is_no_place(text: str) -> None:
    """The form is shown."""
    with pytest.raises(SourceError, match="is not INDEX=IMG, such as"):
        read_place(text)


@pytest.mark.parametrize(
    ("text", "colours"),
    [
        ("#FFAA00", ["#FFAA00"]),
        ("#ffaa00,112233, #445566,", ["#ffaa00", "112233", "#445566"]),
        ("abcdef", ["abcdef"]),
    ],
)
def test_a_palette_may_be_a_list(text: str, colours: list[str]) -> None:
    """With or without the signs."""
    assert read_palette_option(text) == colours


def test_a_palette_may_be_a_file(tmp_path: Path) -> None:
    """Of any kind that pixel artists have."""
    path = tmp_path / "dungeon.hex"
    path.write_text("ffaa00\n112233\n")

    assert read_palette_option(str(path)) == ["#ffaa00", "#112233"]
    assert read_palette_option("source", takes_source=True) == "source"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("#ff", "is no list of colours. Write #rrggbb,#rrggbb"),
        ("none.hex", "cannot be read (No such file or directory)"),
        ("source", "cannot be read"),
    ],
)
def test_a_palette_that_is_none_is_said(text: str, says: str) -> None:
    """With what it was taken for."""
    with pytest.raises(SourceError) as caught:
        read_palette_option(text)

    assert says in str(caught.value)


def test_a_damaged_palette_names_its_file(tmp_path: Path) -> None:
    """And the line."""
    path = tmp_path / "dungeon.hex"
    path.write_text("ffaa00\nblue\n")

    with pytest.raises(SourceError) as caught:
        read_palette_option(str(path))

    assert str(caught.value).startswith(f"{path}: ")
    assert "blue" in str(caught.value)


def test_a_file_becomes_pixels(tmp_path: Path) -> None:
    """Under the name that the user gave it."""
    path = tmp_path / "hero.png"
    path.write_bytes(encode_png(draw()))

    art = read_source(str(path), still_art)

    assert (art.info.format, art.pixels.shape) == ("PNG", (16, 16, 4))


def test_an_address_is_passed_on(tmp_path: Path) -> None:
    """Where the service takes one."""
    del tmp_path
    url = "https://a.example/hero.png?token=secret"

    assert read_source_or_address(url, still_art) == Address(url)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("http://a.example/b.png", "is not an https address"),
        ("https://", "is not an https address"),
        ("https://[::1", "is not an https address"),
        ("https://me:secret@a.example/b.png", "with a password in it is not passed on"),
        ("none.png", "cannot be read (No such file or directory)"),
        ("\0", "is not the name of a file"),
    ],
)
def test_what_cannot_be_a_picture_is_said(text: str, says: str) -> None:
    """Without what may be secret in it."""
    with pytest.raises(SourceError) as caught:
        read_source_or_address(text, still_art)

    assert says in str(caught.value)
    assert "secret" not in str(caught.value)


def test_an_address_is_not_opened_where_files_are_taken() -> None:
    """And its query is not printed."""
    with pytest.raises(SourceError) as caught:
        read_source("https://a.example/b.png?token=secret", still_art)

    assert str(caught.value) == (
        "https://a.example/b.png?… is an address, and this takes files. Download it "
        "first."
    )


def test_a_damaged_picture_is_named(tmp_path: Path) -> None:
    """With what is wrong."""
    path = tmp_path / "hero.png"
    path.write_bytes(b"GIF? no.")

    with pytest.raises(SourceError) as caught:
        read_source(str(path), still_art)

    assert str(caught.value).startswith(f"{path}: ")
    assert "must be PNG" in str(caught.value)
