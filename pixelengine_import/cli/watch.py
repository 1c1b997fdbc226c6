"""``pxe watch``: keep outputs up to date while you work."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

import click

from pixelengine_import.cli.console import Console
from pixelengine_import.cli.environment import read_wish
from pixelengine_import.cli.session import (
    Session,
    json_option,
    open_session,
    path_argument,
    run_async,
)
from pixelengine_import.errors import EXIT_DONE, EXIT_INTERRUPTED, PixelEngineError

if TYPE_CHECKING:
    from pathlib import Path

    from pixelengine_import.cli.environment import EngineWish
    from pixelengine_import.cli.inbox import Inbox
    from pixelengine_import.cli.shift import Shift
    from pixelengine_import.cli.spending import Consent
    from pixelengine_import.watch.watcher import Mode, Watcher

__all__ = ["command"]


@click.command("watch")
@path_argument
@click.option("--yes", is_flag=True, help="Agree to what new jobs cost.")
@click.option(
    "--budget",
    type=click.IntRange(min=0),
    metavar="CREDITS",
    help="Agree to at most this much while this watch runs.",
)
@click.option(
    "--watcher",
    type=click.Choice(["auto", "native", "poll"]),
    default="auto",
    show_default=True,
    help="How changes are seen; poll for network folders.",
)
@click.option(
    "--stdin",
    "obeys",
    is_flag=True,
    help="Take orders as JSON lines; end with the input.",
)
@json_option
def command(
    path: Path,
    *,
    yes: bool,
    budget: int | None,
    watcher: Mode,
    obeys: bool,
    as_json: bool,
) -> int:
    """Keep outputs up to date: whenever a sidecar or its art changes, until Ctrl-C.

    On the live service the first new job asks, with its price; more than 5 new jobs at
    once always wait for a person, unless a budget was given.

    With --stdin it takes orders, one JSON object a line: {"cmd": "stop"}, {"cmd":
    "sync"}, and with the path of a "sidecar" {"cmd": "cancel"}, {"cmd": "approve",
    "credits": 20}, {"cmd": "accept"} or {"cmd": "keep"}. It ends with its input.

    pxe sync, accept and keep in the same project hand over to a running watch.

    \b
    Examples:
      pxe watch                     this project
      pxe watch --budget 200        on the live service, spend at most 200 credits
    """
    console = Console(as_json=as_json)
    wish = read_wish()
    with open_session(path) as session:
        from pixelengine_import.cli.spending import Consent

        consent = Consent(yes=yes, budget=budget, cap=session.settings.budget)
        code = run_async(
            lambda: _watch(session, wish, consent, console, watcher, obeys=obeys)
        )
        if code == EXIT_INTERRUPTED:  # Ctrl-C is how a watch ends
            console.say("stopped")
            return EXIT_DONE
        return code


async def _watch(
    session: Session,
    wish: EngineWish,
    consent: Consent,
    console: Console,
    mode: Mode,
    *,
    obeys: bool,
) -> int:
    from pixelengine_import.cli.board import keep_board
    from pixelengine_import.cli.inbox import Inbox
    from pixelengine_import.cli.session import open_workshop
    from pixelengine_import.cli.shift import Shift
    from pixelengine_import.journal.lock import A_LOOK, hold_lock
    from pixelengine_import.watch.watcher import Watcher

    inbox = Inbox(session.state.orders(session.project.root))
    with (
        hold_lock(session.state.lock(session.project.root), "pxe watch", wait=A_LOOK),
        keep_board(session.project, "pxe watch", console) as board,
    ):
        inbox.clear()
        async with open_workshop(session, wish, console) as shop:
            shift = Shift(shop, consent, console)
            with Watcher(
                session.project.root, interesting=shift.is_interesting, mode=mode
            ) as watcher:
                obeying = asyncio.create_task(
                    _obey(shift, console) if obeys else _ever()
                )
                try:
                    await shift.begin()
                    await _follow(watcher, shift, console, obeying, inbox)
                    board.exit_code = EXIT_DONE
                except asyncio.CancelledError:  # Ctrl-C is how a watch ends
                    board.exit_code = EXIT_DONE
                    raise
                finally:
                    obeying.cancel()
                    watcher.stop()
                    await shift.end()
    return EXIT_DONE


async def _ever() -> None:
    """Take no orders."""
    await asyncio.Event().wait()


async def _obey(shift: Shift, console: Console) -> None:
    """Carry out orders until one of them, or the end of the input, ends the watch."""
    from pixelengine_import.cli import orders

    lines: asyncio.Queue[bytes | None] = asyncio.Queue()
    orders.hear(asyncio.get_running_loop(), lines)
    while (line := await lines.get()) is not None:
        if line.strip() and not await _carry_out(line, shift, console):
            return


async def _carry_out(line: bytes, shift: Shift, console: Console) -> bool:
    """Carry one order out; tell whether the watch goes on."""
    from pixelengine_import.cli import orders

    try:
        order = orders.read(line)
        if isinstance(order, orders.Stop):
            return False
        await shift.obey(order)
    except PixelEngineError as error:
        console.problem(error, None)
    return True


async def _follow(
    watcher: Watcher,
    shift: Shift,
    console: Console,
    obeying: asyncio.Task[None],
    inbox: Inbox,
) -> None:
    """Act on changes as long as somebody listens, and say how they are seen."""
    told = ""
    while not console.closed and not obeying.done():
        status = watcher.status
        if str(status) != told:
            told = str(status)
            console.record(
                "watching", root=str(status.root), how=status.how, reason=status.reason
            )
            console.say(f"{told}; Ctrl-C ends it")
        changes = await asyncio.to_thread(watcher.changes, 1.0)
        if changes is not None:
            begin = time.monotonic()
            try:
                await shift.notice(changes)
            except PixelEngineError as error:
                # A busy journal, say: the next look at everything finds what is left.
                console.problem(error, None)
            if changes.rescan:
                watcher.rescanned(time.monotonic() - begin)
        for line in inbox.take():
            if not await _carry_out(line, shift, console):
                return
    if obeying.done():
        obeying.result()
