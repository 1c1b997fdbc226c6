"""From frames to the bytes of the outputs, without touching the disk."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pixelengine_import._fs import sha256
from pixelengine_import.errors import ResultError
from pixelengine_import.export.animation import Animation
from pixelengine_import.export.layout import Layout, pack
from pixelengine_import.export.metadata import write_metadata
from pixelengine_import.export.sheet import compose_sheet, cut_frames
from pixelengine_import.export.sprite_frames import derive_uid, write_sprite_frames
from pixelengine_import.imaging.decode import cut_strip, decode_frames, decode_still
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
from pixelengine_import.pipeline.plan import InSheet, SidecarPlan, render_key

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import PurePosixPath

    from pixelengine_import.journal.jobs import Job
    from pixelengine_import.pipeline.want import Want

__all__ = [
    "Rendered",
    "Resolved",
    "decode_result",
    "frames_of_result",
    "frames_on_sheet",
    "render",
]


_PNG = b"\x89PNG\r\n\x1a\n"
_NUMBER_MOST = 1 << 20
_FRAMES_MOST = 1024  # /remove-background takes longer animations than any it makes


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


def decode_result(data: bytes, metadata: Mapping[str, object]) -> Frames:
    """Decode a result, checking it against what the job said of it.

    Args:
        data: The bytes of a WebP, a GIF or a PNG (a strip).
        metadata: The job's output metadata.

    Returns:
        ``(n, h, w, 4)`` uint8.

    Raises:
        ImageError: The bytes are damaged, or over the limits.
        ResultError: They are not what the metadata says.
    """
    count = _number(metadata, "frame_count")
    # What a storage host calls the bytes is its own guess; they say it themselves.
    if data.startswith(_PNG) and "frame_w" in metadata:
        size = _number(metadata, "frame_w"), _number(metadata, "frame_h")
        frames = cut_strip(decode_still(data, formats=("PNG",)), count or 1, *size)
    else:
        frames, _ = decode_frames(data, max_frames=_FRAMES_MOST)
    if count and len(frames) != count:
        msg = f"the result holds {len(frames)} frames, the job promised {count}"
        raise ResultError(msg)
    return frames


def _number(metadata: Mapping[str, object], name: str) -> int:
    """Read a count or a size; a server may send anything, NaN and 1e300 included."""
    value = metadata.get(name)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if value is None:
        return 0
    if isinstance(value, int) and 0 <= value <= _NUMBER_MOST:
        return value
    msg = f'its "{name}" is no number of frames or pixels (found {value!r:.40})'
    raise ResultError(msg)


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


def frames_on_sheet(choice: InSheet, sheet: bytes) -> Resolved:
    """Take frames back from a committed sheet.

    Args:
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
    return Resolved(frames, animation.result, animation.record)


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
        animations, packing, sheet_res_path=f"res://{outputs.sheet}", uid=uid
    ).encode()
    block: dict[str, Any] = {
        "format": FORMAT,
        "generated_from": plan.wanted.path.name,
        "render_key": render_key(
            wants, [r.result for r in resolved], outputs.sheet, layout
        ),
        "uid": uid,
        "outputs": {
            outputs.sheet.name: sha256(sheet),
            outputs.frames.name: sha256(frames),
        },
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
        {outputs.sheet: sheet, outputs.frames: frames, outputs.metadata: metadata}
    )


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
