"""Art that is made, prompts that are rewritten, backgrounds that are taken out.

Each step is a request of its own: kept, reused, and asked again only when what it
depends on has changed.
"""

from __future__ import annotations

import io
import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

from pixelengine_import.imaging.decode import decode_still
from tests.support import Workplace, draw, serve

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.support import Server

IDLE = {"prompt": "breathing idle", "output_frames": 2}
HOP = {"prompt": "hopping", "output_frames": 2}
STEPS: dict[str, Any] = {
    "source": "raw.png",
    "pixelate": {"colors": 12},
    "remove_background": True,
}


@pytest.fixture
def place(tmp_path: Path) -> Workplace:
    """A project with a blown-up picture on green ground."""
    place = Workplace.make(tmp_path)
    small = Image.fromarray(draw(20, 20))
    ground = Image.new("RGBA", small.size, (80, 170, 90, 255))
    ground.alpha_composite(small)
    file = io.BytesIO()
    ground.convert("RGB").resize((160, 160), Image.Resampling.NEAREST).save(file, "PNG")
    (place.root / "art/raw.png").write_bytes(file.getvalue())
    return place


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A service that does not say that it is a local engine."""
    folder = tmp_path_factory.mktemp("live")
    with serve(folder, "--pretend-live", "--credits", "5000") as server:
        yield server


def sidecar(place: Workplace, image: object = None, **animations: object) -> None:
    """Write a sidecar whose art is made."""
    document: dict[str, object] = {"animations": animations or {"idle": animate(IDLE)}}
    place.sidecar({"image": STEPS if image is None else image, **document})


def animate(request: dict[str, Any], **beside: object) -> dict[str, Any]:
    """Describe an animation."""
    return {"animate": request, **beside}


def sent(place: Workplace, **variables: str) -> list[str]:
    """Run a sync that must work, and name what was sent."""
    ran = place.pxe("sync", "--yes", "--json", **variables)
    assert ran.code == 0, ran.out + ran.err
    jobs = [r for r in ran.of("job") if r["state"] == "sending"]
    return sorted(job["animation"] for job in jobs)


def picture(place: Workplace) -> bytes:
    """Read the art that was made."""
    return (place.root / "art/hero.png").read_bytes()


def steps(place: Workplace) -> list[dict[str, Any]]:
    """Read how the metadata records it."""
    found: list[dict[str, Any]] = place.metadata()["pixelengine"]["image"]["steps"]
    return found


def recorded(place: Workplace, name: str) -> dict[str, Any]:
    """Read how the metadata records an animation."""
    found: dict[str, Any] = place.metadata()["pixelengine"]["animations"][name]
    return found


def spent(place: Workplace, server: Server) -> int:
    """Ask the service what it was paid."""
    ran = place.pxe("status", **server.variables)
    assert ran.code == 0
    import httpx

    answer = httpx.get(
        f"{server.base_url}/billing",
        headers={"Authorization": f"Bearer {server.api_key}"},
    )
    used: int = answer.json()["totals"]["credits_used"]
    return used


def test_art_is_made_kept_beside_the_sidecar_and_animated(place: Workplace) -> None:
    """In the order of the steps, whatever the file's; then nothing is left to do."""
    sidecar(place)

    assert sent(place) == ["idle", "image: pixelate", "image: remove background"]

    art = decode_still(picture(place))
    assert art.shape == (20, 20, 4)
    assert (art[..., 3] == draw(20, 20)[..., 3]).mean() > 0.95
    assert [step["endpoint"] for step in steps(place)] == [
        "pixelate",
        "remove_background",
    ]
    assert place.sheet().shape == (20, 40, 4)
    assert "nothing changed" in place.pxe("sync").out


def test_a_clone_owes_nothing(place: Workplace, tmp_path: Path) -> None:
    """The committed metadata says how the committed picture was made."""
    sidecar(place)
    sent(place)
    other = place.clone(tmp_path / "clone")

    assert sent(other) == []
    sidecar(other, idle=animate(IDLE), hop=animate(HOP))
    assert sent(other) == ["hop"]
    assert other.outputs() != place.outputs()
    assert picture(other) == picture(place)


def test_a_change_runs_anew_only_what_depends_on_it(place: Workplace) -> None:
    """And what was made once is found again when the change is taken back."""
    sidecar(place)
    sent(place)
    before = place.outputs()

    sidecar(place, {**STEPS, "remove_background": False})
    assert sent(place) == ["idle"]
    sidecar(place, {**STEPS, "pixelate": {"colors": 3}})
    assert sent(place) == ["idle", "image: pixelate", "image: remove background"]
    sidecar(place)
    assert sent(place) == []
    assert place.outputs() == before


def test_art_that_was_deleted_comes_back_with_the_same_bytes(place: Workplace) -> None:
    """From the store, and in a clone by doing the steps again."""
    sidecar(place)
    sent(place)
    before = picture(place)
    (place.root / "art/hero.png").unlink()

    assert sent(place) == []
    assert picture(place) == before

    (place.root / "art/hero.png").unlink()
    shutil.rmtree(place.state)
    assert sent(place) == ["image: pixelate", "image: remove background"]
    assert picture(place) == before


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_picture_that_a_person_drew_is_never_overwritten(
    place: Workplace, when: str
) -> None:
    """Whether it was there first or was painted over."""
    sidecar(place)
    if when == "after":
        sent(place)
    mine = place.art().read_bytes()
    sidecar(place, {**STEPS, "pixelate": {"colors": 4}})

    ran = place.pxe("sync")

    assert ran.code == 6
    assert "art/hero.png: was not written by pxe, or was changed since" in ran.err
    assert picture(place) == mine


def test_nothing_is_paid_while_a_persons_picture_is_in_the_way(
    place: Workplace, live: Server
) -> None:
    """It is looked for before anything is sent."""
    sidecar(place)
    place.art()

    ran = place.pxe("sync", "--yes", "--json", **live.variables)

    assert ran.code == 6
    assert ran.of("job") == []


def test_making_it_and_naming_it_are_the_same_request(place: Workplace) -> None:
    """Who likes the picture keeps it, and pays for no animation again."""
    sidecar(place)
    sent(place)
    sheet = place.outputs()[".sheet.png"]

    sidecar(place, "hero.png")

    assert sent(place) == []
    assert place.outputs()[".sheet.png"] == sheet
    assert "image" not in place.metadata()["pixelengine"]


def test_a_prompt_is_rewritten_once_and_remembered(
    place: Workplace, tmp_path: Path
) -> None:
    """What was sent is in the metadata, so that a clone asks nobody."""
    sidecar(place, idle=animate(IDLE, enhance_prompt=True))

    assert "idle: prompt" in sent(place)

    record = recorded(place, "idle")
    (step,) = record["steps"]
    assert step["endpoint"] == "enhance_prompt"
    assert step["request"]["prompt"] == "breathing idle"
    assert step["output"] == record["prompt"] != "breathing idle"
    assert 10 <= len(record["prompt"].split()) <= 60
    assert sent(place.clone(tmp_path / "clone")) == []


def test_a_background_is_taken_out_of_an_animation(
    place: Workplace, tmp_path: Path
) -> None:
    """In place of the matte; two requests lie behind the frames."""
    opaque = {"source": "raw.png", "pixelate": True}
    sidecar(place, opaque, idle=animate(IDLE, remove_background=True))

    assert "idle: remove background" in sent(place)

    sheet = place.sheet()
    assert (sheet[0, :, 3] == 0).all()
    assert (sheet[10, 10] == (240, 150, 120, 255)).all()
    (raw,) = recorded(place, "idle")["steps"]
    assert raw["endpoint"] == "animate"
    assert raw["request_key"] != recorded(place, "idle")["request_key"]
    other = place.clone(tmp_path / "clone")
    assert sent(other) == []
    sidecar(place, opaque, idle=animate(IDLE))
    assert sent(place) == []
    assert (place.sheet()[0, :, 3] == 255).all()


def test_a_palette_file_is_its_colours(place: Workplace) -> None:
    """Another name for it changes nothing, another colour in it does."""
    folder = place.root / "palettes"
    folder.mkdir()
    lines = "28143c\nc8505a\nf09678\n0a0a0a\n50aa5a\n"
    (folder / "dusk.hex").write_text(lines)
    made = {**STEPS, "pixelate": {"palette": "res://palettes/dusk.hex"}}
    sidecar(place, made)
    sent(place)
    colours = {f"{r:02x}{g:02x}{b:02x}" for r, g, b, a in opaque_pixels(place) if a}
    assert colours <= set(lines.split())

    (folder / "dusk.hex").rename(folder / "dawn.hex")
    sidecar(place, {**STEPS, "pixelate": {"palette": "res://palettes/dawn.hex"}})
    assert sent(place) == []
    (folder / "dawn.hex").write_text(lines.replace("c8505a", "c85099"))
    assert "image: pixelate" in sent(place)
    (folder / "dawn.hex").write_text("no colour\n")
    ran = place.pxe("sync")
    assert ran.code == 2
    assert (
        'art/hero.pxe.json:5: "dawn.hex" holds no colour in line 1 (found '
        "'no colour'). Write it as ff0000."
    ) in ran.err


def opaque_pixels(place: Workplace) -> list[list[int]]:
    """List the pixels of the art."""
    pixels: list[list[int]] = decode_still(picture(place)).reshape(-1, 4).tolist()
    return pixels


def test_what_it_can_cost_is_said_before_anything_is_sent(
    place: Workplace, live: Server
) -> None:
    """An upper bound for what cannot be known yet; less than that is never sent."""
    sidecar(place, hop=animate(HOP, remove_background=True), idle=animate(IDLE))

    plan = place.pxe("plan", "--json", **live.variables)
    (row,) = plan.of("plan")
    assert row["price"] == 2 + 22 + 20
    assert row["new_jobs"] == 2 + 2 + 1
    assert row["reasons"] == [
        "the art: /pixelate: new",
        '"hop": waits for its art',
        '"idle": waits for its art',
    ]
    refused = place.pxe("sync", "--budget", "43", "--json", **live.variables)
    assert refused.code == 4
    assert refused.of("job") == []


def test_an_upper_price_is_not_the_price(place: Workplace, live: Server) -> None:
    """When art that is lost comes back the same, its animations are there already."""
    sidecar(place, {"source": "raw.png", "pixelate": {"colors": 12}})
    sent(place, **live.variables)
    before = spent(place, live)
    (place.root / "art/hero.png").unlink()
    shutil.rmtree(place.state)

    refused = place.pxe("sync", "--json", **live.variables)

    assert refused.code == 4
    assert refused.of("plan")[0]["price"] == 20
    assert sent(place, **live.variables) == ["image: pixelate"]
    assert spent(place, live) == before


def test_it_costs_what_it_costs_and_never_twice(
    place: Workplace, live: Server, tmp_path: Path
) -> None:
    """Counted by the service: 2 for the art, 20 for an animation, 2 for its ground."""
    before = spent(place, live)
    sidecar(place, idle=animate(IDLE))
    sent(place, **live.variables)
    assert spent(place, live) - before == 22

    sidecar(place, idle=animate(IDLE, remove_background=True))
    assert sent(place, **live.variables) == ["idle: remove background"]
    assert spent(place, live) - before == 24

    other = place.clone(tmp_path / "clone")
    assert sent(other) == []
    assert sent(other, **live.variables) == []
    assert spent(place, live) - before == 24
    assert recorded(other, "idle")["engine"] == "live"
    assert recorded(other, "idle")["credits"] == 22
    assert [step["credits"] for step in steps(other)] == [0, 2]


def test_going_live_replaces_previews_step_by_step(
    place: Workplace, live: Server
) -> None:
    """A preview of a step never stands under a paid animation."""
    sidecar(place, idle=animate(IDLE, remove_background=True, enhance_prompt=True))
    sent(place)

    assert sent(place, **live.variables) == [
        "idle",
        "idle: prompt",
        "idle: remove background",
        "image: pixelate",
        "image: remove background",
    ]
    assert {step["engine"] for step in steps(place)} == {"live"}
    assert {s["engine"] for s in recorded(place, "idle")["steps"]} == {"live"}
    assert sent(place) == []


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (None, 'art/hero.pxe.json:3: there is no "art/raw.png". Add it, or name'),
        (b"<svg>", 'art/hero.pxe.json:3: "raw.png": the picture must be'),
        (
            (3000, 20),
            (
                'art/hero.pxe.json:3: "raw.png" is too large for /pixelate (found '
                "3000x20 pixels). Use at most 2048x2048 pixels."
            ),
        ),
    ],
)
def test_a_picture_that_cannot_be_used_is_named_with_its_line(
    place: Workplace, raw: object, message: str
) -> None:
    """Before anything is sent."""
    file = place.root / "art/raw.png"
    if raw is None:
        file.unlink()
    elif isinstance(raw, bytes):
        file.write_bytes(raw)
    elif isinstance(raw, tuple):
        Image.new("RGB", raw).save(file)
    sidecar(place)

    ran = place.pxe("sync")

    assert ran.code == 2
    assert message in ran.err


def test_the_picture_is_listed_in_json(place: Workplace) -> None:
    """For the editor: which file has appeared."""
    sidecar(place)
    ran = place.pxe("sync", "--json")

    (made,) = ran.of("picture")
    assert made == {
        "type": "picture",
        "sidecar": "art/hero.pxe.json",
        "path": "art/hero.png",
    }
    assert json.loads(ran.out.splitlines()[-1])["published"] == 1
