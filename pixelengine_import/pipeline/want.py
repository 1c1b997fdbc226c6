"""What a sidecar wants: its animations with their request keys and their art.

This opens the sidecar and its pictures; nothing is sent or written.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pixelengine_import._fs import read_file, sha256, stamp
from pixelengine_import.api.catalog import COLORS_MAX, Model, find_model, list_price
from pixelengine_import.api.rules import Violation, check_image
from pixelengine_import.errors import ImageError, SidecarError
from pixelengine_import.imaging.decode import ImageInfo, decode_still, inspect
from pixelengine_import.imaging.pixels import (
    Pixels,
    has_transparency,
    pixel_hash,
    to_hex,
    unique_colours,
)
from pixelengine_import.pipeline.project import Outputs
from pixelengine_import.sidecar.facts import (
    Animation,
    ImageRef,
    Sidecar,
    SidecarErrors,
    image_candidates,
)
from pixelengine_import.sidecar.keys import derived_seed, key_document, request_key
from pixelengine_import.sidecar.parse import parse_sidecar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import PurePosixPath

    from pixelengine_import.pipeline.project import Project

__all__ = ["ART_MOST", "Art", "Want", "Wanted", "load_wanted", "source_palette"]

SIDECAR_MOST = 64 * 1024
ART_MOST = 32 * 1024 * 1024


@dataclass(frozen=True, slots=True, eq=False)
class Art:
    """A picture on the disk.

    Attributes:
        path: Relative to the project.
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
class Want:
    """One animation, ready to be asked for.

    Attributes:
        sidecar: Where it is described, relative to the project.
        animation: The description.
        key: Identity of the request: only a new one can cost money.
        document: What the key is a hash of, for telling what changed.
        art: The pictures that are sent, in the order of the request.
        alpha: Whether any of them is transparent somewhere.
        seed: The user's seed, or the one derived from the key.
        price: List price in credits: an upper bound.
    """

    sidecar: PurePosixPath
    animation: Animation
    key: str
    document: dict[str, Any]
    art: tuple[Art, ...]
    alpha: bool
    seed: int
    price: int

    @property
    def name(self) -> str:
        """The animation's name."""
        return self.animation.name

    @property
    def removes_matte(self) -> bool:
        """Whether a matte is put under the art and taken out of the result."""
        return self.alpha and self.animation.transparent

    @property
    def model(self) -> Model | None:
        """The row of the model, or None for one that this release does not know."""
        return find_model(self.animation.endpoint, self.animation.request.model_name)


@dataclass(frozen=True, slots=True, eq=False)
class Wanted:
    """Everything that one sidecar wants.

    Attributes:
        sidecar: The checked sidecar.
        wants: Its animations in the order of the file.
        outputs: Where they are to be published.
        sources: SHA-256 of every file that this rests on, as it was read; None for
            art of higher rank that was not there.
    """

    sidecar: Sidecar
    wants: tuple[Want, ...]
    outputs: Outputs
    sources: Mapping[PurePosixPath, str | None]

    @property
    def path(self) -> PurePosixPath:
        """The sidecar, relative to the project."""
        return self.sidecar.path


def load_wanted(project: Project, path: PurePosixPath) -> Wanted:
    """Read a sidecar and its art.

    Args:
        project: The project.
        path: The sidecar, relative to it.

    Raises:
        SidecarErrors: Something is wrong with the sidecar or its art; all of it.
    """
    try:
        text = read_file(project.file(path), SIDECAR_MOST)
    except OSError as error:
        reason = error.strerror or str(error)
        raise SidecarErrors([_cannot_read(path, reason)]) from None
    sidecar = parse_sidecar(text, path=path)
    errors: list[SidecarError] = []
    art: dict[ImageRef, Art] = {}
    for ref in sidecar.images:
        try:
            art[ref] = _load_art(project, sidecar, ref)
        except SidecarError as error:
            errors.append(error)
    if not errors:
        for animation in sidecar.animations:
            errors.extend(check_art(sidecar, animation, art))
    if errors:
        raise SidecarErrors(errors)
    wants = tuple(
        make_want(sidecar, animation, art) for animation in sidecar.animations
    )
    sources: dict[PurePosixPath, str | None] = {path: sha256(text)}
    for ref, picture in art.items():
        candidates = image_candidates(sidecar, ref)
        above = candidates[: candidates.index(picture.path)]
        sources |= dict.fromkeys(above)
        sources[picture.path] = sha256(picture.data)
    return Wanted(sidecar, wants, Outputs.of(path), sources)


def _cannot_read(path: PurePosixPath, reason: str) -> SidecarError:
    return SidecarError(
        f"cannot be read ({reason})", path=path, hint="Make it readable."
    )


def _load_art(project: Project, sidecar: Sidecar, ref: ImageRef) -> Art:
    candidates = image_candidates(sidecar, ref)
    path = next((p for p in candidates if stamp(project.file(p)) is not None), None)

    def wrong(problem: str, hint: str) -> SidecarError:
        return SidecarError(
            problem, path=sidecar.path, line=ref.line, column=ref.column, hint=hint
        )

    if path is None:
        names = " or ".join(p.name for p in candidates)
        if ref.path is not None:
            msg = f'there is no "{candidates[0]}"'
            raise wrong(msg, "Add it, or name another.")
        msg = f"there is no art for this sidecar (looked for {names})"
        raise wrong(
            msg,
            'Add it beside the sidecar, or name it with "image".',
        )
    if path in tuple(Outputs.of(sidecar.path)):
        msg = f'"{path.name}" is an output of this very sidecar'
        raise wrong(
            msg,
            "Name the art that it is made from.",
        )
    file = project.file(path)
    if not file.resolve().is_relative_to(project.root):
        msg = f'"{path}" leads out of the project'
        raise wrong(msg, "Copy the art into the project.")
    try:
        data = read_file(file, ART_MOST)
    except OSError as error:
        msg = f'"{path}" cannot be read ({error.strerror})'
        raise wrong(msg, "Make it readable.") from None
    try:
        info = inspect(data)
        pixels = decode_still(data)
    except ImageError as error:
        msg = f'"{path.name}": {error.problem}'
        raise wrong(msg, error.hint) from None
    return Art(path, data, info, pixels, pixel_hash(pixels))


def check_art(
    sidecar: Sidecar, animation: Animation, art: dict[ImageRef, Art]
) -> list[SidecarError]:
    """Judge the art by the model's limits, where the model is known for sure."""
    model = find_model(animation.endpoint, animation.request.model_name)
    if model is None or model.source != "documented":
        return []
    facts = [art[ref].info for ref in animation.images]
    fields = [ref.field for ref in animation.images]
    violations = [*check_image(model, facts, fields)]
    violations += _check_palette(animation, [art[ref] for ref in animation.images])
    return [sidecar.error(animation, violation) for violation in violations]


def _check_palette(animation: Animation, pictures: list[Art]) -> Iterator[Violation]:
    """See to it that the palette has a place for the matte."""
    palette = animation.request.palette
    if palette is None:
        return
    alpha = any(has_transparency(picture.pixels) for picture in pictures)
    most = COLORS_MAX - (alpha and animation.transparent)
    count = len(palette)
    what = "holds too many colours"
    if palette == "source":
        count = len(source_palette(pictures))
        what = '"source" means too many colours'
    if count > most:
        yield Violation(
            ("pixel_config", "palette"),
            f"{what} (found {count}, at most {most})",
            'Use "colors" instead.' if palette == "source" else "Take some out.",
        )


def source_palette(pictures: Iterable[Art]) -> list[str]:
    """Return the colours of art as ``#rrggbb``, sorted; clear pixels have none.

    Args:
        pictures: The art.
    """
    found = {
        to_hex((r, g, b))
        for picture in pictures
        for r, g, b, a in unique_colours(picture.pixels).tolist()
        if a
    }
    return sorted(found)


def make_want(sidecar: Sidecar, animation: Animation, art: dict[ImageRef, Art]) -> Want:
    pictures = tuple(art[ref] for ref in animation.images)
    hashes = {ref: art[ref].digest for ref in animation.images}
    alpha = any(has_transparency(picture.pixels) for picture in pictures)
    key = request_key(animation, hashes, alpha=alpha)
    request = animation.request
    return Want(
        sidecar=sidecar.path,
        animation=animation,
        key=key,
        document=key_document(animation, hashes, alpha=alpha),
        art=pictures,
        alpha=alpha,
        seed=derived_seed(key) if request.seed is None else request.seed,
        price=list_price(animation.endpoint, request.model_name),
    )
