"""The two drivers of flows: one waits on an event loop, one holds up its thread.

They are twins, line for line. Whatever is a decision stands in a flow.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, TypeVar, assert_never

import httpx

from pixelengine_import.api.exchange import (
    PAST_PROXIES,
    Bearer,
    FirstByte,
    Intake,
    broken,
    build,
    timeout_of,
)
from pixelengine_import.api.flows.effects import Exchange, Sleep, Work

if TYPE_CHECKING:
    from pixelengine_import._clock import BlockingClock, Clock
    from pixelengine_import.api.access import ApiKey
    from pixelengine_import.api.flows.effects import Flow, Heard
    from pixelengine_import.api.timeouts import Timeouts

__all__ = ["AsyncDriver", "Driver"]

T = TypeVar("T")

# A stale kept-alive connection dies in a way that cannot be told from an accepted
# request: paid calls get a fresh one each.
_FRESH = httpx.Limits(max_keepalive_connections=0)


class AsyncDriver:
    """Carries flows out on an event loop.

    Args:
        key: The API key.
        transport: What moves the bytes; None is a real network.
        clock: For waiting.
        timeouts: How long an exchange may take.
    """

    def __init__(
        self,
        key: ApiKey,
        transport: httpx.AsyncBaseTransport | None,
        clock: Clock,
        timeouts: Timeouts,
    ) -> None:
        """Prepare two HTTP clients; nothing is sent."""
        self._auth = Bearer(key)
        self._clock = clock
        # Only a transport over httpcore says when the first byte is about to leave.
        self._traced = transport is None or isinstance(
            transport, httpx.AsyncHTTPTransport
        )
        self._reader = httpx.AsyncClient(
            transport=transport,
            mounts=PAST_PROXIES,
            timeout=timeout_of(timeouts, timeouts.read),
        )
        self._payer = httpx.AsyncClient(
            transport=transport,
            mounts=PAST_PROXIES,
            timeout=timeout_of(timeouts, timeouts.paid_read),
            limits=_FRESH,
        )

    async def close(self) -> None:
        """Close all connections."""
        await self._reader.aclose()
        await self._payer.aclose()

    async def run(self, flow: Flow[T]) -> T:
        """Carry a flow out to its end.

        Returns:
            What the flow returns.
        """
        told: Any = None
        while True:
            try:
                effect = flow.send(told)
            except StopIteration as end:
                result: T = end.value
                return result
            match effect:
                case Exchange():
                    told = await self._exchange(effect)
                case Sleep():
                    await self._clock.sleep(effect.seconds)
                    told = None
                case Work():
                    told = await asyncio.to_thread(effect.call)
                case _:
                    assert_never(effect)

    async def _exchange(self, exchange: Exchange) -> Heard:
        client = self._payer if exchange.lane == "paid" else self._reader
        first = FirstByte(exchange.before_send)
        if not self._traced:
            first()
        request = build(client, exchange, first.async_trace)
        auth = self._auth if exchange.keyed else None
        try:
            response = await client.send(request, auth=auth, stream=True)
            intake = Intake(response, exchange.most)
            try:
                async for block in response.aiter_bytes():
                    if intake.full(block):
                        break
            finally:
                await response.aclose()
        except httpx.HTTPError as error:
            return broken(error, first)
        return intake.heard()


class Driver:
    """Carries flows out in the calling thread.

    Args:
        key: The API key.
        transport: What moves the bytes; None is a real network.
        clock: For waiting.
        timeouts: How long an exchange may take.
    """

    def __init__(
        self,
        key: ApiKey,
        transport: httpx.BaseTransport | None,
        clock: BlockingClock,
        timeouts: Timeouts,
    ) -> None:
        """Prepare two HTTP clients; nothing is sent."""
        self._auth = Bearer(key)
        self._clock = clock
        # Only a transport over httpcore says when the first byte is about to leave.
        self._traced = transport is None or isinstance(transport, httpx.HTTPTransport)
        self._reader = httpx.Client(
            transport=transport,
            mounts=PAST_PROXIES,
            timeout=timeout_of(timeouts, timeouts.read),
        )
        self._payer = httpx.Client(
            transport=transport,
            mounts=PAST_PROXIES,
            timeout=timeout_of(timeouts, timeouts.paid_read),
            limits=_FRESH,
        )

    def close(self) -> None:
        """Close all connections."""
        self._reader.close()
        self._payer.close()

    def run(self, flow: Flow[T]) -> T:
        """Carry a flow out to its end.

        Returns:
            What the flow returns.
        """
        told: Any = None
        while True:
            try:
                effect = flow.send(told)
            except StopIteration as end:
                result: T = end.value
                return result
            match effect:
                case Exchange():
                    told = self._exchange(effect)
                case Sleep():
                    self._clock.pause(effect.seconds)
                    told = None
                case Work():
                    told = effect.call()
                case _:
                    assert_never(effect)

    def _exchange(self, exchange: Exchange) -> Heard:
        client = self._payer if exchange.lane == "paid" else self._reader
        first = FirstByte(exchange.before_send)
        if not self._traced:
            first()
        request = build(client, exchange, first.trace)
        auth = self._auth if exchange.keyed else None
        try:
            response = client.send(request, auth=auth, stream=True)
            intake = Intake(response, exchange.most)
            try:
                for block in response.iter_bytes():
                    if intake.full(block):
                        break
            finally:
                response.close()
        except httpx.HTTPError as error:
            return broken(error, first)
        return intake.heard()
