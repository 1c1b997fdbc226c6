"""The body of a request: read with a limit, and as JSON that nobody vouches for."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from pixelengine_import.errors import RefusedError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

__all__ = ["parse_json", "read_body"]

_DRAIN = 4
_EMPTY = "the body is empty. Send a JSON object"
_NO_TEXT = "the body is not UTF-8 text"
_TOO_DEEP = "the body is nested too deeply"


async def read_body(stream: AsyncIterator[bytes], limit: int) -> bytes | None:
    """Read a body, but never keep more than a limit.

    What is above the limit is read on and thrown away for a while: a server that
    closes a connection with unread data resets it, and the client loses the answer.

    Args:
        stream: The parts as they arrive.
        limit: Greatest size, bytes.

    Returns:
        The body, None when it is larger.
    """
    parts: list[bytes] = []
    size = 0
    async for part in stream:
        size += len(part)
        if size <= limit:
            parts.append(part)
        else:
            parts.clear()
        if size > limit * _DRAIN:
            break
    return b"".join(parts) if size <= limit else None


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
