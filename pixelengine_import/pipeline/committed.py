"""The outputs beside a sidecar, read as the record that they are.

``NAME.frames.json`` travels with the project: it says which requests its frames answer,
so that a clone without our state folder owes nothing. It is believed only where its own
checksum holds, and the frames of a sheet only where their recorded hash does.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from types import NoneType
from typing import TYPE_CHECKING, Any, Literal, cast

from pixelengine_import._fs import read_file, sha256, sha256_file
from pixelengine_import.api.catalog import ENDPOINTS
from pixelengine_import.errors import PixelEngineError
from pixelengine_import.export.metadata import read_metadata
from pixelengine_import.pipeline.in_godot import (
    Written,
    node_id,
    recorded_uids,
    saved_again,
    sheet_uid,
    uid_at,
    uids_at,
)
from pixelengine_import.pipeline.project import FRAMES, LIBRARY, SCENE, SHEET, SUFFIX
from pixelengine_import.sidecar.keys import canonical_json

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pixelengine_import.api.outcomes import EngineKind
    from pixelengine_import.export.layout import Region
    from pixelengine_import.export.metadata import SheetMetadata
    from pixelengine_import.pipeline.project import Outputs, Project

__all__ = [
    "FORMAT",
    "STEP_ENDPOINTS",
    "UNREADABLE",
    "Committed",
    "CommittedAnimation",
    "CommittedStep",
    "checksum",
    "fingerprint",
    "read_committed",
]

METADATA_MOST = 16 * 1024 * 1024
FORMAT = 1
"""Version of our block in the frame metadata."""
UNREADABLE = "unreadable"
"""Stands for the hash of what is no file that we can read: never one of ours."""


@dataclass(frozen=True, slots=True)
class CommittedAnimation:
    """An animation in committed outputs.

    Attributes:
        name: Its name when it was written.
        key: The request that it answers.
        engine: Who made it.
        result: SHA-256 of the result's bytes.
        frames: Hash of its frames as they stand on the sheet.
        regions: Where they stand.
        record: Its block in the metadata, to be carried on as it is.
    """

    name: str
    key: str
    engine: EngineKind
    result: str
    frames: str
    regions: tuple[Region, ...]
    record: Mapping[str, Any]


_NUMBERS = ("seed", "credits")
_UNSAID: dict[str, Any] = {"seed": None, "credits": 0, "result": None}
STEP_ENDPOINTS = frozenset({*ENDPOINTS} - {"balance", "billing", "jobs", "cancel"})


@dataclass(frozen=True, slots=True)
class CommittedStep:
    """A request whose result went into the outputs by way of another one.

    Attributes:
        key: The request.
        engine: Who answered it.
        output: What came of it: the hash of a picture's pixels or of an animation's
            frames, or a text.
        record: Its block in the metadata, to be carried on as it is.
        file: Where the picture itself is kept, for the last step of art that is made.
    """

    key: str
    engine: EngineKind
    output: str
    record: Mapping[str, Any]
    file: PurePosixPath | None = None

    @property
    def result(self) -> str | None:
        """SHA-256 of the result's bytes, None for a text."""
        found = self.record.get("result")
        return found if isinstance(found, str) else None


@dataclass(frozen=True, slots=True)
class Committed:
    """What stands beside a sidecar.

    Attributes:
        hashes: The fingerprint of each output as it is now, None where there is none.
        recorded: Hashes of sheet and SpriteFrames by the metadata; of the metadata
            itself when its checksum holds.
        render_key: What the outputs were rendered from.
        uid: Godot's uid of the SpriteFrames.
        animations: By request key.
        sheet: The sheet, relative to the project.
        steps: What else was asked on the way, by request key.
        saved: Hashes of outputs that are what we wrote, but for what Godot puts into
            them when it saves them. That is nobody's work.
        sheet_uid: Godot's uid of the sheet, where an output names it.
        node_id: Godot's number of the scene's node, once it has one.
        uids: Godot's uids of the scene and the animation library, as far as they are
            known.
    """

    hashes: Mapping[PurePosixPath, str | None]
    recorded: Mapping[PurePosixPath, str] = field(default_factory=dict)
    render_key: str | None = None
    uid: str | None = None
    animations: Mapping[str, CommittedAnimation] = field(default_factory=dict)
    sheet: PurePosixPath | None = None
    steps: Mapping[str, CommittedStep] = field(default_factory=dict)
    saved: Mapping[PurePosixPath, str] = field(default_factory=dict)
    sheet_uid: str | None = None
    node_id: int | None = None
    uids: Mapping[PurePosixPath, str] = field(default_factory=dict)

    @property
    def whole(self) -> bool:
        """Whether every output is there and is what the metadata records."""
        return bool(self.recorded) and all(
            now is not None and now in {self.recorded.get(path), self.saved.get(path)}
            for path, now in self.hashes.items()
        )


def checksum(document: Mapping[str, Any]) -> str:
    """Return the checksum of frame metadata, its own entry left out.

    It covers the frames and tags of other readers too: a person who changes a duration
    there has changed the file. Spaces and line ends do not count.

    Args:
        document: The whole metadata as JSON values, with our block in it.
    """
    block = document["pixelengine"]
    own = {key: value for key, value in block.items() if key != "checksum"}
    return sha256(canonical_json({**document, "pixelengine": own}).encode())


def fingerprint(path: Path) -> str | None:
    """Say what stands where an output is to be.

    Args:
        path: The output.

    Returns:
        SHA-256 of the file, ``unreadable`` for a folder, a link that leads nowhere or
        a file that we may not read, None when nothing is there.
    """
    digest = sha256_file(path)
    return UNREADABLE if digest is None and os.path.lexists(path) else digest


def read_committed(project: Project, outputs: Outputs) -> Committed:
    """Read what stands beside a sidecar.

    Args:
        project: The project.
        outputs: Where it would stand.

    Returns:
        What is there; metadata that was not written by us, or was changed since,
        records nothing.
    """
    hashes = {path: fingerprint(project.file(path)) for path in outputs}
    uid = uid_at(project.file(outputs.frames), "SpriteFrames")
    uids = uids_at(project, outputs)
    bare = Committed(hashes, uid=uid, uids=uids)
    try:
        data = read_file(project.file(outputs.metadata), METADATA_MOST)
        text = data.decode()
        metadata = read_metadata(text)
    except (OSError, ValueError, PixelEngineError):
        return bare
    block = metadata.provenance
    if block.get("format") != FORMAT or _overlap(metadata):
        return bare
    if block.get("checksum") != checksum(json.loads(text)):
        return bare
    try:
        regions = {a.name: a.regions for a in metadata.animations}
        animations = [
            _animation(name, record, regions[name])
            for name, record in block["animations"].items()  # type: ignore[attr-defined]  # a wrong shape ends below
        ]
        recorded = {
            outputs.metadata.with_name(name): str(digest)
            for name, digest in block["outputs"].items()  # type: ignore[attr-defined]  # likewise
        }
        render_key, known_uid = str(block["render_key"]), str(block["uid"])
        known_uids = recorded_uids(block, outputs)
        picture, steps = _steps(block, outputs)
        stem = str(block["generated_from"]).removesuffix(SUFFIX)
        speeds = {
            name: float(record["fps"])
            for name, record in block["animations"].items()  # type: ignore[attr-defined]  # likewise
        }
    except (KeyError, TypeError, AttributeError, ValueError):
        return bare
    # The sheet's own name is part of what was rendered: after a rename of all three
    # files together the record still describes them.
    renamed = {
        path: recorded[old]
        for path, suffix in (
            (outputs.sheet, SHEET),
            (outputs.frames, FRAMES),
            (outputs.scene, SCENE),
            (outputs.library, LIBRARY),
        )
        if path is not None
        for old in recorded
        if old.name.endswith(suffix)
    }
    if outputs.image is not None and picture is not None:
        # A picture is not rendered: it keeps its bytes under another name too.
        digest = recorded.get(outputs.metadata.with_name(picture))
        renamed |= {} if digest is None else {outputs.image: digest}
    own = hashes[outputs.metadata]
    if own is not None:
        renamed[outputs.metadata] = own
    written = Written(stem, metadata, speeds, known_uid, known_uids)
    changed = frozenset(p for p, now in hashes.items() if now != renamed.get(p))
    return Committed(
        hashes=hashes,
        recorded=renamed,
        render_key=render_key,
        uid=uid or known_uid,
        animations={a.key: a for a in animations},
        sheet=outputs.sheet,
        steps=steps,
        sheet_uid=sheet_uid(project, outputs),
        node_id=node_id(project, outputs),
        saved=saved_again(project, outputs, written, changed),
        uids=known_uids | uids,
    )


def _steps(
    block: Mapping[str, Any], outputs: Outputs
) -> tuple[str | None, dict[str, CommittedStep]]:
    """Read how the art was made, and what the animations went through.

    Returns:
        The picture's file name, None without one; the steps by request key.
    """
    steps: dict[str, CommittedStep] = {}
    for animation in block["animations"].values():
        for record in animation.get("steps", ()):
            step = _step(record)
            steps[step.key] = step
    image = block.get("image")
    if image is None:
        return None, steps
    # Names that a person could have put there lead nowhere but beside the file.
    name = PurePosixPath(str(image["file"])).name
    made = [_step(record) for record in image["steps"]]
    steps |= {step.key: step for step in made}
    if made:
        file = outputs.metadata.with_name(name)
        steps[made[-1].key] = replace(made[-1], file=file)
    return name, steps


def _step(record: Mapping[str, Any]) -> CommittedStep:
    """Read what came of a step; whoever goes on from it relies on every field."""
    known = json.loads(json.dumps(record))
    sound = (
        known["endpoint"] in STEP_ENDPOINTS
        and known["engine"] in ("live", "local")
        and isinstance(known["request"], dict)
        and all(isinstance(known[name], str) for name in ("request_key", "output"))
        and isinstance(known.get("result"), str | None)
        and all(type(known.get(name)) in (int, NoneType) for name in _NUMBERS)
    )
    if not sound:
        msg = "a step is not one of ours"
        raise ValueError(msg)
    return CommittedStep(
        key=known["request_key"],
        engine=known["engine"],
        output=known["output"],
        # In the order in which it stands there, so that it is written as it was.
        record=known | {k: v for k, v in _UNSAID.items() if k not in known},
    )


def _overlap(metadata: SheetMetadata) -> bool:
    """Tell whether frames surely overlap: cut out, they could take any room."""
    area = sum(r.w * r.h for a in metadata.animations for r in a.regions)
    return area > metadata.width * metadata.height


def _animation(
    name: str, record: Mapping[str, Any], regions: tuple[Region, ...]
) -> CommittedAnimation:
    engine: Literal["live", "local"] = cast(
        "EngineKind", record["engine"] if record["engine"] == "live" else "local"
    )
    return CommittedAnimation(
        name=name,
        key=str(record["request_key"]),
        engine=engine,
        result=str(record["result"]),
        frames=str(record["frames"]),
        regions=regions,
        record=json.loads(json.dumps(record)),
    )
