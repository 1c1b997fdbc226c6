"""What a started engine holds, and how it comes by it.

Several engines may share a folder. Each takes over the jobs of those that are gone, and
clears away what they left half done.
"""

from __future__ import annotations

import secrets
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from pixelengine_import._clock import SystemClock
from pixelengine_import.local_engine import accounts, jobs, keyring, upkeep
from pixelengine_import.local_engine.admission import Intake
from pixelengine_import.local_engine.keyring import KnownKeys
from pixelengine_import.local_engine.outputs import Outputs
from pixelengine_import.local_engine.presence import Presence
from pixelengine_import.local_engine.schema import Database, settings

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from sqlalchemy import Connection

__all__ = ["Funds", "Running"]


@dataclass(frozen=True, slots=True)
class Funds:
    """Who has how much when an engine starts.

    Attributes:
        credits: Monthly credits of the default account.
        keys: Monthly credits of each key that has an account of its own.
    """

    credits: int
    keys: Mapping[str, int]

    def open(self, connection: Connection, now: int) -> None:
        """Make the accounts, or bring them up to date.

        Args:
            connection: A writing transaction.
            now: Milliseconds since 1970.
        """
        default = accounts.DEFAULT_ACCOUNT
        accounts.open_account(connection, default, self.credits, now)
        for key, allowance in self.keys.items():
            keyring.add_key(connection, key, allowance, now)


@dataclass(frozen=True, slots=True)
class Running:
    """What a started engine holds.

    Attributes:
        database: Everything that must survive.
        outputs: The results.
        presence: The sign that this engine is alive.
        intake: The threads in which requests are checked.
        keys: Which key opens which account.
    """

    database: Database
    outputs: Outputs
    presence: Presence
    intake: Intake
    keys: KnownKeys

    @classmethod
    def open(cls, folder: Path, funds: Funds, now: int) -> Running:
        """Open a folder and take over what others left there.

        Args:
            folder: Where everything is kept.
            funds: Who has how much.
            now: Milliseconds since 1970.

        Raises:
            ProjectError: The folder cannot be used.
            StateError: Its record is damaged, or newer than this version.
        """
        with ExitStack() as undo:
            database = Database(folder / "engine.db")
            undo.callback(database.close)
            presence = Presence(folder / "engines")
            undo.callback(presence.release)
            outputs = Outputs(folder / "outputs")
            keys = KnownKeys(database, SystemClock())
            running = cls(database, outputs, presence, Intake(), keys)
            with database.writing() as connection:
                funds.open(connection, now)
            running.inherit()
            running.sweep(now)
            running.clear_leftovers()
            undo.pop_all()
        return running

    def close(self) -> None:
        """Leave unfinished jobs to the next start, and close the folder."""
        with self.database.writing() as connection:
            upkeep.requeue_jobs(connection, self.presence.name)
        self.database.close()
        self.presence.release()

    def inherit(self) -> None:
        """Take over the jobs of engines that are gone, and take down their signs."""
        with self.database.reading() as connection:
            owners = upkeep.owners_of_unfinished(connection)
        for gone in sorted({*owners, *self.presence.others()}):
            with self.presence.inherit(gone) as inherited:
                if inherited:
                    with self.database.writing() as connection:
                        upkeep.adopt_jobs(connection, gone, self.presence.name)

    def sweep(self, now: int) -> None:
        """Delete results that were kept for 24 hours.

        Args:
            now: Milliseconds since 1970.
        """
        with self.database.writing() as connection:
            jobs.expire_holds(connection, now)
            for name in upkeep.take_due_outputs(connection, now):
                self.outputs.delete(name)

    def clear_leftovers(self) -> None:
        """Delete files that an engine was killed over: written, and needed by no job.

        Results are written within writing transactions, so none is under way here.
        """
        with self.database.writing() as connection:
            needed = upkeep.needed_outputs(connection)
            for name in self.outputs.names():
                if name not in needed:
                    self.outputs.delete(name)

    def wipe(self, funds: Funds, now: int) -> None:
        """Forget every account, key, job and result: as if the folder were new.

        Args:
            funds: Who has how much from now on.
            now: Milliseconds since 1970.
        """
        with self.database.writing() as connection:
            upkeep.wipe(connection)
            for name in self.outputs.names():
                self.outputs.delete(name)
            funds.open(connection, now)
        self.keys.forget()

    def queued(self) -> int:
        """Count the jobs that wait for this engine."""
        with self.database.reading() as connection:
            return upkeep.count_queued(connection, self.presence.name)

    def kept_secret(self, name: str, size: int) -> bytes:
        """Return a secret of the folder's own, drawn when it is first asked for.

        Args:
            name: What it is for.
            size: Bytes of a new one.
        """
        with self.database.writing() as connection:
            found = connection.execute(
                select(settings.c.value).where(settings.c.name == name)
            ).scalar_one_or_none()
            if found is not None:
                return bytes(found)
            fresh = secrets.token_bytes(size)
            connection.execute(settings.insert().values(name=name, value=fresh))
            return fresh
