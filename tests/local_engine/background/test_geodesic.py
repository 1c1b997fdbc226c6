"""The cheapest way into a picture, held to a queue's answer."""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from pixelengine_import.local_engine.background.geodesic import UNIT, Costs, travel

if TYPE_CHECKING:
    from pixelengine_import.local_engine.background.types import Mask

COST = st.sampled_from([0, 0, 1, 400, 3000, UNIT, 4 * UNIT])
STEP = st.sampled_from([40, 9 * UNIT])
SHAPE = (6, 7)


def by_queue(cost: Costs, start: Mask, steps: tuple[Costs, Costs] | None) -> Costs:
    """Dijkstra's algorithm."""
    best = np.full(cost.shape, 9 * UNIT)
    best[start] = np.minimum(cost, 9 * UNIT)[start]
    heap = [(int(best[p]), p) for p in zip(*np.nonzero(start), strict=True)]
    heapq.heapify(heap)
    while heap:
        paid, (y, x) = heapq.heappop(heap)
        for dy, dx in ((1, 0), (-1, 0), (0, 1), (0, -1)):
            v, u = y + dy, x + dx
            if not (0 <= v < cost.shape[0] and 0 <= u < cost.shape[1]):
                continue
            price = int(cost[v, u])
            if steps is not None:
                price = min(price, int(steps[0 if dy else 1][min(y, v), min(x, u)]))
            if paid + price < best[v, u]:
                best[v, u] = paid + price
                heapq.heappush(heap, (paid + price, (v, u)))
    return best


@settings(max_examples=60)
@given(
    cost=arrays.arrays(np.int64, SHAPE, elements=COST),
    start=arrays.arrays(np.bool_, SHAPE),
    down=arrays.arrays(np.int64, SHAPE, elements=STEP),
    right=arrays.arrays(np.int64, SHAPE, elements=STEP),
    stepping=st.booleans(),
)
def test_sweeping_finds_what_a_queue_finds(
    cost: Costs, start: Mask, down: Costs, right: Costs, *, stepping: bool
) -> None:
    """The sweeps are a faster way to the same sums."""
    steps = (down, right) if stepping else None

    assert np.array_equal(travel(cost, start, steps), by_queue(cost, start, steps))
