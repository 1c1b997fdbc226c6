"""Which key opens which account.

A key of local form that nobody was told about opens the default account, so that a
program written for the live service runs unchanged. A key that was added has an account
of its own, and any key can be made inactive. Keys are recorded as hashes.

All functions take a connection in a transaction of :class:`schema.Database`.
"""

from __future__ import annotations

import asyncio
import hashlib
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, func, select

from pixelengine_import.local_engine.accounts import DEFAULT_ACCOUNT, open_account
from pixelengine_import.local_engine.keys import inactive_key
from pixelengine_import.local_engine.schema import accounts, keys

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from pixelengine_import._clock import Time
    from pixelengine_import.local_engine.schema import Database

__all__ = ["KnownKeys", "account_of", "add_key", "hash_key", "set_active"]

_FRESH_SECONDS = 1.0
"""How late an engine may learn of a key that another one on its folder has changed."""


def hash_key(key: str) -> str:
    """Name a key without telling it.

    Args:
        key: A key of local form.
    """
    return hashlib.sha256(b"pixelengine local key\0" + key.encode()).hexdigest()


class KnownKeys:
    """The keys of a folder in memory: every request asks, and hardly any key changes.

    Args:
        database: The record of the folder.
        time: How old what is known is: the machine's own time, not the engine's clock.
    """

    def __init__(self, database: Database, time: Time) -> None:
        """Know nothing yet."""
        self._database = database
        self._time = time
        self._known: dict[str, tuple[str, bool]] = {}
        self._until = float("-inf")
        self._changes = 0

    async def which_account(self, key: str) -> str:
        """Return the account that a key opens.

        Args:
            key: A key of local form.

        Raises:
            CredentialsError: 401; the key is inactive.
        """
        if self._time.monotonic() >= self._until:
            changes = self._changes
            self._known = await asyncio.to_thread(self._read)
            if changes == self._changes:  # else what was read may be old already
                self._until = self._time.monotonic() + _FRESH_SECONDS
        account, active = self._known.get(hash_key(key), (DEFAULT_ACCOUNT, True))
        if not active:
            raise inactive_key()
        return account

    def forget(self) -> None:
        """Look again before the next request: a key was changed."""
        self._changes += 1
        self._until = float("-inf")

    def _read(self) -> dict[str, tuple[str, bool]]:
        with self._database.reading() as connection:
            rows = connection.execute(select(keys)).all()
        return {row.hash: (row.account_id, row.active) for row in rows}


def account_of(connection: Connection, key: str) -> str:
    """Return the account that a key belongs to, whether it is active or not.

    Args:
        connection: Any transaction.
        key: A key of local form.
    """
    return _look_up(connection, key)[0]


def add_key(connection: Connection, key: str, allowance: int | None, now: int) -> str:
    """Give a key an account of its own, or bring that account up to date.

    Args:
        connection: A writing transaction.
        key: A key of local form.
        allowance: Monthly credits; None opens an account without a wallet.
        now: Milliseconds since 1970.

    Returns:
        The account's id. It tells nothing of the key: accounts are counted.
    """
    account, _ = _look_up(connection, key)
    if account == DEFAULT_ACCOUNT:
        count = connection.execute(select(func.count()).select_from(accounts))
        account = f"account-{count.scalar_one()}"
    open_account(connection, account, allowance, now)
    _write(connection, key, account, active=True)
    return account


def set_active(connection: Connection, key: str, *, active: bool) -> str:
    """Make a key inactive, or active again; its account and jobs stay.

    Args:
        connection: A writing transaction.
        key: A key of local form.
        active: Whether it opens its account from now on.

    Returns:
        The account's id.
    """
    account, _ = _look_up(connection, key)
    _write(connection, key, account, active=active)
    return account


# Asked with every request: SQLAlchemy takes longer to make a query than to run it.
_ACCOUNT_OF = select(keys.c.account_id, keys.c.active).where(
    keys.c.hash == bindparam("hash")
)


def _look_up(connection: Connection, key: str) -> tuple[str, bool]:
    row = connection.execute(_ACCOUNT_OF, {"hash": hash_key(key)}).one_or_none()
    return (DEFAULT_ACCOUNT, True) if row is None else (row.account_id, row.active)


def _write(connection: Connection, key: str, account: str, *, active: bool) -> None:
    name = hash_key(key)
    values = {"account_id": account, "active": active}
    changed = connection.execute(
        keys.update().where(keys.c.hash == name).values(**values)
    )
    if changed.rowcount == 0:
        connection.execute(keys.insert().values(hash=name, **values))
