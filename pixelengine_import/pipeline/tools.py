"""What commands ask of the endpoints that take or make one picture.

Keyframes that are named by their addresses are asked for here too: nobody can say of
a picture that was never seen what a sidecar says of its art.
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any, TypeVar

from pixelengine_import._fs import sha256
from pixelengine_import.api.catalog import (
    DEFAULT_COLORS,
    DEFAULT_MATTE,
    PIXELATE,
    REMOVE_BACKGROUND,
    find_model,
    list_price,
)
from pixelengine_import.api.reading import read_body
from pixelengine_import.api.requests import (
    EnhancePromptBody,
    GenerateImageParameters,
    Keyframe,
    KeyframesParameters,
    PixelateBody,
    RemoveBackgroundBody,
    Wire,
    dump_body,
)
from pixelengine_import.api.rules import (
    check_generate_image,
    check_image,
    check_keyframes,
    check_pixelate,
    check_places,
    check_source,
)
from pixelengine_import.pipeline.ask import Prepared
from pixelengine_import.pipeline.material import Art
from pixelengine_import.pipeline.single import (
    CLIP_FORMS,
    FORMATS,
    Address,
    RequestError,
    Single,
    write_clip,
)
from pixelengine_import.sidecar.facts import (
    GenerateStep,
    PixelateStep,
    RemoveBackgroundStep,
)
from pixelengine_import.sidecar.keys import derived_seed, key_of, step_document

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from pixelengine_import.api.catalog import Model, Tool
    from pixelengine_import.api.violations import Field, Violation
    from pixelengine_import.imaging.clips import ClipForm
    from pixelengine_import.journal.jobs import Job
    from pixelengine_import.pipeline.single import Source

__all__ = [
    "enhance_body",
    "generate",
    "keyframes_by_address",
    "pixelate",
    "remove_background",
]

W = TypeVar("W", bound=Wire)

_VERSION = 1
_IMAGE: Field = ("image",)
_ANY_PICTURE = "any"  # a body is judged before its picture is put in


def generate(
    request: Mapping[str, Any],
    reference: Source | None,
    *,
    reroll: int,
) -> Single:
    """Ask for a picture from words, or for a change to one.

    Args:
        request: Fields of ``POST /generate-image`` but the reference.
        reference: The picture to change.
        reroll: Which try this is, when the seed is left to us.

    Raises:
        RequestError: The request breaks rules.
    """
    given = {"pixel_config": {"colors": DEFAULT_COLORS}, **request}
    parameters = _read(GenerateImageParameters, given)
    _refuse(check_generate_image(parameters))
    sources = [] if reference is None else [reference]
    model = find_model("generate_image", parameters.model)
    _check_sources(sources, [_IMAGE] * len(sources), model)
    config = parameters.pixel_config
    step = GenerateStep(
        prompt=parameters.prompt,
        model=parameters.model,
        colors=config.colors,
        palette=_tuple(config.palette),
        seed=parameters.seed,
        image=None,
    )
    key = key_of(step_document(step, [*map(_name, sources)], reroll=reroll))
    seed = derived_seed(key) if parameters.seed is None else parameters.seed
    body = {**dump_body(parameters), "seed": seed}
    price = list_price("generate_image", parameters.model)
    warnings = () if model is not None else (_unknown(parameters.model, price),)
    return Single(
        command="generate",
        endpoint="generate_image",
        key=key,
        price=price,
        seed=seed,
        forms=("png",),
        prepare=_prepared(body, sources),
        finish=_as_it_is,
        warnings=warnings,
    )


def pixelate(request: Mapping[str, Any], picture: Art, *, reroll: int) -> Single:
    """Ask for clean pixel art from any picture; free.

    Args:
        request: Fields of ``POST /pixelate`` but the picture.
        picture: The picture.
        reroll: Which try this is.

    Raises:
        RequestError: The request breaks rules.
    """
    given = _read(PixelateBody, {**request, "image": _ANY_PICTURE})
    _refuse(check_pixelate(given))
    _check_sources([picture], [_IMAGE], PIXELATE)
    colors = None if given.palette else given.colors or DEFAULT_COLORS
    step = PixelateStep(colors, _tuple(given.palette))
    key = key_of(_again(step_document(step, [picture.digest], reroll=0), reroll))
    body = {"palette": given.palette} if colors is None else {"colors": colors}
    return Single(
        command="pixelate",
        endpoint="pixelate",
        key=key,
        price=0,
        seed=None,
        forms=("png",),
        prepare=_prepared(body, [picture]),
        finish=_as_it_is,
    )


def remove_background(
    request: Mapping[str, Any], picture: Source, *, reroll: int
) -> Single:
    """Ask for a picture or an animation to be cut out.

    Args:
        request: ``rmbg_alpha_threshold``, or nothing.
        picture: The picture or animation.
        reroll: Which try this is.

    Raises:
        RequestError: The request breaks rules.
    """
    given = _read(RemoveBackgroundBody, request)
    _check_sources([picture], [_IMAGE], REMOVE_BACKGROUND)
    threshold = given.rmbg_alpha_threshold
    document = step_document(
        RemoveBackgroundStep(threshold), [_name(picture)], reroll=0
    )
    key = key_of(_again(document, reroll))
    body = {} if threshold is None else {"rmbg_alpha_threshold": threshold}
    forms: tuple[ClipForm, ...] = ("png", "webp")
    if isinstance(picture, Art):
        forms = ("png",) if picture.info.format == "PNG" else ("webp",)
    return Single(
        command="remove-background",
        endpoint="remove_background",
        key=key,
        price=list_price("remove_background", ""),
        seed=None,
        forms=forms,
        prepare=_prepared(body, [picture]),
        finish=_as_it_is,
    )


def enhance_body(
    prompt: str, model: str | None, picture: Art | None
) -> EnhancePromptBody:
    """Ask for a prompt to be rewritten; free, and answered at once.

    Args:
        prompt: The prompt; may be empty beside a picture.
        model: The model of /animate that it is for, or None for the usual one.
        picture: What moves.

    Raises:
        RequestError: The request breaks rules.
    """
    fields: dict[str, Any] = {"prompt": prompt}
    if model is not None:
        fields["model"] = model
    if picture is not None:
        fields["image"] = base64.b64encode(picture.data).decode("ascii")
    body = _read(EnhancePromptBody, fields)
    sources = [] if picture is None else [picture]
    model_row = find_model("animate", body.model)
    _check_sources(sources, [_IMAGE] * len(sources), model_row)
    return body


def keyframes_by_address(
    request: Mapping[str, Any],
    frames: Sequence[tuple[Mapping[str, Any], Source]],
    *,
    reroll: int,
) -> Single:
    """Ask for an animation between pictures of which some are on the web.

    The service flattens them on ``matte_color`` itself, and that colour stays.

    Args:
        request: Fields of ``POST /keyframes`` but the frames.
        frames: The pictures, each with its ``index`` and ``strength``.
        reroll: Which try this is, when the seed is left to us.

    Raises:
        RequestError: The request breaks rules.
    """
    given = {"output_format": "spritesheet", "matte_color": DEFAULT_MATTE, **request}
    parameters = _read(KeyframesParameters, given)
    ordered = sorted(frames, key=lambda frame: int(frame[0]["index"]))
    places = [_read(Keyframe, place) for place, _ in ordered]
    sources = [source for _, source in ordered]
    _refuse(check_keyframes(parameters))
    indices = [place.index for place in places]
    _refuse(check_places(indices, parameters.total_frames))
    model = find_model("keyframes", parameters.render_mode)
    fields: list[Field] = [("frames", i, "image") for i in range(len(sources))]
    _check_sources(sources, fields, model)
    body = dump_body(parameters)
    if model is not None and model.takes_pixel_config:
        body.setdefault("pixel_config", {"colors": DEFAULT_COLORS})
    body["frames"] = [
        {"index": place.index, "strength": place.strength} for place in places
    ]
    document: dict[str, Any] = {
        "v": _VERSION,
        "endpoint": "keyframes",
        **body,
        "images": list(map(_name, sources)),
        "seed": parameters.seed,
    }
    if parameters.seed is None:
        document["reroll"] = reroll
    key = key_of(document)
    seed = derived_seed(key) if parameters.seed is None else parameters.seed
    body["seed"] = seed
    travels = FORMATS[parameters.output_format]
    return Single(
        command="keyframes",
        endpoint="keyframes",
        key=key,
        price=list_price("keyframes", parameters.render_mode),
        seed=seed,
        forms=(travels,) if "output_format" in request else CLIP_FORMS,
        prepare=_prepared(body, sources),
        finish=write_clip,
    )


def _prepared(
    body: Mapping[str, Any], sources: Sequence[Source]
) -> Callable[[], Prepared]:
    parameters = dict(body)
    if "frames" in parameters:
        parameters["frames"] = [
            {**frame, **_address(source)}
            for frame, source in zip(parameters["frames"], sources, strict=True)
        ]
    else:
        for source in sources:
            parameters |= _address(source)
    images = tuple(source.data for source in sources if isinstance(source, Art))
    return lambda: Prepared(parameters, images)


def _address(source: Source) -> dict[str, str]:
    return {"image_url": source.url} if isinstance(source, Address) else {}


def _name(source: Source) -> str:
    """Name a picture in a key: by what it shows, or by where it is."""
    if isinstance(source, Art):
        return source.digest
    return f"address:{sha256(source.url.encode())}"


def _again(document: dict[str, Any], reroll: int) -> dict[str, Any]:
    """Name another try of a request that has no seed to tell it from the first."""
    return {**document, "reroll": reroll} if reroll else document


def _tuple(palette: list[str] | None) -> tuple[str, ...] | None:
    return None if palette is None else tuple(palette)


def _read(model: type[W], fields: Mapping[str, Any]) -> W:
    body = read_body(model, fields)
    if isinstance(body, list):
        raise RequestError(*map(str, body))
    return body


def _refuse(violations: Iterable[Violation]) -> None:
    found = [str(violation) for violation in violations]
    if found:
        raise RequestError(*found)


def _check_sources(
    sources: Sequence[Source], fields: Sequence[Field], taker: Model | Tool | None
) -> None:
    seen = [
        (source.info, field)
        for source, field in zip(sources, fields, strict=True)
        if isinstance(source, Art)
    ]
    for source in sources:
        if isinstance(source, Address):
            _refuse(check_source(None, source.url))
    if taker is None:
        return
    infos = [info for info, _ in seen]
    _refuse(check_image(taker, infos, [field for _, field in seen]))


def _unknown(model: str, price: int) -> str:
    return (
        f'"model" {model!r:.60} is not one that this release knows; it is passed on, '
        f"and reckoned with as the dearest, {price} credits"
    )


def _as_it_is(job: Job, data: bytes, form: ClipForm) -> bytes:
    del job, form
    return data
