"""How sidecars stand, told to machines and to the project's board."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pixelengine_import.cli.board import keep_board, says_settled, show_look
from pixelengine_import.errors import EXIT_DONE, LockedError
from pixelengine_import.pipeline.project import Outputs
from pixelengine_import.pipeline.standing import Standing, settled_state, standing

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import PurePosixPath

    from pixelengine_import.cli.board import Look
    from pixelengine_import.cli.console import Console
    from pixelengine_import.cli.session import Session
    from pixelengine_import.journal.index import Settled
    from pixelengine_import.pipeline.plan import SidecarPlan
    from pixelengine_import.pipeline.survey import Survey

__all__ = [
    "settled",
    "show_findings",
    "show_settled",
    "tell_standings",
    "tell_survey",
    "tell_waiting",
]


def settled(session: Session, sidecars: Iterable[PurePosixPath]) -> list[Standing]:
    """Return how sidecars stand that need no look.

    Args:
        session: The project.
        sidecars: Those that are not stale.
    """
    rows = session.index.load(session.project.id)
    known = [(path, rows[str(path)]) for path in sorted(sidecars) if str(path) in rows]
    return [_settled(path, row) for path, row in known]


def _settled(path: PurePosixPath, row: Settled) -> Standing:
    every = Outputs.of(path, scene=True, library=True).optional
    has = {name: str(file) in row.files for name, file in every.items()}
    outputs = Outputs.of(path, scene=has["scene"], library=has["animation_library"])
    state = settled_state(row.engine, kept=row.kept)
    return Standing(path, state, outputs=outputs)


def tell_standings(
    standings: Iterable[Standing], console: Console, *, aside: bool = False
) -> None:
    """Tell machines how sidecars stand.

    Args:
        standings: How they stand.
        console: Who is told.
        aside: Whether only the board is told: nothing happens to them in this run.
    """
    for found in standings:
        if not aside:
            console.record("sidecar", **found.document())
        elif console.board is not None:
            console.board.take("sidecar", found.document())


def tell_survey(found: Survey, console: Console) -> None:
    """Tell how the sidecars of a survey stand, and what is wrong with the others."""
    tell_standings(map(standing, found.plans), console)
    tell_standings((Standing(path, "failed") for path in found.errors), console)
    for path, error in found.errors.items():
        console.problem(error, path)


def tell_waiting(plans: Iterable[SidecarPlan], console: Console) -> None:
    """Tell which sidecars wait until somebody agrees to what they cost."""
    for plan in plans:
        found = standing(plan)
        console.record("sidecar", **{**found.document(), "state": "waiting"})


def show_settled(
    session: Session, sidecars: list[PurePosixPath], command: str, console: Console
) -> None:
    """Bring the board up to date when there is nothing to do.

    It is not touched when it says so already, nor while somebody else is at work.

    Args:
        session: The project.
        sidecars: All those that the command is about; none is stale.
        command: The command.
        console: Who is told.
    """
    whole = session.below is None
    if says_settled(session.project, sidecars, only=whole):
        return
    from pixelengine_import.journal.lock import hold_lock

    try:
        with (
            hold_lock(session.state.lock(session.project.root), command),
            keep_board(session.project, command, console) as board,
        ):
            if whole:
                board.keep(sidecars)
            tell_standings(settled(session, sidecars), console, aside=True)
            board.exit_code = EXIT_DONE
    except LockedError:
        return  # whoever works there keeps the board


def show_findings(
    session: Session,
    found: Look,
    sidecars: Iterable[PurePosixPath],
    command: str,
    console: Console,
    *,
    code: int,
) -> None:
    """Bring the board up to date with what a command has only looked at.

    Args:
        session: The project.
        found: What it saw.
        sidecars: All those that the command is about.
        command: The command.
        console: Who is told when the board cannot be written.
        code: How the command ends.
    """
    from pixelengine_import.journal.lock import hold_lock

    keep = sidecars if session.below is None else None
    try:
        with hold_lock(session.state.lock(session.project.root), command):
            show_look(
                session.project, command, found, console, keep=keep, exit_code=code
            )
    except LockedError:
        return  # whoever works there keeps the board
