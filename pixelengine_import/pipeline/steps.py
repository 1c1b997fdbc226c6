"""What is asked for the steps around an animation: its art, its prompt, its background.

Each has a request key of its own, made of the pixels that are sent, so that a change
runs anew only what depends on it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pixelengine_import.api.catalog import (
    ENDPOINTS,
    FRAME_ENGINE,
    PIXEL_ENGINE,
    PIXELATE,
    REMOVE_BACKGROUND,
    find_model,
    list_price,
)
from pixelengine_import.api.rules import check_image
from pixelengine_import.errors import ImageError
from pixelengine_import.imaging.decode import inspect
from pixelengine_import.imaging.pixels import frames_hash
from pixelengine_import.imaging.png import encode_png
from pixelengine_import.imaging.webp import encode_webp
from pixelengine_import.pipeline.ask import Ask, Prepared
from pixelengine_import.sidecar.facts import (
    AnimateRequest,
    GenerateStep,
    PixelateStep,
    RemoveBackgroundStep,
)
from pixelengine_import.sidecar.keys import (
    derived_seed,
    enhance_document,
    key_of,
    step_document,
)

if TYPE_CHECKING:
    from pathlib import PurePosixPath

    from pixelengine_import.api.catalog import Model, Tool
    from pixelengine_import.api.violations import Violation
    from pixelengine_import.imaging.pixels import Frames
    from pixelengine_import.pipeline.material import Art
    from pixelengine_import.pipeline.want import Want
    from pixelengine_import.sidecar.facts import Animation, ImageStep

__all__ = [
    "animation_price",
    "cut_ask",
    "cut_document",
    "enhance_ask",
    "enhance_request",
    "judge_picture",
    "step_ask",
    "step_price",
]

_NAMES = {
    "generate_image": "image",
    "pixelate": "image: pixelate",
    "remove_background": "image: remove background",
}


def step_price(step: ImageStep) -> int:
    """Return what a step costs at most, in credits."""
    model = step.model if isinstance(step, GenerateStep) else ""
    return list_price(step.endpoint, model)


def animation_price(animation: Animation) -> int:
    """Return what an animation costs at most with all of its steps, in credits."""
    price = list_price(animation.endpoint, animation.request.model_name)
    cut = animation.remove_background
    return price if cut is None else price + step_price(cut)


def judge_picture(step: ImageStep, picture: Art) -> Violation | None:
    """Hold a picture against the limits of the step that gets it.

    Args:
        step: The step.
        picture: What it would get.

    Returns:
        The first rule that the picture breaks.
    """
    taker: Model | Tool | None = REMOVE_BACKGROUND
    if isinstance(step, GenerateStep):
        taker = find_model(step.endpoint, step.model)
    elif isinstance(step, PixelateStep):
        taker = PIXELATE
    elif picture.info.format == "JPEG":
        return None  # it is sent as PNG
    if taker is None:
        return None
    return next(check_image(taker, [picture.info], [("image",)]), None)


def step_ask(
    sidecar: PurePosixPath, step: ImageStep, picture: Art | None, *, reroll: int
) -> Ask:
    """Return what is asked for a step of a picture that is made.

    Args:
        sidecar: Who asks, relative to the project.
        step: The step, its palette spelled out.
        picture: What it works on; None for a picture from words alone.
        reroll: Which try this is.
    """
    images = [] if picture is None else [picture.digest]
    key = key_of(step_document(step, images, reroll=reroll))

    def prepare() -> Prepared:
        if picture is None:
            return Prepared(_parameters(step, key))
        broken = judge_picture(step, picture)
        if broken is not None:
            msg = f"the picture for {ENDPOINTS[step.endpoint].path} {broken.problem}"
            raise ImageError(msg, hint=broken.hint)
        data = picture.data
        if isinstance(step, RemoveBackgroundStep) and picture.info.format != "PNG":
            data = encode_png(picture.pixels)
        return Prepared(_parameters(step, key), (data,))

    name = _NAMES[step.endpoint]
    return Ask(sidecar, name, step.endpoint, key, step_price(step), prepare)


def _parameters(step: ImageStep, key: str) -> dict[str, Any]:
    if isinstance(step, RemoveBackgroundStep):
        threshold = step.rmbg_alpha_threshold
        return {} if threshold is None else {"rmbg_alpha_threshold": threshold}
    colours: dict[str, Any] = (
        {"colors": step.colors}
        if step.palette is None
        else {"palette": list(step.palette)}
    )
    if isinstance(step, PixelateStep):
        return colours
    return {
        "prompt": step.prompt,
        "model": step.model,
        "pixel_config": colours,
        # Sent even where the model ignores it: a lost job is recognised by it.
        "seed": derived_seed(key) if step.seed is None else step.seed,
    }


def enhance_request(animation: Animation, picture: Art) -> tuple[str, dict[str, Any]]:
    """Return the model that a prompt is rewritten for, and its key's document.

    Args:
        animation: Whose prompt.
        picture: The first picture that the animation sends.
    """
    request = animation.request
    if isinstance(request, AnimateRequest):
        model = request.model
    else:
        model = PIXEL_ENGINE if request.render_mode == "pixel" else FRAME_ENGINE
    return model, enhance_document(request.prompt, model, [picture.digest])


def enhance_ask(sidecar: PurePosixPath, animation: Animation, picture: Art) -> Ask:
    """Return what is asked to have a prompt rewritten, at no cost.

    Args:
        sidecar: Who asks, relative to the project.
        animation: Whose prompt.
        picture: The first picture that the animation sends.
    """
    model, document = enhance_request(animation, picture)
    parameters = {"prompt": animation.request.prompt, "model": model}
    return Ask(
        sidecar,
        f"{animation.name}: prompt",
        "enhance_prompt",
        key_of(document),
        0,
        lambda: Prepared(parameters, (picture.data,)),
    )


def cut_document(step: RemoveBackgroundStep, frames: str) -> dict[str, Any]:
    """Return the document of the key under which a background is taken out.

    Args:
        step: How.
        frames: Hash of the frames that are sent.
    """
    return step_document(step, [frames], reroll=0)


def cut_ask(want: Want, step: RemoveBackgroundStep, frames: Frames) -> Ask:
    """Return what is asked to take the background out of an animation.

    The frames are sent as a lossless animated WebP, as the service has it.

    Args:
        want: The animation.
        step: How.
        frames: What the service has made of it.
    """
    key = key_of(cut_document(step, frames_hash(frames)))

    def prepare() -> Prepared:
        duration = max(1, round(1000 / want.animation.fps))
        data = encode_webp(frames, [duration] * len(frames))
        broken = next(
            check_image(REMOVE_BACKGROUND, [inspect(data)], [("image",)]), None
        )
        if broken is not None:
            msg = f'the picture of all frames of "{want.name}" {broken.problem}'
            raise ImageError(msg, hint=broken.hint)
        return Prepared(_parameters(step, key), (data,))

    name = f"{want.name}: remove background"
    return Ask(want.sidecar, name, step.endpoint, key, step_price(step), prepare)
