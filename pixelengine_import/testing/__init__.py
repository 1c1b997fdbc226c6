"""What others need to test against us: clocks, a scripted service, a local engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pixelengine_import.testing.engine import in_process_engine, local_engine

__all__ = ["in_process_engine", "local_engine"]


if not TYPE_CHECKING:  # a type checker would take any name for one of ours

    def __getattr__(name: str) -> object:
        """Import an engine when it is asked for: clocks and scripts load nothing."""
        if name not in __all__:
            msg = f"module {__name__!r} has no attribute {name!r}"
            raise AttributeError(msg)
        from pixelengine_import.testing import engine  # noqa: PLC0415 - heavy

        return getattr(engine, name)
