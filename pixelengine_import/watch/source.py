"""Where marks come from: the one seam between events and the watcher."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias

if TYPE_CHECKING:
    from pixelengine_import.watch.marks import Marks

__all__ = ["How", "Source"]

How: TypeAlias = Literal["native", "poll"]


class Source(Protocol):
    """Notes changes as marks, until it is closed."""

    @property
    def how(self) -> How:
        """Whether the system reports changes, or we look for them."""
        ...

    def start(self, marks: Marks) -> None:
        """Begin to note changes.

        Raises:
            OSError: The system refuses.
        """
        ...

    def step(self, now: float) -> float | None:
        """Do what is due on the watcher's own thread.

        Args:
            now: Monotonic seconds.

        Returns:
            When to call again; None when there is nothing to do.
        """
        ...

    def refresh(self) -> None:
        """Follow folders that came or went."""
        ...

    def problem(self) -> str:
        """Say why the source no longer sees changes; empty while it does."""
        ...

    def close(self) -> None:
        """Stop; may be called twice."""
        ...
