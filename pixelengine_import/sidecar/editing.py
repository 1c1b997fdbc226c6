"""Changing a sidecar's text: a merge patch in, a neat text out."""

from __future__ import annotations

import json
from typing import Any

__all__ = ["merge_patch", "reroll_patch", "write_text"]

WIDTH = 88
INDENT = "  "


def merge_patch(target: Any, patch: Any) -> Any:
    """Apply a JSON Merge Patch (RFC 7396).

    Args:
        target: A JSON value; it is not changed.
        patch: What is to be different: null removes, objects go deeper, all else
            replaces.

    Returns:
        The new value; what was there keeps its order. What goes leaves its place to
        what comes, the first to the first: a renamed animation stays where it was, and
        the first one is the one that plays.
    """
    if not isinstance(patch, dict):
        return patch
    before = target if isinstance(target, dict) else {}
    gone = [key for key in before if key in patch and patch[key] is None]
    new = [k for k, value in patch.items() if value is not None and k not in before]
    renamed = dict(zip(gone, new, strict=False))
    names = [renamed.get(k, k) for k in before if k in renamed or k not in gone]
    return {
        key: merge_patch(before.get(key), patch[key]) if key in patch else before[key]
        for key in dict.fromkeys([*names, *new])
    }


def reroll_patch(document: dict[str, Any], animation: str | None) -> dict[str, Any]:
    """Return the patch that asks for another try of an animation.

    A seed that is written down grows by one; where it is left to us, ``reroll`` does.

    Args:
        document: The sidecar's JSON.
        animation: Its name; None for a sidecar without names.

    Raises:
        KeyError: There is no such animation.
    """
    section = document if animation is None else document["animations"][animation]
    patch: dict[str, Any] = {}
    for endpoint in ("animate", "keyframes"):
        request = section.get(endpoint)
        if not isinstance(request, dict):
            continue
        if isinstance(request.get("seed"), int):
            patch = {endpoint: {"seed": request["seed"] + 1}}
        elif isinstance(_default(document, "seed"), int) and animation is not None:
            patch = {endpoint: {"seed": _default(document, "seed") + 1}}
        else:
            tries = section.get("reroll", _default(document, "reroll"))
            patch = {"reroll": (tries if isinstance(tries, int) else 0) + 1}
    if not patch:
        raise KeyError(animation)
    return patch if animation is None else {"animations": {animation: patch}}


def _default(document: dict[str, Any], field: str) -> Any:
    defaults = document.get("defaults")
    return defaults.get(field) if isinstance(defaults, dict) else None


def write_text(value: Any) -> str:
    """Write JSON for people: what fits on a line stands on one.

    Args:
        value: A JSON value. Whole numbers lose a fraction of zero, which Godot's JSON
            gives to all of them.
    """
    return _written(value, "", 0, ()) + "\n"


def _written(value: Any, margin: str, before: int, path: tuple[str, ...]) -> str:
    """Write a value that begins ``before`` columns into its line."""
    short = _on_one_line(value)
    if before + len(short) <= WIDTH and not _is_spread(value, path):
        return short
    inside = margin + INDENT
    if isinstance(value, dict) and value:
        parts = []
        for key, item in value.items():
            head = f"{json.dumps(key, ensure_ascii=False)}: "
            text = _written(item, inside, len(inside) + len(head) + 1, (*path, key))
            parts.append(f"{inside}{head}{text}")
        return "{\n" + ",\n".join(parts) + f"\n{margin}}}"
    if isinstance(value, list) and value:
        parts = [
            inside + _written(v, inside, len(inside) + 1, (*path, "")) for v in value
        ]
        return "[\n" + ",\n".join(parts) + f"\n{margin}]"
    return short


def _is_spread(value: Any, path: tuple[str, ...]) -> bool:
    """Tell whether a value is written in lines though it is short: animations are."""
    if not isinstance(value, dict) or len(path) > len(("animations", "idle")):
        return False
    if not path:
        return "animations" in value
    return path[0] == "animations" and (len(path) == 1 or len(value) > 1)


def _on_one_line(value: Any) -> str:
    if isinstance(value, dict):
        if not value:
            return "{}"
        parts = [
            f"{json.dumps(k, ensure_ascii=False)}: {_on_one_line(v)}"
            for k, v in value.items()
        ]
        return "{ " + ", ".join(parts) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(_on_one_line, value)) + "]"
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        value = int(value)
    return json.dumps(value, ensure_ascii=False)
