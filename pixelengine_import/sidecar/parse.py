"""The bytes of a ``NAME.pxe.json`` -> a checked sidecar, or all that is wrong with it.

Loads pydantic; a run with nothing to do imports it only when a sidecar changed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import ValidationError

from pixelengine_import.api.violations import explain
from pixelengine_import.errors import SidecarError
from pixelengine_import.sidecar.build import build_sidecar
from pixelengine_import.sidecar.checks import check_animations, check_ways, warn
from pixelengine_import.sidecar.defaults import lay_defaults
from pixelengine_import.sidecar.facts import (
    Animation,
    Sidecar,
    SidecarErrors,
    image_candidates,
)
from pixelengine_import.sidecar.findings import Findings
from pixelengine_import.sidecar.json_lines import scan
from pixelengine_import.sidecar.model import SidecarDocument
from pixelengine_import.sidecar.model_image import STEPS
from pixelengine_import.sidecar.names import SUFFIX, check_file_name

if TYPE_CHECKING:
    from pathlib import PurePosixPath

    from pixelengine_import.sidecar.defaults import Merged
    from pixelengine_import.sidecar.facts import Path

__all__ = [
    "SUFFIX",
    "Animation",
    "Sidecar",
    "SidecarErrors",
    "image_candidates",
    "parse_sidecar",
]


def parse_sidecar(text: bytes, *, path: PurePosixPath) -> Sidecar:
    """Read a sidecar.

    Args:
        text: The bytes of the file.
        path: The file, relative to the project: ``sprites/hero.pxe.json``.

    Returns:
        The checked sidecar, every default spelled out. Whether its pictures exist and
        fit is for whoever opens them (:meth:`Sidecar.error` words the answer).

    Raises:
        SidecarErrors: Everything that is wrong with it, in the order of the file.
    """
    try:
        stem = _stem(path)
        located = scan(text, path=path)
    except SidecarError as error:
        raise SidecarErrors([error]) from None
    findings = Findings(path, located)
    if not isinstance(located.value, dict):
        kind = "a list" if isinstance(located.value, list) else "a single value"
        problem = f"must be an object (found {kind})"
        findings.add((), problem, 'Begin with {"animate": {"prompt": "…"}}.')
        raise findings.exception()
    merged = lay_defaults(located.value)
    document = _check_document(merged, findings)
    check_ways(located.value, findings)
    check_animations(merged, path, stem, findings)
    if findings or document is None:
        raise findings.exception()
    warnings = warn(merged, findings)
    return build_sidecar(
        document, merged, located, path=path, stem=stem, warnings=warnings
    )


def _stem(path: PurePosixPath) -> str:
    stem = path.name.removesuffix(SUFFIX)
    if not stem or stem == path.name:
        problem = "is not the name of a sidecar"
        hint = f"Name it like its art, such as hero{SUFFIX}."
        raise SidecarError(problem, path=path, hint=hint)
    try:
        check_file_name(stem)
    except SidecarError as error:
        problem = f"its name {error.problem}"
        raise SidecarError(problem, path=path, hint=error.hint) from None
    return stem


def _check_document(merged: Merged, findings: Findings) -> SidecarDocument | None:
    try:
        return SidecarDocument.model_validate(merged.value)
    except ValidationError as error:
        for violation in explain(error):
            path = merged.origin(_plain_path(violation.field, merged.value))
            findings.add_violation(path, violation)
    return None


def _plain_path(path: Path, value: object) -> Path:
    """Drop the parts that pydantic adds for the branches of a union."""
    plain: list[str | int] = []
    for part in path:
        if part == STEPS:
            continue
        if isinstance(value, dict):
            plain.append(part)
            value = value.get(part)
        elif isinstance(value, list) and isinstance(part, int):
            plain.append(part)
            value = value[part] if part < len(value) else None
    return tuple(plain)
