"""What the environment may say, and what is said when it makes no sense."""

from __future__ import annotations

import pytest

from pixelengine_import.api.polling import LIVE_POLLING, LOCAL_POLLING, Polling
from pixelengine_import.api.timeouts import LIVE_TIMEOUTS
from pixelengine_import.cli.environment import EnvironmentVariableError, read_wish


def test_an_empty_environment_wants_what_is_usual() -> None:
    """The local engine, and the reference's pace."""
    wish = read_wish({})

    assert (wish.kind, wish.timeouts) == ("local", LIVE_TIMEOUTS)
    assert wish.polling("live") == LIVE_POLLING
    assert wish.polling("local") == LOCAL_POLLING


def test_times_that_other_clients_know_are_honoured() -> None:
    """A paid answer is never waited for less than usual: giving up on it is worse."""
    wish = read_wish(
        {
            "PIXEL_ENGINE_REQUEST_TIMEOUT_SECONDS": "30",
            "PIXEL_ENGINE_JOB_TIMEOUT_SECONDS": "300",
            "PIXEL_ENGINE_POLL_INTERVAL_SECONDS": " 8.5 ",
        }
    )

    assert (wish.timeouts.read, wish.timeouts.paid_read) == (30, 120)
    assert wish.polling("live") == Polling(
        first=8.5, factor=1.0, most=8.5, deadline=300
    )
    assert wish.polling("local").deadline == 300
    assert wish.polling("local").first == LOCAL_POLLING.first


def test_a_longer_wait_counts_for_paid_answers_too() -> None:
    """Who is patient is patient."""
    wish = read_wish({"PIXEL_ENGINE_REQUEST_TIMEOUT_SECONDS": "500"})

    assert (wish.timeouts.read, wish.timeouts.paid_read) == (500, 500)


@pytest.mark.parametrize("text", ["0", "-3", "soon", "nan", "inf", "1e9"])
@pytest.mark.parametrize("name", ["REQUEST_TIMEOUT", "JOB_TIMEOUT", "POLL_INTERVAL"])
def test_a_time_that_is_none_is_said(name: str, text: str) -> None:
    """With its variable, and what to do."""
    variable = f"PIXEL_ENGINE_{name}_SECONDS"

    with pytest.raises(EnvironmentVariableError) as caught:
        read_wish({variable: text})

    assert str(caught.value) == (
        f"{variable} must be a number of seconds above 0, a day at most (found "
        f"'{text}'). Set it like 30, or unset it."
    )
    assert caught.value.exit_code == 2
