"""One connection of a stranger's: what HTTP itself can go wrong with.

uvicorn reads HTTP and calls the app; this adds what it leaves open:

* a request's head must be complete within a time (slowloris), and a client that reads
  nothing is cut off, so that no connection is held for ever;
* a request that is no HTTP is answered in the API's envelope, and the answer gets
  through: a socket that is closed with unread data resets the connection, and the
  client loses what was written (hence the lingering);
* a client may close its half of the connection when it has sent its request;
* connections are counted, so that no number of them exhausts the process;
* the app sees the connection that it answers on, so that it can break it on purpose.

How large a head may be, and how long a body may take, is the app's business: what it
answers has headers that a browser wants to see.
"""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

from pixelengine_import.local_engine.answers import error_answer
from pixelengine_import.local_engine.faults.served import ServedWire
from pixelengine_import.local_engine.faults.wires import WIRE

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable

    import uvicorn
    from uvicorn.server import ServerState

    from pixelengine_import.local_engine.limits import Limits

__all__ = ["Connection"]

_REASONS = {
    400: b"Bad Request",
    408: b"Request Timeout",
    431: b"Request Header Fields Too Large",
    501: b"Not Implemented",
    503: b"Service Unavailable",
}
_MESSAGES = {
    408: "The head of the request did not arrive in time.",
    431: "The head of the request is too large.",
    501: "The transfer encoding is not known here. Use chunked, or a Content-Length.",
    503: "Too many connections are open.",
}
_NO_HTTP = "The request is not valid HTTP/1.1."
_CODES = {503: "server_busy"}
_RETRY_SECONDS = 5


class Connection(H11Protocol):
    """HTTP/1.1 for uvicorn, with limits.

    Args:
        config: uvicorn's.
        server_state: uvicorn's.
        limits: What it may take.
        headers: Headers of answers that the app does not give.
    """

    def __init__(
        self,
        config: uvicorn.Config,
        server_state: ServerState,
        *,
        limits: Limits,
        headers: list[tuple[bytes, bytes]],
    ) -> None:
        """Listen to nobody yet."""
        super().__init__(config, server_state, app_state={})
        self._limits = limits
        self._headers = headers
        self._heard = False
        self._refused = False
        self._half_closed = False
        self._timer: asyncio.TimerHandle | None = None
        self._stalled: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn does
        """Begin to listen, unless there are too many already."""
        super().connection_made(transport)
        if len(self.connections) > self._limits.connections:
            self._refuse(503)
        else:
            self._wait(self._limits.head_seconds, self._head_is_late)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget everything."""
        self._wait(None)
        self.resume_writing()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what arrived; a head that begins must end in time."""
        if self._refused:
            return
        self._heard = True
        # The tasks that handle requests are made in here, and see the wire.
        WIRE.set(ServedWire(self.transport))
        super().data_received(data)
        if self._refused:
            return
        if self._under_way() is not None:
            self._wait(None)
        elif self._timer is None and self.conn.their_state is h11.IDLE:
            self._wait(self._limits.head_seconds, self._head_is_late)

    def eof_received(self) -> bool:  # type: ignore[override] # uvicorn lets it all go
        """Let a client close its half when its request is whole.

        Returns:
            Whether the connection stays open for what is still to be answered.
        """
        self._half_closed = True
        if self._refused or self._is_tls():
            return False
        if self.conn.their_state is h11.SEND_BODY:
            self.conn.receive_data(b"")
            self.handle_events()  # finds the body cut short, and refuses it
            return False
        return self._under_way() is not None

    def on_response_complete(self) -> None:
        """Go on with the next request, or see the rest of this one off."""
        super().on_response_complete()
        if self._under_way() is not None:
            return
        if self._half_closed or self.transport.is_closing():
            self._end()
        elif self.conn.their_state is h11.SEND_BODY:
            # The answer came before the body: what is still sent is thrown away.
            self._wait(self._limits.linger_seconds, self._end)

    def timeout_keep_alive_handler(self) -> None:
        """Close a connection on which nothing more was asked."""
        super().timeout_keep_alive_handler()
        self._end()

    def pause_writing(self) -> None:
        """Give a client that reads nothing some time, and no more."""
        super().pause_writing()
        if self._stalled is None:
            self._stalled = self.loop.call_later(
                self._limits.stall_seconds, self.transport.abort
            )

    def resume_writing(self) -> None:
        """See that it reads."""
        if self._stalled is not None:
            self._stalled.cancel()
            self._stalled = None
        super().resume_writing()

    def send_400_response(self, msg: str) -> None:
        """Answer what is no HTTP; uvicorn calls this while it handles the error."""
        del msg
        hint = getattr(sys.exception(), "error_status_hint", 400)
        self._refuse(hint if hint in _REASONS else 400)

    def _head_is_late(self) -> None:
        self._timer = None
        if self._heard:
            self._refuse(408)
        else:
            self._end()

    def _refuse(self, status: int) -> None:
        """Answer in the envelope, once, and close when the client had time to read."""
        self._refused = True
        self._unset_keepalive_if_required()
        if self.conn.our_state not in {h11.IDLE, h11.SEND_RESPONSE}:
            self.transport.abort()  # an answer is half written: there is no other end
            return
        if (cycle := self._under_way()) is not None:
            cycle.disconnected = True
            cycle.message_event.set()
        code = _CODES.get(status, "invalid_request")
        document = error_answer(code, _MESSAGES.get(status, _NO_HTTP))
        body = json.dumps(document).encode("ascii")
        headers = [
            *self.server_state.default_headers,
            *self._headers,
            (b"content-type", b"application/json"),
            (b"content-length", str(len(body)).encode("ascii")),
            (b"connection", b"close"),
        ]
        if status == 503:  # noqa: PLR2004 - HTTP's own number
            headers.append((b"retry-after", str(_RETRY_SECONDS).encode("ascii")))
        head = h11.Response(
            status_code=status, headers=headers, reason=_REASONS[status]
        )
        for event in (head, h11.Data(data=body), h11.EndOfMessage()):
            self.transport.write(self.conn.send(event))
        if self._half_closed:
            self._end()
            return
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self.flow.resume_reading()
        self._wait(self._limits.linger_seconds, self._end)

    def _end(self) -> None:
        """Close, and not for ever: what is not read would keep a socket open."""
        self.transport.close()
        self._wait(self._limits.linger_seconds, self.transport.abort)

    def _under_way(self) -> RequestResponseCycle | None:
        """Return the request that was heard and is not yet answered, if any."""
        cycle: RequestResponseCycle | None = self.cycle  # uvicorn's type knows no None
        return None if cycle is None or cycle.response_complete else cycle

    def _is_tls(self) -> bool:
        # A half-closed TLS connection does not exist for asyncio.
        return self.transport.get_extra_info("sslcontext") is not None

    def _wait(
        self, seconds: float | None, then: Callable[[], Any] = lambda: None
    ) -> None:
        """Set the one timer of this connection anew; None stops it."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if seconds is not None:
            self._timer = self.loop.call_later(seconds, then)
