"""Some steps are never left half done: paying, and putting files in place."""

from __future__ import annotations

import asyncio

import pytest

from pixelengine_import.pipeline.finish import finish


async def test_a_step_gives_what_it_returns_and_raises() -> None:
    """Nothing is cancelled: it is a plain call."""

    async def step(value: int) -> int:
        if value < 0:
            msg = "negative"
            raise ValueError(msg)
        return value

    assert await finish(step(3)) == 3
    with pytest.raises(ValueError, match="negative"):
        await finish(step(-1))


@pytest.mark.parametrize("fails", [False, True])
async def test_a_caller_that_is_cancelled_twice_still_waits(*, fails: bool) -> None:
    """An impatient person presses Ctrl-C again; the step runs to its end."""
    gate, ended = asyncio.Event(), asyncio.Event()

    async def step() -> None:
        await gate.wait()
        ended.set()
        if fails:
            msg = "written down by the step itself"
            raise ValueError(msg)

    caller = asyncio.create_task(finish(step()))
    for _ in range(2):
        await asyncio.sleep(0)
        caller.cancel()
    for _ in range(5):
        await asyncio.sleep(0)
    assert not caller.done()

    gate.set()

    with pytest.raises(asyncio.CancelledError):
        await caller
    assert ended.is_set()
