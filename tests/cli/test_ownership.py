"""``pxe accept`` and ``pxe keep``: a person decides whose a changed output is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support import draw

if TYPE_CHECKING:
    from tests.support import Ran, Server, Workplace

HERO = "art/hero.pxe.json"
MINE = "mine"
IDLE = {"animate": {"prompt": "idle", "output_frames": 2}}


@pytest.fixture
def changed(workplace: Workplace) -> Workplace:
    """A sprite whose SpriteFrames a person has changed."""
    workplace.hero()
    workplace.pxe("sync")
    workplace.output(".frames.tres").write_text(MINE)
    return workplace


def state(workplace: Workplace) -> str:
    """What the board says of the sprite."""
    (entry,) = workplace.status()["sidecars"]
    found: str = entry["state"]
    return found


def copies(ran: Ran) -> dict[str, Path]:
    """The copies that a run has made, by output."""
    (accepted,) = ran.of("accepted")
    return {c["path"]: Path(c["copy"]) for c in accepted["copies"]}


def test_accept_makes_the_output_anew_and_keeps_a_copy(changed: Workplace) -> None:
    """Outside the project, for its owner alone, under its own name."""
    before = changed.outputs()

    ran = changed.pxe("accept", HERO, "--json")

    (copy,) = copies(ran).values()
    assert ran.code == 0
    assert copy.read_text() == MINE
    assert copy.name == "hero.frames.tres"
    assert copy.is_relative_to(changed.state)
    assert copy.stat().st_mode & 0o077 == 0
    assert changed.outputs() != before
    assert changed.output(".frames.tres").read_text().startswith("[gd_resource")
    assert state(changed) == "preview"
    assert changed.pxe("sync").out.endswith("nothing changed\n")


@pytest.mark.parametrize("ending", [".sheet.png", ".frames.tres", ".frames.json"])
def test_accept_gives_back_what_was_there(workplace: Workplace, ending: str) -> None:
    """Whichever output it was, to the byte."""
    workplace.hero()
    workplace.pxe("sync")
    before = workplace.outputs()
    workplace.output(ending).write_text(MINE)

    assert workplace.pxe("accept", HERO).code == 0

    assert workplace.outputs() == before


def test_accept_pays_nothing_for_what_was_paid(
    workplace: Workplace, live: Server
) -> None:
    """The result is in the store: neither --yes nor --budget is needed."""
    workplace.variables.update(live.variables)
    workplace.hero("accepted without paying")
    assert workplace.pxe("sync", "--budget", "20").code == 0
    before = workplace.outputs()
    for ending in before:
        workplace.output(ending).write_text(MINE)

    ran = workplace.pxe("accept", HERO, "--json")

    assert ran.code == 0
    assert "job" not in {record["type"] for record in ran.records}
    assert workplace.outputs() == before


def test_accept_asks_before_it_pays(workplace: Workplace, live: Server) -> None:
    """Somebody's file where nothing was ever made: the price is agreed to first."""
    workplace.variables.update(live.variables)
    workplace.hero("accepted for a price")
    workplace.output(".sheet.png").write_text(MINE)

    assert workplace.pxe("sync", "--yes").code == 6
    refused = workplace.pxe("accept", HERO)
    assert refused.code == 4
    assert workplace.output(".sheet.png").read_text() == MINE
    assert workplace.pxe("accept", HERO, "--budget", "20").code == 0

    assert state(workplace) == "fresh"


def test_keep_ends_the_conflict_and_changes_nothing(changed: Workplace) -> None:
    """From then on it is settled: a sync reads nothing and says so."""
    before = changed.stamps()

    ran = changed.pxe("keep", HERO, "--json")

    assert ran.code == 0
    assert ran.of("kept")[0]["outputs"] == ["art/hero.frames.tres"]
    assert state(changed) == "kept"
    assert changed.pxe("sync").code == 0
    assert changed.pxe("sync").out.endswith("nothing changed\n")
    assert changed.pxe("status").out.startswith("kept as it is")
    assert changed.pxe("plan", "--exit-code").code == 0
    assert state(changed) == "kept"
    assert changed.stamps() == before


@pytest.mark.parametrize(
    "change",
    [
        lambda at: at.hero("jump"),
        lambda at: at.hero(fps=3),
        lambda at: at.output(".frames.tres").write_text("mine again"),
        lambda at: (at.root / "pixelengine.toml").write_text("[sheet]\npadding = 1\n"),
    ],
    ids=["request", "playback", "file", "layout"],
)
def test_what_was_kept_is_a_conflict_again_once_something_changes(
    changed: Workplace, change: object
) -> None:
    """The decision was about this file instead of those outputs."""
    changed.pxe("keep", HERO)
    changed.pxe("sync")
    assert callable(change)
    change(changed)
    mine = changed.output(".frames.tres").read_bytes()

    ran = changed.pxe("sync")

    assert ran.code == 6
    assert "pxe keep" in ran.err
    assert changed.output(".frames.tres").read_bytes() == mine


def test_a_decision_comes_back_with_what_it_was_about(changed: Workplace) -> None:
    """A branch that is left and entered again asks nothing twice."""
    changed.pxe("keep", HERO)
    changed.hero("jump")
    assert changed.pxe("sync").code == 6
    changed.hero()

    assert changed.pxe("sync").code == 0
    assert state(changed) == "kept"


def test_accept_takes_a_keep_back(changed: Workplace) -> None:
    """Also after it was settled."""
    changed.pxe("keep", HERO)
    changed.pxe("sync")

    ran = changed.pxe("accept", HERO)

    assert ran.code == 0
    assert changed.output(".frames.tres").read_text().startswith("[gd_resource")
    assert state(changed) == "preview"


def test_a_clone_decides_for_itself(changed: Workplace, tmp_path: Path) -> None:
    """A colleague's decision is no excuse for a file that nobody there has seen."""
    changed.pxe("keep", HERO)
    clone = changed.clone(tmp_path / "clone")

    assert clone.pxe("sync").code == 6
    assert clone.output(".frames.tres").read_text() == MINE
    assert clone.pxe("keep", HERO).code == 0
    assert clone.pxe("sync").code == 0


def test_without_a_conflict_there_is_nothing_to_decide(workplace: Workplace) -> None:
    """Which is no error: a decision that was cut off is simply made again."""
    workplace.hero()
    workplace.pxe("sync")
    before = workplace.stamps()

    for command in ("accept", "keep"):
        ran = workplace.pxe(command, HERO)
        assert ran.code == 0
        assert "no output was changed by hand" in ran.out

    assert workplace.stamps() == before
    assert state(workplace) == "preview"


def test_what_is_no_file_stays(workplace: Workplace) -> None:
    """Nothing can be copied, and nobody can promise that it stays the same."""
    workplace.hero()
    workplace.output(".sheet.png").mkdir()

    for command in ("accept", "keep"):
        ran = workplace.pxe(command, HERO)
        assert ran.code != 0
        assert "art/hero.sheet.png" in ran.err
    assert workplace.output(".sheet.png").is_dir()


@pytest.mark.parametrize("command", ["accept", "keep"])
def test_only_sidecars_are_named(workplace: Workplace, command: str) -> None:
    """Not folders: a decision is about one sprite."""
    workplace.hero()

    assert workplace.pxe(command, "art").code == 2
    assert workplace.pxe(command, "art/hero.png").code == 2
    assert workplace.pxe(command, "art/none.pxe.json").code == 2
    assert workplace.pxe(command).code == 2


def test_art_that_was_painted_over_is_kept_and_given_back(workplace: Workplace) -> None:
    """Art that is made is an output too; accepting it is free, and to the byte."""
    image = {"generate": {"prompt": "a round slime"}}
    workplace.sidecar({"image": image, **IDLE})
    workplace.pxe("sync")
    art = workplace.root / "art/hero.png"
    made, outputs = art.read_bytes(), workplace.outputs()
    workplace.art(image=draw(64, 64))
    mine = art.read_bytes()

    assert workplace.pxe("sync").code == 6
    assert workplace.pxe("keep", HERO).code == 0
    assert workplace.pxe("sync").code == 0
    assert art.read_bytes() == mine
    assert workplace.pxe("accept", HERO).code == 0
    assert art.read_bytes() == made
    assert workplace.outputs() == outputs
