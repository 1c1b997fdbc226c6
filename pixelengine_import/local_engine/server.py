"""uvicorn on a socket and with connections of ours."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import uvicorn

from pixelengine_import import __version__
from pixelengine_import.api.wire import ENGINE_HEADER
from pixelengine_import.local_engine.connection import Connection

if TYPE_CHECKING:
    import socket
    import ssl

    from starlette.applications import Starlette

    from pixelengine_import.local_engine.limits import Limits

__all__ = ["Server"]

_GRACE_SECONDS = 1
_ENGINE = (ENGINE_HEADER.lower().encode("ascii"), f"local/{__version__}".encode())


class Server(uvicorn.Server):
    """Serves an app; it says nothing, and shows the app its connections.

    Args:
        app: The app.
        listener: The socket.
        limits: What a connection may take.
        context: Settings of TLS, None speaks http.
        pretend_live: Leaves out the header that names the engine.

    Attributes:
        answers: Set once requests are answered.
    """

    def __init__(
        self,
        app: Starlette,
        listener: socket.socket,
        *,
        limits: Limits,
        context: ssl.SSLContext | None = None,
        pretend_live: bool = False,
    ) -> None:
        """Wait for nobody yet."""
        super().__init__(
            uvicorn.Config(
                app,
                lifespan="off",
                ws="none",
                log_config=None,
                # What strangers send is no news for a terminal; our own faults are
                # logged where they happen.
                log_level="critical",
                access_log=False,
                server_header=False,
                # Beyond what the app refuses in full knowledge of the request.
                h11_max_incomplete_event_size=2 * limits.head_bytes,
                timeout_keep_alive=limits.keep_alive_seconds,
                timeout_graceful_shutdown=_GRACE_SECONDS,
            )
        )
        self._listener = listener
        self._context = context
        self._limits = limits
        self._headers = [] if pretend_live else [_ENGINE]
        self.answers = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen. uvicorn's own knows no time limit of a TLS handshake."""
        del sockets

        def connection() -> Connection:
            return Connection(
                self.config,
                self.server_state,
                limits=self._limits,
                headers=self._headers,
            )

        handshake = self._limits.handshake_seconds
        secure = self._context is not None
        served = await asyncio.get_running_loop().create_server(
            connection,
            sock=self._listener,
            backlog=self._limits.connections,
            ssl=self._context,
            ssl_handshake_timeout=handshake if secure else None,
            ssl_shutdown_timeout=_GRACE_SECONDS if secure else None,
        )
        self.servers = [served]
        self.started = True
        self.answers.set()
