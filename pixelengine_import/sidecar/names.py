"""Names that a sidecar may use: of animations, of files, and nearly right ones.

All of this is arithmetic on texts; no disk is touched. Whoever opens a file still has
to refuse links that lead out of the project.
"""

from __future__ import annotations

import re
import unicodedata
from difflib import get_close_matches
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from pixelengine_import.api.violations import shorten
from pixelengine_import.errors import SidecarError

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "ART_SUFFIXES",
    "DEFAULT_NAME",
    "PALETTE_SUFFIXES",
    "SUFFIX",
    "check_animation_name",
    "check_file_name",
    "nearest",
    "project_path",
]

SUFFIX = ".pxe.json"
ART_SUFFIXES = (".png", ".jpg", ".jpeg")
DEFAULT_NAME = "default"
PALETTE_SUFFIXES = (".hex", ".gpl", ".pal", ".png")
MAX_PATH_BYTES = 180

# What Godot, importers of sprite sheets and every file system agree on; it also keeps a
# name from ever closing a string in a file that another program executes.
_ANIMATION = re.compile(r"[A-Za-z0-9_ -]{1,64}")
_PROJECT = "res://"
# Windows opens a device for these, whatever the extension; the superscripts count too.
_DEVICES = frozenset(
    ["con", "prn", "aux", "nul", "conin$", "conout$"]
    + [f"{port}{n}" for port in ("com", "lpt") for n in "123456789¹²³"]
)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Find the known word that was probably meant.

    Args:
        word: What was written.
        known: The words that are allowed.

    Returns:
        The nearest one, or None when none is near.
    """
    # Case and hyphens are slips of the hand, not of the mind.
    plain = {name.lower(): name for name in known}
    folded = word.lower().replace("-", "_")
    matches = get_close_matches(folded, plain, n=1, cutoff=0.7)
    return plain[matches[0]] if matches else None


def check_animation_name(name: str) -> None:
    """Refuse a name that is not safe in every output.

    Args:
        name: An animation's name.

    Raises:
        SidecarError: It is not 1 to 64 letters, digits, ``_``, ``-`` and spaces, or
            holds spaces only.
    """
    if not _ANIMATION.fullmatch(name) or not name.strip():
        problem = f"an animation cannot have this name (found {shorten(name)})"
        hint = "Use 1 to 64 letters, digits, underscores, hyphens and spaces."
        raise SidecarError(problem, hint=hint)


def check_file_name(name: str) -> None:
    """Refuse a file's or folder's name that some machine cannot hold.

    Args:
        name: One part of a path.

    Raises:
        SidecarError: It holds control characters, ends with a dot or a space, or is the
            name of a device on Windows.
    """
    found = f"(found {shorten(name)})"
    if any(unicodedata.category(letter) in {"Cc", "Zl", "Zp"} for letter in name):
        problem = f"holds a control character {found}"
        raise SidecarError(problem, hint="Rename the file.")
    if name.endswith((".", " ")):
        problem = f"ends with a dot or a space, which Windows drops {found}"
        raise SidecarError(problem, hint="Rename it.")
    if name.split(".", 1)[0].rstrip(" ").lower() in _DEVICES:
        problem = f"is the name of a device on Windows {found}"
        raise SidecarError(problem, hint="Rename it.")


def project_path(text: str, folder: PurePosixPath) -> PurePosixPath:
    """Read a path that a sidecar names.

    Args:
        text: Relative to the sidecar's folder with ``/``, or from the project's root as
            ``res://…``.
        folder: The sidecar's folder, relative to the project.

    Returns:
        The path relative to the project, without ``.`` and ``..``.

    Raises:
        SidecarError: It is empty, absolute, leaves the project, or is not a path on
            every machine. The problem continues a field's name.
    """
    found = f"(found {shorten(text)})"
    rest, start = text, list(folder.parts)
    if text.lower().startswith(_PROJECT):
        rest, start = text[len(_PROJECT) :], []
    if not rest.strip():
        problem = f"must name a file {found}"
        raise SidecarError(problem, hint="Write a path such as hero.png.")
    if "\\" in rest:
        problem = f"must be written with forward slashes {found}"
        raise SidecarError(problem, hint="Use / between folders.")
    if "://" in rest:
        problem = f"must be a file of the project, not an address {found}"
        hint = "Save the picture in the project and name it with its path."
        raise SidecarError(problem, hint=hint)
    if rest.startswith("/") or ":" in rest:
        problem = f"must be a relative path {found}"
        hint = "Name it from the sidecar's folder, or from the project as res://…"
        raise SidecarError(problem, hint=hint + ".")
    return _walk(rest, start, found)


def _walk(rest: str, start: list[str], found: str) -> PurePosixPath:
    parts = start
    for part in rest.split("/"):
        if part == "..":
            if not parts:
                problem = f"leads out of the project {found}"
                raise SidecarError(problem, hint="Keep the file inside the project.")
            parts.pop()
        elif part not in {"", "."}:
            check_file_name(part)
            parts.append(part)
    if not parts or rest.endswith(("/", "/.", "/..")) or rest in {".", ".."}:
        problem = f"must name a file, not a folder {found}"
        raise SidecarError(problem, hint="Write a path such as hero.png.")
    path = PurePosixPath(*parts)
    size = len(path.as_posix().encode())
    if size > MAX_PATH_BYTES:
        problem = f"is too long (found {size} bytes from the project's root)"
        hint = f"Keep it within {MAX_PATH_BYTES} bytes."
        raise SidecarError(problem, hint=hint)
    return path
