"""Which test holds which clause of the API reference, as a page of the docs.

``python -m tests.contract.coverage`` says whether every clause is claimed and the page
is up to date; with ``--write`` it writes the page.
"""

from __future__ import annotations

import io
import sys
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from .clauses import NAMES, all_clauses, endpoint

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from .clauses import Clause

__all__ = ["PAGE", "Claim", "collect", "problems", "render"]

FOLDER = Path(__file__).parent
PAGE = FOLDER.parents[1] / "docs" / "api-coverage.md"
_HEAD = """\
# What the API reference says, and the test that holds it

Written by `python -m tests.contract.coverage --write`; a test holds it to the suite.

Each row is a clause of the API reference in our own words, with the tests in \
`tests/contract/` that hold the local engine to it. Tests under *In process* move the \
engine's clock, its painter or its accounts. Those under *Anywhere* ask over HTTP \
alone: they run against the engine in process as well, and can be aimed at any other \
server of the same API (see [architecture.md](architecture.md), Testing).

{count} clauses, {anywhere} of them also held from outside."""


@dataclass(frozen=True, slots=True, order=True)
class Claim:
    """A test that holds a clause.

    Attributes:
        clause: Name of the clause.
        test: ``test_animate::test_a_job_is_accepted``.
        remote: Whether it can run against any server.
    """

    clause: str
    test: str
    remote: bool


class _Collector:
    def __init__(self) -> None:
        self.claims: set[Claim] = set()

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        for item in session.items:
            name = getattr(item, "originalname", None) or item.name
            remote = item.get_closest_marker("remote") is not None
            for mark in item.iter_markers("clause"):
                self.claims |= {
                    Claim(clause, f"{item.path.stem}::{name}", remote)
                    for clause in mark.args
                }


def collect() -> set[Claim]:
    """Collect the suite as pytest does, and return what its tests claim.

    Raises:
        RuntimeError: The suite cannot be collected.
    """
    collector = _Collector()
    options = ["--collect-only", "-qq", "-p", "no:cacheprovider"]
    # What the settings of pytest name must be there, even when nothing else is loaded.
    options += ["-p", "asyncio", "-p", "timeout"]
    said = io.StringIO()
    with redirect_stdout(said):
        code = pytest.main([str(FOLDER), *options], plugins=[collector])
    if code != pytest.ExitCode.OK:
        msg = f"the contract suite cannot be collected:\n{said.getvalue()}"
        raise RuntimeError(msg)
    return collector.claims


def problems(clauses: Mapping[str, Clause], claims: Iterable[Claim]) -> Iterator[str]:
    """Yield what is wrong between clauses and claims.

    Args:
        clauses: All clauses by name.
        claims: What tests claim.
    """
    claims = sorted(claims)
    claimed = {claim.clause for claim in claims}
    for name in clauses:
        if name not in claimed:
            yield f"no test holds {name}"
    for claim in claims:
        if claim.clause not in clauses:
            yield f"{claim.test} claims {claim.clause}, which is no clause"


def render(clauses: Mapping[str, Clause], claims: Iterable[Claim]) -> str:
    """Return the page.

    Args:
        clauses: All clauses by name, in order.
        claims: What tests claim.
    """
    claims = sorted(claims)
    anywhere = len({claim.clause for claim in claims if claim.remote})
    lines = [_HEAD.format(count=len(clauses), anywhere=anywhere)]
    for name in ("everywhere", *NAMES):
        rows = [clause for clause in clauses.values() if clause.endpoint == name]
        title = "Everywhere"
        if name != "everywhere":
            title = f"{endpoint(name).method} /{name}"
        lines += ["", f"## {title}"]
        for section in dict.fromkeys(clause.section for clause in rows):
            lines += ["", f"### {section}", "", "| Clause | In process | Anywhere |"]
            lines.append("|---|---|---|")
            lines += [
                f"| {row.text} | {_tests(row, claims, remote=False)} "
                f"| {_tests(row, claims, remote=True)} |"
                for row in rows
                if row.section == section
            ]
    return "\n".join(lines) + "\n"


def _tests(clause: Clause, claims: Sequence[Claim], *, remote: bool) -> str:
    return "<br>".join(
        f"`{claim.test}`"
        for claim in claims
        if claim.clause == clause.name and claim.remote == remote
    )


def main(arguments: Sequence[str]) -> int:
    """Check, or write the page; return 1 when something is wrong."""
    clauses, claims = all_clauses(), collect()
    found = list(problems(clauses, claims))
    page = render(clauses, claims)
    if "--write" in arguments:
        PAGE.write_text(page, encoding="utf-8")
    elif not PAGE.exists() or PAGE.read_text(encoding="utf-8") != page:
        found.append(f"{PAGE.name} is not what --write would write")
    sys.stdout.write("".join(f"{line}\n" for line in found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
