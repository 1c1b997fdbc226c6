"""One request to the service as the journal and the lane of jobs know it."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pixelengine_import.api.wire import without_queries
from pixelengine_import.journal.state import COMMANDS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import PurePosixPath

__all__ = [
    "ADDRESS",
    "Ask",
    "Prepared",
    "hide_queries",
    "is_whole",
    "rerun",
    "whole_body",
]

ADDRESS = "image_url"


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """A request that is ready to be sent.

    Attributes:
        parameters: The body without its pictures, but with the addresses of those
            that the service is to fetch itself.
        images: The exact bytes of each picture, in the order of the request.
    """

    parameters: dict[str, Any]
    images: tuple[bytes, ...] = field(default=(), repr=False)

    def body(self) -> dict[str, Any]:
        """Return the whole body."""
        return whole_body(self.parameters, self.images)


@dataclass(frozen=True, slots=True, eq=False)
class Ask:
    """Something that the service is to be asked for, once.

    Attributes:
        sidecar: Who asks, relative to the project; for a command the file that it is
            to write.
        name: What for: an animation's name, or a step such as ``image``.
        endpoint: Name of the endpoint.
        key: Identity of the request: only a new one can cost money.
        price: List price in credits: an upper bound.
        prepare: Builds the request; called when there is no job for it yet, in a
            thread.
    """

    sidecar: PurePosixPath
    name: str
    endpoint: str
    key: str
    price: int
    prepare: Callable[[], Prepared] = field(repr=False)


def rerun(asker: str) -> str:
    """Name what is to be run again, to go on with a job.

    Args:
        asker: Whose job it is, named as in the journal.
    """
    return "the same command" if asker == COMMANDS else "pxe sync"


def whole_body(
    parameters: Mapping[str, Any], images: Sequence[bytes]
) -> dict[str, Any]:
    """Put the pictures into a body.

    Args:
        parameters: The body without them.
        images: Bytes of each, in the order of the request.
    """
    texts = [base64.b64encode(data).decode("ascii") for data in images]
    if "frames" not in parameters:
        return {**parameters, "image": texts[0]} if texts else dict(parameters)
    frames = []
    for frame in parameters["frames"]:
        own = {} if ADDRESS in frame else {"image": texts.pop(0)}
        frames.append({**frame, **own})
    return {**parameters, "frames": frames}


def hide_queries(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Return a body without the queries of its addresses: they may hold a token.

    Args:
        parameters: The body without its pictures.
    """
    shown = dict(parameters)
    if ADDRESS in shown:
        shown[ADDRESS] = without_queries(shown[ADDRESS])
    if "frames" in shown:
        shown["frames"] = [hide_queries(frame) for frame in shown["frames"]]
    return shown


def is_whole(parameters: Mapping[str, Any]) -> bool:
    """Tell whether a body can be sent as it was written down.

    Args:
        parameters: What :func:`hide_queries` has left.
    """
    parts = [parameters, *parameters.get("frames", ())]
    return not any(str(part.get(ADDRESS, "")).endswith("?…") for part in parts)
