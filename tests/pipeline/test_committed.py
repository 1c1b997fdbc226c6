"""Committed outputs are believed only as far as they are what was written."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pixelengine_import.pipeline.committed import (
    Committed,
    checksum,
    fingerprint,
    read_committed,
)
from pixelengine_import.pipeline.project import Outputs

from .service import HERO

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from .service import Bench

OUTPUTS = Outputs.of(HERO)


@pytest.fixture
async def published(bench: Bench) -> Bench:
    """A sidecar whose outputs stand beside it."""
    lane = bench.lane()
    assert await bench.runner(lane).run(bench.survey().plans) == []
    return bench


def document(bench: Bench) -> dict[str, Any]:
    """Read the metadata."""
    file = bench.project.file(OUTPUTS.metadata)
    found: dict[str, Any] = json.loads(file.read_text())
    return found


def write(bench: Bench, found: object, *, forge: bool = False) -> None:
    """Write metadata, with a checksum that holds when it is forged."""
    if forge and isinstance(found, dict):
        found["pixelengine"]["checksum"] = checksum(found)
    bench.project.file(OUTPUTS.metadata).write_text(json.dumps(found))


def read(bench: Bench) -> Committed:
    """Read what stands beside the sidecar."""
    return read_committed(bench.project, OUTPUTS)


async def test_what_was_published_is_whole(published: Bench) -> None:
    """Every file is the recorded one."""
    found = read(published)

    assert found.whole
    (animation,) = found.animations.values()
    assert (animation.key, animation.engine) == (published.want().key, "live")
    assert found.uid is not None
    assert found.uid.startswith("uid://")


async def test_spaces_do_not_count(published: Bench) -> None:
    """Another program may have written the same metadata in its own way."""
    write(published, document(published))

    assert read(published).whole


TAMPERED: dict[str, Callable[[dict[str, Any]], object]] = {
    "a duration": lambda d: d["frames"][0].update(duration=999),
    "a region": lambda d: d["frames"][0]["frame"].update(x=1, w=15),
    "a tag": lambda d: d["meta"]["frameTags"][0].update(direction="reverse"),
    "an engine": lambda d: next(iter(d["pixelengine"]["animations"].values())).update(
        engine="local"
    ),
    "the checksum": lambda d: d["pixelengine"].pop("checksum"),
    "the format": lambda d: d["pixelengine"].update(format=2),
    "our block": lambda d: d.pop("pixelengine"),
}


@pytest.mark.parametrize("what", TAMPERED)
async def test_metadata_that_a_person_changed_records_nothing(
    published: Bench, what: str
) -> None:
    """Neither is it believed, nor is it overwritten as if it were ours."""
    found = document(published)
    TAMPERED[what](found)
    write(published, found)

    committed = read(published)

    assert (committed.recorded, committed.animations) == ({}, {})
    assert published.survey().plans[0].verdict == "conflict"


HOSTILE: dict[str, Callable[[dict[str, Any]], object]] = {
    "a path out of the folder": lambda d: d["pixelengine"].update(
        outputs={"../../x.sheet.png": "0" * 64}
    ),
    "an empty name": lambda d: d["pixelengine"].update(outputs={"": "0" * 64}),
    "outputs that are a list": lambda d: d["pixelengine"].update(outputs=["a"]),
    "animations that are a list": lambda d: d["pixelengine"].update(animations=[1]),
    "an animation without a tag": lambda d: d["pixelengine"].update(
        animations={"nobody": {}}
    ),
    "a record that is a text": lambda d: d["pixelengine"].update(
        animations={"default": "x"}
    ),
    "no render key": lambda d: d["pixelengine"].pop("render_key"),
    "frames that overlap a thousand times": lambda d: d.update(
        frames=d["frames"] * 1000,
        meta={
            **d["meta"],
            "frameTags": [{**d["meta"]["frameTags"][0], "to": 1999}],
        },
    ),
}


@pytest.mark.parametrize("what", HOSTILE)
async def test_hostile_metadata_with_a_forged_checksum_records_nothing(
    published: Bench, what: str
) -> None:
    """A checksum is no signature: anybody can compute one."""
    found = document(published)
    HOSTILE[what](found)
    write(published, found, forge=True)

    assert read(published).recorded == {}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)
PLACES = ("format", "outputs", "animations", "render_key", "uid", "checksum")


@settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(place=st.sampled_from(PLACES), value=JSON, forge=st.booleans())
def test_no_metadata_is_a_crash(
    bench: Bench, place: str, value: object, *, forge: bool
) -> None:
    """Whatever stands there, it is read to an end."""
    found = {
        "frames": [
            {"frame": {"x": 0, "y": 0, "w": 1, "h": 1}, "duration": 1},
        ],
        "meta": {
            "image": "hero.sheet.png",
            "size": {"w": 1, "h": 1},
            "frameTags": [{"name": "a", "from": 0, "to": 0, "direction": "forward"}],
        },
        "pixelengine": {"format": 1, "outputs": {}, "animations": {}, place: value},
    }
    try:
        write(bench, found, forge=forge)
    except ValueError:
        write(bench, found)

    assert not read(bench).whole


@pytest.mark.parametrize("text", [b"", b"[" * 200_000, b"\xff\xfe", b'{"a": NaN}'])
def test_metadata_that_is_no_json_is_no_crash(bench: Bench, text: bytes) -> None:
    """It records nothing."""
    bench.project.file(OUTPUTS.metadata).write_bytes(text)

    assert read(bench).recorded == {}


async def test_renaming_all_three_files_keeps_what_they_record(
    published: Bench,
) -> None:
    """The frames are found; the outputs are rendered anew, since they name files."""
    for path in OUTPUTS:
        file = published.project.file(path)
        file.rename(file.with_name(file.name.replace("hero", "villain")))
    found = read_committed(
        published.project, Outputs.of(HERO.with_name("villain.pxe.json"))
    )

    assert found.whole
    assert published.want().key in found.animations


def test_what_stands_where_an_output_is_to_be_is_told_apart(tmp_path: Path) -> None:
    """A folder or a link that leads nowhere is not ours to replace."""
    folder, link, file = tmp_path / "folder", tmp_path / "link", tmp_path / "file"
    folder.mkdir()
    link.symlink_to("nowhere")
    file.write_bytes(b"x")

    assert fingerprint(tmp_path / "nothing") is None
    assert fingerprint(folder) == fingerprint(link) == "unreadable"
    assert len(fingerprint(file) or "") == 64


UID = "uid://b6y64372exh65"


def save_as_godot(bench: Bench) -> str:
    """Name the sheet by its uid, as Godot does when a scene is saved."""
    frames = bench.project.file(OUTPUTS.frames)
    path = f'path="res://{OUTPUTS.sheet}"'
    text = frames.read_text().replace(path, f'uid="{UID}" {path}')
    frames.write_text(text)
    sheet = bench.project.file(OUTPUTS.sheet)
    sheet.with_name(f"{sheet.name}.import").write_text(f'[remap]\nuid="{UID}"\n')
    assert path in text
    return text


async def test_sprite_frames_that_godot_has_saved_are_as_they_were(
    published: Bench,
) -> None:
    """Ctrl+S in a scene that uses them makes neither a conflict nor work."""
    save_as_godot(published)

    assert read(published).whole
    (plan,) = published.survey().plans
    assert (plan.verdict, plan.price, plan.conflicts) == ("unchanged", 0, ())


async def test_what_godot_has_saved_is_kept_when_it_is_written_again(
    published: Bench,
) -> None:
    """The uid of the sheet stays as long as the sheet has it."""
    text = save_as_godot(published)
    published.project.file(OUTPUTS.sheet).unlink()
    (plan,) = published.survey().plans
    assert await published.runner(published.lane()).run([plan]) == []
    assert published.project.file(OUTPUTS.frames).read_text() == text


async def test_sprite_frames_that_a_person_changed_are(published: Bench) -> None:
    """The same line, and another speed: that stays as it is."""
    frames = published.project.file(OUTPUTS.frames)
    frames.write_text(frames.read_text().replace('"speed": ', '"speed": 1'))

    (plan,) = published.survey().plans
    assert (plan.verdict, plan.conflicts) == ("conflict", (OUTPUTS.frames,))
