"""``pixelengine.toml``: what holds for a whole project.

It is committed, so it can hold neither a key nor the service's address: a project that
was cloned must not be able to redirect a user's credits.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from pixelengine_import._fs import read_file, sha256
from pixelengine_import.errors import EXIT_USAGE, ProjectError

if TYPE_CHECKING:
    from pixelengine_import.pipeline.project import Project

__all__ = ["SETTINGS_FILE", "Settings", "SettingsError", "read_settings"]

SETTINGS_FILE = PurePosixPath("pixelengine.toml")
_MOST = 64 * 1024


@dataclass(frozen=True, slots=True)
class Settings:
    """What a project may set.

    Attributes:
        padding: Transparent pixels between frames on a sheet, 0 to 64.
        max_side: Longest side of a sheet in pixels, 64 to 16384.
        jobs: Jobs under way at the same time, 1 to 16.
        budget: Most credits that one run may spend, or None: ask.
        scene: Whether sidecars that do not say so get a scene.
        animation_library: Whether they get an animation library.
        digest: SHA-256 of the file that they were read from, None without one.
    """

    padding: int = 0
    max_side: int = 4096
    jobs: int = 4
    budget: int | None = None
    scene: bool = False
    animation_library: bool = False
    digest: str | None = None


_RANGES = {
    ("sheet", "padding"): (0, 64),
    ("sheet", "max_side"): (64, 16384),
    ("run", "jobs"): (1, 16),
    ("run", "budget"): (0, 1_000_000),
}


_SWITCHES = frozenset({("outputs", "scene"), ("outputs", "animation_library")})
_KNOWN = [*_RANGES, *sorted(_SWITCHES)]


class SettingsError(ProjectError):
    """``pixelengine.toml`` cannot be used."""

    exit_code = EXIT_USAGE
    code = "settings"


def read_settings(project: Project) -> Settings:
    """Read a project's settings.

    Args:
        project: The project.

    Returns:
        The settings; the defaults when there is no file.

    Raises:
        ProjectError: The file is not TOML, or holds something unknown.
    """
    file = project.file(SETTINGS_FILE)
    if not os.path.lexists(file):
        return Settings()
    import tomllib  # noqa: PLC0415 - most projects have no such file

    try:
        data = read_file(file, _MOST)
        if len(data) > _MOST:
            msg = f"{SETTINGS_FILE}: is over {_MOST // 1024} KB. Make it shorter."
            raise SettingsError(msg)
        document = tomllib.loads(data.decode())
    except OSError as error:
        msg = f"{SETTINGS_FILE}: cannot be read ({error.strerror}). Make it readable."
        raise SettingsError(msg) from None
    except (ValueError, RecursionError) as error:
        msg = f"{SETTINGS_FILE}: is no TOML ({error}). Mend it or take it away."
        raise SettingsError(msg) from None
    values: dict[str, Any] = {}
    for section, table in document.items():
        if not isinstance(table, dict):
            raise _unknown(section, [s for s, _ in _KNOWN])
        for key, value in table.items():
            values[key] = _checked(section, key, value)
    return Settings(**values, digest=sha256(data))


def _checked(section: str, key: str, value: object) -> int | bool:
    """Return a value that its entry may have."""
    name = f"{section}.{key}"
    if (section, key) in _SWITCHES:
        if isinstance(value, bool):
            return value
        msg = f'{SETTINGS_FILE}: "{name}" must be true or false (found {value!r}).'
        raise SettingsError(msg)
    bounds = _RANGES.get((section, key))
    if bounds is None:
        raise _unknown(name, [f"{s}.{k}" for s, k in _KNOWN])
    low, high = bounds
    if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high:
        return value
    msg = (
        f'{SETTINGS_FILE}: "{name}" must be a whole number from {low} to {high} '
        f"(found {value!r})."
    )
    raise SettingsError(msg)


def _unknown(name: str, known: list[str]) -> SettingsError:
    from pixelengine_import.sidecar.names import nearest  # noqa: PLC0415 - rare

    near = nearest(name, known)
    hint = f'Did you mean "{near}"?' if near else f"Known: {', '.join(known)}."
    return SettingsError(f'{SETTINGS_FILE}: unknown setting "{name}". {hint}')
