"""The description held against a served engine by requests that nobody wrote.

schemathesis makes them from the document: requests that should be in order, and ones
that break it in one place. Whatever comes, no answer is a fault, every status is a
described one, and every body is what the description says.
"""

from __future__ import annotations

import base64
import copy
import io
from typing import TYPE_CHECKING, Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from PIL import Image
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.config import SchemathesisConfig

from pixelengine_import.local_engine.app import API_PREFIX
from pixelengine_import.local_engine.endpoints import JOB_ENDPOINTS
from pixelengine_import.local_engine.openapi.document import describe
from pixelengine_import.local_engine.openapi.operations import OPERATIONS
from tests.support import serve

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.support import Server

NOT_JOBS = {"balance", "billing", "cancel", "enhance_prompt", "jobs"}
SERVED = [name for name in OPERATIONS if name in JOB_ENDPOINTS or name in NOT_JOBS]
CHECKED = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
    "unsupported_method",
    "allow_header_conformance",
    "ignored_auth",
)
"""All but one: a text that is no picture fits the description, and is refused."""


def picture(side: int, form: str, *, head: str = "") -> str:
    """Base64 of a picture of one colour, maybe behind the head of a data URL."""
    file = io.BytesIO()
    Image.new("RGB", (side, side), (200, 40, 40)).save(file, form)
    return head + base64.b64encode(file.getvalue()).decode("ascii")


PICTURES = (
    picture(8, "PNG"),
    picture(256, "PNG", head="data:image/png;base64,"),
    picture(256, "JPEG", head="data:image/jpeg;base64,"),
    picture(8, "WEBP"),
    picture(300, "PNG"),
    picture(8, "PNG")[:40],
    "data:image/png;base64,",
    "no base64",
)
schemathesis.openapi.format("picture", st.sampled_from(PICTURES))


def described() -> dict[str, Any]:
    """The description, with real pictures where a text would never be one."""
    document = copy.deepcopy(
        describe(SERVED, prefix=API_PREFIX, base_url=f"http://127.0.0.1{API_PREFIX}")
    )
    for schema in document["components"]["schemas"].values():
        field = schema.get("properties", {}).get("image")
        if field is not None:
            text = next(p for p in field.get("anyOf", [field]) if p["type"] == "string")
            text["format"] = "picture"
    return document


load_all_checks()
schema = schemathesis.openapi.from_dict(
    described(), config=SchemathesisConfig.from_dict({"generation": {"mode": "all"}})
)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A served engine that has no end of credits."""
    folder = tmp_path_factory.mktemp("engine")
    with serve(folder, "--credits", "1000000", "--queue", "5000") as made:
        yield made


@schema.parametrize()
@settings(
    max_examples=40,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
def test_every_answer_is_a_described_one(
    case: schemathesis.Case[Any], server: Server
) -> None:
    """And a job that was taken can be read at once."""
    origin = server.base_url.removesuffix(API_PREFIX)
    headers = {"Authorization": f"Bearer {server.api_key}"}
    call: dict[str, Any] = {
        "base_url": origin,
        "headers": headers,
        "checks": CHECKS.get_by_names(list(CHECKED)),
    }
    answer = case.call_and_validate(**call)
    told = OPERATIONS[case.operation.definition.raw["operationId"]]

    if case.method == "OPTIONS":
        assert answer.status_code == 204
        return
    assert answer.status_code in {200, *told.errors}, answer.text
    job_id = answer.json().get("api_job_id") if answer.status_code == 200 else None
    if job_id is not None:
        read = schema[f"{API_PREFIX}/jobs"]["GET"].Case(query={"id": job_id})
        read.call_and_validate(**call)


JOBS: dict[str, tuple[str, dict[str, Any]]] = {
    form: ("animate", {"image": PICTURES[0], "prompt": "idle", "output_format": form})
    for form in ("webp", "gif", "spritesheet")
}
JOBS |= {
    "detailed": (
        "keyframes",
        {
            "prompt": "walk",
            "render_mode": "detailed",
            "total_frames": 3,
            "frames": [{"index": 0, "image": PICTURES[1]}],
            "seed": 7,
        },
    ),
    "pixelate": ("pixelate", {"image": PICTURES[2], "palette": ["#FFAA00", "#223344"]}),
    "still": ("remove-background", {"image": PICTURES[3]}),
}


@pytest.mark.parametrize("kind", JOBS)
def test_every_state_of_a_job_is_a_described_one(server: Server, kind: str) -> None:
    """From the first look to the last, with all kinds of metadata."""
    read = schema[f"{API_PREFIX}/jobs"]["GET"]
    name, body = JOBS[kind]
    headers = {"Authorization": f"Bearer {server.api_key}"}
    with httpx.Client(headers=headers, trust_env=False, timeout=60) as client:
        answer = client.post(f"{server.base_url}/{name}", json=body)
        job_id = answer.json()["api_job_id"]
        states: list[str] = []
        while not states or states[-1] in {"queued", "pending"}:
            looked = client.get(f"{server.base_url}/jobs", params={"id": job_id})
            read.validate_response(looked)
            states.append(looked.json()["status"])

    assert states[-1] == "success"


def test_a_cancelled_job_is_described_too(tmp_path: Path) -> None:
    """While it waits and afterwards."""
    read, cancel = (
        schema[f"{API_PREFIX}/{name}"][method]
        for name, method in (("jobs", "GET"), ("cancel", "POST"))
    )
    with serve(tmp_path, "--speed", "real") as slow:
        headers = {"Authorization": f"Bearer {slow.api_key}"}
        with httpx.Client(headers=headers, trust_env=False) as client:
            name, body = JOBS["webp"]
            answer = client.post(f"{slow.base_url}/{name}", json=body)
            job = {"api_job_id": answer.json()["api_job_id"]}
            asked = {"id": job["api_job_id"]}
            waits = client.get(f"{slow.base_url}/jobs", params=asked)
            ended = client.post(f"{slow.base_url}/cancel", json=job)
            again = client.post(f"{slow.base_url}/cancel", json=job)
            shown = client.get(f"{slow.base_url}/jobs", params=asked)
    for looked in (waits, shown):
        read.validate_response(looked)
    for answered in (ended, again):
        cancel.validate_response(answered)

    assert [answer.status_code for answer in (ended, again)] == [200, 409]
    assert [waits.json()["status"], shown.json()["status"]] == ["queued", "cancelled"]
