"""How a long computation is watched and stopped. Loads nothing heavy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Cancelled", "Work"]


class Cancelled(Exception):  # noqa: N818 - a message to the caller, not a failure
    """The work was asked to stop, and did; there is no result."""


@dataclass(frozen=True, slots=True)
class Work:
    """How a long computation is watched and stopped.

    Attributes:
        progress: Called with 0 to 1; the values never fall.
        cancelled: Asked at least once a frame; True ends the work with `Cancelled`.
    """

    progress: Callable[[float], None]
    cancelled: Callable[[], bool]

    def check(self) -> None:
        """Stop here when asked to.

        Raises:
            Cancelled: The work is no longer wanted.
        """
        if self.cancelled():
            raise Cancelled

    def reached(self, share: float) -> None:
        """Report a share of the work as done, and stop here when asked to.

        Raises:
            Cancelled: The work is no longer wanted.
        """
        self.check()
        self.progress(min(1.0, max(0.0, share)))
