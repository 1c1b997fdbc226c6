"""The wire under an answer: what faults need of it and HTTP frameworks do not show.

Whoever carries a request (a served connection, or the transport inside this process)
puts its wire into :data:`WIRE` before the app is called.
"""

from __future__ import annotations

from contextvars import ContextVar
from typing import Literal, Protocol

__all__ = ["WIRE", "BrokenWire", "Wire"]


class Wire(Protocol):
    """A connection that can be mistreated.

    What cannot be done to it for real is told to the client by :class:`BrokenWire`.
    """

    def reset(self) -> None:
        """Break the connection at once; what has not left is lost."""
        ...

    def close(self) -> None:
        """Send what was written, then close the connection."""
        ...

    def overflow(self, data: bytes) -> None:
        """Send bytes behind the end of an answer, then close the connection."""
        ...

    def stall(self) -> None:
        """Say that nothing more comes for as long as the client waits."""
        ...


class BrokenWire(BaseException):
    """Ends a request whose connection only seems to exist.

    It is no :class:`Exception`, so that no handler on the way turns it into an answer.

    Args:
        how: What happened to the connection.
    """

    def __init__(self, how: Literal["reset", "closed", "stalled"]) -> None:
        """Keep what happened."""
        super().__init__(how)
        self.how = how


WIRE: ContextVar[Wire] = ContextVar("pixelengine_wire")
"""The wire of the request that is being handled."""
