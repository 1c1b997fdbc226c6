"""Every clause of the API reference has a test, and the page says which."""

from __future__ import annotations

import os
import subprocess
import sys

from .clauses import NAMES, Clause, all_clauses, endpoint
from .coverage import PAGE, Claim, problems, render

PAID = Clause("animate.cost", "animate", "Submitting", "A job costs 20 credits.")
FREE = Clause("pixelate.cost", "pixelate", "Submitting", "It is free.")
CLAUSES = {clause.name: clause for clause in (PAID, FREE)}


def test_every_clause_is_held_by_a_test_and_the_page_says_which() -> None:
    """The suite is collected anew, as pytest does it: no claim without a test."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.contract.coverage"],
        cwd=PAGE.parents[1],
        env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )

    assert (done.returncode, done.stdout) == (0, ""), done.stderr


def test_a_clause_without_a_test_is_found() -> None:
    """And so is a test that claims what is no clause."""
    claims = [
        Claim("animate.cost", "a::b", remote=True),
        Claim("x.y", "a::c", remote=False),
    ]

    assert list(problems(CLAUSES, claims)) == [
        "no test holds pixelate.cost",
        "a::c claims x.y, which is no clause",
    ]


def test_the_page_is_a_table_for_each_section() -> None:
    """Clause, tests in process, tests that can run anywhere."""
    claims = [
        Claim("animate.cost", "test_a::test_two", remote=True),
        Claim("animate.cost", "test_a::test_one", remote=True),
        Claim("pixelate.cost", "test_b::test_three", remote=False),
    ]
    page = render(CLAUSES, claims)

    assert "2 clauses, 1 of them also held from outside." in page
    assert (
        "## POST /animate\n\n### Submitting\n\n"
        "| Clause | In process | Anywhere |\n|---|---|---|\n"
        "| A job costs 20 credits. |  | `test_a::test_one`<br>`test_a::test_two` |\n"
    ) in page
    assert "| It is free. | `test_b::test_three` |  |\n" in page


def test_the_reference_is_whole() -> None:
    """Ten endpoints; each has an answer, errors, and a 401 without a key."""
    assert len(NAMES) == 10
    for name in NAMES:
        row = endpoint(name)
        assert row.answer, name
        assert (401, "unauthorized") in row.errors, name
        assert ((405, "method_not_allowed") in row.errors) == (
            row.method == "POST" and name not in {"cancel", "enhance-prompt"}
        ), name


def test_clauses_are_rows_of_a_table() -> None:
    """One line each, with an end, and no bar that would end their cell."""
    for clause in all_clauses().values():
        assert clause.text.endswith("."), clause.name
        assert not set(clause.text) & set("|\n"), clause.name
        assert clause.name.startswith(f"{clause.endpoint}."), clause.name
