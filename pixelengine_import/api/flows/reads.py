"""Calls that cost nothing and are answered at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pixelengine_import.api.catalog import ENDPOINTS
from pixelengine_import.api.flows.effects import work
from pixelengine_import.api.flows.service import parse
from pixelengine_import.api.images import refuse_first
from pixelengine_import.api.options import EnhancePromptOptions, check_options
from pixelengine_import.api.period import choose_period
from pixelengine_import.api.prepare import prepare, prepare_body
from pixelengine_import.api.requests import EnhancePromptBody
from pixelengine_import.api.responses import (
    Balance,
    BatchJobs,
    BillingSummary,
    EnhancedPrompt,
)
from pixelengine_import.api.violations import Violation
from pixelengine_import.api.wire import engine_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from pixelengine_import.api.flows.effects import Flow
    from pixelengine_import.api.flows.service import Service
    from pixelengine_import.api.outcomes import EngineKind

__all__ = ["balance", "batch_jobs", "billing", "enhance_prompt", "probe"]


def balance(service: Service) -> Flow[Balance]:
    """Ask for the credits of the account."""
    reply = yield from service.ask(ENDPOINTS["balance"])
    return parse(Balance, reply)


def probe(service: Service) -> Flow[tuple[EngineKind, Balance]]:
    """Ask who answers, with a call that costs nothing."""
    reply = yield from service.ask(ENDPOINTS["balance"])
    return engine_of(reply.headers), parse(Balance, reply)


def billing(
    service: Service, start_date: date | None, end_date: date | None
) -> Flow[BillingSummary]:
    """Ask for the sums over a number of days."""
    days = {"start_date": start_date, "end_date": end_date}
    query = {name: day.isoformat() for name, day in days.items() if day is not None}
    if start_date is not None and end_date is not None:
        # With one of them left out, it is the service's calendar that counts.
        chosen = choose_period(query["start_date"], query["end_date"], end_date)
        if isinstance(chosen, Violation):
            refuse_first([chosen])
    reply = yield from service.ask(ENDPOINTS["billing"], query)
    return parse(BillingSummary, reply)


def enhance_prompt(
    service: Service, prompt: str | EnhancePromptBody, options: Mapping[str, object]
) -> Flow[EnhancedPrompt]:
    """Have a prompt rewritten."""
    check_options("enhance_prompt", options, EnhancePromptOptions)
    if isinstance(prompt, EnhancePromptBody):
        if options:
            msg = "enhance_prompt() takes no options beside a body"
            raise TypeError(msg)
        order = prepare_body("enhance_prompt", prompt)
    else:
        fields = {**options, "prompt": prompt}
        order = yield from work(lambda: prepare("enhance_prompt", fields))
    if order.unknown_model is not None:
        service.note_unknown("/enhance-prompt", order.unknown_model)
    reply = yield from service.ask(ENDPOINTS["enhance_prompt"], body=order.document)
    return parse(EnhancedPrompt, reply)


def batch_jobs(service: Service, batch_id: str) -> Flow[BatchJobs]:
    """Ask for the state of a batch; observed."""
    row = ENDPOINTS["batch_jobs"]
    service.need_observed(row)
    reply = yield from service.ask(row, {"batch_id": batch_id})
    return parse(BatchJobs, reply)
