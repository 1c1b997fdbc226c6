"""Telling what Godot has saved again from what a person has changed.

Godot writes a text resource anew when it is saved and when something that it names is
moved (``ResourceFormatSaverText``, ``ResourceLoaderText::rename_dependencies``). Of a
file of ours it then changes four things, and nothing else:

- the line of the resource that is named: it gets that one's uid and its new place, and
  may get another id;
- the header: before 4.6 the number of loading steps is in it;
- since 4.6 the node of a scene gets a number of its own;
- a sprite that plays while its scene is saved leaves the moment behind (`scene`).

None of them is anybody's work.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pixelengine_import.export.animation import Animation
from pixelengine_import.export.godot_text import is_uid, string

if TYPE_CHECKING:
    from pixelengine_import.export.metadata import AnimationMetadata

__all__ = [
    "Saved",
    "described",
    "node_id_of",
    "read_saved",
    "texture_uid_of",
    "variants",
]

_STEPS = re.compile(r"(\[gd_[^\n]*?) load_steps=\d{1,9}(?= )")
_NAMED = re.compile(
    r'^\[ext_resource type="(\w{1,40})"(?: uid="(uid://[a-y0-8]{1,13})")? '
    r'path=("[^\n]*") id="([A-Za-z0-9_]{1,40})"\]$',
    re.MULTILINE,
)
_NODE = re.compile(r"^(\[node [^\n]*) unique_id=(\d{1,10})\]$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Saved:
    """A text resource without what Godot puts into it.

    Attributes:
        text: The file, with the resource that it names under the id we give it and
            without a uid.
        uid: The uid by which it names that resource, None where it goes by the path.
    """

    text: str
    uid: str | None


def read_saved(text: str, *, path: str, id_: str) -> Saved | None:
    """Take out of a file what Godot may have put into it.

    Args:
        text: The file, whatever it holds.
        path: What it must name, and where that is now: ``res://art/hero.sheet.png``.
        id_: The id that we give it.

    Returns:
        What is left, None when the file names anything else, or not exactly one thing.
    """
    found = list(_NAMED.finditer(text))
    if len(found) != 1 or found[0][3] != string(path):
        return None
    [line] = found
    named = f'[ext_resource type="{line[1]}" path={line[3]} id="{id_}"]'
    rest = text[line.end() :].replace(
        f'ExtResource("{line[4]}")', f'ExtResource("{id_}")'
    )
    rest = _NODE.sub(r"\1]", rest, count=1)
    head = text[: line.start()]
    if steps := _STEPS.match(head):
        head = steps[1] + head[steps.end() :]
    return Saved(head + named + rest, line[2])


def texture_uid_of(text: str) -> str | None:
    """Read the texture's uid from the line that names it.

    Args:
        text: The file, whatever it holds.

    Returns:
        The uid when Godot has written a canonical one there, else None.
    """
    for line in _NAMED.finditer(text):
        if line[1] == "Texture2D":
            return line[2] if line[2] is not None and is_uid(line[2]) else None
    return None


def node_id_of(text: str) -> int | None:
    """Read the number that Godot has given the first node of a scene, None without."""
    found = _NODE.search(text)
    return None if found is None else int(found[2])


def described(one: AnimationMetadata, fps: float) -> Animation:
    """Return an animation as its metadata tell of it, with frames that show nothing.

    Args:
        one: What the metadata say.
        fps: Its speed, which they leave to our own block.
    """
    import numpy as np  # noqa: PLC0415 - a run with nothing to do needs none

    size = one.regions[0]
    # Only how many there are is asked of them.
    frames = np.broadcast_to(np.uint8(0), (len(one.regions), size.h, size.w, 4))
    return Animation(one.name, frames, fps, one.durations, one.loop, one.direction)


def variants(animation: Animation) -> tuple[Animation, ...]:
    """Return what an animation that is described may have been.

    Durations that are those of the speed may have been given or not.
    """
    unnamed = replace(animation, durations=None)
    same = unnamed.milliseconds == animation.milliseconds
    return (animation, unnamed) if same else (animation,)
