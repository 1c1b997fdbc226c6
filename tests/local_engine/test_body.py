"""Bodies: never more in memory than the limit."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from pixelengine_import.errors import RefusedError
from pixelengine_import.local_engine.body import parse_json, read_body
from pixelengine_import.local_engine.limits import Limits

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


class Parts:
    """A stream that counts what was taken from it."""

    def __init__(self, size: int, count: int) -> None:
        self._part = b"x" * size
        self._count = count
        self.taken = 0

    async def stream(self) -> AsyncIterator[bytes]:
        """Hand out the parts."""
        for _ in range(self._count):
            self.taken += 1
            yield self._part


@pytest.mark.parametrize(
    ("count", "length", "taken"), [(10, 100, 10), (11, None, 11), (999, None, 11)]
)
async def test_a_body_is_kept_up_to_the_limit_and_read_no_further(
    count: int, length: int | None, taken: int
) -> None:
    """What is left is thrown away at the door, where the connection is known."""
    parts = Parts(10, count)
    body = await read_body(parts.stream(), 100, Limits())

    assert (None if body is None else len(body)) == length
    assert parts.taken == taken


async def test_a_body_that_stops_is_given_up() -> None:
    """Nobody holds memory by never finishing."""

    async def stalled() -> AsyncIterator[bytes]:
        yield b"{"
        await asyncio.Event().wait()

    with pytest.raises(RefusedError, match="too slowly") as raised:
        await read_body(stalled(), 100, Limits(body_seconds=0.01))

    assert raised.value.status == 408


async def test_a_body_that_keeps_coming_gets_the_time_that_it_needs() -> None:
    """Each byte earns time: a large picture over a slow line arrives."""

    async def steady() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield b"x" * 100
            await asyncio.sleep(0.01)

    limits = Limits(body_seconds=0.05, body_rate=1)  # alone this would not last

    assert await read_body(steady(), 10_000, limits) == b"x" * 2000


def test_whole_characters_beyond_the_first_plane_are_text() -> None:
    """A pair of escapes is one character; half of it is none (tested on the wire)."""
    assert parse_json(b'{"prompt": "\\ud83d\\ude00"}') == {"prompt": "\U0001f600"}
