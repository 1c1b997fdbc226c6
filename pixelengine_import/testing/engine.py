"""A local engine for one test: on a port or in process, on a clock of the test's own.

Everything that a test may want to do to the service it can do here: make time pass,
lose answers, run out of credits, look into the ledger.
"""

from __future__ import annotations

import tempfile
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pixelengine_import.api.client import AsyncPixelEngine
from pixelengine_import.api.polling import LOCAL_POLLING
from pixelengine_import.api.sync_client import PixelEngine
from pixelengine_import.local_engine.control.bodies import (
    KeyBody,
    MoveBody,
    Whose,
    read,
)
from pixelengine_import.local_engine.faults.rules import read_rules
from pixelengine_import.local_engine.in_process import in_process
from pixelengine_import.local_engine.in_thread import InThread
from pixelengine_import.local_engine.orders import refusal
from pixelengine_import.local_engine.painters.crew import Crew
from pixelengine_import.testing.clock import FakeClock

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Coroutine, Iterator, Mapping

    from pixelengine_import._clock import ManualClock
    from pixelengine_import.local_engine.faults.plan import FaultPlan
    from pixelengine_import.local_engine.in_process import InProcess
    from pixelengine_import.local_engine.pace import Speed

__all__ = [
    "Faults",
    "InProcessEngine",
    "ServedEngine",
    "in_process_engine",
    "local_engine",
]

T = TypeVar("T")

CREDITS = 1000


class Faults:
    """What goes wrong on purpose; see the page of the local engine for the rules.

    Args:
        plan: The engine's plan.
    """

    def __init__(self, plan: FaultPlan) -> None:
        """Keep the plan."""
        self._plan = plan

    def add(self, *, seed: int | None = None, **rule: object) -> None:
        """Add one rule, from the next request on.

        Args:
            seed: What its probability is drawn from; None takes the engine's seed.
            rule: Its fields: ``path="/animate", nth=1, effect={"type": "drop"}``.

        Raises:
            RefusedError: The rule is wrong; the message says where.
        """
        found = read_rules({"seed": seed, "rules": [rule]})
        if isinstance(found, list):
            raise refusal(found[0])
        self._plan.add(found)

    def clear(self) -> None:
        """Let nothing go wrong any more."""
        self._plan.clear()

    def report(self) -> list[dict[str, Any]]:
        """List the rules, each with its counts ``seen`` and ``hits``."""
        return self._plan.report()


class ServedEngine:
    """An engine on a port of this machine, served from this process.

    Args:
        served: Who serves it.
        clock: Its clock.

    Attributes:
        clock: The engine's clock: ``clock.advance(3600)`` lets an hour pass.
        faults: What goes wrong on purpose.
    """

    def __init__(self, served: InThread, clock: ManualClock) -> None:
        """Keep both."""
        self.clock = clock
        self.faults = Faults(served.faults)
        self._served = served

    @property
    def base_url(self) -> str:
        """Where it answers, ending in ``/functions/v1``."""
        return self._served.base_url

    @property
    def api_key(self) -> str:
        """A key that opens the default account."""
        return self._served.api_key

    @property
    def environment(self) -> dict[str, str]:
        """What points ``pxe`` and other programs here, as environment variables."""
        return {
            "PIXEL_ENGINE_BASE_URL": self.base_url,
            "PIXEL_ENGINE_API_KEY": self.api_key,
        }

    def client(self, key: str | None = None) -> PixelEngine:
        """Return a client for threads; the caller closes it.

        Args:
            key: Whose account it uses; None is the default one.
        """
        return PixelEngine(
            key or self.api_key, base_url=self.base_url, polling=LOCAL_POLLING
        )

    def async_client(self, key: str | None = None) -> AsyncPixelEngine:
        """Return a client for event loops; the caller closes it.

        Args:
            key: Whose account it uses; None is the default one.
        """
        return AsyncPixelEngine(
            key or self.api_key, base_url=self.base_url, polling=LOCAL_POLLING
        )

    def state(self) -> dict[str, Any]:
        """Show accounts, jobs, clock, pace and faults."""
        return self._do(self._served.operator.state())

    def jobs(self) -> list[dict[str, Any]]:
        """List the newest jobs in the order in which they were accepted."""
        return self._do(self._served.operator.jobs())

    def ledger(self, account: str | None = None) -> list[dict[str, Any]]:
        """List every change of credits, oldest first.

        Args:
            account: Whose; None for everybody's.

        Raises:
            RefusedError: There is no such account.
        """
        whose = None if account is None else Whose(account=account)
        return self._do(self._served.operator.ledger(whose))

    def move(self, job_id: str = "next", **step: object) -> str:
        """Move a job of a manual engine: ``move(do="fail", code="nsfw")``.

        Args:
            job_id: Its id; ``next`` is the oldest one that is not over.
            step: What happens, as in ``POST /_engine/jobs/{id}``.

        Returns:
            Its id.

        Raises:
            RefusedError: The job cannot be moved so.
        """
        move = read(MoveBody, step).root
        return self._do(self._served.operator.move(job_id, move))

    def add_credits(self, amount: int, key: str | None = None) -> None:
        """Put credits into the purchased pool.

        Args:
            amount: More than 0.
            key: Whose account; None is the default one.
        """
        self._do(self._served.operator.add_credits(Whose(key=key), amount))

    def set_key(self, key: str, **values: object) -> str:
        """Give a key an account of its own, or make it inactive.

        Args:
            key: A key of local form.
            values: ``credits`` and ``active``, as in ``POST /_engine/keys``.

        Returns:
            The account's id.

        Raises:
            RefusedError: Something about it is wrong.
        """
        body = read(KeyBody, {"key": key, **values})
        return self._do(self._served.operator.set_key(body))

    def reset(self) -> None:
        """Begin anew: accounts, jobs, results, faults and the clock."""
        self._do(self._served.operator.reset())

    def _do(self, deed: Coroutine[Any, Any, T]) -> T:
        return self._served.call(deed)


class InProcessEngine:
    """An engine inside this process, without a socket: for tests on an event loop.

    Args:
        inside: The engine.
        clock: Its clock.

    Attributes:
        base_url: Ends in ``/functions/v1``; only its own clients reach it.
        api_key: A key that opens the default account.
        clock: The engine's clock.
        faults: What goes wrong on purpose. A client sees the same errors as over a
            socket, and never waits for an answer that stands still.
        operator: Does everything else; its methods are coroutines.
    """

    def __init__(self, inside: InProcess, clock: ManualClock) -> None:
        """Keep both."""
        self.base_url = inside.base_url
        self.api_key = inside.api_key
        self.clock = clock
        self.faults = Faults(inside.faults)
        self.operator = inside.operator
        self._transport = inside.transport

    def client(self, key: str | None = None) -> AsyncPixelEngine:
        """Return a client; the caller closes it.

        Args:
            key: Whose account it uses; None is the default one.
        """
        return AsyncPixelEngine(
            key or self.api_key,
            base_url=self.base_url,
            transport=self._transport,
            polling=LOCAL_POLLING,
        )


@contextmanager
def local_engine(
    folder: Path | None = None,
    *,
    clock: ManualClock | None = None,
    credits: int = CREDITS,  # noqa: A002 - the API's own word
    keys: Mapping[str, int] | None = None,
    speed: Speed = "instant",
    seed: int | None = 0,
    pretend_live: bool = False,
) -> Iterator[ServedEngine]:
    """Serve a fresh engine on a free port for the length of a block.

    Args:
        folder: Where it keeps everything; None is a folder that is deleted afterwards.
        clock: Its clock; None stands at 2 March 2026, 18:00 UTC.
        credits: Monthly credits of the default account.
        keys: Keys that have an account of their own, and its monthly credits.
        speed: ``instant`` works as fast as it can, ``real`` takes 90 s of the clock a
            job, ``manual`` leaves every job where it is until it is moved.
        seed: What everything random is drawn from, so that a test sees the same ids
            on each run; None draws from the machine.
        pretend_live: Leaves out what tells the engine from the live service.

    Yields:
        The engine.

    Example::

        with local_engine(credits=20) as engine, engine.client() as client:
            engine.faults.add(path="/jobs", nth=1, effect={"type": "drop"})
            job = client.handle(client.animate("hero.png", "walk"))
            assert job.result().data
    """
    clock = FakeClock() if clock is None else clock
    with tempfile.TemporaryDirectory(prefix="pxe-engine-") as own:
        served = InThread(
            Path(own) / "engine" if folder is None else folder,
            clock=clock,
            credits=credits,
            keys=keys,
            speed=speed,
            seed=seed,
            pretend_live=pretend_live,
            crew=_here(),
        )
        with served:
            yield ServedEngine(served, clock)


@asynccontextmanager
async def in_process_engine(
    folder: Path | None = None,
    *,
    clock: ManualClock | None = None,
    credits: int = CREDITS,  # noqa: A002 - the API's own word
    keys: Mapping[str, int] | None = None,
    speed: Speed = "instant",
    seed: int | None = 0,
) -> AsyncIterator[InProcessEngine]:
    """Run a fresh engine inside this process for the length of a block.

    Args:
        folder: As for :func:`local_engine`.
        clock: As there.
        credits: As there.
        keys: As there.
        speed: As there.
        seed: As there.

    Yields:
        The engine.
    """
    clock = FakeClock() if clock is None else clock
    with tempfile.TemporaryDirectory(prefix="pxe-engine-") as own:
        async with in_process(
            Path(own) / "engine" if folder is None else folder,
            clock=clock,
            credits=credits,
            keys=keys,
            speed=speed,
            seed=seed,
            crew=_here(),
        ) as inside:
            yield InProcessEngine(inside, clock)


def _here() -> Crew:
    """Paint in threads: a test's pictures are done before a process has started."""
    return Crew(0)
