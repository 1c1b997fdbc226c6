"""Projects that Godot has imported: the sample's, and one with the specifications.

Each is made once for all workers of a run (as pytest-xdist's documentation advises for
fixtures that must be made only once).
"""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from filelock import FileLock

from tests.godot.addon_project import make_project

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

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


def _once(
    factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]
) -> Path:
    """Return a folder that the first worker has made."""
    base = factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder, done = shared / name, shared / f"{name}.made"
    with FileLock(shared / f"{name}.lock"):
        if not done.exists():
            shutil.rmtree(folder, ignore_errors=True)  # of one that failed
            make(folder)
            done.touch()
    return folder


@pytest.fixture(scope="session")
def imported_sample(
    run_godot: RunGodot, tmp_path_factory: pytest.TempPathFactory
) -> ImportedSample:
    """The sample project as a fresh clone has it, imported once."""

    def make(project: Path) -> None:
        without = shutil.ignore_patterns(".godot", ".pixelengine")
        shutil.copytree(SAMPLE_PROJECT, project, ignore=without)
        run_godot(project, "--import")

    project = _once(tmp_path_factory, "sample_project", make)
    return ImportedSample(project=project, committed=project_files(SAMPLE_PROJECT))


@pytest.fixture(scope="session")
def imported_specs(
    run_godot: RunGodot, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A project with the addon and its specifications, imported once: copy it."""

    def make(project: Path) -> None:
        run_godot(make_project(project), "--import")

    return _once(tmp_path_factory, "specs_project", make)
