"""The sample project: what is committed is what the engine makes."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.support import ENDINGS, Workplace

MADE = "bat.png"
"""Art that a sidecar of the sample makes itself."""

SAMPLE = Path(__file__).resolve().parents[2] / "sample_project"


@pytest.fixture
def sample(tmp_path: Path) -> Workplace:
    """A copy of the sample project with a state folder of its own."""
    root = tmp_path / "sample_project"
    shutil.copytree(SAMPLE, root, ignore=shutil.ignore_patterns(".godot"))
    return Workplace(root, tmp_path / "state")


def _outputs(workplace: Workplace) -> dict[str, bytes]:
    return {
        str(path.relative_to(workplace.root)): path.read_bytes()
        for path in sorted(workplace.root.rglob("*"))
        if path.name.endswith(ENDINGS) or path.name == MADE
    }


def test_a_fresh_copy_is_a_run_with_nothing_to_do(sample: Workplace) -> None:
    """The first command of the README rewrites nothing in a fresh clone."""
    before = sample.stamps()

    ran = sample.pxe("sync")

    assert (ran.code, ran.err) == (0, "")
    assert ran.out.endswith("6 sidecars: nothing changed\n")
    assert sample.stamps() == before


def test_made_from_nothing_the_outputs_are_the_committed_ones(
    sample: Workplace,
) -> None:
    """Every byte of every output, on this machine as on the one that made them."""
    committed = _outputs(sample)
    assert len(committed) == 3 * 6 + 1
    for name in committed:
        (sample.root / name).unlink()

    assert sample.pxe("sync").code == 0

    assert _outputs(sample) == committed


def test_every_sample_is_animated(sample: Workplace) -> None:
    """No animation of the sample project stands still."""
    for path in sorted((sample.root / "art").glob("*.pxe.json")):
        name = path.name.removesuffix(".pxe.json")
        sheet, document = sample.sheet(name), sample.metadata(name)
        for tag in document["meta"]["frameTags"]:
            regions = [
                document["frames"][i]["frame"]
                for i in range(tag["from"], tag["to"] + 1)
            ]
            frames = {
                sheet[r["y"] : r["y"] + r["h"], r["x"] : r["x"] + r["w"]].tobytes()
                for r in regions
            }
            assert len(frames) > len(regions) / 2, (name, tag["name"])
