"""Endpoints, models, limits and prices of the API, as one table.

Everything here is data, so that a new model or endpoint is a row. Each row says how
sure it is: ``documented`` stands in the API reference, ``observed`` was seen on the
live service and may change; observed rows inform prices, they never forbid anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = [
    "ANIMATE_DEFAULT_MODEL",
    "BATCH_FIRST",
    "BATCH_FURTHER",
    "COLORS_MAX",
    "COLORS_MIN",
    "DEFAULT_COLORS",
    "DEFAULT_FPS",
    "DEFAULT_MATTE",
    "DEFAULT_OUTPUT_FRAMES",
    "ENDPOINTS",
    "ENHANCE_PROMPT_MOST",
    "FRAME_ENGINE",
    "GENERAL_LONG_SIDE",
    "GENERATE_DEFAULT_MODEL",
    "HOLD_SECONDS",
    "MEGABYTE",
    "MODELS",
    "OUTPUT_FORMATS",
    "PIXELATE",
    "PIXEL_ENGINE",
    "REMOVE_BACKGROUND",
    "RETENTION_SECONDS",
    "SEED_MAX",
    "SEED_MIN",
    "URL_SECONDS",
    "Endpoint",
    "FrameCount",
    "ImageLimits",
    "Model",
    "Tool",
    "batch_price",
    "find_model",
    "list_price",
]

Sureness = Literal["documented", "observed"]
Pipeline = Literal["pixel", "general"]

PIXEL_ENGINE = "pixel-engine-v1.1"
FRAME_ENGINE = "frame-engine-v1.1"
ANIMATE_DEFAULT_MODEL = PIXEL_ENGINE
GENERATE_DEFAULT_MODEL = "nb_flash"

DEFAULT_COLORS = 24
DEFAULT_FPS = 8.0
DEFAULT_MATTE = "#808080"
DEFAULT_OUTPUT_FRAMES = 8
COLORS_MIN, COLORS_MAX = 2, 256
SEED_MIN, SEED_MAX = 1, 9_999_999_999
ENHANCE_PROMPT_MOST = 2000
OUTPUT_FORMATS = ("webp", "gif", "spritesheet")

HOLD_SECONDS = 10 * 60
URL_SECONDS = 60 * 60
RETENTION_SECONDS = 24 * 60 * 60

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One endpoint.

    Attributes:
        name: The word for it here and in sidecars: ``animate``.
        method: HTTP method.
        path: Path below the base URL.
        paid: Whether a call can cost credits; a paid call is never resent by itself.
        cost: Credits for one job, or None when the model or the body decides.
        source: How sure the row is.
    """

    name: str
    method: Literal["GET", "POST"]
    path: str
    paid: bool = False
    cost: int | None = 0
    source: Sureness = "documented"


ENDPOINTS: dict[str, Endpoint] = {
    row.name: row
    for row in (
        Endpoint("balance", "GET", "/balance"),
        Endpoint("billing", "GET", "/billing"),
        Endpoint("enhance_prompt", "POST", "/enhance-prompt"),
        Endpoint("jobs", "GET", "/jobs"),
        Endpoint("cancel", "POST", "/cancel"),
        Endpoint("animate", "POST", "/animate", paid=True, cost=20),
        Endpoint("keyframes", "POST", "/keyframes", paid=True, cost=24),
        Endpoint("generate_image", "POST", "/generate-image", paid=True, cost=None),
        Endpoint("pixelate", "POST", "/pixelate"),
        Endpoint("remove_background", "POST", "/remove-background", paid=True, cost=2),
        Endpoint("retake", "POST", "/retake", paid=True, cost=24, source="observed"),
        Endpoint(
            "animate_batch",
            "POST",
            "/animate-batch",
            paid=True,
            cost=None,
            source="observed",
        ),
        Endpoint("batch_jobs", "GET", "/batch-jobs", source="observed"),
    )
}
BATCH_FIRST, BATCH_FURTHER = 20, 12
"""Credits of the first and of each further job of /animate-batch, as observed."""


@dataclass(frozen=True, slots=True)
class ImageLimits:
    """What a picture that is sent must be.

    Attributes:
        formats: Pillow's names of the formats that are taken.
        min_side: Least width and height, pixels.
        max_side: Greatest width and height, pixels; None sets no limit.
        max_bytes: Greatest size of one decoded file, bytes.
        max_total_bytes: Greatest size of all files of one request, bytes.
        max_aspect: Greatest ratio of the longer to the shorter side; None sets none.
        side_code: The API's error code for a picture above ``max_side``.
    """

    formats: tuple[str, ...]
    min_side: int
    max_side: int | None
    max_bytes: int
    max_total_bytes: int
    max_aspect: int | None = 2
    side_code: Literal["invalid_request", "image_too_large"] = "invalid_request"


@dataclass(frozen=True, slots=True)
class FrameCount:
    """How many frames may be asked for."""

    least: int
    most: int
    even: bool = False

    def allows(self, count: int) -> bool:
        """Tell whether ``count`` frames may be asked for."""
        fits = self.least <= count <= self.most
        return fits and not (self.even and count % 2)

    def nearest(self, count: int) -> tuple[int, ...]:
        """Return the allowed counts nearest to ``count``, for a hint."""
        step = 2 if self.even else 1
        allowed = range(self.least, self.most + 1, step)
        below = [n for n in allowed if n < count]
        above = [n for n in allowed if n > count]
        return (*below[-1:], *above[:1])


@dataclass(frozen=True, slots=True)
class Model:
    """One model of /animate or /generate-image, or one render mode of /keyframes.

    Attributes:
        name: As the API spells it.
        endpoint: Name of the endpoint that takes it.
        pipeline: ``pixel`` keeps the input's size, ``general`` renders at 640 px.
        images: What may be sent.
        frames: How many frames may be asked for; a still has one.
        cost: Credits for one job: the list price.
        side_multiple: The short side of general output is rounded to this, pixels.
        source: How sure the row is.
        observed_cost: A higher price that was seen on the live service, in credits.
        honours_seed: Whether the same seed gives the same result; others take the
            field and ignore it.
    """

    name: str
    endpoint: str
    pipeline: Pipeline
    images: ImageLimits
    frames: FrameCount
    cost: int
    side_multiple: int = 1
    source: Sureness = "documented"
    observed_cost: int | None = None
    honours_seed: bool = True

    @property
    def most(self) -> int:
        """The price that a budget has to reckon with, in credits."""
        return max(self.cost, self.observed_cost or 0)

    @property
    def takes_pixel_config(self) -> bool:
        """Whether ``pixel_config`` may be sent."""
        return self.pipeline == "pixel"


GENERAL_LONG_SIDE = 640

_REFERENCE = ImageLimits(
    ("PNG", "JPEG"), 1, None, 5 * MEGABYTE, 5 * MEGABYTE, max_aspect=None
)
_STILL = FrameCount(1, 1)


def _painter(
    name: str,
    cost: int,
    *,
    source: Sureness = "documented",
    observed_cost: int | None = None,
) -> Model:
    return Model(
        name,
        "generate_image",
        "pixel",
        _REFERENCE,
        _STILL,
        cost,
        source=source,
        observed_cost=observed_cost,
        honours_seed=not name.startswith("nb_"),
    )


MODELS: tuple[Model, ...] = (
    Model(
        PIXEL_ENGINE,
        "animate",
        "pixel",
        ImageLimits(("PNG",), 1, 256, 5 * MEGABYTE, 5 * MEGABYTE),
        FrameCount(2, 16, even=True),
        cost=20,
    ),
    Model(
        FRAME_ENGINE,
        "animate",
        "general",
        ImageLimits(("PNG", "JPEG"), 256, 2048, 5 * MEGABYTE, 5 * MEGABYTE),
        FrameCount(2, 24, even=True),
        cost=20,
        side_multiple=8,
    ),
    Model(
        "pixel-engine-v1.5",
        "animate",
        "pixel",
        ImageLimits(("PNG",), 1, 320, 5 * MEGABYTE, 5 * MEGABYTE),
        FrameCount(3, 16),
        cost=26,
        source="observed",
    ),
    Model(
        "pixel",
        "keyframes",
        "pixel",
        ImageLimits(("PNG",), 1, 256, 10 * MEGABYTE, 20 * MEGABYTE),
        FrameCount(3, 20),
        cost=24,
    ),
    Model(
        "detailed",
        "keyframes",
        "general",
        ImageLimits(("PNG", "JPEG"), 256, 2048, 10 * MEGABYTE, 20 * MEGABYTE),
        FrameCount(3, 20),
        cost=24,
        side_multiple=64,
    ),
    _painter("nb_flash", 10, observed_cost=12),
    _painter("nb_pro", 30, observed_cost=36),
    _painter("oai_gpt2_low", 6),
    _painter("oai_gpt2_medium", 12),
    _painter("oai_gpt2_high", 36),
    _painter("oai_gpt25_low", 6, source="observed"),
    _painter("oai_gpt25_high", 12, source="observed"),
    _painter("oai_gpt25_max", 36, source="observed"),
)


@dataclass(frozen=True, slots=True)
class Tool:
    """An endpoint that works on one picture without a model.

    Attributes:
        name: What it is called in errors.
        images: What may be sent.
    """

    name: str
    images: ImageLimits


PIXELATE = Tool(
    "/pixelate",
    ImageLimits(
        ("PNG", "JPEG"),
        1,
        2048,
        10 * MEGABYTE,
        10 * MEGABYTE,
        side_code="image_too_large",
    ),
)
REMOVE_BACKGROUND = Tool(
    "/remove-background",
    ImageLimits(
        ("PNG", "WEBP"), 1, None, 10 * MEGABYTE, 10 * MEGABYTE, max_aspect=None
    ),
)


def find_model(endpoint: str, name: str) -> Model | None:
    """Look a model up.

    Args:
        endpoint: Name of the endpoint, such as ``animate``.
        name: The model's name, or the render mode's.

    Returns:
        Its row, or None for a model that this release does not know.
    """
    for model in MODELS:
        if model.endpoint == endpoint and model.name == name:
            return model
    return None


def list_price(endpoint: str, model: str) -> int:
    """Return what a job costs at most, in credits.

    Where a price above the documented one was seen, that one counts.

    A model that this release does not know is priced as the dearest known one of its
    endpoint, so that a budget errs on the safe side.

    Args:
        endpoint: Name of the endpoint.
        model: Name of the model or render mode.
    """
    row = find_model(endpoint, model)
    if row is not None:
        return row.most
    known = [m.most for m in MODELS if m.endpoint == endpoint]
    return max([*known, ENDPOINTS[endpoint].cost or 0])


def batch_price(count: int) -> int:
    """Return what ``count`` jobs of one /animate-batch cost, as observed, in credits.

    Args:
        count: How many jobs, 1 or more.
    """
    return BATCH_FIRST + BATCH_FURTHER * (count - 1)
