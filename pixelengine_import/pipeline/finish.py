"""Steps that must not be left half done, even when their caller is cancelled."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Coroutine

__all__ = ["finish"]

T = TypeVar("T")


async def finish(step: Coroutine[object, object, T]) -> T:
    """Run a step to its end; a cancellation is passed on afterwards.

    Args:
        step: What is to be done whole.

    Returns:
        What the step returns.

    Raises:
        asyncio.CancelledError: The caller was cancelled; the step has ended.
    """
    task = asyncio.ensure_future(step)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        if not task.done():
            await asyncio.wait([task])
        raise
