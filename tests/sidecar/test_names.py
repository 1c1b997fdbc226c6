"""Names and paths that a sidecar may use."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pixelengine_import.errors import SidecarError
from pixelengine_import.sidecar.names import (
    check_animation_name,
    nearest,
    project_path,
)

FOLDER = PurePosixPath("art/heroes")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("hero.png", "art/heroes/hero.png"),
        ("./hero.png", "art/heroes/hero.png"),
        ("../hero.png", "art/hero.png"),
        ("../../hero.png", "hero.png"),
        ("a//b/./c.png", "art/heroes/a/b/c.png"),
        ("res://hero.png", "hero.png"),
        ("res://a/../b/hero.png", "b/hero.png"),
        ("Held in Ü/größe 1.png", "art/heroes/Held in Ü/größe 1.png"),
    ],
)
def test_a_path_inside_the_project_is_taken(text: str, expected: str) -> None:
    """Paths start at the sidecar's folder, or at the project with res://."""
    assert project_path(text, FOLDER) == PurePosixPath(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "../../../x.png",
            (
                'leads out of the project (found "../../../x.png"). '
                "Keep the file inside the project."
            ),
        ),
        (
            "a/../../../../art/x.png",
            (
                'leads out of the project (found "a/../../../../art/x.png"). '
                "Keep the file inside the project."
            ),
        ),
        (
            "res://../x.png",
            (
                'leads out of the project (found "res://../x.png"). '
                "Keep the file inside the project."
            ),
        ),
        (
            "/etc/passwd",
            (
                'must be a relative path (found "/etc/passwd"). '
                "Name it from the sidecar's folder, or from the project as res://…."
            ),
        ),
        (
            "res:///x.png",
            (
                'must be a relative path (found "res:///x.png"). '
                "Name it from the sidecar's folder, or from the project as res://…."
            ),
        ),
        (
            "C:/x.png",
            (
                'must be a relative path (found "C:/x.png"). '
                "Name it from the sidecar's folder, or from the project as res://…."
            ),
        ),
        (
            "art\\x.png",
            (
                'must be written with forward slashes (found "art\\\\x.png"). '
                "Use / between folders."
            ),
        ),
        (
            "https://x.org/x.png",
            (
                'must be a file of the project, not an address (found "https://x.org/'
                'x.png"). Save the picture in the project and name it with its path.'
            ),
        ),
        ("", 'must name a file (found ""). Write a path such as hero.png.'),
        ("res://", 'must name a file (found "res://"). Write a path such as hero.png.'),
        (
            "art/",
            (
                'must name a file, not a folder (found "art/"). '
                "Write a path such as hero.png."
            ),
        ),
        (
            "..",
            (
                'must name a file, not a folder (found ".."). '
                "Write a path such as hero.png."
            ),
        ),
        ("a\nb.png", 'holds a control character (found "a\\nb.png"). Rename the file.'),
        (
            "dir./x.png",
            (
                'ends with a dot or a space, which Windows drops (found "dir."). '
                "Rename it."
            ),
        ),
        (
            "x.png ",
            (
                'ends with a dot or a space, which Windows drops (found "x.png "). '
                "Rename it."
            ),
        ),
        (
            "Con.tar.png",
            'is the name of a device on Windows (found "Con.tar.png"). Rename it.',
        ),
        (
            "lpt1/x.png",
            'is the name of a device on Windows (found "lpt1"). Rename it.',
        ),
        (
            "ü" * 90,
            (
                "is too long (found 191 bytes from the project's root). "
                "Keep it within 180 bytes."
            ),
        ),
    ],
)
def test_a_path_that_is_not_safe_everywhere_is_refused(
    text: str, expected: str
) -> None:
    """What one machine reads as another file is refused on all."""
    with pytest.raises(SidecarError) as caught:
        project_path(text, FOLDER)

    assert str(caught.value) == expected


@settings(max_examples=300)
@given(
    st.lists(
        st.sampled_from(["..", ".", "", "a", "b.png", "/", "\\", "res://", "C:", "~"])
        | st.text(max_size=4),
        max_size=8,
    ).map("/".join)
)
def test_no_text_leads_out_of_the_project(text: str) -> None:
    """Whatever is accepted is relative, plain and below the root."""
    try:
        path = project_path(text, FOLDER)
    except SidecarError:
        return

    assert not path.is_absolute()
    assert path.parts
    assert ".." not in path.parts
    assert not any(letter in path.as_posix() for letter in "\\:\0\n")
    assert len(path.as_posix().encode("utf-8", "surrogatepass")) <= 180


@pytest.mark.parametrize("name", ["idle", "Walk Right", "a-b_2", "x" * 64])
def test_a_plain_name_is_taken(name: str) -> None:
    """Letters, digits, underscores, hyphens and spaces."""
    check_animation_name(name)


@pytest.mark.parametrize(
    "name", ["", " ", "   ", "x" * 65, "a/b", 'a"b', "a\nb", "größe", "a.b", "idle\n"]
)
def test_any_other_name_is_refused(name: str) -> None:
    """Such a name would not survive every output."""
    with pytest.raises(SidecarError, match="cannot have this name"):
        check_animation_name(name)


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("promt", "prompt"),
        ("Prompt", "prompt"),
        ("negative-prompt", "negative_prompt"),
        ("negativeprompt", "negative_prompt"),
        ("sed", "seed"),
        ("zebra", None),
        ("", None),
    ],
)
def test_the_nearest_known_word_is_found(word: str, expected: str | None) -> None:
    """Slips are recognised; strangers are not."""
    assert nearest(word, ["prompt", "negative_prompt", "seed"]) == expected
