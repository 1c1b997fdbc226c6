"""What comes out: the file that is fetched is the one that the job tells of."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from pixelengine_import.imaging.decode import cut_strip, decode_frames, decode_still
from pixelengine_import.imaging.webp import encode_webp

from .bodies import ANIMATION, MAKERS, file_of, picture, sprite

if TYPE_CHECKING:
    from pixelengine_import.imaging.pixels import Frames

    from .service import Service


async def frames_of(service: Service, job: dict[str, Any]) -> Frames:
    """Fetch an animation and hold it to what the job says of it."""
    answer = await service.download(job)
    metadata = job["output"]["metadata"]
    width, height = metadata["width"], metadata["height"]
    kind = job["output"]["content_type"]
    assert answer.status_code == 200
    assert answer.headers["content-type"] == kind
    assert int(answer.headers["content-length"]) == len(answer.content)
    if kind == "image/png":
        count, across = metadata["frame_count"], metadata["frame_w"]
        assert (width, height) == (count * across, metadata["frame_h"])
        return cut_strip(decode_still(answer.content), count, across, height)
    form = kind.removeprefix("image/").upper()
    frames, durations = decode_frames(answer.content, formats=(form,))
    assert frames.shape[1:3] == (height, width)
    assert len(frames) == metadata["frame_count"]
    # GIF counts in hundredths of a second; an eighth lies between two of them.
    assert abs(sum(durations) - 1000 * len(frames) / metadata["fps"]) < 10
    return frames


@pytest.mark.clause("jobs.output.downloads", "jobs.metadata.frame_count")
@pytest.mark.parametrize(
    ("form", "shape"),
    [
        pytest.param(
            "webp",
            {"width": 24, "height": 16, "frame_count": 2, "fps": 8.0},
            marks=pytest.mark.clause(
                "jobs.output.webp", "jobs.metadata.clip", "jobs.metadata.fps"
            ),
        ),
        pytest.param(
            "gif",
            {"width": 24, "height": 16, "frame_count": 2, "fps": 8.0},
            marks=pytest.mark.clause(
                "jobs.output.gif", "jobs.metadata.clip", "jobs.metadata.fps"
            ),
        ),
        pytest.param(
            "spritesheet",
            {
                "width": 48,
                "height": 16,
                "output_format": "spritesheet",
                "frame_count": 2,
                "frame_w": 24,
                "frame_h": 16,
            },
            marks=pytest.mark.clause(
                "jobs.output.spritesheet", "jobs.metadata.sheet", "jobs.metadata.strip"
            ),
        ),
    ],
)
async def test_each_format_is_what_its_metadata_says(
    service: Service, form: str, shape: dict[str, object]
) -> None:
    """Type, size, number of frames and timing, in the metadata and in the file."""
    job = await service.made("animate", **ANIMATION, output_format=form)

    assert job["output"]["metadata"].items() >= shape.items()
    assert job["inputs"]["output_format"] == form
    assert (await frames_of(service, job)).shape[:3] == (2, 16, 24)


@pytest.mark.parametrize(
    ("name", "changes", "size"),
    [
        pytest.param(
            "animate",
            {**ANIMATION, "image": sprite(64, 64)},
            (64, 64),
            marks=pytest.mark.clause("jobs.size.pixel"),
        ),
        pytest.param(
            "keyframes", {}, (8, 8), marks=pytest.mark.clause("jobs.size.pixel")
        ),
        *(
            pytest.param(
                "animate",
                {
                    **ANIMATION,
                    "model": "frame-engine-v1.1",
                    "image": picture(*given, "JPEG"),
                    "output_format": "spritesheet",
                },
                out,
                marks=pytest.mark.clause("jobs.size.frame", *clauses),
            )
            for given, out, *clauses in (
                ((1024, 768), (640, 480), "jobs.size.frame.landscape"),
                ((1080, 1920), (360, 640), "jobs.size.frame.portrait"),
                ((1000, 706), (640, 448)),  # 451.84 px: 56.5 times 8
                ((707, 1000), (456, 640)),  # 452.48 px
                ((300, 300), (640, 640)),
            )
        ),
        *(
            pytest.param(
                "keyframes",
                {
                    "render_mode": "detailed",
                    "total_frames": 3,
                    "frames": [{"index": 0, "image": picture(*given)}],
                    "output_format": "gif",
                },
                out,
                marks=pytest.mark.clause("jobs.size.detailed"),
            )
            for given, out in (
                ((1000, 730), (640, 448)),  # 467.2 px: 7.3 times 64
                ((800, 600 - 2), (640, 448)),  # 478.4 px: 7.475 times 64
                ((602, 800), (512, 640)),  # 481.6 px: 7.525 times 64
                ((512, 256), (640, 320)),
            )
        ),
    ],
)
async def test_frames_have_the_size_that_the_reference_works_out(
    service: Service, name: str, changes: dict[str, object], size: tuple[int, int]
) -> None:
    """Pixel art keeps its size; the rest has 640 px on its long side."""
    job = await service.made(name, **changes)
    frames = await frames_of(service, job)

    assert (frames.shape[2], frames.shape[1]) == size


@pytest.mark.clause(
    "generate-image.output.png",
    "generate-image.output.metadata",
    "generate-image.text_to_image",
    "pixelate.output.png",
    "pixelate.output.metadata",
)
@pytest.mark.parametrize("name", ["generate-image", "pixelate"])
async def test_a_still_is_a_png_whose_size_is_told(service: Service, name: str) -> None:
    """``width`` and ``height`` are those of the file."""
    job = await service.made(name, **MAKERS[name])
    answer = await service.download(job)

    assert job["output"]["content_type"] == answer.headers["content-type"]
    assert answer.headers["content-type"] == "image/png"
    height, width = decode_still(answer.content, formats=("PNG",)).shape[:2]
    metadata = job["output"]["metadata"]
    assert (metadata["width"], metadata["height"]) == (width, height)


@pytest.mark.clause(
    "remove-background.after_animate",
    "remove-background.output.webp",
    "remove-background.output.animated",
    "remove-background.output.threshold",
)
async def test_an_animation_is_cut_out_afterwards(service: Service) -> None:
    """The file of /animate goes in as it came, and stays an animation."""
    clip = await service.download(await service.made("animate", **ANIMATION))
    sent = base64.b64encode(clip.content).decode()
    job = await service.made("remove-background", image=sent, rmbg_alpha_threshold=100)
    answer = await service.download(job)

    assert job["output"]["content_type"] == "image/webp"
    assert job["output"]["metadata"]["rmbg_threshold"] == 100
    before, times = decode_frames(clip.content)
    frames, durations = decode_frames(answer.content, formats=("WEBP",))
    assert (frames.shape, durations) == (before.shape, times)
    assert (before[..., 3] == 255).all()
    assert (frames[:, 0, 0, 3] == 0).all()


@pytest.mark.clause(
    "remove-background.transparent",
    "remove-background.output.png",
    "remove-background.output.webp",
)
@pytest.mark.parametrize("form", ["PNG", "WEBP"])
async def test_a_background_becomes_transparent_in_the_same_format(
    service: Service, form: str
) -> None:
    """The corner is clear, what stands in the middle is not."""
    art = np.full((24, 24, 4), (30, 60, 200, 255), np.uint8)
    art[6:20, 8:16] = (220, 180, 60, 255)
    job = await service.made("remove-background", image=file_of(art, form))
    answer = await service.download(job)

    assert job["output"]["content_type"] == f"image/{form.lower()}"
    assert answer.headers["content-type"] == f"image/{form.lower()}"
    alpha = decode_still(answer.content, formats=(form,))[..., 3]
    assert alpha[0, 0] == 0
    assert alpha[12, 12] == 255


@pytest.mark.clause("remove-background.output.animated")
async def test_an_animated_webp_stays_animated(service: Service) -> None:
    """As many frames as before, with the times that they had."""
    frames = np.full((3, 16, 16, 4), (30, 60, 200, 255), np.uint8)
    for i in range(3):
        frames[i, 4:12, 4 + i : 10 + i] = (220, 180, 60, 255)
    sent = base64.b64encode(encode_webp(frames, (100, 250, 50))).decode()
    job = await service.made("remove-background", image=sent)
    answer = await service.download(job)

    found, durations = decode_frames(answer.content, formats=("WEBP",))
    assert durations == (100, 250, 50)
    assert (found[:, 0, 0, 3] == 0).all()
    assert (found[:, 8, 8, 3] == 255).all()
