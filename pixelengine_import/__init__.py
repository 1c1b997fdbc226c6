"""Sidecar in, animated sprites out: the Pixel Engine API for Godot."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pixelengine_import.api.client import AsyncPixelEngine
    from pixelengine_import.api.sync_client import PixelEngine

__all__ = ["AsyncPixelEngine", "PixelEngine", "__version__"]

__version__ = "0.1.0"

_CLIENTS = {"AsyncPixelEngine": "client", "PixelEngine": "sync_client"}


if not TYPE_CHECKING:  # a type checker would take any name for one of ours

    def __getattr__(name: str) -> object:
        """Import a client when it is asked for; the package loads nothing heavy."""
        if name not in _CLIENTS:
            msg = f"module {__name__!r} has no attribute {name!r}"
            raise AttributeError(msg)
        from importlib import import_module

        found: object = getattr(import_module(f"{__name__}.api.{_CLIENTS[name]}"), name)
        globals()[name] = found
        return found


def __dir__() -> list[str]:
    """List the clients too, which are not loaded yet."""
    return sorted({*globals(), *_CLIENTS})
