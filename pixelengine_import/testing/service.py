"""A real HTTP server on this machine that does exactly what it is told to.

It knows nothing of the Pixel Engine: a test scripts what each request gets, the ways
in which networks fail included, and reads afterwards what arrived.
"""

from __future__ import annotations

import json
import socket
import struct
import threading
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Self, assert_never
from urllib.parse import parse_qsl, urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType

__all__ = ["CutShort", "HangUp", "Received", "Say", "ScriptedService", "Silence"]


@dataclass(frozen=True, slots=True)
class Say:
    """A whole answer.

    Attributes:
        document: The JSON body; None takes ``body``.
        status: HTTP status.
        headers: Added to the length and the date.
        body: The body when it is not JSON.
    """

    document: object = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def payload(self) -> bytes:
        """The bytes of the body."""
        return (
            self.body if self.document is None else json.dumps(self.document).encode()
        )


@dataclass(frozen=True, slots=True)
class CutShort:
    """An answer that promises more bytes than it sends.

    Attributes:
        body: What is sent.
        promised: The length that is promised, bytes.
        status: HTTP status.
    """

    body: bytes
    promised: int
    status: int = 200


@dataclass(frozen=True, slots=True)
class HangUp:
    """The whole request is read, then the connection is reset without an answer."""


@dataclass(frozen=True, slots=True)
class Silence:
    """The whole request is read, and nothing is answered until the service ends."""


Act = Say | CutShort | HangUp | Silence


@dataclass(frozen=True, slots=True)
class Received:
    """A request as it arrived.

    Attributes:
        method: HTTP method.
        path: Path without the query.
        query: The query's fields.
        headers: Header names in lower case.
        body: The whole body.
    """

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """Return the body as JSON."""
        return json.loads(self.body)


class ScriptedService:
    """A server that plays a script, in threads of its own.

    Example::

        with ScriptedService() as service:
            service.on("GET", "/balance", Say(status=503), Say({"available": 3}))
            ...
            assert len(service.received) == 2

    Each request takes the next act of its method and path; the last one is played
    again and again. A request that nobody scripted gets a 404 that says so.

    Attributes:
        received: All requests in the order in which they were complete.
        connections: How many connections were accepted.
        talking: How many connections brought at least one byte.
    """

    def __init__(self) -> None:
        """Take a free port; nothing is answered before the block is entered."""
        self.received: list[Received] = []
        self.connections = 0
        self.talking = 0
        self._script: dict[tuple[str, str], deque[Act]] = {}
        self._guard = threading.Lock()
        self._ended = threading.Event()
        self._server = _Server(("127.0.0.1", 0), _Handler, self)
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.01,), daemon=True
        )

    @property
    def origin(self) -> str:
        """The address without a path."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def on(self, method: str, path: str, *acts: Act) -> None:
        """Script what requests get.

        Args:
            method: HTTP method.
            path: Path without the query.
            acts: What is done, one after the other.
        """
        with self._guard:
            self._script[method, path] = deque(acts)

    def count(self, method: str, path: str) -> int:
        """Return how many such requests arrived."""
        return sum(r.method == method and r.path == path for r in self.received)

    def __enter__(self) -> Self:
        """Start answering."""
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop, and end all connections."""
        self._ended.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    # -- the server's side --------------------------------------------------------

    def accepted(self) -> None:
        """Count a connection."""
        with self._guard:
            self.connections += 1

    def spoken_to(self) -> None:
        """Count a connection that brought something."""
        with self._guard:
            self.talking += 1

    def act_for(self, request: Received) -> Act:
        """Write a request down and return what it gets."""
        with self._guard:
            self.received.append(request)
            acts = self._script.get((request.method, request.path))
            if not acts:
                said = f"nothing is scripted for {request.method} {request.path}"
                error = {"code": "not_scripted", "message": said}
                return Say({"error": error}, 404)
            return acts.popleft() if len(acts) > 1 else acts[0]

    def wait_for_end(self) -> None:
        """Wait until the service ends."""
        self._ended.wait()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False  # a kept-alive connection may be idle in its thread

    def __init__(
        self,
        address: tuple[str, int],
        handler: type[BaseHTTPRequestHandler],
        service: ScriptedService,
    ) -> None:
        self.service = service
        super().__init__(address, handler)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def handle(self) -> None:
        self.server.service.accepted()
        with suppress(ConnectionError):
            if self.connection.recv(1, socket.MSG_PEEK):
                self.server.service.spoken_to()
                super().handle()

    def do_GET(self) -> None:
        self._play()

    def do_POST(self) -> None:
        self._play()

    def do_PUT(self) -> None:
        self._play()

    def do_DELETE(self) -> None:
        self._play()

    def do_CONNECT(self) -> None:
        self._play()

    def _play(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        parts = urlsplit(self.path)
        request = Received(
            self.command,
            # What a tunnel is asked for is a host and a port, not an address.
            self.path if self.command == "CONNECT" else parts.path,
            dict(parse_qsl(parts.query)),
            {name.lower(): value for name, value in self.headers.items()},
            self.rfile.read(length),
        )
        act = self.server.service.act_for(request)
        match act:
            case Say():
                self._say(act)
            case CutShort(body=body, promised=promised, status=status):
                self._say(Say(body=body, status=status), promised)
                self.close_connection = True
            case HangUp():
                self._reset()
            case Silence():
                self.server.service.wait_for_end()
                self._reset()
            case _:
                assert_never(act)

    def _say(self, answer: Say, promised: int | None = None) -> None:
        payload = answer.payload
        self.send_response(answer.status)
        kind = (
            "application/octet-stream"
            if answer.document is None
            else "application/json"
        )
        headers = {
            "Content-Type": kind,
            "Content-Length": str(len(payload) if promised is None else promised),
            **answer.headers,
        }
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(payload)

    def _reset(self) -> None:
        linger = struct.pack("ii", 1, 0)
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name
        """Say nothing; what arrived is in ``received``."""
