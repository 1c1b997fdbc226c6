"""What a sidecar wants: its animations with their request keys and their art.

This opens the sidecar and its pictures; nothing is sent or written.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pixelengine_import.api.catalog import COLORS_MAX, Model, find_model, list_price
from pixelengine_import.api.rules import check_image
from pixelengine_import.api.violations import Violation
from pixelengine_import.imaging.pixels import (
    has_transparency,
    to_hex,
    unique_colours,
)
from pixelengine_import.pipeline.material import Art, Material, load_material
from pixelengine_import.pipeline.project import Outputs
from pixelengine_import.sidecar.facts import Animation, Sidecar, SidecarErrors
from pixelengine_import.sidecar.keys import derived_seed, key_document, key_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import PurePosixPath

    from pixelengine_import.api.outcomes import EngineKind
    from pixelengine_import.errors import SidecarError
    from pixelengine_import.pipeline.project import Project
    from pixelengine_import.sidecar.facts import ImageRef

__all__ = [
    "Raw",
    "Want",
    "Wanted",
    "check_animations",
    "load_wanted",
    "source_palette",
    "want_of",
]


@dataclass(frozen=True, slots=True)
class Raw:
    """An animation whose background is to be taken out.

    Attributes:
        cut_key: The request key of taking it out.
        record: How the metadata records the animation as it came.
    """

    cut_key: str
    record: Mapping[str, Any]


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
        enhanced: How its prompt was rewritten, as the metadata records it.
        raws: Where the background is taken out of the result: the result of each
            engine, as far as its frames are known.
    """

    sidecar: PurePosixPath
    animation: Animation
    key: str
    document: dict[str, Any]
    art: tuple[Art, ...]
    alpha: bool
    seed: int
    price: int
    enhanced: Mapping[str, Any] | None = None
    raws: Mapping[EngineKind, Raw] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The animation's name."""
        return self.animation.name

    @property
    def removes_matte(self) -> bool:
        """Whether a matte is put under the art and has its place in the result."""
        return self.alpha and self.animation.transparent

    @property
    def cut_keys(self) -> dict[EngineKind, str]:
        """The request keys of taking the background out, by whose result it is."""
        return {kind: raw.cut_key for kind, raw in self.raws.items()}

    @property
    def keys(self) -> frozenset[str]:
        """The keys of every request that this animation rests on."""
        enhanced = () if self.enhanced is None else (self.enhanced["request_key"],)
        return frozenset((self.key, *self.cut_keys.values(), *enhanced))

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
    """Read a sidecar whose pictures and prompts are all there.

    Args:
        project: The project.
        path: The sidecar, relative to it.

    Raises:
        SidecarErrors: Something is wrong with the sidecar or its art; all of it.
    """
    material = load_material(project, path)
    animations = material.sidecar.animations
    check_animations(material, animations, material.art)
    wants = tuple(
        want_of(material, animation, material.art) for animation in animations
    )
    return Wanted(material.sidecar, wants, Outputs.of(path), material.sources)


def check_animations(
    material: Material,
    animations: Iterable[Animation],
    art: Mapping[ImageRef, Art],
) -> None:
    """Judge pictures by the limits of the models that get them.

    Args:
        material: The sidecar.
        animations: Those whose pictures are all there.
        art: The pictures.

    Raises:
        SidecarErrors: All that is wrong.
    """
    errors: list[SidecarError] = []
    for animation in animations:
        errors.extend(_check_art(material.sidecar, animation, art))
    if errors:
        raise SidecarErrors(errors)


def _check_art(
    sidecar: Sidecar, animation: Animation, art: Mapping[ImageRef, Art]
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


def want_of(
    material: Material,
    animation: Animation,
    art: Mapping[ImageRef, Art],
    enhanced: Mapping[str, Any] | None = None,
) -> Want:
    """Return what is to be asked for an animation.

    Args:
        material: The sidecar.
        animation: One of its animations; its prompt is the one that is sent.
        art: The pictures.
        enhanced: How the prompt was rewritten, as the metadata records it.
    """
    pictures = tuple(art[ref] for ref in animation.images)
    hashes = {ref: art[ref].digest for ref in animation.images}
    alpha = any(has_transparency(picture.pixels) for picture in pictures)
    document = key_document(animation, hashes, alpha=alpha)
    key = key_of(document)
    request = animation.request
    return Want(
        sidecar=material.sidecar.path,
        animation=animation,
        key=key,
        document=document,
        art=pictures,
        alpha=alpha,
        seed=derived_seed(key) if request.seed is None else request.seed,
        price=list_price(animation.endpoint, request.model_name),
        enhanced=enhanced,
    )
