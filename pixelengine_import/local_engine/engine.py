"""The engine: it accepts orders, has them worked off, and keeps the results.

Everything that must survive is in the database; this class only moves jobs along. An
engine that is stopped or killed leaves its jobs there, and the next one that starts on
the same folder takes them over.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, TypeVar

from pixelengine_import._clock import ManualClock
from pixelengine_import.local_engine.accounts import DEFAULT_ACCOUNT
from pixelengine_import.local_engine.desk import Desk
from pixelengine_import.local_engine.endpoints.enhance_prompt import enhance_prompt
from pixelengine_import.local_engine.keys import check_key
from pixelengine_import.local_engine.pace import PACES
from pixelengine_import.local_engine.painters.crew import Crew
from pixelengine_import.local_engine.painters.launch import cores
from pixelengine_import.local_engine.pictures import fetch_nothing
from pixelengine_import.local_engine.running import Funds, Running
from pixelengine_import.local_engine.schema import milliseconds
from pixelengine_import.local_engine.seeded import draw_secret
from pixelengine_import.local_engine.signing import SECRET_BYTES, sign
from pixelengine_import.local_engine.workers import Workers, Workplace

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pixelengine_import._clock import Clock
    from pixelengine_import.local_engine.accounts import Balance
    from pixelengine_import.local_engine.billing import Summary
    from pixelengine_import.local_engine.desk import Download
    from pixelengine_import.local_engine.job_view import JobView
    from pixelengine_import.local_engine.pace import Pace, Speed
    from pixelengine_import.local_engine.pictures import Fetch
    from pixelengine_import.local_engine.workers import Painter

__all__ = ["DEFAULT_CREDITS", "DEFAULT_QUEUE", "LocalEngine"]

DEFAULT_CREDITS = 100_000
DEFAULT_QUEUE = 500
FEWEST_WORKERS, MOST_WORKERS = 2, 8

T = TypeVar("T")


class LocalEngine:
    """Accounts, jobs, results; owns the SQLite database and the workers.

    Args:
        folder: Where everything is kept; several engines may share it.
        clock: What time it is; every rule about time goes by it.
        credits: Monthly credits of the default account, 0 or more.
        keys: Keys of local form that have an account of their own, and its monthly
            credits.
        workers: How many jobs run at once, 1 or more; None takes 2, and at ``instant``
            speed as many as there are cores, 2 to 8.
        queue: How many jobs may wait, 1 or more; further ones are refused.
        speed: ``instant`` works as fast as it can, ``real`` takes about 90 s a job,
            ``manual`` leaves every job where it is until it is moved.
        seed: What everything random is drawn from, so that a run can be repeated; None
            draws from the machine.
        secret: What download addresses are signed with; None draws it from the seed,
            or keeps one in the folder.
        painter: Who does the picture work, in a thread; None takes the engine's own.
        crew: The processes in which the engine's own painter works; None makes them.
            It is closed when the engine stops.
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
        workers: int | None = None,
        queue: int = DEFAULT_QUEUE,
        speed: Speed = "instant",
        seed: int | None = None,
        secret: bytes | None = None,
        painter: Painter | None = None,
        crew: Crew | None = None,
        fetch: Fetch = fetch_nothing,
    ) -> None:
        """Keep the settings; nothing is opened before :meth:`start`."""
        if workers is None:
            # What takes its time on purpose does so alike on every machine.
            quick = speed == "instant"
            workers = min(max(cores(), FEWEST_WORKERS), MOST_WORKERS) if quick else 2
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
        self._painter = painter
        self._crew = crew
        self._fetch_picture = fetch
        self._desk: Desk | None = None
        self._workers: Workers | None = None

    async def start(self) -> None:
        """Open the folder, take over what others left, and begin to work.

        Raises:
            ProjectError: The folder cannot be used.
            StateError: Its record is damaged, or newer than this version.
            RuntimeError: The engine runs already.
        """
        if self._desk is not None:
            msg = "the engine runs already"
            raise RuntimeError(msg)
        desk = await asyncio.to_thread(self._open)
        await self._hire(desk.running)
        self._desk = desk

    async def stop(self, patience: float | None = None) -> bool:
        """Stop all work at its next frame; unfinished jobs go on at the next start.

        An engine that does not run is left as it is.

        Args:
            patience: How long to wait for work that takes its time to stop (such as
                one large PNG), in seconds; None waits until it has.

        Returns:
            Whether no thread is at work any more.
        """
        desk, self._desk = self._desk, None
        workers, self._workers = self._workers, None
        if desk is None or workers is None:
            return True
        desk.running.intake.close()
        idle = await workers.stop(patience)
        crew, self._crew = self._crew, None
        if crew is not None:
            await asyncio.to_thread(crew.close)
        await asyncio.to_thread(desk.running.close)
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
            self.desk.accept, endpoint, document, account
        )
        self.workers.wake()
        return job_id

    async def check_room(self) -> None:
        """See to it that a job could be taken, before anything is done for it.

        Raises:
            BusyError: 503; the queue is full.
        """
        await asyncio.to_thread(self.desk.check_room)

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
        return await asyncio.to_thread(self.desk.read, job_id, account)

    async def cancel(self, job_id: str, account: str = DEFAULT_ACCOUNT) -> None:
        """Cancel a job; its credits are free at once.

        Args:
            job_id: Its id.
            account: Whose it has to be.

        Raises:
            RefusedError: 404 ``job_not_found``, 409 when it has ended.
        """
        await asyncio.to_thread(self.desk.cancel, job_id, account)
        self.workers.cancel(job_id)

    async def balance(self, account: str = DEFAULT_ACCOUNT) -> Balance:
        """Read an account.

        Args:
            account: Which.
        """
        return await asyncio.to_thread(self.desk.balance, account)

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
        return await asyncio.to_thread(self.desk.summary, start_date, end_date, account)

    async def purchase(self, amount: int, account: str = DEFAULT_ACCOUNT) -> None:
        """Put credits into the purchased pool, as the live service's shop does.

        Args:
            amount: Credits, more than 0.
            account: Whose.

        Raises:
            ValueError: The amount is not above 0.
        """
        await asyncio.to_thread(self.desk.purchase, amount, account)

    def token(self, job_id: str) -> str:
        """Return a fresh token that opens a job's output for an hour."""
        return sign(self.desk.secret, job_id, self.now())

    async def download(self, job_id: str, token: str) -> Download:
        """Read the output of a job.

        Args:
            job_id: The job.
            token: What :meth:`token` gave for it within the last hour.

        Raises:
            RefusedError: 400 ``InvalidJWT``, or 404 ``not_found``.
        """
        return await asyncio.to_thread(self.desk.find, job_id, token)

    async def read_output(self, name: str, offset: int, count: int) -> bytes:
        """Read a part of a result.

        Args:
            name: Of the result, from a :class:`~.desk.Download`.
            offset: Where to begin, bytes.
            count: How many bytes.

        Returns:
            The part; shorter at the end of the file, and when it is gone.
        """
        return await asyncio.to_thread(self.running.outputs.read, name, offset, count)

    @property
    def desk(self) -> Desk:
        """Who serves the clients.

        Raises:
            RuntimeError: The engine does not run.
        """
        return _started(self._desk)

    @property
    def running(self) -> Running:
        """What the engine holds while it runs.

        Raises:
            RuntimeError: It does not run.
        """
        return self.desk.running

    @property
    def workers(self) -> Workers:
        """Who works the jobs off.

        Raises:
            RuntimeError: The engine does not run.
        """
        return _started(self._workers)

    def now(self) -> int:
        """Return what time it is, milliseconds since 1970."""
        return milliseconds(self.clock.now())

    async def _hire(self, running: Running) -> None:
        """Put workers to what waits."""
        queued = await asyncio.to_thread(running.queued)
        owner = running.presence.name
        painter = self._painter
        if painter is None:
            self._crew = self._crew or Crew(self._count)
            painter = self._crew.paint
        place = Workplace(
            running.database,
            running.outputs,
            self.clock,
            owner,
            self.pace,
            painter,
        )
        self._workers = Workers(place, self._count)
        self._workers.wake(queued)

    def _open(self) -> Desk:
        running = Running.open(self._folder, self._funds, self.now())
        secret = self._secret
        if secret is None:
            secret = running.kept_secret("secret", SECRET_BYTES)
        return Desk(
            running,
            self.clock,
            self.seed,
            secret,
            self._queue,
            # When the next job of this pace ends, a place comes free.
            (self.pace.queued + self.pace.running) / self._count,
            self._fetch_picture,
        )


def _started(found: T | None) -> T:
    if found is None:
        msg = "the engine does not run; call start() first"
        raise RuntimeError(msg)
    return found
