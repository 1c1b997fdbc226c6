"""How fast jobs go: as the work does, as on the live service, or as they are told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["PACES", "Pace", "Speed"]

Speed = Literal["instant", "real", "manual"]


@dataclass(frozen=True, slots=True)
class Pace:
    """The timing of one job, in seconds of the engine's clock.

    Attributes:
        queued: Time before a job is picked up.
        running: Least time from there to its end.
        step: Time between two reports of progress.
        manual: Whether a job waits until somebody moves it.
    """

    queued: float = 0.0
    running: float = 0.0
    step: float = 1.0
    manual: bool = False

    def progress(self, elapsed: float) -> float:
        """Return what is reported after some time: 0 to 0.99, in proportion.

        Args:
            elapsed: Seconds since the job was picked up.
        """
        if self.running <= 0:
            return 0.0
        return min(0.99, max(0.0, elapsed / self.running))


PACES: dict[Speed, Pace] = {
    "instant": Pace(),
    # A job of the live service takes about 90 s, a few of them in the queue.
    "real": Pace(queued=8.0, running=82.0),
    "manual": Pace(manual=True),
}
