"""``pixelengine.toml`` is checked as strictly as a sidecar."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pixelengine_import._fs import sha256
from pixelengine_import.errors import ProjectError
from pixelengine_import.pipeline.project import Project
from pixelengine_import.pipeline.settings import Settings, read_settings

if TYPE_CHECKING:
    from pathlib import Path


def read(folder: Path, text: str | bytes) -> Settings:
    """Read settings from a text."""
    data = text.encode() if isinstance(text, str) else text
    (folder / "pixelengine.toml").write_bytes(data)
    return read_settings(Project(folder))


def test_without_a_file_the_defaults_hold(tmp_path: Path) -> None:
    """Most projects have none."""
    assert read_settings(Project(tmp_path)) == Settings(0, 4096, 4)


def test_every_setting_is_read(tmp_path: Path) -> None:
    """And the file's hash with it: outputs rest on it."""
    text = (
        "[sheet]\npadding = 2\nmax_side = 2048\n[run]\njobs = 8\nbudget = 0\n"
        "[outputs]\nscene = true\nanimation_library = true\n"
    )

    assert read(tmp_path, text) == Settings(
        padding=2,
        max_side=2048,
        jobs=8,
        budget=0,
        scene=True,
        animation_library=True,
        digest=sha256(text.encode()),
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[sheet]\npading = 1", 'unknown setting "sheet.pading". Did you mean "sheet.'),
        ("[shet]\npadding = 1", 'unknown setting "shet.padding"'),
        ("padding = 1", 'unknown setting "padding"'),
        ("[sheet]\npadding = 65", "must be a whole number from 0 to 64 (found 65)"),
        ("[run]\njobs = true", "(found True)"),
        ("[run]\njobs = 2.0", "(found 2.0)"),
        ("[run]\nbudget = -1", "(found -1)"),
        ("[run]\napi_key = 'x'", 'unknown setting "run.api_key"'),
        ("[run", "is no TOML"),
        (b"\xff", "is no TOML"),
        ("a = " + "[" * 20_000, "is no TOML"),
        ("# " + "x" * 70_000, "is over 64 KB"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, text: str | bytes, said: str) -> None:
    """It ends the run before anything is done."""
    with pytest.raises(ProjectError) as caught:
        read(tmp_path, text)

    assert str(caught.value).startswith("pixelengine.toml: ")
    assert said in str(caught.value)
    assert caught.value.exit_code == 2


def test_settings_that_cannot_be_read_are_no_defaults(tmp_path: Path) -> None:
    """A folder or a dead link of that name is a slip."""
    (tmp_path / "pixelengine.toml").symlink_to("nowhere")

    with pytest.raises(ProjectError, match="cannot be read"):
        read_settings(Project(tmp_path))
