from __future__ import annotations

import pytest

from pixelengine_import.pipeline.remarks import not_understood


@pytest.mark.parametrize(
    ("metadata", "remark"),
    [
        ({"understood": "walk", "ignored": "", "missing": ""}, None),
        (
            {"understood": "", "ignored": "juggles", "missing": ""},
            '"juggles" was not understood by the local engine; idle was played',
        ),
        (
            {"understood": "flies", "ignored": "", "missing": "wings"},
            "the local engine found no wings to move; more of the picture moves",
        ),
        (
            {"understood": "flies", "ignored": "opens", "missing": "wings, tail"},
            (
                '"opens" was not understood by the local engine; the local '
                "engine found no wings and no tail to move; more of the picture moves"
            ),
        ),
    ],
)
def test_what_was_not_followed_is_said_in_a_sentence(
    metadata: dict[str, str], remark: str | None
) -> None:
    """Words that were not understood, and parts that the picture does not have."""
    assert not_understood({"method": "sample-programs", **metadata}) == remark
    assert not_understood(metadata) is None
