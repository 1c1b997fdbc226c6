"""A person decides about a paid request whose answer was lost."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from pixelengine_import.journal.lock import hold_lock
from pixelengine_import.journal.state import StateFolder

if TYPE_CHECKING:
    from tests.support import Server, Workplace


@pytest.fixture
def lost(workplace: Workplace, live: Server, request: pytest.FixtureRequest) -> str:
    """A job that the service has and the journal doubts; returns the service's id."""
    workplace.variables.update(live.variables)
    workplace.hero(f"idle of {request.node.name}")
    assert workplace.pxe("sync", "--yes").code == 0
    record = workplace.metadata()["pixelengine"]["animations"]["default"]
    _set(workplace, "state = 'ambiguous', api_job_id = NULL, error = 'cut off'")
    for ending in workplace.outputs():
        workplace.output(ending).unlink()
    job_id: str = record["job_id"]
    return job_id


def _set(workplace: Workplace, columns: str) -> None:
    """Change what the journal says of its one job."""
    file = workplace.state / "journal.db"
    with closing(sqlite3.connect(file)) as database, database:
        database.execute(f"UPDATE job SET {columns}")  # noqa: S608 - our own words


def _state(workplace: Workplace) -> str:
    with closing(sqlite3.connect(workplace.state / "journal.db")) as database:
        (state,) = database.execute("SELECT state FROM job").fetchone()
    return str(state)


def test_a_doubt_holds_its_sidecar_and_names_the_way_out(
    workplace: Workplace, lost: str
) -> None:
    """Exit 6: a person must decide; status and sync say so, and nothing is sent."""
    del lost
    ran, status = workplace.pxe("sync", "--yes"), workplace.pxe("status")

    assert ran.code == 6
    assert "pxe resolve 1" in ran.err
    assert "held" in status.out
    assert "run pxe resolve 1" in status.out
    assert _state(workplace) == "ambiguous"


def test_what_was_asked_is_shown_first(workplace: Workplace, lost: str) -> None:
    """With what is needed to find the job in an account."""
    del lost
    ran = workplace.pxe("resolve", "1")
    (record,) = workplace.pxe("resolve", "1", "--json").of("open_job")

    assert ran.code == 0
    for text in ("up to 20 credits", "seed", "prompt: idle of", "choose: --adopt"):
        assert text in ran.out
    assert (record["cost"], record["state"]) == (20, "ambiguous")


def test_the_right_job_is_adopted_and_fetched(workplace: Workplace, lost: str) -> None:
    """It is paid for already: the next sync is free."""
    ran = workplace.pxe("resolve", "1", "--adopt", lost, "--json")

    assert ran.code == 0
    assert ran.of("resolved") == [
        {"type": "resolved", "job": 1, "how": "adopt", "api_job_id": lost}
    ]
    again = workplace.pxe("sync")  # nobody is asked for credits
    assert (again.code, again.err) == (0, "")
    record = workplace.metadata()["pixelengine"]["animations"]["default"]
    assert record["job_id"] == lost


def test_a_job_of_another_seed_is_refused(workplace: Workplace, lost: str) -> None:
    """Somebody else's result is not taken for ours."""
    file = workplace.state / "journal.db"
    with closing(sqlite3.connect(file)) as database, database:
        database.execute("UPDATE job SET request = json_set(request, '$.seed', 5)")

    ran = workplace.pxe("resolve", "1", "--adopt", lost)

    assert ran.code == 2
    assert "is another one: its seed is" in ran.err
    assert _state(workplace) == "ambiguous"


def test_a_job_that_the_service_does_not_know_is_refused(
    workplace: Workplace, lost: str
) -> None:
    """A slip of copying."""
    ran = workplace.pxe("resolve", "1", "--adopt", lost[:-4] + "0000")

    assert ran.code == 1
    assert "job_not_found" in ran.err
    assert _state(workplace) == "ambiguous"


def test_resubmitting_asks_again_with_its_price(
    workplace: Workplace, lost: str
) -> None:
    """The next sync may pay, and asks first."""
    del lost
    ran = workplace.pxe("resolve", "1", "--resubmit")

    assert (ran.code, ran.err) == (0, "")
    assert ran.out == "the next pxe sync plans it anew, for up to 20 credits\n"
    again = workplace.pxe("sync")
    assert again.code == 4
    assert "1 new job, up to 20 credits" in again.err


def test_a_job_that_the_service_has_cannot_be_given_up(
    workplace: Workplace, lost: str
) -> None:
    """It is paid for."""
    _set(workplace, f"state = 'submitted', api_job_id = '{lost}'")

    ran = workplace.pxe("resolve", "1", "--resubmit")

    assert ran.code == 2
    assert "pxe sync fetches it" in ran.err
    assert _state(workplace) == "submitted"


def test_a_job_that_the_service_has_forgotten_can_be_given_up(
    workplace: Workplace, lost: str
) -> None:
    """Else it would be asked for, in vain, for ever."""
    _set(workplace, f"state = 'submitted', api_job_id = '{lost[:-4]}0000'")
    stuck = workplace.pxe("sync", "--yes")
    assert stuck.code == 1
    assert "pxe resolve 1 --resubmit" in stuck.err

    assert workplace.pxe("resolve", "1", "--resubmit").code == 0

    assert _state(workplace) == "forgotten"


def test_a_job_with_a_result_needs_no_decision(workplace: Workplace, lost: str) -> None:
    """Nor does one that nobody knows."""
    _set(workplace, f"state = 'settled', api_job_id = '{lost}'")

    assert "needs no decision (it is settled)" in workplace.pxe("resolve", "1").err
    assert "there is no job 7" in workplace.pxe("resolve", "7").err


def test_a_job_that_a_run_is_waiting_for_is_left_to_it(
    workplace: Workplace, lost: str
) -> None:
    """Two do not decide about one job at once."""
    lock = StateFolder(workplace.state).lock(workplace.root.resolve())
    with hold_lock(lock, "pxe watch"):
        ran = workplace.pxe("resolve", "1", "--adopt", lost)

    assert ran.code == 1
    assert "already working on this project" in ran.err


def test_another_engine_cannot_say_what_became_of_it(
    workplace: Workplace, lost: str
) -> None:
    """The key is needed that it was sent with."""
    workplace.variables.clear()

    ran = workplace.pxe("resolve", "1", "--adopt", lost)

    assert ran.code == 2
    assert "sent to the live engine" in ran.err
