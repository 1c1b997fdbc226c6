"""``pxe keep``: outputs that a person changed stay as they are."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pixelengine_import.cli.console import Console
from pixelengine_import.cli.environment import read_wish
from pixelengine_import.cli.inbox import run_or_hand_over
from pixelengine_import.cli.session import (
    Session,
    exit_code,
    json_option,
    open_session,
)

if TYPE_CHECKING:
    from pathlib import PurePosixPath

    from pixelengine_import.api.outcomes import EngineKind

__all__ = ["command"]


@click.command("keep")
@click.argument("sidecars", nargs=-1, required=True, type=click.Path(path_type=Path))
@json_option
def command(sidecars: tuple[Path, ...], *, as_json: bool) -> int:
    """Leave outputs that were changed by hand as they are.

    They are no conflict any more until the sidecar asks for something else or its art
    changes. Nothing is written or sent. pxe accept takes it back.

    \b
    Examples:
      pxe keep art/hero.pxe.json
    """
    from pixelengine_import.cli.ownership import named_sidecars

    console = Console(as_json=as_json)
    wish = read_wish()
    with open_session(sidecars[0]) as session:
        named = named_sidecars(session, sidecars)
        return run_or_hand_over(
            session,
            lambda: _keep(session, named, console, wish.kind or "live"),
            lambda: [{"cmd": "keep", "sidecar": str(path)} for path in named],
            console,
        )


def _keep(
    session: Session, named: list[PurePosixPath], console: Console, engine: EngineKind
) -> int:
    from pixelengine_import.cli.board import keep_board
    from pixelengine_import.cli.ownership import keep
    from pixelengine_import.cli.report import tell_survey
    from pixelengine_import.journal.lock import A_LOOK, hold_lock
    from pixelengine_import.pipeline.survey import Survey, look_at, survey

    project = session.project
    with (
        hold_lock(session.state.lock(project.root), "pxe keep", wait=A_LOOK),
        keep_board(project, "pxe keep", console) as board,
        session.journal() as journal,
    ):

        def look() -> Survey:
            return survey(
                look_at(
                    project,
                    named,
                    engine=engine,
                    journal=journal,
                    blobs=session.blobs(),
                    settings=session.settings,
                )
            )

        before = look()
        errors = [*before.errors.values()]
        errors += keep(session, journal, before, console)
        tell_survey(look(), console)
        board.exit_code = exit_code(errors)
    return exit_code(errors)
