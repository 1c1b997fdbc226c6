"""How much of a served engine one client, and all of them together, may take.

The engine's key is known to everybody, so nothing that a client does may exhaust the
process: each wait has an end, and each heap has a size.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Limits"]


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of the HTTP side; the engine itself bounds its queue.

    Attributes:
        handshake_seconds: How long the begin of a TLS connection may take.
        head_seconds: From a connection, or the first byte of a request, to the end of
            the request's head.
        head_bytes: Greatest size of a request's head: its address and headers.
        body_seconds: How long a body may take whatever its size.
        body_rate: From then on it must have come in at this many bytes a second.
        keep_alive_seconds: How long a connection stays open between two requests.
        stall_seconds: How long a client may read nothing of its answer.
        linger_seconds: How long data that nobody wants any more is thrown away before
            a connection is closed: closing at once would cost the client its answer.
        connections: How many may be open.
        upload_bytes: How much of large bodies may be in memory at the same time.
        upload_seconds: How long a large body waits for its turn.
    """

    handshake_seconds: float = 10.0
    head_seconds: float = 15.0
    head_bytes: int = 32 * 1024
    body_seconds: float = 15.0
    body_rate: int = 32 * 1024
    keep_alive_seconds: int = 30
    stall_seconds: float = 60.0
    linger_seconds: float = 10.0
    connections: int = 4096
    upload_bytes: int = 96 * 1024 * 1024
    upload_seconds: float = 20.0
