"""``.pixelengine/status.json``: what other programs see of a project."""

from __future__ import annotations

import json
import shutil
import time
from typing import TYPE_CHECKING, Any

import pytest

from pixelengine_import.journal.lock import hold_lock
from pixelengine_import.journal.state import StateFolder

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support import Workplace

IDLE = {"animate": {"prompt": "idle", "output_frames": 2}}


def entries(workplace: Workplace) -> dict[str, dict[str, Any]]:
    return {entry["sidecar"]: entry for entry in workplace.status()["sidecars"]}


def test_a_sync_leaves_the_state_of_every_sidecar(workplace: Workplace) -> None:
    """State, art, animations, who did it and how it ended; the format has a number."""
    workplace.hero()
    workplace.pxe("sync")
    status = workplace.status()

    assert status["format"] == 1
    assert status["engine"]["kind"] == "local"
    assert status["run"]["command"] == "pxe sync"
    assert status["run"]["exit_code"] == 0
    assert status["run"]["ended"] >= status["run"]["started"]
    (hero,) = status["sidecars"]
    assert hero["sidecar"] == "art/hero.pxe.json"
    assert hero["state"] == "preview"
    assert hero["image"] == "art/hero.png"
    assert [a["name"] for a in hero["animations"]] == ["default"]
    assert hero["animations"][0]["prompt"] == "breathing idle"
    assert hero["problem"] is None
    assert hero["jobs"] == {}


def test_nothing_to_do_leaves_the_file_alone(workplace: Workplace) -> None:
    """Who watches the file is not woken by a run in which nothing happens."""
    workplace.hero()
    workplace.pxe("sync")
    file = workplace.root / ".pixelengine" / "status.json"
    before = file.stat().st_mtime_ns, file.read_bytes()
    workplace.pxe("sync")

    assert (file.stat().st_mtime_ns, file.read_bytes()) == before


def test_a_lost_or_damaged_file_is_made_again(workplace: Workplace) -> None:
    """Even by a run that has nothing else to do."""
    workplace.hero()
    workplace.pxe("sync")
    file = workplace.root / ".pixelengine" / "status.json"
    for damage in (
        b"",
        b"{",
        b"[]",
        b'{"format": 1, "sidecars": [7]}',
        b'{"format": 9}',
    ):
        file.write_bytes(damage)
        workplace.pxe("sync")

        assert entries(workplace)["art/hero.pxe.json"]["state"] == "preview"


def test_what_is_wrong_stands_beside_the_sidecar(workplace: Workplace) -> None:
    """With its line, so that an editor can show the place; others are as they are."""
    workplace.hero()
    workplace.art("bad")
    workplace.sidecar({"animate": {"prompt": "idle", "output_frames": 7}}, "bad")
    workplace.pxe("sync")
    status = workplace.status()
    found = entries(workplace)

    assert status["run"]["exit_code"] == 2
    assert found["art/hero.pxe.json"]["state"] == "preview"
    assert found["art/bad.pxe.json"]["state"] == "failed"
    problem = found["art/bad.pxe.json"]["problem"]
    assert problem["line"] == 4
    assert "output_frames" in problem["message"]


def test_a_mended_sidecar_has_no_problem_any_more(workplace: Workplace) -> None:
    """The next run clears what the last one complained of."""
    workplace.art("bad")
    workplace.sidecar({"animate": {"prompt": "idle", "output_frames": 7}}, "bad")
    workplace.pxe("sync")
    workplace.sidecar(IDLE, "bad")
    workplace.pxe("sync")
    bad = entries(workplace)["art/bad.pxe.json"]

    assert bad["state"] == "preview"
    assert bad["problem"] is None


def test_a_changed_output_is_a_conflict(workplace: Workplace) -> None:
    """A person's work is shown as such."""
    workplace.hero()
    workplace.pxe("sync")
    workplace.output(".frames.tres").write_text("mine")
    workplace.hero("jump")
    workplace.pxe("sync")

    assert entries(workplace)["art/hero.pxe.json"]["state"] == "conflict"


def test_sidecars_that_are_gone_are_forgotten(workplace: Workplace) -> None:
    """Also by a run that finds nothing to do."""
    workplace.hero()
    workplace.art("other")
    workplace.sidecar(IDLE, "other")
    workplace.pxe("sync")
    (workplace.root / "art" / "other.pxe.json").unlink()
    workplace.pxe("sync")

    assert set(entries(workplace)) == {"art/hero.pxe.json"}


def test_a_run_about_one_sidecar_keeps_what_is_known_of_others(
    workplace: Workplace,
) -> None:
    """The board is the project's, not the run's."""
    workplace.hero()
    workplace.art("other")
    workplace.sidecar(IDLE, "other")
    workplace.pxe("sync")
    workplace.hero("jump")
    workplace.pxe("sync", "art/hero.pxe.json")
    found = entries(workplace)

    assert found["art/other.pxe.json"]["state"] == "preview"
    assert found["art/hero.pxe.json"]["animations"][0]["prompt"] == "jump"


def test_neither_godot_nor_git_sees_the_folder(workplace: Workplace) -> None:
    """Nothing of ours is imported, exported or committed."""
    workplace.hero()
    workplace.pxe("sync")
    folder = workplace.root / ".pixelengine"

    assert (folder / ".gdignore").exists()
    assert (folder / ".gitignore").read_text() == "*\n"


def test_what_costs_credits_waits_with_its_price(
    workplace: Workplace, live: Any
) -> None:
    """Nobody was asked and nothing was sent: the price is there to be agreed to."""
    workplace.variables.update(live.variables)
    workplace.hero()
    done = workplace.pxe("sync")
    hero = entries(workplace)["art/hero.pxe.json"]

    assert done.code == 4
    assert hero["state"] == "waiting"
    assert hero["price"] == 20
    assert workplace.status()["engine"]["kind"] == "live"
    assert live.api_key not in json.dumps(workplace.status())


def test_a_folder_that_cannot_be_written_is_said_once(workplace: Workplace) -> None:
    """The work itself goes on."""
    workplace.hero()
    (workplace.root / ".pixelengine").write_text("in the way")
    done = workplace.pxe("sync")

    assert done.code == 0
    assert done.err.count("status.json") == 1
    assert set(workplace.outputs()) == {".sheet.png", ".frames.tres", ".frames.json"}


def test_a_link_is_not_followed(workplace: Workplace, tmp_path: Path) -> None:
    """A project that was cloned does not choose where we write."""
    workplace.hero()
    (tmp_path / "elsewhere").mkdir()
    (workplace.root / ".pixelengine").symlink_to(tmp_path / "elsewhere")
    done = workplace.pxe("sync")

    assert done.code == 0
    assert "a link stands there" in done.err
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_a_quick_look_forgets_nothing(workplace: Workplace) -> None:
    """A run that leaves a sidecar alone still knows its art and its animations."""
    workplace.hero()
    workplace.art("other")
    workplace.sidecar(IDLE, "other")
    workplace.pxe("sync")
    before = entries(workplace)["art/other.pxe.json"]
    workplace.hero("jump")
    workplace.pxe("sync")

    assert before["animations"]
    assert before["image"] == "art/other.png"
    assert entries(workplace)["art/other.pxe.json"] == before


@pytest.mark.parametrize("command", ["status", "plan"])
def test_a_look_shows_every_sidecar_though_nothing_was_ever_done(
    workplace: Workplace, command: str
) -> None:
    """What is to be done, where it will stand, how long it is, and what is wrong."""
    workplace.hero()
    workplace.art("bad")
    workplace.sidecar({"animate": {"prompt": "idle", "output_frames": 7}}, "bad")
    workplace.pxe(command)
    status, found = workplace.status(), entries(workplace)

    assert status["run"]["command"] == f"pxe {command}"
    assert status["run"]["ended"] is not None
    hero = found["art/hero.pxe.json"]
    assert (hero["state"], hero["image"]) == ("stale", "art/hero.png")
    assert hero["outputs"] == {
        "sheet": "art/hero.sheet.png",
        "frames": "art/hero.frames.tres",
        "metadata": "art/hero.frames.json",
    }
    assert hero["animations"][0]["frames"] == 2
    bad = found["art/bad.pxe.json"]
    assert (bad["state"], bad["problem"]["line"]) == ("failed", 4)


def test_a_look_writes_nothing_that_is_known(workplace: Workplace) -> None:
    """Neither after a sync nor after another look."""
    workplace.hero()
    workplace.art("bad")
    workplace.sidecar({"animate": {"prompt": "idle", "output_frames": 7}}, "bad")
    workplace.pxe("sync")
    file = workplace.root / ".pixelengine" / "status.json"
    before = file.stat().st_mtime_ns, file.read_bytes()
    workplace.pxe("status")
    workplace.pxe("plan")

    assert (file.stat().st_mtime_ns, file.read_bytes()) == before


def test_a_look_learns_what_was_changed_since(workplace: Workplace) -> None:
    """Also what is wrong by now, and that it is mended."""
    workplace.hero()
    workplace.pxe("sync")
    workplace.sidecar({"animate": {"prompt": "idle", "output_frames": 7}})
    workplace.pxe("status")
    wrong = entries(workplace)["art/hero.pxe.json"]
    workplace.hero("jump")
    workplace.pxe("status")
    mended = entries(workplace)["art/hero.pxe.json"]

    assert (wrong["state"], wrong["problem"]["line"]) == ("failed", 4)
    assert (mended["state"], mended["problem"]) == ("stale", None)


def test_a_look_knows_animations_after_the_board_was_lost(workplace: Workplace) -> None:
    """Settled sidecars are read once more for whoever follows the project."""
    workplace.hero()
    workplace.pxe("sync")
    shutil.rmtree(workplace.root / ".pixelengine")
    workplace.pxe("status")
    hero = entries(workplace)["art/hero.pxe.json"]

    assert hero["state"] == "preview"
    assert [a["name"] for a in hero["animations"]] == ["default"]


def test_a_look_leaves_the_board_to_whoever_works(workplace: Workplace) -> None:
    """Only the holder of the project's lock writes it."""
    workplace.hero()
    lock = StateFolder(workplace.state).lock(workplace.root.resolve())
    with hold_lock(lock, "pxe watch"):
        assert workplace.pxe("status").code == 0

    assert not (workplace.root / ".pixelengine").exists()


def test_a_look_keeps_what_waits_for_a_person(workplace: Workplace) -> None:
    """It cannot see why nothing was sent; while nothing has changed, that stands."""
    workplace.variables["PIXEL_ENGINE_API_KEY"] = "key"
    workplace.hero()
    workplace.pxe("status")
    file = workplace.root / ".pixelengine" / "status.json"
    document = workplace.status()
    document["sidecars"][0]["state"] = "waiting"
    file.write_text(json.dumps(document))
    workplace.pxe("status")
    assert entries(workplace)["art/hero.pxe.json"]["state"] == "waiting"

    workplace.hero("jump")
    workplace.pxe("status")
    assert entries(workplace)["art/hero.pxe.json"]["state"] == "stale"


def test_a_conflict_names_its_files(workplace: Workplace) -> None:
    """For whoever is to decide about them; afterwards there are none."""
    workplace.hero()
    workplace.pxe("sync")
    workplace.output(".frames.tres").write_text("mine")
    workplace.pxe("status")
    looked = entries(workplace)["art/hero.pxe.json"]
    workplace.pxe("sync")
    worked = entries(workplace)["art/hero.pxe.json"]
    workplace.output(".frames.tres").unlink()
    workplace.pxe("sync")
    mended = entries(workplace)["art/hero.pxe.json"]

    assert looked["conflicts"] == ["art/hero.frames.tres"]
    assert worked["conflicts"] == ["art/hero.frames.tres"]
    assert mended["conflicts"] == []


def test_a_look_at_a_folder_that_cannot_be_written_warns(workplace: Workplace) -> None:
    """Once; it is a look all the same: exit code 0."""
    workplace.hero()
    (workplace.root / ".pixelengine").write_text("in the way")
    ran = workplace.pxe("status")

    assert ran.code == 0
    assert ran.err.count("status.json") == 1


def test_a_look_stops_nobody_who_works(workplace: Workplace) -> None:
    """It holds the lock for a moment only, and work waits for that long."""
    workplace.hero()
    lock = StateFolder(workplace.state).lock(workplace.root.resolve())
    with hold_lock(lock, "pxe status"):
        started = workplace.start("sync")
        # Into its waiting, as nearly as can be: it fails only when held all along.
        time.sleep(0.05)
    out, _ = started.communicate(timeout=240)

    assert started.returncode == 0, out
