"""One request to the service as the journal and the lane of jobs know it."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import PurePosixPath

__all__ = ["Ask", "Prepared", "whole_body"]


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """A request that is ready to be sent.

    Attributes:
        parameters: The body without its pictures.
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


def whole_body(parameters: dict[str, Any], images: Sequence[bytes]) -> dict[str, Any]:
    """Put the pictures into a body.

    Args:
        parameters: The body without them.
        images: Bytes of each, in the order of the request.
    """
    texts = [base64.b64encode(data).decode("ascii") for data in images]
    if "frames" in parameters:
        frames = [
            {**frame, "image": text}
            for frame, text in zip(parameters["frames"], texts, strict=True)
        ]
        return {**parameters, "frames": frames}
    return {**parameters, "image": texts[0]} if texts else dict(parameters)
