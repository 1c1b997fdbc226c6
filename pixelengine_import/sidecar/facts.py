"""What a sidecar says once it was checked: plain facts, every default spelled out.

Loads neither pydantic nor anything else that is slow, so that a run with nothing to do
may use these types for free.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from pixelengine_import.errors import PixelEngineError, SidecarError
from pixelengine_import.sidecar.names import ART_SUFFIXES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import PurePosixPath

    from pixelengine_import.api.violations import Violation

__all__ = [
    "AnimateRequest",
    "Animation",
    "Direction",
    "EndpointName",
    "GenerateStep",
    "ImageRef",
    "ImageStep",
    "KeyframeRequest",
    "KeyframesRequest",
    "MadeImage",
    "OutputFormat",
    "Palette",
    "Path",
    "PixelateStep",
    "Place",
    "RemoveBackgroundStep",
    "Sidecar",
    "SidecarErrors",
    "image_candidates",
]

Direction: TypeAlias = Literal["forward", "reverse", "pingpong"]
EndpointName: TypeAlias = Literal["animate", "keyframes"]
OutputFormat: TypeAlias = Literal["webp", "gif", "spritesheet"]
Palette: TypeAlias = 'tuple[str, ...] | Literal["source"]'
Path: TypeAlias = "tuple[str | int, ...]"


class Place(NamedTuple):
    """Where something stands in the file: 1-based line and column."""

    line: int
    column: int


class SidecarErrors(PixelEngineError):  # noqa: N818 - it is several errors
    """Everything that is wrong with one sidecar, in the order of the file.

    Args:
        errors: The single errors, at least one.
    """

    exit_code = SidecarError.exit_code
    code = SidecarError.code

    def __init__(self, errors: Sequence[SidecarError]) -> None:
        """Keep the errors; the message holds one a line."""
        super().__init__(*errors)
        self.errors = tuple(errors)

    def __str__(self) -> str:
        """Return one line an error."""
        return "\n".join(str(error) for error in self.errors)


@dataclass(frozen=True, slots=True)
class ImageRef:
    """A picture that a sidecar names, or leaves to its own name.

    Two references are equal when they mean the same file, wherever they stand.

    Attributes:
        path: Relative to the project, normalised; None for the art of the sidecar's
            own stem (see :func:`image_candidates`).
        line: Where it is named, or where the request begins that needs it.
        column: Likewise.
        field: Its place in the request, as the rules for pictures want it:
            ``("image",)`` or ``("frames", 1, "image")``, counted as in the file.
    """

    path: PurePosixPath | None
    line: int = field(compare=False)
    column: int = field(compare=False)
    field: Path = field(compare=False)


@dataclass(frozen=True, slots=True)
class AnimateRequest:
    """One request to /animate.

    Attributes:
        prompt: The animation in words; never empty.
        negative_prompt: What to avoid; may be empty.
        model: Name of the model, known or not.
        output_frames: Number of frames.
        colors: Number of colours of the result, without the matte; None with a palette
            and for models that take no such thing.
        palette: Colours as ``#rrggbb``, or ``"source"`` for the art's own.
        seed: The user's seed, or None when it is left to us.
        output_format: File format of the result.
        matte_color: ``"auto"`` or ``#rrggbb``.
        image: The art.
        palette_file: Holds the palette, when a file is named for it: whoever opens it
            puts its colours in ``palette``.
    """

    prompt: str
    negative_prompt: str
    model: str
    output_frames: int
    colors: int | None
    palette: Palette | None
    seed: int | None
    output_format: OutputFormat
    matte_color: str
    image: ImageRef
    palette_file: ImageRef | None = None

    @property
    def frame_count(self) -> int:
        """Number of frames of the result."""
        return self.output_frames

    @property
    def model_name(self) -> str:
        """The row of the API's table of models that this uses."""
        return self.model

    @property
    def images(self) -> tuple[ImageRef, ...]:
        """The pictures that are sent, in the order of the request."""
        return (self.image,)


@dataclass(frozen=True, slots=True)
class KeyframeRequest:
    """One keyframe: ``image`` at frame ``index``, followed with ``strength`` 0 to 1."""

    index: int
    image: ImageRef
    strength: float


@dataclass(frozen=True, slots=True)
class KeyframesRequest:
    """One request to /keyframes.

    Attributes:
        prompt: The animation in words; never empty.
        negative_prompt: What to avoid; may be empty.
        render_mode: ``pixel`` or ``detailed``.
        total_frames: Number of frames.
        frames: The keyframes by rising ``index``, however the file lists them.
        colors: As for :class:`AnimateRequest`.
        palette: As for :class:`AnimateRequest`.
        seed: The user's seed, or None when it is left to us.
        output_format: File format of the result.
        matte_color: ``"auto"`` or ``#rrggbb``.
        palette_file: As for :class:`AnimateRequest`.
    """

    prompt: str
    negative_prompt: str
    render_mode: Literal["pixel", "detailed"]
    total_frames: int
    frames: tuple[KeyframeRequest, ...]
    colors: int | None
    palette: Palette | None
    seed: int | None
    output_format: OutputFormat
    matte_color: str
    palette_file: ImageRef | None = None

    @property
    def frame_count(self) -> int:
        """Number of frames of the result."""
        return self.total_frames

    @property
    def model_name(self) -> str:
        """The row of the API's table of models that this uses."""
        return self.render_mode

    @property
    def images(self) -> tuple[ImageRef, ...]:
        """The pictures that are sent, by rising ``index``."""
        return tuple(frame.image for frame in self.frames)


@dataclass(frozen=True, slots=True)
class GenerateStep:
    """A request to /generate-image.

    Attributes:
        prompt: The picture in words; never empty.
        model: Name of the model, known or not.
        colors: Number of colours; None with a palette.
        palette: Colours as ``#rrggbb``.
        seed: The user's seed, or None when it is left to us.
        image: A picture to change, or None.
        palette_file: As for :class:`AnimateRequest`.
    """

    prompt: str
    model: str
    colors: int | None
    palette: tuple[str, ...] | None
    seed: int | None
    image: ImageRef | None
    palette_file: ImageRef | None = None

    endpoint = "generate_image"


@dataclass(frozen=True, slots=True)
class PixelateStep:
    """A request to /pixelate; ``colors`` and ``palette`` as for a new picture."""

    colors: int | None
    palette: tuple[str, ...] | None
    palette_file: ImageRef | None = None

    endpoint = "pixelate"


@dataclass(frozen=True, slots=True)
class RemoveBackgroundStep:
    """A request to /remove-background.

    Attributes:
        rmbg_alpha_threshold: 0 to 255, or None: the service chooses.
    """

    rmbg_alpha_threshold: int | None

    endpoint = "remove_background"


ImageStep: TypeAlias = GenerateStep | PixelateStep | RemoveBackgroundStep


@dataclass(frozen=True, slots=True)
class MadeImage:
    """How the art of a sidecar is made.

    Attributes:
        source: The picture that the first step works on; None when it is generated.
        steps: What is done, in this order; at least one.
        reroll: Which try this is, when the seed is left to us.
        place: Where it is described in the file.
    """

    source: ImageRef | None
    steps: tuple[ImageStep, ...]
    reroll: int
    place: Place = field(compare=False)

    @property
    def images(self) -> tuple[ImageRef, ...]:
        """The pictures that must be there before the first step."""
        refs = [self.source]
        refs += [s.image for s in self.steps if isinstance(s, GenerateStep)]
        return tuple(ref for ref in refs if ref is not None)

    @property
    def palettes(self) -> tuple[ImageRef, ...]:
        """The palette files that the steps name."""
        files = (getattr(step, "palette_file", None) for step in self.steps)
        return tuple(ref for ref in files if ref is not None)


@dataclass(frozen=True, slots=True)
class Animation:
    """One animation of a sidecar.

    Attributes:
        name: ``[A-Za-z0-9_ -]{1,64}``; ``default`` in a sidecar without names.
        endpoint: Which endpoint makes it.
        request: What is asked, every default spelled out.
        fps: Frames per second, above 0.
        durations: Milliseconds of each frame, or None: each lasts ``1000 / fps``.
        loop: Whether it starts again at its end.
        direction: The order in which the frames are played.
        transparent: Whether the matte is taken out of the result again.
        remove_background: Takes the background out of the result, in place of the
            matte; None leaves it in.
        enhance_prompt: Whether the service rewrites the prompt first.
        reroll: Which try this is, when the seed is left to us.
        place: Where the animation begins in the file.
        places: Where each field stands, by its path in the request (``("frames", 1,
            "index")``) or beside it (``("fps",)``); a field that comes from
            ``defaults`` is found there.
        label: How messages name the animation; empty in a sidecar without names.
    """

    name: str
    endpoint: EndpointName
    request: AnimateRequest | KeyframesRequest
    fps: float
    durations: tuple[int, ...] | None
    loop: bool
    direction: Direction
    transparent: bool
    remove_background: RemoveBackgroundStep | None
    enhance_prompt: bool
    reroll: int
    place: Place = field(compare=False)
    places: Mapping[Path, Place] = field(compare=False, repr=False)
    label: str = field(default="", compare=False, repr=False)

    @property
    def images(self) -> tuple[ImageRef, ...]:
        """The pictures that are sent, in the order of the request."""
        return self.request.images

    def where(self, field: str | Path) -> Place:
        """Find a field in the file.

        Args:
            field: Name of a field of the request or beside it, or its path.

        Returns:
            Where it stands; where the nearest thing around it stands when the file
            does not spell it out; the animation's own place at last.
        """
        path = (field,) if isinstance(field, str) else tuple(field)
        for length in range(len(path), -1, -1):
            if path[:length] in self.places:
                return self.places[path[:length]]
        return self.place


@dataclass(frozen=True, slots=True)
class Sidecar:
    """A checked ``NAME.pxe.json``.

    Attributes:
        path: The file, relative to the project.
        stem: ``hero`` of ``hero.pxe.json``: outputs begin with it.
        animations: In the order of the file, at least one; names are unique.
        made: How its art is made, None for art that is simply there.
        scene: Whether a scene is written too; None: as the project says.
        animation_library: Whether an animation library is written too; likewise.
        warnings: What is odd but no error, in the order of the file; never raised.
    """

    path: PurePosixPath
    stem: str
    animations: tuple[Animation, ...]
    made: MadeImage | None = None
    scene: bool | None = None
    animation_library: bool | None = None
    warnings: tuple[SidecarError, ...] = field(default=(), compare=False)

    @property
    def images(self) -> tuple[ImageRef, ...]:
        """Every picture that is needed, each once, in the order of the file."""
        refs = [] if self.made is None else [*self.made.images]
        refs += [
            ref
            for animation in self.animations
            for ref in animation.images
            if not self.makes(ref)
        ]
        return tuple(dict.fromkeys(refs))

    @property
    def palettes(self) -> tuple[ImageRef, ...]:
        """Every palette file that is needed, each once."""
        files = [] if self.made is None else [*self.made.palettes]
        files += [
            animation.request.palette_file
            for animation in self.animations
            if animation.request.palette_file is not None
        ]
        return tuple(dict.fromkeys(files))

    @property
    def art(self) -> PurePosixPath:
        """Where art that is made is kept: ``hero.png``, relative to the project."""
        return self.path.parent / (self.stem + ART_SUFFIXES[0])

    def makes(self, ref: ImageRef) -> bool:
        """Tell whether a reference means the art that this sidecar makes itself."""
        return self.made is not None and ref.path in {None, self.art}

    @property
    def sources(self) -> tuple[PurePosixPath, ...]:
        """Every file whose change may change the result, relative to the project."""
        refs = (*self.images, *self.palettes)
        found = (path for ref in refs for path in image_candidates(self, ref))
        return tuple(dict.fromkeys(found))

    def error_at(self, ref: ImageRef, problem: str, hint: str = "") -> SidecarError:
        """Say where a file is named that something is wrong with it.

        Args:
            ref: Where it is named.
            problem: The whole problem.
            hint: What to do, as a sentence.

        Returns:
            The error; it is not raised.
        """
        return SidecarError(
            problem, path=self.path, line=ref.line, column=ref.column, hint=hint
        )

    def error(self, animation: Animation, violation: Violation) -> SidecarError:
        """Say at the right line that an animation breaks a rule.

        Args:
            animation: One of this sidecar.
            violation: What the rules found, with its field's path in the request.

        Returns:
            The error; it is not raised.
        """
        place = animation.where(violation.field)
        owner = f' of "{animation.label}"' if animation.label else ""
        subject = f'"{violation.dotted}"{owner} ' if violation.field else ""
        return SidecarError(
            subject + violation.problem,
            path=self.path,
            line=place.line,
            column=place.column,
            field=violation.dotted,
            hint=violation.hint,
        )


def image_candidates(sidecar: Sidecar, ref: ImageRef) -> tuple[PurePosixPath, ...]:
    """List the files that a reference may mean.

    Args:
        sidecar: The sidecar that holds it.
        ref: One of its references.

    Returns:
        Paths relative to the project, the one to prefer first: the named file alone,
        or the art of the sidecar's stem as PNG, then as JPEG.
    """
    if ref.path is not None:
        return (ref.path,)
    folder = sidecar.path.parent
    return tuple(folder / (sidecar.stem + suffix) for suffix in ART_SUFFIXES)
