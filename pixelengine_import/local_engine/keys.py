"""API keys of the local engine: no secrets, only a fence against mistakes.

The engine runs on the user's own machine and costs nothing, so its key guards nothing.
It is there so that a program written for the live service runs unchanged, and so that a
real key that is sent here by mistake is refused instead of being used or kept.
"""

from __future__ import annotations

import re

from pixelengine_import.errors import CredentialsError, join_hint

__all__ = ["LOCAL_KEY", "check_authorization", "check_key", "inactive_key"]

LOCAL_KEY = "pe_sk_local_engine"
"""The key that the engine announces; any key that starts like it is as good."""

_LOCAL = re.compile(r"pe_sk_local[A-Za-z0-9_-]{0,200}")
_MISSING = "The API key is missing."
_INACTIVE = "The API key is inactive."
_FOREIGN = "The API key is not one of this local engine."
_LIVE = (
    "This is the local engine, and the key looks like one of the live service (it was "
    "not used)."
)
_HINT = f"Send the header Authorization: Bearer {LOCAL_KEY}."


def check_authorization(header: str | None) -> str:
    """Read the key of a request. The key itself is never part of an error.

    Args:
        header: The value of ``Authorization``, None when there is none.

    Returns:
        A key of local form.

    Raises:
        CredentialsError: 401; no key, no local key, or what looks like a live one.
    """
    scheme, _, key = (header or "").strip().partition(" ")
    key = key.strip()
    if scheme.lower() != "bearer" or not key:
        raise _unauthorized(_MISSING, _HINT)
    problem = check_key(key)
    if problem is not None:
        raise _unauthorized(problem, _HINT)
    return key


def check_key(key: str) -> str | None:
    """Judge the form of a key.

    Args:
        key: What somebody takes for a key of this engine.

    Returns:
        What is wrong with it, without the key; None for a key of local form.
    """
    if _LOCAL.fullmatch(key):
        return None
    return _LIVE if key.startswith("pe_sk_") else _FOREIGN


def inactive_key() -> CredentialsError:
    """Return the 401 of a key that was made inactive."""
    return _unauthorized(_INACTIVE)


def _unauthorized(problem: str, hint: str = "") -> CredentialsError:
    message = join_hint(problem, hint)
    return CredentialsError(message, status=401, code="unauthorized")
