"""Fault rules as people write them, checked: which requests, how often, what happens.

A document::

    {"seed": 7, "rules": [
        {"path": "/animate", "nth": 1, "effect": {"type": "drop", "when": "after"}},
        {"path": "/jobs", "probability": 0.2,
         "effect": {"type": "answer", "status": 503, "shape": "platform"}},
        {"path": "/download", "times": 1, "latency": 0.5}
    ]}
"""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal, Self, TypeAlias

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

from pixelengine_import.api.catalog import ENDPOINTS
from pixelengine_import.api.violations import Violation, explain, shorten

__all__ = [
    "DOWNLOAD",
    "Answer",
    "Cut",
    "Damage",
    "Drop",
    "Effect",
    "FaultRules",
    "Length",
    "Patch",
    "Rule",
    "Shape",
    "Stall",
    "read_rules",
]

DOWNLOAD = "/download"
"""What rules call the address of a result, whose real path holds ids and tokens."""

PATHS = (*(row.path for row in ENDPOINTS.values()), DOWNLOAD)

When = Literal["before", "after"]
Shape = Literal["envelope", "platform", "storage"]
Positive = Annotated[int, Field(ge=1)]
Share = Annotated[float, Field(ge=0, le=1)]

_HEADER_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}")
_HEADER_VALUE = re.compile(r"[\x20-\x7e]{0,1000}")
_FRAMING = frozenset({"content-length", "transfer-encoding", "connection"})


def _known_path(path: str) -> str:
    if path not in PATHS:
        msg = f"must be one of {', '.join(PATHS)}"
        raise ValueError(msg)
    return path


def _sound_headers(headers: dict[str, str]) -> dict[str, str]:
    for name, value in headers.items():
        if not _HEADER_NAME.fullmatch(name) or not _HEADER_VALUE.fullmatch(value):
            msg = "must be names and values that HTTP allows, in ASCII"
            raise ValueError(msg)
        if name.lower() in _FRAMING:
            msg = f'must not set {name}: use the effect "length" or "cut"'
            raise ValueError(msg)
    return headers


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Answer(_Strict):
    """Another answer than the real one.

    Attributes:
        status: HTTP status.
        when: Whether the request is handled first and its own answer thrown away.
        shape: The API's envelope, the platform's flat form, or the storage host's.
        code: The error's code; None takes the usual one of status and shape.
        message: Its message.
        body: What is answered instead of an error: any JSON, or a text as it is.
        headers: Added to the answer, ``Retry-After`` for instance.
    """

    type: Literal["answer"]
    status: Annotated[int, Field(ge=200, le=599)]
    when: When = "before"
    shape: Shape = "envelope"
    code: str | None = None
    message: str = "This error was injected."
    body: Any = None
    headers: Annotated[dict[str, str], AfterValidator(_sound_headers)] = {}


class Drop(_Strict):
    """The connection is reset, and nothing is answered.

    Attributes:
        when: Before the request is handled, or after: a job was accepted then, and
            its answer is lost.
    """

    type: Literal["drop"]
    when: When = "before"


class Cut(_Strict):
    """The connection is closed in the middle of the body.

    Attributes:
        keep: Share of the body that is sent.
    """

    type: Literal["cut"]
    keep: Share = 0.5


class Stall(_Strict):
    """The answer begins and goes on no further, until the client gives up.

    Attributes:
        keep: Share of the body that is sent.
    """

    type: Literal["stall"]
    keep: Share = 0.5


class Length(_Strict):
    """``Content-Length`` promises another length than the body has.

    Attributes:
        off_by: By how many bytes; not 0.
    """

    type: Literal["length"]
    off_by: Annotated[int, Field(ge=-1_000_000, le=1_000_000)]

    @model_validator(mode="after")
    def _is_wrong(self) -> Self:
        if self.off_by == 0:
            msg = '"off_by" must not be 0'
            raise ValueError(msg)
        return self


class Damage(_Strict):
    """The body is damaged, and the length is right: what a broken disk hands out.

    Attributes:
        how: ``flip`` turns bytes over, ``truncate`` keeps the first half.
    """

    type: Literal["damage"]
    how: Literal["flip", "truncate"] = "flip"


class Patch(_Strict):
    """The JSON of the answer is changed, as by a newer version of the service.

    Attributes:
        merge: What is merged into it (RFC 7396): null takes a field out.
    """

    type: Literal["patch"]
    merge: dict[str, Any]


Effect: TypeAlias = Annotated[
    Answer | Drop | Cut | Stall | Length | Damage | Patch,
    Field(discriminator="type"),
]


class Rule(_Strict):
    """Which requests are hit, and what happens to them.

    Attributes:
        method: Only requests with this method.
        path: Only requests to this endpoint, or ``/download``.
        nth: Only the nth of these requests.
        every: Every nth of them.
        times: At most this often.
        probability: How likely each is hit, drawn from the seed.
        latency: Seconds that the engine waits before anything else.
        effect: What happens; None lets the request through, late.
    """

    method: Literal["GET", "POST"] | None = None
    path: Annotated[str, AfterValidator(_known_path)] | None = None
    nth: Positive | None = None
    every: Positive | None = None
    times: Positive | None = None
    probability: Annotated[float, Field(gt=0, le=1)] = 1.0
    latency: Annotated[float, Field(ge=0, le=3600)] = 0.0
    effect: Effect | None = None

    @model_validator(mode="after")
    def _does_something(self) -> Self:
        if self.effect is None and not self.latency:
            msg = 'needs an "effect" or a "latency"'
            raise ValueError(msg)
        if self.nth is not None and self.every is not None:
            msg = '"nth" and "every" exclude each other'
            raise ValueError(msg)
        return self


class FaultRules(_Strict):
    """A document of fault rules.

    Attributes:
        seed: What probabilities are drawn from; None takes the engine's seed.
        rules: Each request is offered to all of them in this order. Latencies add up;
            the first rule with an effect that hits decides.
    """

    seed: int | None = None
    rules: Annotated[list[Rule], Field(max_length=1000)]


def read_rules(document: object) -> FaultRules | list[Violation]:
    """Check a document of fault rules.

    Args:
        document: Decoded JSON.

    Returns:
        The rules, or everything that is wrong.
    """
    if not isinstance(document, dict):
        problem = f'must be an object with "rules" (found {shorten(document)})'
        return [Violation((), problem)]
    try:
        return FaultRules.model_validate(document)
    except ValidationError as error:
        return [_placed(violation) for violation in explain(error)]


_EFFECTS = ("answer", "drop", "cut", "stall", "length", "damage", "patch")


def _placed(violation: Violation) -> Violation:
    """Take the name of the effect out of the path: it is no field of the document."""
    field = [part for part in violation.field if part not in _EFFECTS]
    return Violation(tuple(field), violation.problem, violation.hint)
