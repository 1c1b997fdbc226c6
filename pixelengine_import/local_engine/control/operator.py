"""What a test or a person does to a running engine, beside the API.

Everything here may be done while clients are at work: each step is one transaction,
except :meth:`Operator.reset`, which first waits for all work to stop.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, assert_never

from sqlalchemy import select

from pixelengine_import import __version__
from pixelengine_import._clock import ManualClock, iso
from pixelengine_import.errors import RefusedError
from pixelengine_import.local_engine import accounts as money
from pixelengine_import.local_engine import keyring
from pixelengine_import.local_engine.control import moves, views
from pixelengine_import.local_engine.control.bodies import (
    Expire,
    Fail,
    Progress,
    Refund,
    Start,
    Succeed,
)
from pixelengine_import.local_engine.jobs import expire_holds
from pixelengine_import.local_engine.pace import PACES
from pixelengine_import.local_engine.schema import accounts

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from pixelengine_import.local_engine.control.bodies import KeyBody, Move, Whose
    from pixelengine_import.local_engine.engine import LocalEngine
    from pixelengine_import.local_engine.faults.plan import FaultPlan

__all__ = ["Operator"]


class Operator:
    """Controls one engine.

    Args:
        engine: The engine; it is started and stopped by the caller.
        faults: The faults that its app injects.
    """

    def __init__(self, engine: LocalEngine, faults: FaultPlan) -> None:
        """Keep both."""
        self.faults = faults
        self._engine = engine
        self._resetting = asyncio.Lock()

    async def state(self) -> dict[str, Any]:
        """Show accounts, jobs, clock, pace and faults."""
        engine = self._engine
        found = await asyncio.to_thread(self._look)
        manual = isinstance(engine.clock, ManualClock)
        return {
            "version": __version__,
            "clock": {
                "now": iso(engine.clock.now()),
                "kind": "manual" if manual else "real",
            },
            "speed": next(s for s, pace in PACES.items() if pace == engine.pace),
            "seed": engine.seed,
            **found,
            "faults": self.faults.report(),
        }

    async def jobs(self) -> list[dict[str, Any]]:
        """List the newest jobs in the order in which they were accepted."""
        jobs: list[dict[str, Any]] = (await asyncio.to_thread(self._look))["jobs"]
        return jobs

    async def job(self, job_id: str) -> dict[str, Any]:
        """Show one job, whatever has become of it.

        Args:
            job_id: Its id.

        Raises:
            RefusedError: 404 ``job_not_found``.
        """
        return await asyncio.to_thread(self._job, job_id)

    async def ledger(self, whose: Whose | None = None) -> list[dict[str, Any]]:
        """List every change of credits, oldest first.

        Args:
            whose: One account's only.

        Raises:
            RefusedError: 404; there is no such account.
        """
        return await asyncio.to_thread(self._ledger, whose)

    async def advance(self, seconds: float) -> None:
        """Move the engine's clock on; everything that is due then happens.

        Args:
            seconds: 0 or more.

        Raises:
            RefusedError: 409; the clock is the machine's own.
        """
        clock = self._engine.clock
        if not isinstance(clock, ManualClock):
            msg = (
                "The engine goes by the machine's clock, which nobody can move. Start "
                "it with --clock manual."
            )
            raise RefusedError(msg, status=409, code="invalid_request")
        clock.advance(seconds)
        running, now = self._engine.running, self._engine.now()
        await asyncio.to_thread(running.sweep, now)

    async def add_credits(self, whose: Whose, amount: int) -> str:
        """Put credits into the purchased pool.

        Args:
            whose: The account.
            amount: More than 0.

        Returns:
            The account's id.

        Raises:
            RefusedError: 404; there is no such account.
        """
        return await asyncio.to_thread(self._add_credits, whose, amount)

    async def set_key(self, body: KeyBody) -> str:
        """Give a key an account of its own, or make it active or inactive.

        Args:
            body: The key and what becomes of it.

        Returns:
            The account's id.
        """
        account = await asyncio.to_thread(self._set_key, body)
        self._engine.running.keys.forget()
        return account

    async def move(self, job_id: str, move: Move) -> str:
        """Move a job by hand.

        Args:
            job_id: Its id, or ``next`` for the oldest one that is not over.
            move: What happens to it.

        Returns:
            Its id.

        Raises:
            RefusedError: 404 ``job_not_found``; 409 when the job cannot be moved so,
                or the engine moves its jobs by itself.
        """
        if not isinstance(move, Refund) and not self._engine.pace.manual:
            msg = "The engine moves its jobs by itself. Start it with --speed manual."
            raise RefusedError(msg, status=409, code="invalid_request")
        job_id = await asyncio.to_thread(self._move, job_id, move)
        if isinstance(move, Succeed):
            if not await self._engine.workers.work_off(job_id):
                msg = "The job is being worked at already."
                raise RefusedError(msg, status=409, code="invalid_request")
        elif not isinstance(move, Refund | Start | Progress):
            self._engine.workers.cancel(job_id)  # whoever is at it may stop
        return job_id

    async def reset(self) -> None:
        """Begin anew: accounts, keys, jobs, results, faults and a manual clock."""
        async with self._resetting:
            await self._engine.reset()
            self.faults.restart()

    def _look(self) -> dict[str, Any]:
        engine = self._engine
        with engine.running.database.writing() as connection:
            _catch_up(connection, engine.now())
            return {
                "accounts": views.show_accounts(connection, engine.now()),
                "jobs": views.show_jobs(connection),
            }

    def _job(self, job_id: str) -> dict[str, Any]:
        with self._engine.running.database.writing() as connection:
            _catch_up(connection, self._engine.now())
            return views.show_job(connection, job_id)

    def _ledger(self, whose: Whose | None) -> list[dict[str, Any]]:
        with self._engine.running.database.writing() as connection:
            _catch_up(connection, self._engine.now())
            account = None if whose is None else _account(connection, whose)
            return views.show_ledger(connection, account)

    def _add_credits(self, whose: Whose, amount: int) -> str:
        with self._engine.running.database.writing() as connection:
            account = _account(connection, whose)
            money.add_purchased(connection, account, amount, self._engine.now())
        return account

    def _set_key(self, body: KeyBody) -> str:
        now = self._engine.now()
        with self._engine.running.database.writing() as connection:
            if body.opens_account:
                keyring.add_key(connection, body.key, body.credits, now)
            return keyring.set_active(connection, body.key, active=body.active)

    def _move(self, job_id: str, move: Move) -> str:
        running, now = self._engine.running, self._engine.now()
        with running.database.writing() as connection:
            job_id = moves.find(connection, job_id, running.presence.name)
            match move:
                case Start() | Succeed():
                    moves.start(connection, job_id, now)
                case Progress(share=share):
                    moves.progress(connection, job_id, share, now)
                case Fail(code=code, message=message):
                    moves.fail(connection, job_id, code, message, now)
                case Expire():
                    moves.expire(connection, job_id, now)
                case Refund():
                    money.refund_job(connection, job_id, now)
                case _:
                    assert_never(move)
        return job_id


def _catch_up(connection: Connection, now: int) -> None:
    """Write down what is due, so that what is shown is what the API would say."""
    expire_holds(connection, now)
    for account in connection.execute(select(accounts.c.id)).scalars().all():
        money.refill_when_due(connection, account, now)


def _account(connection: Connection, whose: Whose) -> str:
    """Return the id of the account that is meant.

    An inactive key still names its account.
    """
    if whose.key is not None:
        return keyring.account_of(connection, whose.key)
    if whose.account is None:
        return money.DEFAULT_ACCOUNT
    found = select(accounts.c.id).where(accounts.c.id == whose.account)
    if connection.execute(found).one_or_none() is None:
        msg = "There is no such account. GET /_engine/state lists them."
        raise RefusedError(msg, status=404, code="invalid_request")
    return whose.account
