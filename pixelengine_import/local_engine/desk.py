"""What clients ask of an engine, each thing in one go in one thread.

The event loop hands these calls to threads; each is one transaction, or a read that
finds that something has to be written down first.
"""

from __future__ import annotations

import math
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pixelengine_import.api.period import choose_period
from pixelengine_import.api.violations import Violation
from pixelengine_import.errors import RefusedError
from pixelengine_import.local_engine import accounts, jobs, upkeep
from pixelengine_import.local_engine.admission import BusyError
from pixelengine_import.local_engine.billing import Summary, summarize
from pixelengine_import.local_engine.endpoints import JOB_ENDPOINTS
from pixelengine_import.local_engine.job_view import read_job
from pixelengine_import.local_engine.orders import refusal
from pixelengine_import.local_engine.schema import milliseconds
from pixelengine_import.local_engine.seeded import draw_id, reseed
from pixelengine_import.local_engine.signing import check_token

if TYPE_CHECKING:
    from pixelengine_import._clock import Clock
    from pixelengine_import.local_engine.job_view import JobView
    from pixelengine_import.local_engine.orders import Order
    from pixelengine_import.local_engine.pictures import Fetch
    from pixelengine_import.local_engine.running import Running

__all__ = ["Desk", "Download"]


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
class Desk:
    """Serves the clients of one engine that runs.

    Attributes:
        running: What the engine holds.
        clock: What time it is.
        seed: What ids and seeds are drawn from; None draws from the machine.
        secret: What download addresses are signed with.
        queue: How many jobs may wait.
        turn: After how many seconds a place in a full queue comes free.
        fetch: Gets pictures that requests name by their address.
    """

    running: Running
    clock: Clock
    seed: int | None
    secret: bytes
    queue: int
    turn: float
    fetch: Fetch

    def accept(self, endpoint: str, document: object, account: str) -> str:
        """Accept a job; see :meth:`LocalEngine.submit`."""
        running, now = self.running, self._now()
        fetch = running.intake.fetcher(self.fetch, self.clock)
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

    def check_room(self) -> None:
        """See to it that a job could be taken; see :meth:`LocalEngine.check_room`."""
        self._check_queue(self.running.queued())

    def _check_queue(self, waiting: int) -> None:
        if waiting < self.queue:
            return
        msg = f"The queue is full ({waiting} jobs wait). Send the request again later."
        raise BusyError(msg, retry_after=max(1, math.ceil(self.turn)))

    def read(self, job_id: str, account: str | None) -> JobView:
        """Read a job; see :meth:`LocalEngine.job`. Without an account, anybody's."""
        running, now = self.running, self._now()
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

    def cancel(self, job_id: str, account: str) -> None:
        """Cancel a job; see :meth:`LocalEngine.cancel`."""
        with self.running.database.writing() as connection:
            jobs.cancel_job(connection, account, job_id, self._now())

    def balance(self, account: str) -> accounts.Balance:
        """Read an account; see :meth:`LocalEngine.balance`."""
        with self.running.database.reading() as connection:
            return accounts.balance(connection, account, self._now())

    def summary(
        self, start_date: str | None, end_date: str | None, account: str
    ) -> Summary:
        """Add up what an account spent; see :meth:`LocalEngine.billing`."""
        now = self.clock.now()
        period = choose_period(start_date, end_date, now.date())
        if isinstance(period, Violation):
            raise refusal(period)
        with self.running.database.writing() as connection:
            return summarize(connection, account, period, milliseconds(now))

    def purchase(self, amount: int, account: str) -> None:
        """Fill the purchased pool; see :meth:`LocalEngine.purchase`."""
        with self.running.database.writing() as connection:
            accounts.add_purchased(connection, account, amount, self._now())

    def find(self, job_id: str, token: str) -> Download:
        """Find the output of a job; see :meth:`LocalEngine.download`."""
        outputs = self.running.outputs
        problem = check_token(self.secret, job_id, token, self._now())
        if problem is not None:
            raise RefusedError(problem, status=400, code="InvalidJWT")
        try:
            view = self.read(job_id, None)
        except RefusedError as error:
            raise _no_object() from error
        if view.output is None or view.content_type is None:
            raise _no_object()
        size = outputs.size(view.output)
        if size is None:
            raise _no_object()
        return Download(view.output, size, view.content_type)

    def _now(self) -> int:
        return milliseconds(self.clock.now())


def _no_object() -> RefusedError:
    return RefusedError("Object not found", status=404, code="not_found")
