"""What a program may tell a running watch, one JSON object a line."""

from __future__ import annotations

import json
import os
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, TypeAlias

from pixelengine_import.errors import EXIT_USAGE, ProjectError
from pixelengine_import.pipeline.project import SUFFIX

if TYPE_CHECKING:
    import asyncio

__all__ = [
    "LONGEST",
    "MOST_CREDITS",
    "Accept",
    "Approve",
    "Cancel",
    "Keep",
    "Look",
    "Order",
    "OrderError",
    "Stop",
    "hear",
    "read",
]

LONGEST = 64 * 1024
"""Bytes of a line; what is longer is no order of ours."""
MOST_CREDITS = 10**9


class OrderError(ProjectError):
    """A line that is no order."""

    exit_code = EXIT_USAGE
    code = "order"


@dataclass(frozen=True, slots=True)
class Stop:
    """End the watch. So does the end of the input."""


@dataclass(frozen=True, slots=True)
class Look:
    """Look at sidecars again, even at those that could not go on.

    Attributes:
        sidecar: The one, or None: all.
    """

    sidecar: PurePosixPath | None


@dataclass(frozen=True, slots=True)
class Cancel:
    """Let the jobs of a sidecar go, until something about it changes."""

    sidecar: PurePosixPath


@dataclass(frozen=True, slots=True)
class Approve:
    """Agree to what a sidecar costs.

    Attributes:
        sidecar: The sidecar.
        credits: The price that the person saw; if it has grown since, nothing is sent.
    """

    sidecar: PurePosixPath
    credits: int


@dataclass(frozen=True, slots=True)
class Accept:
    """Replace outputs of a sidecar that were changed by hand; copies are kept."""

    sidecar: PurePosixPath


@dataclass(frozen=True, slots=True)
class Keep:
    """Leave outputs of a sidecar that were changed by hand as they are."""

    sidecar: PurePosixPath


Order: TypeAlias = Stop | Look | Cancel | Approve | Accept | Keep


def read(line: bytes) -> Order:
    """Read an order.

    Args:
        line: One JSON object, such as ``{"cmd": "cancel", "sidecar": "a.pxe.json"}``.

    Raises:
        OrderError: It is none.
    """
    try:
        order: Any = json.loads(line)
        word = order["cmd"]
    except (ValueError, TypeError, KeyError, RecursionError):
        msg = 'an order is a JSON object with "cmd". Send {"cmd": "stop"}, say.'
        raise OrderError(msg) from None
    if word == "stop":
        return Stop()
    if word == "sync":
        named = order.get("sidecar")
        return Look(None if named is None else _sidecar(named))
    if word == "cancel":
        return Cancel(_sidecar(order.get("sidecar")))
    if word == "approve":
        price = order.get("credits")
        # A number of Godot's JSON is always a float.
        number = isinstance(price, int | float) and not isinstance(price, bool)
        if not number or not 0 <= price <= MOST_CREDITS or price != int(price):
            msg = '"approve" needs "credits": the price that was agreed to.'
            raise OrderError(msg)
        return Approve(_sidecar(order.get("sidecar")), int(price))
    if word == "accept":
        return Accept(_sidecar(order.get("sidecar")))
    if word == "keep":
        return Keep(_sidecar(order.get("sidecar")))
    msg = (
        f"there is no order {str(word)[:40]!r}. "
        "Send stop, sync, cancel, approve, accept or keep."
    )
    raise OrderError(msg)


def _sidecar(named: object) -> PurePosixPath:
    """Read the name of a sidecar; it is compared with those of the project only."""
    if isinstance(named, str) and named.endswith(SUFFIX):
        return PurePosixPath(named)
    msg = f'"sidecar" must be the path of a {SUFFIX} file in the project.'
    raise OrderError(msg)


def hear(
    loop: asyncio.AbstractEventLoop,
    lines: asyncio.Queue[bytes | None],
    handle: int | None = None,
) -> None:
    """Read lines in a thread of their own, until the input ends.

    A pipe on Windows cannot be waited for by an event loop, and a thread that waits in
    a read cannot be woken: it is left behind when the process ends.

    Args:
        loop: Where they are taken out.
        lines: Takes each line without its end, and None when there are no more.
        handle: The input; the standard one by default.
    """
    source = sys.stdin.fileno() if handle is None else handle

    def put(line: bytes | None) -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(lines.put_nowait, line)

    def follow() -> None:
        rest = b""
        with suppress(OSError):  # closed under us: the same as its end
            # Not through sys.stdin: its lock, held by a waiting thread, would break
            # the interpreter's own end.
            while block := os.read(source, LONGEST):
                *whole, rest = (rest + block).split(b"\n")
                for line in whole:
                    put(line)
                # Too long for an order; its end will be no order either.
                rest = rest[-LONGEST:]
        put(None)

    threading.Thread(target=follow, name="pxe-orders", daemon=True).start()
