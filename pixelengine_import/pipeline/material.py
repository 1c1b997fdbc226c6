"""A sidecar with everything on the disk that it names: pictures and palettes.

This opens files; nothing is sent or written.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pixelengine_import._fs import read_file, sha256, stamp
from pixelengine_import.errors import ImageError, SidecarError
from pixelengine_import.imaging.decode import ImageInfo, decode_still, inspect
from pixelengine_import.imaging.palettes import PALETTE_BYTES, read_palette
from pixelengine_import.imaging.pixels import Pixels, pixel_hash
from pixelengine_import.pipeline.project import Outputs
from pixelengine_import.sidecar.facts import (
    Animation,
    ImageRef,
    ImageStep,
    RemoveBackgroundStep,
    Sidecar,
    SidecarErrors,
    image_candidates,
)
from pixelengine_import.sidecar.parse import parse_sidecar

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import PurePosixPath

    from pixelengine_import.pipeline.project import Project

__all__ = ["ART_MOST", "Art", "Material", "art_of", "load_material"]

SIDECAR_MOST = 64 * 1024
ART_MOST = 32 * 1024 * 1024


@dataclass(frozen=True, slots=True, eq=False)
class Art:
    """A picture.

    Attributes:
        path: Where it is on the disk, or is to be, relative to the project.
        data: The file's bytes.
        info: What its header says.
        pixels: ``(h, w, 4)`` uint8.
        digest: Hash of the pixels; saving the file anew does not change it.
    """

    path: PurePosixPath
    data: bytes
    info: ImageInfo
    pixels: Pixels
    digest: str


@dataclass(frozen=True, slots=True, eq=False)
class Material:
    """A sidecar and the files that it rests on.

    Attributes:
        sidecar: The checked sidecar, its palettes spelled out.
        art: The pictures that are there; art that is made is not among them.
        sources: SHA-256 of every file as it was read; None for art of higher rank
            that was not there.
    """

    sidecar: Sidecar
    art: Mapping[ImageRef, Art]
    sources: Mapping[PurePosixPath, str | None]


def art_of(path: PurePosixPath, data: bytes) -> Art:
    """Decode a picture.

    Args:
        path: Where it belongs, relative to the project.
        data: A PNG or JPEG.

    Raises:
        ImageError: It cannot be decoded.
    """
    info, pixels = inspect(data), decode_still(data)
    return Art(path, data, info, pixels, pixel_hash(pixels))


def load_material(project: Project, path: PurePosixPath) -> Material:
    """Read a sidecar, its pictures and its palettes.

    Args:
        project: The project.
        path: The sidecar, relative to it.

    Raises:
        SidecarErrors: Something is wrong with them; all of it.
    """
    try:
        text = read_file(project.file(path), SIDECAR_MOST)
    except OSError as error:
        reason = error.strerror or str(error)
        raise SidecarErrors([_cannot_read(path, reason)]) from None
    sidecar = parse_sidecar(text, path=path)
    errors: list[SidecarError] = []
    art: dict[ImageRef, Art] = {}
    palettes: dict[ImageRef, tuple[str, ...]] = {}
    sources: dict[PurePosixPath, str | None] = {path: sha256(text)}
    for ref in sidecar.images:
        try:
            art[ref] = _load_art(project, sidecar, ref)
        except SidecarError as error:
            errors.append(error)
    for ref in sidecar.palettes:
        try:
            palettes[ref], digest = _load_palette(project, sidecar, ref)
        except SidecarError as error:
            errors.append(error)
        else:
            sources[image_candidates(sidecar, ref)[0]] = digest
    if errors:
        raise SidecarErrors(errors)
    for ref, picture in art.items():
        candidates = image_candidates(sidecar, ref)
        above = candidates[: candidates.index(picture.path)]
        sources |= dict.fromkeys(above)
        sources[picture.path] = sha256(picture.data)
    return Material(_with_palettes(sidecar, palettes), art, sources)


def _cannot_read(path: PurePosixPath, reason: str) -> SidecarError:
    return SidecarError(
        f"cannot be read ({reason})", path=path, hint="Make it readable."
    )


def _load_art(project: Project, sidecar: Sidecar, ref: ImageRef) -> Art:
    candidates = image_candidates(sidecar, ref)
    path = next((p for p in candidates if stamp(project.file(p)) is not None), None)
    if path is None:
        names = " or ".join(p.name for p in candidates)
        if ref.path is not None:
            msg = f'there is no "{candidates[0]}"'
            raise sidecar.error_at(ref, msg, "Add it, or name another.")
        msg = f"there is no art for this sidecar (looked for {names})"
        hint = 'Add it beside the sidecar, or name it with "image".'
        raise sidecar.error_at(ref, msg, hint)
    if path in tuple(Outputs.of(sidecar.path)):
        msg = f'"{path.name}" is an output of this very sidecar'
        raise sidecar.error_at(ref, msg, "Name the art that it is made from.")
    data = _read_inside(project, sidecar, ref, path, ART_MOST)
    try:
        return art_of(path, data)
    except ImageError as error:
        msg = f'"{path.name}": {error.problem}'
        raise sidecar.error_at(ref, msg, error.hint) from None


def _load_palette(
    project: Project, sidecar: Sidecar, ref: ImageRef
) -> tuple[tuple[str, ...], str]:
    """Return the colours of a palette file, and the hash of its bytes."""
    (path,) = image_candidates(sidecar, ref)
    if stamp(project.file(path)) is None:
        msg = f'there is no "{path}"'
        raise sidecar.error_at(ref, msg, "Add it, or name another palette.")
    data = _read_inside(project, sidecar, ref, path, PALETTE_BYTES)
    try:
        return tuple(read_palette(data, path.suffix)), sha256(data)
    except ImageError as error:
        msg = f'"{path.name}" {error.problem}'
        raise sidecar.error_at(ref, msg, error.hint) from None


def _read_inside(
    project: Project, sidecar: Sidecar, ref: ImageRef, path: PurePosixPath, most: int
) -> bytes:
    """Read a file that must not be a link that leads out of the project."""
    file = project.file(path)
    if not file.resolve().is_relative_to(project.root):
        msg = f'"{path}" leads out of the project'
        raise sidecar.error_at(ref, msg, "Copy it into the project.")
    try:
        return read_file(file, most)
    except OSError as error:
        msg = f'"{path}" cannot be read ({error.strerror})'
        raise sidecar.error_at(ref, msg, "Make it readable.") from None


def _with_palettes(
    sidecar: Sidecar, palettes: Mapping[ImageRef, tuple[str, ...]]
) -> Sidecar:
    """Put the colours where palette files are named."""
    if not palettes:
        return sidecar
    made = sidecar.made
    if made is not None:
        steps = tuple(_spelled_out(step, palettes) for step in made.steps)
        made = replace(made, steps=steps)
    animations = tuple(_with_palette(a, palettes) for a in sidecar.animations)
    return replace(sidecar, made=made, animations=animations)


def _spelled_out(
    step: ImageStep, palettes: Mapping[ImageRef, tuple[str, ...]]
) -> ImageStep:
    if isinstance(step, RemoveBackgroundStep) or step.palette_file is None:
        return step
    return replace(step, palette=palettes[step.palette_file], palette_file=None)


def _with_palette(
    animation: Animation, palettes: Mapping[ImageRef, tuple[str, ...]]
) -> Animation:
    request = animation.request
    if request.palette_file is None:
        return animation
    colours = palettes[request.palette_file]
    return replace(
        animation, request=replace(request, palette=colours, palette_file=None)
    )
