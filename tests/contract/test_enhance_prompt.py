"""``POST /enhance-prompt``: each clause of the reference, on the wire."""

from __future__ import annotations

import base64
import io
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image
from pydantic import ValidationError

from pixelengine_import.api.client import AsyncPixelEngine
from pixelengine_import.api.requests import EnhancePromptBody
from pixelengine_import.errors import RefusedError
from pixelengine_import.local_engine.in_process import in_process

from .bodies import picture
from .service import code_of

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Api

MEGABYTE = 1024 * 1024


def figure(side: str) -> str:
    """Base64 of a block with an arm that reaches out to a side."""
    art, file = Image.new("RGBA", (16, 16)), io.BytesIO()
    art.paste((208, 38, 40), (5, 2, 11, 15))
    art.paste((208, 38, 40), (0, 7, 5, 9) if side == "left" else (11, 7, 16, 9))
    art.save(file, "PNG")
    return base64.b64encode(file.getvalue()).decode()


async def enhanced(api: Api, **body: object) -> str:
    """Have a prompt rewritten that can be."""
    answer = await api.post("enhance-prompt", body)
    assert answer.status_code == 200, answer.text
    document: dict[str, Any] = answer.json()
    assert document.keys() == {"enhanced_prompt"}
    return str(document["enhanced_prompt"])


@pytest.mark.clause(
    "enhance-prompt.prompt.alone", "enhance-prompt.words", "enhance-prompt.plain"
)
async def test_a_prompt_alone_is_rewritten(api: Api) -> None:
    """Plain text of 25 to 50 words, in the answer itself."""
    text = await enhanced(api, prompt="dash sword attack")

    assert 25 <= len(text.split()) <= 50
    assert "sword" in text
    assert not set(text) & set("*_#`\n<>")


@pytest.mark.clause("enhance-prompt.cost", "enhance-prompt.synchronous")
async def test_it_costs_nothing_and_makes_no_job(api: Api) -> None:
    """Synchronous and free."""
    before = (await api.get("billing")).json()
    await enhanced(api, prompt="walk")

    assert (await api.get("billing")).json() == before


async def test_the_same_request_has_the_same_answer(api: Api) -> None:
    """Nothing is drawn by lot."""
    body = {"prompt": "walk", "image": picture()}

    assert await enhanced(api, **body) == await enhanced(api, **body)


@pytest.mark.clause("enhance-prompt.image.used", "enhance-prompt.image.data_url")
async def test_the_picture_is_what_is_told_of(api: Api) -> None:
    """Another picture, other words; the form of its base64 says nothing."""
    left = await enhanced(api, prompt="attack", image=figure("left"))
    right = await enhanced(api, prompt="attack", image=figure("right"))
    url = f"data:image/png;base64,{figure('left')}"

    assert "The small figure keeps facing left" in left
    assert "The small figure keeps facing right" in right
    assert left == await enhanced(api, prompt="attack", image=url)


@pytest.mark.clause("enhance-prompt.image.alone", "enhance-prompt.prompt.empty")
@pytest.mark.parametrize("prompt", ["", "  \n"])
async def test_a_picture_alone_is_enough(api: Api, prompt: str) -> None:
    """The prompt may be empty beside an image: a generic caption."""
    text = await enhanced(api, prompt=prompt, image=picture())

    assert 25 <= len(text.split()) <= 50
    assert "breathes" in text


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({}, '"prompt" is missing'),
        ({"image": "x"}, '"prompt" is missing'),
        ({"prompt": ""}, 'needs an "image"'),
        ({"prompt": " "}, 'needs an "image"'),
        ({"prompt": None}, '"prompt" must be a text'),
        ({"prompt": 5}, '"prompt" must be a text'),
        ({"prompt": "x" * 2001}, "at most 2000 characters (found 2001)"),
        ({"prompt": "walk", "model": "nb_flash"}, '"model" is not a model'),
        ({"prompt": "walk", "model": 1}, '"model" must be a text'),
        ({"prompt": "walk", "image": ""}, '"image" is empty'),
        ({"prompt": "walk", "image": "%%"}, '"image" is not base64'),
        ({"prompt": "walk", "image": base64.b64encode(b"x").decode()}, '"image"'),
        ([], "must be a JSON object"),
    ],
)
async def test_what_cannot_be_rewritten_is_a_400(
    api: Api, body: object, says: str
) -> None:
    """Bad JSON, missing fields, invalid values: the message says which."""
    answer = await api.post("enhance-prompt", body)

    assert code_of(answer) == (400, "invalid_request")
    assert says in answer.json()["error"]["message"]


async def test_2000_characters_are_allowed(api: Api) -> None:
    """The longest prompt there is."""
    assert await enhanced(api, prompt="walk " * 400)


@pytest.mark.parametrize(
    ("model", "size", "form", "taken"),
    [
        (None, (256, 256), "PNG", True),
        (None, (257, 256), "PNG", False),
        (None, (8, 8), "JPEG", False),
        (None, (8, 17), "PNG", False),
        ("pixel-engine-v1.1", (8, 16), "PNG", True),
        ("frame-engine-v1.1", (256, 300), "JPEG", True),
        ("frame-engine-v1.1", (255, 300), "PNG", False),
        ("frame-engine-v1.1", (2049, 2048), "PNG", False),
        ("frame-engine-v1.1", (8, 8), "PNG", False),
    ],
)
async def test_a_picture_keeps_the_rules_of_its_model(
    api: Api, model: str | None, size: tuple[int, int], form: str, *, taken: bool
) -> None:
    """The same constraints as /animate, by model; the pixel model is the default."""
    body = {"prompt": "walk", "image": picture(*size, form)}
    if model is not None:
        body["model"] = model
    answer = await api.post("enhance-prompt", body)

    assert answer.status_code == (200 if taken else 400), answer.text
    if not taken:
        assert code_of(answer) == (400, "invalid_request")


async def test_a_picture_above_5_mb_is_too_large(api: Api) -> None:
    """By its decoded size, before anything is decoded."""
    image = base64.b64encode(bytes(5 * MEGABYTE + 1)).decode()
    answer = await api.post("enhance-prompt", {"prompt": "walk", "image": image})

    assert code_of(answer) == (400, "image_too_large")


async def test_a_body_without_end_is_too_large(api: Api) -> None:
    """It is not read to its end."""
    answer = await api.post(
        "enhance-prompt", {"prompt": "walk", "image": "A" * 17 * MEGABYTE}
    )

    assert code_of(answer) == (400, "image_too_large")


async def test_the_client_reads_what_the_engine_says(tmp_path: Path) -> None:
    """End to end, and the caption goes straight into /animate's field."""
    async with (
        in_process(tmp_path) as inside,
        AsyncPixelEngine(
            inside.api_key, base_url=inside.base_url, transport=inside.transport
        ) as engine,
    ):
        found = await engine.enhance_prompt("", image=picture())
        with pytest.raises(RefusedError, match="is not a model"):
            await engine.enhance_prompt("x", model="other")

    assert 25 <= len(found.enhanced_prompt.split()) <= 50


def test_the_client_refuses_with_the_servers_words() -> None:
    """Before anything is sent."""
    with pytest.raises(ValidationError, match='needs an "image" beside it'):
        EnhancePromptBody(prompt="")
