"""``pxe watch --stdin``: how a program steers a watch, over real pipes."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
from contextlib import contextmanager
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import numpy as np
import pytest

from pixelengine_import.cli import orders
from tests.support import draw, serve

from .test_watch import PATIENCE, Watch

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.support import Workplace

HERO = "art/hero.pxe.json"
IDLE = {"animate": {"prompt": "idle", "output_frames": 2}}


class Steered(Watch):
    """A watch that takes orders."""

    def send(self, **order: object) -> None:
        """Write one order."""
        self.send_text(json.dumps(order))

    def send_text(self, line: str) -> None:
        """Write one line."""
        assert self.process.stdin is not None
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def end(self) -> None:
        """End the input, as an editor that dies does."""
        assert self.process.stdin is not None
        self.process.stdin.close()


@contextmanager
def steered(workplace: Workplace, *options: str) -> Iterator[Steered]:
    """Watch until the block ends, then send a stop."""
    process = workplace.start(
        "watch", "--json", "--stdin", *options, stdin=subprocess.PIPE
    )
    watch = Steered(process)
    try:
        yield watch
        if process.poll() is None and not process.stdin.closed:  # type: ignore[union-attr]
            watch.send(cmd="stop")
        code = process.wait(timeout=PATIENCE)
        watch.join()
        assert code == 0, watch.records
    finally:
        process.kill()
        process.wait()
        if process.stdin is not None:
            process.stdin.close()


def paint(workplace: Workplace, name: str) -> None:
    """Save art that no other test has."""
    image = draw()
    image[0, 0] = (*np.frombuffer(name.encode()[-3:], np.uint8).tolist(), 255)
    workplace.art(image=image)


@pytest.mark.inotify
def test_a_stop_ends_the_watch_and_the_board_says_so(workplace: Workplace) -> None:
    """Exit code 0; the run has an end."""
    workplace.hero()
    with steered(workplace) as watch:
        watch.wait_for("published", sidecar=HERO)
        assert workplace.status()["run"]["ended"] is None
    run = workplace.status()["run"]

    assert run["command"] == "pxe watch"
    assert run["exit_code"] == 0
    assert run["ended"] is not None


@pytest.mark.inotify
def test_the_end_of_the_input_ends_the_watch(workplace: Workplace) -> None:
    """An editor that is killed leaves no watch behind."""
    with steered(workplace) as watch:
        watch.wait_for("watching")
        watch.end()
        watch.wait_for("end")


@pytest.mark.inotify
def test_a_killed_watch_leaves_a_project_that_the_next_one_takes(
    workplace: Workplace,
) -> None:
    """The lock goes with the process; the board of the next one is whole."""
    workplace.hero()
    process = workplace.start("watch", "--json", "--stdin", stdin=subprocess.PIPE)
    watch = Steered(process)
    watch.wait_for("watching")
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    watch.join()
    process.stdin.close()  # type: ignore[union-attr]

    with steered(workplace) as again:
        again.wait_for("watching")
    assert workplace.status()["run"]["exit_code"] == 0


@pytest.mark.inotify
def test_a_sync_looks_again_at_what_failed(workplace: Workplace) -> None:
    """Even though no file has changed since."""
    workplace.art()
    workplace.sidecar({"animate": {"prompt": "idle", "output_frames": 7}})
    with steered(workplace) as watch:
        watch.wait_for("error", sidecar=HERO)
        watch.send(cmd="sync", sidecar=HERO)
        watch.wait_for("error", sidecar=HERO)


@pytest.mark.inotify
def test_what_is_no_order_is_said_and_harms_nothing(workplace: Workplace) -> None:
    """Rubbish, unknown words, strangers' paths: an error each; the watch goes on."""
    workplace.hero()
    with steered(workplace) as watch:
        watch.wait_for("watching")
        for line in ("{", "[1]", '{"cmd": "dance"}', '{"cmd": "cancel"}'):
            watch.send_text(line)
            watch.wait_for("error", code="order")
        watch.send(cmd="sync", sidecar="../other/x.pxe.json")
        watch.wait_for("error", code="order")
        workplace.hero("jump")
        watch.wait_for("published", sidecar=HERO)


@pytest.mark.inotify
def test_a_price_is_agreed_to_from_outside(
    workplace: Workplace, tmp_path: Path
) -> None:
    """What waits is sent once its price was named; too low a price sends nothing."""
    with serve(tmp_path / "live", "--pretend-live") as server:
        workplace.variables.update(server.variables)
        paint(workplace, "agreed")
        workplace.sidecar(IDLE)
        with steered(workplace) as watch:
            watch.wait_for("sidecar", sidecar=HERO, state="waiting")
            watch.send(cmd="approve", sidecar=HERO, credits=19)
            # It is answered with what it waits for, and nothing was sent.
            watch.wait_for("sidecar", sidecar=HERO, state="waiting", price=20)
            watch.wait_for("error", code="budget")
            assert workplace.job_state() is None
            watch.send(cmd="approve", sidecar=HERO, credits=20.0)
            watch.wait_for("published", sidecar=HERO)
        (hero,) = workplace.status()["sidecars"]

    assert hero["state"] == "fresh"


@pytest.mark.inotify
def test_no_approval_goes_above_the_project_s_own_limit(
    workplace: Workplace, tmp_path: Path
) -> None:
    """What was approved counts: 30 credits a run are one job of 20, not two."""
    (workplace.root / "pixelengine.toml").write_text("[run]\nbudget = 30\n")
    other = "art/other.pxe.json"
    with serve(tmp_path / "live", "--pretend-live") as server:
        workplace.variables.update(server.variables)
        for name in ("hero", "other"):
            image = draw(hue=len(name))
            workplace.art(name, image)
            workplace.sidecar(IDLE, name)
        with steered(workplace) as watch:
            watch.wait_for("watching")
            watch.send(cmd="approve", sidecar=HERO, credits=20)
            watch.wait_for("published", sidecar=HERO)
            watch.send(cmd="approve", sidecar=other, credits=20)
            refused = watch.wait_for("error", code="budget")
        asked_for = {r["sidecar"] for r in watch.records if r["type"] == "job"}

    assert "pixelengine.toml" in refused["message"]
    assert asked_for == {HERO}


@pytest.mark.inotify
def test_a_cancelled_job_is_let_go_and_not_begun_again(
    workplace: Workplace, tmp_path: Path
) -> None:
    """It costs nothing; a change of the sidecar takes it up again."""
    with serve(tmp_path / "live", "--pretend-live", "--speed", "real") as server:
        workplace.variables.update(server.variables)
        paint(workplace, "cancelled")
        workplace.sidecar(IDLE)
        with steered(workplace, "--yes") as watch:
            watch.wait_for("sidecar", sidecar=HERO, state="stale")
            workplace.until_submitted()
            watch.send(cmd="cancel", sidecar=HERO)
            watch.wait_for("sidecar", sidecar=HERO, state="stale")
            assert workplace.job_state() == "cancelled"
            mark = len(watch.records)
            watch.send_text('{"cmd": "nonsense"}')
            watch.wait_for("error", code="order")

            assert "job" not in watch.since(mark)
        (hero,) = workplace.status()["sidecars"]
        assert hero["jobs"] == {}


@pytest.mark.parametrize(
    ("line", "order"),
    [
        ('{"cmd": "stop"}', orders.Stop()),
        ('{"cmd": "sync"}', orders.Look(None)),
        (
            '{"cmd": "sync", "sidecar": "a.pxe.json"}',
            orders.Look(PurePosixPath("a.pxe.json")),
        ),
        (
            '{"cmd": "approve", "sidecar": "a.pxe.json", "credits": 20.0, "new": 1}',
            orders.Approve(PurePosixPath("a.pxe.json"), 20),
        ),
    ],
)
def test_orders_are_read(line: str, order: orders.Order) -> None:
    """Fields that are not known are ignored, numbers may be Godot's floats."""
    assert orders.read(line.encode()) == order


@pytest.mark.parametrize("price", ["-1", "1.5", "true", '"20"', "null", "1e400", "NaN"])
def test_a_price_that_is_none_is_refused(price: str) -> None:
    """Nothing is agreed to by accident."""
    line = f'{{"cmd": "approve", "sidecar": "a.pxe.json", "credits": {price}}}'
    with pytest.raises(orders.OrderError, match="credits"):
        orders.read(line.encode())


def test_lines_are_heard_from_a_thread(tmp_path: Path) -> None:
    """Each line, then None at the end."""
    file = tmp_path / "input"
    file.write_bytes(b"one\ntwo\n")

    async def listen() -> list[bytes | None]:
        lines: asyncio.Queue[bytes | None] = asyncio.Queue()
        with file.open("rb") as stream:
            orders.hear(asyncio.get_running_loop(), lines, stream.fileno())
            return [await lines.get() for _ in range(3)]

    assert asyncio.run(listen()) == [b"one", b"two", None]


@pytest.mark.inotify
def test_what_is_taken_back_while_it_waits_costs_nothing(
    workplace: Workplace, tmp_path: Path
) -> None:
    """A sidecar that is as it was before wants nothing more, and says so."""
    with serve(tmp_path / "live", "--pretend-live") as server:
        workplace.variables.update(server.variables)
        paint(workplace, "taken back")
        workplace.sidecar(IDLE)
        with steered(workplace) as watch:
            watch.wait_for("sidecar", sidecar=HERO, state="waiting")
            watch.send(cmd="approve", sidecar=HERO, credits=20)
            watch.wait_for("published", sidecar=HERO)
            workplace.sidecar({"animate": {"prompt": "jump", "output_frames": 2}})
            watch.wait_for("sidecar", sidecar=HERO, state="waiting")
            mark = len(watch.records)
            workplace.sidecar(IDLE)
            watch.wait_for("sidecar", sidecar=HERO, state="fresh")

            assert "job" not in watch.since(mark)
