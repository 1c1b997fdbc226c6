"""Who does the work: the environment and the user say so, never the project."""

from __future__ import annotations

import os
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pixelengine_import.api.access import LIVE_BASE_URL, ApiKey
from pixelengine_import.api.polling import LIVE_POLLING, LOCAL_POLLING
from pixelengine_import.api.timeouts import LIVE_TIMEOUTS
from pixelengine_import.cli.key_store import KeyStore
from pixelengine_import.errors import EXIT_CREDENTIALS, EXIT_USAGE, ProjectError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from pixelengine_import._clock import Clock
    from pixelengine_import.api.client import AsyncPixelEngine
    from pixelengine_import.api.outcomes import EngineKind
    from pixelengine_import.api.polling import Polling
    from pixelengine_import.api.timeouts import Timeouts
    from pixelengine_import.journal.state import StateFolder
    from pixelengine_import.local_engine.painters.crew import Crew

__all__ = [
    "KEY_VARIABLES",
    "Engine",
    "EngineWish",
    "EnvironmentVariableError",
    "MissingKeyError",
    "describe_engine",
    "open_engine",
    "read_address",
    "read_wish",
]

KEY_VARIABLES = ("PIXEL_ENGINE_API_KEY", "PIXELENGINE_API_KEY")
URL_VARIABLE = "PIXEL_ENGINE_BASE_URL"
REQUEST_VARIABLE = "PIXEL_ENGINE_REQUEST_TIMEOUT_SECONDS"
JOB_VARIABLE = "PIXEL_ENGINE_JOB_TIMEOUT_SECONDS"
POLL_VARIABLE = "PIXEL_ENGINE_POLL_INTERVAL_SECONDS"
_SECONDS_MOST = 24 * 60 * 60
_LOOPBACK = {"127.0.0.1", "localhost", "::1"}


class EnvironmentVariableError(ProjectError):
    """An environment variable holds something that cannot be used."""

    exit_code = EXIT_USAGE
    code = "environment"


class MissingKeyError(ProjectError):
    """A service is named and no key is given."""

    exit_code = EXIT_CREDENTIALS
    code = "no-key"


@dataclass(frozen=True, slots=True)
class EngineWish:
    """What the environment asks for.

    Attributes:
        key: The API key, or None: the local engine does the work.
        base_url: Where the API is.
        timeouts: How long one exchange may take.
        deadline: Seconds after which a job counts as lost from sight.
        interval: Seconds between two questions about a job; None lets them grow.
    """

    key: ApiKey | None
    base_url: str
    timeouts: Timeouts = LIVE_TIMEOUTS
    deadline: float = LIVE_POLLING.deadline
    interval: float | None = None

    def polling(self, kind: EngineKind) -> Polling:
        """Return how often a running job is asked about.

        Args:
            kind: Who works on it; the interval is meant for the live service.
        """
        if kind == "local":
            return replace(LOCAL_POLLING, deadline=self.deadline)
        if self.interval is None:
            return replace(LIVE_POLLING, deadline=self.deadline)
        return replace(
            LIVE_POLLING,
            first=self.interval,
            factor=1.0,
            most=self.interval,
            deadline=self.deadline,
        )

    @property
    def kind(self) -> EngineKind | None:
        """``local`` without a key; with one it is not known before asking."""
        return "local" if self.key is None else None

    @property
    def host(self) -> str:
        """The service's host and port, for people; a password is not shown."""
        return urlsplit(self.base_url).netloc.rpartition("@")[2]


def read_wish(
    environ: Mapping[str, str] = os.environ, store: KeyStore | None = None
) -> EngineWish:
    """Read who is to do the work.

    Args:
        environ: The environment.
        store: Where a key may be kept; the user's own by default.

    Raises:
        ProjectError: An address without a key, or one that would send a key in the
            clear over a network; or a time that is none.
    """
    wish = read_address(environ)
    secret = next((environ[name] for name in KEY_VARIABLES if environ.get(name)), "")
    if secret.strip():
        return replace(wish, key=ApiKey(secret))
    kept = (KeyStore.default(environ) if store is None else store).load()
    # A kept key goes nowhere but to the address that it was given for.
    if kept is not None and kept.base_url == wish.base_url:
        return replace(wish, key=kept.key)
    if environ.get(URL_VARIABLE, "").strip():
        msg = (
            f"{URL_VARIABLE} is set, but no key. Set {KEY_VARIABLES[0]} too "
            "(pxe serve prints one), run pxe login, or unset the address."
        )
        raise MissingKeyError(msg)
    return wish


def read_address(environ: Mapping[str, str] = os.environ) -> EngineWish:
    """Read everything but the key.

    Args:
        environ: The environment.

    Raises:
        ProjectError: An address that would send a key in the clear, or a time that is
            none.
    """
    url = environ.get(URL_VARIABLE, "").strip()
    if url:
        _check_url(url)
    read = _seconds(environ, REQUEST_VARIABLE)
    job = _seconds(environ, JOB_VARIABLE)
    return EngineWish(
        None,
        url or LIVE_BASE_URL,
        timeouts=LIVE_TIMEOUTS if read is None else _patient(read),
        deadline=LIVE_POLLING.deadline if job is None else job,
        interval=_seconds(environ, POLL_VARIABLE),
    )


def _seconds(environ: Mapping[str, str], name: str) -> float | None:
    text = environ.get(name, "").strip()
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value <= _SECONDS_MOST:  # "nan" is no time either
        msg = (
            f"{name} must be a number of seconds above 0, a day at most (found "
            f"{text[:40]!r}). Set it like 30, or unset it."
        )
        raise EnvironmentVariableError(msg)
    return value


def _patient(read: float) -> Timeouts:
    """Change how long an answer may take; a paid one never gets less than usual."""
    paid = max(read, LIVE_TIMEOUTS.paid_read)
    return replace(LIVE_TIMEOUTS, read=read, paid_read=paid)


def _check_url(url: str) -> None:
    """Refuse an address that is none, or that would send a key in the clear."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        parts, host = urlsplit(""), None
    own = parts.scheme == "http" and host in _LOOPBACK
    if host and "@" not in parts.netloc and (parts.scheme == "https" or own):
        return
    shown = "an address with a password" if "@" in url else repr(url)
    msg = (
        f"{URL_VARIABLE} must be an https address, or http on this machine, without a "
        f"password (found {shown}). Set it like {LIVE_BASE_URL}, or unset it."
    )
    raise EnvironmentVariableError(msg)


@dataclass(frozen=True, slots=True)
class Engine:
    """An engine that answers.

    Attributes:
        kind: ``live`` costs credits, ``local`` nothing.
        title: For people.
        available: Credits that can be spent; None for a local engine.
    """

    kind: EngineKind
    title: str
    available: int | None = None


async def describe_engine(wish: EngineWish, clock: Clock) -> Engine:
    """Find out who would do the work, without starting a local engine.

    Args:
        wish: What the environment asks for.
        clock: For waiting.

    Raises:
        CredentialsError: The key is not accepted.
        UnreachableError: The service does not answer.
    """
    if wish.key is None:
        return Engine("local", "local engine (offline, free)")
    from pixelengine_import.api.client import AsyncPixelEngine

    async with AsyncPixelEngine(
        wish.key, base_url=wish.base_url, clock=clock, timeouts=wish.timeouts
    ) as client:
        return await _ask(client, wish)


async def _ask(client: AsyncPixelEngine, wish: EngineWish) -> Engine:
    kind, balance = await client.probe()
    if kind == "local":
        return Engine("local", f"local engine at {wish.host} (free)")
    return Engine("live", f"live service at {wish.host}", balance.available)


@asynccontextmanager
async def open_engine(
    wish: EngineWish, state: StateFolder, clock: Clock, *, for_jobs: bool = False
) -> AsyncIterator[tuple[Engine, AsyncPixelEngine]]:
    """Open the engine that the environment asks for.

    Args:
        wish: What it asks for.
        state: Where the local engine keeps its own things.
        clock: For waiting.
        for_jobs: Whether there will be picture work: who does it then starts while
            the rest is still being loaded.

    Yields:
        Who it is and how it is asked. A service is asked for the balance first, which
        costs nothing and tells whether the key is good and who answers.

    Raises:
        CredentialsError: The key is not accepted.
        UnreachableError: The service does not answer.
    """
    if wish.key is None:
        from pixelengine_import.local_engine.painters.crew import Crew

        with Crew() as crew:
            if for_jobs:
                crew.expect()
            async with _open_local(wish, state, clock, crew) as opened:
                yield opened
        return
    from pixelengine_import.api.client import AsyncPixelEngine

    async with AsyncPixelEngine(
        wish.key, base_url=wish.base_url, clock=clock, timeouts=wish.timeouts
    ) as client:
        engine = await _ask(client, wish)
        client.polling = wish.polling(engine.kind)
        yield engine, client


@asynccontextmanager
async def _open_local(
    wish: EngineWish, state: StateFolder, clock: Clock, crew: Crew
) -> AsyncIterator[tuple[Engine, AsyncPixelEngine]]:
    from pixelengine_import.api.client import AsyncPixelEngine
    from pixelengine_import.local_engine.in_process import in_process

    async with (
        in_process(state.local_engine, clock=clock, crew=crew) as inside,
        AsyncPixelEngine(
            inside.api_key,
            base_url=inside.base_url,
            transport=inside.transport,
            clock=clock,
            polling=wish.polling("local"),
        ) as client,
    ):
        yield await describe_engine(wish, clock), client
