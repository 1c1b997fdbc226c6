"""How often a running job is asked about."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["LIVE_POLLING", "LOCAL_POLLING", "Polling"]


@dataclass(frozen=True, slots=True)
class Polling:
    """How often a running job is asked about; seconds.

    Attributes:
        first: Wait before the first question.
        factor: Each wait is this much longer than the one before.
        most: Longest wait.
        jitter: Share by which each wait is varied, so that many jobs spread out.
        deadline: Time after which a job counts as lost from sight.
    """

    first: float = 3.0
    factor: float = 1.25
    most: float = 15.0
    jitter: float = 0.1
    deadline: float = 15 * 60.0


LIVE_POLLING = Polling()
LOCAL_POLLING = Polling(first=0.02, factor=1.3, most=0.1)
