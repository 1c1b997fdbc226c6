"""What can become of a paid call: a closed union, so that no caller forgets a case.

A paid POST is not safe to repeat: the API has no idempotency key. An exception would
invite a blanket ``retry``; a union makes the type checker ask about every case.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from pixelengine_import.errors import AmbiguousSubmitError

if TYPE_CHECKING:
    from pixelengine_import.errors import ServiceError, UnreachableError

__all__ = [
    "Accepted",
    "AcceptedBatch",
    "Ambiguous",
    "BatchSubmission",
    "EngineKind",
    "NeverSent",
    "Refused",
    "Submission",
    "job_id_of",
    "lost_answer",
]

EngineKind = Literal["live", "local"]


@dataclass(frozen=True, slots=True)
class Accepted:
    """The service took the job.

    Attributes:
        job_id: Its ``api_job_id``.
        status: Its first status, ``queued`` as a rule.
        engine: Who answered, by the response header that a local engine sets.
        server_date: The ``Date`` header, for telling how far the clocks are apart.
    """

    job_id: str
    status: str
    engine: EngineKind
    server_date: str | None = None


@dataclass(frozen=True, slots=True)
class AcceptedBatch:
    """The service took a batch, as observed.

    Attributes:
        batch_id: Its id; its jobs have ids of their own.
        engine: As of :class:`Accepted`.
        server_date: As of :class:`Accepted`.
    """

    batch_id: str
    engine: EngineKind
    server_date: str | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """The service said no before any work; nothing was or will be charged.

    Attributes:
        error: Why; its class says what to do.
        retry_after: Seconds after which the service wants to be asked again, when it
            was only busy (429 or 503).
    """

    error: ServiceError
    retry_after: float | None = None


@dataclass(frozen=True, slots=True)
class NeverSent:
    """No byte of the request left: it is safe to try again."""

    error: UnreachableError


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """The request may have been accepted; its answer is lost.

    Attributes:
        reason: What happened, for people.
        status: HTTP status when there was an answer that said nothing usable.
    """

    reason: str
    status: int | None = None


Submission = Accepted | Refused | NeverSent | Ambiguous
BatchSubmission = AcceptedBatch | Refused | NeverSent | Ambiguous


def job_id_of(submission: Submission) -> str:
    """Return the id of an accepted job.

    Args:
        submission: What became of a request.

    Raises:
        ServiceError: It was refused.
        UnreachableError: It was never sent.
        AmbiguousSubmitError: Nobody knows; it must not be sent again blindly.
    """
    match submission:
        case Accepted(job_id=job_id):
            return job_id
        case Refused(error=refusal):
            raise refusal
        case NeverSent(error=unreachable):
            raise unreachable
        case Ambiguous(reason=reason):
            raise lost_answer(reason)


def lost_answer(reason: str) -> AmbiguousSubmitError:
    """Say that nobody knows whether a request was accepted.

    Args:
        reason: What happened to its answer.
    """
    return AmbiguousSubmitError(
        f"it is not known whether the request was accepted: {reason.rstrip('.')}. It "
        "is not sent again by itself. Look at your account before you send it anew."
    )
