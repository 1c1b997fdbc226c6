"""A scene and an animation library, for those who ask for them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from pixelengine_import.export.godot_text import derive_uid, uid_of

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support import Workplace

HERO = "art/hero.pxe.json"
SCENE, LIBRARY = ".scene.tscn", ".animations.tres"
BOTH = {"scene": True, "animation_library": True}


@pytest.fixture
def full(workplace: Workplace) -> Workplace:
    """A sprite with everything."""
    workplace.hero(outputs=BOTH)
    assert workplace.pxe("sync").code == 0
    return workplace


def more(workplace: Workplace) -> set[str]:
    """Which of the two are there."""
    return {end for end in (SCENE, LIBRARY) if workplace.output(end).exists()}


def test_they_are_written_recorded_and_shown(full: Workplace) -> None:
    """With hashes and uids in the metadata, and their paths on the board."""
    block = full.metadata()["pixelengine"]
    (entry,) = full.status()["sidecars"]

    assert more(full) == {SCENE, LIBRARY}
    assert {"hero.scene.tscn", "hero.animations.tres"} < block["outputs"].keys()
    assert block["uids"]["scene"] == derive_uid("art/hero.scene.tscn")
    assert entry["outputs"]["scene"] == "art/hero.scene.tscn"
    assert entry["outputs"]["animation_library"] == "art/hero.animations.tres"
    assert full.pxe("sync").out.endswith("nothing changed\n")


def save_as_godot(full: Workplace) -> dict[str, str]:
    """Number the node and name the sheet by a uid, as Godot does on saving."""
    uid = "uid://b6y64372exh65"
    sheet = full.output(".sheet.png")
    imported = sheet.with_name(f"{sheet.name}.import")
    imported.write_text(f'[remap]\nuid="{uid}"\n')
    changes = {
        SCENE: ('Sprite2D"]', 'Sprite2D" unique_id=562133782]'),
        LIBRARY: ('"Texture2D"', f'"Texture2D" uid="{uid}"'),
    }
    found = {}
    for end, (old, new) in changes.items():
        text = full.output(end).read_text()
        assert old in text
        found[end] = text.replace(old, new)
        full.output(end).write_text(found[end], newline="\n")
    return found


def test_what_godot_has_saved_is_no_conflict_and_stays(full: Workplace) -> None:
    """Neither at once nor when everything is made anew."""
    saved = save_as_godot(full)

    assert full.pxe("sync").out.endswith("nothing changed\n")
    full.output(".sheet.png").unlink()
    assert full.pxe("sync").code == 0
    assert {end: full.output(end).read_text() for end in saved} == saved
    assert full.pxe("sync").out.endswith("nothing changed\n")


@pytest.mark.parametrize("end", [SCENE, LIBRARY])
def test_what_a_person_has_changed_is(full: Workplace, end: str) -> None:
    """One character more than Godot."""
    text = save_as_godot(full)[end].replace(' = "', ' = "a', 1)
    full.output(end).write_text(text, newline="\n")
    result = full.pxe("sync")

    assert result.code != 0
    assert f"art/hero{end}" in result.err
    assert full.output(end).read_text() == text


def test_nobody_gets_them_unasked(workplace: Workplace) -> None:
    """And nothing of them stands in the metadata then."""
    workplace.hero()
    workplace.pxe("sync")

    assert more(workplace) == set()
    assert "uids" not in workplace.metadata()["pixelengine"]


def test_a_project_asks_for_all_and_a_sidecar_for_itself(workplace: Workplace) -> None:
    """What the sidecar says goes first; asking costs no new job."""
    workplace.hero(outputs={"scene": False})
    workplace.pxe("sync")
    toml = workplace.root / "pixelengine.toml"
    toml.write_text("[outputs]\nscene = true\nanimation_library = true\n")

    ran = workplace.pxe("sync", "--json")

    assert "job" not in {record["type"] for record in ran.records}
    assert more(workplace) == {LIBRARY}


def test_what_is_not_asked_for_any_more_stays(full: Workplace) -> None:
    """A level may use it; it is an output no more, and may be changed."""
    full.hero()
    assert full.pxe("sync").code == 0
    full.output(SCENE).write_text("mine")

    assert full.pxe("sync").code == 0
    assert more(full) == {SCENE, LIBRARY}
    assert "hero.scene.tscn" not in full.metadata()["pixelengine"]["outputs"]


@pytest.mark.parametrize("ending", [SCENE, LIBRARY])
def test_they_are_outputs_as_the_others(full: Workplace, ending: str) -> None:
    """Made again when missing, never overwritten when changed, accepted and kept."""
    before = full.output(ending).read_bytes()
    full.output(ending).unlink()
    assert full.pxe("sync").code == 0
    assert full.output(ending).read_bytes() == before

    full.output(ending).write_text("mine")
    assert full.pxe("sync").code == 6
    assert full.output(ending).read_text() == "mine"
    assert full.pxe("accept", HERO).code == 0
    assert full.output(ending).read_bytes() == before


def test_they_keep_their_uids(full: Workplace) -> None:
    """Through a change, a rename of all files, and a deletion."""
    kinds = {SCENE: "PackedScene", LIBRARY: "AnimationLibrary"}

    def uids(name: str) -> dict[str, str | None]:
        texts = {end: full.output(end, name).read_text() for end in kinds}
        return {end: uid_of(text, kinds[end]) for end, text in texts.items()}  # type: ignore[arg-type]

    before = uids("hero")
    for file in (full.root / "art").iterdir():
        file.rename(file.with_name(file.name.replace("hero", "knight")))
    assert full.pxe("sync").code == 0
    assert "knight" in full.output(SCENE, "knight").read_text()
    assert uids("knight") == before
    full.output(SCENE, "knight").unlink()
    full.pxe("sync")

    assert uids("knight") == before


def test_a_clone_owes_nothing(full: Workplace, tmp_path: Path) -> None:
    """They are committed as the others are."""
    clone = full.clone(tmp_path / "clone")
    before = clone.stamps()

    assert clone.pxe("sync").code == 0
    assert clone.stamps() == before


def test_a_watch_sees_them(full: Workplace) -> None:
    """Their names are among those that matter."""
    from pixelengine_import.pipeline.project import OUTPUT_SUFFIXES

    assert {SCENE, LIBRARY} < set(OUTPUT_SUFFIXES)
    del full


@pytest.mark.parametrize(
    ("outputs", "said"),
    [
        ({"scenes": True}, 'Did you mean "scene"?'),
        ({"scene": "yes"}, "true or false"),
        (True, "object"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(
    workplace: Workplace, outputs: object, said: str
) -> None:
    """As for every other field."""
    workplace.hero(outputs=outputs)

    ran = workplace.pxe("sync")

    assert ran.code == 2
    assert "art/hero.pxe.json:" in ran.err
    assert said in ran.err


def test_the_project_s_switch_is_checked(workplace: Workplace) -> None:
    """Neither 1 nor "yes"."""
    workplace.hero()
    (workplace.root / "pixelengine.toml").write_text("[outputs]\nscene = 1\n")

    ran = workplace.pxe("sync")

    assert ran.code == 2
    assert '"outputs.scene" must be true or false (found 1)' in ran.err


def test_the_schema_knows_them(workplace: Workplace) -> None:
    """Editors complete them."""
    schema = json.loads(workplace.pxe("schema").out)

    assert set(schema["$defs"]["OutputsDocument"]["properties"]) == set(BOTH)
