"""What the engine and a painter say to each other: JSON and bytes, over two pipes.

A message is the length of its head (4 bytes, big-endian), the head as JSON, and the
parts whose lengths the head names. Nothing that is read is ever executed: a painter
decodes pictures of strangers, and is not trusted with more than their pixels.

=========== =============================================== ==========================
engine      ``paint`` (job, endpoint, inputs, seed, credits) parts: the pictures
engine      ``cancel`` (job)
painter     ``ready``                                        once, when it can paint
painter     ``begun`` (job)                                  the order has arrived
painter     ``progress`` (job, share)
painter     ``done`` (job, type, metadata, notes)            one part: the file
painter     ``cancelled`` (job), ``failed`` (job, error)
=========== =============================================== ==========================

A painter ends when it can read no more.
"""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pixelengine_import.local_engine.orders import Order, Painting

__all__ = [
    "Message",
    "WireError",
    "order_of",
    "painting_of",
    "read_message",
    "said_order",
    "said_painting",
    "write_message",
]

_LENGTH = struct.Struct(">I")
_MOST_HEAD = 1 << 20
_MOST_BYTES = 1 << 30


class WireError(Exception):
    """What was read is no message."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message.

    Attributes:
        kind: What it says, the first word of its row above.
        job: Which order it is about; 0 is none.
        fields: What else its head holds: JSON.
        parts: Bytes that follow the head.
    """

    kind: str
    job: int = 0
    fields: Mapping[str, Any] = field(default_factory=dict)
    parts: tuple[bytes, ...] = field(default=(), repr=False)


def write_message(stream: IO[bytes], message: Message) -> None:
    """Write a message, whole.

    Args:
        stream: A pipe's end.
        message: What to say.

    Raises:
        OSError: Nobody reads any more.
    """
    head = json.dumps(
        {
            "kind": message.kind,
            "job": message.job,
            "fields": dict(message.fields),
            "sizes": [len(part) for part in message.parts],
        }
    ).encode("ascii")
    stream.write(_LENGTH.pack(len(head)) + head)
    stream.writelines(message.parts)
    stream.flush()


def read_message(stream: IO[bytes]) -> Message | None:
    """Wait for a message.

    Args:
        stream: A pipe's end.

    Returns:
        The message; None when the other side has ended, even in the middle of one.

    Raises:
        WireError: It is none.
    """
    length = stream.read(_LENGTH.size)
    if len(length) < _LENGTH.size:
        return None
    (size,) = _LENGTH.unpack(length)
    if size > _MOST_HEAD:
        msg = f"a head of {size} bytes"
        raise WireError(msg)
    head = stream.read(size)
    if len(head) < size:
        return None
    message, sizes = _read_head(head)
    parts = []
    for size in sizes:
        part = stream.read(size)
        if len(part) < size:
            return None
        parts.append(part)
    return Message(message.kind, message.job, message.fields, tuple(parts))


def _read_head(head: bytes) -> tuple[Message, list[int]]:
    try:
        document = json.loads(head)
        kind, job = document["kind"], document["job"]
        fields, sizes = document["fields"], document["sizes"]
        total = sum(sizes)
    except (ValueError, TypeError, LookupError, RecursionError) as error:
        msg = "a head that cannot be read"
        raise WireError(msg) from error
    good = (
        isinstance(kind, str)
        and isinstance(job, int)
        and isinstance(fields, dict)
        and all(isinstance(size, int) and size >= 0 for size in sizes)
    )
    if not good or total > _MOST_BYTES:
        msg = "a head of another shape"
        raise WireError(msg)
    return Message(kind, job, fields), sizes


def said_order(job: int, order: Order) -> Message:
    """Say an order.

    Args:
        job: The number that answers to it bear.
        order: What to paint.
    """
    fields = {
        "endpoint": order.endpoint,
        "credits": order.credits,
        "inputs": dict(order.inputs),
        "seed": order.seed,
    }
    return Message("paint", job, fields, order.pictures)


def order_of(message: Message) -> Order:
    """Return the order that :func:`said_order` said."""
    from pixelengine_import.local_engine.orders import Order  # noqa: PLC0415 - heavy

    return Order(pictures=message.parts, **message.fields)


def said_painting(job: int, painting: Painting) -> Message:
    """Say a result.

    Args:
        job: The number of its order.
        painting: The result.
    """
    file = painting.file
    fields = {
        "type": file.content_type,
        "metadata": file.metadata,
        "notes": dict(painting.notes),
    }
    return Message("done", job, fields, (file.data,))


def painting_of(message: Message) -> Painting:
    """Return the result that :func:`said_painting` said.

    Raises:
        WireError: It is none: a painter that went wrong may say anything.
    """
    from pixelengine_import.local_engine.encoding.files import (  # noqa: PLC0415 - heavy
        EncodedFile,
    )
    from pixelengine_import.local_engine.orders import Painting  # noqa: PLC0415 - heavy

    content_type, metadata, notes = (
        message.fields.get(name) for name in ("type", "metadata", "notes")
    )
    if (
        isinstance(content_type, str)
        and isinstance(metadata, dict)
        and all(isinstance(v, str | int | float) for v in metadata.values())
        and isinstance(notes, dict)
        and all(isinstance(v, str) for v in notes.values())
        and len(message.parts) == 1
    ):
        return Painting(EncodedFile(message.parts[0], content_type, metadata), notes)
    msg = "a result of another shape"
    raise WireError(msg)
