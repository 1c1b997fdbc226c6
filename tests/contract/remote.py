"""The suite against an API that is not ours: opt-in, and with a limit on spending.

``PXE_CONTRACT_BASE_URL`` and ``PXE_CONTRACT_API_KEY`` say where, and
``PXE_CONTRACT_CREDITS`` how many credits a run may spend at most; left out, none. Tests
that take the fixture ``service`` then run there; the rest needs an engine of its own.

A request that could cost something is sent only while the limit has room for its whole
price, whatever the test expects of it; the test is skipped otherwise.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx
import pytest

from pixelengine_import.api.access import ApiKey
from pixelengine_import.api.address import LOOPBACK
from pixelengine_import.api.catalog import (
    ANIMATE_DEFAULT_MODEL,
    ENDPOINTS,
    GENERATE_DEFAULT_MODEL,
    MODELS,
    list_price,
)
from pixelengine_import.api.wire import without_queries

from .bodies import BODIES
from .service import Service

if TYPE_CHECKING:
    import ssl
    from collections.abc import Mapping

__all__ = ["Address", "Purse", "Remote", "Target", "price_of", "remote_client"]

VARIABLES = ("PXE_CONTRACT_BASE_URL", "PXE_CONTRACT_API_KEY", "PXE_CONTRACT_CREDITS")
CONNECT_SECONDS = 10
ANSWER_SECONDS = 120
LOOK_SECONDS = 5.0
JOB_SECONDS = 900
"""What one test may take where a job takes a minute or two."""


RESERVE = max(list_price(row.endpoint, row.name) for row in MODELS)
"""Credits that jobs leave alone: a request that is to be refused is only sent while
its price is there, and gives it back."""


_DEFAULTS = {
    "animate": ANIMATE_DEFAULT_MODEL,
    "generate_image": GENERATE_DEFAULT_MODEL,
}


class SpendingLimit(Exception):  # noqa: N818 - nothing is wrong
    """A request was not sent, because it could cost more than is left."""


@dataclass
class Purse:
    """What may be spent.

    Attributes:
        limit: Credits in all.
        spent: Credits that were spent, or may have been.
    """

    limit: int
    spent: int = 0

    def check(self, price: int, reserve: int = 0) -> None:
        """See whether a price can be paid.

        Args:
            price: Credits.
            reserve: What is to be left afterwards.

        Raises:
            SpendingLimit: There is less.
        """
        left = self.limit - self.spent
        if 0 < price > left - reserve:
            msg = f"it may cost {price} credits; {left} are left, {reserve} are to stay"
            raise SpendingLimit(msg)

    def take(self, price: int) -> None:
        """Set a price aside before its request is sent.

        Raises:
            SpendingLimit: It is more than is left.
        """
        self.check(price)
        self.spent += price

    def put_back(self, price: int) -> None:
        """Take a price back: its request was refused."""
        self.spent -= price


@dataclass(frozen=True)
class Target:
    """Where the suite is pointed.

    Attributes:
        base_url: Ends in ``/functions/v1``.
        key: What opens it.
        purse: What may be spent there.
        jobs: Jobs that were made, by request: each is paid for once.
    """

    base_url: str
    key: ApiKey
    purse: Purse
    jobs: dict[str, dict[str, Any]] = field(default_factory=dict, repr=False)

    @classmethod
    def chosen(cls, variables: Mapping[str, str]) -> Target | None:
        """Read the choice of whoever runs the suite; None is nowhere.

        Raises:
            pytest.UsageError: The variables do not fit together.
        """
        url, key, credits_ = (variables.get(name, "").strip() for name in VARIABLES)
        if not url:
            return None
        parts = urlsplit(url)
        if parts.scheme != "https" and parts.hostname not in LOOPBACK:
            msg = f"{VARIABLES[0]} must be an https address: the key is sent there."
            raise pytest.UsageError(msg)
        if not ApiKey(key).usable:
            msg = f"{VARIABLES[1]} is missing, or holds what no key holds."
            raise pytest.UsageError(msg)
        if not (credits_ or "0").isdecimal():
            msg = f"{VARIABLES[2]} must be a whole number of credits."
            raise pytest.UsageError(msg)
        return cls(url.rstrip("/"), ApiKey(key), Purse(int(credits_ or "0")))


def price_of(method: str, path: str, body: bytes) -> int:
    """Return what a request can cost at most, in credits.

    Args:
        method: HTTP method.
        path: Path below the base URL.
        body: The body; one that cannot be read counts as the dearest.
    """
    row = next((row for row in ENDPOINTS.values() if row.path == path), None)
    if row is None or not row.paid or method != row.method:
        return 0
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        document = None
    asked = document if isinstance(document, dict) else {"model": None}
    if row.name == "keyframes":
        return list_price(row.name, str(asked.get("render_mode")))
    return list_price(row.name, str(asked.get("model", _DEFAULTS.get(row.name))))


class Guarded(httpx.AsyncBaseTransport):
    """Lets a request that can cost something out only if the purse has it.

    The price is set aside first and given back when the request is refused: even a
    server that takes what it should refuse cannot be paid more than the limit. What is
    neither taken nor refused (no answer, a 5xx) counts as spent.
    """

    def __init__(self, inner: httpx.AsyncBaseTransport, target: Target) -> None:
        """Keep who sends, and what may be spent."""
        self._inner = inner
        self._purse = target.purse
        self._base = httpx.URL(target.base_url)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send it, or skip the test."""
        path = request.url.path.removeprefix(self._base.path)
        price = price_of(request.method, path, await request.aread())
        try:
            self._purse.take(price)
        except SpendingLimit as limit:
            pytest.skip(str(limit))
        response = await self._inner.handle_async_request(request)
        if httpx.codes.is_client_error(response.status_code):
            self._purse.put_back(price)
        return response

    async def aclose(self) -> None:
        """Close the connections."""
        await self._inner.aclose()


class Address(str):
    """A signed address that shows no more than its host and path."""

    __slots__ = ()

    def __repr__(self) -> str:
        """Return it without its query."""
        return repr(without_queries(str(self)))


def remote_client(
    target: Target, transport: httpx.AsyncBaseTransport | None = None
) -> httpx.AsyncClient:
    """Make a client that sends the key and minds the purse.

    Args:
        target: Where to.
        transport: What moves the bytes; None is a real network.
    """
    return httpx.AsyncClient(
        transport=Guarded(
            transport or httpx.AsyncHTTPTransport(verify=_certificates()), target
        ),
        headers={"Authorization": f"Bearer {target.key.reveal()}"},
        timeout=httpx.Timeout(ANSWER_SECONDS, connect=CONNECT_SECONDS),
    )


@cache
def _certificates() -> ssl.SSLContext:
    """Read the machine's certificates once: it takes longer than most tests."""
    return httpx.create_ssl_context()


@dataclass
class Remote(Service):
    """An API at another address."""

    target: Target = field(kw_only=True)

    async def order(self, name: str, /, **changes: object) -> httpx.Response:
        """Send a request that is to be taken, if enough would be left."""
        body = json.dumps(BODIES[name](**changes)).encode()
        try:
            self.target.purse.check(price_of("POST", f"/{name}", body), RESERVE)
        except SpendingLimit as limit:
            pytest.skip(str(limit))
        return await super().order(name, **changes)

    async def job(self, job_id: str) -> dict[str, Any]:
        """Read a job; its address does not show in a failed test."""
        job = await super().job(job_id)
        if job.get("output"):
            job["output"]["url"] = Address(job["output"]["url"])
        return job

    async def made(self, name: str, /, **changes: object) -> dict[str, Any]:
        """Make a job once in a run, and show it again."""
        asked = json.dumps([name, changes], sort_keys=True)
        jobs = self.target.jobs
        if asked not in jobs:
            jobs[asked] = await super().made(name, **changes)
        job = await self.job(jobs[asked]["api_job_id"])
        assert job["status"] == "success"
        return job
