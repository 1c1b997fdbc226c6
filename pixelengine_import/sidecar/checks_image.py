"""Rules of ``"image": {…}``, and of palette files wherever they are named."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from pixelengine_import.api.catalog import MODELS, find_model
from pixelengine_import.api.rules import check_generate_image
from pixelengine_import.api.violations import Violation, shorten
from pixelengine_import.errors import SidecarError
from pixelengine_import.sidecar.model_image import GenerateDocument
from pixelengine_import.sidecar.names import (
    ART_SUFFIXES,
    PALETTE_SUFFIXES,
    project_path,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import PurePosixPath

    from pixelengine_import.sidecar.facts import Path
    from pixelengine_import.sidecar.findings import Findings

__all__ = ["check_made", "check_palette", "warn_of_image"]

_STEPS = ("generate", "pixelate", "remove_background")
_IMAGE = ("image",)


def check_made(
    image: dict[str, Any], path: PurePosixPath, stem: str, findings: Findings
) -> None:
    """Judge how the art is made.

    Args:
        image: ``"image"`` as plain JSON.
        path: The sidecar, relative to the project.
        stem: What its outputs are called after.
        findings: Takes what is wrong.
    """
    if "generate" in image and "source" in image:
        problem = 'stands beside "generate"'
        hint = 'A picture to change is named inside it: "generate": {"image": "a.png"}.'
        findings.add_field((*_IMAGE, "source"), problem, hint)
    elif all(image.get(step) is None or image[step] is False for step in _STEPS):
        problem = "has nothing to do"
        hint = 'Add "generate", or name the picture: "image": "hero.png".'
        findings.add_field(_IMAGE, problem, hint)
    elif "generate" not in image and "source" not in image:
        problem = 'has neither "generate" nor "source"'
        hint = 'Name the picture to begin with, such as "source": "raw/hero.jpg".'
        findings.add_field(_IMAGE, problem, hint)
    own = path.parent / (stem + ART_SUFFIXES[0])
    _check_file(image.get("source"), (*_IMAGE, "source"), path, own, findings)
    generate = image.get("generate")
    if isinstance(generate, dict):
        at = (*_IMAGE, "generate")
        _check_file(generate.get("image"), (*at, "image"), path, own, findings)
        for violation in _judge_generate(generate):
            findings.add_violation((*at, *violation.field), violation)
        config = generate.get("pixel_config")
        if isinstance(config, dict):
            named = (*at, "pixel_config", "palette")
            check_palette(config.get("palette"), named, path, findings)
    pixelate = image.get("pixelate")
    if isinstance(pixelate, dict):
        where = (*_IMAGE, "pixelate", "palette")
        check_palette(pixelate.get("palette"), where, path, findings)
        if pixelate.get("colors") is not None and pixelate.get("palette") is not None:
            problem = 'and "colors" exclude each other (found both)'
            findings.add_field(where, problem, "Give one of them.")


def _judge_generate(section: dict[str, Any]) -> Iterator[Violation]:
    try:
        asked = GenerateDocument.model_validate(section)
    except ValidationError:
        return  # its fields are judged one by one
    yield from check_generate_image(asked)


def _check_file(
    text: object,
    at: Path,
    path: PurePosixPath,
    own: PurePosixPath,
    findings: Findings,
) -> None:
    if not isinstance(text, str):
        return
    try:
        file = project_path(text, path.parent)
    except SidecarError as error:
        findings.add_field(at, error.problem, error.hint)
        return
    if file == own:
        problem = f"is where the result is kept (found {file.name})"
        hint = "Give the picture to begin with another name."
        findings.add_field(at, problem, hint)


def check_palette(
    value: object, at: Path, path: PurePosixPath, findings: Findings
) -> None:
    """Judge the name of a palette file; lists and words pass.

    Args:
        value: A ``palette`` as plain JSON.
        at: Where it stands in the file.
        path: The sidecar, relative to the project.
        findings: Takes what is wrong.
    """
    if not isinstance(value, str) or not value.lower().endswith(PALETTE_SUFFIXES):
        return
    try:
        project_path(value, path.parent)
    except SidecarError as error:
        findings.add_field(at, error.problem, error.hint)


def warn_of_image(
    document: dict[str, Any], findings: Findings
) -> dict[Path, SidecarError]:
    """Say what is odd about how the art is made.

    Args:
        document: A sidecar as plain JSON; nothing is wrong with it.
        findings: Knows the places; nothing is added.

    Returns:
        Warnings by their place.
    """
    image = document.get("image")
    generate = image.get("generate") if isinstance(image, dict) else None
    if not isinstance(image, dict) or not isinstance(generate, dict):
        return {}
    warnings: dict[Path, SidecarError] = {}
    model = generate.get("model")
    if model is not None and find_model("generate_image", model) is None:
        known = ", ".join(m.name for m in MODELS if m.endpoint == "generate_image")
        where: Path = (*_IMAGE, "generate", "model")
        problem = f"this version does not know the model {shorten(model)} "
        problem += f"(known: {known})"
        hint = "It is sent as it is and priced as the dearest one."
        warnings[where] = findings.error(where, problem, hint)
    if image.get("reroll") and generate.get("seed") is not None:
        where = (*_IMAGE, "reroll")
        problem = '"reroll" of "image" changes nothing while "seed" is set'
        hint = 'Take "seed" out to get another picture.'
        warnings[where] = findings.error(where, problem, hint)
    return warnings
