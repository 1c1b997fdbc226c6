"""``pxe sync``: bring every output up to date, once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from pixelengine_import.cli.console import Console
from pixelengine_import.cli.environment import read_wish
from pixelengine_import.cli.report import (
    settled,
    show_settled,
    tell_standings,
    tell_survey,
    tell_waiting,
)
from pixelengine_import.cli.session import (
    Session,
    exit_code,
    json_option,
    open_session,
    path_argument,
    run_async,
)
from pixelengine_import.errors import EXIT_DONE, PixelEngineError
from pixelengine_import.pipeline.project import list_sidecars

if TYPE_CHECKING:
    from pathlib import Path, PurePosixPath

    from pixelengine_import.cli.environment import EngineWish
    from pixelengine_import.cli.session import Workshop
    from pixelengine_import.cli.spending import Consent
    from pixelengine_import.pipeline.plan import SidecarPlan

__all__ = ["carry_out", "command", "summarise"]


@click.command("sync")
@path_argument
@click.option("--yes", is_flag=True, help="Agree to what new jobs cost.")
@click.option(
    "--budget",
    type=click.IntRange(min=0),
    metavar="CREDITS",
    help="Agree to at most this much; above it nothing is sent.",
)
@click.option("--full", is_flag=True, help="Read every file, trust no cache.")
@json_option
def command(
    path: Path, *, yes: bool, budget: int | None, full: bool, as_json: bool
) -> int:
    """Bring every output up to date, once.

    PATH is a project, a folder in it, or one sidecar; the default is here.

    \b
    Examples:
      pxe sync                     everything in this project
      pxe sync art/hero.pxe.json   one sidecar
      pxe sync --budget 100        on the live service, spend at most 100 credits

    What did not change costs nothing and is not rewritten. A pxe watch that works on
    the project is handed the wish, and what was agreed to with it.

    The exit code says how it went: 0 done, 1 something failed, 2 a sidecar is wrong,
    4 budget or credits, 5 not authorised, 6 a person must decide.
    """
    console = Console(as_json=as_json)
    wish = read_wish()
    with open_session(path) as session:
        sidecars = session.sidecars()
        stale = sidecars if full else session.stale(sidecars, wish.kind)
        console.warn(session.refused)
        if not stale and not session.has_open_jobs(wish.kind):
            show_settled(session, sidecars, "pxe sync", console)
            return _nothing_to_do(console, wish, len(sidecars))
        from pixelengine_import.cli.inbox import run_or_hand_over
        from pixelengine_import.cli.spending import Consent

        consent = Consent(yes=yes, budget=budget, cap=session.settings.budget)
        return run_or_hand_over(
            session,
            lambda: run_async(
                lambda: _work(
                    session, sidecars, stale, consent, console, wish=wish, full=full
                )
            ),
            lambda: _orders(session, sidecars, consent, wish),
            console,
        )


def _orders(
    session: Session,
    sidecars: list[PurePosixPath],
    consent: Consent,
    wish: EngineWish,
) -> list[dict[str, Any]]:
    """Say what is to be done as orders for a watch.

    Raises:
        BudgetError: It costs more than was agreed to.
    """
    if not consent.yes and consent.budget is None:
        if session.below is None:
            return [{"cmd": "sync"}]
        return [{"cmd": "sync", "sidecar": str(path)} for path in sidecars]
    from pixelengine_import.cli.orders import MOST_CREDITS

    if len(sidecars) == 1 and session.below is not None:
        # The watch knows the price, and sends nothing above what was agreed to.
        agreed = MOST_CREDITS if consent.budget is None else consent.budget
        path = str(sidecars[0])
        return [{"cmd": "approve", "sidecar": path, "credits": agreed}]
    from pixelengine_import.pipeline.survey import look_at, survey

    with session.journal() as journal:
        found = survey(
            look_at(
                session.project,
                sidecars,
                engine=wish.kind or "live",
                journal=journal,
                blobs=session.blobs(),
                settings=session.settings,
            )
        )
    consent.check(found)
    return [
        {"cmd": "approve", "sidecar": str(plan.wanted.path), "credits": plan.price}
        if plan.price
        else {"cmd": "sync", "sidecar": str(plan.wanted.path)}
        for plan in found.plans
        if plan.verdict not in {"unchanged", "kept"}
    ]


def _nothing_to_do(console: Console, wish: EngineWish, count: int) -> int:
    console.record(
        "summary",
        sidecars=count,
        unchanged=count,
        published=0,
        failed=0,
        waiting=0,
    )
    if count == 0:
        console.say(
            'no sidecars here. Put { "animate": { "prompt": "breathing idle" } } '
            "into hero.pxe.json beside hero.png."
        )
    else:
        engine = "local engine" if wish.kind == "local" else f"service at {wish.host}"
        console.say(f"{engine}: {_sidecars(count)}, nothing changed")
    return EXIT_DONE


async def _work(
    session: Session,
    sidecars: list[PurePosixPath],
    stale: list[PurePosixPath],
    consent: Consent,
    console: Console,
    *,
    wish: EngineWish,
    full: bool,
) -> int:
    from pixelengine_import.cli.board import keep_board
    from pixelengine_import.cli.session import open_workshop
    from pixelengine_import.journal.lock import A_LOOK, hold_lock

    project, state = session.project, session.state
    with (
        hold_lock(state.lock(project.root), "pxe sync", wait=A_LOOK),
        keep_board(project, "pxe sync", console) as board,
    ):
        async with open_workshop(session, wish, console) as shop:
            if shop.engine.kind != wish.kind and not full:
                # Only now it is known who answers: previews may do after all.
                stale = session.stale(sidecars, shop.engine.kind)
            shop.sweep()
            fresh = set(sidecars).difference(stale)
            tell_standings(settled(session, fresh), console, aside=True)
            errors = await carry_out(shop, stale, consent, console)
        board.keep(list_sidecars(project))
        board.exit_code = exit_code(errors)
    summarise(console, sidecars, len(stale), errors)
    return exit_code(errors)


async def carry_out(
    shop: Workshop, stale: list[PurePosixPath], consent: Consent, console: Console
) -> list[PixelEngineError]:
    """Plan, ask, and do what may be done.

    Args:
        shop: What carries plans out.
        stale: The sidecars to look at.
        consent: What may be spent.
        console: Who is told.

    Returns:
        What went wrong, told already.
    """
    import asyncio

    found, engine = await shop.survey(stale), shop.engine
    console.engine(engine)
    tell_survey(found, console)
    errors = list(found.errors.values())
    plans: list[SidecarPlan] = list(found.plans)
    refused: list[SidecarPlan] = []
    if engine.kind == "live" and found.price:
        from pixelengine_import.cli.show_plan import show_plan

        show_plan(found, engine, console, all_=False)
    try:
        consent.ask(found, engine, console)
    except PixelEngineError as error:
        console.problem(error, None)
        errors.append(error)
        refused = [plan for plan in plans if plan.price]
        tell_waiting(refused, console)
        plans = [plan for plan in plans if not plan.price]
    runner = shop.runner
    with console:
        wanted = found.keys
        strays, failed, _ = await asyncio.gather(
            runner.collect_strays(wanted, engine.kind),
            runner.run(plans),
            asyncio.gather(*map(runner.fetch_running, refused)),
        )
    return [*errors, *strays, *failed]


def summarise(
    console: Console,
    sidecars: list[PurePosixPath],
    stale: int,
    errors: list[PixelEngineError],
) -> None:
    """Say how a run went, in one line.

    Args:
        console: Who is told, and has counted.
        sidecars: All those that the run was about.
        stale: How many of them were looked at.
        errors: What went wrong.
    """
    count, done = len(sidecars), console.published
    failed = len(console.failed.intersection(sidecars))
    same = count - stale + console.unchanged
    waiting = max(count - done - failed - same, 0)
    console.record(
        "summary",
        sidecars=count,
        unchanged=same,
        published=done,
        failed=failed,
        waiting=waiting,
    )
    parts = [
        f"{number} {word}"
        for number, word in (
            (done, "updated"),
            (same, "unchanged"),
            (failed, "failed"),
            (waiting, "waiting for you"),
        )
        if number
    ]
    if not errors and same == count:
        parts = ["nothing changed"]
    elif errors:
        parts.append("see above")
    console.say(f"{_sidecars(count)}: {', '.join(parts)}")


def _sidecars(count: int) -> str:
    return f"{count} sidecar{'' if count == 1 else 's'}"
