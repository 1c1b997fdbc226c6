"""A request on its way: pictures go into the body, tokens stay out of the record."""

from __future__ import annotations

from typing import Any

from pixelengine_import.journal.state import COMMANDS
from pixelengine_import.pipeline.ask import (
    Prepared,
    hide_queries,
    is_whole,
    rerun,
    whole_body,
)

SIGNED = "https://example.org/hero.png?token=secret"
PLAIN = "https://example.org/hero.png"


def test_pictures_are_put_where_they_belong() -> None:
    """One in the body itself, several in their frames."""
    assert whole_body({"a": 1}, []) == {"a": 1}
    assert whole_body({"a": 1}, [b"x"]) == {"a": 1, "image": "eA=="}
    frames = [{"index": 0}, {"index": 3}]
    assert whole_body({"frames": frames}, [b"x", b"y"])["frames"] == [
        {"index": 0, "image": "eA=="},
        {"index": 3, "image": "eQ=="},
    ]


def test_a_picture_with_an_address_needs_no_bytes() -> None:
    """The service fetches it."""
    body = Prepared({"image_url": PLAIN}).body()
    frames = [{"index": 0, "image_url": PLAIN}, {"index": 1}]

    assert body == {"image_url": PLAIN}
    assert whole_body({"frames": frames}, [b"x"])["frames"] == [
        {"index": 0, "image_url": PLAIN},
        {"index": 1, "image": "eA=="},
    ]


def test_the_query_of_an_address_is_not_written_down() -> None:
    """It may hold a token; what is left tells that it is not all."""
    bodies: list[dict[str, Any]] = [
        {"prompt": "is it?", "image_url": SIGNED},
        {"prompt": "is it?…", "frames": [{"index": 0, "image_url": SIGNED}]},
    ]
    for body in bodies:
        shown = hide_queries(body)

        assert "secret" not in repr(shown)
        assert shown["prompt"] == body["prompt"]
        assert not is_whole(shown)
        assert "secret" in repr(body)


def test_an_address_without_a_query_is_written_down_as_it_is() -> None:
    """A later run can send it."""
    bodies: list[dict[str, Any]] = [
        {"image_url": PLAIN},
        {"frames": [{"image_url": PLAIN}]},
        {"a": 1},
    ]
    for body in bodies:
        assert hide_queries(body) == body
        assert is_whole(body)


def test_what_goes_on_with_a_job_is_named() -> None:
    """A project's by a sync, a command's by itself."""
    assert rerun("/home/me/game") == "pxe sync"
    assert rerun(COMMANDS) == "the same command"
