"""``POST /generate-image``: every row of the reference's tables."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from pixelengine_import.imaging.decode import decode_still
from pixelengine_import.imaging.png import encode_png
from pixelengine_import.local_engine.engine import LocalEngine
from pixelengine_import.testing.clock import FakeClock
from tests.support import draw

from .bodies import picture
from .conftest import BASE_URL, Gate, running
from .service import code_of

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Api, OpenApi

COSTS = {
    "nb_flash": 10,
    "nb_pro": 30,
    "oai_gpt2_low": 6,
    "oai_gpt2_medium": 12,
    "oai_gpt2_high": 36,
}
FEW = {"palette": ["#1a1a1a", "#c83232", "#f0c878", "#ffffff"]}
CHOICE = 'needs either "colors" or "palette"'
MODELS = (
    '"nb_flash" or "nb_pro" or "oai_gpt2_low" or "oai_gpt2_medium" or "oai_gpt2_high"'
)


def body(**changes: object) -> dict[str, Any]:
    """A body that is taken; None takes a field out."""
    whole: dict[str, object] = {
        "prompt": "a knight standing in a torchlit dungeon",
        "pixel_config": {"colors": 24},
    }
    whole |= changes
    return {name: value for name, value in whole.items() if value is not None}


async def submitted(api: Api, **changes: object) -> dict[str, Any]:
    """Submit a job that is taken, and wait for it."""
    answer = await api.post("generate-image", body(**changes))
    assert answer.status_code == 200, answer.text
    document = answer.json()
    assert document["status"] == "queued"
    assert document["error"] is None
    return await api.finished(document["api_job_id"])


async def made(api: Api, **changes: object) -> tuple[dict[str, Any], bytes]:
    """Submit a job, and fetch what became of it."""
    job = await submitted(api, **changes)
    assert job["status"] == "success"
    found = await api.client.get(job["output"]["url"])
    assert found.headers["content-type"] == "image/png"
    return job, found.content


def colours_of(data: bytes) -> set[tuple[int, int, int]]:
    """The opaque colours of a PNG."""
    pixels = decode_still(data)
    return {(r, g, b) for r, g, b in pixels[pixels[..., 3] > 0][:, :3].tolist()}


def sent(image: np.ndarray[Any, np.dtype[np.uint8]]) -> str:
    """Base64 of a PNG."""
    return base64.b64encode(encode_png(image)).decode()


@pytest.fixture
async def real(open_api: OpenApi) -> Api:
    """An engine that does its own picture work."""
    return await open_api(painter=None)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"prompt": None}, '"prompt" is missing. Add it.'),
        ({"prompt": "  "}, '"prompt" must say something (found an empty text)'),
        ({"prompt": 7}, '"prompt" must be a text (found 7)'),
        ({"pixel_config": None}, '"pixel_config" is missing. Add it.'),
        ({"pixel_config": []}, '"pixel_config" must be an object (found a list of 0)'),
        (
            {"pixel_config": {}},
            f'"pixel_config" {CHOICE} (found neither). Give one of them.',
        ),
        (
            {"pixel_config": {"colors": 8, **FEW}},
            f'"pixel_config" {CHOICE} (found both). Give one of them.',
        ),
        (
            {"pixel_config": {"colors": 1}},
            '"pixel_config.colors" must be at least 2 (found 1)',
        ),
        (
            {"pixel_config": {"colors": 257}},
            '"pixel_config.colors" must be at most 256 (found 257)',
        ),
        (
            {"pixel_config": {"palette": []}},
            '"pixel_config.palette" must not be empty (found a list of 0)',
        ),
        (
            {"pixel_config": {"palette": ["#fff"]}},
            (
                '"pixel_config.palette[0]" must be a colour of six hex digits such as '
                '#ff0000 (found "#fff")'
            ),
        ),
        (
            {"model": "nb_next"},
            (
                '"model" is not a model of this local engine (found "nb_next"). Use '
                f"{MODELS}."
            ),
        ),
        (
            {"model": "oai_gpt25_low"},
            (
                '"model" is not a model of this local engine (found "oai_gpt25_low"). '
                f"Use {MODELS}."
            ),
        ),
        ({"seed": 0}, '"seed" must be at least 1 (found 0)'),
        (
            {"seed": 10_000_000_000},
            '"seed" must be at most 9999999999 (found 10000000000)',
        ),
        ({"seed": 1.5}, '"seed" must be a whole number (found 1.5)'),
        (
            {"image": picture(), "image_url": "https://example.com/a.png"},
            (
                '"image_url" and "image" exclude each other (found both). Give one of '
                "them."
            ),
        ),
        (
            {"image_url": "http://example.com/a.png"},
            '"image_url" must be an https address (found "http://example.com/a.png")',
        ),
        ({"image": ""}, '"image" is empty. Send the picture in base64.'),
        (
            {"image": picture(form="WEBP")},
            (
                '"image" has a format that nb_flash does not take (found WEBP). Use '
                "PNG or JPEG."
            ),
        ),
        (
            {"image": picture(form="GIF")},
            (
                '"image" has a format that nb_flash does not take (found GIF). Use '
                "PNG or JPEG."
            ),
        ),
    ],
)
async def test_a_broken_rule_is_a_400_that_says_what_to_do(
    api: Api, changes: dict[str, object], message: str
) -> None:
    """Field, what was found, what to do; nothing is held."""
    before = await api.balance()
    answer = await api.post("generate-image", body(**changes))

    assert code_of(answer) == (400, "invalid_request")
    assert answer.json()["error"]["message"] == message
    assert await api.balance() == before


async def test_a_reference_of_more_than_5_mb_is_too_large(api: Api) -> None:
    """Judged by the length of the base64."""
    image = "AAAA" * (6 * 1024 * 1024 // 3)
    answer = await api.post("generate-image", body(image=image))

    assert code_of(answer) == (400, "image_too_large")
    assert answer.json()["error"]["message"] == (
        '"image" is too large (found 6.0 MB). Send at most 5.0 MB.'
    )


async def test_sides_have_no_rule_but_memory_has_a_budget(api: Api) -> None:
    """Long and thin is taken; what would take gigabytes to work on is not."""
    assert (await api.post("generate-image", body(image=picture(300, 9)))).is_success
    answer = await api.post("generate-image", body(image=picture(4001, 4000)))

    assert code_of(answer) == (400, "image_too_large")
    assert answer.json()["error"]["message"] == (
        '"image" is too large for this local engine (found 4001x4000 pixels). Use at '
        "most 16,000,000 pixels."
    )


async def test_an_address_is_not_fetched_unless_it_is_allowed(api: Api) -> None:
    """A server that opens addresses for others can be aimed at its own network."""
    answer = await api.post(
        "generate-image", body(image_url="https://example.com/a.png")
    )

    assert code_of(answer) == (400, "image_fetch_failed")


@pytest.mark.clause("generate-image.image_url.fetched", "generate-image.image_to_image")
async def test_a_fetched_picture_is_edited_like_one_that_was_sent(
    tmp_path: Path,
) -> None:
    """Both ways of handing it over lead to the same bytes."""
    art = encode_png(draw(16, 16))
    clock = FakeClock()
    asked: list[tuple[str, int]] = []

    def fetch(url: str, most: int) -> bytes:
        asked.append((url, most))
        return art

    engine = LocalEngine(tmp_path, clock=clock, fetch=fetch)
    async with running(engine, clock, pretend_live=False) as api:
        edit = {"prompt": "mirror it", "model": "oai_gpt2_low", "seed": 4}
        one = await made(api, image_url="https://example.com/a.png", **edit)
        other = await made(api, image=base64.b64encode(art).decode(), **edit)

    assert asked == [("https://example.com/a.png", 5 * 1024 * 1024)]
    assert one[1] == other[1]
    assert np.array_equal(decode_still(one[1]), draw(16, 16)[:, ::-1])


@pytest.mark.clause("generate-image.cost.flat")
@pytest.mark.parametrize("model", COSTS)
@pytest.mark.parametrize("image", [None, picture()])
async def test_a_picture_costs_what_its_model_costs(
    real: Api, model: str, image: str | None
) -> None:
    """Flat, with a reference or without."""
    before = await real.balance()
    job = await submitted(real, model=model, image=image)
    after = await real.balance()

    assert job["billing"] == {
        "credits_held": COSTS[model],
        "credits_charged": COSTS[model],
        "hold_status": "captured",
    }
    assert before["available"] - after["available"] == COSTS[model]


@pytest.mark.clause("generate-image.model.default", "generate-image.cost.nb_flash")
async def test_the_model_is_nb_flash_when_left_out(real: Api) -> None:
    """The default is spelled out in ``inputs``."""
    job = await submitted(real)

    assert job["inputs"]["model"] == "nb_flash"
    assert job["billing"]["credits_charged"] == COSTS["nb_flash"]


async def test_without_enough_credits_it_is_a_402(open_api: OpenApi) -> None:
    """One credit short."""
    api = await open_api(credits=9)
    answer = await api.post("generate-image", body())

    assert code_of(answer) == (402, "insufficient_credits")


async def test_no_key_is_a_401_and_another_method_a_405(api: Api) -> None:
    """Codes of the reference."""
    address = f"{BASE_URL}/generate-image"
    without = await api.client.post(address, headers={"Authorization": ""})
    method = await api.client.get(address)

    assert code_of(without) == (401, "unauthorized")
    assert code_of(method) == (405, "method_not_allowed")


async def test_inputs_show_what_was_asked_and_no_picture(real: Api) -> None:
    """Defaults filled in, colours written in one way, the seed as it was given."""
    job = await submitted(
        real,
        pixel_config={"palette": ["C83232", "#FFFFFF"]},
        seed=12345,
        image=picture(),
        unknown="ignored",
    )

    assert job["inputs"] == {
        "prompt": "a knight standing in a torchlit dungeon",
        "model": "nb_flash",
        "pixel_config": {"palette": ["#c83232", "#ffffff"]},
        "seed": 12345,
    }


async def test_inputs_have_no_seed_that_was_not_given(real: Api) -> None:
    """As the reference says."""
    assert "seed" not in (await submitted(real))["inputs"]


async def test_the_output_is_a_png_whose_metadata_tells_its_size(real: Api) -> None:
    """Width and height of the file itself."""
    job, data = await made(real, prompt="a green slime 48x48")
    metadata = job["output"]["metadata"]

    assert job["output"]["content_type"] == "image/png"
    assert (metadata["width"], metadata["height"]) == (48, 48)
    assert decode_still(data).shape == (48, 48, 4)


async def test_nobody_can_take_it_for_a_models_picture(real: Api) -> None:
    """How it was made, what was read, and what was left out."""
    job, _ = await made(real, model="nb_pro")
    metadata = job["output"]["metadata"]

    assert metadata["simulated"] is True
    assert metadata["method"] == "procedural"
    assert metadata["model_requested"] == "nb_pro"
    assert metadata["model_used"] == "none"
    assert metadata["note"] == "Made by rules from words; no image model was run."
    assert metadata["subject"] == "person"
    assert metadata["understood"] == "knight, torchlit"
    assert metadata["ignored"] == "dungeon"
    assert all(not isinstance(value, dict | list) for value in metadata.values())


async def test_an_edit_says_that_it_is_one(real: Api) -> None:
    """And what of the prompt no rule can do."""
    job, _ = await made(
        real, prompt="make it darker, now wearing a red cape", image=sent(draw())
    )
    metadata = job["output"]["metadata"]

    assert metadata["method"] == "rule-edit"
    assert metadata["understood"] == "darken"
    assert metadata["ignored"] == "red, cape"


async def test_pretending_to_be_live_leaves_the_notes_out(open_api: OpenApi) -> None:
    """Width and height, as the reference has it."""
    api = await open_api(painter=None, pretend_live=True)
    job, _ = await made(api)

    assert job["output"]["metadata"].keys() == {"width", "height"}


@pytest.mark.clause("generate-image.pixel_config.colors.kept")
@pytest.mark.parametrize("colors", [2, 5, 24, 256])
@pytest.mark.parametrize("image", [None, picture(90, 60, "JPEG")])
async def test_there_are_no_more_colours_than_asked_for(
    real: Api, colors: int, image: str | None
) -> None:
    """Count mode, for words and for references."""
    _, data = await made(real, pixel_config={"colors": colors}, image=image)

    assert 1 <= len(colours_of(data)) <= colors


@pytest.mark.clause("generate-image.pixel_config.palette.kept")
@pytest.mark.parametrize("image", [None, picture(90, 60, "JPEG")])
async def test_a_palette_is_kept_to(real: Api, image: str | None) -> None:
    """Palette mode, for words and for references."""
    _, data = await made(real, pixel_config=FEW, image=image)

    assert colours_of(data) <= {
        (0x1A, 0x1A, 0x1A),
        (0xC8, 0x32, 0x32),
        (0xF0, 0xC8, 0x78),
        (0xFF, 0xFF, 0xFF),
    }


@pytest.mark.clause("generate-image.image.data_url")
async def test_a_jpeg_in_a_data_url_is_taken(real: Api) -> None:
    """The prefix is stripped."""
    image = "data:image/jpeg;base64," + picture(64, 48, "JPEG")
    job, data = await made(real, image=image, prompt="grayscale")

    assert job["output"]["metadata"]["understood"] == "grey"
    assert decode_still(data).shape == (48, 64, 4)
    assert all(len(set(colour)) == 1 for colour in colours_of(data))


@pytest.mark.clause("generate-image.seed.openai")
async def test_openai_models_honour_the_seed(real: Api) -> None:
    """The same one gives the same bytes, another one another knight."""
    asked = {"model": "oai_gpt2_medium"}
    one = await made(real, seed=7, **asked)
    again = await made(real, seed=7, **asked)
    other = await made(real, seed=8, **asked)

    assert one[0]["api_job_id"] != again[0]["api_job_id"]
    assert one[1] == again[1]
    assert one[1] != other[1]
    assert one[0]["output"]["metadata"]["seed_used"] == "7"


@pytest.mark.clause("generate-image.seed.google")
async def test_google_models_ignore_the_seed(real: Api) -> None:
    """The field is taken and changes nothing; the words do."""
    one = await made(real, seed=7)
    other = await made(real, seed=8)
    without = await made(real)
    words = await made(real, prompt="a knight in a torchlit dungeon")

    assert one[1] == other[1] == without[1]
    assert one[1] != words[1]


async def test_the_seed_that_was_drawn_can_be_asked_for(real: Api) -> None:
    """What a model without seeds has drawn, one with seeds draws again."""
    drawn = await made(real)
    seed = int(drawn[0]["output"]["metadata"]["seed_used"])
    again = await made(real, model="oai_gpt2_low", seed=seed)

    assert drawn[1] == again[1]


async def test_a_cancelled_picture_costs_nothing(open_api: OpenApi) -> None:
    """The hold is released, and no output appears."""
    gate = Gate()
    api = await open_api(painter=gate)
    before = await api.balance()
    answer = await api.post("generate-image", body())
    job_id = answer.json()["api_job_id"]
    assert (await api.balance())["reserved"] == COSTS["nb_flash"]
    assert (await api.post("cancel", {"api_job_id": job_id})).is_success
    job = await api.job(job_id)

    assert job["status"] == "cancelled"
    assert job["billing"]["hold_status"] == "released"
    assert job["output"] is None
    assert await api.balance() == before


async def test_a_picture_can_go_straight_on_into_an_animation(real: Api) -> None:
    """What it gives, /animate takes: a PNG within 256 pixels."""
    _, data = await made(real, prompt="a slime")
    image = base64.b64encode(data).decode()
    answer = await real.post("animate", {"image": image, "prompt": "bouncing"})

    assert answer.status_code == 200
    assert (await real.finished(answer.json()["api_job_id"]))["status"] == "success"
