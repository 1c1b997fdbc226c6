"""``pxe addon``: the Godot addon, put into a project."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pixelengine_import import __version__
from pixelengine_import._fs import replace_file
from pixelengine_import.cli.console import Console
from pixelengine_import.cli.session import json_option, path_argument
from pixelengine_import.errors import EXIT_DONE, EXIT_USAGE, ProjectError
from pixelengine_import.pipeline.project import find_project

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pixelengine_import.pipeline.project import Project

__all__ = ["AddonError", "Files", "command", "enable", "find_addon", "install"]

NAME = "pixelengine_import"
PLUGIN = f"res://addons/{NAME}/plugin.cfg"
_SECTION = re.compile(r"^\[editor_plugins\][^\S\n]*$", re.MULTILINE)
_ENABLED = re.compile(r"^enabled\s*=\s*PackedStringArray\(([^)]*)\)", re.MULTILINE)


class AddonError(ProjectError):
    """The addon cannot be put where it belongs."""

    exit_code = EXIT_USAGE
    code = "addon"


@click.group("addon")
def command() -> None:
    """Put the Godot addon into a project.

    \b
    Examples:
      pxe addon install
    """


@command.command("install")
@path_argument
@click.option("--no-enable", is_flag=True, help="Copy it, and leave it switched off.")
@json_option
def install(path: Path, *, no_enable: bool, as_json: bool) -> int:
    """Copy the addon into a project, and switch it on.

    Run it again after an update: files that changed are replaced, others stay. Nothing
    but addons/pixelengine_import and, to switch it on, project.godot is written.

    \b
    Examples:
      pxe addon install               into this project
      pxe addon install ~/my_game     into another one
    """
    console = Console(as_json=as_json)
    project = find_project(path)
    target = project.root / "addons" / NAME
    files = find_addon()
    if target.is_symlink():
        msg = f"{target} is a link; what it leads to stays as it is. Remove the link."
        raise AddonError(msg)
    written = _copy(files, target)
    enabled = not no_enable and _switch_on(project)
    console.record(
        "addon",
        path=f"addons/{NAME}",
        version=__version__,
        written=written,
        enabled=enabled,
    )
    what = f"{len(written)} files" if written else "up to date already"
    console.say(f"addons/{NAME}: {what}")
    if enabled:
        console.say("switched on in project.godot; an open editor asks to reload")
    return EXIT_DONE


@dataclass(frozen=True, slots=True)
class Files:
    """The addon as it comes with this program.

    Attributes:
        root: Its folder.
    """

    root: Path

    def __iter__(self) -> Iterator[tuple[str, bytes]]:
        """Yield each file by its path in the addon."""
        for file in sorted(self.root.rglob("*")):
            if file.is_file() and not file.name.startswith("."):
                yield file.relative_to(self.root).as_posix(), file.read_bytes()


def find_addon() -> Files:
    """Find the addon: in the installed package, or beside it in a checkout.

    Raises:
        AddonError: This installation has none.
    """
    package = Path(__file__).resolve().parents[1]
    for folder in (
        package / "_godot_addon",
        package.parent / "godot_addon" / "addons" / NAME,
    ):
        if (folder / "plugin.cfg").is_file():
            return Files(folder)
    msg = "this installation has no addon in it. Install pixelengine-import again."
    raise AddonError(msg)


def _copy(files: Files, target: Path) -> list[str]:
    """Write what differs, and remove what an older version left."""
    written: list[str] = []
    present: set[Path] = set()
    try:
        for name, data in files:
            place = target / name
            present.add(place)
            if place.is_file() and place.read_bytes() == data:
                continue
            place.parent.mkdir(parents=True, exist_ok=True)
            replace_file(place, data)
            written.append(name)
        for old in sorted(target.rglob("*.gd")):
            if old not in present:
                old.unlink()
                written.append(old.relative_to(target).as_posix())
    except OSError as error:
        msg = f"{target} cannot be written ({error.strerror}). Make it writable."
        raise AddonError(msg) from None
    return written


def _switch_on(project: Project) -> bool:
    """Enable the plugin in ``project.godot``; tell whether that changed anything."""
    file = project.root / "project.godot"
    try:
        text = file.read_bytes().decode()  # line ends stay as they are
    except (OSError, UnicodeDecodeError):
        msg = f"{file} cannot be read. Switch the addon on in Project > Plugins."
        raise AddonError(msg) from None
    changed = enable(text)
    if changed == text:
        return False
    try:
        replace_file(file, changed.encode())
    except OSError as error:
        msg = f"{file} cannot be written ({error.strerror}). Make it writable."
        raise AddonError(msg) from None
    return True


def enable(text: str) -> str:
    """Return a ``project.godot`` with the addon switched on.

    Args:
        text: The file; its other lines stay as they are.
    """
    if f'"{PLUGIN}"' in text:
        return text
    if "\r\n" in text:
        return enable(text.replace("\r\n", "\n")).replace("\n", "\r\n")
    section = _SECTION.search(text)
    if section is None:
        gap = "" if text.endswith("\n\n") else "\n" if text.endswith("\n") else "\n\n"
        line = f'enabled=PackedStringArray("{PLUGIN}")'
        return f"{text}{gap}[editor_plugins]\n\n{line}\n"
    following = re.compile(r"^\[", re.MULTILINE).search(text, section.end())
    end = len(text) if following is None else following.start()
    known = _ENABLED.search(text, section.end(), end)
    if known is None:
        line = f'\n\nenabled=PackedStringArray("{PLUGIN}")'
        return text[: section.end()] + line + text[section.end() :]
    inside = known.group(1).strip()
    listed = f'{inside}, "{PLUGIN}"' if inside else f'"{PLUGIN}"'
    line = f"enabled=PackedStringArray({listed})"
    return text[: known.start()] + line + text[known.end() :]
