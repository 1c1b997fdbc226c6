"""Where the service is, and the key that opens it. Loads nothing else."""

from __future__ import annotations

from pixelengine_import.errors import CredentialsError

__all__ = ["LIVE_BASE_URL", "ApiKey", "usable_key"]

LIVE_BASE_URL = "https://api.pixelengine.ai/functions/v1"


class ApiKey:
    """An API key that cannot print itself.

    Args:
        secret: The key as the service wrote it.
    """

    __slots__ = ("_secret",)

    def __init__(self, secret: str) -> None:
        """Keep the key; white space around it is a slip of pasting."""
        self._secret = secret.strip()

    def reveal(self) -> str:
        """Return the key itself, for the Authorization header alone."""
        return self._secret

    @property
    def usable(self) -> bool:
        """Whether it can stand in a header at all."""
        return bool(self._secret) and all("!" <= c <= "~" for c in self._secret)

    def __repr__(self) -> str:
        """Return a text without the key."""
        return "ApiKey([secure])"

    __str__ = __repr__

    def __reduce__(self) -> str | tuple[object, ...]:
        """Refuse to be pickled."""
        msg = "an API key cannot be pickled"
        raise TypeError(msg)


def usable_key(key: ApiKey | str) -> ApiKey:
    """Return a key that can be sent.

    Args:
        key: As somebody has set it.

    Raises:
        CredentialsError: It cannot be a key.
    """
    found = key if isinstance(key, ApiKey) else ApiKey(key)
    if not found.usable:
        msg = "the API key is empty or holds characters that no key has"
        raise CredentialsError(msg, status=401, code="unauthorized")
    return found
