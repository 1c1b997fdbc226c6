"""``pxe accept``: the generated outputs instead of those that a person changed."""

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
    run_async,
)

if TYPE_CHECKING:
    from pathlib import PurePosixPath

    from pixelengine_import.cli.environment import EngineWish
    from pixelengine_import.cli.spending import Consent

__all__ = ["command"]


@click.command("accept")
@click.argument("sidecars", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--yes", is_flag=True, help="Agree to what new jobs cost.")
@click.option(
    "--budget",
    type=click.IntRange(min=0),
    metavar="CREDITS",
    help="Agree to at most this much; above it nothing is sent.",
)
@json_option
def command(
    sidecars: tuple[Path, ...], *, yes: bool, budget: int | None, as_json: bool
) -> int:
    """Replace outputs that were changed by hand with the generated ones.

    What stands there is copied into the state folder first, and the copy is named.
    Then the sidecars are brought up to date as by pxe sync. That costs nothing unless
    their frames are nowhere to be found any more; then it asks like pxe sync.

    \b
    Examples:
      pxe accept art/hero.pxe.json
    """
    from pixelengine_import.cli.ownership import named_sidecars
    from pixelengine_import.cli.spending import Consent

    console = Console(as_json=as_json)
    wish = read_wish()
    with open_session(sidecars[0]) as session:
        named = named_sidecars(session, sidecars)
        consent = Consent(yes=yes, budget=budget, cap=session.settings.budget)
        return run_or_hand_over(
            session,
            lambda: run_async(lambda: _accept(session, named, consent, console, wish)),
            lambda: [{"cmd": "accept", "sidecar": str(path)} for path in named],
            console,
        )


async def _accept(
    session: Session,
    named: list[PurePosixPath],
    consent: Consent,
    console: Console,
    wish: EngineWish,
) -> int:
    from pixelengine_import.cli.board import keep_board
    from pixelengine_import.cli.ownership import accept
    from pixelengine_import.cli.session import open_workshop
    from pixelengine_import.cli.sync import carry_out, summarise
    from pixelengine_import.journal.lock import A_LOOK, hold_lock

    project = session.project
    with (
        hold_lock(session.state.lock(project.root), "pxe accept", wait=A_LOOK),
        keep_board(project, "pxe accept", console) as board,
    ):
        async with open_workshop(session, wish, console) as shop:
            shop.sweep()
            found = await shop.survey(named)
            errors = accept(session, shop.journal, found, console)
            failed = console.failed.copy()
            rest = [path for path in named if path not in failed]
            errors += await carry_out(shop, rest, consent, console)
        board.exit_code = exit_code(errors)
    summarise(console, named, len(named), errors)
    return exit_code(errors)
