"""``pxe billing``: what was spent in a period."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from pixelengine_import.cli.balance import balance_rows, say_account, say_table
from pixelengine_import.cli.console import Console
from pixelengine_import.cli.one_off import tell_errors
from pixelengine_import.cli.session import json_option, run_async
from pixelengine_import.errors import EXIT_DONE, join_hint

if TYPE_CHECKING:
    from pixelengine_import.api.period import Period

__all__ = ["command"]

_OPTIONS = {"start_date": "--since", "end_date": "--until"}


@click.command("billing")
@click.option(
    "--since", metavar="DAY", help="First day (UTC); 30 days before the last."
)
@click.option("--until", metavar="DAY", help="Last day, included; today.")
@json_option
def command(*, since: str | None, until: str | None, as_json: bool) -> int:
    """Show what was spent and added in a period of whole days (UTC), at most 365.

    Without a key this is the local engine's play money.

    \b
    Examples:
      pxe billing
      pxe billing --since 2026-03-01 --until 2026-03-31
    """
    from pixelengine_import._clock import SystemClock
    from pixelengine_import.api.period import Period, choose_period

    console = Console(as_json=as_json)
    clock = SystemClock()
    period = choose_period(since, until, clock.now().date())
    if not isinstance(period, Period):
        option = _OPTIONS[str(period.field[0])]
        raise click.UsageError(join_hint(f"{option} {period.problem}", period.hint))
    return tell_errors(console, lambda: run_async(lambda: _show(console, period)))


async def _show(console: Console, period: Period) -> int:
    from pixelengine_import._clock import SystemClock
    from pixelengine_import.cli.environment import open_engine, read_wish
    from pixelengine_import.journal.state import StateFolder

    state = StateFolder.default()
    state.make()
    async with open_engine(read_wish(), state, SystemClock()) as (engine, client):
        found = await client.billing(period.first, period.last)
    say_account(engine, console)
    totals = found.totals
    # The days as the service understood them.
    first, last = found.period.start_date.date(), found.period.end_date.date()
    console.record(
        "billing",
        start_date=first.isoformat(),
        end_date=last.isoformat(),
        credits_used=totals.credits_used,
        credits_added=totals.credits_added,
        refunds=totals.refunds,
        net_change=totals.net_change,
        jobs_charged=totals.jobs_charged,
        balance=balance_rows(found.balance),
    )
    console.say(f"{first} to {last} (UTC)")
    rows = [
        ("used", totals.credits_used),
        ("added", totals.credits_added),
        ("refunded", totals.refunds),
        ("net change", totals.net_change),
        ("jobs charged", totals.jobs_charged),
        ("available now", found.balance.available),
    ]
    say_table(rows, console)
    return EXIT_DONE
