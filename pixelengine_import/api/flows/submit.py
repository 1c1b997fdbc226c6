"""Requests that make jobs: sent once when they may cost credits.

A paid POST is not safe to repeat. What is safe is decided by
:func:`pixelengine_import.api.wire.may_be_repeated`, and nowhere else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from pixelengine_import.api.catalog import ENDPOINTS
from pixelengine_import.api.flows.effects import (
    Broken,
    Exchange,
    Oversized,
    send,
    sleep,
    work,
)
from pixelengine_import.api.flows.service import (
    ACCEPT,
    ANSWER_MOST,
    dump_json,
    unreachable,
)
from pixelengine_import.api.options import (
    AnimateOptions,
    BatchedAnimation,
    GenerateImageOptions,
    KeyframesOptions,
    PixelateOptions,
    RemoveBackgroundOptions,
    RetakeOptions,
    SendOptions,
    check_options,
)
from pixelengine_import.api.outcomes import Ambiguous, NeverSent, Refused
from pixelengine_import.api.prepare import BODIES, prepare, prepare_body
from pixelengine_import.api.requests import Wire
from pixelengine_import.api.wire import (
    READ_TRIES,
    Reply,
    interpret_batch,
    interpret_submission,
    may_be_repeated,
    retry_delay,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime
    from typing import Any

    from pixelengine_import.api.catalog import Endpoint
    from pixelengine_import.api.flows.effects import Flow
    from pixelengine_import.api.flows.service import Service
    from pixelengine_import.api.outcomes import (
        Accepted,
        AcceptedBatch,
        BatchSubmission,
        Submission,
    )
    from pixelengine_import.api.prepare import Prepared

__all__ = ["order", "order_batch", "submit"]

T = TypeVar("T", bound="Accepted | AcceptedBatch")

_JOB_ENDPOINTS = frozenset(BODIES) - {"enhance_prompt"}
_OPTIONS = {
    "animate": AnimateOptions,
    "keyframes": KeyframesOptions,
    "generate_image": GenerateImageOptions,
    "pixelate": PixelateOptions,
    "remove_background": RemoveBackgroundOptions,
    "retake": RetakeOptions,
}
_HOW = frozenset(SendOptions.__annotations__)


def submit(
    service: Service,
    endpoint: str,
    body: Mapping[str, object] | Wire,
    how: Mapping[str, object],
) -> Flow[Submission]:
    """Send one body; one that may cost credits is sent once.

    Args:
        service: Whom it is sent to.
        endpoint: Name of the endpoint.
        body: A body of it, which is judged; or JSON, which is sent as it is.
        how: ``intent`` and ``before_send``.
    """
    if endpoint not in _JOB_ENDPOINTS:
        msg = f"{endpoint!r} is no endpoint that makes one job. Call its own method."
        raise ValueError(msg)
    row = ENDPOINTS[endpoint]
    if row.source == "observed":
        service.need_observed(row)
    document: object = body
    if isinstance(body, Wire):
        prepared = prepare_body(endpoint, body)
        if prepared.unknown_model is not None:
            service.note_unknown(row.path, prepared.unknown_model)
        document = prepared.document
    else:
        document = dict(body)
    exchange = _exchange(service, row, dump_json(document), how)
    tries = 1 if row.paid else READ_TRIES
    return (yield from _send(service, row, exchange, interpret_submission, tries))


def order(
    service: Service,
    endpoint: str,
    asked: Mapping[str, object],
    options: Mapping[str, object],
) -> Flow[Submission]:
    """Judge a request, send it, and repeat what is safe to be repeated.

    Args:
        service: Whom it is sent to.
        endpoint: Name of the endpoint.
        asked: The fields that may not be left out; pictures are in any form.
        options: The others, and how it is sent.
    """
    row = ENDPOINTS[endpoint]
    if row.source == "observed":
        service.need_observed(row)
    check_options(endpoint, options, _OPTIONS[endpoint])
    fields = {k: v for k, v in options.items() if k not in _HOW} | dict(asked)
    prepared, body = yield from work(lambda: _prepared(endpoint, fields))
    if prepared.unknown_model is not None:
        service.note_unknown(row.path, prepared.unknown_model)
    exchange = _exchange(service, row, body, options)
    return (yield from _send(service, row, exchange, interpret_submission, READ_TRIES))


def order_batch(
    service: Service,
    jobs: Sequence[Mapping[str, object]],
    options: Mapping[str, object],
) -> Flow[BatchSubmission]:
    """Judge and send several animations as one request; observed."""
    row = ENDPOINTS["animate_batch"]
    service.need_observed(row)
    check_options(row.name, options, SendOptions)
    for job in jobs:
        check_options("a job of animate_batch", job, BatchedAnimation)

    def prepare_all() -> tuple[list[Prepared], bytes]:
        every = [prepare("animate", job, ("jobs", i)) for i, job in enumerate(jobs)]
        return every, dump_json({"jobs": [one.document for one in every]})

    every, body = yield from work(prepare_all)
    for prepared in every:
        if prepared.unknown_model is not None:
            service.note_unknown(row.path, prepared.unknown_model)
    exchange = _exchange(service, row, body, options)
    return (yield from _send(service, row, exchange, interpret_batch, READ_TRIES))


def _prepared(endpoint: str, fields: Mapping[str, object]) -> tuple[Prepared, bytes]:
    prepared = prepare(endpoint, fields)
    return prepared, dump_json(prepared.document)


def _exchange(
    service: Service, row: Endpoint, body: bytes, how: Mapping[str, Any]
) -> Exchange:
    headers = dict(ACCEPT)
    if (intent := how.get("intent")) is not None:
        headers["Idempotency-Key"] = intent
    return Exchange(
        row.method,
        service.base_url + row.path,
        ANSWER_MOST,
        body=body,
        headers=headers,
        lane="paid" if row.paid else "read",
        before_send=_once(how.get("before_send")),
    )


def _once(call: Callable[[], None] | None) -> Callable[[], None] | None:
    """Have the first byte told of once, however often the request is repeated."""
    if call is None:
        return None
    left = [call]
    return lambda: left.pop()() if left else None


def _send(
    service: Service,
    row: Endpoint,
    exchange: Exchange,
    interpret: Callable[[Reply, datetime], T | Refused | Ambiguous],
    tries: int,
) -> Flow[T | Refused | NeverSent | Ambiguous]:
    for attempt in range(1, tries + 1):
        heard = yield from send(exchange)
        outcome: T | Refused | NeverSent | Ambiguous
        match heard:
            case Reply():
                service.note(heard)
                outcome = interpret(heard, service.clock.now())
            case Oversized(status=status):
                outcome = Ambiguous("the answer is too large", status)
            case Broken(kind=kind, sent=True):
                outcome = Ambiguous(f"the connection broke ({kind})")
            case Broken():
                outcome = NeverSent(unreachable(service.base_url, heard))
        if attempt == tries or not may_be_repeated(outcome, free=not row.paid):
            return outcome
        wait = outcome.retry_after if isinstance(outcome, Refused) else None
        yield from sleep(retry_delay(attempt, wait, service.rng))
    raise AssertionError  # the loop returns
