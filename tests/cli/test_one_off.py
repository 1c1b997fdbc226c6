"""One command, one file: with the local engine, as real processes."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from pixelengine_import.imaging.decode import decode_frames, decode_still, inspect
from tests.support import draw

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support import Workplace

HERO = "art/hero.png"


@pytest.fixture
def hero(workplace: Workplace) -> Workplace:
    """A project with art; no command needs the project."""
    workplace.art()
    return workplace


def _pipe(place: Workplace, *arguments: str, data: bytes) -> tuple[int, bytes]:
    """Run a command with pictures on its input and output."""
    done = subprocess.run(
        [sys.executable, "-m", "pixelengine_import", *arguments],
        cwd=place.root,
        env=place.environment(),
        input=data,
        capture_output=True,
        check=False,
        timeout=240,
    )
    return done.returncode, done.stdout


# -- animate ---------------------------------------------------------------------------


def test_an_animation_is_written_beside_its_picture(hero: Workplace) -> None:
    """Transparent as the art is, and said with its size, seed and price."""
    ran = hero.pxe("animate", HERO, "breathing idle", "--frames", "4")

    assert (ran.code, ran.err) == (0, "")
    first, second, last = ran.out.splitlines()
    assert first == "local engine (offline, free)"
    assert second == "art/hero.animate.webp: animate: sending"
    assert last.startswith("art/hero.animate.webp: 4 frames of 16x16, seed ")
    assert last.endswith("; job 1 of the local engine, free")
    frames, times = decode_frames((hero.root / "art/hero.animate.webp").read_bytes())
    assert np.array_equal(frames[0], draw())
    assert times == (125,) * 4


def test_the_very_same_request_again_is_free_and_says_so(hero: Workplace) -> None:
    """Its result is stored; the engine is not even started."""
    hero.pxe("animate", HERO, "idle", "--frames", "2")
    made = (hero.root / "art/hero.animate.webp").read_bytes()

    there = hero.pxe("animate", HERO, "idle", "--frames", "2")
    again = hero.pxe("animate", HERO, "idle", "--frames", "2", "--force", "--json")

    assert there.code == 2
    assert there.err == (
        "error: art/hero.animate.webp is there already. Use --force, or name another.\n"
    )
    assert [record["type"] for record in again.records] == ["hello", "result"]
    (result,) = again.of("result")
    assert (result["reused"], result["job"], result["credits"]) == (True, 1, 0)
    assert (hero.root / "art/hero.animate.webp").read_bytes() == made


def test_another_try_has_another_seed_and_can_be_had_again(hero: Workplace) -> None:
    """--again goes on counting where --reroll names one."""
    seeds = []
    for i, options in enumerate([(), ("--again",), ("--again",), ("--reroll", "1")]):
        ran = hero.pxe(
            *("animate", HERO, "idle", "--frames", "2", "--json"),
            *("-o", f"{i}.webp", *options),
        )
        (result,) = ran.of("result")
        seeds.append((result["seed"], result["reused"]))

    assert len({seed for seed, _ in seeds}) == 3
    assert seeds[3] == (seeds[1][0], True)
    assert [reused for _, reused in seeds] == [False, False, False, True]


def test_the_name_of_the_file_says_what_it_becomes(hero: Workplace) -> None:
    """One request, three kinds of file; the frames are the same."""
    kinds = {}
    for ending in ("webp", "gif", "png"):
        hero.pxe("animate", HERO, "jump", "--frames", "2", "-o", f"out.{ending}")
        data = (hero.root / f"out.{ending}").read_bytes()
        kinds[ending] = inspect(data).format
    listed = hero.pxe("jobs", "ls", "--json").of("journal_job")

    assert kinds == {"webp": "WEBP", "gif": "GIF", "png": "PNG"}
    assert len(listed) == 1
    strip = decode_still((hero.root / "out.png").read_bytes())
    frames, _ = decode_frames((hero.root / "out.webp").read_bytes())
    assert np.array_equal(strip, np.concatenate(list(frames), axis=1))


def test_what_is_named_is_what_the_service_is_asked_for(hero: Workplace) -> None:
    """Every option is a field of the request."""
    ran = hero.pxe(
        *("animate", HERO, "walk", "--output-frames", "2", "--seed", "7"),
        *("--negative-prompt", "blur", "--palette", "#281446,#C8505A,#f0967850"[:23]),
        *("--output-format", "gif", "--matte-color", "00ff00", "--no-transparent"),
        *("-o", "walk.gif"),
    )

    assert (ran.code, ran.err) == (0, "")
    (job,) = hero.pxe("jobs", "show", "1", "--json").of("journal_job")
    assert job["request"] == {
        "prompt": "walk",
        "negative_prompt": "blur",
        "model": "pixel-engine-v1.1",
        "output_frames": 2,
        "pixel_config": {"palette": ["#281446", "#c8505a", "#f09678"]},
        "seed": 7,
        "output_format": "gif",
        "matte_color": "#00ff00",
    }
    frames, _ = decode_frames((hero.root / "walk.gif").read_bytes())
    assert (frames[..., 3] == 255).all()


def test_a_sidecar_that_asks_for_the_same_shares_the_result(hero: Workplace) -> None:
    """Who has tried a prompt out has it in the project for nothing, and the reverse."""
    hero.pxe("animate", HERO, "idle", "--frames", "2")
    hero.sidecar({"animate": {"prompt": "idle", "output_frames": 2}})

    ran = hero.pxe("sync", "--json")

    assert ran.code == 0
    assert ran.of("job") == []
    assert len(ran.of("published")) == 1
    assert len(hero.pxe("jobs", "ls", "--json").of("journal_job")) == 1


def test_pictures_go_through_pipes(hero: Workplace) -> None:
    """The output holds the picture and nothing else; where it goes must be said."""
    data = (hero.root / HERO).read_bytes()
    assert _pipe(hero, "pixelate", "-", data=data) == (2, b"")
    code, out = _pipe(
        hero, "animate", "-", "idle", "--frames", "2", "-o", "-", data=data
    )

    assert code == 0
    assert len(decode_frames(out)[0]) == 2


# -- keyframes -------------------------------------------------------------------------


def test_the_frames_between_pictures_are_drawn(hero: Workplace) -> None:
    """Poses come back where they were put."""
    hero.art("slash", draw(hue=60))

    ran = hero.pxe(
        *("keyframes", "sword slash", "--frame", f"0={HERO}"),
        *(
            "--frame",
            "4=art/slash.png:1.0",
            "--frame",
            "2=art/hero.png:0.5",
            "--total-frames",
            "6",
            "--json",
        ),
    )

    (result,) = ran.of("result")
    assert (result["file"], result["frames"]) == ("art/hero.keyframes.webp", 6)
    (job,) = hero.pxe("jobs", "show", "1", "--json").of("journal_job")
    assert job["request"]["frames"] == [
        {"index": 0, "strength": 1.0},
        {"index": 2, "strength": 0.5},
        {"index": 4, "strength": 1.0},
    ]
    assert len(job["images"]) == 3
    frames, _ = decode_frames((hero.root / "art/hero.keyframes.webp").read_bytes())
    assert np.array_equal(frames[0], draw())
    assert np.array_equal(frames[4], draw(hue=60))


def test_an_address_is_for_the_service_to_fetch(hero: Workplace) -> None:
    """This local engine opens none; the token in it is nowhere in our state."""
    ran = hero.pxe(
        *("keyframes", "slash", "--frame", f"0={HERO}", "--total-frames", "4"),
        *("--frame", "3=https://a.example/b.png?token=secret"),
    )

    assert ran.code == 1
    assert "image_fetch_failed" in ran.err
    assert "the matte stays in the result" in ran.err
    files = [path for path in hero.state.rglob("*") if path.is_file()]
    assert [path for path in files if b"token=secret" in path.read_bytes()] == []
    assert "secret" not in ran.out + ran.err
    assert not (hero.root / "art/hero.keyframes.webp").exists()


# -- pixelate, remove-background, enhance ----------------------------------------------


def test_a_picture_becomes_pixel_art(hero: Workplace) -> None:
    """The grid is found; a JPEG will do."""
    big = np.kron(draw(24, 24)[..., :3], np.ones((5, 5, 1), np.uint8))
    Image.fromarray(big).save(hero.root / "big.jpg", quality=95)

    ran = hero.pxe("pixelate", "big.jpg", "--colors", "8")

    assert (ran.code, ran.err) == (0, "")
    assert ran.out.endswith(
        "big.pixelated.png: 24x24; job 1 of the local engine, free\n"
    )
    made = decode_still((hero.root / "big.pixelated.png").read_bytes())
    assert len(np.unique(made.reshape(-1, 4), axis=0)) <= 8


def test_a_free_command_has_no_options_about_money(hero: Workplace) -> None:
    """An option that does nothing would promise something."""
    ran = hero.pxe("pixelate", HERO, "--yes")

    assert ran.code == 2
    assert "No such option" in ran.err


def test_a_picture_and_an_animation_are_cut_out(hero: Workplace) -> None:
    """Each stays what it was: PNG, or WebP with all its frames."""
    ground = np.full((16, 16, 4), (90, 140, 200, 255), np.uint8)
    image = np.where(draw()[..., 3:] > 0, draw(), ground)
    hero.art("ground", image)
    hero.pxe("animate", "art/ground.png", "idle", "--frames", "2", "-o", "idle.webp")

    still = hero.pxe("remove-background", "art/ground.png", "--threshold", "200")
    clip = hero.pxe("remove-background", "idle.webp", "--json")

    assert (still.code, still.err) == (0, "")
    cut = decode_still((hero.root / "art/ground.cutout.png").read_bytes())
    assert np.array_equal(cut[..., 3], draw()[..., 3])
    (result,) = clip.of("result")
    assert (result["file"], result["frames"]) == ("idle.cutout.webp", 2)
    (job,) = hero.pxe("jobs", "show", "2", "--json").of("journal_job")
    assert job["metadata"]["rmbg_threshold"] == 200


def test_a_prompt_is_rewritten_to_the_output_alone(hero: Workplace) -> None:
    """So that it can be passed on."""
    ran = hero.pxe("enhance", "dash sword attack")
    seen = hero.pxe("enhance", "", "--image", HERO, "--json")

    assert (ran.code, ran.err) == (0, "")
    assert ran.out.count("\n") == 1
    assert ran.out.startswith("Dash sword attack")
    (record,) = seen.of("enhanced_prompt")
    assert len(record["prompt"].split()) >= 20


def test_a_prompt_may_come_from_a_file(hero: Workplace) -> None:
    """All of it, whatever a system's shell makes of quotes and lines."""
    text = 'waves a "flag"\nslash right, \N{LATIN SMALL LETTER U WITH DIAERESIS}'
    (hero.root / "wish.txt").write_text(text + "\n", "utf-8")
    told = hero.pxe("enhance", text).out
    code, piped = _pipe(hero, "enhance", "--prompt-file", "-", data=text.encode())

    assert hero.pxe("enhance", "--prompt-file", "wish.txt").out == told
    assert (code, piped.decode()) == (0, told)


@pytest.mark.parametrize(
    ("data", "more", "problem"),
    [
        (b"\xff\n", [], "the input: this is no text in UTF-8"),
        (b"idle\n", ["--image", "-"], "the input is the prompt or the image"),
        (b"idle\n", ["jump"], "as PROMPT or by --prompt-file, one of them"),
        (b"x" * 70_000, [], "no prompt has more than 65536 bytes"),
        (b"", [], 'an empty \\"prompt\\" needs an \\"image\\" beside it'),
    ],
)
def test_an_input_that_is_no_prompt_is_refused(
    hero: Workplace, data: bytes, more: list[str], problem: str
) -> None:
    """With one clear line."""
    words = ("enhance", "--prompt-file", "-", *more, "--json")
    code, told = _pipe(hero, *words, data=data)

    assert code == 2
    assert problem in told.decode()


# -- generate --------------------------------------------------------------------------


def test_a_picture_is_made_from_words_and_named_after_them(hero: Workplace) -> None:
    """A PNG of at most 24 colours, here; another try is another picture."""
    words = ("generate", "A green slime!", "--model", "oai_gpt2_low")
    first = hero.pxe(*words)
    again = hero.pxe(*words, "--again", "-o", "two.png")

    assert (first.code, first.err) == (0, "")
    assert first.out.splitlines()[-1].startswith("a-green-slime.png: ")
    assert again.code == 0
    made = decode_still((hero.root / "a-green-slime.png").read_bytes())
    assert len(np.unique(made[made[..., 3] > 0], axis=0)) <= 24
    other = decode_still((hero.root / "two.png").read_bytes())
    assert not np.array_equal(made, other)


def test_a_picture_is_changed_by_words(hero: Workplace) -> None:
    """With its fields under the API's names."""
    ran = hero.pxe(
        *("generate", "make it blue", "--image", HERO, "--model", "oai_gpt2_low"),
        *("--palette", "#0000ff,#000000,#ffffff", "--seed", "5", "-o", "blue.png"),
    )

    assert (ran.code, ran.err) == (0, "")
    (job,) = hero.pxe("jobs", "show", "1", "--json").of("journal_job")
    assert job["request"] == {
        "prompt": "make it blue",
        "model": "oai_gpt2_low",
        "pixel_config": {"palette": ["#0000ff", "#000000", "#ffffff"]},
        "seed": 5,
    }
    assert len(job["images"]) == 1
    decode_still((hero.root / "blue.png").read_bytes())


def test_art_that_a_sidecar_makes_is_shared(hero: Workplace) -> None:
    """Who has generated a picture by a command has it in a sidecar for nothing."""
    hero.pxe("generate", "a red slime", "--seed", "4")
    (hero.root / HERO).unlink()
    made = {"generate": {"prompt": "a red slime", "seed": 4}}
    idle = {"prompt": "idle", "output_frames": 2}
    hero.sidecar({"image": made, "animate": idle})

    ran = hero.pxe("sync")

    assert (ran.code, ran.err) == (0, "")
    listed = hero.pxe("jobs", "ls", "--json").of("journal_job")
    assert [job["endpoint"] for job in listed] == ["animate", "generate_image"]


# -- all of them ----------------------------------------------------------------------


def test_the_lines_of_a_command_keep_their_shape(hero: Workplace) -> None:
    """Machines rely on names and types."""
    ran = hero.pxe("animate", HERO, "idle", "--frames", "2", "--json")

    kinds = [record["type"] for record in ran.records]
    assert kinds[:2] == ["hello", "engine"]
    assert set(kinds[2:-1]) == {"job"}
    result = ran.records[-1]
    shown = {name: type(value).__name__ for name, value in result.items()}
    assert shown == {
        "type": "str",
        "command": "str",
        "file": "str",
        "sha256": "str",
        "bytes": "int",
        "width": "int",
        "height": "int",
        "frames": "int",
        "engine": "str",
        "job": "int",
        "job_id": "str",
        "seed": "int",
        "credits": "int",
        "reused": "bool",
    }
    assert result["bytes"] == (hero.root / result["file"]).stat().st_size


def test_two_that_ask_for_the_same_at_once_share_one_job(hero: Workplace) -> None:
    """The second one waits for the first, and finds its result."""
    both = [
        hero.start("animate", HERO, "idle", "--frames", "2", "-o", f"{name}.webp")
        for name in "ab"
    ]
    said = [process.communicate(timeout=240)[0] for process in both]

    assert [process.returncode for process in both] == [0, 0], said
    assert len(hero.pxe("jobs", "ls", "--json").of("journal_job")) == 1
    made = [(hero.root / f"{name}.webp").read_bytes() for name in "ab"]
    assert made[0] == made[1]


def test_no_project_is_needed(workplace: Workplace, tmp_path: Path) -> None:
    """Anywhere at all."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    Image.fromarray(draw()).save(elsewhere / "hero.png")

    done = subprocess.run(
        [sys.executable, "-m", "pixelengine_import", "pixelate", "hero.png", "--json"],
        cwd=elsewhere,
        env=workplace.environment(),
        capture_output=True,
        text=True,
        check=True,
        timeout=240,
    )

    result = json.loads(done.stdout.splitlines()[-1])
    assert result["file"] == "hero.pixelated.png"
    assert (elsewhere / "hero.pixelated.png").exists()
