"""``pxe watch`` beside an editor: real processes, a real file system."""

from __future__ import annotations

import json
import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image

from tests.support import draw

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator

    from tests.support import Workplace

pytestmark = pytest.mark.inotify

IDLE = {"animate": {"prompt": "idle", "output_frames": 2}}
PATIENCE = 40.0


class Watch:
    """A running watch and what it has said so far."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.records: list[dict[str, Any]] = []
        self._seen = 0
        self._news = threading.Condition()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as lines:
            for line in lines:
                with self._news:
                    self.records.append(json.loads(line))
                    self._news.notify_all()
        with self._news:
            self.records.append({"type": "end"})
            self._news.notify_all()

    def wait_for(self, kind: str, **fields: object) -> dict[str, Any]:
        """Return the next record of a type with these fields; forget those before."""

        def fits(record: dict[str, Any]) -> bool:
            return record["type"] == kind and fields.items() <= record.items()

        def found() -> bool:
            rest = self.records[self._seen :]
            return any(map(fits, rest)) or {"type": "end"} in rest

        with self._news:
            assert self._news.wait_for(found, PATIENCE), self.records
            rest = self.records[self._seen :]
            hit = next((i for i, record in enumerate(rest) if fits(record)), None)
            assert hit is not None, self.records
            self._seen += hit + 1
            return rest[hit]

    def join(self) -> None:
        """Wait until all that it said was read."""
        self._reader.join(PATIENCE)

    def since(self, mark: int) -> list[str]:
        """The types of what was said since a mark."""
        return [record["type"] for record in self.records[mark:]]


@contextmanager
def watching(workplace: Workplace, *options: str) -> Iterator[Watch]:
    """Watch until the end of the block, then end it as Ctrl-C does."""
    process = workplace.start("watch", "--json", *options)
    watch = Watch(process)
    try:
        watch.wait_for("watching")
        yield watch
    finally:
        process.send_signal(signal.SIGINT)
        code = process.wait(timeout=PATIENCE)
        watch.join()
    assert code == 0, watch.records


def test_what_gathered_before_is_done_first(workplace: Workplace) -> None:
    """A watch begins with a sync."""
    workplace.hero()

    with watching(workplace) as watch:
        watch.wait_for("published", sidecar="art/hero.pxe.json")

    assert set(workplace.outputs()) == {".sheet.png", ".frames.tres", ".frames.json"}


def test_an_edited_prompt_is_made_anew(workplace: Workplace) -> None:
    """Saving the sidecar is all that a user does."""
    workplace.hero()
    workplace.pxe("sync")
    before = workplace.outputs()

    with watching(workplace) as watch:
        workplace.hero("jump")
        watch.wait_for("published")

    assert workplace.outputs() != before
    record = workplace.metadata()["pixelengine"]["animations"]["default"]
    assert record["prompt"] == "jump"


def test_art_with_the_same_pixels_is_not(workplace: Workplace) -> None:
    """Re-saving art without a change costs nothing and rewrites nothing."""
    workplace.hero()
    workplace.pxe("sync")
    before = workplace.outputs()

    with watching(workplace) as watch:
        Image.fromarray(draw()).save(workplace.root / "art/hero.png", compress_level=0)
        watch.wait_for("unchanged", sidecar="art/hero.pxe.json")
        assert "job" not in watch.since(0)
        assert "published" not in watch.since(0)

    assert workplace.outputs() == before


def test_art_with_other_pixels_is_made_anew(workplace: Workplace) -> None:
    """The art is watched too."""
    workplace.hero()
    workplace.pxe("sync")

    with watching(workplace) as watch:
        workplace.art(image=draw(hue=60))
        watch.wait_for("published")

    assert np.array_equal(workplace.sheet()[:, :16], draw(hue=60))


def test_a_sidecar_that_is_added_is_done(workplace: Workplace) -> None:
    """Also in a folder that is made while watching."""
    with watching(workplace) as watch:
        folder = workplace.root / "foes/forest"
        folder.mkdir(parents=True)
        Image.fromarray(draw()).save(folder / "bat.png")
        (folder / "bat.pxe.json").write_text(json.dumps(IDLE))
        watch.wait_for("published", sidecar="foes/forest/bat.pxe.json")


def test_a_sidecar_that_is_deleted_leaves_its_outputs(workplace: Workplace) -> None:
    """We say so, and delete nothing."""
    workplace.hero()
    workplace.pxe("sync")
    before = workplace.outputs()

    with watching(workplace) as watch:
        (workplace.root / "art/hero.pxe.json").unlink()
        gone = watch.wait_for("gone", sidecar="art/hero.pxe.json")

    assert sorted(gone["outputs"]) == [
        "art/hero.frames.json",
        "art/hero.frames.tres",
        "art/hero.sheet.png",
    ]
    assert workplace.outputs() == before


def test_a_broken_sidecar_is_said_once_and_mended(workplace: Workplace) -> None:
    """A mistake does not end the watch, and the old outputs stay meanwhile."""
    workplace.hero()
    workplace.pxe("sync")
    before = workplace.outputs()

    with watching(workplace) as watch:
        (workplace.root / "art/hero.pxe.json").write_text('{"animate": {,}}')
        watch.wait_for("error", sidecar="art/hero.pxe.json")
        assert workplace.outputs() == before
        workplace.hero("jump")
        watch.wait_for("published")


def test_art_that_comes_after_its_sidecar_is_found(workplace: Workplace) -> None:
    """The order of saving does not matter."""
    workplace.sidecar(IDLE)

    with watching(workplace) as watch:
        workplace.art()
        watch.wait_for("published", sidecar="art/hero.pxe.json")


def test_an_output_that_is_deleted_comes_back(workplace: Workplace) -> None:
    """Outputs are watched too, and our own writing of them starts nothing."""
    workplace.hero()
    workplace.pxe("sync")
    before = workplace.outputs()

    with watching(workplace) as watch:
        workplace.output(".sheet.png").unlink()
        watch.wait_for("published")
        assert "job" not in watch.since(0)

    assert workplace.outputs() == before


def test_a_setting_that_changes_is_used_at_once(workplace: Workplace) -> None:
    """pixelengine.toml concerns every sidecar."""
    workplace.hero()
    workplace.pxe("sync")

    with watching(workplace) as watch:
        (workplace.root / "pixelengine.toml").write_text("[sheet]\npadding = 2\n")
        watch.wait_for("published")

    assert workplace.sheet().shape == (16, 34, 4)


def test_one_pxe_works_on_a_project_at_a_time(workplace: Workplace) -> None:
    """A second one hands over to it; the kernel frees the lock of a dead one."""
    workplace.hero()
    with watching(workplace, "--watcher", "poll") as watch:
        watch.wait_for("published")
        workplace.hero("jump")

        ran = workplace.pxe("sync", "--full")

        assert ran.code == 0
        assert f"handed to pxe watch (process {watch.process.pid})" in ran.out
        watch.process.kill()
        watch.process.wait()
        assert workplace.pxe("sync").code == 0
        # The block's end expects a watch that ended well.
        watch.process.returncode = 0


def test_a_burst_of_paid_jobs_waits_for_a_person(
    workplace: Workplace, live: Any
) -> None:
    """Six new jobs at once are held; nothing is sent."""
    workplace.variables.update(live.variables)
    with watching(workplace, "--yes") as watch:
        folder = workplace.root.parent / "aside"
        folder.mkdir()
        for i in range(6):
            Image.fromarray(draw(hue=11 + i)).save(folder / f"foe{i}.png")
            (folder / f"foe{i}.pxe.json").write_text(json.dumps(IDLE))
        folder.rename(workplace.root / "foes")
        held = watch.wait_for("held")

    assert (held["new_jobs"], held["price"]) == (6, 120)
    assert not list(workplace.root.glob("foes/*.sheet.png"))


def test_three_quick_saves_are_one_paid_job(workplace: Workplace, live: Any) -> None:
    """A paid job is sent when the sidecar has been quiet for a while."""
    workplace.variables.update(live.variables)
    workplace.art(image=draw(hue=99))
    with watching(workplace, "--yes") as watch:
        for prompt in ("first", "second", "third"):
            workplace.sidecar({"animate": {"prompt": prompt, "output_frames": 2}})
            threading.Event().wait(0.4)
        watch.wait_for("published")
        ids = {r["job_id"] for r in watch.records if r.get("state") == "stored"}

    assert len(ids) == 1
    record = workplace.metadata()["pixelengine"]["animations"]["default"]
    assert record["prompt"] == "third"


def test_art_that_is_made_does_not_disturb_its_own_work(workplace: Workplace) -> None:
    """The picture that appears in the middle of the work is no change of anybody's."""
    raw = workplace.root / "art/raw.png"
    Image.fromarray(draw()).save(raw)
    request = {"prompt": "idle", "output_frames": 2}
    workplace.sidecar(
        {"image": {"source": "raw.png", "pixelate": True}, "animate": request}
    )

    with watching(workplace) as watch:
        watch.wait_for("picture", path="art/hero.png")
        watch.wait_for("published")
        Image.fromarray(draw(hue=90)).save(raw)
        watch.wait_for("picture", path="art/hero.png")
        watch.wait_for("published")

    sent = [r for r in watch.records if r.get("state") == "sending"]
    names = [record["animation"] for record in sent]
    assert names == ["image: pixelate", "default"] * 2
    assert [r for r in watch.records if r["type"] == "error"] == []
