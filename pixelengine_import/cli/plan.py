"""``pxe plan``: what a sync would do, why, and what it can cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from pixelengine_import.cli.console import Console
from pixelengine_import.cli.environment import read_wish
from pixelengine_import.cli.session import (
    Session,
    exit_code,
    json_option,
    open_session,
    path_argument,
    run_async,
)
from pixelengine_import.errors import EXIT_CHANGES, EXIT_DONE, PixelEngineError

if TYPE_CHECKING:
    from pathlib import Path

    from pixelengine_import.cli.environment import Engine, EngineWish
    from pixelengine_import.pipeline.survey import Survey

__all__ = ["command"]


@click.command("plan")
@path_argument
@click.option(
    "--exit-code", "signals", is_flag=True, help="Leave with 3 when there is work."
)
@json_option
def command(path: Path, *, signals: bool, as_json: bool) -> int:
    """Show what a sync would do, why, and what it can cost at most.

    Nothing is sent or spent, and no output is written. With a key the service is asked
    for the balance, which is free.

    \b
    Examples:
      pxe plan                     everything in this project
      pxe plan art/hero.pxe.json   one sidecar
      pxe plan --exit-code         for scripts: 3 when something is to be done
    """
    console = Console(as_json=as_json)
    wish = read_wish()
    with open_session(path) as session:
        return run_async(lambda: _plan(session, wish, console, signals=signals))


async def _plan(
    session: Session, wish: EngineWish, console: Console, *, signals: bool
) -> int:
    from pixelengine_import._clock import SystemClock
    from pixelengine_import.cli.board import Look
    from pixelengine_import.cli.environment import describe_engine
    from pixelengine_import.cli.report import show_findings, tell_standings
    from pixelengine_import.cli.show_plan import show_plan
    from pixelengine_import.pipeline.standing import Standing, standing
    from pixelengine_import.pipeline.survey import look_at, survey_gently

    engine = await describe_engine(wish, SystemClock())
    sidecars = session.sidecars()
    with session.journal() as journal:
        found = await survey_gently(
            look_at(
                session.project,
                sidecars,
                engine=engine.kind,
                journal=journal,
                blobs=session.blobs(),
                settings=session.settings,
            )
        )
    console.warn(session.refused)
    console.board = seen = Look()
    console.engine(engine)
    tell_standings(map(standing, found.plans), console, aside=True)
    failed = (Standing(path, "failed") for path in found.errors)
    tell_standings(failed, console, aside=True)
    for broken, error in found.errors.items():
        console.problem(error, broken)
    console.board = None
    show_plan(found, engine, console, all_=True)
    todo = [plan for plan in found.plans if plan.verdict not in {"unchanged", "kept"}]
    console.record(
        "summary",
        sidecars=len(sidecars),
        to_do=len(todo),
        new_jobs=found.new_jobs,
        price=found.price,
        available=engine.available,
    )
    console.say(_total(found, engine, len(todo)))
    code = EXIT_CHANGES if todo and signals else EXIT_DONE
    if found.errors:
        code = exit_code(list[PixelEngineError](found.errors.values()))
    show_findings(session, seen, sidecars, "pxe plan", console, code=code)
    return code


def _total(found: Survey, engine: Engine, todo: int) -> str:
    if not todo:
        return "nothing to do"
    if found.new_jobs == 0:
        return "no new jobs; run pxe sync"
    jobs = f"{found.new_jobs} new job{'' if found.new_jobs == 1 else 's'}"
    if engine.kind == "local":
        return f"{jobs}, free; run pxe sync"
    has = "" if engine.available is None else f" ({engine.available} available)"
    return f"{jobs}, up to {found.price} credits{has}; run pxe sync"
