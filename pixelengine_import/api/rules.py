"""Rules of the API that need the table of models or several fields at once.

The same functions speak for the client (before anything is spent), for sidecars (where
each violation gets its line) and for the local engine (as ``400``), so that all three
say the same sentence.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from pixelengine_import.api.catalog import (
    GENERAL_LONG_SIDE,
    MODELS,
    Model,
    Tool,
    find_model,
)
from pixelengine_import.api.violations import Field, Violation, shorten
from pixelengine_import.api.wire import without_queries

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pixelengine_import.api.requests import (
        AnimateParameters,
        GenerateImageParameters,
        KeyframesParameters,
        PixelateBody,
        PixelConfig,
    )

__all__ = [
    "ImageFacts",
    "check_animate",
    "check_byte_counts",
    "check_generate_image",
    "check_image",
    "check_keyframes",
    "check_pixelate",
    "check_places",
    "check_source",
    "output_size",
]


class ImageFacts(Protocol):
    """What must be known of a picture to judge it."""

    @property
    def format(self) -> str:
        """Pillow's name of the format: ``PNG``."""
        ...

    @property
    def width(self) -> int:
        """Pixels."""
        ...

    @property
    def height(self) -> int:
        """Pixels."""
        ...

    @property
    def byte_count(self) -> int:
        """Size of the file in bytes."""
        ...


def check_animate(parameters: AnimateParameters) -> Iterator[Violation]:
    """Judge the parameters of /animate.

    Args:
        parameters: Well-typed parameters.

    Yields:
        Broken rules. A model that this release does not know breaks none: the local
        engine refuses it, the client warns.
    """
    model = find_model("animate", parameters.model)
    if model is None or model.source != "documented":
        return
    yield from _check_frames(model, parameters.output_frames, "output_frames")
    yield from _check_colours(model, parameters.pixel_config, f'"{model.name}"')


def check_keyframes(parameters: KeyframesParameters) -> Iterator[Violation]:
    """Judge the parameters of /keyframes, without the keyframes.

    Args:
        parameters: Well-typed parameters.

    Yields:
        Broken rules.
    """
    model = find_model("keyframes", parameters.render_mode)
    if model is None:
        return
    yield from _check_frames(model, parameters.total_frames, "total_frames")
    where = f'render_mode "{model.name}"'
    yield from _check_colours(model, parameters.pixel_config, where)


def check_places(indices: Sequence[int], total_frames: int) -> Iterator[Violation]:
    """Judge how many keyframes there are and where they sit.

    Args:
        indices: The ``index`` of each keyframe in the order given.
        total_frames: Number of frames asked for.

    Yields:
        Broken rules, each at its ``frames[i].index``.
    """
    if not indices:
        yield Violation(
            ("frames",), "must hold at least one keyframe (found none)", "Add one."
        )
    if len(indices) > total_frames:
        yield Violation(
            ("frames",),
            f"holds more keyframes than frames (found {len(indices)} keyframes for "
            f"{total_frames} frames)",
            'Raise "total_frames" or take keyframes out.',
        )
    seen: dict[int, int] = {}
    for i, index in enumerate(indices):
        if index >= total_frames:
            yield Violation(
                ("frames", i, "index"),
                f"lies outside the animation (found {index})",
                f"Use 0 to {total_frames - 1}.",
            )
        if index in seen:
            yield Violation(
                ("frames", i, "index"),
                f"is taken by frames[{seen[index]}] already (found {index})",
                "Give each keyframe a place of its own.",
            )
        seen.setdefault(index, i)


def check_pixelate(body: PixelateBody) -> Iterator[Violation]:
    """Judge a body of /pixelate, without its picture.

    Args:
        body: A well-typed body.

    Yields:
        Broken rules.
    """
    if body.colors is not None and body.palette is not None:
        yield Violation(
            ("palette",),
            'and "colors" exclude each other (found both)',
            "Give one of them.",
        )


def check_generate_image(parameters: GenerateImageParameters) -> Iterator[Violation]:
    """Judge the parameters of /generate-image, without the reference picture.

    Args:
        parameters: Well-typed parameters. A model that this release does not know
            breaks no rule.

    Yields:
        Broken rules.
    """
    yield from _check_choice(parameters.pixel_config)


def check_source(
    image: str | None,
    image_url: str | None,
    owner: Field = (),
    *,
    needed: bool = True,
) -> Iterator[Violation]:
    """Judge how a picture is handed over: in the request, or by its address.

    Args:
        image: Base64 or a data URL.
        image_url: An address.
        owner: What both are fields of; nothing is the body itself.
        needed: Whether one of them must be there.

    Yields:
        Broken rules.
    """
    if image is not None and image_url is not None:
        yield Violation(
            (*owner, "image_url"),
            'and "image" exclude each other (found both)',
            "Give one of them.",
        )
    if image is None and image_url is None and needed:
        field = (*owner, "image")
        yield Violation(field, 'is missing, and so is "image_url"', 'Add "image".')
    if image_url is not None and not image_url.lower().startswith("https://"):
        yield Violation(
            (*owner, "image_url"),
            f"must be an https address (found {without_queries(shorten(image_url))})",
        )


def check_image(
    model: Model | Tool, images: Sequence[ImageFacts], fields: Sequence[Field]
) -> Iterator[Violation]:
    """Judge the pictures of one request.

    Args:
        model: The model, render mode or tool that gets them.
        images: Facts about each picture.
        fields: Where each picture stands in the request, same length.

    Yields:
        Broken rules, sizes in bytes first as the service does.
    """
    yield from check_byte_counts(model, [facts.byte_count for facts in images], fields)
    for facts, field in zip(images, fields, strict=True):
        yield from _check_one_image(model, facts, field)
    if images and any(_size(f) != _size(images[0]) for f in images):
        i = next(i for i, f in enumerate(images) if _size(f) != _size(images[0]))
        yield Violation(
            fields[i],
            f"has another size than the first keyframe (found "
            f"{images[i].width}x{images[i].height}, not "
            f"{images[0].width}x{images[0].height})",
            "Give all keyframes the same size.",
        )


def check_byte_counts(
    model: Model | Tool, counts: Sequence[int], fields: Sequence[Field]
) -> Iterator[Violation]:
    """Judge the sizes of the files of one request, which are known before all else.

    Args:
        model: The model, render mode or tool that gets them.
        counts: Size of each file, bytes.
        fields: Where each picture stands in the request, same length.

    Yields:
        Broken rules.
    """
    limits = model.images
    for count, field in zip(counts, fields, strict=True):
        if count > limits.max_bytes:
            yield Violation(
                field,
                f"is too large (found {_megabytes(count)})",
                f"Send at most {_megabytes(limits.max_bytes)}.",
                "image_too_large",
            )
    total = sum(counts)
    if total > limits.max_total_bytes and len(counts) > 1:
        yield Violation(
            fields[0][:1],
            f"are too large together (found {_megabytes(total)})",
            f"Send at most {_megabytes(limits.max_total_bytes)} in all.",
            "image_too_large",
        )


def _check_one_image(
    model: Model | Tool, facts: ImageFacts, field: Field
) -> Iterator[Violation]:
    limits = model.images
    if facts.format not in limits.formats:
        yield Violation(
            field,
            f"has a format that {model.name} does not take (found {facts.format})",
            f"Use {' or '.join(limits.formats)}.",
        )
    low, high = limits.min_side, limits.max_side
    size = f"{facts.width}x{facts.height}"
    longer, shorter = (pick(facts.width, facts.height) for pick in (max, min))
    if high is not None and longer > high:
        yield Violation(
            field,
            f"is too large for {model.name} (found {size} pixels)",
            f"Use at most {high}x{high} pixels.",
            limits.side_code,
        )
    elif shorter < low:
        yield Violation(
            field,
            f"is too small for {model.name} (found {size} pixels)",
            f"Use at least {low}x{low} pixels.",
        )
    elif limits.max_aspect is not None and longer > limits.max_aspect * shorter:
        yield Violation(
            field,
            f"is too long and thin (found {size} pixels)",
            "Keep the aspect ratio between 1:2 and 2:1.",
        )


def _check_frames(model: Model, count: int, name: str) -> Iterator[Violation]:
    rule = model.frames
    if rule.allows(count):
        return
    problem = (
        "must be even"
        if rule.even and rule.least <= count <= rule.most
        else f"must lie between {rule.least} and {rule.most} for {model.name}"
    )
    nearest = " or ".join(str(n) for n in rule.nearest(count))
    yield Violation((name,), f"{problem} (found {count})", f"Use {nearest}.")


def _check_colours(
    model: Model, config: PixelConfig | None, where: str
) -> Iterator[Violation]:
    if config is None:
        return
    if not model.takes_pixel_config:
        pixel = next(
            m.name
            for m in MODELS
            if m.endpoint == model.endpoint and m.takes_pixel_config
        )
        yield Violation(
            ("pixel_config",),
            f"is not allowed for {where}",
            f'Leave it out or use "{pixel}".',
        )
    else:
        yield from _check_choice(config)


def _check_choice(config: PixelConfig) -> Iterator[Violation]:
    if (config.colors is None) == (config.palette is None):
        found = "neither" if config.colors is None else "both"
        yield Violation(
            ("pixel_config",),
            f'needs either "colors" or "palette" (found {found})',
            "Give one of them.",
        )


def output_size(model: Model, width: int, height: int) -> tuple[int, int]:
    """Return the size of each output frame.

    Pixel art keeps the input's size. General pictures get 640 px on the long side; the
    short side keeps the aspect ratio, rounded to the model's multiple (halves up).

    Args:
        model: The model or render mode.
        width: Width of the input, pixels.
        height: Height of the input, pixels.

    Returns:
        Width and height in pixels.
    """
    if model.pipeline == "pixel":
        return width, height
    long, short = max(width, height), min(width, height)
    step = model.side_multiple
    scaled = (2 * short * GENERAL_LONG_SIDE + long * step) // (2 * long * step) * step
    scaled = max(step, scaled)
    return (
        (GENERAL_LONG_SIDE, scaled) if width >= height else (scaled, GENERAL_LONG_SIDE)
    )


def _size(facts: ImageFacts) -> tuple[int, int]:
    return facts.width, facts.height


def _megabytes(count: int) -> str:
    return f"{count / (1024 * 1024):.1f} MB"
