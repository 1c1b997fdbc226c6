"""HTTP by hand: what a client library would hide, on a real socket."""

from __future__ import annotations

import json
import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

if TYPE_CHECKING:
    import ssl
    from types import TracebackType

__all__ = ["Answer", "Wire", "code_of"]

PATIENCE = 60.0
"""Seconds; only a hang takes that long."""


@dataclass(frozen=True)
class Answer:
    """One answer, read to its end and no further."""

    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        """The body, which must be JSON."""
        assert self.headers["content-type"] == "application/json", self
        return json.loads(self.body)


def code_of(answer: Answer) -> tuple[int, str]:
    """Status and error code of an answer, whose body must be the envelope."""
    document = answer.json()
    assert document.keys() == {"error"}
    assert document["error"].keys() == {"code", "message"}
    assert document["error"]["message"]
    return answer.status, document["error"]["code"]


class Wire:
    """A connection to a served engine."""

    def __init__(
        self, base_url: str, api_key: str, *, context: ssl.SSLContext | None = None
    ) -> None:
        """Connect."""
        parts = urlsplit(base_url)
        self.netloc = parts.netloc
        self.api_key = api_key
        address = (parts.hostname or "", parts.port or 80)
        self.socket = socket.create_connection(address, PATIENCE)
        if context is not None:
            self.socket = context.wrap_socket(
                self.socket, server_hostname=parts.hostname
            )
        self._file = self.socket.makefile("rb")

    def __enter__(self) -> Self:
        """Use it."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Hang up."""
        self._file.close()
        self.socket.close()

    def head(self, method: str, path: str, *lines: str, keyed: bool = True) -> bytes:
        """Write the head of a request; a path of the API may leave out its prefix."""
        target = (
            path if path.startswith(("/", "*", "http")) else f"/functions/v1/{path}"
        )
        own = [f"Authorization: Bearer {self.api_key}"] if keyed else []
        rows = [f"{method} {target} HTTP/1.1", f"Host: {self.netloc}", *own, *lines]
        return ("\r\n".join(rows) + "\r\n\r\n").encode("latin-1")

    def send(self, data: bytes) -> None:
        """Send bytes as they are."""
        self.socket.sendall(data)

    def ask(
        self,
        method: str,
        path: str,
        *lines: str,
        body: object = None,
        keyed: bool = True,
    ) -> Answer:
        """Send a request with a JSON body, or none, and read its answer."""
        data = b"" if body is None else json.dumps(body).encode()
        if body is not None:
            lines = (f"Content-Length: {len(data)}", *lines)
        self.send(self.head(method, path, *lines, keyed=keyed) + data)
        return self.answer(method)

    def answer(self, method: str = "GET") -> Answer:
        """Read the next answer."""
        status = self._status()
        headers = self._headers()
        length = headers.get("content-length")
        if method == "HEAD" or status in {204, 304} or status < 200:
            body = b""
        elif length is not None:
            body = self._file.read(int(length))
            assert len(body) == int(length), "the answer was cut short"
        elif headers.get("transfer-encoding") == "chunked":
            body = self._chunks()
        else:
            body = self._file.read()
        return Answer(status, headers, body)

    def _status(self) -> int:
        line = self._file.readline()
        if not line:
            raise EOFError
        version, status, _ = line.split(b" ", 2)
        assert version == b"HTTP/1.1"
        return int(status)

    def _headers(self) -> dict[str, str]:
        headers = {}
        while line := self._file.readline().strip():
            name, _, value = line.decode("latin-1").partition(":")
            headers[name.strip().lower()] = value.strip()
        return headers

    def _chunks(self) -> bytes:
        parts = []
        while size := int(self._file.readline().split(b";")[0], 16):
            parts.append(self._file.read(size))
            self._file.readline()
        self._file.readline()
        return b"".join(parts)

    def ended(self) -> bool:
        """Wait for the other side to hang up; nothing more may come before that."""
        try:
            return self._file.read() == b""
        except ConnectionError:
            return True
