"""``pxe edit``: how programs and people change sidecars without breaking them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pixelengine_import.sidecar.editing import merge_patch, write_text
from tests.support import Ran

if TYPE_CHECKING:
    from tests.support import Workplace

SAMPLE = Path(__file__).parents[2] / "sample_project" / "art" / "knight.pxe.json"
HERO = "art/hero.pxe.json"


def edit(workplace: Workplace, patch: object, *options: str) -> Ran:
    """Send a patch through the standard input."""
    text = patch if isinstance(patch, str) else json.dumps(patch)
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pixelengine_import", "edit", HERO),
            *("--patch", "-", "--json", *options),
        ],
        cwd=workplace.root,
        env=workplace.environment(),
        input=text,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    return Ran(done.returncode, done.stdout, done.stderr)


def document(workplace: Workplace) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((workplace.root / HERO).read_text())
    return found


def test_a_new_sidecar_is_made_beside_the_art(workplace: Workplace) -> None:
    """What comes out is what a person would write."""
    workplace.art()
    done = edit(workplace, {"animate": {"prompt": "idle", "output_frames": 4.0}})

    assert done.code == 0
    assert (workplace.root / HERO).read_text() == (
        '{ "animate": { "prompt": "idle", "output_frames": 4 } }\n'
    )
    assert workplace.pxe("sync").code == 0


def test_an_animation_is_added_and_others_stay(workplace: Workplace) -> None:
    """A merge patch names only what is different; null takes away."""
    workplace.art()
    one = {"animate": {"prompt": "idle"}}
    edit(workplace, {"animations": {"idle": one}})
    edit(workplace, {"animations": {"walk": {"animate": {"prompt": "walk"}, "fps": 9}}})
    done = edit(workplace, {"animations": {"walk": {"fps": None}}})

    assert document(workplace)["animations"] == {
        "idle": one,
        "walk": {"animate": {"prompt": "walk"}},
    }
    record = done.of("edited")[0]
    assert '"fps": 9' in record["before"]
    assert '"fps"' not in record["after"]


@pytest.mark.parametrize(
    "patch",
    [
        {"animate": {"prompt": "idle", "output_frames": 7}},
        {"animate": {"prompt": ""}},
        {"animate": {"prompt": "idle"}, "nonsense": 1},
        {"animate": None},
        "[1]",
        "{",
    ],
)
def test_what_would_be_wrong_is_not_written(
    workplace: Workplace, patch: object
) -> None:
    """The same rules as for a sync, before anything is changed; exit code 2."""
    workplace.art()
    edit(workplace, {"animate": {"prompt": "idle"}})
    before = (workplace.root / HERO).read_bytes()
    done = edit(workplace, patch)

    assert done.code == 2
    assert done.of("error")
    assert (workplace.root / HERO).read_bytes() == before


def test_a_check_writes_nothing(workplace: Workplace) -> None:
    """A form asks while one types."""
    workplace.art()
    done = edit(workplace, {"animate": {"prompt": "idle"}}, "--check")

    assert done.code == 0
    assert done.of("edited")[0]["written"] is False
    assert not (workplace.root / HERO).exists()


def test_what_was_wrong_before_can_be_mended(workplace: Workplace) -> None:
    """The rules are asked of what would be written, not of what was there."""
    workplace.art()
    (workplace.root / HERO).write_text('{"animate": {"promt": "idle"}, "fps": 0}')
    half = edit(workplace, {"fps": None})
    whole = edit(workplace, {"animate": {"promt": None, "prompt": "idle"}, "fps": 9})

    assert half.code == 2
    assert whole.code == 0
    assert document(workplace) == {"animate": {"prompt": "idle"}, "fps": 9}


@pytest.mark.parametrize("text", ['{"fps": 1, "fps": 2}', "{", "[]", '"idle"', ""])
def test_what_a_document_could_lose_is_not_rewritten(
    workplace: Workplace, text: str
) -> None:
    """A key given twice, or no object at all: a person must look at that."""
    workplace.art()
    (workplace.root / HERO).write_text(text)
    done = edit(workplace, {"animate": {"prompt": "idle"}, "fps": 9})

    assert done.code == 2
    assert done.of("error")
    assert (workplace.root / HERO).read_text() == text


def test_a_patch_that_changes_nothing_keeps_every_byte(workplace: Workplace) -> None:
    """Whoever laid the file out in their own way keeps it."""
    workplace.art()
    odd = '{"animate":\t{"prompt":"idle"}}'
    (workplace.root / HERO).write_text(odd)
    edit(workplace, {"animate": {"prompt": "idle"}})

    assert (workplace.root / HERO).read_text() == odd


@pytest.mark.parametrize(
    ("before", "name", "expected"),
    [
        ({"animate": {"prompt": "idle"}}, "default", {"reroll": 1}),
        ({"animate": {"prompt": "idle"}, "reroll": 4}, "default", {"reroll": 5}),
        (
            {"animate": {"prompt": "idle", "seed": 7}},
            "default",
            {"animate": {"prompt": "idle", "seed": 8}},
        ),
    ],
)
def test_a_reroll_asks_for_another_try(
    workplace: Workplace, before: dict[str, Any], name: str, expected: dict[str, Any]
) -> None:
    """The seed grows when it is written down, the number of the try otherwise."""
    workplace.art()
    workplace.sidecar(before)
    done = workplace.pxe("edit", HERO, "--reroll", name)

    assert done.code == 0
    assert document(workplace) == {**before, **expected}


def test_a_reroll_of_one_animation_leaves_the_others(workplace: Workplace) -> None:
    """Also where the seed stands in the defaults."""
    workplace.art()
    idle = {"animate": {"prompt": "idle", "output_frames": 2}}
    workplace.sidecar(
        {"defaults": {"seed": 3}, "animations": {"idle": idle, "walk": idle}}
    )
    workplace.pxe("edit", HERO, "--reroll", "walk")
    found = document(workplace)["animations"]

    assert found["idle"] == idle
    assert found["walk"]["animate"]["seed"] == 4


def test_names_that_are_not_there_are_said(workplace: Workplace) -> None:
    """No traceback, exit code 2."""
    workplace.art()
    workplace.sidecar({"animations": {"idle": {"animate": {"prompt": "idle"}}}})
    for arguments in (
        (HERO, "--reroll", "walk"),
        ("art/none.pxe.json", "--reroll", "walk"),
        ("nowhere/none.pxe.json", "--check"),
        ("art/hero.png", "--check"),
    ):
        done = workplace.pxe("edit", *arguments)
        assert done.code == 2, arguments
        assert "Traceback" not in done.err


def test_a_sidecar_of_ours_is_written_as_it_stands() -> None:
    """Short objects on one line, long ones in lines: a small change is a small diff."""
    text = SAMPLE.read_text()

    assert write_text(json.loads(text)) == text


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=12,
)


@given(JSON)
def test_what_is_written_is_what_was_meant(value: Any) -> None:
    """Any JSON comes back the same."""
    assert json.loads(write_text(value)) == value


@given(st.dictionaries(st.text(), JSON), st.dictionaries(st.text(), JSON))
def test_a_patch_applied_twice_is_a_patch_applied_once(
    target: dict[str, Any], patch: dict[str, Any]
) -> None:
    """As RFC 7396 has it; nothing is changed in place."""
    once = merge_patch(target, patch)

    assert merge_patch(once, patch) == once
    assert merge_patch(target, {}) == target


@pytest.mark.parametrize(
    ("patch", "order"),
    [
        ({"b": None, "new": 1}, ["a", "new", "c"]),
        ({"new": 1, "b": None, "c": 2}, ["a", "new", "c"]),
        ({"b": None}, ["a", "c"]),
        ({"new": 1}, ["a", "b", "c", "new"]),
        ({"b": None, "a": None, "new": 1, "more": 2}, ["new", "more", "c"]),
        ({"a": None, "new": 1, "more": 2}, ["new", "b", "c", "more"]),
        ({"a": None, "b": None, "new": 1}, ["new", "c"]),
        ({"none": None, "new": 1}, ["a", "b", "c", "new"]),
    ],
)
def test_what_is_renamed_keeps_its_place(
    patch: dict[str, Any], order: list[str]
) -> None:
    """The first animation is the one that a scene plays."""
    assert list(merge_patch({"a": 0, "b": 0, "c": 0}, patch)) == order
