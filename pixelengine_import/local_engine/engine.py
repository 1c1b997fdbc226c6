"""The engine: it accepts orders, has them worked off, and keeps the results.

Everything that must survive is in the database; this class only moves jobs along. An
engine that is stopped or killed leaves its jobs there, and the next one that starts on
the same folder takes them over.
"""

from __future__ import annotations

import asyncio
import math
import secrets
import uuid
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from pixelengine_import.api.period import choose_period
from pixelengine_import.api.rules import Violation
from pixelengine_import.errors import RefusedError
from pixelengine_import.local_engine import accounts, jobs, upkeep
from pixelengine_import.local_engine.admission import BusyError, Intake
from pixelengine_import.local_engine.billing import Summary, summarize
from pixelengine_import.local_engine.endpoints import JOB_ENDPOINTS, paint
from pixelengine_import.local_engine.endpoints.enhance_prompt import enhance_prompt
from pixelengine_import.local_engine.job_view import read_job
from pixelengine_import.local_engine.orders import refusal
from pixelengine_import.local_engine.outputs import Outputs
from pixelengine_import.local_engine.pace import PACES
from pixelengine_import.local_engine.pictures import fetch_nothing
from pixelengine_import.local_engine.presence import Presence
from pixelengine_import.local_engine.schema import Database, milliseconds, settings
from pixelengine_import.local_engine.signing import SECRET_BYTES, check_token, sign
from pixelengine_import.local_engine.workers import Workers, Workplace

if TYPE_CHECKING:
    from pathlib import Path

    from pixelengine_import._clock import Clock
    from pixelengine_import.local_engine.job_view import JobView
    from pixelengine_import.local_engine.pace import Speed
    from pixelengine_import.local_engine.pictures import Fetch
    from pixelengine_import.local_engine.workers import Painter

__all__ = ["DEFAULT_CREDITS", "DEFAULT_QUEUE", "Download", "LocalEngine"]

DEFAULT_CREDITS = 100_000
DEFAULT_QUEUE = 500
DEFAULT_WORKERS = 2


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


@dataclass(frozen=True, slots=True)
class _Running:
    """What a started engine holds."""

    database: Database
    outputs: Outputs
    presence: Presence
    secret: bytes
    workers: Workers
    intake: Intake


class LocalEngine:
    """Accounts, jobs, results; owns the SQLite database and the workers.

    Args:
        folder: Where everything is kept; several engines may share it.
        clock: What time it is; every rule about time goes by it.
        credits: Monthly credits of the account, 0 or more.
        workers: How many jobs run at once, 1 or more.
        queue: How many jobs may wait, 1 or more; further ones are refused.
        speed: ``instant`` works as fast as it can, ``real`` takes about 90 s a job.
        secret: What download addresses are signed with; None keeps one in the folder.
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
        workers: int = DEFAULT_WORKERS,
        queue: int = DEFAULT_QUEUE,
        speed: Speed = "instant",
        secret: bytes | None = None,
        painter: Painter | None = None,
        fetch: Fetch = fetch_nothing,
    ) -> None:
        """Keep the settings; nothing is opened before :meth:`start`."""
        if credits < 0 or workers < 1 or queue < 1 or speed not in PACES:
            msg = (
                "an engine needs 0 or more credits, 1 or more workers, a queue of 1 "
                f"or more and a speed of {' or '.join(PACES)} (found {credits}, "
                f"{workers}, {queue}, {speed})"
            )
            raise ValueError(msg)
        self._folder = folder
        self._clock = clock
        self._credits = credits
        self._workers = workers
        self._queue = queue
        self._pace = PACES[speed]
        self._secret = secret
        self._painter = paint if painter is None else painter
        self._fetch_picture = fetch
        self._state: _Running | None = None

    async def start(self) -> None:
        """Open the folder, take over what others left, and begin to work.

        Raises:
            ProjectError: The folder cannot be used.
            StateError: Its record is damaged, or newer than this version.
            RuntimeError: The engine runs already.
        """
        if self._state is not None:
            msg = "the engine runs already"
            raise RuntimeError(msg)
        database, outputs, presence, secret, queued = await asyncio.to_thread(
            self._open
        )
        place = Workplace(
            database, outputs, self._clock, presence.name, self._pace, self._painter
        )
        workers = Workers(place, self._workers)
        workers.wake(queued)
        self._state = _Running(database, outputs, presence, secret, workers, Intake())

    async def stop(self, patience: float | None = None) -> bool:
        """Stop all work at its next frame; unfinished jobs go on at the next start.

        An engine that does not run is left as it is.

        Args:
            patience: How long to wait for work that takes its time to stop (such as
                one large PNG), in seconds; None waits until it has.

        Returns:
            Whether no thread is at work any more.
        """
        state, self._state = self._state, None
        if state is None:
            return True
        state.intake.close()
        idle = await state.workers.stop(patience)
        await asyncio.to_thread(_close, state)
        return idle

    async def submit(self, endpoint: str, document: object) -> str:
        """Accept a job.

        Args:
            endpoint: A name in ``JOB_ENDPOINTS``.
            document: The body, decoded from JSON.

        Returns:
            The id of the job, which is queued.

        Raises:
            RefusedError: 400; the request breaks a rule.
            CreditsError: 402.
            BusyError: 503; the queue is full.
        """
        job_id = await self._running.intake.run(self._accept, endpoint, document)
        self._running.workers.wake()
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
        return await self._running.intake.run(enhance_prompt, document)

    async def job(self, job_id: str) -> JobView:
        """Read a job.

        Args:
            job_id: Its id.

        Raises:
            RefusedError: 404 ``job_not_found``, 410 ``job_expired``.
        """
        return await asyncio.to_thread(self._read, job_id)

    async def cancel(self, job_id: str) -> None:
        """Cancel a job; its credits are free at once.

        Args:
            job_id: Its id.

        Raises:
            RefusedError: 404 ``job_not_found``, 409 when it has ended.
        """
        await asyncio.to_thread(self._cancel, job_id)
        self._running.workers.cancel(job_id)

    async def balance(self) -> accounts.Balance:
        """Read the account."""
        return await asyncio.to_thread(self._balance)

    async def billing(self, start_date: str | None, end_date: str | None) -> Summary:
        """Add up what the account spent and got.

        Args:
            start_date: First day as ``YYYY-MM-DD``; None is 30 days before the last.
            end_date: Last day, included; None is today.

        Raises:
            RefusedError: 400; these are no days, or not a period of 1 to 365 days.
        """
        return await asyncio.to_thread(self._summary, start_date, end_date)

    async def purchase(self, amount: int) -> None:
        """Put credits into the purchased pool, as the live service's shop does.

        Args:
            amount: Credits, more than 0.

        Raises:
            ValueError: The amount is not above 0.
        """
        await asyncio.to_thread(self._purchase, amount)

    def token(self, job_id: str) -> str:
        """Return a fresh token that opens a job's output for an hour."""
        return sign(self._running.secret, job_id, self._now())

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
        return await asyncio.to_thread(self._running.outputs.read, name, offset, count)

    @property
    def _running(self) -> _Running:
        if self._state is None:
            msg = "the engine does not run; call start() first"
            raise RuntimeError(msg)
        return self._state

    def _now(self) -> int:
        return milliseconds(self._clock.now())

    def _open(self) -> tuple[Database, Outputs, Presence, bytes, int]:
        with ExitStack() as undo:
            database = Database(self._folder / "engine.db")
            undo.callback(database.close)
            outputs = Outputs(self._folder / "outputs")
            presence = Presence(self._folder / "engines")
            undo.callback(presence.release)
            with database.writing() as connection:
                accounts.open_account(connection, self._credits, self._now())
            _inherit(database, presence)
            _sweep(database, outputs, self._now())
            with database.reading() as connection:
                queued = upkeep.count_queued(connection, presence.name)
            secret = self._secret or _kept_secret(database)
            undo.pop_all()
        return database, outputs, presence, secret, queued

    def _accept(self, endpoint: str, document: object) -> str:
        state, now = self._running, self._now()
        fetch = state.intake.fetcher(self._fetch_picture, self._clock)
        order = JOB_ENDPOINTS[endpoint].read(document, fetch)
        job_id = str(uuid.uuid4())
        with state.database.writing() as connection:
            self._check_queue(upkeep.count_queued(connection, state.presence.name))
            jobs.add_job(connection, job_id, state.presence.name, order, now)
        _sweep(state.database, state.outputs, now)
        return job_id

    def _check_room(self) -> None:
        state = self._running
        with state.database.reading() as connection:
            self._check_queue(upkeep.count_queued(connection, state.presence.name))

    def _check_queue(self, waiting: int) -> None:
        if waiting < self._queue:
            return
        # When the next job of this pace ends, a place comes free.
        turn = (self._pace.queued + self._pace.running) / self._workers
        msg = f"The queue is full ({waiting} jobs wait). Send the request again later."
        raise BusyError(msg, retry_after=max(1, math.ceil(turn)))

    def _read(self, job_id: str) -> JobView:
        state, now = self._running, self._now()
        try:
            with state.database.reading() as connection:
                view = read_job(connection, job_id, now)
        except RefusedError as error:
            if error.service_code == "job_expired":
                _sweep(state.database, state.outputs, now)
            raise
        if not view.overdue:
            return view
        with state.database.writing() as connection:
            jobs.expire_holds(connection, now)
            return read_job(connection, job_id, now)

    def _cancel(self, job_id: str) -> None:
        with self._running.database.writing() as connection:
            jobs.cancel_job(connection, job_id, self._now())

    def _balance(self) -> accounts.Balance:
        with self._running.database.reading() as connection:
            return accounts.balance(connection, self._now())

    def _summary(self, start_date: str | None, end_date: str | None) -> Summary:
        now = self._clock.now()
        period = choose_period(start_date, end_date, now.date())
        if isinstance(period, Violation):
            raise refusal(period)
        with self._running.database.writing() as connection:
            return summarize(connection, period, milliseconds(now))

    def _purchase(self, amount: int) -> None:
        with self._running.database.writing() as connection:
            accounts.add_purchased(connection, amount, self._now())

    def _fetch(self, job_id: str, token: str) -> Download:
        state, now = self._running, self._now()
        problem = check_token(state.secret, job_id, token, now)
        if problem is not None:
            raise RefusedError(problem, status=400, code="InvalidJWT")
        try:
            view = self._read(job_id)
        except RefusedError as error:
            raise _no_object() from error
        if view.output is None or view.content_type is None:
            raise _no_object()
        size = state.outputs.size(view.output)
        if size is None:
            raise _no_object()
        return Download(view.output, size, view.content_type)


def _close(state: _Running) -> None:
    with state.database.writing() as connection:
        upkeep.requeue_jobs(connection, state.presence.name)
    state.database.close()
    state.presence.release()


def _inherit(database: Database, presence: Presence) -> None:
    """Take over the jobs of engines that are gone."""
    with database.reading() as connection:
        owners = upkeep.owners_of_unfinished(connection)
    for gone in owners:
        with presence.inherit(gone) as inherited:
            if inherited:
                with database.writing() as connection:
                    upkeep.adopt_jobs(connection, gone, presence.name)


def _sweep(database: Database, outputs: Outputs, now: int) -> None:
    """Delete results that were kept for 24 hours."""
    with database.writing() as connection:
        jobs.expire_holds(connection, now)
        for name in upkeep.take_due_outputs(connection, now):
            outputs.delete(name)


def _kept_secret(database: Database) -> bytes:
    """Return the folder's own secret: addresses outlive a restart."""
    with database.writing() as connection:
        found = connection.execute(
            select(settings.c.value).where(settings.c.name == "secret")
        ).scalar_one_or_none()
        if found is not None:
            return bytes(found)
        fresh = secrets.token_bytes(SECRET_BYTES)
        connection.execute(settings.insert().values(name="secret", value=fresh))
        return fresh


def _no_object() -> RefusedError:
    return RefusedError("Object not found", status=404, code="not_found")
