"""No sequence of events loses or invents a credit, whoever they happen to at once."""

from __future__ import annotations

import asyncio
import random
import tempfile
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
)

from pixelengine_import.errors import CreditsError, RefusedError
from pixelengine_import.local_engine import jobs
from pixelengine_import.local_engine.accounts import (
    DEFAULT_ACCOUNT,
    HOLD_MS,
    Balance,
    balance,
    open_account,
)
from pixelengine_import.local_engine.control.bodies import MoveBody, Whose, read
from pixelengine_import.local_engine.control.operator import Operator
from pixelengine_import.local_engine.engine import LocalEngine
from pixelengine_import.local_engine.faults.plan import FaultPlan
from pixelengine_import.local_engine.orders import Order
from pixelengine_import.local_engine.schema import Database, ledger, milliseconds
from pixelengine_import.testing.clock import FakeClock

from .conftest import animate_body, paint_seed

if TYPE_CHECKING:
    from collections.abc import Coroutine

T = TypeVar("T")

KEY = "pe_sk_local_other"
OTHER = "account-1"
ACCOUNTS = st.sampled_from([DEFAULT_ACCOUNT, OTHER])
YEAR = ("2026-03-01", "2027-02-28")
LAST = datetime(2027, 2, 1, tzinfo=UTC)
HOLD = HOLD_MS / 1000
PICTURE = animate_body()["image"]
BODIES: dict[str, tuple[int, dict[str, Any]]] = {
    "animate": (20, animate_body()),
    "keyframes": (
        24,
        {
            "prompt": "walk",
            "render_mode": "pixel",
            "total_frames": 3,
            "frames": [{"index": 0, "image": PICTURE}],
        },
    ),
    "remove_background": (2, {"image": PICTURE}),
    "pixelate": (0, {"image": PICTURE}),
}


@dataclass
class Purse:
    """What should be true of an account: written down from the reference alone."""

    allowance: int
    monthly: int
    purchased: int = 0
    month: tuple[int, int] = (2026, 3)
    used: int = 0
    added: int = 0
    refunds: int = 0
    paid: dict[str, tuple[int, int]] = field(default_factory=dict)
    refunded: set[str] = field(default_factory=set)
    holds: dict[str, tuple[int, float]] = field(default_factory=dict)

    @property
    def reserved(self) -> int:
        """What open holds take."""
        return sum(cost for cost, _ in self.holds.values())

    @property
    def total(self) -> int:
        """Both pools."""
        return self.monthly + self.purchased

    def pass_time(self, now: datetime, elapsed: float) -> list[str]:
        """Let holds of ten minutes run out and months begin; return whose did."""
        late = [j for j, (_, at) in self.holds.items() if elapsed - at >= HOLD]
        for job_id in late:
            del self.holds[job_id]
        if self.month < (now.year, now.month):
            self.month = (now.year, now.month)
            self.refill()
        return late

    def allow(self, allowance: int) -> None:
        """Get another allowance, from this month on."""
        if allowance != self.allowance:
            self.allowance = allowance
            self.refill()

    def refill(self) -> None:
        """Fill the monthly pool; what is held stays covered."""
        filled = max(self.allowance, self.reserved - self.purchased)
        self.added += max(0, filled - self.monthly)
        self.used += max(0, self.monthly - filled)
        self.monthly = filled

    def charge(self, job_id: str) -> None:
        """Take what a job held: monthly credits first."""
        if job_id not in self.holds:
            return
        cost, _ = self.holds.pop(job_id)
        first = min(self.monthly, cost)
        self.monthly -= first
        self.purchased -= cost - first
        self.used += cost
        self.paid[job_id] = (first, cost - first)


class Credits(RuleBasedStateMachine):
    """A real engine on a real database, moved by hand; beside it what should be true.

    Two accounts work side by side, the engine is restarted at any time, and every
    number that the API and the ledger show is compared after every step.
    """

    submitted = Bundle("submitted")

    def __init__(self) -> None:
        """Make a folder and an event loop of its own."""
        super().__init__()
        self._folder = tempfile.TemporaryDirectory()
        self._loop = asyncio.new_event_loop()
        self._clock = FakeClock()
        self._owner: dict[str, str] = {}
        self._waiting: list[str] = []

    @initialize(mine=st.integers(0, 90), others=st.integers(0, 90))
    def open(self, mine: int, others: int) -> None:
        """Begin with two accounts of some monthly credits."""
        self._funds = (mine, others)
        self._purses = {
            name: Purse(amount, amount, added=amount)
            for name, amount in ((DEFAULT_ACCOUNT, mine), (OTHER, others))
        }
        self._start()

    def _start(self) -> None:
        mine, others = self._funds
        self._engine = LocalEngine(
            Path(self._folder.name) / "engine",
            clock=self._clock,
            credits=mine,
            keys={KEY: others},
            speed="manual",
            painter=paint_seed,
        )
        self._do(self._engine.start())
        self._operator = Operator(self._engine, FaultPlan())

    def teardown(self) -> None:
        """Stop the engine."""
        if hasattr(self, "_engine"):
            self._do(self._engine.stop())
        self._do(self._loop.shutdown_default_executor())
        self._loop.close()
        self._folder.cleanup()

    def _do(self, deed: Coroutine[Any, Any, T]) -> T:
        return self._loop.run_until_complete(deed)

    def _move(self, job_id: str, **step: object) -> str:
        return self._do(self._operator.move(job_id, read(MoveBody, step).root))

    def _pass_time(self) -> None:
        now, elapsed = self._clock.now(), self._clock.monotonic()
        for purse in self._purses.values():
            for job_id in purse.pass_time(now, elapsed):
                self._waiting.remove(job_id)

    @rule(target=submitted, account=ACCOUNTS, endpoint=st.sampled_from(sorted(BODIES)))
    def submit(self, account: str, endpoint: str) -> str:
        """A job is accepted exactly when it can be paid."""
        cost, body = BODIES[endpoint]
        purse = self._purses[account]
        affordable = purse.total - purse.reserved >= cost
        try:
            job_id = self._do(self._engine.submit(endpoint, body, account))
        except CreditsError:
            assert not affordable
            return ""
        assert affordable or not cost
        self._owner[job_id] = account
        self._waiting.append(job_id)
        if cost:
            purse.holds[job_id] = (cost, self._clock.monotonic())
        return job_id

    @rule(well=st.booleans())
    def finish(self, *, well: bool) -> None:
        """The oldest job ends, with a result or without."""
        if not self._waiting:
            return
        job_id = self._move("next", do="succeed" if well else "fail")
        assert job_id == self._waiting.pop(0)
        purse = self._purses[self._owner[job_id]]
        if well:
            purse.charge(job_id)
        else:
            purse.holds.pop(job_id, None)

    @rule(share=st.floats(0.01, 0.5), job_id=submitted)
    def work(self, share: float, job_id: str) -> None:
        """A job comes further, which changes nothing about credits."""
        if job_id not in self._waiting:
            return
        with suppress(RefusedError):  # it may have come further already
            self._move(job_id, do="progress", share=share)

    @rule(account=ACCOUNTS, job_id=submitted)
    def cancel(self, account: str, job_id: str) -> None:
        """Only one's own job that is not over is cancelled; it is free at once."""
        mine = self._owner.get(job_id) == account
        if not mine or job_id not in self._waiting:
            with pytest.raises(RefusedError, match="ended" if mine else "no job"):
                self._do(self._engine.cancel(job_id, account))
            return
        self._do(self._engine.cancel(job_id, account))
        self._waiting.remove(job_id)
        self._purses[account].holds.pop(job_id, None)

    @rule(job_id=submitted)
    def expire(self, job_id: str) -> None:
        """A hold runs out before its time, if there is one."""
        held = any(job_id in purse.holds for purse in self._purses.values())
        try:
            self._move(job_id, do="expire")
        except RefusedError:
            assert not held
            return
        assert held
        self._waiting.remove(job_id)
        del self._purses[self._owner[job_id]].holds[job_id]

    @rule(job_id=submitted)
    def refund(self, job_id: str) -> None:
        """What was paid is given back once, to the pools that paid it."""
        purse = self._purses[self._owner.get(job_id, DEFAULT_ACCOUNT)]
        due = job_id in purse.paid and job_id not in purse.refunded
        try:
            self._move(job_id, do="refund")
        except RefusedError:
            assert not due
            return
        assert due
        monthly, purchased = purse.paid[job_id]
        purse.refunded.add(job_id)
        purse.monthly += monthly
        purse.purchased += purchased
        purse.refunds += monthly + purchased

    @rule(account=ACCOUNTS, amount=st.integers(1, 60))
    def purchase(self, account: str, amount: int) -> None:
        """Bought credits are there at once."""
        self._do(self._operator.add_credits(Whose(account=account), amount))
        self._purses[account].purchased += amount
        self._purses[account].added += amount

    @rule(seconds=st.floats(0.001, HOLD + 1).map(lambda s: round(s, 3)))
    def wait(self, seconds: float) -> None:
        """Minutes go by: holds may run out."""
        self._clock.advance(seconds)
        self._pass_time()

    @rule(days=st.integers(1, 33))
    def sleep(self, days: int) -> None:
        """Days go by: the monthly pool may be filled again."""
        left = (LAST - self._clock.now()).total_seconds()
        self._clock.advance(min(days * 86_400.0, max(left, 0.0)))
        self._pass_time()

    @rule(seconds=st.integers(1, int(HOLD)))
    def wait_for_a_month(self, seconds: int) -> None:
        """A month is about to begin: holds may be open when it does."""
        now = self._clock.now()
        first = (now.replace(day=1) + timedelta(days=32)).replace(
            day=1, hour=0, minute=0, second=0, microsecond=0
        )
        if first < LAST:
            left = (first - now).total_seconds() - seconds
            self._clock.advance(max(left, 0.0))
            self._pass_time()

    @rule(mine=st.sampled_from([0, 5, None, 90]))
    def restart(self, mine: int | None) -> None:
        """The engine is stopped and started anew, perhaps with other credits."""
        self._do(self._engine.stop())
        if mine is not None:
            self._funds = (mine, self._funds[1])
            self._purses[DEFAULT_ACCOUNT].allow(mine)
        self._start()

    @invariant()
    def everything_adds_up(self) -> None:
        """Balances, holds, billing and ledger say the same, and what they should."""
        entries = self._do(self._operator.ledger())
        state = self._do(self._operator.state())
        shares = {row["account"]: row["total_balance"] for row in state["accounts"]}
        for account, purse in self._purses.items():
            summary = self._do(self._engine.billing(*YEAR, account))
            shown = self._do(self._engine.balance(account))
            mine = [e for e in entries if e["account"] == account]
            assert shown == Balance(purse.monthly, purse.purchased, purse.reserved)
            assert shown == summary.balance
            assert shown.available == purse.total - purse.reserved >= 0
            assert min(shown.monthly, shown.purchased) >= 0
            assert summary.used == purse.used
            assert summary.added == purse.added
            assert summary.refunds == purse.refunds
            assert summary.jobs_charged == len(purse.paid)
            assert summary.net_change == shown.total
            assert _added_up(mine) == shown.total == shares[account]
        held = {
            job["api_job_id"] for job in state["jobs"] if job["hold_status"] == "open"
        }
        assert held == {j for purse in self._purses.values() for j in purse.holds}


def _added_up(entries: list[dict[str, Any]]) -> int:
    signs = {"debit": -1, "credit": 1, "refund": 1}
    return sum(signs[e["kind"]] * (e["monthly"] + e["purchased"]) for e in entries)


Credits.TestCase.settings = settings(max_examples=40, stateful_step_count=25)
TestCredits = Credits.TestCase


THREADS = 8
ROUNDS = 40
START = milliseconds(datetime(2026, 3, 2, 18, 0, tzinfo=UTC))


def test_eight_at_once_on_one_account_never_overspend(folder: Path) -> None:
    """Submitting, cancelling, finishing and failing, in as many threads.

    At every moment that anybody sees, what is held is covered; in the end the ledger
    equals the balance, and every success was paid for once.
    """
    database = Database(folder / "engine.db")
    with database.writing() as connection:
        open_account(connection, DEFAULT_ACCOUNT, 400, START)
    starting = threading.Barrier(THREADS)
    problems: list[BaseException] = []
    succeeded: list[str] = []

    def act(number: int) -> None:
        chance = random.Random(number)
        mine: list[str] = []
        starting.wait()
        for turn in range(ROUNDS):
            with database.writing() as connection:
                _act_once(connection, chance, mine, f"{number}-{turn}", succeeded)
                seen = balance(connection, DEFAULT_ACCOUNT, START)
                assert seen.total - seen.reserved >= 0
                assert min(seen.monthly, seen.purchased) >= 0

    def watched(number: int) -> None:
        try:
            act(number)
        except BaseException as error:  # noqa: BLE001 - the test's thread raises it
            problems.append(error)

    threads = [threading.Thread(target=watched, args=(n,)) for n in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.reading() as connection:
        money = balance(connection, DEFAULT_ACCOUNT, START)
        rows = connection.execute(ledger.select()).all()
    database.close()

    assert problems == []
    entries = [{**row._mapping} for row in rows]
    assert _added_up(entries) == money.total
    charged = sorted(row.job_id for row in rows if row.kind == "debit")
    assert charged == sorted(succeeded)
    assert money.total == 400 - 20 * len(succeeded)
    assert len(succeeded) > 5


def _act_once(
    connection: Any,
    chance: random.Random,
    mine: list[str],
    name: str,
    succeeded: list[str],
) -> None:
    """Do one thing at random."""
    match chance.choice(["submit", "submit", "cancel", "finish", "fail"]):
        case "submit":
            order = Order("animate", 20, {"prompt": "x"}, 1, ())
            try:
                jobs.add_job(
                    connection,
                    name,
                    order,
                    START,
                    account=DEFAULT_ACCOUNT,
                    owner="engine",
                )
            except CreditsError:
                return
            mine.append(name)
        case "cancel" if mine:
            with suppress(RefusedError):  # another thread has ended it
                jobs.cancel_job(connection, DEFAULT_ACCOUNT, mine.pop(), START)
        case ending:
            claim = jobs.claim_next(connection, "engine", START)
            if claim is None:
                return
            if ending == "fail":
                assert jobs.fail_job(connection, claim.job_id, START)
                return
            assert jobs.succeed_job(
                connection,
                claim.job_id,
                START,
                output="0" * 64,
                content_type="image/webp",
                metadata={},
                notes={},
            )
            succeeded.append(claim.job_id)
