"""``pxe balance``: the credits of the account."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from pixelengine_import.cli.console import Console
from pixelengine_import.cli.one_off import tell_errors
from pixelengine_import.cli.session import json_option, run_async
from pixelengine_import.errors import EXIT_DONE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pixelengine_import.api.responses import Balance
    from pixelengine_import.cli.environment import Engine

__all__ = ["balance_rows", "command", "say_account", "say_table"]

PLAY_MONEY = "play money of the local engine: nothing here is charged to anybody"


@click.command("balance")
@json_option
def command(*, as_json: bool) -> int:
    """Show the account's credits.

    Without a key this is the local engine's play money.

    \b
    Examples:
      pxe balance
      pxe balance --json
    """
    console = Console(as_json=as_json)
    return tell_errors(console, lambda: run_async(lambda: _show(console)))


async def _show(console: Console) -> int:
    from pixelengine_import._clock import SystemClock
    from pixelengine_import.cli.environment import open_engine, read_wish
    from pixelengine_import.journal.state import StateFolder

    state = StateFolder.default()
    state.make()
    async with open_engine(read_wish(), state, SystemClock()) as (engine, client):
        found = await client.balance()
    say_account(engine, console)
    console.record("balance", **balance_rows(found))
    say_table(_words(found), console)
    return EXIT_DONE


def _words(found: Balance) -> list[tuple[str, int]]:
    return [
        ("monthly", found.monthly_balance),
        ("purchased", found.purchased_balance),
        ("reserved by jobs", found.reserved),
        ("available", found.available),
    ]


def balance_rows(found: Balance) -> dict[str, int]:
    """Return a balance under the API's own names.

    Args:
        found: What the service says; fields that this release does not know are left
            out.
    """
    return {name: getattr(found, name) for name in type(found).model_fields}


def say_account(engine: Engine, console: Console) -> None:
    """Say whose credits these are.

    Args:
        engine: Who was asked.
        console: Who is told.
    """
    console.engine(engine)
    if engine.kind == "local":
        console.say(PLAY_MONEY)


def say_table(rows: Iterable[tuple[str, int]], console: Console) -> None:
    """Write names and numbers in two columns.

    Args:
        rows: What and how many.
        console: Where to.
    """
    found = list(rows)
    wide = max(len(name) for name, _ in found)
    long = max(len(f"{number:,}") for _, number in found)
    for name, number in found:
        console.say(f"  {name:<{wide}}  {number:>{long},}")
