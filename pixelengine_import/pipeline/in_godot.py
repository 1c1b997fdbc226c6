"""What Godot has put into the outputs: uids, numbers, and files saved anew.

It writes an output again when a person saves a scene that uses it or moves what it
names. Those files are still ours, and what Godot has put there is kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pixelengine_import._fs import read_file, sha256
from pixelengine_import.export.animation_library import is_our_library
from pixelengine_import.export.godot_text import is_uid, uid_of
from pixelengine_import.export.saved import node_id_of, texture_uid_of
from pixelengine_import.export.scene import is_our_scene
from pixelengine_import.export.sprite_frames import is_ours

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path, PurePosixPath

    from pixelengine_import.export.godot_text import Kind
    from pixelengine_import.export.metadata import SheetMetadata
    from pixelengine_import.pipeline.project import Outputs, Project

__all__ = [
    "Written",
    "node_id",
    "recorded_uids",
    "saved_again",
    "sheet_uid",
    "uid_at",
    "uids_at",
]

_MOST = 16 * 1024 * 1024
_KINDS: dict[str, Kind] = {
    "scene": "PackedScene",
    "animation_library": "AnimationLibrary",
}


@dataclass(frozen=True, slots=True)
class Written:
    """What outputs were written from, as far as the metadata beside them say.

    Attributes:
        stem: What they were called after.
        metadata: The animations and their places.
        speeds: Frames per second of each animation.
        uid: The uid of the SpriteFrames.
        uids: Those of the scene and the animation library.
    """

    stem: str
    metadata: SheetMetadata
    speeds: Mapping[str, float]
    uid: str
    uids: Mapping[PurePosixPath, str]


def saved_again(
    project: Project,
    outputs: Outputs,
    written: Written,
    changed: frozenset[PurePosixPath],
) -> dict[PurePosixPath, str]:
    """Find the outputs that only Godot has changed.

    Args:
        project: The project.
        outputs: Where they stand.
        written: What they were written from.
        changed: Those that are not what is recorded.

    Returns:
        The hashes of what stands there now.
    """
    found: dict[PurePosixPath, str] = {}
    names = {one.name for one in written.metadata.animations}
    if not names or names != written.speeds.keys():
        return found  # the metadata do not say what was written
    for path in (outputs.frames, *outputs.optional.values()):
        if path not in changed:
            continue
        try:
            data = read_file(project.file(path), _MOST)
            text = data.decode()
        except (OSError, ValueError):
            continue  # nothing of Godot's, then
        if _is_ours(path, text, outputs, written):
            found[path] = sha256(data)
    return found


def _is_ours(
    path: PurePosixPath, text: str, outputs: Outputs, written: Written
) -> bool:
    if path == outputs.scene:
        return path in written.uids and is_our_scene(
            text,
            written.stem,
            written.metadata.animations[0].name,
            frames_res_path=f"res://{outputs.frames}",
            frames_uid=written.uid,
            uid=written.uids[path],
        )
    if path == outputs.library and path not in written.uids:
        return False
    library = path == outputs.library
    judge = is_our_library if library else is_ours
    return judge(
        text,
        written.metadata,
        speeds=written.speeds,
        sheet_res_path=f"res://{outputs.sheet}",
        uid=written.uids[path] if library else written.uid,
    )


def sheet_uid(project: Project, outputs: Outputs) -> str | None:
    """Return the uid by which an output names the sheet, while it is that one."""
    sheet = project.file(outputs.sheet)
    imported = _head(sheet.with_name(f"{sheet.name}.import"))
    for path in (outputs.frames, outputs.library):
        found = None if path is None else texture_uid_of(_head(project.file(path)))
        # A uid that leads nowhere makes Godot complain at every start.
        if found is not None and f'\nuid="{found}"\n' in imported:
            return found
    return None


def node_id(project: Project, outputs: Outputs) -> int | None:
    """Return the number that Godot has given the scene's node, None without one."""
    scene = outputs.scene
    return None if scene is None else node_id_of(_head(project.file(scene)))


def uids_at(project: Project, outputs: Outputs) -> dict[PurePosixPath, str]:
    """Read the uids of the outputs that are made where they are asked for."""
    found = {
        path: uid_at(project.file(path), _KINDS[name])
        for name, path in outputs.optional.items()
    }
    return {path: uid for path, uid in found.items() if uid is not None}


def recorded_uids(
    block: Mapping[str, Any], outputs: Outputs
) -> dict[PurePosixPath, str]:
    """Read their uids from our block in the metadata.

    What was deleted comes back under the uid by which scenes know it.
    """
    recorded = block.get("uids", {})
    found = {path: recorded.get(name) for name, path in outputs.optional.items()}
    return {p: uid for p, uid in found.items() if isinstance(uid, str) and is_uid(uid)}


def uid_at(path: Path, kind: Kind) -> str | None:
    """Return the uid of a resource, None when there is none of this kind."""
    return uid_of(_head(path), kind)


def _head(path: Path) -> str:
    try:
        return read_file(path, 4096)[:4096].decode("utf-8", "replace")
    except OSError:
        return ""
