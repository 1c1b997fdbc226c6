"""Pictures go in as programs have them, and what cannot be one is said before."""

from __future__ import annotations

import base64
import io
import os
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

from pixelengine_import.api.images import FILE_MOST, Picture, open_picture
from pixelengine_import.api.prepare import prepare
from pixelengine_import.errors import InvalidRequestError

if TYPE_CHECKING:
    from pathlib import Path


def file(width: int = 8, height: int = 8, kind: str = "PNG") -> bytes:
    """A picture as a file."""
    out = io.BytesIO()
    Image.new("RGB", (width, height), (200, 40, 40)).save(out, kind)
    return out.getvalue()


def base64_of(data: bytes) -> str:
    """A picture as the API carries it."""
    return base64.b64encode(data).decode()


def sent(image: object, endpoint: str = "animate", **more: object) -> dict[str, Any]:
    """The body that comes of a picture."""
    return prepare(endpoint, {"image": image, "prompt": "walk", **more}).document


def refused(image: object, endpoint: str = "animate", **more: object) -> str:
    """What is said of a picture that cannot be sent."""
    with pytest.raises(InvalidRequestError) as caught:
        sent(image, endpoint, **more)
    return str(caught.value)


# -- every form ---------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_every_form_of_a_picture_is_taken(tmp_path: Path, kind: str) -> None:
    """All of them stand for the same bytes."""
    data = file(kind=kind)
    path = tmp_path / "hero.picture"
    path.write_bytes(data)
    text = base64_of(data)
    url = f"data:image/{kind.lower()};base64,{text}"
    forms: list[Picture] = [
        *(path, str(path), data, bytearray(data), memoryview(data), text, url),
        "\n".join([text[:40], text[40:], ""]),
    ]
    endpoint = "remove_background" if kind == "WEBP" else "pixelate"

    bodies = [sent(form, endpoint)["image"] for form in forms]

    assert bodies[:6] == [text] * 6
    assert bodies[6:] == forms[6:]


def test_a_pil_image_is_sent_as_png() -> None:
    """It is known by what it can do: this part of the package knows no Pillow."""
    image = Image.new("RGBA", (8, 9), (1, 2, 3, 128))

    data = base64.b64decode(sent(image)["image"])

    back = Image.open(io.BytesIO(data))
    assert (back.format, back.size, back.mode) == ("PNG", (8, 9), "RGBA")
    assert back.getpixel((0, 0)) == (1, 2, 3, 128)


def test_an_address_is_sent_where_the_endpoint_fetches_it() -> None:
    """It goes into image_url, and nothing is fetched here."""
    url = " https://example.com/hero.png?token=x "

    body = sent(url, "remove_background")

    assert body == {"image_url": url.strip()}
    drawn = sent(url, "generate_image", pixel_config={"colors": 4})
    assert drawn["image_url"] == url.strip()
    frames = [{"index": 0, "image": url}, {"index": 1, "image": file()}]
    keys = prepare(
        "keyframes",
        {"prompt": "x", "render_mode": "pixel", "total_frames": 3, "frames": frames},
    ).document["frames"]
    assert keys[0] == {"index": 0, "image_url": url.strip(), "strength": 1.0}
    assert set(keys[1]) == {"index", "image", "strength"}


def test_a_path_object_is_never_anything_else(tmp_path: Path) -> None:
    """A text may look like base64; a Path does not."""
    path = tmp_path / "UklGRAAAA"
    path.write_bytes(file())

    assert sent(path)["image"] == base64_of(file())


# -- what cannot be sent ------------------------------------------------------------


def test_what_is_no_picture_says_what_is(tmp_path: Path) -> None:
    """Each message names the field, what was found, and what to do."""
    said = refused(tmp_path / "none.png")
    assert said.startswith('"image" cannot be read (found "')
    assert said.endswith(
        'none.png": No such file or directory). Name a picture, or pass its bytes.'
    )

    assert "it is no file). Name a picture, or pass" in refused(tmp_path)
    assert "no file has such a name" in refused("a\0b")
    assert refused(5) == (
        '"image" must be a file\'s path or bytes, a PIL image, base64, a data URL or '
        "an https address (found int)"
    )
    assert refused(None) == '"image" is missing. Add it.'
    assert refused("").startswith('"image" cannot be read')
    assert refused("data:image/png,x") == (
        '"image" is a data URL without base64. Send base64.'
    )


def test_an_address_where_none_is_fetched_is_refused_without_its_token() -> None:
    """The query of a signed address is a secret."""
    said = refused("https://example.com/a.png?token=canary")

    assert said == (
        '"image" must be the picture itself, not its address (found '
        '"https://example.com/a.png?…"). Download it first.'
    )


def test_an_address_must_be_https() -> None:
    """The rule of the API, in the service's words."""
    said = refused("http://example.com/a.png?token=canary", "remove_background")

    assert said.startswith('"image_url" must be an https address (found "http://exa')
    assert "canary" not in said


def test_a_text_that_may_be_a_picture_is_not_shown() -> None:
    """Base64 of something that is no picture reaches no message."""
    said = refused("QUJD" * 1000)

    assert said == (
        '"image" is neither a file nor base64 (found 4,000 characters). Pass the '
        "picture's bytes."
    )


def test_a_name_with_control_characters_is_shown_escaped(tmp_path: Path) -> None:
    """Names end on terminals."""
    assert "\x1b" not in refused(str(tmp_path / "a\x1b[31m.png"))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    """Nobody may ever write into it."""
    pipe = tmp_path / "pipe.png"
    os.mkfifo(pipe)

    assert "it is no file" in refused(pipe)


def test_a_huge_file_is_judged_without_being_read(tmp_path: Path) -> None:
    """In the service's words, by its size alone: it is sparse here."""
    path = tmp_path / "huge.png"
    with path.open("wb") as out:
        out.truncate(FILE_MOST + 1)

    assert refused(path) == (
        '"image" is too large (found 64.0 MB). Send at most 5.0 MB.'
    )
    assert "it is larger than 64 MB" in refused(path, model="pixel-engine-v9")


def test_frames_of_a_pil_animation_are_not_lost_in_silence() -> None:
    """Only one of them would be sent."""
    out = io.BytesIO()
    frames = [Image.new("RGB", (8, 8), shade) for shade in ((9, 9, 9), (99, 9, 9))]
    frames[0].save(out, "WEBP", save_all=True, append_images=frames[1:])

    said = refused(Image.open(out), "remove_background")

    assert said == (
        '"image" is an animation, of which one frame would be sent (found 2). Pass the '
        "file itself, or a copy() of one frame."
    )


def test_a_pil_image_that_png_cannot_hold_is_refused() -> None:
    """With Pillow's reason."""
    said = refused(Image.new("CMYK", (8, 8)))

    assert said == (
        '"image" cannot be saved as PNG ("cannot write mode CMYK as PNG"). Turn it '
        'into "RGBA" first.'
    )


def test_a_picture_does_not_print() -> None:
    """Neither bytes nor text nor token."""
    data = file()
    sources = [
        open_picture(data, (), None),
        open_picture(base64_of(data), (), None),
        open_picture("https://h/a?token=canary", (), None, by_address=True),
    ]

    printed = repr(sources) + repr(prepare("pixelate", {"image": data}))

    assert "canary" not in printed
    assert "iVBOR" not in printed
    assert "PNG" not in printed
