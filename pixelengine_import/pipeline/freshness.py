"""The run with nothing to do: which sidecars are surely as they were left.

This module and what it imports load neither pydantic nor Pillow nor httpx: it is what
runs on every keystroke of a user who types ``pxe sync``.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

from pixelengine_import import __version__
from pixelengine_import._fs import stamp
from pixelengine_import.journal.index import Seen, Settled, look

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import PurePosixPath

    from pixelengine_import.api.outcomes import EngineKind
    from pixelengine_import.journal.index import Index
    from pixelengine_import.pipeline.project import Project

__all__ = ["EXPORTER", "find_stale", "settle"]

EXPORTER = f"{__version__}/1"
"""Outputs settled by another version of us are looked at again. The number behind the
slash changes when the same frames would be written in another way."""


def find_stale(
    project: Project,
    sidecars: Iterable[PurePosixPath],
    index: Index,
    engine: EngineKind | None,
) -> list[PurePosixPath]:
    """Return the sidecars that must be looked at.

    Args:
        project: The project.
        sidecars: Those in question.
        index: The stamp cache; rows of files that were read again are refreshed.
        engine: Who would do the work. ``local`` is content with previews; ``live``
            and None (not known yet) are content with live results only.

    Returns:
        The others, in the order given.
    """
    rows = index.load(project.id)
    stale: list[PurePosixPath] = []
    refreshed: dict[str, Settled] = {}
    for sidecar in sidecars:
        row = rows.get(str(sidecar))
        preview = row is not None and row.engine == "local"
        if row is None or row.exporter != EXPORTER or (preview and engine != "local"):
            stale.append(sidecar)
        else:
            checked = _check(project, row)
            if checked is None:
                stale.append(sidecar)
            elif checked is not row:
                refreshed[str(sidecar)] = checked
    index.save(project.id, refreshed)
    return stale


def _check(project: Project, row: Settled) -> Settled | None:
    """Return the row, refreshed where a file had to be read, or None when stale."""
    refreshed: dict[str, Seen] = {}
    root = str(project.root)
    for path, seen in row.files.items():
        if seen.is_clean(stamp(f"{root}/{path}")):
            continue
        now = look(project.file(path), time.time_ns())
        if now.digest is None or now.digest != seen.digest:
            return None
        refreshed[path] = now
    if not refreshed:
        return row
    return replace(row, files={**row.files, **refreshed})


def settle(
    project: Project,
    expected: Mapping[PurePosixPath, str | None],
    engine: EngineKind,
    *,
    kept: bool = False,
) -> Settled | None:
    """Describe a sidecar with nothing left to do.

    Args:
        project: The project.
        expected: SHA-256 of everything that its state rests on, as it was read or
            written: sidecar, art, outputs; None for art of higher rank that was not
            there.
        engine: ``live`` when every result is a live one.
        kept: Whether a person's bytes stay where an output would be.

    Returns:
        The row, or None when a file has changed since: then it is not settled.
    """
    now = time.time_ns()
    files = {str(path): look(project.file(path), now) for path in expected}
    if any(files[str(path)].digest != digest for path, digest in expected.items()):
        return None
    return Settled(EXPORTER, engine, files, kept)
