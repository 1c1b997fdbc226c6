"""What a flow can ask its driver to do, and what it is told in return."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, TypeAlias, TypeVar

from pixelengine_import.api.wire import Reply

__all__ = [
    "Broken",
    "Effect",
    "Exchange",
    "Flow",
    "Heard",
    "Oversized",
    "Sleep",
    "Work",
    "send",
    "sleep",
    "work",
]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Exchange:
    """One HTTP request, and how its answer is read.

    Attributes:
        method: HTTP method.
        url: The whole address; it may be a signed one.
        most: Greatest size of the answer's body, bytes.
        query: Added to the address.
        body: JSON as bytes.
        headers: Added to the usual ones.
        lane: ``paid`` gets a fresh connection, and longer to answer.
        keyed: Whether the API key goes along.
        before_send: Called once the connection stands and before the first byte
            leaves.
    """

    method: str
    url: str = field(repr=False)
    most: int
    query: Mapping[str, str] | None = field(default=None, repr=False)
    body: bytes | None = field(default=None, repr=False)
    headers: Mapping[str, str] = field(default_factory=dict)
    lane: Literal["read", "paid"] = "read"
    keyed: bool = True
    before_send: Callable[[], None] | None = None


@dataclass(frozen=True, slots=True)
class Sleep:
    """Let time pass.

    Attributes:
        seconds: How long.
    """

    seconds: float


@dataclass(frozen=True, slots=True)
class Work(Generic[T]):
    """Something that would hold up an event loop: files, encoding.

    Attributes:
        call: Does it; what it raises ends the flow.
    """

    call: Callable[[], T]


@dataclass(frozen=True, slots=True)
class Broken:
    """The connection broke, or there never was one.

    Attributes:
        kind: What happened, for people: ``read timeout``.
        sent: Whether a byte of the request may have left.
    """

    kind: str
    sent: bool


@dataclass(frozen=True, slots=True)
class Oversized:
    """An answer whose body is larger than what is read.

    Attributes:
        status: Its HTTP status.
    """

    status: int


Heard = Reply | Broken | Oversized
Effect = Exchange | Sleep | Work[Any]
Flow: TypeAlias = Generator[Effect, Any, T]


def send(exchange: Exchange) -> Flow[Heard]:
    """Have a request sent once."""
    heard: Heard = yield exchange
    return heard


def sleep(seconds: float) -> Flow[None]:
    """Have time pass."""
    yield Sleep(seconds)


def work(call: Callable[[], T]) -> Flow[T]:
    """Have something done that takes the processor or the disk."""
    done: T = yield Work(call)
    return done
