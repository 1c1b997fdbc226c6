"""Checked documents -> the facts that the rest of the package works with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pixelengine_import.api.catalog import DEFAULT_COLORS, PIXEL_ENGINE
from pixelengine_import.sidecar.facts import (
    AnimateRequest,
    Animation,
    GenerateStep,
    ImageRef,
    ImageStep,
    KeyframeRequest,
    KeyframesRequest,
    MadeImage,
    PixelateStep,
    Place,
    RemoveBackgroundStep,
    Sidecar,
)
from pixelengine_import.sidecar.model_image import ImageDocument
from pixelengine_import.sidecar.model_parts import OutputsDocument
from pixelengine_import.sidecar.names import DEFAULT_NAME, project_path

if TYPE_CHECKING:
    from pathlib import PurePosixPath

    from pixelengine_import.errors import SidecarError
    from pixelengine_import.sidecar.defaults import Merged
    from pixelengine_import.sidecar.facts import Palette, Path
    from pixelengine_import.sidecar.json_lines import Located
    from pixelengine_import.sidecar.model import (
        AnimateDocument,
        AnimationDocument,
        KeyframesDocument,
        SidecarDocument,
    )
    from pixelengine_import.sidecar.model_parts import RemoveBackgroundDocument

__all__ = ["build_sidecar"]

# Which requests get 24 colours when none are named, by the API's reference. This is
# part of what request keys are made of, so it asks no table that a release may extend.
_COUNTED = frozenset([PIXEL_ENGINE, "pixel"])


def build_sidecar(
    document: SidecarDocument,
    merged: Merged,
    located: Located,
    *,
    path: PurePosixPath,
    stem: str,
    warnings: tuple[SidecarError, ...],
) -> Sidecar:
    """Spell a checked sidecar out.

    Args:
        document: The sidecar with its defaults laid under; nothing is wrong with it.
        merged: Where its fields came from.
        located: Where they stand.
        path: The sidecar, relative to the project.
        stem: What its outputs are called after.
        warnings: What is odd about it.

    Returns:
        The facts.
    """
    builder = _Builder(document, merged, located, path)
    if document.animations is None:
        animations = [builder.animation(DEFAULT_NAME, document, ())]
    else:
        animations = [
            builder.animation(name, animation, ("animations", name))
            for name, animation in document.animations.items()
        ]
    made = builder.made(document.image)
    more = document.outputs or OutputsDocument()
    return Sidecar(
        path,
        stem,
        tuple(animations),
        made,
        scene=more.scene,
        animation_library=more.animation_library,
        warnings=warnings,
    )


class _Builder:
    def __init__(
        self,
        document: SidecarDocument,
        merged: Merged,
        located: Located,
        path: PurePosixPath,
    ) -> None:
        self._document = document
        self._folder = path.parent
        self._located = located
        self._defaults: dict[Path, list[tuple[Path, Path]]] = {}
        for field, origin in merged.origins.items():
            owner = field[:2] if field[0] == "animations" else ()
            self._defaults.setdefault(owner, []).append((field, origin))
        self._written: dict[Path, list[tuple[Path, Place]]] = {}
        # One pass over the file; animations then look at their own part only.
        self._parts: dict[Path, dict[Path, Place]] = {}
        for field, place in located.values.items():
            owner = field[:2] if field[:1] == ("animations",) else ()
            self._parts.setdefault(owner, {})[field] = place
            if field[:1] == ("defaults",):
                self._written.setdefault(field[:2], []).append((field, place))

    def animation(self, name: str, document: AnimationDocument, at: Path) -> Animation:
        endpoint = "animate" if document.animate is not None else "keyframes"
        section = (*at, endpoint)
        places = self._places(at, section)
        art = self._art(document, at, section)
        request: AnimateRequest | KeyframesRequest
        if document.animate is not None:
            request = self._animate(document.animate, art, section)
        elif document.keyframes is not None:
            request = self._keyframes(document.keyframes, art, section)
        else:
            msg = "an animation without a request passed the checks"
            raise AssertionError(msg)
        return Animation(
            name=name,
            endpoint="animate" if document.animate is not None else "keyframes",
            request=request,
            fps=document.fps,
            durations=None if document.durations is None else tuple(document.durations),
            loop=document.loop,
            direction=document.direction,
            transparent=document.transparent,
            remove_background=_cut(document.remove_background),
            enhance_prompt=document.enhance_prompt,
            reroll=document.reroll,
            place=self._located.keys.get(at or section, Place(1, 1)),
            places=places,
            label=name if at else "",
        )

    def made(self, image: str | ImageDocument | None) -> MadeImage | None:
        """Spell out how the art is made."""
        if not isinstance(image, ImageDocument):
            return None
        steps: list[ImageStep] = []
        if image.generate is not None:
            asked = image.generate
            palette, file = self._palette(
                asked.pixel_config.palette,
                ("image", "generate", "pixel_config", "palette"),
            )
            steps.append(
                GenerateStep(
                    prompt=asked.prompt,
                    model=asked.model,
                    colors=asked.pixel_config.colors,
                    palette=palette,
                    seed=asked.seed,
                    image=self._file(asked.image, ("image", "generate", "image")),
                    palette_file=file,
                )
            )
        if image.pixelate is not None:
            palette, file = self._palette(
                image.pixelate.palette, ("image", "pixelate", "palette")
            )
            counted = image.pixelate.palette is None
            colors = image.pixelate.colors or DEFAULT_COLORS
            steps.append(PixelateStep(colors if counted else None, palette, file))
        if image.remove_background is not None:
            step = _cut(image.remove_background)
            steps += [] if step is None else [step]
        return MadeImage(
            source=self._file(image.source, ("image", "source")),
            steps=tuple(steps),
            reroll=image.reroll,
            place=self._place(("image",)),
        )

    def _file(self, text: str | None, at: Path) -> ImageRef | None:
        if text is None:
            return None
        place = self._place(at)
        return ImageRef(
            project_path(text, self._folder), place.line, place.column, at[1:]
        )

    def _palette(
        self, value: list[str] | str | None, *at: Path
    ) -> tuple[tuple[str, ...] | None, ImageRef | None]:
        """Return a palette's colours, or the file that holds them."""
        if not isinstance(value, str):
            return (None if value is None else tuple(value)), None
        place = self._place(*at)
        path = project_path(value, self._folder)
        field = ("pixel_config", "palette")
        return None, ImageRef(path, place.line, place.column, field)

    def _request_palette(
        self, value: list[str] | str | None, section: Path
    ) -> tuple[Palette | None, ImageRef | None]:
        if value == "source":
            return "source", None
        inherited = ("defaults", "pixel_config", "palette")
        own = (*section, "pixel_config", "palette")
        return self._palette(value, own, inherited)

    def _animate(
        self, document: AnimateDocument, art: ImageRef, section: Path
    ) -> AnimateRequest:
        colors, value = _colours(document, document.model)
        palette, file = self._request_palette(value, section)
        return AnimateRequest(
            prompt=document.prompt,
            negative_prompt=document.negative_prompt,
            model=document.model,
            output_frames=document.output_frames,
            colors=colors,
            palette=palette,
            seed=document.seed,
            output_format=document.output_format,
            matte_color=document.matte_color,
            image=art,
            palette_file=file,
        )

    def _keyframes(
        self, document: KeyframesDocument, art: ImageRef, section: Path
    ) -> KeyframesRequest:
        colors, value = _colours(document, document.render_mode)
        palette, file = self._request_palette(value, section)
        frames: list[KeyframeRequest] = []
        for i, frame in enumerate(document.frames):
            field: Path = ("frames", i, "image")
            place = self._place((*section, *field), (*section, "frames", i))
            path = art.path
            if frame.image is not None:
                path = project_path(frame.image, self._folder)
            image = ImageRef(path, place.line, place.column, field)
            # Adding 0.0 turns -0.0 into 0.0, which is the same request.
            frames.append(KeyframeRequest(frame.index, image, frame.strength + 0.0))
        return KeyframesRequest(
            prompt=document.prompt,
            negative_prompt=document.negative_prompt,
            render_mode=document.render_mode,
            total_frames=document.total_frames,
            frames=tuple(sorted(frames, key=lambda frame: frame.index)),
            colors=colors,
            palette=palette,
            seed=document.seed,
            output_format=document.output_format,
            matte_color=document.matte_color,
            palette_file=file,
        )

    def _art(self, document: AnimationDocument, at: Path, section: Path) -> ImageRef:
        """The animation's own art, else the sidecar's, else that of its stem."""
        for owner, path in ((document, at), (self._document, ())):
            if isinstance(owner.image, str):
                place = self._place((*path, "image"), section)
                found = project_path(owner.image, self._folder)
                return ImageRef(found, place.line, place.column, ("image",))
        place = self._located.keys[section]
        return ImageRef(None, place.line, place.column, ("image",))

    def _place(self, *paths: Path) -> Place:
        for path in paths:
            if path in self._located.values:
                return self._located.values[path]
        return Place(1, 1)

    def _places(self, at: Path, section: Path) -> dict[Path, Place]:
        places: dict[Path, Place] = {}
        own = self._parts.get(at, {})
        for field, place in own.items():
            if field[: len(section)] == section:
                places[field[len(section) :]] = place
            elif len(field) > len(at):
                places[field[len(at) :]] = place
        # The section itself is what lacks a field that no one spelled out.
        places[()] = self._located.keys[section]
        for field, origin in self._defaults.get(at, []):
            inner = field[len(section) :] if field[: len(section)] == section else ()
            relative = inner or field[len(at) :]
            for found, place in self._written.get(origin, []):
                places[relative + found[len(origin) :]] = place
        if ("image",) not in places and ("image",) in self._located.values:
            places["image",] = self._located.values["image",]
        return places


def _cut(document: RemoveBackgroundDocument | None) -> RemoveBackgroundStep | None:
    if document is None:
        return None
    return RemoveBackgroundStep(document.rmbg_alpha_threshold)


def _colours(document: Any, model: str) -> tuple[int | None, list[str] | str | None]:
    config = document.pixel_config
    if config is None:
        return (DEFAULT_COLORS if model in _COUNTED else None), None
    return config.colors, config.palette
