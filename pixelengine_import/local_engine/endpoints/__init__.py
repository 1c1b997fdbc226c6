"""The endpoints that make jobs, as rows: a new one is a module and its row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pixelengine_import.local_engine.endpoints import (
    animate,
    generate_image,
    keyframes,
    pixelate,
    remove_background,
)

if TYPE_CHECKING:
    from pixelengine_import.local_engine.motion import Work
    from pixelengine_import.local_engine.orders import JobEndpoint, Order, Painting

__all__ = ["JOB_ENDPOINTS", "paint"]

JOB_ENDPOINTS: dict[str, JobEndpoint] = {
    row.name: row
    for row in (
        animate.ENDPOINT,
        keyframes.ENDPOINT,
        generate_image.ENDPOINT,
        pixelate.ENDPOINT,
        remove_background.ENDPOINT,
    )
}


def paint(order: Order, work: Work) -> Painting:
    """Do the picture work of an order, whatever its endpoint."""
    return JOB_ENDPOINTS[order.endpoint].paint(order, work)
