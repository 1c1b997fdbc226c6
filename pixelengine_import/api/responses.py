"""Response bodies of the API.

Unknown fields and statuses pass: the service moves faster than any release.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

__all__ = ["Balance", "Billing", "Cancelled", "Fault", "Job", "Output", "Submitted"]

ACTIVE = frozenset({"queued", "pending"})
ENDED = frozenset({"success", "failure", "cancelled", "error"})


class Answer(BaseModel):
    """Base of all answers: unknown fields are kept."""

    model_config = ConfigDict(extra="allow", frozen=True)


class Fault(Answer):
    """Why a job or request went wrong."""

    code: str = ""
    message: str = ""


class Submitted(Answer):
    """Answer of every POST that makes a job."""

    api_job_id: str = Field(min_length=1)
    status: str = "queued"
    error: Fault | None = None


class Cancelled(Answer):
    """Answer of ``POST /cancel``."""

    api_job_id: str
    status: str


class Balance(Answer):
    """Answer of ``GET /balance``; all in credits."""

    monthly_balance: int
    purchased_balance: int
    total_balance: int
    reserved: int
    available: int


class Billing(Answer):
    """What a job holds and costs; ``credits_held`` is the real price."""

    credits_held: int = 0
    credits_charged: int = 0
    hold_status: str = "open"


class Output(Answer):
    """Where the result of a job can be downloaded; the address is a secret."""

    url: str = Field(repr=False)
    content_type: str
    metadata: dict[str, Any] = Field(default_factory=dict)
    expires_at: datetime | None = None


class Job(Answer):
    """Answer of ``GET /jobs``."""

    api_job_id: str
    status: str
    progress: float = 0.0
    created_at: datetime | None = None
    finished_at: datetime | None = None
    cancelled_at: datetime | None = None
    billing: Billing | None = None
    inputs: dict[str, Any] = Field(default_factory=dict)
    output: Output | None = None
    error: Fault | None = None

    @property
    def succeeded(self) -> bool:
        """Whether the result can be downloaded."""
        return self.status == "success" and self.output is not None

    @property
    def done(self) -> bool:
        """Whether nothing more will happen to the job.

        A status that this release does not know counts as running, unless the job
        carries an end date, or an error without an output.
        """
        if self.status in ENDED:
            return True
        if self.finished_at is not None or self.cancelled_at is not None:
            return True
        failed = self.error is not None and self.output is None
        return failed and self.status not in ACTIVE
