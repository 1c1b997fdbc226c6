"""From plain fields to a checked body."""

from __future__ import annotations

from pixelengine_import.api.reading import read_body
from pixelengine_import.api.requests import PixelateBody


def test_right_fields_become_a_body() -> None:
    """With the API's own types."""
    body = read_body(PixelateBody, {"image": "eA==", "palette": ["FFAA00"]})

    assert isinstance(body, PixelateBody)
    assert body.palette == ["#ffaa00"]


def test_all_that_is_wrong_is_said_in_our_words() -> None:
    """Not in pydantic's."""
    found = read_body(PixelateBody, {"colors": 999, "palette": []})

    assert isinstance(found, list)
    assert [str(violation) for violation in found] == [
        '"image" is missing. Add it.',
        '"colors" must be at most 256 (found 999)',
        '"palette" must not be empty (found a list of 0)',
    ]
