"""Which parts of a body a caption can speak of."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pixelengine_import.local_engine.motion.body import Body

__all__ = ["parts_of"]


def parts_of(body: Body) -> tuple[str, ...]:
    """Return the parts that were found, by the names in ``PART_PHRASES``.

    Args:
        body: The measured silhouette.
    """
    return ("legs",) if body.legs else ()
