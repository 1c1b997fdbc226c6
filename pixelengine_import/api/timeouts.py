"""How long one exchange may take."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["LIVE_TIMEOUTS", "Timeouts"]


@dataclass(frozen=True, slots=True)
class Timeouts:
    """How long one exchange may take; seconds. A job has a deadline of its own.

    Attributes:
        connect: Until the connection stands.
        read: Between two parts of an answer.
        paid_read: The same for a request that may cost credits: giving up on its
            answer leaves nobody knowing whether it was accepted.
        write: Between two parts of a request; keyframes can be 20 MB.
        pool: Until a connection is free.
    """

    connect: float = 5.0
    read: float = 60.0
    paid_read: float = 120.0
    write: float = 120.0
    pool: float = 10.0


LIVE_TIMEOUTS = Timeouts()
