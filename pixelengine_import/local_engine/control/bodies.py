"""What the control plane is asked: JSON bodies, checked."""

from __future__ import annotations

from typing import Annotated, Literal, Self, TypeAlias, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    RootModel,
    ValidationError,
    model_validator,
)

from pixelengine_import.api.violations import Violation, explain, shorten
from pixelengine_import.local_engine.keys import check_key
from pixelengine_import.local_engine.orders import refusal

__all__ = [
    "ClockBody",
    "CreditsBody",
    "Expire",
    "Fail",
    "KeyBody",
    "Move",
    "MoveBody",
    "Progress",
    "Refund",
    "Start",
    "Succeed",
    "Whose",
    "read",
]

Body = TypeVar("Body", bound=BaseModel)

_YEARS = 100 * 366 * 24 * 3600.0
_CREDITS = 2**31 - 1


def _local(key: str) -> str:
    problem = check_key(key)
    if problem is not None:
        # The key is left out: it may be a real one.
        msg = "must be a key of local form, pe_sk_local… (found something else)"
        raise ValueError(msg)
    return key


LocalKey = Annotated[str, AfterValidator(_local)]
Amount = Annotated[int, Field(ge=1, le=_CREDITS)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Whose(_Strict):
    """Names an account: by its id, or by a key that opens it; else the default one.

    Attributes:
        account: Its id.
        key: A key.
    """

    account: str | None = None
    key: LocalKey | None = None

    @model_validator(mode="after")
    def _once(self) -> Self:
        if self.account is not None and self.key is not None:
            msg = '"account" and "key" exclude each other'
            raise ValueError(msg)
        return self


class CreditsBody(Whose):
    """``POST credits``: credits for the purchased pool.

    Attributes:
        amount: How many.
    """

    amount: Amount


class KeyBody(_Strict):
    """``POST keys``: an account of its own for a key, or a key made (in)active.

    Attributes:
        key: The key.
        credits: Monthly credits of its own account; null opens one without a wallet.
        active: Whether it opens its account.
    """

    key: LocalKey
    credits: Annotated[int, Field(ge=0, le=_CREDITS)] | None = None
    active: bool = True

    @property
    def opens_account(self) -> bool:
        """Whether the body speaks of an account at all."""
        return "credits" in self.model_fields_set


class ClockBody(_Strict):
    """``POST clock``: moves a manual clock on.

    Attributes:
        advance: Seconds.
    """

    advance: Annotated[float, Field(ge=0, le=_YEARS, allow_inf_nan=False)]


class Start(_Strict):
    """The job is picked up."""

    do: Literal["start"]


class Progress(_Strict):
    """The job is picked up and has come this far.

    Attributes:
        share: More than before, below 1.
    """

    do: Literal["progress"]
    share: Annotated[float, Field(gt=0, lt=1)]


class Succeed(_Strict):
    """The work is done now, and the job ends with its result."""

    do: Literal["succeed"]


class Fail(_Strict):
    """The job ends without a result, and its credits are free again.

    Attributes:
        code: The error's code.
        message: The error's message.
    """

    do: Literal["fail"]
    code: Annotated[str, Field(min_length=1, max_length=100)] = "generation_failed"
    message: Annotated[str, Field(min_length=1, max_length=1000)] = "Generation failed"


class Expire(_Strict):
    """The hold runs out now, and the job fails with it."""

    do: Literal["expire"]


class Refund(_Strict):
    """What a job that succeeded cost is given back; works at every speed."""

    do: Literal["refund"]


Move: TypeAlias = Start | Progress | Succeed | Fail | Expire | Refund


class MoveBody(RootModel[Annotated[Move, Field(discriminator="do")]]):
    """``POST jobs/{id}``: one step of a job."""


def read(kind: type[Body], document: object) -> Body:
    """Check a body.

    Args:
        kind: What it should be.
        document: Decoded JSON.

    Raises:
        RefusedError: 400, with the first thing that is wrong.
    """
    if not isinstance(document, dict):
        problem = f"the body must be a JSON object (found {shorten(document)})"
        raise refusal(Violation((), problem))
    try:
        return kind.model_validate(document)
    except ValidationError as error:
        found = explain(error)[0]
        if kind is MoveBody and found.field[:1] != ("do",):
            # The name of the step is no field of the document.
            found = Violation(found.field[1:], found.problem, found.hint)
        raise refusal(found) from None
