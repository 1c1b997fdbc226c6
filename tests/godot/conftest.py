"""The sample project as Godot meets it in a fresh clone."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.godot_engine import RunGodot

SAMPLE_PROJECT = Path(__file__).resolve().parents[2] / "sample_project"


@dataclass(frozen=True, slots=True)
class ImportedSample:
    """A copy of the sample project after its first import.

    Attributes:
        project: The copy's folder.
        committed: Every file that the copy was made of, by its path in the project.
    """

    project: Path
    committed: Mapping[str, bytes]


def project_files(project: Path) -> dict[str, bytes]:
    """Return every file of a project by its path, without caches.

    Args:
        project: The project's folder.

    Returns:
        Contents by POSIX path relative to the project.
    """
    return {
        path.relative_to(project).as_posix(): path.read_bytes()
        for path in sorted(project.rglob("*"))
        if path.is_file()
        and not {".godot", ".pixelengine"} & set(path.relative_to(project).parts)
    }


@pytest.fixture(scope="session")
def imported_sample(
    run_godot: RunGodot, tmp_path_factory: pytest.TempPathFactory
) -> ImportedSample:
    """The sample project as a fresh clone has it, imported once."""
    project = tmp_path_factory.mktemp("sample") / "sample_project"
    shutil.copytree(
        SAMPLE_PROJECT,
        project,
        ignore=shutil.ignore_patterns(".godot", ".pixelengine"),
    )
    committed = project_files(project)
    run_godot(project, "--import")
    return ImportedSample(project=project, committed=committed)
