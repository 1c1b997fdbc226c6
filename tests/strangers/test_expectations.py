"""What clients of the live service expect, byte for byte, on a socket.

Each test is one habit of programs that were written by others. Sources: what is known
of working clients of the service; none of them is ours.
"""

from __future__ import annotations

import base64
import io
import json
import struct
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from PIL import Image

from tests.support import draw, serve
from tests.wire import Answer, Wire, code_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.support import Server


def encoded(form: str, side: int = 32, *, mode: str = "RGBA") -> str:
    """Base64 of a creature."""
    file = io.BytesIO()
    image = Image.fromarray(draw(32, 32)).resize((side, side), Image.Resampling.NEAREST)
    image.convert(mode).save(file, form)
    return base64.b64encode(file.getvalue()).decode("ascii")


PNG = encoded("PNG")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A served engine."""
    with serve(tmp_path_factory.mktemp("engine")) as made:
        yield made


@pytest.fixture
def wire(server: Server) -> Iterator[Wire]:
    """One connection, kept alive over a whole conversation."""
    with Wire(server.base_url, server.api_key) as made:
        yield made


def finished(wire: Wire, answer: Answer) -> dict[str, Any]:
    """Poll the job of an answer; progress never falls on the way."""
    assert answer.status == 200, answer
    job_id = answer.json()["api_job_id"]
    seen = 0.0
    while True:
        job: dict[str, Any] = wire.ask("GET", f"jobs?id={job_id}").json()
        assert seen <= job["progress"] <= 1
        seen = job["progress"]
        if job["status"] not in {"queued", "pending"}:
            assert job["status"] == "success", job
            return job


def downloaded(wire: Wire, job: dict[str, Any]) -> Answer:
    """Fetch the result of a job, without a key."""
    parts = urlsplit(job["output"]["url"])
    return wire.ask("GET", f"{parts.path}?{parts.query}", keyed=False)


# -- how requests are sent ------------------------------------------------------------


@pytest.mark.parametrize(
    "lines",
    [
        ("Content-Type: application/json",),
        ("Content-Type: application/json", "Content-Length: 0"),
        ("Accept-Encoding: gzip, deflate, br", "Accept: */*"),
        ("Accept: text/html", "User-Agent: Unity/6000.0"),
        ("Connection: keep-alive", "Cache-Control: no-cache", "Pragma: no-cache"),
        ("Transfer-Encoding: chunked", "Content-Type: application/json"),
    ],
)
def test_a_get_may_carry_the_headers_of_every_request(
    wire: Wire, lines: tuple[str, ...]
) -> None:
    """Many clients set JSON and an encoding once, for all they send."""
    wire.send(wire.head("GET", "balance", *lines))
    if "Transfer-Encoding: chunked" in lines:
        wire.send(b"0\r\n\r\n")
    answer = wire.answer()

    assert answer.status == 200
    assert answer.json()["available"] > 0
    assert "content-encoding" not in answer.headers


def test_a_large_body_waits_for_its_100_continue(wire: Wire) -> None:
    """curl and .NET ask before they send more than a megabyte."""
    noise = base64.b64encode(_noise()).decode("ascii")
    body = json.dumps({"image": noise}).encode()
    assert len(body) > 1_000_000
    wire.send(
        wire.head(
            "POST",
            "pixelate",
            "Content-Type: application/json",
            f"Content-Length: {len(body)}",
            "Expect: 100-continue",
        )
    )

    assert wire.answer().status == 100
    wire.send(body)
    assert finished(wire, wire.answer())["billing"] is None


def _noise() -> bytes:
    file = io.BytesIO()
    data = bytes((i * i * 2654435761 >> 13) & 255 for i in range(3 * 700 * 700))
    Image.frombytes("RGB", (700, 700), data).save(file, "PNG", compress_level=1)
    return file.getvalue()


@pytest.mark.parametrize(
    "kind", [None, "text/plain;charset=UTF-8", "application/x-www-form-urlencoded"]
)
def test_a_body_is_json_whatever_it_says_it_is(wire: Wire, kind: str | None) -> None:
    """``fetch`` with a text says text/plain; curl says a form."""
    lines = [] if kind is None else [f"Content-Type: {kind}"]
    answer = wire.ask("POST", "enhance-prompt", *lines, body={"prompt": "walk"})

    assert answer.status == 200
    assert answer.json()["enhanced_prompt"]


# -- what is in them ------------------------------------------------------------------


@pytest.mark.parametrize(
    "image",
    [
        PNG,
        f"data:image/png;base64,{PNG}",
        f"data:image/png;charset=utf-8;base64,{PNG}",
        f"data:;base64,{PNG}",
        "\n".join(PNG[i : i + 76] for i in range(0, len(PNG), 76)),
        PNG.rstrip("="),
    ],
    ids=["bare", "data URL", "with parameters", "no type", "lines", "no padding"],
)
def test_pictures_come_bare_or_as_data_urls(wire: Wire, image: str) -> None:
    """With the line breaks of one library and without the padding of another."""
    body = {"image": image, "prompt": "breathing idle", "output_frames": 2}

    assert wire.ask("POST", "animate", body=body).status == 200


@pytest.mark.parametrize(
    ("path", "body"),
    [
        (
            "pixelate",
            {"image": "data:image/jpeg;base64," + encoded("JPEG", mode="RGB")},
        ),
        ("pixelate", {"image": "data:image/jpg;base64," + encoded("JPEG", mode="RGB")}),
        ("remove-background", {"image": "data:image/webp;base64," + encoded("WEBP")}),
        ("remove-background", {"image": "data:image/png;base64," + encoded("WEBP")}),
    ],
)
def test_data_urls_of_every_format_are_taken(
    wire: Wire, path: str, body: dict[str, str]
) -> None:
    """The bytes decide: clients write jpg, or the wrong type altogether."""
    assert wire.ask("POST", path, body=body).status == 200


def test_odd_but_honest_values_are_taken(wire: Wire) -> None:
    """Quotes and newlines, an empty text, upper case, a colour twice, no strength."""
    frames = [{"index": 0, "image": PNG}, {"index": 2, "image": PNG, "strength": 1}]
    body = {
        "prompt": 'says "hi"\n\tand \\ bows — ünïcödé 🎉',
        "negative_prompt": "",
        "render_mode": "pixel",
        "total_frames": 3,
        "frames": frames,
        "pixel_config": {"palette": ["#FFAA00", "#223344", "#FFAA00"]},
        "matte_color": "00FF00",
    }
    job = finished(wire, wire.ask("POST", "keyframes", body=body))

    assert job["inputs"]["prompt"] == body["prompt"]
    assert job["inputs"]["negative_prompt"] == ""
    assert [frame["strength"] for frame in job["inputs"]["frames"]] == [1.0, 1.0]


def test_pixel_config_where_there_are_no_pixels_is_a_400_in_the_envelope(
    wire: Wire,
) -> None:
    """Never HTML: clients show the message."""
    large = encoded("PNG", 256)
    sent = {"prompt": "walk", "pixel_config": {"colors": 8}}
    answers = [
        wire.ask(
            "POST",
            "keyframes",
            body={
                **sent,
                "render_mode": "detailed",
                "total_frames": 3,
                "frames": [{"index": 0, "image": large}],
            },
        ),
        wire.ask(
            "POST",
            "animate",
            body={**sent, "model": "frame-engine-v1.1", "image": large},
        ),
    ]

    for answer in answers:
        assert code_of(answer) == (400, "invalid_request")
        assert "pixel_config" in answer.json()["error"]["message"]


# -- what comes back ------------------------------------------------------------------


def test_a_strip_is_as_long_as_its_frames(wire: Wire) -> None:
    """To the pixel, in the file itself; its metadata is flat JSON."""
    body = {
        "image": encoded("PNG", 48),
        "prompt": "walk",
        "output_frames": 6,
        "output_format": "spritesheet",
    }
    job = finished(wire, wire.ask("POST", "animate", body=body))
    file, told = downloaded(wire, job), job["output"]["metadata"]
    width, height = struct.unpack(">II", file.body[16:24])

    assert (told["frame_w"], told["frame_h"], told["frame_count"]) == (48, 48, 6)
    assert (width, height) == (told["frame_w"] * told["frame_count"], told["frame_h"])
    assert (told["width"], told["height"]) == (width, height)
    for value in told.values():
        assert isinstance(value, str | int | float | bool)


@pytest.mark.parametrize(
    ("form", "kind", "magic"),
    [
        ("webp", "image/webp", b"RIFF"),
        ("gif", "image/gif", b"GIF89a"),
        ("spritesheet", "image/png", b"\x89PNG"),
    ],
)
def test_success_means_that_the_file_is_there(
    wire: Wire, form: str, kind: str, magic: bytes
) -> None:
    """At the first look that says so, with its type and its length."""
    body = {
        "image": PNG,
        "prompt": "breathing idle",
        "output_frames": 2,
        "output_format": form,
    }
    job = finished(wire, wire.ask("POST", "animate", body=body))
    file = downloaded(wire, job)

    assert file.status == 200
    assert file.headers["content-type"] == job["output"]["content_type"] == kind
    assert int(file.headers["content-length"]) == len(file.body)
    assert file.body.startswith(magic)


def test_a_paid_job_has_its_bill_at_every_moment(wire: Wire) -> None:
    """Some clients copy credits_charged without looking whether billing is there."""
    body = {"image": PNG, "prompt": "breathing idle", "output_frames": 2}
    job_id = wire.ask("POST", "animate", body=body).json()["api_job_id"]
    charged: list[int] = []
    while not charged or charged[-1] == 0:
        job = wire.ask("GET", f"jobs?id={job_id}").json()
        charged.append(job["billing"]["credits_charged"])

    assert set(charged) <= {0, 20}
    assert job["status"] == "success"


def test_an_address_that_is_spoiled_is_the_storage_hosts_400(wire: Wire) -> None:
    """In its own shape; clients then ask for the job again."""
    body = {"image": PNG, "prompt": "breathing idle", "output_frames": 2}
    job = finished(wire, wire.ask("POST", "animate", body=body))
    job["output"]["url"] = job["output"]["url"][:-2]
    answer = downloaded(wire, job)

    assert answer.status == 400
    assert answer.json().keys() == {"statusCode", "error", "message"}


def test_addresses_are_https_where_the_engine_is(tmp_path: Path) -> None:
    """Some clients refuse plain addresses, so there is a way to have none."""
    import ssl

    import trustme

    authority = trustme.CA()
    issued = authority.issue_cert("127.0.0.1")
    chain, key = tmp_path / "chain.pem", tmp_path / "key.pem"
    chain.write_bytes(b"".join(pem.bytes() for pem in issued.cert_chain_pems))
    issued.private_key_pem.write_to_path(key)
    context = ssl.create_default_context()
    authority.configure_trust(context)
    options = ("--tls-cert", str(chain), "--tls-key", str(key))
    with serve(tmp_path / "engine", *options) as secure:
        with Wire(secure.base_url, secure.api_key, context=context) as wire:
            body = {"image": PNG, "prompt": "breathing idle", "output_frames": 2}
            job = finished(wire, wire.ask("POST", "animate", body=body))
            file = downloaded(wire, job)

        assert job["output"]["url"].startswith(secure.base_url[:24])
        assert secure.base_url.startswith("https://127.0.0.1:")
        assert file.status == 200


# -- browsers -------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_preflight_names_what_a_browser_client_sends(wire: Wire, method: str) -> None:
    """For every endpoint, the unknown ones included: an error is readable then."""
    for path in ("balance", "animate", "jobs", "nowhere"):
        answer = wire.ask(
            "OPTIONS",
            path,
            "Origin: http://localhost:5173",
            f"Access-Control-Request-Method: {method}",
            "Access-Control-Request-Headers: authorization, content-type",
            keyed=False,
        )
        allowed = answer.headers

        assert answer.status == 204
        assert allowed["access-control-allow-origin"] == "http://localhost:5173"
        assert method in allowed["access-control-allow-methods"]
        for header in ("authorization", "content-type"):
            assert header in allowed["access-control-allow-headers"]


def test_errors_can_be_read_by_the_page_that_caused_them(wire: Wire) -> None:
    """Without the header a page sees a network error, and its user nothing."""
    origin = "Origin: http://127.0.0.1:8060"
    answers = [
        wire.ask("GET", "jobs?id=none", origin),
        wire.ask("POST", "animate", origin, body={}),
        wire.ask("GET", "nowhere", origin),
        wire.ask("PUT", "balance", origin),
        wire.ask("GET", "balance", origin, keyed=False),
    ]

    assert [answer.status for answer in answers] == [404, 400, 404, 405, 401]
    for answer in answers:
        allowed = answer.headers["access-control-allow-origin"]
        assert allowed == "http://127.0.0.1:8060"
