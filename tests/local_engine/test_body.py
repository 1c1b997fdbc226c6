"""Bodies: never more in memory than the limit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pixelengine_import.local_engine.body import parse_json, read_body

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
    ("count", "length", "taken"), [(10, 100, 10), (11, None, 11), (999, None, 41)]
)
async def test_a_body_is_kept_up_to_the_limit_and_read_on_for_a_while(
    count: int, length: int | None, taken: int
) -> None:
    """Up to four times the limit is thrown away, so that the answer arrives."""
    parts = Parts(10, count)
    body = await read_body(parts.stream(), 100)

    assert (None if body is None else len(body)) == length
    assert parts.taken == taken


def test_whole_characters_beyond_the_first_plane_are_text() -> None:
    """A pair of escapes is one character; half of it is none (tested on the wire)."""
    assert parse_json(b'{"prompt": "\\ud83d\\ude00"}') == {"prompt": "\U0001f600"}
