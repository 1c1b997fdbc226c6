"""What is random in an engine, drawn from one seed: a whole run can be repeated.

Every draw is a hash of the seed and of what it is for, so that it depends neither on
the order of draws nor on anything else that was drawn.
"""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import replace
from typing import TYPE_CHECKING

from pixelengine_import.api.catalog import SEED_MAX, SEED_MIN

if TYPE_CHECKING:
    from pixelengine_import.local_engine.orders import Order

__all__ = ["draw", "draw_id", "draw_secret", "draw_share", "reseed"]

_SHARE_BYTES = 6  # 48 bits: a float holds them exactly


def draw(seed: int, *purpose: str | int) -> bytes:
    """Draw 32 bytes.

    Args:
        seed: The seed of the run.
        purpose: What they are for; other words give other bytes.
    """
    words = "\0".join([str(seed), *map(str, purpose)])
    return hashlib.sha256(words.encode()).digest()


def draw_id(seed: int, number: int) -> str:
    """Draw the id of a job, a UUID of version 4 by its looks.

    Args:
        seed: The seed of the run.
        number: Which job it is.
    """
    return str(uuid.UUID(bytes=draw(seed, "job", number)[:16], version=4))


def draw_secret(seed: int) -> bytes:
    """Draw what download addresses are signed with: known to whoever knows the seed."""
    return draw(seed, "secret")


def draw_share(seed: int, *purpose: str | int) -> float:
    """Draw a number from 0 to 1, 1 excluded, that is the same on every machine."""
    number = int.from_bytes(draw(seed, *purpose)[:_SHARE_BYTES])
    return number / (1 << 8 * _SHARE_BYTES)


def reseed(order: Order, seed: int) -> Order:
    """Let the seed of the run decide where a request leaves its own out.

    Args:
        order: What is asked for; its seed was drawn from what it asks.
        seed: The seed of the run.
    """
    if "seed" in order.inputs:
        return order
    number = int.from_bytes(draw(seed, "seed", order.seed)[:8])
    return replace(order, seed=SEED_MIN + number % (SEED_MAX - SEED_MIN + 1))
