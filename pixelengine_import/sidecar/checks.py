"""Rules of a sidecar that a single field cannot break alone.

The API's own rules come from :mod:`pixelengine_import.api.rules`. They are tried even
when another field of the same request is wrong, so that one look at the messages is
enough to mend a file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ValidationError

from pixelengine_import.api.catalog import DEFAULT_OUTPUT_FRAMES, MODELS, find_model
from pixelengine_import.api.rules import check_animate, check_keyframes, check_places
from pixelengine_import.api.violations import Violation, shorten
from pixelengine_import.errors import SidecarError
from pixelengine_import.sidecar.checks_image import (
    check_made,
    check_palette,
    warn_of_image,
)
from pixelengine_import.sidecar.defaults import SECTIONS
from pixelengine_import.sidecar.findings import subject
from pixelengine_import.sidecar.model import (
    AnimateDocument,
    AnimationDocument,
    KeyframesDocument,
    PlaybackDocument,
)
from pixelengine_import.sidecar.names import (
    check_animation_name,
    nearest,
    project_path,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import PurePosixPath

    from pixelengine_import.sidecar.defaults import Merged
    from pixelengine_import.sidecar.facts import Path
    from pixelengine_import.sidecar.findings import Findings

__all__ = ["SHEET_SUFFIX", "check_animations", "check_ways", "each_animation", "warn"]

SHEET_SUFFIX = ".sheet.png"

_ModelT = TypeVar("_ModelT", bound=BaseModel)
_WAYS = (*SECTIONS, "animations")
_ALONE = frozenset(AnimationDocument.model_fields) - {"image"}
_PLAYBACK = frozenset(PlaybackDocument.model_fields)


def each_animation(document: dict[str, Any]) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Find the animations of a sidecar, whichever way it is written.

    Args:
        document: A sidecar as plain JSON.

    Yields:
        Path and JSON object of each; what is no object is passed over.
    """
    animations = document.get("animations")
    if "animations" not in document:
        yield (), document
    elif isinstance(animations, dict):
        for name, animation in animations.items():
            if isinstance(animation, dict):
                yield ("animations", name), animation


def check_ways(document: dict[str, Any], findings: Findings) -> None:
    """Judge how the animations are named and where their fields stand.

    Args:
        document: A sidecar as plain JSON, without defaults laid under.
        findings: Takes what is wrong.
    """
    if "animations" in document:
        for key in document:
            if key in _ALONE:
                hint = "Move it into an animation"
                hint += ' or into "defaults".' if key in _PLAYBACK else "."
                problem = f'"{key}" stands beside "animations"'
                findings.add((key,), problem, hint)
        names = document["animations"]
        for name in names if isinstance(names, dict) else ():
            _check_name(name, findings)
    elif not any(nearest(key, _WAYS) for key in document):
        # A key that is nearly right gets a message of its own.
        problem = 'nothing to animate (found no "animate", "keyframes" or "animations")'
        findings.add((), problem, 'Add "animate": {"prompt": "breathing idle"}.')
    for path, animation in each_animation(document):
        found = [way for way in SECTIONS if way in animation]
        if len(found) > 1:
            hint = "Keep one of them." if path else 'Name both in "animations".'
            where = (*path, found[1])
            findings.add_field(where, 'stands beside "animate"', hint)
        elif (
            not found and path and not any(nearest(key, SECTIONS) for key in animation)
        ):
            hint = "Add one of them."
            findings.add_field(path, 'has neither "animate" nor "keyframes"', hint)


def _check_name(name: str, findings: Findings) -> None:
    try:
        check_animation_name(name)
    except SidecarError as error:
        findings.add_at_key(("animations", name), error.problem, error.hint)


def check_animations(
    merged: Merged, path: PurePosixPath, stem: str, findings: Findings
) -> None:
    """Judge each animation's request, durations and pictures.

    Args:
        merged: The sidecar with its defaults laid under.
        path: The sidecar, relative to the project.
        stem: What its outputs are called after.
        findings: Takes what is wrong.
    """
    own_sheet = path.parent / (stem + SHEET_SUFFIX)
    _check_image(merged.value, (), path, own_sheet, findings)
    image = merged.value.get("image")
    if isinstance(image, dict):
        check_made(image, path, stem, findings)
    for owner, animation in each_animation(merged.value):
        if owner:
            _check_image(animation, owner, path, own_sheet, findings)
        for name in SECTIONS:
            section = animation.get(name)
            if not isinstance(section, dict):
                continue
            inner = (*owner, name)
            for violation in _check_request(name, section):
                place = merged.origin((*inner, *violation.field))
                findings.add_violation(place, violation)
            frames = section.get("frames")
            for i, frame in enumerate(frames if isinstance(frames, list) else ()):
                if isinstance(frame, dict):
                    frame_at = (*inner, "frames", i)
                    _check_image(frame, frame_at, path, own_sheet, findings)
            where = merged.origin((*owner, "durations"))
            _check_durations(animation, name, where, findings)
            config = section.get("pixel_config")
            if isinstance(config, dict):
                at = merged.origin((*inner, "pixel_config", "palette"))
                check_palette(config.get("palette"), at, path, findings)


def _check_request(name: str, section: dict[str, Any]) -> Iterator[Violation]:
    if name == "animate":
        animate = _as_far_as_right(AnimateDocument, section)
        if animate is not None:
            yield from check_animate(animate)
        return
    keyframes = _as_far_as_right(KeyframesDocument, section)
    if keyframes is not None:
        yield from check_keyframes(keyframes)
        indices = [frame.index for frame in keyframes.frames]
        yield from check_places(indices, keyframes.total_frames)


def _as_far_as_right(model: type[_ModelT], section: dict[str, Any]) -> _ModelT | None:
    """Read a request without its wrong fields, when what is left can be judged."""
    try:
        return model.model_validate(section)
    except ValidationError as error:
        wrong = {detail["loc"][0] for detail in error.errors()}
    # Nothing is judged by the name of a model that is wrong itself.
    if wrong & {"model", "render_mode"}:
        return None
    left = {key: value for key, value in section.items() if key not in wrong}
    left.setdefault("prompt", "any")
    try:
        return model.model_validate(left)
    except ValidationError:
        return None


def _check_durations(
    animation: dict[str, Any], name: str, where: Path, findings: Findings
) -> None:
    durations = animation.get("durations")
    if not isinstance(durations, list) or not durations:
        return
    section = animation[name]
    count = (
        section.get("output_frames", DEFAULT_OUTPUT_FRAMES)
        if name == "animate"
        else section.get("total_frames")
    )
    # What is no count at all is found elsewhere.
    if type(count) is int and count > 0 and len(durations) != count:
        problem = f"must hold one number a frame (found {len(durations)} for "
        problem += f"{count} frames)"
        findings.add_field(where, problem, f"Give {count} numbers.")


def _check_image(
    holder: dict[str, Any],
    owner: Path,
    path: PurePosixPath,
    own_sheet: PurePosixPath,
    findings: Findings,
) -> None:
    text = holder.get("image")
    if not isinstance(text, str):
        return
    where = (*owner, "image")
    try:
        image = project_path(text, path.parent)
    except SidecarError as error:
        findings.add_field(where, error.problem, error.hint)
        return
    if image == own_sheet:
        problem = f"is what this sidecar makes itself (found {image.name})"
        findings.add_field(where, problem, "Name the art that it is made from.")


def warn(merged: Merged, findings: Findings) -> tuple[SidecarError, ...]:
    """Say what is odd about a sidecar without errors.

    Args:
        merged: The sidecar with its defaults laid under.
        findings: Knows the places; nothing is added.

    Returns:
        A warning for each model that this version does not know, and for each re-roll
        that a seed makes void, in the order of the file.
    """
    known = ", ".join(m.name for m in MODELS if m.endpoint == "animate")
    warnings: dict[Path, SidecarError] = warn_of_image(merged.value, findings)
    for owner, animation in each_animation(merged.value):
        name = next(name for name in SECTIONS if name in animation)
        section = animation[name]
        model = section.get("model")
        if model is not None and find_model("animate", model) is None:
            where = merged.origin((*owner, name, "model"))
            problem = f"this version does not know the model {shorten(model)} "
            problem += f"(known: {known})"
            hint = "It is sent as it is and priced as the dearest one."
            warnings[where] = findings.error(where, problem, hint)
        if animation.get("reroll") and section.get("seed") is not None:
            where = merged.origin((*owner, "reroll"))
            problem = f'{subject(where)} changes nothing while "seed" is set'
            hint = 'Take "seed" out to get another try.'
            warnings[where] = findings.error(where, problem, hint)
    return tuple(sorted(warnings.values(), key=lambda e: (e.line or 0, e.column or 0)))
