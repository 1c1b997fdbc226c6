"""Carrying out a person's decision about outputs that were changed by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pixelengine_import.errors import EXIT_USAGE, PixelEngineError, ProjectError
from pixelengine_import.pipeline.project import SUFFIX, find_project

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path, PurePosixPath

    from pixelengine_import.cli.console import Console
    from pixelengine_import.cli.session import Session
    from pixelengine_import.journal.jobs import Journal
    from pixelengine_import.pipeline.survey import Survey

__all__ = ["NamedError", "accept", "keep", "named_sidecars"]


class NamedError(ProjectError):
    """What was named is no sidecar of the project."""

    exit_code = EXIT_USAGE
    code = "usage"


def named_sidecars(session: Session, paths: Iterable[Path]) -> list[PurePosixPath]:
    """Return the sidecars that a command names, each once.

    Args:
        session: The project of the first one.
        paths: As they were named.

    Raises:
        ProjectError: One is no sidecar, or lies in another project.
    """
    found: dict[PurePosixPath, None] = {}
    for path in paths:
        if find_project(path).root != session.project.root:
            msg = f"{path} lies in another project. Name sidecars of one project."
            raise NamedError(msg)
        if not path.name.endswith(SUFFIX) or not path.is_file():
            msg = f"{path} is no sidecar. Name a {SUFFIX} file."
            raise NamedError(msg)
        found[session.project.relative(path.resolve())] = None
    return list(found)


def accept(
    session: Session, journal: Journal, found: Survey, console: Console
) -> list[PixelEngineError]:
    """Let changed outputs be replaced; the caller makes them anew.

    Args:
        session: The project; its lock is held.
        journal: Where the decision is written down.
        found: A look at the sidecars.
        console: Who is told where the copies are.

    Returns:
        What went wrong, told already.
    """
    from pixelengine_import.pipeline.ownership import give_to_us

    errors: list[PixelEngineError] = []
    for plan in found.plans:
        path = plan.wanted.path
        try:
            copies = give_to_us(
                session.project, plan, journal, session.index, session.state.replaced
            )
        except PixelEngineError as error:
            console.problem(error, path)
            errors.append(error)
            continue
        console.record(
            "accepted",
            sidecar=str(path),
            copies=[{"path": str(c.path), "copy": str(c.copy)} for c in copies],
        )
        for copy in copies:
            console.say(f"{copy.path}: what stood there is kept as {copy.copy}")
        if not copies:
            console.say(f"{path}: no output was changed by hand")
    return errors


def keep(
    session: Session, journal: Journal, found: Survey, console: Console
) -> list[PixelEngineError]:
    """Let changed outputs stay.

    Args:
        session: The project; its lock is held.
        journal: Where the decision is written down.
        found: A look at the sidecars.
        console: Who is told.

    Returns:
        What went wrong, told already.
    """
    from pixelengine_import.pipeline.ownership import give_to_person

    errors: list[PixelEngineError] = []
    for plan in found.plans:
        path = plan.wanted.path
        try:
            outputs = give_to_person(session.project, plan, journal)
        except PixelEngineError as error:
            console.problem(error, path)
            errors.append(error)
            continue
        console.record("kept", sidecar=str(path), outputs=list(map(str, outputs)))
        for output in outputs:
            console.say(f"{output}: stays until its sidecar or art changes")
        if not outputs:
            console.say(f"{path}: no output was changed by hand")
    return errors
