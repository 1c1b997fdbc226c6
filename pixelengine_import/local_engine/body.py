"""The body of a request: read with a limit, and as JSON that nobody vouches for."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

from pixelengine_import.errors import RefusedError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from pixelengine_import.local_engine.limits import Limits

__all__ = ["parse_json", "read_body"]

_EMPTY = "the body is empty. Send a JSON object"
_NO_TEXT = "the body is not UTF-8 text"
_TOO_DEEP = "the body is nested too deeply"


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
    """Decode JSON strictly: UTF-8, finite numbers, whole characters.

    Args:
        body: The body of a request.

    Raises:
        RefusedError: 400 ``invalid_request``.
    """
    if not body.strip():
        raise _invalid(_EMPTY)
    try:
        text = body.decode("utf-8-sig")
        document: object = json.loads(text, parse_constant=_refuse_constant)
        if "\\u" in text:
            # Half a surrogate pair is legal JSON and no text: it cannot be written out.
            json.dumps(document, ensure_ascii=False).encode()
    except UnicodeError as error:
        raise _invalid(_NO_TEXT) from error
    except RecursionError as error:
        raise _invalid(_TOO_DEEP) from error
    except ValueError as error:
        problem = f"the body is not JSON ({error})"
        raise _invalid(problem) from error
    return document


def _refuse_constant(name: str) -> object:
    msg = f"{name} is no JSON number"
    raise ValueError(msg)


def _invalid(message: str) -> RefusedError:
    return RefusedError(f"{message}.", status=400, code="invalid_request")
