"""The service as all flows see it: where it is, and what is repeated when it fails."""

from __future__ import annotations

import json
import logging
import random
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from pydantic import ValidationError

from pixelengine_import.api.address import host_of_service, netloc_of
from pixelengine_import.api.flows.effects import (
    Broken,
    Exchange,
    Oversized,
    send,
    sleep,
)
from pixelengine_import.api.polling import LIVE_POLLING, LOCAL_POLLING
from pixelengine_import.api.wire import (
    READ_TRIES,
    Reply,
    engine_of,
    printable,
    retry_after,
    retry_delay,
    service_error,
    should_retry_read,
)
from pixelengine_import.errors import (
    InvalidRequestError,
    ServiceError,
    UnreachableError,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pixelengine_import._clock import Time
    from pixelengine_import.api.catalog import Endpoint
    from pixelengine_import.api.flows.effects import Flow, Heard
    from pixelengine_import.api.outcomes import EngineKind
    from pixelengine_import.api.polling import Polling
    from pixelengine_import.api.responses import Answer

__all__ = ["ACCEPT", "ANSWER_MOST", "Service", "dump_json", "parse", "unreachable"]

A = TypeVar("A", bound="Answer")

ACCEPT = {"Accept": "application/json"}
ANSWER_MOST = 4 * 1024 * 1024

_LOG = logging.getLogger("pixelengine_import.api")


class Service:
    """The service, and what one client knows of it.

    Args:
        base_url: Where the API is, up to and with ``/functions/v1``.
        clock: Dates and durations; the driver does the waiting.
        rng: Where jitter comes from.
        polling: How often a running job is asked about; None leaves that to who
            answers.
        observed: Whether endpoints may be used that are not in the API reference.

    Attributes:
        host: Host of the API.
        engine: Who has answered last; None before the first answer.

    Raises:
        UnreachableError: The address cannot be one.
    """

    def __init__(
        self,
        base_url: str,
        *,
        clock: Time,
        rng: random.Random | None,
        polling: Polling | None,
        observed: bool,
    ) -> None:
        """Ask nothing yet."""
        self.base_url = base_url.rstrip("/")
        self.host = host_of_service(self.base_url)
        self.clock = clock
        self.rng = rng or random.Random()  # noqa: S311 - jitter, not a secret
        self.observed = observed
        self.engine: EngineKind | None = None
        self._polling = polling
        self._unknown: set[tuple[str, str]] = set()

    @property
    def polling(self) -> Polling:
        """How often a running job is asked about."""
        if self._polling is not None:
            return self._polling
        return LOCAL_POLLING if self.engine == "local" else LIVE_POLLING

    @polling.setter
    def polling(self, polling: Polling) -> None:
        self._polling = polling

    # -- asking -------------------------------------------------------------------

    def ask(
        self,
        row: Endpoint,
        query: Mapping[str, str] | None = None,
        body: object = None,
    ) -> Flow[Reply]:
        """Ask what is safe to be asked again, up to four times.

        Args:
            row: The endpoint.
            query: Fields of the query.
            body: JSON, or None.

        Returns:
            A good answer.

        Raises:
            ServiceError: The last answer was an error, or one that will not go away.
            UnreachableError: The last try got no answer.
        """
        data = None if body is None else dump_json(body)
        exchange = self.exchange(row.method, row.path, query, data)
        reply = yield from self.repeat(partial(send, exchange), self.base_url)
        self.note(reply)
        if not reply.ok:
            raise service_error(reply)
        return reply

    def exchange(
        self,
        method: str,
        path: str,
        query: Mapping[str, str] | None = None,
        body: bytes | None = None,
    ) -> Exchange:
        """Write a request to the API that costs nothing."""
        return Exchange(
            method, self.base_url + path, ANSWER_MOST, query, body, headers=ACCEPT
        )

    def repeat(self, once: Callable[[], Flow[Heard]], address: str) -> Flow[Reply]:
        """Repeat what is safe to repeat, up to four times.

        Args:
            once: One try.
            address: Whom it asks, for the message.

        Returns:
            The last answer, whatever it says.

        Raises:
            ServiceError: The answer is too large.
            UnreachableError: The last try got no answer.
        """
        for attempt in range(1, READ_TRIES + 1):
            heard = yield from once()
            wait: float | None = None
            if isinstance(heard, Oversized):
                msg = "the service's answer is too large"
                raise ServiceError(msg, status=heard.status)
            if isinstance(heard, Reply):
                wait = retry_after(heard.headers, self.clock.now())
                if attempt == READ_TRIES or not should_retry_read(heard.status):
                    return heard
            elif attempt == READ_TRIES:
                raise unreachable(address, heard)
            yield from sleep(retry_delay(attempt, wait, self.rng))
        raise AssertionError  # the loop returns or raises

    # -- what is learnt -----------------------------------------------------------

    def note(self, reply: Reply) -> None:
        """Remember who answers."""
        if reply.ok:
            self.engine = engine_of(reply.headers)

    def note_unknown(self, endpoint: str, model: str) -> None:
        """Say once that a model is not in our table; it may be newer than we are."""
        if (endpoint, model) not in self._unknown:
            self._unknown.add((endpoint, model))
            _LOG.warning(
                "%s: this release does not know the model %r; it is sent as it is, "
                "and its rules are left to the service",
                endpoint,
                model,
            )

    def need_observed(self, row: Endpoint) -> None:
        """Make sure that an endpoint outside the reference may be used.

        Raises:
            InvalidRequestError: Nobody has agreed to that.
        """
        if not self.observed:
            msg = (
                f"{row.path} is not in the API reference: it was observed on the live "
                "service and may change. Make the client with observed=True to use it."
            )
            raise InvalidRequestError(msg, code="observed")


def dump_json(document: object) -> bytes:
    """Encode a body.

    Args:
        document: JSON.

    Raises:
        InvalidRequestError: It holds what JSON cannot.
    """
    try:
        text = json.dumps(document, allow_nan=False, separators=(",", ":"))
    except (TypeError, ValueError, RecursionError) as error:
        msg = f"the body is not JSON ({printable(str(error))})."
        raise InvalidRequestError(msg) from None
    return text.encode("ascii")


def parse(kind: type[A], reply: Reply) -> A:
    """Read a good answer.

    Args:
        kind: What it should be.
        reply: The answer.

    Raises:
        ServiceError: It is something else.
    """
    try:
        return kind.model_validate(reply.json())
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(printable(part) for part in first["loc"])
        what = f"{where}: {first['msg']}" if where else "it is no JSON object"
        msg = f"the service's answer is not understood ({what})"
        raise ServiceError(msg, status=reply.status) from None


def unreachable(address: str, trouble: Broken) -> UnreachableError:
    """Say that a host does not answer.

    Args:
        address: A valid address; only its host is shown.
        trouble: What happened.
    """
    return UnreachableError(
        f"no connection to {netloc_of(address)} ({trouble.kind}). Check the network "
        "and try again."
    )
