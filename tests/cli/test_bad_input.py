"""Whatever is wrong gets one clear line and the right exit code; the rest is done."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from tests.support import draw

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support import Workplace

IDLE = {"animate": {"prompt": "idle", "output_frames": 2}}


@pytest.fixture
def with_good(workplace: Workplace) -> Workplace:
    """A project in which one sidecar is in order."""
    workplace.art("good")
    workplace.sidecar(IDLE, "good")
    return workplace


def _assert_good_is_done(workplace: Workplace) -> None:
    assert set(workplace.outputs("good")) == {
        ".sheet.png",
        ".frames.tres",
        ".frames.json",
    }


def test_broken_json(with_good: Workplace) -> None:
    """A slip in the JSON is named with its line."""
    (with_good.root / "art/hero.pxe.json").write_text('{\n  "animate": {,}\n}\n')

    ran = with_good.pxe("sync")

    assert ran.code == 2
    assert ran.err.startswith("error: art/hero.pxe.json:2: ")
    assert ran.err.count("\n") == 1
    _assert_good_is_done(with_good)


def test_wrong_fields_are_all_named_at_once(with_good: Workplace) -> None:
    """One run shows everything that is wrong with a sidecar."""
    with_good.art()
    with_good.sidecar({"animate": {"promt": "idle", "output_frames": 7}})

    ran = with_good.pxe("sync")

    assert ran.code == 2
    assert 'Did you mean "prompt"?' in ran.err
    assert '"output_frames" must be even (found 7). Use 6 or 8.' in ran.err
    _assert_good_is_done(with_good)


def test_missing_art(with_good: Workplace) -> None:
    """A sidecar without art says what was looked for."""
    with_good.sidecar(IDLE)

    ran = with_good.pxe("sync")

    assert ran.code == 2
    assert (
        "there is no art for this sidecar (looked for hero.png or hero.jpg" in ran.err
    )
    _assert_good_is_done(with_good)


@pytest.mark.parametrize(
    ("size", "form", "says"),
    [
        (
            (300, 300),
            "PNG",
            "is too large for pixel-engine-v1.1 (found 300x300 pixels)",
        ),
        ((64, 20), "PNG", "is too long and thin (found 64x20 pixels)"),
        ((32, 32), "JPEG", "has a format that pixel-engine-v1.1 does not take"),
    ],
)
def test_art_over_the_limits(
    with_good: Workplace, size: tuple[int, int], form: str, says: str
) -> None:
    """The model's limits are told before anything is asked."""
    ending = {"PNG": "png", "JPEG": "jpg"}[form]
    Image.new("RGB", size, (9, 9, 9)).save(with_good.root / f"art/hero.{ending}", form)
    with_good.sidecar(IDLE)

    ran = with_good.pxe("sync")

    assert ran.code == 2
    assert says in ran.err
    _assert_good_is_done(with_good)


def test_art_with_too_many_bytes(with_good: Workplace) -> None:
    """5 MB is the limit of /animate."""
    path = with_good.art()
    path.write_bytes(path.read_bytes() + bytes(6 * 1024 * 1024))
    with_good.sidecar(IDLE)

    ran = with_good.pxe("sync")

    assert ran.code == 2
    assert "is too large (found 6.0 MB). Send at most 5.0 MB." in ran.err
    _assert_good_is_done(with_good)


def test_art_that_is_no_picture(with_good: Workplace) -> None:
    """A damaged file is named."""
    (with_good.root / "art/hero.png").write_bytes(b"GIF? no.")
    with_good.sidecar(IDLE)

    ran = with_good.pxe("sync")

    assert ran.code == 2
    assert "hero.png" in ran.err
    _assert_good_is_done(with_good)


def test_art_behind_a_link_out_of_the_project(
    with_good: Workplace, tmp_path: Path
) -> None:
    """A link cannot smuggle a file of the user's into a request."""
    outside = tmp_path / "secret.png"
    Image.fromarray(draw()).save(outside)
    (with_good.root / "art/hero.png").symlink_to(outside)
    with_good.sidecar(IDLE)

    ran = with_good.pxe("sync")

    assert ran.code == 2
    assert '"art/hero.png" leads out of the project' in ran.err


def test_two_sidecars_for_one_output(with_good: Workplace) -> None:
    """On some systems the two names are one file: the older sidecar keeps it."""
    with_good.hero()
    with_good.pxe("sync")
    before = with_good.outputs()
    with_good.art("Hero")
    with_good.sidecar(IDLE, "Hero")

    ran = with_good.pxe("sync")

    assert ran.code == 2
    assert ran.err == (
        "error: art/Hero.pxe.json: its outputs would be those of hero.pxe.json, which "
        "is older. Rename one of the two, with its art.\n"
    )
    assert with_good.outputs() == before


def test_an_output_that_a_person_changed_stays(with_good: Workplace) -> None:
    """A person's work is never overwritten; deleting it is the way out."""
    with_good.hero()
    with_good.pxe("sync")
    frames = with_good.output(".frames.tres")
    mine = frames.read_text().replace('"speed": 8.0', '"speed": 99.0')
    frames.write_text(mine)
    with_good.hero("jump")

    ran = with_good.pxe("sync")

    assert ran.code == 6
    assert ran.err == (
        "error: art/hero.frames.tres: was not written by pxe, or was changed since. "
        "Run pxe accept art/hero.pxe.json for the generated outputs (what stands there "
        "is kept as a copy), or pxe keep art/hero.pxe.json to leave it as it is.\n"
    )
    assert frames.read_text() == mine
    frames.unlink()
    assert with_good.pxe("sync").code == 0


def test_a_sheet_that_was_there_before_us_stays(with_good: Workplace) -> None:
    """A file that only happens to have an output's name is not ours."""
    sheet = with_good.output(".sheet.png")
    Image.fromarray(np.full((4, 4, 4), 77, np.uint8)).save(sheet)
    before = sheet.read_bytes()
    with_good.hero()

    ran = with_good.pxe("sync")

    assert ran.code == 6
    assert sheet.read_bytes() == before
    assert set(with_good.outputs()) == {".sheet.png"}


def _obey_modes() -> None:
    """Make root, who may write anywhere, give up that right for good."""
    if sys.platform == "linux" and os.getuid() == 0:
        drop_from_bounding_set, cap_dac_override = 24, 1
        prctl = ctypes.CDLL(None, use_errno=True).prctl
        assert prctl(drop_from_bounding_set, cap_dac_override, 0, 0, 0) == 0


@pytest.mark.skipif(os.name == "nt", reason="folders have no modes on Windows")
def test_a_folder_that_cannot_be_written(with_good: Workplace) -> None:
    """The folder is tried before anything is asked for."""
    locked = with_good.root / "locked"
    locked.mkdir()
    Image.fromarray(draw()).save(locked / "hero.png")
    (locked / "hero.pxe.json").write_text('{"animate": {"prompt": "idle"}}')
    locked.chmod(0o555)

    ran = subprocess.run(
        [sys.executable, "-m", "pixelengine_import", "sync"],
        cwd=with_good.root,
        env=with_good.environment(),
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=_obey_modes,
    )

    assert ran.returncode == 1
    assert ran.stderr == (
        "error: locked/hero.pxe.json: locked: outputs cannot be written here "
        "(Permission denied). Make the folder writable, then run pxe sync.\n"
    )
    _assert_good_is_done(with_good)


def test_no_godot_project_around(tmp_path: Path, workplace: Workplace) -> None:
    """Without project.godot there is no place for a resource path."""
    ran = workplace.pxe("sync", str(tmp_path))

    assert ran.code == 2
    assert ran.err == (
        f"pxe: there is no Godot project at or above {tmp_path} (looked for "
        "project.godot). Did you mean game?\n"
    )


def test_no_sidecars_yet(workplace: Workplace) -> None:
    """An empty project gets a first line to copy."""
    ran = workplace.pxe("sync")

    assert ran.code == 0
    assert ran.out == (
        'no sidecars here. Put { "animate": { "prompt": "breathing idle" } } into '
        "hero.pxe.json beside hero.png.\n"
    )


def test_a_setting_that_is_not_known(with_good: Workplace) -> None:
    """pixelengine.toml is checked as strictly as a sidecar."""
    (with_good.root / "pixelengine.toml").write_text("[sheet]\npading = 1\n")

    ran = with_good.pxe("sync")

    assert ran.code == 2
    assert ran.err == (
        'pxe: pixelengine.toml: unknown setting "sheet.pading". '
        'Did you mean "sheet.padding"?\n'
    )


def test_errors_for_machines_carry_their_place(with_good: Workplace) -> None:
    """JSON lines say file, line, column and field."""
    with_good.art()
    with_good.sidecar({"animate": {"prompt": "idle", "output_frames": 7}})

    (error,) = with_good.pxe("sync", "--json").of("error")

    assert error["sidecar"] == "art/hero.pxe.json"
    assert (error["line"], error["field"]) == (4, "animate.output_frames")
    assert error["column"] > 1


def test_a_service_address_without_a_key(with_good: Workplace) -> None:
    """An address alone cannot be asked."""
    ran = with_good.pxe("sync", PIXEL_ENGINE_BASE_URL="http://127.0.0.1:1/functions/v1")

    assert ran.code == 5
    assert ran.err == (
        "pxe: PIXEL_ENGINE_BASE_URL is set, but no key. Set PIXEL_ENGINE_API_KEY too "
        "(pxe serve prints one), run pxe login, or unset the address.\n"
    )


def test_a_key_is_not_sent_in_the_clear(with_good: Workplace) -> None:
    """Plain http is for this machine only."""
    ran = with_good.pxe(
        "sync",
        PIXEL_ENGINE_BASE_URL="http://example.org/functions/v1",
        PIXEL_ENGINE_API_KEY="pe_sk_canary",
    )

    assert ran.code == 2
    assert "must be an https address" in ran.err
    assert "canary" not in ran.err


def test_nobody_answers(with_good: Workplace) -> None:
    """An unreachable service is said, and nothing is lost."""
    ran = with_good.pxe(
        "sync",
        PIXEL_ENGINE_BASE_URL="http://127.0.0.1:9/functions/v1",
        PIXEL_ENGINE_API_KEY="pe_sk_canary",
    )

    assert ran.code == 1
    assert ran.err == (
        "pxe: no connection to 127.0.0.1:9 (connect error). Check the network and try "
        "again.\n"
    )
