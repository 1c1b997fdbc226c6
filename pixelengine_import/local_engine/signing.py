"""Download addresses that prove themselves and end by themselves.

A token is its expiry and an HMAC-SHA256 (RFC 2104) over job and expiry: nothing about
it is stored, and nothing in it can be changed.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re

from pixelengine_import.api.catalog import URL_SECONDS

__all__ = ["SECRET_BYTES", "URL_MS", "check_token", "sign"]

SECRET_BYTES = 32
URL_MS = URL_SECONDS * 1000

_TOKEN = re.compile(r"([0-9]{1,15})\.([A-Za-z0-9_-]{43})")


def sign(secret: bytes, job_id: str, now: int) -> str:
    """Make the token of a download address.

    Args:
        secret: The engine's secret.
        job_id: Whose output it opens.
        now: Milliseconds since 1970; the token is good for an hour from then.
    """
    expiry = now + URL_MS
    return f"{expiry}.{_mac(secret, job_id, expiry)}"


def check_token(secret: bytes, job_id: str, token: str, now: int) -> str | None:
    """Judge a token.

    Args:
        secret: The engine's secret.
        job_id: Whose output is asked for.
        token: What the address brought.
        now: Milliseconds since 1970.

    Returns:
        What is wrong with it, None when it opens the output.
    """
    match = _TOKEN.fullmatch(token)
    if match is None:
        return "The token is malformed"
    expiry = int(match[1])
    if not hmac.compare_digest(match[2], _mac(secret, job_id, expiry)):
        return "The signature does not match"
    if now >= expiry:
        return '"exp" claim timestamp check failed'
    return None


def _mac(secret: bytes, job_id: str, expiry: int) -> str:
    signed = f"outputs/{job_id}:{expiry}".encode()
    digest = hmac.new(secret, signed, hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")
