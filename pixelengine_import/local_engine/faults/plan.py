"""Which request is hit by which fault: rules, and how often each has seen one."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pixelengine_import.local_engine.seeded import draw_share

if TYPE_CHECKING:
    from pixelengine_import.local_engine.faults.rules import Effect, FaultRules, Rule

__all__ = ["FaultPlan", "Hit"]


@dataclass(frozen=True, slots=True)
class Hit:
    """What happens to one request.

    Attributes:
        latency: Seconds to wait first.
        effect: What happens then; None lets the request through.
    """

    latency: float = 0.0
    effect: Effect | None = None


@dataclass(slots=True)
class _Counted:
    """A rule with its counts: requests that it matched, and those that it hit."""

    rule: Rule
    seed: int
    place: int
    seen: int = 0
    hits: int = 0

    def sees(self, method: str, path: str) -> bool:
        """Count a request that the rule is about."""
        rule = self.rule
        mine = rule.method in {None, method} and rule.path in {None, path}
        self.seen += mine
        return mine

    def strikes(self) -> bool:
        """Decide about the request that was counted last."""
        rule = self.rule
        return (
            rule.nth in {None, self.seen}
            and (rule.every is None or self.seen % rule.every == 0)
            and (rule.times is None or self.hits < rule.times)
            and draw_share(self.seed, "fault", self.place, self.seen) < rule.probability
        )


class FaultPlan:
    """The fault rules of an engine. May be used from several threads.

    Args:
        rules: The rules that it begins with.
        seed: What probabilities are drawn from where the rules do not say.
    """

    def __init__(self, rules: FaultRules | None = None, *, seed: int = 0) -> None:
        """Load the first rules."""
        self._first = rules
        self._seed = seed
        self._guard = threading.Lock()
        self._rules: list[_Counted] = []
        self.restart()

    def restart(self) -> None:
        """Go back to the first rules, as if no request had been seen."""
        self.clear()
        if self._first is not None:
            self.add(self._first)

    def add(self, rules: FaultRules) -> None:
        """Add rules behind those that are there.

        Args:
            rules: The rules; they have seen nothing yet.
        """
        seed = self._seed if rules.seed is None else rules.seed
        with self._guard:
            begin = len(self._rules)
            self._rules += [
                _Counted(rule, seed, begin + i) for i, rule in enumerate(rules.rules)
            ]

    def clear(self) -> None:
        """Take all rules out."""
        with self._guard:
            self._rules.clear()

    def pick(self, method: str, path: str) -> Hit | None:
        """Decide what happens to a request, and count it.

        Args:
            method: Its method.
            path: The path of its endpoint, or ``/download``.

        Returns:
            None when nothing happens to it.
        """
        latency, effect, hit = 0.0, None, False
        with self._guard:
            for counted in self._rules:
                if not counted.sees(method, path):
                    continue
                beaten = effect is not None and counted.rule.effect is not None
                if beaten or not counted.strikes():
                    continue
                counted.hits += 1
                hit = True
                latency += counted.rule.latency
                effect = effect or counted.rule.effect
        return Hit(latency, effect) if hit else None

    def report(self) -> list[dict[str, Any]]:
        """List the rules as JSON, each with its counts ``seen`` and ``hits``."""
        with self._guard:
            return [
                {
                    **counted.rule.model_dump(mode="json", exclude_unset=True),
                    "seen": counted.seen,
                    "hits": counted.hits,
                }
                for counted in self._rules
            ]
