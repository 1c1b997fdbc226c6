"""API keys of the local engine: no secrets, only a fence against mistakes.

The engine runs on the user's own machine and costs nothing, so its key guards nothing.
It is there so that a program written for the live service runs unchanged, and so that a
real key that is sent here by mistake is refused instead of being used or kept.
"""

from __future__ import annotations

import re

from pixelengine_import.errors import CredentialsError

__all__ = ["LOCAL_KEY", "check_authorization"]

LOCAL_KEY = "pe_sk_local_engine"
"""The key that the engine announces; any key that starts like it is as good."""

_LOCAL = re.compile(r"pe_sk_local[A-Za-z0-9_-]{0,200}")
_MISSING = "The API key is missing."
_FOREIGN = "The API key is not one of this local engine."
_LIVE = (
    "This is the local engine, and the key looks like one of the live service (it was "
    "not used)."
)
_HINT = f"Send the header Authorization: Bearer {LOCAL_KEY}."


def check_authorization(header: str | None) -> None:
    """Let a request in, or not. The key itself is never part of the error.

    Args:
        header: The value of ``Authorization``, None when there is none.

    Raises:
        CredentialsError: 401; no key, no local key, or what looks like a live one.
    """
    scheme, _, key = (header or "").strip().partition(" ")
    key = key.strip()
    if scheme.lower() != "bearer" or not key:
        raise _unauthorized(_MISSING)
    if _LOCAL.fullmatch(key):
        return
    if key.startswith("pe_sk_"):
        raise _unauthorized(_LIVE)
    raise _unauthorized(_FOREIGN)


def _unauthorized(message: str) -> CredentialsError:
    return CredentialsError(f"{message} {_HINT}", status=401, code="unauthorized")
