"""``defaults`` of a sidecar, laid under each of its animations.

This works on plain JSON before anything is checked, so that a wrong default is found by
the same rules as a wrong field, and is shown where it was written.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pixelengine_import.api.catalog import ANIMATE_DEFAULT_MODEL, find_model
from pixelengine_import.sidecar.model import (
    AnimateDocument,
    DefaultsDocument,
    KeyframesDocument,
    PlaybackDocument,
)

if TYPE_CHECKING:
    from pixelengine_import.sidecar.facts import Path

__all__ = ["SECTIONS", "Merged", "lay_defaults"]

SECTIONS: dict[str, type[AnimateDocument | KeyframesDocument]] = {
    "animate": AnimateDocument,
    "keyframes": KeyframesDocument,
}

_PLAYBACK = frozenset(PlaybackDocument.model_fields)
_SHARED = {
    name: frozenset(DefaultsDocument.model_fields) & frozenset(model.model_fields)
    for name, model in SECTIONS.items()
}


@dataclass(frozen=True, slots=True)
class Merged:
    """A sidecar whose animations spell out their defaults.

    Attributes:
        value: The document in its own shape.
        origins: Path of a field that came from ``defaults`` -> its path there.
    """

    value: dict[str, Any]
    origins: dict[Path, Path]

    def origin(self, path: Path) -> Path:
        """Return where a field was written.

        Args:
            path: Path of a field in ``value``.

        Returns:
            Its path in the file.
        """
        for length in range(len(path), 0, -1):
            if path[:length] in self.origins:
                return self.origins[path[:length]] + path[length:]
        return path


def lay_defaults(document: dict[str, Any]) -> Merged:
    """Put the defaults of a sidecar under each of its animations.

    A field that an animation sets wins, whole; a default that its endpoint or its model
    does not have is left out.

    Args:
        document: A sidecar as plain JSON, checked for nothing but being an object.

    Returns:
        A new document; parts that are not what they should be stay as they are.
    """
    defaults = document.get("defaults")
    merged = Merged(dict(document), {})
    if not isinstance(defaults, dict):
        return merged
    animations = document.get("animations")
    if isinstance(animations, dict):
        merged.value["animations"] = {
            name: _lay_under(animation, defaults, ("animations", name), merged.origins)
            for name, animation in animations.items()
        }
        return merged
    whole = _lay_under(document, defaults, (), merged.origins)
    return Merged(whole, merged.origins)


def _lay_under(
    animation: Any, defaults: dict[str, Any], path: Path, origins: dict[Path, Path]
) -> Any:
    if not isinstance(animation, dict):
        return animation
    result = dict(animation)
    _fill(result, defaults, _PLAYBACK, path, origins)
    for name, shared in _SHARED.items():
        section = animation.get(name)
        if isinstance(section, dict):
            result[name] = filled = dict(section)
            _fill(filled, defaults, shared, (*path, name), origins)
            inherited = "pixel_config" not in section
            if inherited and not _takes_pixel_config(name, filled):
                filled.pop("pixel_config", None)
                origins.pop((*path, name, "pixel_config"), None)
    return result


def _fill(
    target: dict[str, Any],
    defaults: dict[str, Any],
    names: frozenset[str],
    path: Path,
    origins: dict[Path, Path],
) -> None:
    for name, value in defaults.items():
        if name in names and name not in target:
            target[name] = value
            origins[*path, name] = ("defaults", name)


def _takes_pixel_config(endpoint: str, section: dict[str, Any]) -> bool:
    name = (
        section.get("model", ANIMATE_DEFAULT_MODEL)
        if endpoint == "animate"
        else section.get("render_mode")
    )
    model = find_model(endpoint, name) if isinstance(name, str) else None
    return model is None or model.takes_pixel_config
