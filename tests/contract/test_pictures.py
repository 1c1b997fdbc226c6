"""Pictures that are sent: formats, sizes, bytes, both sides of every limit."""

from __future__ import annotations

import base64
import binascii
import io
import struct
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

from pixelengine_import.imaging.decode import decode_frames

from .bodies import BODIES, picture, sprite
from .conftest import Gate
from .service import code_of

if TYPE_CHECKING:
    from _pytest.mark import ParameterSet

    from .conftest import Api, OpenApi
    from .service import Service

MEGABYTE = 1024 * 1024
FRAME = {"model": "frame-engine-v1.1"}
DETAILED = {"render_mode": "detailed"}
INVALID = (400, "invalid_request")
TOO_LARGE = (400, "image_too_large")

Changes = dict[str, Any]


def case(
    name: str, changes: Changes, *clauses: str, code: tuple[int, str] = INVALID
) -> ParameterSet:
    """Return a request by its pictures, which claims clauses of its endpoint."""
    if name == "keyframes" and "image" in changes:
        others = {k: v for k, v in changes.items() if k != "image"}
        changes = {**others, "frames": [{"index": 0, "image": changes["image"]}]}
    claims = pytest.mark.clause(*(f"{name}.{clause}" for clause in clauses))
    return pytest.param(name, changes, code, marks=claims)


def padded(byte_count: int) -> str:
    """Base64 of a PNG of exactly so many bytes."""
    file = base64.b64decode(picture())
    head, end = file[:-12], file[-12:]
    data = bytes(byte_count - len(file) - 12)
    chunk = b"prVt" + data
    check = struct.pack(">I", binascii.crc32(chunk))
    whole = head + struct.pack(">I", len(data)) + chunk + check + end
    assert len(whole) == byte_count
    return base64.b64encode(whole).decode()


def animation(form: str) -> str:
    """Base64 of a small file of two frames."""
    file = io.BytesIO()
    first, second = (Image.new("RGB", (8, 8), (c, 40, 40)) for c in (200, 100))
    first.save(file, form, save_all=True, append_images=[second], duration=100)
    return base64.b64encode(file.getvalue()).decode()


def two(first: object, second: object) -> Changes:
    """Return two keyframes."""
    images = ((0, first), (1, second))
    return {"frames": [{"index": i, "image": image} for i, image in images]}


shown, sized = partial(partial, picture), partial(partial, padded)
"""Pictures that are drawn when their turn comes."""


def drawn(value: Any) -> Any:
    """Return a request with its pictures in it."""
    if isinstance(value, partial):
        return value()
    if isinstance(value, dict):
        return {name: drawn(inner) for name, inner in value.items()}
    return [drawn(inner) for inner in value] if isinstance(value, list) else value


REFUSED = [
    *(
        case("animate", {"image": shown(16, 16, form)}, "pixel.png")
        for form in ("JPEG", "WEBP", "GIF")
    ),
    case("animate", {"image": shown(257, 200)}, "pixel.size"),
    case("animate", {"image": shown(200, 257)}, "pixel.size"),
    *(
        case("animate", {**FRAME, "image": shown(300, 300, form)}, "frame.formats")
        for form in ("WEBP", "GIF")
    ),
    case("animate", {**FRAME, "image": shown(255, 300)}, "frame.size.least"),
    case("animate", {**FRAME, "image": shown(300, 255)}, "frame.size.least"),
    case("animate", {**FRAME, "image": shown(2049, 2048)}, "frame.size.most"),
    case("animate", {**FRAME, "image": shown(2048, 2049)}, "frame.size.most"),
    case("animate", {"image": shown(100, 49)}, "image.aspect"),
    case("animate", {"image": shown(49, 100)}, "image.aspect"),
    case("animate", {**FRAME, "image": shown(514, 256)}, "image.aspect"),
    *(
        case("keyframes", {"image": shown(16, 16, form)}, "pixel.png")
        for form in ("JPEG", "WEBP", "GIF")
    ),
    case("keyframes", {"image": shown(257, 200)}, "pixel.size"),
    case("keyframes", {"image": shown(200, 257)}, "pixel.size"),
    *(
        case(
            "keyframes",
            {**DETAILED, "image": shown(300, 300, form)},
            "detailed.formats",
        )
        for form in ("WEBP", "GIF")
    ),
    case("keyframes", {**DETAILED, "image": shown(255, 300)}, "detailed.size"),
    case("keyframes", {**DETAILED, "image": shown(2048, 2049)}, "detailed.size"),
    case("keyframes", {"image": shown(100, 49)}, "image.aspect"),
    case("keyframes", {**DETAILED, "image": shown(256, 514)}, "image.aspect"),
    case("keyframes", two(shown(8, 8), shown(9, 8)), "images.same_size"),
    case("keyframes", two(shown(8, 8), shown(8, 9)), "images.same_size"),
    case(
        "keyframes",
        two(sized(10 * MEGABYTE + 1), shown()),
        "image.bytes",
        code=TOO_LARGE,
    ),
    case(
        "keyframes",
        {"frames": [{"index": i, "image": sized(7 * MEGABYTE)} for i in range(3)]},
        "images.bytes",
        code=TOO_LARGE,
    ),
    *(
        case("generate-image", {"image": shown(16, 16, form)}, "image.formats")
        for form in ("WEBP", "GIF")
    ),
    *(
        case("pixelate", {"image": shown(16, 16, form)}, "image.formats")
        for form in ("WEBP", "GIF")
    ),
    case("pixelate", {"image": shown(2049, 1100)}, "image.size", code=TOO_LARGE),
    case("pixelate", {"image": shown(1100, 2049)}, "image.size", code=TOO_LARGE),
    case("pixelate", {"image": shown(100, 49)}, "image.aspect"),
    case("pixelate", {"image": shown(49, 100)}, "image.aspect"),
    *(
        case("remove-background", {"image": shown(16, 16, form)}, "image.formats")
        for form in ("JPEG", "GIF")
    ),
    case("enhance-prompt", {"image": shown(16, 16, "JPEG")}, "pixel.png"),
    case("enhance-prompt", {"image": shown(257, 256)}, "pixel.size"),
    case("enhance-prompt", {"image": shown(100, 49)}, "image.aspect"),
    case(
        "enhance-prompt",
        {**FRAME, "image": shown(300, 300, "WEBP")},
        "frame.formats",
    ),
    case("enhance-prompt", {**FRAME, "image": shown(255, 300)}, "frame.size"),
    case("enhance-prompt", {**FRAME, "image": shown(2048, 2049)}, "frame.size"),
    *(
        case(name, {"image": sized(most * MEGABYTE + 1)}, "image.bytes", code=TOO_LARGE)
        for name, most in {
            "animate": 5,
            "generate-image": 5,
            "pixelate": 10,
            "remove-background": 10,
            "enhance-prompt": 5,
        }.items()
    ),
]

TAKEN = [
    case("animate", {"image": shown(1, 1)}, "pixel.png"),
    case("animate", {"image": shown(256, 256)}, "pixel.size"),
    case("animate", {"image": shown(100, 50)}, "image.aspect"),
    case("animate", {"image": shown(50, 100)}, "image.aspect"),
    *(
        case("animate", {**FRAME, "image": shown(256, 512, form)}, "frame.formats")
        for form in ("PNG", "JPEG")
    ),
    case("animate", {**FRAME, "image": shown(256, 256)}, "frame.size.least"),
    case("animate", {**FRAME, "image": shown(2048, 2048)}, "frame.size.most"),
    case("keyframes", {"image": shown(256, 256)}, "pixel.png", "pixel.size"),
    case("keyframes", {"image": shown(50, 100)}, "image.aspect"),
    *(
        case(
            "keyframes",
            {**DETAILED, "image": shown(256, 512, form)},
            "detailed.formats",
        )
        for form in ("PNG", "JPEG")
    ),
    case("keyframes", {**DETAILED, "image": shown(2048, 2048)}, "detailed.size"),
    case(
        "keyframes",
        two(sized(10 * MEGABYTE), sized(10 * MEGABYTE)),
        "image.bytes",
        "images.bytes",
    ),
    *(
        case("generate-image", {"image": shown(16, 16, form)}, "image.formats")
        for form in ("PNG", "JPEG")
    ),
    *(
        case("pixelate", {"image": shown(16, 16, form)}, "image.formats")
        for form in ("PNG", "JPEG")
    ),
    case("pixelate", {"image": shown(2048, 2048)}, "image.size"),
    case("pixelate", {"image": shown(50, 100)}, "image.aspect"),
    *(
        case("remove-background", {"image": shown(16, 16, form)}, "image.formats")
        for form in ("PNG", "WEBP")
    ),
    case("remove-background", {"image": partial(animation, "WEBP")}, "image.formats"),
    case("remove-background", {"image": shown(3000, 700)}, "image.size"),
    case("remove-background", {"image": shown(1, 2500)}, "image.size"),
    case("enhance-prompt", {"image": shown(256, 256)}, "pixel.png", "pixel.size"),
    case("enhance-prompt", {"image": shown(50, 100)}, "image.aspect"),
    *(
        case(
            "enhance-prompt",
            {**FRAME, "image": shown(256, 512, form)},
            "frame.formats",
        )
        for form in ("PNG", "JPEG")
    ),
    case("enhance-prompt", {**FRAME, "image": shown(2048, 2048)}, "frame.size"),
    *(
        case(name, {"image": sized(most * MEGABYTE)}, "image.bytes")
        for name, most in {
            "animate": 5,
            "generate-image": 5,
            "pixelate": 10,
            "remove-background": 10,
            "enhance-prompt": 5,
        }.items()
    ),
]


def named(cases: list[ParameterSet]) -> dict[str, Any]:
    """Return what parametrize takes, with ids that say nothing of the pictures."""
    ids = [f"{case.values[0]}-{i}" for i, case in enumerate(cases)]
    return {"argvalues": cases, "ids": ids}


@pytest.mark.parametrize(("name", "changes", "code"), **named(REFUSED))
async def test_a_picture_beyond_a_limit_is_refused(
    service: Service, name: str, changes: Changes, code: tuple[int, str]
) -> None:
    """Wrong format, one pixel or one byte too many, too long and thin."""
    answer = await service.post(name, BODIES[name](**drawn(changes)))

    assert code_of(answer) == code


@pytest.mark.parametrize(("name", "changes", "_code"), **named(TAKEN))
async def test_a_picture_at_a_limit_is_taken(
    open_api: OpenApi, name: str, changes: Changes, _code: tuple[int, str]
) -> None:
    """The last pixel and the last byte that are allowed."""
    api = await open_api(painter=Gate())
    answer = await api.post(name, BODIES[name](**drawn(changes)))

    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=pytest.mark.clause(f"{name}.image.data_url"))
        for name in (
            "animate",
            "keyframes",
            "generate-image",
            "pixelate",
            "remove-background",
        )
    ],
)
async def test_the_prefix_of_a_data_url_is_stripped(api: Api, name: str) -> None:
    """With it and without it, the result is the same to the byte."""
    results = []
    for image in (sprite(), f"data:image/png;base64,{sprite()}"):
        changes: Changes = {"image": image}
        if name == "keyframes":
            changes = {"frames": [{"index": 0, "image": image}]}
        job = await api.made(name, **changes)
        results.append((await api.download(job)).content)

    assert results[0] == results[1]


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(
            name,
            marks=pytest.mark.clause(
                f"{name}.image.alpha", f"{name}.matte_color.default"
            ),
        )
        for name in ("animate", "keyframes")
    ],
)
@pytest.mark.parametrize(
    ("matte", "colour"), [(None, (128, 128, 128)), ("#ff0000", (255, 0, 0))]
)
async def test_what_is_transparent_is_laid_on_the_matte(
    service: Service, name: str, matte: str | None, colour: tuple[int, int, int]
) -> None:
    """No frame has alpha any more, and nothing shines through at the corner."""
    changes: Changes = {"image": sprite(), "output_frames": 2}
    if name == "keyframes":
        keys = [{"index": i, "image": sprite()} for i in (0, 2)]
        changes = {"frames": keys, "total_frames": 3}
    job = await service.made(name, **changes, matte_color=matte)
    frames, _ = decode_frames((await service.download(job)).content)

    assert (frames[..., 3] == 255).all()
    assert {tuple(frame[0, 0, :3].tolist()) for frame in frames} == {colour}


@pytest.mark.parametrize(
    ("name", "field"),
    [
        pytest.param(
            name,
            field,
            marks=pytest.mark.clause(
                f"{name}.image_url.https", f"{name}.{field}.optional"
            )
            if name == "generate-image"
            else pytest.mark.clause(f"{name}.image_url.https"),
        )
        for name, field in (
            ("keyframes", "frames[].image_url"),
            ("generate-image", "image_url"),
            ("remove-background", "image_url"),
        )
    ],
)
async def test_an_address_that_is_not_https_is_refused(
    service: Service, name: str, field: str
) -> None:
    """Before anything is fetched; what is no address at all neither."""
    for url in ("http://example.com/a.png", "ftp://example.com/a.png", "a.png", ""):
        changes: Changes = {"image": None, "image_url": url}
        if field.startswith("frames"):
            changes = {"frames": [{"index": 0, "image_url": url}]}
        answer = await service.post(name, BODIES[name](**changes))
        assert code_of(answer) == INVALID, url


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=pytest.mark.clause(f"{name}.image_url.fetched"))
        for name in ("keyframes", "generate-image", "remove-background")
    ],
)
async def test_a_picture_is_fetched_from_its_address(
    open_api: OpenApi, name: str
) -> None:
    """The result is that of the same picture in the request itself."""
    file = base64.b64decode(sprite())
    api = await open_api(painter=None, fetch=lambda _url, _most: file)
    results = []
    for source in ({"image": sprite()}, {"image_url": "https://example.com/a.png"}):
        changes: Changes = {"image": None, **source}
        if name == "keyframes":
            changes = {"frames": [{"index": 0, **source}]}
        job = await api.made(name, **changes)
        results.append((await api.download(job)).content)

    assert results[0] == results[1]
