"""The wire of a served engine: a real connection."""

from __future__ import annotations

import os
import socket
import struct
from typing import TYPE_CHECKING

from uvicorn.protocols.http.h11_impl import H11Protocol

from pixelengine_import.local_engine.faults.wires import WIRE

if TYPE_CHECKING:
    from asyncio import Transport

__all__ = ["WiredProtocol"]

# SO_LINGER on, for 0 seconds: the system sends RST where it would send FIN.
_NO_LINGER = struct.pack("hh" if os.name == "nt" else "ii", 1, 0)


class _Connection:
    """A :class:`~.wires.Wire` over asyncio's transport."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def reset(self) -> None:
        wire: socket.socket | None = self._transport.get_extra_info("socket")
        if wire is not None:
            wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
        self._transport.abort()

    def close(self) -> None:
        self._transport.close()

    def overflow(self, data: bytes) -> None:
        self._transport.write(data)
        self._transport.close()

    def stall(self) -> None:
        """Do nothing: the client sees that by itself."""


class WiredProtocol(H11Protocol):
    """uvicorn's HTTP, which shows the app the connection that it answers on."""

    def data_received(self, data: bytes) -> None:
        """Read; the tasks that handle requests are made in here and see the wire."""
        WIRE.set(_Connection(self.transport))
        super().data_received(data)
