"""Bodies of /pixelate and /remove-background."""

from __future__ import annotations

from pixelengine_import.api.requests import PixelateBody, RemoveBackgroundBody
from pixelengine_import.api.rules import check_pixelate, check_source


def test_colors_and_palette_exclude_each_other() -> None:
    """The reference: both are 400 invalid_request; neither means 24 colours."""
    both = PixelateBody(image="AAAA", colors=4, palette=["#ff0000"])

    assert [str(v) for v in check_pixelate(both)] == [
        '"palette" and "colors" exclude each other (found both). Give one of them.'
    ]
    assert not list(check_pixelate(PixelateBody(image="AAAA")))


def test_image_or_image_url_must_be_there_and_not_both() -> None:
    """The client says what the server would, before credits are held."""
    neither = RemoveBackgroundBody()
    address = RemoveBackgroundBody(image_url="HTTPS://example.com/a.png")
    both = RemoveBackgroundBody(image="AAAA", image_url="https://example.com/a.png")

    assert [v.dotted for v in check_source(neither.image, neither.image_url)] == [
        "image"
    ]
    assert [v.dotted for v in check_source(both.image, both.image_url)] == ["image_url"]
    assert not list(check_source(address.image, address.image_url))


def test_pictures_do_not_print() -> None:
    """Neither in a log nor in a traceback."""
    bodies = [PixelateBody(image="SECRET"), RemoveBackgroundBody(image="SECRET")]

    assert "SECRET" not in repr(bodies)
