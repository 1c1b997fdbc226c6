"""Options of ``pxe serve`` that are more than a word or a number."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pixelengine_import._clock import ManualClock
    from pixelengine_import.local_engine.faults.rules import FaultRules

__all__ = ["read_clock", "read_faults", "read_keys"]

_FAULTS_MOST = 1024 * 1024


def read_keys(texts: Sequence[str], credit: int) -> dict[str, int]:
    """Read ``KEY`` and ``KEY=CREDITS``. No key is ever part of an error.

    Args:
        texts: What was given.
        credit: Monthly credits of a key that names none.

    Raises:
        click.BadParameter: A key is not of local form, or its credits are no number.
    """
    from pixelengine_import.local_engine.keys import check_key

    found = {}
    for text in texts:
        key, sign, amount = text.partition("=")
        if check_key(key) is not None:
            msg = (
                "takes keys of local form, pe_sk_local… (found something else). If it "
                "is a real one: it was not used, but your shell may remember it."
            )
            raise _wrong(msg, "--key")
        if not sign:
            found[key] = credit
        elif amount.isascii() and amount.isdigit() and int(amount) < 2**31:
            found[key] = int(amount)
        else:
            msg = f"needs a whole number of credits behind = (found {amount[:40]!r})"
            raise _wrong(msg, "--key")
    return found


def read_clock(text: str) -> ManualClock | None:
    """Read ``real``, ``manual`` and ``manual:DATE``.

    Args:
        text: What was given.

    Returns:
        A clock that stands at the given date, or at this moment; None for the
        machine's own.

    Raises:
        click.BadParameter: It is none of these.
    """
    from pixelengine_import._clock import ManualClock, SystemClock

    kind, colon, date = text.partition(":")
    if text == "real":
        return None
    if text == "manual":
        return ManualClock(SystemClock().now())
    try:
        start = datetime.fromisoformat(date) if colon and kind == "manual" else None
    except ValueError:
        start = None
    if start is None:
        msg = (
            "is real, manual, or manual: and a date such as 2026-03-02 or "
            f"2026-03-02T18:00:00Z (found {text[:60]!r})"
        )
        raise _wrong(msg, "--clock")
    return ManualClock(start if start.tzinfo else start.replace(tzinfo=UTC))


def read_faults(path: Path) -> FaultRules:
    """Read a file of fault rules.

    Args:
        path: The file.

    Raises:
        click.ClickException: It cannot be read, or rules in it are wrong.
    """
    from pixelengine_import._fs import read_file
    from pixelengine_import.errors import RefusedError
    from pixelengine_import.local_engine.body import parse_json
    from pixelengine_import.local_engine.faults.rules import read_rules

    try:
        data = read_file(path, _FAULTS_MOST)
    except OSError as error:
        problem = f"cannot be read ({error.strerror or error})"
        raise _unusable(problem, path) from error
    if len(data) > _FAULTS_MOST:
        problem = "is larger than 1 MB"
        raise _unusable(problem, path)
    try:
        found = read_rules(parse_json(data))
    except RefusedError as error:
        problem = error.message.rstrip(".").removeprefix("the body ")
        raise _unusable(problem, path) from None
    if isinstance(found, list):
        lines = "\n".join(f"{path.name}: {violation}" for violation in found)
        raise click.UsageError(lines)
    return found


def _wrong(message: str, option: str) -> click.BadParameter:
    return click.BadParameter(f"{message}.", param_hint=option)


def _unusable(problem: str, path: Path) -> click.UsageError:
    return click.UsageError(f"{path.name}: {problem}.")
