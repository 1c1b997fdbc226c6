"""Each fault as a client without a library sees it: bytes, and how they end."""

from __future__ import annotations

import io
import json
import socket
import time
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from tests.local_engine.conftest import animate_body

if TYPE_CHECKING:
    from .conftest import Wild


def test_without_rules_nothing_goes_wrong(wild: Wild) -> None:
    """The injector is there and does nothing."""
    answer = wild.ask("GET", "/balance")

    assert (answer.status, answer.end) == (200, "closed")
    assert answer.length == len(answer.body)


@pytest.mark.parametrize(
    ("effect", "document"),
    [
        (
            {"status": 500},
            {
                "error": {
                    "code": "internal_error",
                    "message": "This error was injected.",
                }
            },
        ),
        (
            {"status": 402, "message": "No."},
            {"error": {"code": "insufficient_credits", "message": "No."}},
        ),
        (
            {"status": 546, "shape": "platform"},
            {"code": "WORKER_LIMIT", "message": "This error was injected."},
        ),
        (
            {"status": 504, "shape": "platform", "code": "OWN", "message": "late"},
            {"code": "OWN", "message": "late"},
        ),
        (
            {"status": 400, "shape": "storage", "message": "gone"},
            {"statusCode": "400", "error": "InvalidJWT", "message": "gone"},
        ),
        ({"status": 200, "body": {"any": [1, None]}}, {"any": [1, None]}),
    ],
)
def test_another_answer_has_the_shape_of_whoever_speaks(
    wild: Wild, effect: dict[str, object], document: object
) -> None:
    """The API's envelope, the platform's flat form, the storage host's, or any JSON."""
    wild.rules({"path": "/balance", "effect": {"type": "answer", **effect}})
    answer = wild.ask("GET", "/balance")

    assert answer.status == effect["status"]
    assert json.loads(answer.body) == document
    assert b"content-type: application/json" in answer.head


def test_another_answer_may_be_no_json_at_all_and_has_headers(wild: Wild) -> None:
    """A proxy's page, with the time to come back."""
    effect = {
        "type": "answer",
        "status": 503,
        "body": "<html>busy</html>",
        "headers": {"Retry-After": "7", "Content-Type": "text/html"},
    }
    wild.rules({"effect": effect})
    answer = wild.ask("GET", "/balance")

    assert (answer.status, answer.body) == (503, b"<html>busy</html>")
    assert b"retry-after: 7" in answer.head
    assert answer.head.count(b"content-type") == 1
    assert b"content-type: text/html" in answer.head


@pytest.mark.parametrize(("when", "accepted"), [("before", 0), ("after", 1)])
def test_a_connection_is_reset_before_or_after_the_commit(
    wild: Wild, when: str, accepted: int
) -> None:
    """Not a byte comes back; whether the job exists is the whole difference."""
    wild.rules({"path": "/animate", "effect": {"type": "drop", "when": when}})
    answer = wild.ask("POST", "/animate", animate_body())

    assert (answer.data, answer.end) == (b"", "reset")
    assert len(wild.jobs()) == accepted


@pytest.mark.parametrize(("when", "accepted"), [("before", 0), ("after", 1)])
def test_an_error_may_come_after_the_commit_too(
    wild: Wild, when: str, accepted: int
) -> None:
    """A gateway that lost patience: 504, and the job runs."""
    effect = {"type": "answer", "status": 504, "shape": "platform", "when": when}
    wild.rules({"path": "/animate", "effect": effect})

    assert wild.ask("POST", "/animate", animate_body()).status == 504
    assert len(wild.jobs()) == accepted


@pytest.mark.parametrize("keep", [0.0, 0.5, 1.0])
def test_a_body_is_cut(wild: Wild, keep: float) -> None:
    """The length is promised, a share comes, and the connection is closed."""
    url = wild.result()
    whole = wild.ask("GET", url)
    wild.rules({"path": "/download", "effect": {"type": "cut", "keep": keep}})
    answer = wild.ask("GET", url)

    assert answer.end == "closed"
    assert answer.length == whole.length
    assert answer.body == whole.body[: int(whole.length * keep)]


@pytest.mark.parametrize("off_by", [10, -10])
def test_a_length_is_wrong(wild: Wild, off_by: int) -> None:
    """Too long: the end never comes. Too short: more comes than was promised."""
    whole = wild.ask("GET", "/balance")
    wild.rules({"effect": {"type": "length", "off_by": off_by}})
    answer = wild.ask("GET", "/balance")

    assert answer.end == "closed"
    assert answer.length == whole.length + off_by
    assert answer.body == whole.body


def test_an_answer_begins_and_stands_still(wild: Wild) -> None:
    """Until the client gives up; the engine goes on answering others."""
    whole = wild.ask("GET", "/balance")
    wild.rules({"path": "/balance", "effect": {"type": "stall", "keep": 0.25}})
    answer = wild.ask("GET", "/balance", wait=0.2)

    assert answer.end == "silent"
    assert answer.length == whole.length
    assert answer.body == whole.body[: whole.length // 4]
    assert wild.ask("GET", "/billing").status == 200


def test_a_picture_is_damaged_under_its_true_length(wild: Wild) -> None:
    """Bytes turned over, or half of it: only a look at the picture tells."""
    url = wild.result()
    whole = wild.ask("GET", url).body
    wild.rules(
        {"path": "/download", "nth": 1, "effect": {"type": "damage"}},
        {
            "path": "/download",
            "nth": 2,
            "effect": {"type": "damage", "how": "truncate"},
        },
    )
    flipped, half = wild.ask("GET", url), wild.ask("GET", url)

    assert (flipped.length, half.length) == (len(flipped.body), len(half.body))
    assert len(flipped.body) == len(whole)
    assert flipped.body != whole
    assert half.body == whole[: len(whole) // 2]
    with pytest.raises((OSError, SyntaxError)):
        Image.open(io.BytesIO(half.body)).load()
    assert wild.ask("GET", url).body == whole


def test_json_is_patched_as_a_newer_service_would(wild: Wild) -> None:
    """Fields changed, taken out and added, deep down too (RFC 7396)."""
    merge = {"status": "pondering", "billing": {"credits_held": 7}, "error": None}
    wild.rules({"path": "/jobs", "effect": {"type": "patch", "merge": merge}})
    job = json.loads(wild.ask("GET", f"/jobs?id={wild.submit()}").body)

    assert job["status"] == "pondering"
    assert job["billing"]["credits_held"] == 7
    assert "hold_status" in job["billing"]
    assert "error" not in job


def test_an_answer_comes_late(wild: Wild) -> None:
    """Latency alone changes nothing else; latencies of several rules add up."""
    wild.rules({"latency": 0.1}, {"path": "/balance", "latency": 0.05})
    begun = time.monotonic()
    answer = wild.ask("GET", "/balance")

    assert time.monotonic() - begun >= 0.15
    assert answer.status == 200


def test_a_spoiled_answer_is_still_known_as_ours(wild: Wild) -> None:
    """Results are recorded as local by the header of every answer."""
    wild.rules({"effect": {"type": "answer", "status": 500}})

    assert b"pixel-engine-server: local/" in wild.ask("GET", "/balance").head


def test_the_control_plane_and_preflights_are_never_spoiled(wild: Wild) -> None:
    """A rule without a path is about the API and its results only."""
    wild.rules({"effect": {"type": "drop"}})

    assert wild.ask("OPTIONS", "/animate").status == 204
    assert wild.ask("GET", "/balance").end == "reset"


def test_an_engine_stops_while_an_answer_stands_still(wild: Wild) -> None:
    """Nobody has to wait for a client that waits for us."""
    wild.rules({"effect": {"type": "stall"}})
    host, _, port = wild.engine.base_url.split("/")[2].partition(":")
    with socket.create_connection((host, int(port)), 20) as wire:
        head = (
            f"GET /functions/v1/balance HTTP/1.1\r\nHost: {host}:{port}\r\n"
            f"Authorization: Bearer {wild.engine.api_key}\r\n\r\n"
        )
        wire.sendall(head.encode())
        assert wire.recv(65536).startswith(b"HTTP/1.1 200")
        wild.engine.stop()
        assert not wild.engine._thread.is_alive()
