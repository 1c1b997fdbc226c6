"""A Godot project and the sidecars in it, by names alone: nothing is opened here."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from pixelengine_import.errors import EXIT_USAGE, ProjectError

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = [
    "FRAMES",
    "LIBRARY",
    "METADATA",
    "OUTPUT_SUFFIXES",
    "SCENE",
    "SHEET",
    "SUFFIX",
    "NoProjectError",
    "Outputs",
    "Project",
    "find_project",
    "list_files",
    "list_sidecars",
]

MARKER = "project.godot"
SUFFIX = ".pxe.json"
SHEET, FRAMES, METADATA = ".sheet.png", ".frames.tres", ".frames.json"
SCENE, LIBRARY = ".scene.tscn", ".animations.tres"
OUTPUT_SUFFIXES = (SHEET, FRAMES, SCENE, LIBRARY, METADATA)
"""The outputs of one sidecar in the order in which they are written: readers that find
no matching metadata treat the others as unfinished. A scene and an animation library
are made only where they are asked for."""

PRUNED = frozenset({"addons", "build", "export"})


class NoProjectError(ProjectError):
    """There is no Godot project here."""

    exit_code = EXIT_USAGE
    code = "no-project"


@dataclass(frozen=True, slots=True)
class Project:
    """A Godot project.

    Attributes:
        root: The folder of ``project.godot``, with links resolved.
    """

    root: Path

    @property
    def id(self) -> str:
        """The name of the project in the journal: its real path."""
        return str(self.root)

    def file(self, path: PurePosixPath | str) -> Path:
        """Return the file of a path relative to the project."""
        return self.root.joinpath(*PurePosixPath(path).parts)

    def relative(self, path: Path) -> PurePosixPath:
        """Return a file's path relative to the project.

        Raises:
            ValueError: It lies outside.
        """
        return PurePosixPath(path.relative_to(self.root).as_posix())


@dataclass(frozen=True, slots=True)
class Outputs:
    """The output files of one sidecar, relative to the project.

    Attributes:
        sheet: All frames.
        frames: The SpriteFrames.
        metadata: Where everything stands and came from.
        image: The art, for a sidecar that makes it.
        scene: A scene that shows the sprite, where one is asked for.
        library: Its animations for an AnimationPlayer, likewise.
    """

    sheet: PurePosixPath
    frames: PurePosixPath
    metadata: PurePosixPath
    image: PurePosixPath | None = None
    scene: PurePosixPath | None = None
    library: PurePosixPath | None = None

    @classmethod
    def of(
        cls, sidecar: PurePosixPath, *, scene: bool = False, library: bool = False
    ) -> Outputs:
        """Return the outputs of a sidecar: beside it, named by its stem.

        Args:
            sidecar: The sidecar.
            scene: Whether a scene is among them.
            library: Whether an animation library is among them.
        """
        stem = sidecar.name.removesuffix(SUFFIX)
        return cls(
            sheet=sidecar.with_name(stem + SHEET),
            frames=sidecar.with_name(stem + FRAMES),
            metadata=sidecar.with_name(stem + METADATA),
            scene=sidecar.with_name(stem + SCENE) if scene else None,
            library=sidecar.with_name(stem + LIBRARY) if library else None,
        )

    @property
    def optional(self) -> dict[str, PurePosixPath]:
        """Those that are made only where they are asked for, by what they are."""
        both = {"scene": self.scene, "animation_library": self.library}
        return {name: path for name, path in both.items() if path is not None}

    def document(self) -> dict[str, str]:
        """Return the outputs by what they are, as JSON; the art is told elsewhere."""
        return {
            "sheet": str(self.sheet),
            "frames": str(self.frames),
            "metadata": str(self.metadata),
            **{name: str(path) for name, path in self.optional.items()},
        }

    def __iter__(self) -> Iterator[PurePosixPath]:
        """Iterate in the order of writing."""
        first = () if self.image is None else (self.image,)
        more = self.optional.values()
        return iter((*first, self.sheet, self.frames, *more, self.metadata))


def find_project(start: Path) -> Project:
    """Find the project that a path belongs to.

    Args:
        start: A folder or file in the project.

    Raises:
        ProjectError: There is no such path, or no project around it, or the project's
            own path is no text that could be written down.
    """
    # Not Path.exists: it raises where a folder on the way may not be entered.
    if not os.path.exists(start):  # noqa: PTH110 - see above
        msg = f"there is no {start}. Name a folder or a sidecar that exists."
        raise NoProjectError(msg)
    here = start.resolve()
    for folder in (here, *here.parents):
        if os.path.isfile(folder / MARKER):  # noqa: PTH113 - see above
            if not _is_text(str(folder)):
                msg = f"the path of {str(folder)!a} is not UTF-8. Rename that folder."
                raise NoProjectError(msg)
            return Project(folder)
    msg = (
        f"there is no Godot project at or above {start} (looked for {MARKER}). "
        f"{_suggestion(here)}"
    )
    raise NoProjectError(msg)


def _suggestion(folder: Path) -> str:
    below = sorted(folder.glob(f"*/{MARKER}")) if folder.is_dir() else []
    if below:
        return f"Did you mean {below[0].parent.name}?"
    return "Run pxe in a project's folder, or name one: pxe sync PATH."


def list_sidecars(
    project: Project, below: Path | None = None, *, refused: list[str] | None = None
) -> list[PurePosixPath]:
    """List the sidecars of a project, sorted by path.

    Folders that Godot does not scan (a leading dot, ``.gdignore``), ``addons`` and
    top-level build folders are left out; links to folders are not followed.

    Args:
        project: The project.
        below: A folder or sidecar in it to look at alone.
        refused: Takes one line for each folder that cannot be listed and each sidecar
            whose name is not UTF-8; both are left out.

    Returns:
        Paths relative to the project.

    Raises:
        ProjectError: ``below`` is a file that is no sidecar.
    """
    top = project.root if below is None else below.resolve()
    if top.is_file() and top.name != MARKER:
        if not top.name.endswith(SUFFIX):
            msg = (
                f"{below} is not a sidecar (its name does not end in {SUFFIX}). "
                f"Name a sidecar or a folder."
            )
            raise NoProjectError(msg)
        return [project.relative(top)]
    if top.name == MARKER:
        top = project.root
    return _find(project, top, SUFFIX, [] if refused is None else refused)


def list_files(project: Project, suffix: str) -> list[PurePosixPath]:
    """List the files of a project whose names end in a suffix, sorted by path.

    The same folders are left out as for sidecars.

    Args:
        project: The project.
        suffix: Such as ``.frames.json``.
    """
    return _find(project, project.root, suffix, [])


def _find(
    project: Project, top: Path, suffix: str, refused: list[str]
) -> list[PurePosixPath]:
    pruned = {str(project.root / name) for name in PRUNED}
    found: list[str] = []
    pending = [str(top)]
    while pending:
        folder = pending.pop()
        try:
            names, folders = _scan(folder, suffix)
        except (FileNotFoundError, NotADirectoryError):
            continue  # it has just gone
        except OSError as error:
            where = Path(folder).relative_to(project.root).as_posix()
            reason = error.strerror or str(error)
            refused.append(
                f"{where}: cannot be listed ({reason}), so sidecars in it are left "
                "out. Make it readable."
            )
            continue
        for name in names:
            if _is_text(name):
                found.append(name)
            else:
                left_out = f"{name[len(str(project.root)) + 1 :]!a}: its path is not "
                refused.append(f"{left_out}UTF-8, so it is left out. Rename it.")
        pending.extend(f for f in folders if f not in pruned)
    prefix = len(str(project.root)) + 1
    return sorted(PurePosixPath(Path(path[prefix:]).as_posix()) for path in found)


def _is_text(path: str) -> bool:
    """Tell whether a path can be written down: on Linux a name may be any bytes."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True


def _scan(folder: str, suffix: str) -> tuple[list[str], list[str]]:
    """Return the files with a suffix and the folders in a folder."""
    names: list[str] = []
    folders: list[str] = []
    # scandir is three times as fast as Path.rglob on large projects.
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name == ".gdignore":
                return [], []
            if entry.name.startswith("."):
                continue
            if entry.name.endswith(suffix) and entry.is_file():
                names.append(entry.path)
            elif entry.is_dir(follow_symlinks=False):
                folders.append(entry.path)
    return names, folders
