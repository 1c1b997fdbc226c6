"""``pxe sync`` as a user meets it, on the local engine."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from tests.support import draw

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support import Workplace


def test_one_sidecar_gives_a_sheet_sprite_frames_and_metadata(
    workplace: Workplace,
) -> None:
    """The shortest sidecar ends in three files beside it."""
    workplace.hero()

    ran = workplace.pxe("sync")

    assert (ran.code, ran.err) == (0, "")
    assert set(workplace.outputs()) == {".sheet.png", ".frames.tres", ".frames.json"}
    assert ran.out.splitlines()[0] == "local engine (offline, free)"
    assert ran.out.splitlines()[-1] == "1 sidecar: 1 updated"
    sheet = workplace.sheet()
    assert sheet.shape == (16, 32, 4)
    assert not np.array_equal(sheet[:, :16], sheet[:, 16:])


def test_the_first_frame_is_the_art_and_its_ground_is_clear_again(
    workplace: Workplace,
) -> None:
    """The matte that the art was flattened on is taken out exactly."""
    workplace.hero()
    workplace.pxe("sync")

    assert np.array_equal(workplace.sheet()[:, :16], draw())


def test_a_second_run_says_so_and_touches_nothing(workplace: Workplace) -> None:
    """Unchanged means free: no byte, no mtime."""
    workplace.hero()
    workplace.pxe("sync")
    before = workplace.stamps()

    ran = workplace.pxe("sync")

    assert ran.code == 0
    assert ran.out == "local engine: 1 sidecar, nothing changed\n"
    assert workplace.stamps() == before


def test_art_saved_again_with_the_same_pixels_changes_nothing(
    workplace: Workplace,
) -> None:
    """Another file with the same pixels is the same art."""
    workplace.hero()
    workplace.pxe("sync")
    before = workplace.outputs()
    Image.fromarray(draw()).save(workplace.root / "art/hero.png", compress_level=0)

    ran = workplace.pxe("sync", "--json")

    assert ran.of("published") == []
    assert ran.of("unchanged") == [
        {
            "type": "unchanged",
            "sidecar": "art/hero.pxe.json",
            "engine": "local",
            "kept": False,
        }
    ]
    assert workplace.outputs() == before


def test_one_changed_pixel_is_another_request(workplace: Workplace) -> None:
    """Art that changed is animated anew."""
    workplace.hero()
    workplace.pxe("sync")
    before = workplace.metadata()
    image = draw()
    image[8, 8] = (1, 2, 3, 255)
    workplace.art(image=image)

    workplace.pxe("sync")

    after = workplace.metadata()
    old, new = (m["pixelengine"]["animations"]["default"] for m in (before, after))
    assert old["request_key"] != new["request_key"]
    assert np.array_equal(workplace.sheet()[:, :16], image)


def test_timing_is_rendered_anew_without_a_new_job(workplace: Workplace) -> None:
    """fps, loop and direction are not asked of the service."""
    workplace.hero()
    workplace.pxe("sync")
    sheet = workplace.output(".sheet.png").stat()
    workplace.hero(fps=12, loop=False)

    ran = workplace.pxe("sync", "--json")

    assert ran.of("job") == []
    (published,) = ran.of("published")
    assert published["written"] == ["art/hero.frames.tres", "art/hero.frames.json"]
    assert workplace.output(".sheet.png").stat().st_mtime_ns == sheet.st_mtime_ns
    assert '"speed": 12.0' in workplace.output(".frames.tres").read_text()


def test_the_same_bytes_come_back_after_losing_an_output_and_all_state(
    workplace: Workplace,
) -> None:
    """Local results are the same bytes wherever and whenever they are made."""
    workplace.hero("walk to the right")
    workplace.pxe("sync")
    before = workplace.outputs()
    for lost in before:
        workplace.output(lost).unlink()
        workplace.state.rename(workplace.state.with_name(f"gone{lost}"))

        assert workplace.pxe("sync").code == 0
        assert workplace.outputs() == before


def test_a_fresh_clone_is_a_run_with_nothing_to_do(
    workplace: Workplace, tmp_path: Path
) -> None:
    """The committed metadata is the lock file."""
    workplace.hero()
    workplace.pxe("sync")
    clone = workplace.clone(tmp_path / "clone")
    before = clone.stamps()

    ran = clone.pxe("sync", "--json")

    assert ran.code == 0
    assert ran.of("job") == []
    assert clone.stamps() == before


def test_a_renamed_sidecar_finds_its_frames_again(
    workplace: Workplace, tmp_path: Path
) -> None:
    """A rename is no new request, even in a clone that has no store."""
    workplace.hero()
    workplace.sidecar({"image": "hero.png", **_read(workplace)})
    workplace.pxe("sync")
    clone = workplace.clone(tmp_path / "clone")
    (clone.root / "art/hero.pxe.json").rename(clone.root / "art/knight.pxe.json")

    ran = clone.pxe("sync", "--json")

    assert ran.code == 0
    assert ran.of("job") == []
    assert np.array_equal(clone.sheet("knight"), clone.sheet("hero"))


def _read(workplace: Workplace) -> dict[str, object]:
    text = (workplace.root / "art/hero.pxe.json").read_text()
    document: dict[str, object] = json.loads(text)
    return document


def test_a_replaced_output_gets_a_later_second(workplace: Workplace) -> None:
    """Godot looks at whole seconds only."""
    workplace.hero()
    workplace.pxe("sync")
    sheet = workplace.output(".sheet.png")
    future = int(sheet.stat().st_mtime) + 1000
    os.utime(sheet, (future, future))
    workplace.hero("jump")

    workplace.pxe("sync")

    assert int(sheet.stat().st_mtime) == future + 1


def test_an_animation_that_was_added_leaves_the_others_as_they_are(
    workplace: Workplace,
) -> None:
    """Only what is new is asked for."""
    workplace.art()
    idle = {"animate": {"prompt": "idle", "output_frames": 2}}
    workplace.sidecar({"animations": {"idle": idle}})
    workplace.pxe("sync")
    jump = {"animate": {"prompt": "jump", "output_frames": 4}}
    workplace.sidecar({"animations": {"idle": idle, "jump": jump}})

    ran = workplace.pxe("sync", "--json")

    assert {job["animation"] for job in ran.of("job")} == {"jump"}
    tags = [tag["name"] for tag in workplace.metadata()["meta"]["frameTags"]]
    assert tags == ["idle", "jump"]


def test_keyframes_come_back_at_their_places(workplace: Workplace) -> None:
    """The poses that were drawn stand where they were put, others lie between."""
    first, second = draw(), np.roll(draw(hue=40), 2, axis=0)
    workplace.art("a", first)
    workplace.art("b", second)
    workplace.sidecar(
        {
            "keyframes": {
                "prompt": "hop",
                "render_mode": "pixel",
                "total_frames": 5,
                "frames": [
                    {"index": 0, "image": "a.png"},
                    {"index": 4, "image": "b.png"},
                ],
            }
        }
    )

    assert workplace.pxe("sync").code == 0

    frames = [workplace.sheet()[:, 16 * i : 16 * i + 16] for i in range(5)]
    assert np.array_equal(frames[0], first)
    assert np.array_equal(frames[4], second)
    for between in frames[1:4]:
        assert not np.array_equal(between, first)
        assert not np.array_equal(between, second)


def test_padding_is_a_setting_of_the_project(workplace: Workplace) -> None:
    """pixelengine.toml lays the sheet out; that costs no job."""
    workplace.hero()
    workplace.pxe("sync")
    (workplace.root / "pixelengine.toml").write_text("[sheet]\npadding = 3\n")

    ran = workplace.pxe("sync", "--json")

    assert ran.of("job") == []
    assert workplace.sheet().shape == (16, 35, 4)


def test_one_sidecar_can_be_named_alone(workplace: Workplace) -> None:
    """A path limits the run to what lies below it."""
    workplace.hero()
    workplace.art("other")
    workplace.sidecar({"animate": {"prompt": "idle"}}, "other")

    workplace.pxe("sync", "art/hero.pxe.json")

    assert workplace.outputs("hero")
    assert not workplace.outputs("other")


def test_plan_says_what_and_why_and_does_nothing(workplace: Workplace) -> None:
    """A plan writes no output and starts no job."""
    workplace.hero()
    workplace.pxe("sync")
    workplace.hero("jump")
    before = workplace.stamps()

    ran = workplace.pxe("plan")

    assert ran.out == (
        "local engine (offline, free)\n"
        "art/hero.pxe.json: 1 new job (free)\n"
        '    "default": prompt changed\n'
        "1 new job, free; run pxe sync\n"
    )
    assert workplace.stamps() == before
    assert workplace.pxe("plan", "--exit-code").code == 3


def test_status_shows_each_state(workplace: Workplace) -> None:
    """Every sidecar is listed with what it is."""
    workplace.hero()
    workplace.pxe("sync")
    workplace.art("other")
    workplace.sidecar({"animate": {"prompt": "idle"}}, "other")
    workplace.sidecar({"animate": {}}, "broken")

    ran = workplace.pxe("status", "--json")

    states = {r["sidecar"]: r["state"] for r in ran.of("sidecar")}
    assert states == {
        "art/hero.pxe.json": "preview",
        "art/other.pxe.json": "stale",
        "art/broken.pxe.json": "failed",
    }
