"""From frames to the bytes of the outputs, without touching the disk."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pixelengine_import._fs import sha256
from pixelengine_import.errors import ResultError
from pixelengine_import.export.animation import Animation
from pixelengine_import.export.animation_library import write_animation_library
from pixelengine_import.export.godot_text import derive_uid
from pixelengine_import.export.layout import Layout, pack
from pixelengine_import.export.metadata import write_metadata
from pixelengine_import.export.scene import write_scene
from pixelengine_import.export.sheet import compose_sheet, cut_frames
from pixelengine_import.export.sprite_frames import write_sprite_frames
from pixelengine_import.imaging.decode import decode_still
from pixelengine_import.imaging.pixels import (
    Frames,
    frames_hash,
    normalise,
    parse_hex,
    unique_colours,
)
from pixelengine_import.imaging.png import encode_png
from pixelengine_import.imaging.unmatte import remove_matte
from pixelengine_import.pipeline.committed import FORMAT, checksum
from pixelengine_import.pipeline.decode import decode_result
from pixelengine_import.pipeline.plan import SidecarPlan, render_key

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import PurePosixPath

    from pixelengine_import.export.layout import Packing
    from pixelengine_import.journal.jobs import Job
    from pixelengine_import.pipeline.choices import InSheet
    from pixelengine_import.pipeline.want import Want

__all__ = [
    "Rendered",
    "Resolved",
    "frames_of_result",
    "frames_on_sheet",
    "frames_without_background",
    "render",
]


@dataclass(frozen=True, slots=True, eq=False)
class Resolved:
    """The frames of one animation and where they came from.

    Attributes:
        frames: ``(n, h, w, 4)`` uint8, the matte taken out.
        result: SHA-256 of the result that they came from.
        record: The animation's block in the metadata but for what playing adds.
    """

    frames: Frames
    result: str
    record: Mapping[str, Any]


@dataclass(frozen=True, slots=True, eq=False)
class Rendered:
    """The outputs as bytes, in the order in which they are to be written."""

    files: Mapping[PurePosixPath, bytes]


def frames_of_result(want: Want, job: Job, data: bytes) -> Resolved:
    """Turn the bytes of a result into an animation's frames.

    Args:
        want: The animation.
        job: The job that the result came from.
        data: The result's bytes.

    Raises:
        ImageError: The bytes are damaged.
        ResultError: They are not what the job promised.
    """
    frames = decode_result(data, job.metadata)
    sent = job.request.get("matte_color")
    if want.removes_matte and isinstance(sent, str):
        # The colour that was sent, whatever would be chosen today.
        frames = remove_matte(
            frames,
            parse_hex(sent),
            sources=[art.pixels for art in want.art],
            snap=_keeps_colours(want),
        )
    return Resolved(frames, job.result or sha256(data), _record(want, job, frames))


def frames_without_background(
    want: Want, raw: Mapping[str, Any], job: Job, data: bytes
) -> Resolved:
    """Turn a result of /remove-background into an animation's frames.

    Args:
        want: The animation.
        raw: How the metadata records the animation as it came.
        job: The job that has taken its background out.
        data: The result's bytes.

    Raises:
        ImageError: The bytes are damaged.
        ResultError: They are not what the job promised.
    """
    frames = decode_result(data, job.metadata)
    count = want.animation.request.frame_count
    if len(frames) != count:
        msg = (
            f'"{want.name}" has {count} frames, and {len(frames)} came back without '
            "their background"
        )
        raise ResultError(msg)
    record = _record(want, job, frames)
    credits_raw, credits_cut = raw.get("credits"), record["credits"]
    live = job.engine == raw["engine"] == "live"
    record |= {
        "engine": "live" if live else "local",
        "seed": raw["seed"],
        "request_key": job.request_key,
        "credits": (credits_raw or 0) + (credits_cut or 0),
        "steps": [*record.get("steps", ()), dict(raw)],
    }
    record["sent"] |= dict(job.request)
    return Resolved(frames, job.result or sha256(data), record)


def _keeps_colours(want: Want) -> bool:
    """Tell whether the art's own colours are among those that were asked for.

    Where fewer were asked for, or others, an answer must not be drawn back to the art.
    """
    request = want.animation.request
    if request.palette is not None:
        return request.palette == "source"
    if request.colors is None:
        return True
    return all(
        len(unique_colours(art.pixels[art.pixels[..., 3] > 0])) <= request.colors
        for art in want.art
    )


def frames_on_sheet(want: Want, choice: InSheet, sheet: bytes) -> Resolved:
    """Take frames back from a committed sheet.

    Args:
        want: The animation, whose prompt may have been rewritten since.
        choice: Where they stand.
        sheet: The bytes of the sheet.

    Raises:
        ImageError: The sheet is damaged.
        ResultError: The frames are not those that were recorded.
    """
    animation = choice.animation
    frames = cut_frames(decode_still(sheet, formats=("PNG",)), animation.regions)
    if frames_hash(frames) != animation.frames:
        msg = (
            f'the frames of "{animation.name}" on {choice.sheet} are not those that '
            "its metadata records. Delete both files, then run pxe sync."
        )
        raise ResultError(msg)
    record = dict(animation.record)
    others = record.pop("steps", ())
    steps = [] if want.enhanced is None else [dict(want.enhanced)]
    steps += [step for step in others if step["endpoint"] != "enhance_prompt"]
    if steps:
        record["steps"] = steps
    return Resolved(frames, animation.result, record)


def _record(want: Want, job: Job, frames: Frames) -> dict[str, Any]:
    """Say where frames came from; what differs from run to run for live jobs only."""
    sent = job.request
    record: dict[str, Any] = {
        "engine": job.engine,
        "endpoint": want.animation.endpoint,
        "model": want.animation.request.model_name,
        "prompt": want.animation.request.prompt,
        "seed": sent.get("seed"),
        "credits": 0,
        "request_key": want.key,
        "result": job.result,
        "frames": frames_hash(frames),
        "request": want.document,
        "sent": {
            key: sent[key] for key in ("pixel_config", "matte_color") if key in sent
        },
    }
    if want.enhanced is not None:
        record["steps"] = [dict(want.enhanced)]
    if job.engine == "live":
        record["credits"] = job.credits_charged
        record["job_id"] = job.api_job_id
        record["created_at"] = job.server_created_at or job.created_at
    return record


def render(
    plan: SidecarPlan, resolved: Sequence[Resolved], *, layout: Layout
) -> Rendered:
    """Render all outputs of a sidecar.

    Args:
        plan: What is rendered.
        resolved: The frames of each animation, in its order.
        layout: How the sheet is laid out.

    Returns:
        All outputs but art that is made, which is in its place before.

    Raises:
        ImageError: The frames do not fit on a sheet.
    """
    wants, outputs = plan.wanted.wants, plan.wanted.outputs
    animations = [
        _animation(want, r.frames) for want, r in zip(wants, resolved, strict=True)
    ]
    sizes = [(len(a.frames), a.frames.shape[2], a.frames.shape[1]) for a in animations]
    packing = pack(sizes, layout)
    picture = normalise(compose_sheet(animations, packing))
    # One frame back is where the best matches are.
    sheet = encode_png(picture, distances=sorted({w for _, w, _ in sizes}))
    uid = plan.known.committed.uid or derive_uid(str(outputs.frames))
    frames = write_sprite_frames(
        animations,
        packing,
        sheet_res_path=f"res://{outputs.sheet}",
        uid=uid,
        sheet_uid=plan.known.committed.sheet_uid,
    ).encode()
    known = plan.known.committed.uids
    uids = {
        name: known.get(path) or derive_uid(str(path))
        for name, path in outputs.optional.items()
    }
    more = _asked_for(plan, animations, packing, {"frames": uid, **uids})
    block: dict[str, Any] = {
        "format": FORMAT,
        "generated_from": plan.wanted.path.name,
        "render_key": render_key(
            wants,
            [r.result for r in resolved],
            outputs.sheet,
            layout,
            made=() if plan.image is None else plan.image.records,
            answers=[str(r.record["request_key"]) for r in resolved],
            more=list(outputs.optional),
        ),
        "uid": uid,
        **({"uids": uids} if uids else {}),
        "outputs": {
            **_own_picture(plan),
            outputs.sheet.name: sha256(sheet),
            outputs.frames.name: sha256(frames),
            **{path.name: sha256(data) for path, data in more.items()},
        },
        **_made(plan),
        "animations": {
            want.name: {
                "fps": want.animation.fps,
                "loop": want.animation.loop,
                **_without_playing(r.record),
                "frames": frames_hash(a.frames),
            }
            for want, a, r in zip(wants, animations, resolved, strict=True)
        },
    }
    draft = write_metadata(
        animations, packing, sheet_name=outputs.sheet.name, provenance=block
    )
    # What is read back from JSON must have the checksum of what was written.
    block["checksum"] = checksum(json.loads(draft))
    metadata = write_metadata(
        animations, packing, sheet_name=outputs.sheet.name, provenance=block
    ).encode()
    return Rendered(
        {
            outputs.sheet: sheet,
            outputs.frames: frames,
            **more,
            outputs.metadata: metadata,
        }
    )


def _asked_for(
    plan: SidecarPlan,
    animations: Sequence[Animation],
    packing: Packing,
    uids: Mapping[str, str],
) -> dict[PurePosixPath, bytes]:
    """Write the outputs that are made only where they are asked for."""
    outputs = plan.wanted.outputs
    files: dict[PurePosixPath, str] = {}
    if outputs.scene is not None:
        files[outputs.scene] = write_scene(
            plan.wanted.sidecar.stem,
            animations[0].name,
            frames_res_path=f"res://{outputs.frames}",
            frames_uid=uids["frames"],
            uid=uids["scene"],
            node_id=plan.known.committed.node_id,
        )
    if outputs.library is not None:
        files[outputs.library] = write_animation_library(
            animations,
            packing,
            sheet_res_path=f"res://{outputs.sheet}",
            uid=uids["animation_library"],
            sheet_uid=plan.known.committed.sheet_uid,
        )
    return {path: text.encode() for path, text in files.items()}


def _made(plan: SidecarPlan) -> dict[str, Any]:
    """Say how the art was made, for a sidecar that makes it."""
    if plan.image is None or plan.image.art is None:
        return {}
    steps = [dict(record) for record in plan.image.records]
    return {"image": {"file": plan.image.art.path.name, "steps": steps}}


def _own_picture(plan: SidecarPlan) -> dict[str, str]:
    if plan.image is None or plan.image.art is None:
        return {}
    return {plan.image.art.path.name: sha256(plan.image.art.data)}


def _without_playing(record: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in record.items() if key not in {"fps", "loop"}}


def _animation(want: Want, frames: Frames) -> Animation:
    animation = want.animation
    durations = animation.durations
    if durations is not None and len(durations) != len(frames):
        msg = (
            f'the result for "{want.name}" has {len(frames)} frames, '
            f"but durations for {len(durations)} are given"
        )
        raise ResultError(msg)
    return Animation(
        name=want.name,
        frames=frames,
        fps=animation.fps,
        durations=durations,
        loop=animation.loop,
        direction=animation.direction,
    )
