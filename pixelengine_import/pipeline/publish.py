"""Putting outputs in place: whole files, in order, never over a person's work."""

from __future__ import annotations

import re
import secrets
from contextlib import suppress
from typing import TYPE_CHECKING

from pixelengine_import._fs import TMP_SUFFIX, replace_file, sha256
from pixelengine_import.errors import ConflictError, ProjectError
from pixelengine_import.pipeline.committed import fingerprint

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import PurePosixPath

    from pixelengine_import.pipeline.plan import Known
    from pixelengine_import.pipeline.project import Project

__all__ = [
    "check_writable",
    "conflict",
    "new_hashes",
    "quoted",
    "sweep",
    "write_outputs",
]

_PLAIN = re.compile(r"[\w./@%+=:,-]+")


def new_hashes(files: Mapping[PurePosixPath, bytes]) -> dict[str, str]:
    """Return the SHA-256 of each file by its path as text, for the journal."""
    return {str(path): sha256(data) for path, data in files.items()}


def conflict(sidecar: PurePosixPath, paths: Sequence[PurePosixPath]) -> ConflictError:
    """Say that outputs were changed by a person, and what to do.

    Args:
        sidecar: Whose outputs they are.
        paths: The outputs, at least one.
    """
    names = " and ".join([str(paths[0]), *(path.name for path in paths[1:])])
    name = quoted(sidecar)
    ways = (
        f"Run pxe accept {name} for the generated outputs (what stands there is kept "
        f"as a copy), or pxe keep {name} to leave it as it is."
    )
    files = [str(path) for path in paths]
    if len(paths) == 1:
        return ConflictError(
            f"{names}: was not written by pxe, or was changed since. {ways}", files
        )
    return ConflictError(
        f"{names}: were not written by pxe, or were changed since. {ways}", files
    )


def quoted(path: PurePosixPath) -> str:
    """Return a path as a word of a command line, for people to copy."""
    text = str(path)
    return text if _PLAIN.fullmatch(text) else f'"{text}"'


def check_writable(project: Project, folder: PurePosixPath) -> None:
    """Make sure that outputs can be written, before anything is paid.

    Args:
        project: The project.
        folder: Where they would be written.

    Raises:
        ProjectError: They cannot.
    """
    probe = project.file(folder) / f".{secrets.token_hex(6)}{TMP_SUFFIX}"
    try:
        probe.touch(exist_ok=False)
    except OSError as error:
        msg = (
            f"{folder}: outputs cannot be written here ({error.strerror}). "
            "Make the folder writable, then run pxe sync."
        )
        raise ProjectError(msg) from None
    with suppress(OSError):
        probe.unlink()


def sweep(project: Project, sidecars: Iterable[PurePosixPath]) -> int:
    """Remove temporary files that a killed run left beside sidecars.

    Args:
        project: The project; its lock is held, so nobody is writing one now.
        sidecars: Where outputs are written.

    Returns:
        How many were removed.
    """
    folders = {project.file(sidecar.parent) for sidecar in sidecars}
    left = [path for folder in folders for path in folder.glob(f".*{TMP_SUFFIX}")]
    for path in left:
        with suppress(OSError):
            path.unlink()
    return len(left)


def write_outputs(
    project: Project,
    sidecar: PurePosixPath,
    known: Known,
    files: Mapping[PurePosixPath, bytes],
) -> tuple[PurePosixPath, ...]:
    """Write what changed: the sheet first, then the SpriteFrames, the metadata last.

    Args:
        project: The project.
        sidecar: Whose outputs they are.
        known: What was there when the work was planned.
        files: New content in the order of writing.

    Returns:
        The files that were written; those with the same bytes are left alone.

    Raises:
        ConflictError: A file holds a person's work; none is written then.
        ProjectError: A file cannot be written; the next run goes on where this one
            ended.
    """
    changed: list[PurePosixPath] = []
    for path, data in files.items():
        now = fingerprint(project.file(path))
        if now == sha256(data):
            continue
        if now is not None and now not in known.written(path):
            raise conflict(sidecar, [path])
        changed.append(path)
    for path in changed:
        try:
            replace_file(project.file(path), files[path])
        except OSError as error:
            msg = (
                f"{path}: cannot be written ({error.strerror}). The result is kept; "
                "make room or make the folder writable, then run pxe sync."
            )
            raise ProjectError(msg) from None
    return tuple(changed)
