"""The key: it opens the service, and nothing prints it."""

from __future__ import annotations

import pickle
import traceback

import pytest

from pixelengine_import.api.access import ApiKey

KEY = "pe_sk_canary_5f3a"


def test_a_key_does_not_print_itself() -> None:
    """Neither repr nor str nor formatting shows the key."""
    key = ApiKey(KEY)

    shown = [repr(key), str(key), f"{key}", f"{key!r}", "%s" % key]  # noqa: UP031

    assert not [text for text in shown if KEY in text]
    assert repr(key) == "ApiKey([secure])"


def test_a_key_does_not_print_itself_in_a_traceback_with_locals() -> None:
    """A tool that prints all locals of all frames finds no key."""

    def use(key: ApiKey) -> None:
        msg = f"cannot use {key}"
        raise RuntimeError(msg)

    try:
        use(ApiKey(KEY))
    except RuntimeError as error:
        text = "".join(
            traceback.TracebackException.from_exception(
                error, capture_locals=True
            ).format()
        )

    assert "ApiKey([secure])" in text
    assert KEY not in text


def test_a_key_is_not_pickled() -> None:
    """A key does not leave the process by accident."""
    with pytest.raises(TypeError, match="an API key cannot be pickled"):
        pickle.dumps(ApiKey(KEY))


def test_white_space_around_a_key_is_a_slip_of_pasting() -> None:
    """What stands in the header is the key alone."""
    assert ApiKey(f" {KEY}\n").reveal() == KEY


@pytest.mark.parametrize("secret", ["", "  ", "a b", "a\nb", "a\x00b", "a\x7fb", "kéy"])
def test_what_cannot_stand_in_a_header_is_no_key(secret: str) -> None:
    """A line break in a key would end the header, and the error would show it."""
    assert not ApiKey(secret).usable


def test_an_ordinary_key_is_usable() -> None:
    """The keys that the service makes pass."""
    assert ApiKey(KEY).usable
