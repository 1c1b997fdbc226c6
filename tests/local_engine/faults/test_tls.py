"""Faults over TLS: the wire is broken under the encryption, as real ones are."""

from __future__ import annotations

import json
import socket
import ssl
from typing import TYPE_CHECKING

import pytest
import trustme

from tests.support import serve

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("effect", "end"),
    [
        ({"type": "drop"}, "reset"),
        ({"type": "cut", "keep": 0.5}, "closed"),
        ({"type": "length", "off_by": -5}, "closed"),
        ({"type": "length", "off_by": 5}, "closed"),
    ],
    ids=["drop", "cut", "too short", "too long"],
)
def test_a_connection_is_broken_under_tls(
    tmp_path: Path, effect: dict[str, object], end: str
) -> None:
    """A reset is a reset, and half an answer is half an answer."""
    authority = trustme.CA()
    issued = authority.issue_cert("127.0.0.1")
    issued.private_key_pem.write_to_path(tmp_path / "key.pem")
    issued.cert_chain_pems[0].write_to_path(tmp_path / "cert.pem")
    rules = {"rules": [{"path": "/balance", "effect": effect}]}
    (tmp_path / "faults.json").write_text(json.dumps(rules))
    context = ssl.create_default_context()
    authority.configure_trust(context)
    options = [
        *("--tls-cert", str(tmp_path / "cert.pem")),
        *("--tls-key", str(tmp_path / "key.pem")),
        *("--faults", str(tmp_path / "faults.json")),
    ]
    with serve(tmp_path / "state", *options) as server:
        port = int(server.base_url.split(":")[2].partition("/")[0])
        data, found = b"", "closed"
        bare = socket.create_connection(("127.0.0.1", port), 20)
        # An end without TLS's own goodbye is an error then, as a reset is.
        secure = context.wrap_socket(
            bare, server_hostname="127.0.0.1", suppress_ragged_eofs=False
        )
        with bare, secure as wire:
            wire.sendall(
                b"GET /functions/v1/balance HTTP/1.1\r\n"
                b"Host: 127.0.0.1:%d\r\nAuthorization: Bearer %s\r\n\r\n"
                % (port, server.api_key.encode())
            )
            try:
                while part := wire.recv(65536):
                    data += part
            except (ConnectionResetError, ssl.SSLEOFError):
                found = "reset"

    assert found == end
    head, _, body = data.partition(b"\r\n\r\n")
    if end == "reset":
        assert data == b""
        return
    promised = int(head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0])
    assert head.startswith(b"HTTP/1.1 200")
    assert len(body) != promised
