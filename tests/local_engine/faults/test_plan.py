"""Which request is hit: counted, drawn from a seed, the same on every run."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pixelengine_import.local_engine.faults.plan import FaultPlan
from pixelengine_import.local_engine.faults.rules import FaultRules, read_rules

DROP = {"type": "drop"}
ERROR = {"type": "answer", "status": 500}


def plan_of(*rules: dict[str, Any], seed: int | None = None) -> FaultPlan:
    """A plan of rules that are in order."""
    found = read_rules({"seed": seed, "rules": list(rules)})
    assert isinstance(found, FaultRules), found
    return FaultPlan(found)


def hits(plan: FaultPlan, count: int, path: str = "/jobs") -> list[int]:
    """Which of many equal requests are hit, from 1."""
    picked = [plan.pick("GET", path) for _ in range(count)]
    return [i + 1 for i, hit in enumerate(picked) if hit is not None]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ({}, [1, 2, 3, 4, 5, 6]),
        ({"nth": 2}, [2]),
        ({"every": 3}, [3, 6]),
        ({"times": 2}, [1, 2]),
        ({"every": 2, "times": 2}, [2, 4]),
        ({"method": "GET", "path": "/jobs"}, [1, 2, 3, 4, 5, 6]),
        ({"method": "POST"}, []),
        ({"path": "/balance"}, []),
    ],
)
def test_requests_are_picked_by_their_number(
    rule: dict[str, Any], expected: list[int]
) -> None:
    """Only those that the rule is about are counted."""
    assert hits(plan_of({**rule, "effect": DROP}), 6) == expected


def test_other_requests_do_not_count() -> None:
    """The second poll is the second poll, whatever was asked between."""
    plan = plan_of({"path": "/jobs", "nth": 2, "effect": DROP})
    hits(plan, 5, "/balance")

    assert hits(plan, 3) == [2]


def test_latencies_add_up_and_the_first_effect_wins() -> None:
    """A rule that was beaten has hit nothing, so its times are not used up."""
    plan = plan_of(
        {"latency": 1.0},
        {"latency": 0.5, "times": 1, "effect": DROP},
        {"times": 1, "effect": ERROR},
    )
    first, second, third = (plan.pick("GET", "/jobs") for _ in range(3))

    assert first is not None
    assert (first.latency, first.effect and first.effect.type) == (1.5, "drop")
    assert second is not None
    assert (second.latency, second.effect and second.effect.type) == (1.0, "answer")
    assert third is not None
    assert third.effect is None
    assert [(rule["seen"], rule["hits"]) for rule in plan.report()] == [
        (3, 3),
        (3, 1),
        (3, 1),
    ]


@given(seed=st.integers(0, 2**63), probability=st.floats(0.05, 0.95))
def test_chance_comes_from_the_seed_alone(seed: int, probability: float) -> None:
    """The same run again: the same requests are hit; other rules change nothing."""
    rule = {"path": "/jobs", "probability": probability, "effect": DROP}
    alone = hits(plan_of(rule, seed=seed), 30)
    with_others = hits(
        plan_of(rule, {"path": "/balance", "effect": ERROR}, seed=seed), 30
    )

    assert alone == hits(plan_of(rule, seed=seed), 30) == with_others


def test_chance_is_as_likely_as_it_says() -> None:
    """Neither never nor always."""
    plan = plan_of({"probability": 0.25, "effect": DROP}, seed=5)

    assert 200 < len(hits(plan, 1000)) < 300


def test_another_seed_is_another_run() -> None:
    """That is what it is for."""
    rule = {"probability": 0.5, "effect": DROP}

    assert hits(plan_of(rule, seed=1), 40) != hits(plan_of(rule, seed=2), 40)


def test_a_restart_forgets_what_was_counted_and_added() -> None:
    """As at the first request."""
    plan = plan_of({"nth": 1, "effect": DROP})
    hits(plan, 3)
    more = read_rules({"rules": [{"effect": ERROR}]})
    assert isinstance(more, FaultRules)
    plan.add(more)
    assert len(plan.report()) == 2
    plan.restart()

    assert hits(plan, 3) == [1]
    plan.clear()
    assert plan.report() == []


@pytest.mark.parametrize(
    ("rules", "says"),
    [
        ([{}], '"rules[0]" needs an "effect" or a "latency"'),
        ([{"effect": DROP, "nth": 0}], '"rules[0].nth" must be at least 1 (found 0)'),
        (
            [{"effect": DROP, "nth": 1, "every": 2}],
            '"rules[0]" "nth" and "every" exclude each other',
        ),
        (
            [{"effect": DROP}, {"effect": DROP, "pth": "/jobs"}],
            '"rules[1].pth" is not a known field. Take it out.',
        ),
        ([{"effect": DROP, "path": "/animat"}], '"rules[0].path" must be one of'),
        (
            [{"effect": {"type": "answer"}}],
            '"rules[0].effect.status" is missing. Add it.',
        ),
        (
            [{"effect": {"type": "answer", "status": 99}}],
            '"rules[0].effect.status" must be at least 200 (found 99)',
        ),
        (
            [{"effect": {"type": "drop", "when": "during"}}],
            "\"rules[0].effect.when\" must be 'before' or 'after'",
        ),
        (
            [{"effect": {"type": "explode"}}],
            "\"rules[0].effect.type\" must be one of 'answer', 'drop'",
        ),
        ([{"effect": {}}], '"rules[0].effect.type" is missing'),
        (
            [{"effect": {"type": "length", "off_by": 0}}],
            '"rules[0].effect" "off_by" must not be 0',
        ),
        (
            [
                {
                    "effect": {
                        "type": "answer",
                        "status": 503,
                        "headers": {"X": "a\r\nSet-Cookie: b"},
                    }
                }
            ],
            "must be names and values that HTTP allows",
        ),
        (
            [
                {
                    "effect": {
                        "type": "answer",
                        "status": 503,
                        "headers": {"Content-Length": "3"},
                    }
                }
            ],
            'use the effect "length"',
        ),
        ([{"effect": DROP, "probability": 0}], "must be above 0"),
    ],
)
def test_a_rule_that_is_wrong_is_shown_where(
    rules: list[dict[str, Any]], says: str
) -> None:
    """Field, what was found, what to do: as everywhere."""
    found = read_rules({"rules": rules})

    assert isinstance(found, list)
    assert says in str(found[0])


@pytest.mark.parametrize("document", [[], "x", None, {"rules": {}}, {}])
def test_a_document_that_holds_no_rules_is_said_to_be_none(document: object) -> None:
    """Never taken for no rules at all."""
    assert isinstance(read_rules(document), list)
