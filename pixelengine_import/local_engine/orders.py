"""What a request asks for once it was checked, and what becomes of it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pixelengine_import.api.catalog import SEED_MAX, SEED_MIN
from pixelengine_import.errors import RefusedError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from pixelengine_import.api.violations import Violation
    from pixelengine_import.local_engine.encoding.files import EncodedFile
    from pixelengine_import.local_engine.motion import Work
    from pixelengine_import.local_engine.pictures import Fetch

__all__ = ["JobEndpoint", "Order", "Painting", "draw_seed", "refusal"]


@dataclass(frozen=True, slots=True)
class Order:
    """A job to be done.

    Attributes:
        endpoint: Name of the endpoint that took it.
        credits: What it costs; 0 places no hold.
        inputs: The parameters with their defaults filled in, without pictures: what
            ``GET /jobs`` shows, and all that the work needs beside the pictures.
        seed: The seed that the work uses, drawn when none was given.
        pictures: The image files in the order of the request; they were decoded once
            and are in order.
    """

    endpoint: str
    credits: int
    inputs: Mapping[str, Any]
    seed: int
    pictures: tuple[bytes, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Painting:
    """The result of a job.

    Attributes:
        file: What is handed out.
        notes: What only this engine can tell of it, such as the method: flat.
    """

    file: EncodedFile
    notes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class JobEndpoint:
    """One endpoint that makes jobs. A new one is one module and one row.

    Attributes:
        name: As in :data:`pixelengine_import.api.catalog.ENDPOINTS`.
        body_limit: Greatest size of a request's body, bytes.
        read: Checks a JSON body, or raises RefusedError with the API's code; gets
            pictures that are named by their address with what it is handed.
        paint: Does the work, in a process or a thread, and watches ``work.cancelled``:
            the same order gives the same bytes.
    """

    name: str
    body_limit: int
    read: Callable[[object, Fetch], Order]
    paint: Callable[[Order, Work], Painting]


def draw_seed(
    endpoint: str, inputs: Mapping[str, Any], picture_hashes: Sequence[str]
) -> int:
    """Draw the seed of a request that brings none, from what it asks.

    The same request gives the same pixels; another file format of the same request
    shows the same animation.

    Args:
        endpoint: Name of the endpoint.
        inputs: The effective parameters.
        picture_hashes: One hash of the pixels for each picture.

    Returns:
        A seed that the API would take.
    """
    asked = {k: v for k, v in inputs.items() if k not in {"seed", "output_format"}}
    document = {"endpoint": endpoint, "inputs": asked, "pictures": list(picture_hashes)}
    text = json.dumps(document, sort_keys=True, separators=(",", ":"))
    number = int.from_bytes(hashlib.sha256(text.encode("ascii")).digest()[:8])
    return SEED_MIN + number % (SEED_MAX - SEED_MIN + 1)


def refusal(violation: Violation) -> RefusedError:
    """Turn a broken rule into the API's 400."""
    return RefusedError(str(violation), status=400, code=violation.code)
