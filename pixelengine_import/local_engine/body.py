"""The body of a request: read with a limit, and as JSON that nobody vouches for."""

from __future__ import annotations

import asyncio
import codecs
from typing import TYPE_CHECKING

from pydantic_core import from_json

from pixelengine_import.errors import RefusedError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from pixelengine_import.local_engine.limits import Limits

__all__ = ["parse_json", "read_body"]

_EMPTY = "the body is empty. Send a JSON object"


async def read_body(
    stream: AsyncIterator[bytes], limit: int, limits: Limits
) -> bytes | None:
    """Read a body, but never keep more than a limit, nor wait for ever.

    Args:
        stream: The parts as they arrive.
        limit: Greatest size, bytes.
        limits: How slowly they may arrive.

    Returns:
        The body, None when it is larger; what is left of it is not read.

    Raises:
        RefusedError: 408; it comes in too slowly.
    """
    parts: list[bytes] = []
    size = 0
    begin = asyncio.get_running_loop().time()
    try:
        async with asyncio.timeout(limits.body_seconds) as patience:
            async for part in stream:
                size += len(part)
                if size > limit:
                    return None
                parts.append(part)
                earned = size / limits.body_rate
                patience.reschedule(begin + limits.body_seconds + earned)
    except TimeoutError:
        msg = "The body comes in too slowly. Send it again."
        raise RefusedError(msg, status=408, code="invalid_request") from None
    return b"".join(parts)


def parse_json(body: bytes) -> object:
    """Decode JSON strictly: UTF-8, finite numbers, whole characters, no depth to fear.

    pydantic's parser reads the bytes as they are. The standard library's would make a
    text of them first, which doubles what a large picture costs.

    Args:
        body: The body of a request.

    Raises:
        RefusedError: 400 ``invalid_request``.
    """
    body = body.removeprefix(codecs.BOM_UTF8)
    if not body.strip():
        raise _invalid(_EMPTY)
    try:
        document: object = from_json(body, allow_inf_nan=False)
    except ValueError as error:
        problem = f"the body is not JSON ({error})"
        raise _invalid(problem) from error
    return document


def _invalid(message: str) -> RefusedError:
    return RefusedError(f"{message}.", status=400, code="invalid_request")
