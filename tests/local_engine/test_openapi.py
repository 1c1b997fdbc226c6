"""The description and its page: true, whole, and harmless."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import httpx
import jsonschema
import pytest

from pixelengine_import.api.catalog import ENDPOINTS
from pixelengine_import.local_engine.app import API_PREFIX, create_app
from pixelengine_import.local_engine.endpoints import JOB_ENDPOINTS
from pixelengine_import.local_engine.engine import LocalEngine
from pixelengine_import.local_engine.openapi.answers import answer_schemas
from pixelengine_import.local_engine.openapi.bodies import BODIES
from pixelengine_import.local_engine.openapi.document import describe
from pixelengine_import.local_engine.openapi.operations import OPERATIONS
from pixelengine_import.local_engine.openapi.page import PAGE_HEADERS, render_page

if TYPE_CHECKING:
    from pathlib import Path

    from pixelengine_import.testing.clock import FakeClock

BASE_URL = f"http://127.0.0.1:8642{API_PREFIX}"
Schema = dict[str, Any]


@pytest.fixture(scope="module")
def document() -> Schema:
    """The description of every endpoint that there is."""
    return describe(OPERATIONS, prefix=API_PREFIX, base_url=BASE_URL)


def body_validator(document: Schema, name: str) -> jsonschema.Draft202012Validator:
    """What judges a body by the description."""
    model = BODIES[name].__name__
    schema = {
        "$ref": f"#/components/schemas/{model}",
        "components": document["components"],
    }
    return jsonschema.Draft202012Validator(schema)


# -- the description ------------------------------------------------------------------


def test_every_endpoint_of_the_reference_is_described(document: Schema) -> None:
    """With words, an answer, and its method; a row that is missing would be silent."""
    documented = {n for n, row in ENDPOINTS.items() if row.source == "documented"}

    assert set(OPERATIONS) == documented
    assert set(BODIES) == {n for n in documented if ENDPOINTS[n].method == "POST"}
    assert set(JOB_ENDPOINTS) <= documented
    for name in documented:
        row = ENDPOINTS[name]
        operation = document["paths"][API_PREFIX + row.path][row.method.lower()]
        assert operation["summary"]
        assert operation["description"]
        assert ("402" in operation["responses"]) is row.paid


def test_every_schema_is_one_and_every_field_has_words(document: Schema) -> None:
    """JSON Schema 2020-12, as OpenAPI 3.1 says."""

    def bare(schema: Schema, place: str) -> list[str]:
        found = []
        for name, field in schema.get("properties", {}).items():
            if not isinstance(field, dict) or "$ref" in field:
                continue
            found += [] if field.get("description") else [f"{place}.{name}"]
            found += bare(field, f"{place}.{name}")
        return found

    for name, schema in document["components"]["schemas"].items():
        jsonschema.Draft202012Validator.check_schema(schema)
        assert schema["description"], name
        assert bare(schema, name) == []


@pytest.mark.parametrize("name", BODIES)
def test_every_example_is_in_order(document: Schema, name: str) -> None:
    """Examples are what people copy."""
    row = ENDPOINTS[name]
    operation = document["paths"][API_PREFIX + row.path]["post"]
    media = operation["requestBody"]["content"]["application/json"]

    for example in media["examples"].values():
        body_validator(document, name).validate(example["value"])


HERO = "iVBORw0KGgo="
FRAME = {"index": 0, "image": HERO}
ANIMATE = {"image": HERO, "prompt": "walk"}
FRAME_MODEL = {**ANIMATE, "model": "frame-engine-v1.1"}
KEYFRAMES = {
    "prompt": "walk",
    "render_mode": "pixel",
    "total_frames": 3,
    "frames": [FRAME],
}
GENERATE = {"prompt": "a knight", "pixel_config": {"colors": 24}}


@pytest.mark.parametrize(
    ("name", "body", "fits"),
    [
        ("animate", ANIMATE, True),
        ("animate", {**ANIMATE, "unknown": 1}, True),
        ("animate", {**ANIMATE, "prompt": " \n"}, False),
        ("animate", {**ANIMATE, "output_frames": 7}, False),
        ("animate", {**ANIMATE, "output_frames": 18}, False),
        ("animate", {**FRAME_MODEL, "output_frames": 24}, True),
        ("animate", {**FRAME_MODEL, "output_frames": 26}, False),
        ("animate", {**FRAME_MODEL, "pixel_config": {"colors": 4}}, False),
        ("animate", {**FRAME_MODEL, "pixel_config": None}, True),
        ("animate", {**ANIMATE, "model": "other"}, False),
        ("animate", {**ANIMATE, "matte_color": "00FF00"}, True),
        ("animate", {**ANIMATE, "matte_color": "#0f0"}, False),
        ("animate", {**ANIMATE, "seed": 10_000_000_000}, False),
        ("animate", {**ANIMATE, "seed": None}, True),
        ("animate", {**ANIMATE, "pixel_config": {}}, False),
        ("animate", {**ANIMATE, "pixel_config": {"colors": 1}}, False),
        ("animate", {**ANIMATE, "pixel_config": {"palette": []}}, False),
        (
            "animate",
            {**ANIMATE, "pixel_config": {"colors": 2, "palette": ["#ffffff"]}},
            False,
        ),
        (
            "animate",
            {**ANIMATE, "pixel_config": {"colors": None, "palette": ["FFFFFF"]}},
            True,
        ),
        ("keyframes", KEYFRAMES, True),
        ("keyframes", {**KEYFRAMES, "frames": []}, False),
        ("keyframes", {**KEYFRAMES, "total_frames": 21}, False),
        ("keyframes", {**KEYFRAMES, "frames": [{"index": 0}]}, False),
        (
            "keyframes",
            {**KEYFRAMES, "frames": [{**FRAME, "image_url": "https://x"}]},
            False,
        ),
        (
            "keyframes",
            {**KEYFRAMES, "frames": [{"index": 0, "image_url": "http://x"}]},
            False,
        ),
        ("keyframes", {**KEYFRAMES, "frames": [{**FRAME, "strength": 1.5}]}, False),
        (
            "keyframes",
            {**KEYFRAMES, "render_mode": "detailed", "pixel_config": {"colors": 4}},
            False,
        ),
        ("generate_image", GENERATE, True),
        ("generate_image", {"prompt": "a knight"}, False),
        ("generate_image", {**GENERATE, "image": HERO, "image_url": None}, True),
        (
            "generate_image",
            {**GENERATE, "image": HERO, "image_url": "https://x"},
            False,
        ),
        ("pixelate", {"image": HERO}, True),
        ("pixelate", {"image": HERO, "colors": 2, "palette": ["#ffffff"]}, False),
        ("pixelate", {"image": HERO, "colors": None, "palette": ["#ffffff"]}, True),
        ("remove_background", {"image": HERO}, True),
        ("remove_background", {}, False),
        ("remove_background", {"image": HERO, "rmbg_alpha_threshold": 256}, False),
        ("cancel", {"api_job_id": ""}, False),
        ("enhance_prompt", {"prompt": ""}, False),
        ("enhance_prompt", {"prompt": "", "image": HERO}, True),
        ("enhance_prompt", {"prompt": "x" * 2001}, False),
    ],
)
def test_the_description_knows_the_rules_between_fields(
    document: Schema, name: str, body: Schema, *, fits: bool
) -> None:
    """As far as JSON Schema has words; a generated client then checks by itself."""
    assert body_validator(document, name).is_valid(body) is fits


def test_answers_are_described_to_the_field() -> None:
    """A field more, or one missing, is an answer that was not promised."""
    schemas = answer_schemas()
    validator = jsonschema.Draft202012Validator(
        {"$ref": "#/components/schemas/Job", "components": {"schemas": schemas}}
    )
    job: Schema = {
        "api_job_id": "f47ac10b-58cc-4372-a567-0e02b2c3d479",
        "status": "queued",
        "progress": 0.0,
        "created_at": "2026-03-02T18:00:00.000Z",
        "finished_at": None,
        "cancelled_at": None,
        "billing": None,
        "inputs": {},
        "output": None,
        "error": None,
    }

    assert validator.is_valid(job)
    for name in job:
        assert not validator.is_valid({k: v for k, v in job.items() if k != name})
    assert not validator.is_valid({**job, "more": 1})
    assert not validator.is_valid({**job, "progress": 0.5})
    assert not validator.is_valid({**job, "status": "success"})
    assert not validator.is_valid({**job, "status": "running"})
    assert not validator.is_valid({**job, "created_at": "2026-03-02 18:00"})


# -- the page -------------------------------------------------------------------------


class Tags(HTMLParser):
    """Reads a page strictly: every element is closed where it was opened."""

    VOID = frozenset({"meta"})

    def __init__(self, page: str) -> None:
        """Read it."""
        super().__init__()
        self.open: list[str] = []
        self.names: set[str] = set()
        self.links: list[str] = []
        self.targets: list[str] = []
        self.text = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element."""
        self.names |= {tag, *(f"{tag}.{name}" for name, _ in attrs)}
        found = dict(attrs)
        self.links += [found["href"] or ""] if "href" in found else []
        self.targets += [found["id"] or ""] if "id" in found else []
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close the last one that was opened."""
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Keep what is shown."""
        self.text += data


def test_the_page_shows_all_of_it_without_anything_from_elsewhere(
    document: Schema,
) -> None:
    """It works offline: no script, no style, font or picture of another host."""
    page = render_page(document)
    tags = Tags(page)

    assert tags.open == []
    assert not tags.names & {"script", "link", "img", "iframe", "object", "form"}
    assert not {name for name in tags.names if re.search(r"\.(on\w+|src|style)$", name)}
    assert {link[1:] for link in tags.links if link[0] == "#"} <= set(tags.targets)
    assert [link for link in tags.links if link[0] != "#"] == ["openapi.json"]
    assert len(tags.targets) == len(set(tags.targets))
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            assert f"{method.upper()} {path}" in tags.text
            assert operation["description"] in tags.text
    for schema in document["components"]["schemas"].values():
        for name in schema["properties"]:
            assert name in tags.text


def test_nothing_in_the_document_becomes_markup(document: Schema) -> None:
    """A page of this origin could use the engine, so it must run nothing."""
    evil = "<script>alert(1)</script>\"'&"

    def spoil(part: Any, key: str = "") -> Any:
        if isinstance(part, dict):
            return {name: spoil(value, name) for name, value in part.items()}
        if isinstance(part, list):
            return [spoil(value, key) for value in part]
        words = {"description", "summary", "title", "url", "default", "value"}
        return part + evil if isinstance(part, str) and key in words else part

    tags = Tags(render_page(spoil(document)))

    assert "script" not in tags.names
    assert "<script>alert(1)</script>" in tags.text


async def test_the_page_is_served_with_a_policy_that_holds_it(
    folder: Path, clock: FakeClock
) -> None:
    """Without a key; its one style is named by its hash, and nothing else may."""
    engine = LocalEngine(folder, clock=clock)
    transport = httpx.ASGITransport(create_app(engine, base_url=BASE_URL))
    async with httpx.AsyncClient(transport=transport) as client:
        answer = await client.get(f"{BASE_URL}/docs")
        machine = await client.get(f"{BASE_URL}/openapi.json")
        posted = await client.post(f"{BASE_URL}/docs")
    policy = answer.headers["content-security-policy"]
    style = re.search("<style>(.*?)</style>", answer.text, re.DOTALL)
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()

    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert policy == PAGE_HEADERS["Content-Security-Policy"]
    assert f"style-src 'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert machine.headers["content-type"] == "application/json"
    assert machine.json()["openapi"] == "3.1.0"
    assert (posted.status_code, posted.headers["allow"]) == (405, "GET, HEAD")
