"""Response bodies of the API.

Unknown fields and statuses pass: the service moves faster than any release.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    model_validator,
)

from pixelengine_import.api.wire import printable

__all__ = [
    "ACTIVE",
    "ENDED",
    "Answer",
    "Balance",
    "BatchJob",
    "BatchJobs",
    "Billing",
    "BillingPeriod",
    "BillingSummary",
    "BillingTotals",
    "Cancelled",
    "EnhancedPrompt",
    "Fault",
    "Job",
    "Output",
    "Submitted",
]

ACTIVE = frozenset({"queued", "pending"})
ENDED = frozenset({"success", "failure", "cancelled", "error"})


Printable = Annotated[str, AfterValidator(printable)]
"""A server's words, which end on a terminal."""


class Answer(BaseModel):
    """Base of all answers: unknown fields are kept, null counts as left out."""

    model_config = ConfigDict(extra="allow", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _null_is_absent(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        return {name: found for name, found in value.items() if found is not None}


class Fault(Answer):
    """Why a job or request went wrong."""

    code: Printable = ""
    message: Printable = ""


def _as_fault(value: object) -> object:
    """Take a fault that is a bare text: a job that failed must still be readable."""
    return {"message": value} if isinstance(value, str) else value


AnyFault = Annotated[Fault, BeforeValidator(_as_fault)]


class Submitted(Answer):
    """Answer of every POST that makes a job."""

    api_job_id: str = Field(min_length=1)
    status: Printable = "queued"
    error: AnyFault | None = None


class Cancelled(Answer):
    """Answer of ``POST /cancel``."""

    api_job_id: str
    status: Printable


class EnhancedPrompt(Answer):
    """Answer of ``POST /enhance-prompt``: as it was written, to be sent on."""

    enhanced_prompt: str = Field(min_length=1)


class Balance(Answer):
    """Answer of ``GET /balance``; all in credits."""

    monthly_balance: int
    purchased_balance: int
    total_balance: int
    reserved: int
    available: int


class BillingPeriod(Answer):
    """Which days a billing summary covers."""

    start_date: datetime
    end_date: datetime


class BillingTotals(Answer):
    """Sums over a period, in credits."""

    credits_used: int
    credits_added: int
    refunds: int
    net_change: int
    jobs_charged: int


class BillingSummary(Answer):
    """Answer of ``GET /billing``; the balance is that of now."""

    period: BillingPeriod
    totals: BillingTotals
    balance: Balance


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
    status: Printable
    progress: float = Field(default=0.0, allow_inf_nan=False)
    created_at: datetime | None = None
    finished_at: datetime | None = None
    cancelled_at: datetime | None = None
    billing: Billing | None = None
    inputs: dict[str, Any] = Field(default_factory=dict)
    output: Output | None = None
    error: AnyFault | None = None

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


class BatchJob(Job):
    """One job of a batch, as observed."""

    batch_position: int | None = None


class BatchJobs(Answer):
    """Answer of ``GET /batch-jobs``, which is not in the reference: as observed."""

    summary: dict[str, Any] = Field(default_factory=dict)
    sub_jobs: list[BatchJob] = Field(default_factory=list)

    @property
    def done(self) -> bool:
        """Whether nothing more will happen to any job of the batch."""
        return bool(self.sub_jobs) and all(job.done for job in self.sub_jobs)
