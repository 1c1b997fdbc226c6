"""What holds for every endpoint: keys, methods, hosts, browsers, bodies, faults."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pixelengine_import import __version__
from pixelengine_import.local_engine.doorway import is_local_origin, names_host

from .bodies import animate_body, keyframes_body
from .conftest import BASE_URL, ORIGIN, Api
from .service import code_of

if TYPE_CHECKING:
    from .conftest import OpenApi

ENDPOINTS = [
    ("GET", "balance"),
    ("GET", "billing"),
    ("GET", "jobs"),
    ("POST", "cancel"),
    ("POST", "enhance-prompt"),
    ("POST", "animate"),
    ("POST", "keyframes"),
    ("POST", "generate-image"),
    ("POST", "pixelate"),
    ("POST", "remove-background"),
]


@pytest.mark.parametrize(("method", "name"), ENDPOINTS)
@pytest.mark.parametrize(
    "header",
    ["", "Bearer", "Bearer ", "Basic pe_sk_local", "Bearer sk_other", "pe_sk_local"],
)
async def test_no_key_is_a_401_before_anything_else(
    api: Api, method: str, name: str, header: str
) -> None:
    """Even before a body that is no JSON is looked at."""
    answer = await api.client.request(
        method, f"{BASE_URL}/{name}", headers={"Authorization": header}, content=b"{"
    )

    assert code_of(answer) == (401, "unauthorized")


async def test_a_live_key_is_refused_and_not_repeated(api: Api) -> None:
    """Who points a paid program at this engine by mistake learns it at once."""
    key = "pe_sk_0123456789abcdef"
    answer = await api.client.get(
        f"{BASE_URL}/balance", headers={"Authorization": f"Bearer {key}"}
    )

    assert code_of(answer) == (401, "unauthorized")
    message = answer.json()["error"]["message"]
    assert "This is the local engine" in message
    assert "Bearer pe_sk_local" in message
    assert key not in answer.text


@pytest.mark.parametrize("key", ["pe_sk_local", "pe_sk_local_mine-2", "pe_sk_localX"])
@pytest.mark.parametrize("scheme", ["Bearer", "bearer"])
async def test_any_local_key_opens_the_one_account(
    api: Api, key: str, scheme: str
) -> None:
    """The key guards nothing; it keeps programs honest."""
    answer = await api.client.get(
        f"{BASE_URL}/balance", headers={"Authorization": f"{scheme} {key}"}
    )

    assert answer.json()["available"] == 1000


@pytest.mark.parametrize(("method", "name"), ENDPOINTS)
async def test_another_method_is_a_405(api: Api, method: str, name: str) -> None:
    """In the envelope, and it names the method that is taken."""
    for wrong in {"GET", "POST", "PUT", "DELETE", "PATCH"} - {method}:
        answer = await api.client.request(wrong, f"{BASE_URL}/{name}")
        assert code_of(answer) == (405, "method_not_allowed")
        assert answer.headers["allow"] == method


@pytest.mark.parametrize("path", ["/", "/functions/v1", "/functions/v1/animate/", "/x"])
async def test_another_path_is_a_404_in_the_envelope(api: Api, path: str) -> None:
    """Never HTML, never a redirect."""
    assert code_of(await api.client.get(ORIGIN + path)) == (404, "not_found")


async def test_every_answer_names_the_engine(api: Api) -> None:
    """Errors, unknown paths and downloads too: results are known as local by it."""
    job = await api.finished(await api.submit())
    answers = [
        await api.get("balance"),
        await api.get("jobs"),
        await api.client.get(f"{ORIGIN}/nowhere"),
        await api.client.get(job["output"]["url"]),
        await api.client.get(f"{BASE_URL}/balance", headers={"Authorization": ""}),
        await api.client.get(f"{BASE_URL}/balance", headers={"Host": "evil.example"}),
        await api.client.options(f"{BASE_URL}/animate"),
    ]

    marks = {answer.headers["pixel-engine-server"] for answer in answers}
    assert marks == {f"local/{__version__}"}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"  ",
        b"{",
        b"not json",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"prompt": NaN}',
        b'{"prompt": "\\ud800"}',
        b'{"seed": ' + b"9" * 5000 + b"}",
        b"[]",
        b'"text"',
        b"null",
        b"3",
    ],
)
@pytest.mark.parametrize("name", ["animate", "keyframes", "cancel"])
async def test_a_body_that_is_no_json_object_is_a_400(
    api: Api, name: str, body: bytes
) -> None:
    """Broken, too deep, not finite, half a character, or not an object."""
    answer = await api.client.post(f"{BASE_URL}/{name}", content=body)

    assert code_of(answer) == (400, "invalid_request")


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "", "application/json"]
)
async def test_the_content_type_of_a_body_does_not_matter(api: Api, kind: str) -> None:
    """Clients of the live service send what their library sends."""
    content = b"\xef\xbb\xbf" + json.dumps(animate_body()).encode()
    answer = await api.client.post(
        f"{BASE_URL}/animate", content=content, headers={"Content-Type": kind}
    )

    assert answer.status_code == 200


async def test_a_get_may_claim_to_carry_json(api: Api) -> None:
    """Many clients send the same headers with every request."""
    answer = await api.client.get(
        f"{BASE_URL}/balance", headers={"Content-Type": "application/json"}
    )

    assert answer.status_code == 200


async def test_a_fault_of_the_engine_is_a_500_without_details(
    open_api: OpenApi, caplog: pytest.LogCaptureFixture
) -> None:
    """The log knows why; the client gets the envelope, and a page can read it."""
    api = await open_api()
    await api.engine.stop()
    caplog.set_level("ERROR", "pixelengine_import")
    answer = await api.client.get(
        f"{BASE_URL}/balance", headers={"Origin": "http://localhost:5173"}
    )

    assert code_of(answer) == (500, "internal_error")
    assert answer.json()["error"]["message"] == "Internal error"
    assert "access-control-allow-origin" in answer.headers
    assert "call start() first" in caplog.text


async def test_a_page_of_this_machine_may_use_every_endpoint(api: Api) -> None:
    """The preflight asks for what a browser client sends."""
    for _, name in ENDPOINTS:
        answer = await api.client.options(
            f"{BASE_URL}/{name}",
            headers={
                "Origin": "http://localhost:5173",
                "Access-Control-Request-Method": "POST",
                "Access-Control-Request-Headers": "authorization,content-type",
            },
        )
        allowed = answer.headers
        assert answer.status_code == 204
        assert allowed["access-control-allow-origin"] == "http://localhost:5173"
        assert "POST" in allowed["access-control-allow-methods"]
        assert "authorization" in allowed["access-control-allow-headers"]


async def test_a_page_from_elsewhere_may_not(api: Api) -> None:
    """Any site could otherwise use the engine beside the browser that shows it."""
    for origin in ("https://evil.example", "null"):
        answer = await api.client.get(f"{BASE_URL}/balance", headers={"Origin": origin})
        assert "access-control-allow-origin" not in answer.headers
        assert answer.headers["vary"] == "Origin"


@pytest.mark.parametrize(
    ("header", "named"),
    [
        (b"127.0.0.1:8642", True),
        (b"localhost:8642", True),
        (b"LOCALHOST:8642", True),
        (b"[::1]:8642", True),
        (b"127.0.0.1", False),
        (b"127.0.0.1:80", False),
        (b"evil.example:8642", False),
        (b"localhost.evil.example:8642", False),
        (b"evil@localhost:8642", False),
        (b"localhost:8642/x", False),
        (b"localhost:x", False),
        (b"[::1", False),
        (b"\xff", False),
        (b"", False),
    ],
)
def test_a_host_is_this_engine_or_it_is_not(header: bytes, *, named: bool) -> None:
    """Loopback by any of its three names, with the right port, and nothing else."""
    assert names_host(header, BASE_URL) is named


def test_an_engine_with_a_name_of_its_own_goes_by_that_alone() -> None:
    """A shared engine is not reached as localhost; port 80 needs no saying."""
    assert names_host(b"studio.lan", "http://studio.lan/functions/v1")
    assert names_host(b"studio.lan:80", "http://studio.lan/functions/v1")
    assert not names_host(b"localhost", "http://studio.lan/functions/v1")


@pytest.mark.parametrize(
    ("origin", "local"),
    [
        (b"http://localhost:5173", True),
        (b"http://127.0.0.1", True),
        (b"https://[::1]:8443", True),
        (b"http://localhost.evil.example", False),
        (b"http://evil.example#localhost", False),
        (b"http://localhost@evil.example", False),
        (b"file://localhost", False),
        (b"http://localhost:99999", False),
        (b"null", False),
        (b"", False),
        (b"\xff", False),
    ],
)
def test_a_page_is_of_this_machine_or_it_is_not(origin: bytes, *, local: bool) -> None:
    """By scheme and host, whatever the port."""
    assert is_local_origin(origin) is local


async def test_a_strange_host_is_turned_away(api: Api) -> None:
    """DNS rebinding: the page's own name leads here, with all of its rights."""
    answer = await api.client.get(
        f"{BASE_URL}/balance", headers={"Host": "rebound.evil.example:8642"}
    )

    assert code_of(answer) == (400, "invalid_request")


async def test_the_description_names_every_endpoint_and_every_schema(api: Api) -> None:
    """OpenAPI 3.1, with every reference resolved."""
    document = (await api.get("openapi.json")).json()
    references = set(_references(document))

    assert {path.rpartition("/")[2] for path in document["paths"]} == {
        name for _, name in ENDPOINTS
    }
    places = {
        f"#/components/{kind}/{name}"
        for kind, parts in document["components"].items()
        for name in parts
    }
    assert references <= places
    assert "#/components/schemas/KeyframesBody" in references


def _references(document: object) -> list[str]:
    if isinstance(document, dict):
        own = [document["$ref"]] if "$ref" in document else []
        return own + [r for value in document.values() for r in _references(value)]
    if isinstance(document, list):
        return [r for value in document for r in _references(value)]
    return []


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner)
    ),
    max_leaves=6,
)
FIELDS = sorted(
    {*animate_body(), *keyframes_body(), "seed", "pixel_config", "model"}
    | {"colors", "palette", "image_url", "rmbg_alpha_threshold"}
)


@settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    name=st.sampled_from(
        [
            "animate",
            "keyframes",
            "generate-image",
            "cancel",
            "enhance-prompt",
            "pixelate",
            "remove-background",
        ]
    ),
    changes=st.dictionaries(st.sampled_from(FIELDS), JSON, min_size=1, max_size=3),
)
async def test_no_json_whatever_breaks_the_engine(
    api: Api, name: str, changes: dict[str, Any]
) -> None:
    """Any value in any field is taken or refused in the envelope, never a fault."""
    base = keyframes_body() if name == "keyframes" else animate_body()
    content = json.dumps({**base, **changes}).encode()
    answer = await api.client.post(f"{BASE_URL}/{name}", content=content)

    assert answer.status_code in {200, 400, 402}
    if answer.status_code != 200:
        code_of(answer)
