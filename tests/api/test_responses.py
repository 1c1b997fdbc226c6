"""What the service answers, read with patience for what is new."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from pixelengine_import.api.responses import Balance, Job, Submitted

JOB: dict[str, Any] = {
    "api_job_id": "f47",
    "status": "queued",
    "progress": 0.0,
    "created_at": "2026-03-02T18:00:00.000Z",
    "finished_at": None,
    "cancelled_at": None,
    "billing": {"credits_held": 20, "credits_charged": 0, "hold_status": "open"},
    "inputs": {"prompt": "run"},
    "output": None,
    "error": None,
}
OUTPUT = {
    "url": "https://storage.example/f47.webp?token=canary",
    "content_type": "image/webp",
    "metadata": {"width": 64, "height": 64, "frame_count": 8, "fps": 8.0},
    "expires_at": "2026-03-03T18:00:00.000Z",
}
ENDED_AT = "2026-03-02T18:01:00.000Z"
ERROR = {"code": "generation_failed", "message": "Generation failed"}


def job(**changes: Any) -> Job:
    """An answer of GET /jobs."""
    return Job.model_validate(JOB | changes)


@pytest.mark.parametrize(
    ("changes", "done"),
    [
        ({"status": "queued"}, False),
        ({"status": "pending"}, False),
        ({"status": "success"}, True),
        ({"status": "failure"}, True),
        ({"status": "cancelled"}, True),
        ({"status": "error"}, True),
        ({"status": "polishing"}, False),
        ({"status": "polishing", "finished_at": ENDED_AT}, True),
        ({"status": "polishing", "cancelled_at": ENDED_AT}, True),
        ({"status": "polishing", "error": ERROR}, True),
        ({"status": "polishing", "error": ERROR, "output": OUTPUT}, False),
        ({"status": "pending", "error": ERROR}, False),
        ({"status": "queued", "error": ERROR}, False),
        ({"status": "pending", "finished_at": ENDED_AT}, True),
    ],
)
def test_when_a_job_is_done(changes: dict[str, object], done: bool) -> None:  # noqa: FBT001 - a table
    """A known end, an end date, or an error with nothing else; new words go on."""
    assert job(**changes).done is done


def test_success_without_an_output_is_no_success() -> None:
    """There would be nothing to fetch."""
    assert job(status="success", output=OUTPUT).succeeded
    assert not job(status="success").succeeded
    assert not job(status="pending", output=OUTPUT).succeeded


def test_unknown_fields_pass() -> None:
    """The service moves faster than any release."""
    assert job(batch_position=3).api_job_id == "f47"


def test_null_counts_as_left_out() -> None:
    """A null where a number was expected must not lose a paid job from sight."""
    read = job(progress=None, billing=None, inputs=None, status="success")

    assert (read.progress, read.billing, read.inputs) == (0.0, None, {})


def test_an_error_may_be_a_bare_text() -> None:
    """A job that failed must still be readable as one."""
    read = job(status="failure", error="out of memory")

    assert read.error is not None
    assert read.error.message == "out of memory"


def test_the_services_words_are_safe_for_a_terminal() -> None:
    """They end in messages and progress bars."""
    read = job(status="a\x1b[2J", error={"code": "c\n", "message": "m\x07"})

    assert read.error is not None
    assert (read.status, read.error.code, read.error.message) == ("a [2J", "c", "m")


def test_a_job_does_not_print_its_address() -> None:
    """Whoever reads the address can fetch the result."""
    assert "canary" not in repr(job(status="success", output=OUTPUT))


@pytest.mark.parametrize("progress", [float("nan"), float("inf"), "half"])
def test_progress_is_a_finite_number(progress: object) -> None:
    """A bar cannot show anything else."""
    with pytest.raises(ValidationError, match="progress"):
        job(progress=progress)


def test_a_submission_needs_an_id() -> None:
    """Without it there is nothing to poll."""
    with pytest.raises(ValidationError, match="api_job_id"):
        Submitted.model_validate({"status": "queued"})


def test_a_balance_is_read() -> None:
    """The reference, GET /balance."""
    document = {
        "monthly_balance": 1200,
        "purchased_balance": 500,
        "total_balance": 1700,
        "reserved": 20,
        "available": 1680,
    }

    assert Balance.model_validate(document).model_dump() == document
