"""Steps that must not be left half done, even when their caller is cancelled."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Coroutine, Iterable

__all__ = ["finish", "gather_all"]

T = TypeVar("T")


async def finish(step: Coroutine[object, object, T]) -> T:
    """Run a step to its end; a cancellation, or several, is passed on afterwards.

    Args:
        step: What is to be done whole.

    Returns:
        What the step returns.

    Raises:
        asyncio.CancelledError: The caller was cancelled; the step has ended. What it
            raised is dropped then: it has written down itself what matters.
    """
    task = asyncio.ensure_future(step)
    cancelled: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.wait([task])
        except asyncio.CancelledError as error:
            cancelled = error
    if cancelled is None:
        return task.result()
    if not task.cancelled():
        task.exception()  # looked at, so that asyncio does not report it as lost
    raise cancelled


async def gather_all(steps: Iterable[Coroutine[object, object, T]]) -> list[T]:
    """Run steps side by side, each to its end: one that fails stops no other.

    Args:
        steps: What is to be done.

    Returns:
        What each returns, in order.

    Raises:
        BaseException: The first failure, once all have ended.
    """
    ended = await asyncio.gather(*steps, return_exceptions=True)
    results: list[T] = []
    for result in ended:
        if isinstance(result, BaseException):
            raise result
        results.append(result)
    return results
