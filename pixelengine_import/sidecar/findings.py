"""Everything that is wrong with a sidecar, each at its line and in one form.

A sentence begins with the field as a person would call it: ``"output_frames"`` in a
sidecar of one animation, ``"output_frames" of "walk"`` among several.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pixelengine_import.api.violations import Violation
from pixelengine_import.errors import SidecarError
from pixelengine_import.sidecar.facts import Place, SidecarErrors
from pixelengine_import.sidecar.model import (
    AnimateDocument,
    AnimationDocument,
    DefaultsDocument,
    KeyframeDocument,
    KeyframesDocument,
    PixelConfigDocument,
    PlaybackDocument,
    SidecarDocument,
)
from pixelengine_import.sidecar.model_image import (
    GenerateConfigDocument,
    GenerateDocument,
    ImageDocument,
    PixelateDocument,
)
from pixelengine_import.sidecar.model_parts import (
    OutputsDocument,
    RemoveBackgroundDocument,
)
from pixelengine_import.sidecar.names import nearest

if TYPE_CHECKING:
    from pathlib import PurePosixPath

    from pydantic import BaseModel

    from pixelengine_import.sidecar.facts import Path
    from pixelengine_import.sidecar.json_lines import Located

__all__ = ["Findings", "known_keys", "subject"]

_MODELS: dict[str, type[BaseModel]] = {
    "animate": AnimateDocument,
    "keyframes": KeyframesDocument,
    "frames": KeyframeDocument,
    "pixel_config": PixelConfigDocument,
    "defaults": DefaultsDocument,
    "image": ImageDocument,
    "generate": GenerateDocument,
    "pixelate": PixelateDocument,
    "remove_background": RemoveBackgroundDocument,
    "outputs": OutputsDocument,
}
_BESIDE = frozenset(PlaybackDocument.model_fields) | {"image"}
_SECTIONS = (
    ("animate", frozenset(AnimateDocument.model_fields)),
    ("keyframes", frozenset(KeyframesDocument.model_fields)),
)
_MAX_SHOWN = 80
_HINTS = {
    "must say something (found an empty text)": (
        'Describe the motion, such as "walk cycle to the right".'
    ),
    "must not be empty (found a list of 0)": "Fill it, or take it out.",
    "must not be empty (found an object)": "Add an entry, or take it out.",
}
_MISSING = {
    "prompt": 'Add it, such as "prompt": "breathing idle".',
    "render_mode": 'Add "render_mode": "pixel" or "render_mode": "detailed".',
    "total_frames": 'Add it, such as "total_frames": 8.',
    "frames": 'Add it, such as "frames": [{"index": 0, "image": "hero.png"}].',
    "index": 'Add it, such as "index": 0.',
}


def known_keys(owner: Path) -> tuple[str, ...]:
    """List the keys that an object of a sidecar may hold.

    Args:
        owner: Path of the object.

    Returns:
        Names as they are written, in the order of the models.
    """
    names = [part for part in owner if isinstance(part, str)]
    model: type[BaseModel] = SidecarDocument
    if names[:1] == ["animations"]:
        model = AnimationDocument
        names = names[2:]
    if names[-2:] == ["generate", "pixel_config"]:
        model = GenerateConfigDocument
    elif names:
        model = _MODELS.get(names[-1], model)
    return tuple(info.alias or name for name, info in model.model_fields.items())


class Findings:
    """Collects what is wrong with one sidecar.

    Args:
        path: The sidecar, relative to the project.
        located: What it holds and where.
    """

    def __init__(self, path: PurePosixPath, located: Located) -> None:
        """Begin with what the reader of the JSON found."""
        self._path = path
        self._located = located
        self._errors = list(located.errors)
        self._seen: set[tuple[Path, str]] = set()

    def __bool__(self) -> bool:
        """Tell whether anything was found."""
        return bool(self._errors)

    def error(self, path: Path, problem: str, hint: str = "") -> SidecarError:
        """Put a sentence at the place of a value, or of what is nearest around it.

        Args:
            path: Path of the value in the file.
            problem: The whole problem.
            hint: What to do, as a sentence.

        Returns:
            The error; it is not added.
        """
        place = self.place(path)
        return SidecarError(
            problem,
            path=self._path,
            line=place.line,
            column=place.column,
            field=Violation(path, "").dotted,
            hint=hint,
        )

    def add(self, path: Path, problem: str, hint: str = "") -> None:
        """Add a problem that is a whole sentence; the same one counts once.

        Args:
            path: Path of the value in the file.
            problem: The whole problem.
            hint: What to do, as a sentence.
        """
        if (path, problem) not in self._seen:
            self._seen.add((path, problem))
            self._errors.append(self.error(path, problem, hint))

    def add_field(self, path: Path, problem: str, hint: str = "") -> None:
        """Add a problem that continues the name of its field.

        Args:
            path: Path of the value in the file.
            problem: Such as ``must be even (found 7)``.
            hint: What to do, as a sentence.
        """
        label = subject(path)
        self.add(path, f"{label} {problem}" if label else problem, hint)

    def add_violation(self, path: Path, violation: Violation) -> None:
        """Add what a rule or a model found.

        Args:
            path: Path of the value in the file.
            violation: The finding; its own field is not used.
        """
        value = self._value(path)
        if violation.problem == "is not a known field":
            self._add_unknown(path)
        elif path[-1:] == ("image",) and isinstance(value, dict):
            self.add_field(
                path,
                "must be a file here",
                'How the art is made stands at the top, as "image": {"generate": …}.',
            )
        elif violation.problem == "is missing" and self._is_misspelt(path):
            return  # said once already, where the key stands
        elif violation.problem == "is missing":
            hint = _MISSING.get(str(path[-1]), violation.hint)
            self.add_field(path, violation.problem, hint)
        else:
            hint = violation.hint or _HINTS.get(violation.problem, "")
            if _is_quoted_number(violation.problem, value):
                hint = "Take the quotes away."
            self.add_field(path, violation.problem, hint)

    def place(self, path: Path) -> Place:
        """Find a value in the file.

        Args:
            path: Path of the value.

        Returns:
            Where it stands; where its key stands when it is unknown; else the key of
            what is nearest around it.
        """
        if path in self._located.values:
            return self._located.values[path]
        for length in range(len(path) - 1, 0, -1):
            if path[:length] in self._located.keys:
                return self._located.keys[path[:length]]
            if path[:length] in self._located.values:
                return self._located.values[path[:length]]
        return self._located.values.get((), Place(1, 1))

    def exception(self) -> SidecarErrors:
        """Return all of it, in the order of the file, to be raised."""
        ordered = sorted(self._errors, key=lambda e: (e.line or 0, e.column or 0))
        return SidecarErrors(ordered)

    def _value(self, path: Path) -> Any:
        value = self._located.value
        for part in path:
            try:
                value = value[part]
            except (KeyError, IndexError, TypeError):
                return None
        return value

    def _is_misspelt(self, path: Path) -> bool:
        """Tell whether a missing field stands there under nearly its name."""
        known, owner = known_keys(path[:-1]), self._value(path[:-1])
        strange = [key for key in owner if key not in known] if owner else []
        return any(nearest(key, known) == path[-1] for key in strange)

    def _add_unknown(self, path: Path) -> None:
        key, owner = str(path[-1]), path[:-1]
        known = known_keys(owner)
        if key == "image_url":
            problem = f"{subject(path)} is not for sidecars"
            hint = 'Save the picture in the project and name it with "image".'
            self.add_at_key(path, problem, hint)
        elif home := _home(key, owner):
            self.add_at_key(path, f'"{key}" does not belong here', home)
        elif near := nearest(key, known):
            self.add_at_key(
                path, f"unknown key {_quoted(key)}", f'Did you mean "{near}"?'
            )
        else:
            names = ", ".join(sorted(known))
            self.add_at_key(
                path, f"unknown key {_quoted(key)}", f"Known here: {names}."
            )

    def add_at_key(self, path: Path, problem: str, hint: str) -> None:
        """Add a whole sentence where a key stands, not its value.

        Args:
            path: Path of the value in the file.
            problem: The whole problem.
            hint: What to do, as a sentence.
        """
        if (path, problem) in self._seen:
            return
        self._seen.add((path, problem))
        error = self.error(path, problem, hint)
        place = self._located.keys.get(path)
        if place is not None:
            error.line, error.column = place
        self._errors.append(error)


def subject(path: Path) -> str:
    """Name a field as a person would.

    Args:
        path: Path of a value in the file.

    Returns:
        Such as ``"frames[1].index" of "attack"``; empty for the document itself.
    """
    owner, rest = "", path
    if path[:1] == ("animations",) and len(path) > 1:
        name, rest = _quoted(str(path[1])), path[2:]
        if not rest:
            return name
        owner = f" of {name}"
    elif path[:1] == ("defaults",) and len(path) > 1:
        owner, rest = ' in "defaults"', path[1:]
    if rest[:1] in {("animate",), ("keyframes",)} and len(rest) > 1:
        rest = rest[1:]
    elif rest[:1] == ("image",) and len(rest) > 1:
        owner, rest = ' of "image"', rest[1:]
    return f"{_quoted(Violation(rest, '').dotted)}{owner}" if rest else ""


def _is_quoted_number(problem: str, value: object) -> bool:
    wanted = problem.startswith(("must be a whole number", "must be a number"))
    return wanted and isinstance(value, str) and value.strip().isdecimal()


def _quoted(text: str) -> str:
    """Quote a key; hostile ones come escaped and short."""
    shown = text if len(text) <= _MAX_SHOWN else text[: _MAX_SHOWN - 1] + "…"
    return f'"{shown}"' if shown.isprintable() else f'"{ascii(shown)[1:-1]}"'


def _home(key: str, owner: Path) -> str:
    """Say where a key belongs that is known, but not here."""
    inside = owner[-1] if owner else ""
    in_section = inside in {"animate", "keyframes"}
    in_animation = not owner or (owner[0] == "animations" and len(owner) == 2)  # noqa: PLR2004 - animations, NAME
    homes = [f'"{name}"' for name, keys in _SECTIONS if key in keys]
    in_colours = inside in {"pixel_config", "pixelate"}
    ways = (
        (in_section and key in _BESIDE, f'Move it out, beside "{inside}".'),
        (
            in_section and bool(homes),
            f'It is a field of {"".join(homes[:1])}, not of "{inside}"; take it out.',
        ),
        (in_animation and bool(homes), f"Move it into {' or '.join(homes)}."),
        (
            inside == "defaults" and (bool(homes) or key == "image"),
            "It has no default; write it in each animation.",
        ),
        (
            key in {"colors", "palette"} and not in_colours,
            'Move it into "pixel_config".',
        ),
        (
            key in {"generate", "pixelate"} and inside != "image",
            'Move it into "image" at the top.',
        ),
    )
    return next((hint for applies, hint in ways if applies), "")
