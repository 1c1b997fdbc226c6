"""What goes over the wire and what it means, without doing any I/O.

Sources: the API reference, and what its platform is known to answer by itself: flat
``{"code", "message"}`` errors with 500, 503 and 546, and a storage host that answers
an expired address with ``400 {"statusCode", "error", "message"}``.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Final

from pixelengine_import.api.outcomes import (
    Accepted,
    AcceptedBatch,
    Ambiguous,
    EngineKind,
    NeverSent,
    Refused,
)
from pixelengine_import.errors import (
    CredentialsError,
    CreditsError,
    RefusedError,
    ServiceError,
)

if TYPE_CHECKING:
    import random
    from collections.abc import Mapping

__all__ = [
    "ENGINE_HEADER",
    "READ_TRIES",
    "RETRY_AFTER_MOST",
    "Reply",
    "engine_of",
    "interpret_batch",
    "interpret_submission",
    "may_be_repeated",
    "printable",
    "retry_after",
    "retry_delay",
    "service_error",
    "should_retry_read",
    "without_queries",
]

ENGINE_HEADER: Final = "Pixel-Engine-Server"
"""A local engine names itself here: ``local/0.1.0``. The live service sends none."""

READ_TRIES = 4
RETRY_AFTER_MOST = 120.0
_RETRIED = frozenset({408, 425, 429, 500, 502, 503, 504, 546})
_REQUEST_ID = ("x-request-id", "sb-request-id", "x-sb-request-id", "cf-ray")
_MESSAGE_MOST = 500
_ID_MOST = 200
_DOUBLINGS_MOST = 4
_BUSY = frozenset({429, 503})
# 408 and 499 are about a connection that broke, 409 may be about a request that is
# under way: they are a refusal only when the service itself says so.
_UNSURE = frozenset({408, 409, 499})
_BY_CODE: Final[dict[str, type[ServiceError]]] = {
    "unauthorized": CredentialsError,
    "insufficient_credits": CreditsError,
}
_BY_STATUS: Final[dict[int, type[ServiceError]]] = {
    401: CredentialsError,
    402: CreditsError,
}
_QUERY = re.compile(r"\?[^\s\"'<>]*")


@dataclass(frozen=True, slots=True)
class Reply:
    """An HTTP answer as plain data.

    Attributes:
        status: HTTP status.
        headers: Header names in lower case.
        body: The whole body. Neither is printed: both can hold signed addresses.
    """

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)

    @property
    def ok(self) -> bool:
        """Whether the status is a success."""
        return 200 <= self.status < 300  # noqa: PLR2004 - HTTP's own number

    def json(self) -> object:
        """Return the body as JSON, or None when it is not JSON."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            return None


def engine_of(headers: Mapping[str, str]) -> EngineKind:
    """Tell who answered.

    Args:
        headers: Header names in lower case.
    """
    named = headers.get(ENGINE_HEADER.lower(), "")
    return "local" if named.startswith("local/") else "live"


def service_error(reply: Reply) -> ServiceError:
    """Read an error answer of any known shape.

    Args:
        reply: An answer that is not a success.

    Returns:
        The error whose class says what to do. Its message is printable, short, and
        the service's own.
    """
    code, message = _code_and_message(reply)
    message = message or code
    if not message:
        message = f"the service answered HTTP {reply.status} without an explanation"
    named = (reply.headers[name] for name in _REQUEST_ID if name in reply.headers)
    request_id = printable(next(named, None)) or None
    at_fault = RefusedError if _is_client_error(reply.status) else ServiceError
    kind = _BY_CODE.get(code) or _BY_STATUS.get(reply.status, at_fault)
    return kind(message, status=reply.status, code=code, request_id=request_id)


def _is_client_error(status: int) -> bool:
    return 400 <= status < 500  # noqa: PLR2004 - HTTP's own numbers


def _code_and_message(reply: Reply) -> tuple[str, str]:
    document = reply.json()
    if isinstance(document, dict):
        inner = document.get("error")
        if isinstance(inner, dict):
            return printable(inner.get("code")), printable(inner.get("message"))
        if isinstance(inner, str) and "statusCode" in document:
            return printable(inner), printable(document.get("message"))
        if "message" in document or "code" in document:
            return printable(document.get("code")), printable(document.get("message"))
    text = reply.body[:_MESSAGE_MOST].decode("utf-8", "replace").strip()
    return "", "" if text.startswith("<") else printable(text)


def printable(value: object) -> str:
    """Make foreign text safe for a terminal and a log.

    Args:
        value: What a server sent.

    Returns:
        One line without control characters, at most 500 characters; nothing for
        what is neither a text nor a number.
    """
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    kept = (c if c.isprintable() else " " for c in str(value)[:_MESSAGE_MOST])
    return "".join(kept).strip()


def without_queries(text: str) -> str:
    """Take the queries of addresses out of a text: they hold the tokens.

    Args:
        text: Anything that may quote a signed address.

    Returns:
        The text with each query shown as ``?…``.
    """
    return _QUERY.sub(lambda query: "?…" if len(query[0]) > 1 else "?", text)


def interpret_submission(reply: Reply, now: datetime) -> Accepted | Refused | Ambiguous:
    """Say what the answer to a paid POST means.

    Args:
        reply: The whole answer.
        now: The wall clock, for a ``Retry-After`` that gives a date.

    Returns:
        Accepted with the job's id; Refused for answers that are given before any work
        (4xx, and 429 or 503 that say when to come back); Ambiguous for all others,
        every other 5xx included: the work may have been accepted before it broke.
    """
    return _accepted(reply) if reply.ok else _not_accepted(reply, now)


def interpret_batch(reply: Reply, now: datetime) -> AcceptedBatch | Refused | Ambiguous:
    """Say what the answer to a paid POST means that asks for several jobs at once.

    Args:
        reply: The whole answer.
        now: The wall clock, for a ``Retry-After`` that gives a date.
    """
    if not reply.ok:
        return _not_accepted(reply, now)
    batch_id = _id_in(reply, "batch_id")
    if isinstance(batch_id, Ambiguous):
        return batch_id
    return AcceptedBatch(batch_id, engine_of(reply.headers), _date_of(reply))


def _not_accepted(reply: Reply, now: datetime) -> Refused | Ambiguous:
    error = service_error(reply)
    if reply.status in _BUSY:
        wait = retry_after(reply.headers, now)
        if wait is not None:
            return Refused(error, wait)
    unsure = reply.status in _UNSURE and not _in_envelope(reply)
    if _is_client_error(reply.status) and not unsure:
        return Refused(error)
    return Ambiguous(str(error), reply.status)


def _accepted(reply: Reply) -> Accepted | Ambiguous:
    job_id = _id_in(reply, "api_job_id")
    if isinstance(job_id, Ambiguous):
        return job_id
    document = reply.json()
    status = document.get("status") if isinstance(document, dict) else None
    return Accepted(
        job_id=job_id,
        status=printable(status) or "queued",
        engine=engine_of(reply.headers),
        server_date=_date_of(reply),
    )


def _id_in(reply: Reply, name: str) -> str | Ambiguous:
    """Return the id that a good answer brings."""
    document = reply.json()
    found = document.get(name) if isinstance(document, dict) else None
    noun = "batch id" if name == "batch_id" else "job id"
    if not isinstance(found, str) or not found.strip():
        return Ambiguous(f"the service answered without a {noun}", reply.status)
    if len(found) > _ID_MOST or not found.isprintable():
        return Ambiguous(f"the service answered with an unusable {noun}", reply.status)
    return found


def _date_of(reply: Reply) -> str | None:
    date = reply.headers.get("date")
    return None if date is None else printable(date)


def may_be_repeated(
    outcome: Accepted | AcceptedBatch | Refused | NeverSent | Ambiguous, *, free: bool
) -> bool:
    """Tell whether a POST may be sent again by itself.

    Args:
        outcome: What became of it.
        free: Whether doing it twice costs nothing.

    Returns:
        True when nothing was sent, when the service was too busy and says when to come
        back, and for a free one also when its answer is lost or may be better next
        time.
    """
    match outcome:
        case NeverSent():
            return True
        case Refused(error=error, retry_after=wait):
            return wait is not None or (free and should_retry_read(error.status))
        case Ambiguous(status=status):
            return free and (status is None or should_retry_read(status))
        case Accepted() | AcceptedBatch():
            return False


def _in_envelope(reply: Reply) -> bool:
    """Tell whether the API itself speaks, not a proxy on the way."""
    document = reply.json()
    inner = document.get("error") if isinstance(document, dict) else None
    return isinstance(inner, dict) and bool(printable(inner.get("code")))


def should_retry_read(status: int) -> bool:
    """Tell whether a GET with this answer is worth another try."""
    return status in _RETRIED


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Read a ``Retry-After`` header (RFC 9110, 10.2.3).

    Args:
        headers: Header names in lower case.
        now: The wall clock, for the form that gives a date.

    Returns:
        Seconds, 0 to 120, or None when there is no usable header.
    """
    value = headers.get("retry-after", "").strip()
    if not value:
        return None
    if value.isascii() and value.isdigit():
        return min(float(value), RETRY_AFTER_MOST)
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        # The parser is lenient, and what it makes of garbage fails in all these ways.
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return min(max((moment - now).total_seconds(), 0.0), RETRY_AFTER_MOST)


def retry_delay(attempt: int, wait: float | None, rng: random.Random) -> float:
    """Return how long to wait before another try.

    Full jitter over an exponential: 0.5 s, doubled with each try, at most 8 s; what
    the service asked for wins.

    Args:
        attempt: Tries made so far, from 1.
        wait: Seconds that the service asked for.
        rng: Where the jitter comes from.
    """
    if wait is not None:
        return wait
    doublings = min(attempt - 1, _DOUBLINGS_MOST)
    return rng.uniform(0, 0.5 * 2**doublings)
