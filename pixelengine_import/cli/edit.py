"""``pxe edit``: change or make a sidecar, checked before it is written."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pixelengine_import._fs import create_file, read_file, replace_file
from pixelengine_import.cli.console import Console
from pixelengine_import.cli.session import json_option
from pixelengine_import.errors import (
    EXIT_DONE,
    EXIT_USAGE,
    PixelEngineError,
    ProjectError,
)
from pixelengine_import.pipeline.project import SUFFIX, find_project
from pixelengine_import.sidecar.editing import merge_patch, reroll_patch, write_text
from pixelengine_import.sidecar.facts import SidecarErrors
from pixelengine_import.sidecar.json_lines import scan
from pixelengine_import.sidecar.parse import parse_sidecar

if TYPE_CHECKING:
    from pathlib import PurePosixPath

    from pixelengine_import.pipeline.project import Project

__all__ = ["EditError", "command"]

MOST = 1024 * 1024


class EditError(ProjectError):
    """The change cannot be made."""

    exit_code = EXIT_USAGE
    code = "edit"


@click.command("edit")
@click.argument("sidecar", type=click.Path(path_type=Path))
@click.option(
    "--patch",
    type=click.File("rb"),
    help="A JSON Merge Patch (RFC 7396): a file, or - for the standard input.",
)
@click.option(
    "--reroll",
    metavar="ANIMATION",
    help='Another try of an animation; "default" in a sidecar without names.',
)
@click.option("--check", is_flag=True, help="Say what is wrong, and write nothing.")
@json_option
def command(
    sidecar: Path,
    *,
    patch: Any,
    reroll: str | None,
    check: bool,
    as_json: bool,
) -> int:
    """Change a sidecar, or make one; what would be wrong is not written.

    \b
    Examples:
      pxe edit art/hero.pxe.json --reroll walk
      echo '{"animate": {"prompt": "idle"}}' | pxe edit art/hero.pxe.json --patch -
      pxe edit art/hero.pxe.json --check
    """
    console = Console(as_json=as_json)
    try:
        _edit(sidecar, console, patch=patch, reroll=reroll, check=check)
    except PixelEngineError as error:
        console.problem(error, None)
        return error.exit_code
    return EXIT_DONE


def _edit(
    sidecar: Path, console: Console, *, patch: Any, reroll: str | None, check: bool
) -> None:
    if not sidecar.name.endswith(SUFFIX):
        msg = f"{sidecar} is not a sidecar (its name does not end in {SUFFIX})."
        raise EditError(msg)
    if not sidecar.parent.is_dir():
        msg = f"there is no folder {sidecar.parent}. Make it first."
        raise EditError(msg)
    project = find_project(sidecar.parent)
    path = project.relative(sidecar.parent.resolve() / sidecar.name)
    before = _read(project, path)
    after = _changed(before, path, patch=patch, reroll=reroll)
    parse_sidecar(after, path=path)
    written = not check and after != before
    if written:
        _write(project, path, before, after)
    console.record(
        "edited",
        sidecar=str(path),
        written=written,
        before=None if before is None else before.decode(),
        after=after.decode(),
    )
    what = "written" if written else "nothing to change"
    console.say(f"{path}: {'nothing is wrong with it' if check else what}")


def _read(project: Project, path: PurePosixPath) -> bytes | None:
    try:
        return read_file(project.file(path), MOST)
    except FileNotFoundError:
        return None
    except OSError as error:
        msg = f"{path}: cannot be read ({error.strerror})."
        raise EditError(msg) from None


def _changed(
    before: bytes | None, path: PurePosixPath, *, patch: Any, reroll: str | None
) -> bytes:
    """Return the new text; the old one, byte for byte, when nothing is different."""
    if before is None and patch is None:
        msg = f"there is no {path}. Give --patch to make it."
        raise EditError(msg)
    old = {} if before is None else _document(before, path)
    new: Any = old
    if patch is not None:
        new = merge_patch(new, _read_patch(patch))
    if reroll is not None:
        unnamed = reroll == "default" and "animations" not in new
        try:
            more = reroll_patch(new, None if unnamed else reroll)
        except (KeyError, TypeError, AttributeError):
            msg = f'{path}: there is no animation "{reroll}" to try again.'
            raise EditError(msg) from None
        new = merge_patch(new, more)
    if before is not None and new == old:
        return before
    return write_text(new).encode()


def _document(text: bytes, path: PurePosixPath) -> dict[str, Any]:
    """Read what is there; a patch may mend all but what a document could lose."""
    located = scan(text, path=path)
    if located.errors:
        raise SidecarErrors(located.errors)
    if not isinstance(located.value, dict):
        parse_sidecar(text, path=path)
    document: dict[str, Any] = located.value
    return document


def _read_patch(source: Any) -> dict[str, Any]:
    data: bytes = source.read(MOST + 1)
    try:
        patch = json.loads(data)
    except (ValueError, RecursionError):
        patch = None
    if len(data) > MOST or not isinstance(patch, dict):
        where = "the standard input" if source is sys.stdin.buffer else "the patch"
        msg = f"{where} must be a JSON object of at most 1 MB."
        raise EditError(msg)
    return patch


def _write(
    project: Project, path: PurePosixPath, before: bytes | None, after: bytes
) -> None:
    file = project.file(path)
    try:
        if before is None:
            create_file(file, after)
        else:
            replace_file(file, after)
    except FileExistsError:
        msg = f"{path} has just been made by somebody else. Run this again."
        raise EditError(msg) from None
    except OSError as error:
        msg = f"{path}: cannot be written ({error.strerror}). Make it writable."
        raise EditError(msg) from None
