"""The engine: it accepts orders, has them worked off, and keeps the results.

Everything that must survive is in the database; this class only moves jobs along. An
engine that is stopped or killed leaves its jobs there, and the next one that starts on
the same folder takes them over.
"""

from __future__ import annotations

import asyncio
import math
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from pixelengine_import._clock import ManualClock
from pixelengine_import.api.period import choose_period
from pixelengine_import.api.rules import Violation
from pixelengine_import.errors import RefusedError
from pixelengine_import.local_engine import accounts, jobs, upkeep
from pixelengine_import.local_engine.accounts import DEFAULT_ACCOUNT
from pixelengine_import.local_engine.admission import BusyError
from pixelengine_import.local_engine.billing import Summary, summarize
from pixelengine_import.local_engine.endpoints import JOB_ENDPOINTS, paint
from pixelengine_import.local_engine.endpoints.enhance_prompt import enhance_prompt
from pixelengine_import.local_engine.job_view import read_job
from pixelengine_import.local_engine.keys import check_key
from pixelengine_import.local_engine.orders import refusal
from pixelengine_import.local_engine.pace import PACES
from pixelengine_import.local_engine.pictures import fetch_nothing
from pixelengine_import.local_engine.running import Funds, Running
from pixelengine_import.local_engine.schema import milliseconds
from pixelengine_import.local_engine.seeded import draw_id, draw_secret, reseed
from pixelengine_import.local_engine.signing import SECRET_BYTES, check_token, sign
from pixelengine_import.local_engine.workers import Workers, Workplace

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pixelengine_import._clock import Clock
    from pixelengine_import.local_engine.job_view import JobView
    from pixelengine_import.local_engine.orders import Order
    from pixelengine_import.local_engine.pace import Pace, Speed
    from pixelengine_import.local_engine.pictures import Fetch
    from pixelengine_import.local_engine.workers import Painter

__all__ = ["DEFAULT_CREDITS", "DEFAULT_QUEUE", "Download", "LocalEngine"]

DEFAULT_CREDITS = 100_000
DEFAULT_QUEUE = 500
DEFAULT_WORKERS = 2

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Download:
    """A result as it is handed out.

    Attributes:
        name: Of the result in the store.
        size: Bytes.
        content_type: Its media type.
    """

    name: str
    size: int
    content_type: str


class LocalEngine:
    """Accounts, jobs, results; owns the SQLite database and the workers.

    Args:
        folder: Where everything is kept; several engines may share it.
        clock: What time it is; every rule about time goes by it.
        credits: Monthly credits of the default account, 0 or more.
        keys: Keys of local form that have an account of their own, and its monthly
            credits.
        workers: How many jobs run at once, 1 or more.
        queue: How many jobs may wait, 1 or more; further ones are refused.
        speed: ``instant`` works as fast as it can, ``real`` takes about 90 s a job,
            ``manual`` leaves every job where it is until it is moved.
        seed: What everything random is drawn from, so that a run can be repeated; None
            draws from the machine.
        secret: What download addresses are signed with; None draws it from the seed,
            or keeps one in the folder.
        painter: Who does the picture work; None takes the engine's own.
        fetch: Gets pictures that requests name by their address.

    Raises:
        ValueError: ``credits``, ``workers``, ``queue`` or ``speed`` is out of range.
    """

    def __init__(
        self,
        folder: Path,
        *,
        clock: Clock,
        credits: int = DEFAULT_CREDITS,  # noqa: A002 - the API's own word
        keys: Mapping[str, int] | None = None,
        workers: int = DEFAULT_WORKERS,
        queue: int = DEFAULT_QUEUE,
        speed: Speed = "instant",
        seed: int | None = None,
        secret: bytes | None = None,
        painter: Painter | None = None,
        fetch: Fetch = fetch_nothing,
    ) -> None:
        """Keep the settings; nothing is opened before :meth:`start`."""
        funds = Funds(credits, dict(keys or {}))
        for problem in filter(None, map(check_key, funds.keys)):
            raise ValueError(problem)
        if min(credits, *funds.keys.values(), 0) < 0 or workers < 1 or queue < 1:
            msg = (
                "an engine needs 0 or more credits, 1 or more workers and a queue of 1 "
                f"or more (found {credits}, {workers}, {queue})"
            )
            raise ValueError(msg)
        if speed not in PACES:
            msg = f"an engine's speed is {' or '.join(PACES)} (found {speed})"
            raise ValueError(msg)
        self.clock = clock
        self.seed = seed
        self.pace: Pace = PACES[speed]
        self._folder = folder
        self._funds = funds
        self._count = workers
        self._queue = queue
        if secret is None and seed is not None:
            secret = draw_secret(seed)
        self._secret = secret
        self._painter = paint if painter is None else painter
        self._fetch_picture = fetch
        self._running: Running | None = None
        self._workers: Workers | None = None

    async def start(self) -> None:
        """Open the folder, take over what others left, and begin to work.

        Raises:
            ProjectError: The folder cannot be used.
            StateError: Its record is damaged, or newer than this version.
            RuntimeError: The engine runs already.
        """
        if self._running is not None:
            msg = "the engine runs already"
            raise RuntimeError(msg)
        running = await asyncio.to_thread(self._open)
        await self._hire(running)
        self._running = running

    async def stop(self, patience: float | None = None) -> bool:
        """Stop all work at its next frame; unfinished jobs go on at the next start.

        An engine that does not run is left as it is.

        Args:
            patience: How long to wait for work that takes its time to stop (such as
                one large PNG), in seconds; None waits until it has.

        Returns:
            Whether no thread is at work any more.
        """
        running, self._running = self._running, None
        workers, self._workers = self._workers, None
        if running is None or workers is None:
            return True
        running.intake.close()
        idle = await workers.stop(patience)
        await asyncio.to_thread(running.close)
        return idle

    async def reset(self) -> None:
        """Begin anew: as if the folder were empty and a manual clock at its start."""
        running = self.running
        await self.workers.stop(None)
        if isinstance(self.clock, ManualClock):
            self.clock.rewind()
        await asyncio.to_thread(running.wipe, self._funds, self.now())
        await self._hire(running)

    async def authenticate(self, key: str) -> str:
        """Return the account that a key opens.

        Args:
            key: A key of local form.

        Raises:
            CredentialsError: 401; the key is inactive.
        """
        return await self.running.keys.which_account(key)

    async def submit(
        self, endpoint: str, document: object, account: str = DEFAULT_ACCOUNT
    ) -> str:
        """Accept a job.

        Args:
            endpoint: A name in ``JOB_ENDPOINTS``.
            document: The body, decoded from JSON.
            account: Who asks, and pays.

        Returns:
            The id of the job, which is queued.

        Raises:
            RefusedError: 400; the request breaks a rule.
            CreditsError: 402.
            BusyError: 503; the queue is full.
        """
        job_id = await self.running.intake.run(
            self._accept, endpoint, document, account
        )
        self.workers.wake()
        return job_id

    async def check_room(self) -> None:
        """See to it that a job could be taken, before anything is done for it.

        Raises:
            BusyError: 503; the queue is full.
        """
        await asyncio.to_thread(self._check_room)

    async def enhance_prompt(self, document: object) -> str:
        """Rewrite the prompt of a request.

        Args:
            document: The body, decoded from JSON.

        Raises:
            RefusedError: 400; the request breaks a rule.
        """
        return await self.running.intake.run(enhance_prompt, document)

    async def job(self, job_id: str, account: str = DEFAULT_ACCOUNT) -> JobView:
        """Read a job.

        Args:
            job_id: Its id.
            account: Whose it has to be.

        Raises:
            RefusedError: 404 ``job_not_found``, 410 ``job_expired``.
        """
        return await asyncio.to_thread(self._read, job_id, account)

    async def cancel(self, job_id: str, account: str = DEFAULT_ACCOUNT) -> None:
        """Cancel a job; its credits are free at once.

        Args:
            job_id: Its id.
            account: Whose it has to be.

        Raises:
            RefusedError: 404 ``job_not_found``, 409 when it has ended.
        """
        await asyncio.to_thread(self._cancel, job_id, account)
        self.workers.cancel(job_id)

    async def balance(self, account: str = DEFAULT_ACCOUNT) -> accounts.Balance:
        """Read an account.

        Args:
            account: Which.
        """
        return await asyncio.to_thread(self._balance, account)

    async def billing(
        self,
        start_date: str | None,
        end_date: str | None,
        account: str = DEFAULT_ACCOUNT,
    ) -> Summary:
        """Add up what an account spent and got.

        Args:
            start_date: First day as ``YYYY-MM-DD``; None is 30 days before the last.
            end_date: Last day, included; None is today.
            account: Whose.

        Raises:
            RefusedError: 400; these are no days, or not a period of 1 to 365 days.
                404; the account has no wallet.
        """
        return await asyncio.to_thread(self._summary, start_date, end_date, account)

    async def purchase(self, amount: int, account: str = DEFAULT_ACCOUNT) -> None:
        """Put credits into the purchased pool, as the live service's shop does.

        Args:
            amount: Credits, more than 0.
            account: Whose.

        Raises:
            ValueError: The amount is not above 0.
        """
        await asyncio.to_thread(self._purchase, amount, account)

    def token(self, job_id: str) -> str:
        """Return a fresh token that opens a job's output for an hour."""
        return sign(self._signing, job_id, self.now())

    async def download(self, job_id: str, token: str) -> Download:
        """Read the output of a job.

        Args:
            job_id: The job.
            token: What :meth:`token` gave for it within the last hour.

        Raises:
            RefusedError: 400 ``InvalidJWT``, or 404 ``not_found``.
        """
        return await asyncio.to_thread(self._fetch, job_id, token)

    async def read_output(self, name: str, offset: int, count: int) -> bytes:
        """Read a part of a result.

        Args:
            name: Of the result, from a :class:`Download`.
            offset: Where to begin, bytes.
            count: How many bytes.

        Returns:
            The part; shorter at the end of the file, and when it is gone.
        """
        return await asyncio.to_thread(self.running.outputs.read, name, offset, count)

    @property
    def running(self) -> Running:
        """What the engine holds while it runs.

        Raises:
            RuntimeError: It does not run.
        """
        return _started(self._running)

    @property
    def workers(self) -> Workers:
        """Who works the jobs off.

        Raises:
            RuntimeError: The engine does not run.
        """
        return _started(self._workers)

    @property
    def _signing(self) -> bytes:
        return _started(self._secret)

    def now(self) -> int:
        """Return what time it is, milliseconds since 1970."""
        return milliseconds(self.clock.now())

    async def _hire(self, running: Running) -> None:
        """Put workers to what waits."""
        queued = await asyncio.to_thread(running.queued)
        owner = running.presence.name
        place = Workplace(
            running.database,
            running.outputs,
            self.clock,
            owner,
            self.pace,
            self._painter,
        )
        self._workers = Workers(place, self._count)
        self._workers.wake(queued)

    def _open(self) -> Running:
        running = Running.open(self._folder, self._funds, self.now())
        if self._secret is None:
            self._secret = running.kept_secret("secret", SECRET_BYTES)
        return running

    def _accept(self, endpoint: str, document: object, account: str) -> str:
        running, now = self.running, self.now()
        fetch = running.intake.fetcher(self._fetch_picture, self.clock)
        order: Order = JOB_ENDPOINTS[endpoint].read(document, fetch)
        if self.seed is not None:
            order = reseed(order, self.seed)
        owner = running.presence.name
        with running.database.writing() as connection:
            self._check_queue(upkeep.count_queued(connection, owner))
            job_id = str(uuid.uuid4())
            if self.seed is not None:
                job_id = draw_id(self.seed, jobs.next_number(connection))
            jobs.add_job(connection, job_id, order, now, account=account, owner=owner)
        running.sweep(now)
        return job_id

    def _check_room(self) -> None:
        self._check_queue(self.running.queued())

    def _check_queue(self, waiting: int) -> None:
        if waiting < self._queue:
            return
        # When the next job of this pace ends, a place comes free.
        turn = (self.pace.queued + self.pace.running) / self._count
        msg = f"The queue is full ({waiting} jobs wait). Send the request again later."
        raise BusyError(msg, retry_after=max(1, math.ceil(turn)))

    def _read(self, job_id: str, account: str | None) -> JobView:
        running, now = self.running, self.now()
        try:
            with running.database.reading() as connection:
                view = read_job(connection, job_id, now, account=account)
        except RefusedError as error:
            if error.service_code == "job_expired":
                running.sweep(now)
            raise
        if not view.overdue:
            return view
        with running.database.writing() as connection:
            jobs.expire_holds(connection, now)
            return read_job(connection, job_id, now, account=account)

    def _cancel(self, job_id: str, account: str) -> None:
        with self.running.database.writing() as connection:
            jobs.cancel_job(connection, account, job_id, self.now())

    def _balance(self, account: str) -> accounts.Balance:
        with self.running.database.reading() as connection:
            return accounts.balance(connection, account, self.now())

    def _summary(
        self, start_date: str | None, end_date: str | None, account: str
    ) -> Summary:
        now = self.clock.now()
        period = choose_period(start_date, end_date, now.date())
        if isinstance(period, Violation):
            raise refusal(period)
        with self.running.database.writing() as connection:
            return summarize(connection, account, period, milliseconds(now))

    def _purchase(self, amount: int, account: str) -> None:
        with self.running.database.writing() as connection:
            accounts.add_purchased(connection, account, amount, self.now())

    def _fetch(self, job_id: str, token: str) -> Download:
        outputs = self.running.outputs
        problem = check_token(self._signing, job_id, token, self.now())
        if problem is not None:
            raise RefusedError(problem, status=400, code="InvalidJWT")
        try:
            view = self._read(job_id, None)
        except RefusedError as error:
            raise _no_object() from error
        if view.output is None or view.content_type is None:
            raise _no_object()
        size = outputs.size(view.output)
        if size is None:
            raise _no_object()
        return Download(view.output, size, view.content_type)


def _started(found: T | None) -> T:
    if found is None:
        msg = "the engine does not run; call start() first"
        raise RuntimeError(msg)
    return found


def _no_object() -> RefusedError:
    return RefusedError("Object not found", status=404, code="not_found")
