"""The same frames give the same bytes, on every machine and in every release."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from pixelengine_import._fs import sha256
from pixelengine_import.errors import ImageError, ResultError
from pixelengine_import.export.layout import Layout
from pixelengine_import.imaging.decode import decode_still
from pixelengine_import.imaging.png import encode_png
from pixelengine_import.journal.jobs import Job
from pixelengine_import.pipeline.choices import InSheet, Stored
from pixelengine_import.pipeline.committed import Committed, read_committed
from pixelengine_import.pipeline.decode import decode_result
from pixelengine_import.pipeline.plan import Known, SidecarPlan, render_key
from pixelengine_import.pipeline.project import Outputs
from pixelengine_import.pipeline.render import (
    frames_of_result,
    frames_on_sheet,
    render,
)
from pixelengine_import.pipeline.want import load_wanted
from tests.support import draw

from .test_want import HERO, lay_out

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pixelengine_import.api.outcomes import EngineKind
    from pixelengine_import.pipeline.project import Project
    from pixelengine_import.pipeline.want import Want

OUTPUTS = Outputs.of(HERO)
LAYOUT = Layout()
ENGINES: tuple[EngineKind, ...] = ("live", "local")
TEXT = """{"animate": {"prompt": "idle", "seed": 7, "matte_color": "#ff00ff",
  "output_frames": 2}}"""
METADATA = {"frame_count": 2, "frame_w": 16, "frame_h": 16}


def strip() -> bytes:
    """Draw what the service sends: the art on its matte, and moved by a pixel."""
    image = np.zeros((16, 32, 4), np.uint8)
    image[:] = (255, 0, 255, 255)
    for at, shift in ((0, 0), (16, 1)):
        art = np.roll(draw(), shift, axis=0)
        image[:, at : at + 16][art[..., 3] > 0] = art[art[..., 3] > 0]
    return encode_png(image)


def job(want: Want, engine: EngineKind = "local", **request: object) -> Job:
    """A job with that result."""
    return Job(
        id=1,
        project="/p",
        sidecar=str(HERO),
        animation=want.name,
        request_key=want.key,
        engine=engine,
        endpoint="animate",
        cost=0,
        request={"seed": 7, "matte_color": "#ff00ff", **request},
        images=(),
        state="settled",
        api_job_id="job-1",
        result=sha256(strip()),
        metadata=dict(METADATA),
        credits_charged=20,
        created_at="2026-03-02T18:00:00.000Z",
    )


def plan(project: Project) -> SidecarPlan:
    """Plan a rendering beside nothing."""
    wanted = load_wanted(project, HERO)
    choices = tuple(Stored(job(want), sha256(strip())) for want in wanted.wants)
    known = Known(Committed(dict.fromkeys(OUTPUTS)), {}, {})
    return SidecarPlan(wanted, known, choices, "render")


def rendered(project: Project, engine: EngineKind = "local") -> Mapping[Any, bytes]:
    """Render the result."""
    what = plan(project)
    resolved = [
        frames_of_result(want, job(want, engine), strip()) for want in what.wanted.wants
    ]
    return render(what, resolved, layout=LAYOUT).files


def test_the_matte_is_taken_out_exactly(tmp_path: Path) -> None:
    """What was clear in the art is clear in the frames."""
    project = lay_out(tmp_path, TEXT, hero=draw())

    sheet = decode_still(rendered(project)[OUTPUTS.sheet])

    assert np.array_equal(sheet[:, :16], draw())
    assert np.array_equal(sheet[:, 16:], np.roll(draw(), 1, axis=0))


def test_the_matte_is_the_one_that_was_sent(tmp_path: Path) -> None:
    """Whatever the sidecar's own would be today."""
    project = lay_out(tmp_path, TEXT.replace("#ff00ff", "auto"), hero=draw())
    (want,) = load_wanted(project, HERO).wants

    frames = frames_of_result(want, job(want), strip()).frames

    assert np.array_equal(frames[0], draw())


GOLDEN = {
    "render_key": "9effac8e848b745ea07fc09a8212f66b286f61831d5007650ba70b8dda74fab7",
    "sheet": "d56fd370e3f4cddce434f17291357f1d31ea4ba36685e3de573fb92669421d3c",
    "frames": "b42cb7f5048446032579d3688e2648c95012fba4b1aa2e80f014fd6719fcdae9",
    "metadata": "d72dbcc3043e84961e19c7a93a7c7074b383a44aedccbbb3a397248629ab47c2",
}


def test_golden(tmp_path: Path) -> None:
    """An upgrade that changes these rewrites the outputs of every user.

    That is allowed, free for them, and never to happen by accident: RENDER_FORMAT or
    EXPORTER changes with it.
    """
    project = lay_out(tmp_path, TEXT, hero=draw())
    files = rendered(project)
    wants = plan(project).wanted.wants

    assert {
        "render_key": render_key(wants, [sha256(strip())], OUTPUTS.sheet, LAYOUT),
        "sheet": sha256(files[OUTPUTS.sheet]),
        "frames": sha256(files[OUTPUTS.frames]),
        "metadata": sha256(files[OUTPUTS.metadata]),
    } == GOLDEN


@pytest.mark.parametrize(
    "more",
    [
        '"fps": 3',
        '"loop": false',
        '"direction": "pingpong"',
        '"durations": [100, 200]',
    ],
)
def test_timing_changes_the_render_key_and_not_the_request(
    tmp_path: Path, more: str
) -> None:
    """It is rendered anew, free."""
    before = plan(lay_out(tmp_path, TEXT, hero=draw())).wanted.wants
    after = plan(lay_out(tmp_path, f"{TEXT[:-1]}, {more}}}")).wanted.wants

    results = [sha256(strip())]
    keys = [render_key(w, results, OUTPUTS.sheet, LAYOUT) for w in (before, after)]
    assert keys[0] != keys[1]
    assert before[0].key == after[0].key


def test_layout_and_place_change_the_render_key(tmp_path: Path) -> None:
    """The SpriteFrames names its sheet by its path."""
    wants = plan(lay_out(tmp_path, TEXT, hero=draw())).wanted.wants
    elsewhere = OUTPUTS.sheet.with_name("villain.sheet.png")

    keys = {
        render_key(wants, [result], sheet, layout)
        for result in ("a" * 64, "b" * 64)
        for sheet in (OUTPUTS.sheet, elsewhere)
        for layout in (LAYOUT, Layout(padding=1), Layout(max_side=64))
    }

    assert len(keys) == 12


def test_what_changes_from_run_to_run_is_recorded_for_live_jobs_alone(
    tmp_path: Path,
) -> None:
    """Local results give the same bytes everywhere."""
    project = lay_out(tmp_path, TEXT, hero=draw())
    records = {}
    for engine in ENGINES:
        text = rendered(project, engine)[OUTPUTS.metadata]
        block = json.loads(text)["pixelengine"]["animations"]
        records[engine] = block["default"]

    assert records["live"].keys() - records["local"].keys() == {"job_id", "created_at"}
    assert (records["live"]["credits"], records["local"]["credits"]) == (20, 0)


def test_frames_come_back_from_the_sheet_as_they_were(tmp_path: Path) -> None:
    """A clone has no store; the sheet and the metadata are enough."""
    project = lay_out(tmp_path, TEXT, hero=draw())
    files = rendered(project)
    for path, data in files.items():
        project.file(path).write_bytes(data)
    committed = read_committed(project, OUTPUTS)
    (animation,) = committed.animations.values()
    what = plan(project)
    choice = InSheet(OUTPUTS.sheet, animation)

    resolved = frames_on_sheet(what.wanted.wants[0], choice, files[OUTPUTS.sheet])
    again = render(what, [resolved], layout=LAYOUT)

    assert again.files == files
    forged = replace(choice, animation=replace(animation, frames="0" * 64))
    with pytest.raises(ResultError, match="Delete both files"):
        frames_on_sheet(what.wanted.wants[0], forged, files[OUTPUTS.sheet])


def test_a_result_of_another_length_than_its_durations_is_refused(
    tmp_path: Path,
) -> None:
    """The service may send fewer frames than were asked for."""
    text = f'{TEXT[:-1]}, "durations": [1, 2]}}'
    what = plan(lay_out(tmp_path, text, hero=draw()))
    (want,) = what.wanted.wants
    resolved = frames_of_result(want, job(want), strip())
    short = replace(resolved, frames=resolved.frames[:1])

    with pytest.raises(ResultError, match="has 1 frames, but durations for 2"):
        render(what, [short], layout=LAYOUT)


@pytest.mark.parametrize(
    ("data", "metadata"),
    [
        (strip(), {**METADATA, "frame_count": 3}),
        (strip(), {**METADATA, "frame_w": 8}),
        (strip(), {**METADATA, "frame_h": None}),
        (strip(), {**METADATA, "frame_count": float("nan")}),
        (strip(), {**METADATA, "frame_count": float("inf")}),
        (strip(), {**METADATA, "frame_count": 10**400}),
        (strip(), {"frame_count": 2}),
        (b"GIF89a", {}),
        (b"", {}),
    ],
)
def test_a_result_that_is_not_what_was_promised_is_refused(
    data: bytes, metadata: dict[str, object]
) -> None:
    """In our own words, whatever it is."""
    with pytest.raises((ImageError, ResultError)):
        decode_result(data, metadata)
