"""The wire of a served engine: a real connection."""

from __future__ import annotations

import os
import socket
import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from asyncio import Transport

__all__ = ["ServedWire"]

# SO_LINGER on, for 0 seconds: the system sends RST where it would send FIN.
_NO_LINGER = struct.pack("hh" if os.name == "nt" else "ii", 1, 0)


class ServedWire:
    """A :class:`~.wires.Wire` over asyncio's transport.

    Args:
        transport: The connection.
    """

    def __init__(self, transport: Transport) -> None:
        """Break nothing yet."""
        self._transport = transport

    def reset(self) -> None:
        """End the connection as if the machine had gone."""
        wire: socket.socket | None = self._transport.get_extra_info("socket")
        if wire is not None:
            wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
        self._transport.abort()

    def close(self) -> None:
        """End the connection once what was written is out."""
        self._transport.close()

    def overflow(self, data: bytes) -> None:
        """Send more than was promised, and end the connection."""
        self._transport.write(data)
        self._transport.close()

    def stall(self) -> None:
        """Do nothing: the client sees that by itself."""
