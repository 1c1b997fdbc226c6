"""From what a program asks for to a body that the service takes, or the reason why not.

Everything is judged here before a byte is sent, by the rules that the local engine
goes by and in their order: types, fields that belong together, pictures.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ValidationError

from pixelengine_import.api.catalog import PIXELATE, REMOVE_BACKGROUND, find_model
from pixelengine_import.api.images import (
    Source,
    judge,
    open_picture,
    refuse_first,
    text_source,
)
from pixelengine_import.api.options import KeyframePicture, PixelColors
from pixelengine_import.api.requests import (
    AnimateBody,
    EnhancePromptBody,
    GenerateImageBody,
    KeyframesBody,
    PixelateBody,
    RemoveBackgroundBody,
    RetakeBody,
    Wire,
    dump_body,
)
from pixelengine_import.api.rules import (
    check_animate,
    check_generate_image,
    check_keyframes,
    check_pixelate,
    check_places,
    check_source,
)
from pixelengine_import.api.violations import Violation, explain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pixelengine_import.api.catalog import Model, Tool
    from pixelengine_import.api.images import Picture
    from pixelengine_import.api.violations import Field

__all__ = ["BODIES", "Prepared", "prepare", "prepare_body"]

BODIES: dict[str, type[Wire]] = {
    "animate": AnimateBody,
    "keyframes": KeyframesBody,
    "generate_image": GenerateImageBody,
    "pixelate": PixelateBody,
    "remove_background": RemoveBackgroundBody,
    "enhance_prompt": EnhancePromptBody,
    "retake": RetakeBody,
}
"""The body of each endpoint that takes a picture or makes one."""

_BY_ADDRESS = frozenset({"keyframes", "generate_image", "remove_background"})
_NAMES = {
    "frames": frozenset(KeyframePicture.__annotations__),
    "pixel_config": frozenset(PixelColors.__annotations__),
}


@dataclass(frozen=True, slots=True)
class Prepared:
    """A request that may be sent.

    Attributes:
        document: Its body as JSON.
        unknown_model: Its model, when this release does not know it.
    """

    document: dict[str, Any] = field(repr=False)
    unknown_model: str | None = None


def prepare(endpoint: str, fields: Mapping[str, object], owner: Field = ()) -> Prepared:
    """Make a body from fields; pictures are in any form.

    Args:
        endpoint: Name of the endpoint.
        fields: The API's fields under its own names; None counts as left out.
        owner: What the fields are fields of; nothing is the body.

    Raises:
        InvalidRequestError: The first rule that it breaks, in the service's words.
    """
    given = {k: _plain(v) for k, v in fields.items() if v is not None}
    refuse_first(_owned(_check_names(given), owner))
    pictures = dict(_pictures(given))
    try:
        body = BODIES[endpoint].model_validate(_without_pictures(given))
    except ValidationError as error:
        broken = explain(error)
        refuse_first(_owned(broken, owner))
        raise AssertionError from None  # pydantic names at least one
    refuse_first(_owned(_rules(body), owner))
    taker, unknown = _taker(body)
    sources = {
        place: open_picture(
            picture, (*owner, *place), taker, by_address=endpoint in _BY_ADDRESS
        )
        for place, picture in pictures.items()
    }
    for place, source in sources.items():
        if source.address is not None:
            refuse_first(check_source(None, source.address, (*owner, *place)))
    judge(taker, list(sources.values()))
    return Prepared(_with_pictures(dump_body(body), sources), unknown)


def prepare_body(endpoint: str, body: Wire) -> Prepared:
    """Judge a body that is complete already.

    Args:
        endpoint: Name of the endpoint.
        body: Its body.

    Raises:
        InvalidRequestError: The first rule that it breaks, in the service's words.
        ValueError: It is another endpoint's body.
    """
    kind = BODIES[endpoint]
    if not isinstance(body, kind):
        msg = f"{endpoint} takes a {kind.__name__} (found {type(body).__name__})"
        raise ValueError(msg)  # noqa: TRY004 - the value does not fit the other one
    refuse_first(_rules(body))
    taker, unknown = _taker(body)
    judge(taker, list(_sources(body)))
    return Prepared(dump_body(body), unknown)


# -- pictures of fields -------------------------------------------------------------


def _plain(value: object) -> object:
    """Turn models and tuples into what JSON has."""
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", exclude_none=True)
    if isinstance(value, Mapping):
        return {k: _plain(v) for k, v in value.items() if v is not None}
    if isinstance(value, tuple | list):
        return [_plain(v) for v in value]
    return value


def _check_names(given: Mapping[str, object]) -> Iterator[Violation]:
    """Find fields that the service would silently ignore: they are slips."""
    for name, known in _NAMES.items():
        value = given.get(name)
        parts: list[tuple[Field, object]]
        if isinstance(value, list):
            parts = [((name, i), part) for i, part in enumerate(value)]
        else:
            parts = [((name,), value)]
        for place, part in parts:
            for key in part if isinstance(part, dict) else ():
                if key not in known:
                    problem, hint = "is not a known field", "Take it out."
                    yield Violation((*place, str(key)), problem, hint)


def _pictures(given: Mapping[str, Any]) -> Iterator[tuple[Field, Picture]]:
    if "image" in given:
        yield (), given["image"]
    frames = given.get("frames")
    for i, frame in enumerate(frames if isinstance(frames, list) else ()):
        if isinstance(frame, dict) and "image" in frame:
            yield ("frames", i), frame["image"]


def _without_pictures(given: Mapping[str, Any]) -> dict[str, Any]:
    """Hold the pictures' places with empty texts: they are read when all else fits."""
    document = dict(given)
    if "image" in document:
        document["image"] = ""
    if isinstance(document.get("frames"), list):
        document["frames"] = [
            {**frame, "image": ""}
            if isinstance(frame, dict) and "image" in frame
            else frame
            for frame in document["frames"]
        ]
    return document


def _with_pictures(
    document: dict[str, Any], sources: Mapping[Field, Source]
) -> dict[str, Any]:
    for place, source in sources.items():
        holder: Any = document
        for step in place:
            holder = holder[step]
        if source.address is not None:
            del holder["image"]
        holder[str(source.place[-1])] = source.encoded()
    return document


# -- rules --------------------------------------------------------------------------


def _owned(violations: Iterable[Violation], owner: Field) -> Iterator[Violation]:
    for violation in violations:
        yield replace(violation, field=(*owner, *violation.field))


def _rules(body: Wire) -> Iterator[Violation]:
    """Judge what needs the table of models, or several fields at once."""
    match body:
        case AnimateBody():
            yield from check_animate(body)
        case KeyframesBody():
            yield from check_keyframes(body)
            yield from check_places([k.index for k in body.frames], body.total_frames)
            for i, key in enumerate(body.frames):
                yield from check_source(key.image, key.image_url, ("frames", i))
        case GenerateImageBody():
            yield from check_generate_image(body)
            yield from check_source(body.image, body.image_url, needed=False)
        case PixelateBody():
            yield from check_pixelate(body)
        case RemoveBackgroundBody():
            yield from check_source(body.image, body.image_url)
        case _:
            return


def _taker(body: Wire) -> tuple[Model | Tool | None, str | None]:
    """Return who gets the pictures, and the name of a model that nobody knows.

    What was only observed of a model forbids nothing.
    """
    match body:
        case PixelateBody():
            return PIXELATE, None
        case RemoveBackgroundBody():
            return REMOVE_BACKGROUND, None
        case KeyframesBody():
            return find_model("keyframes", body.render_mode), None
        case AnimateBody() | EnhancePromptBody():
            row = find_model("animate", body.model)
        case GenerateImageBody():
            row = find_model("generate_image", body.model)
        case _:
            return None, None
    if row is None:
        return None, body.model
    return (row if row.source == "documented" else None), None


def _sources(body: Wire) -> Iterator[Source]:
    """Yield the pictures of a complete body."""
    holders: list[tuple[Field, Any]] = [((), body)]
    if isinstance(body, KeyframesBody):
        holders = [(("frames", i), key) for i, key in enumerate(body.frames)]
    for owner, holder in holders:
        if (text := getattr(holder, "image", None)) is not None:
            yield text_source(text, (*owner, "image"))
        elif (address := getattr(holder, "image_url", None)) is not None:
            yield Source((*owner, "image_url"), address=address)
