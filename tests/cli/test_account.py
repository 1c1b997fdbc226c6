"""``pxe balance`` and ``pxe billing``: short for people, whole for machines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.support import Server, Workplace


def test_without_a_key_the_money_is_called_what_it_is(workplace: Workplace) -> None:
    """Nobody should take it for credits."""
    ran = workplace.pxe("balance")

    assert (ran.code, ran.err) == (0, "")
    assert ran.out == (
        "local engine (offline, free)\n"
        "play money of the local engine: nothing here is charged to anybody\n"
        "  monthly           100,000\n"
        "  purchased               0\n"
        "  reserved by jobs        0\n"
        "  available         100,000\n"
    )


def test_a_balance_for_machines_has_the_names_of_the_api(
    workplace: Workplace, live: Server
) -> None:
    """And says who was asked."""
    workplace.variables.update(live.variables)

    ran = workplace.pxe("balance", "--json")

    assert [record["type"] for record in ran.records] == ["hello", "engine", "balance"]
    (balance,) = ran.of("balance")
    assert balance.keys() == {
        "type",
        "monthly_balance",
        "purchased_balance",
        "total_balance",
        "reserved",
        "available",
    }
    assert ran.of("engine")[0]["kind"] == "live"


def test_what_was_spent_in_a_period(workplace: Workplace) -> None:
    """Whole days, both ends included."""
    workplace.art()
    workplace.pxe("remove-background", "art/hero.png")

    told = workplace.pxe("billing")
    (record,) = workplace.pxe("billing", "--json").of("billing")

    assert (told.code, told.err) == (0, "")
    rows = [line.split() for line in told.out.splitlines()[3:]]
    assert ["used", "2"] in rows
    assert ["jobs", "charged", "1"] in rows
    assert (record["credits_used"], record["jobs_charged"]) == (2, 1)
    assert record["net_change"] == record["credits_added"] + record["refunds"] - 2
    assert record["balance"]["available"] == 100_000 - 2


def test_a_period_can_be_named(workplace: Workplace) -> None:
    """As days in UTC."""
    days = ("--since", "2026-03-01", "--until", "2026-03-31")
    (record,) = workplace.pxe("billing", *days, "--json").of("billing")

    assert (record["start_date"], record["end_date"]) == ("2026-03-01", "2026-03-31")


@pytest.mark.parametrize(
    ("days", "says"),
    [
        (
            ("--since", "2026-13-01"),
            '--since must be a day as YYYY-MM-DD (found "2026-13-01"). Write it as',
        ),
        (
            ("--since", "2026-03-02", "--until", "2026-03-01"),
            "--since lies after the period's end (found 2026-03-02 to 2026-03-01).",
        ),
        (
            ("--since", "2020-01-01", "--until", "2026-01-01"),
            "--since makes the period too long",
        ),
        (("--until", "soon"), "--until must be a day as YYYY-MM-DD"),
    ],
)
def test_a_period_that_is_none_is_said_before_anybody_is_asked(
    workplace: Workplace, days: tuple[str, ...], says: str
) -> None:
    """In the words of the service, with the option's name."""
    ran = workplace.pxe("billing", *days)

    assert ran.code == 2
    assert says in ran.err


def test_a_wrong_key_is_said(workplace: Workplace, live: Server) -> None:
    """Exit 5, for machines too."""
    workplace.variables.update(live.variables, PIXEL_ENGINE_API_KEY="pe_sk_wrong")

    ran = workplace.pxe("balance", "--json")

    assert ran.code == 5
    assert ran.of("error")[0]["code"] == "unauthorized"
