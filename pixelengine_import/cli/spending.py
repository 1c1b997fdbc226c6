"""Asking before credits are spent."""

from __future__ import annotations

import signal
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import click

from pixelengine_import.errors import EXIT_CREDITS, PixelEngineError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pixelengine_import.cli.console import Console
    from pixelengine_import.cli.environment import Engine

__all__ = ["Bill", "BudgetError", "Consent", "OneJob", "spending_options"]

BURST = 5
"""More new paid jobs than this at once wait for a person: a branch checkout can change
a thousand sidecars within a second."""

_SEE_PLAN = ", or run pxe plan to see what costs what"


class BudgetError(PixelEngineError):
    """New jobs would cost more than was agreed to; nothing was sent."""

    exit_code = EXIT_CREDITS
    code = "budget"


class Bill(Protocol):
    """What is about to be sent."""

    @property
    def new_jobs(self) -> int:
        """How many jobs would be new."""
        ...

    @property
    def price(self) -> int:
        """What they can cost at most, in credits."""
        ...


@dataclass(frozen=True, slots=True)
class OneJob:
    """The bill of a command."""

    price: int
    new_jobs: int = 1


def spending_options(command: Callable[..., object]) -> Callable[..., object]:
    """Give a command ``--yes`` and ``--budget``."""
    budget = click.option(
        "--budget",
        type=click.IntRange(min=0),
        metavar="CREDITS",
        help="Agree to at most this much; above it nothing is sent.",
    )
    yes = click.option("--yes", is_flag=True, help="Agree to what it costs.")
    return yes(budget(command))


@dataclass(slots=True)
class Consent:
    """What a person has agreed to.

    Attributes:
        yes: Everything, up to the budget.
        budget: Most credits that may be spent, or None.
        cap: The project's own limit, which can only lower what was agreed to.
        spent: What was agreed to so far in this run.
    """

    yes: bool
    budget: int | None
    cap: int | None = None
    spent: int = 0

    @property
    def limit(self) -> int | None:
        """The lower of budget and cap."""
        known = [n for n in (self.budget, self.cap) if n is not None]
        return min(known, default=None)

    def ask(self, found: Bill, engine: Engine, console: Console) -> None:
        """Make sure that new jobs may be sent.

        Args:
            found: What would be sent.
            engine: Who would do the work.
            console: Who is asked.

        Raises:
            BudgetError: They may not; nothing is sent.
        """
        if engine.kind == "local" or found.price == 0:
            return
        self.check(found)
        if not (self.yes or self.budget is not None):
            self._ask_person(_price(found), engine, console)
        self.spent += found.price

    def grant(self, found: Bill, engine: Engine, agreed: int) -> None:
        """Take note that a person has agreed to a price, elsewhere than here.

        Args:
            found: What would be sent.
            engine: Who would do the work.
            agreed: The price in credits that the person saw.

        Raises:
            BudgetError: It costs more by now, or more than may be spent in this run;
                nothing is sent.
        """
        if engine.kind == "local" or found.price == 0:
            return
        if found.price > agreed:
            msg = (
                f"nothing was sent: {_price(found)} by now, and {agreed} were agreed "
                "to. Look at the price again."
            )
            raise BudgetError(msg)
        self.check(found)
        self.spent += found.price

    def check(self, found: Bill) -> None:
        """Refuse what is above the limit of this run.

        Args:
            found: What would be sent.

        Raises:
            BudgetError: It costs more than may be spent.
        """
        if self.limit is not None and self.spent + found.price > self.limit:
            capped = self.cap is not None and self.cap == self.limit
            what = "the budget in pixelengine.toml" if capped else "--budget"
            plan = "" if isinstance(found, OneJob) else _SEE_PLAN
            msg = (
                f"nothing was sent: {_price(found)}, but only "
                f"{self.limit - self.spent} may be spent. Raise {what}{plan}."
            )
            raise BudgetError(msg)

    def holds_burst(self, found: Bill, engine: Engine) -> bool:
        """Tell whether a burst of new jobs must wait for a person."""
        if engine.kind == "local" or self.budget is not None or not found.price:
            return False
        return found.new_jobs > BURST

    def _ask_person(self, price: str, engine: Engine, console: Console) -> None:
        if not console.interactive:
            msg = (
                f"nothing was sent: {price}, and nobody to ask. "
                "Use --yes, or --budget CREDITS."
            )
            raise BudgetError(msg)
        has = "" if engine.available is None else f" of {engine.available} available"
        with _interruptible():
            agreed = click.confirm(
                f"Send {price}{has}?", default=False, err=console.aside
            )
        if not agreed:
            msg = "nothing was sent: not agreed to. What is free is done all the same."
            raise BudgetError(msg)
        self.yes = True


@contextmanager
def _interruptible() -> Iterator[None]:
    """Let Ctrl-C end a question.

    While an event loop runs, it only takes a note of the signal, and the question
    would stand until it is answered.
    """
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread may say what a signal does
        return
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _price(found: Bill) -> str:
    return f"{_jobs(found.new_jobs)}, up to {found.price} credits"


def _jobs(count: int) -> str:
    return f"{count} new job{'' if count == 1 else 's'}"
