"""Commands that meet a running watch hand their wish over, past the project."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest

from pixelengine_import.cli.inbox import Inbox
from pixelengine_import.errors import ProjectError
from pixelengine_import.journal.lock import hold_lock
from pixelengine_import.journal.state import StateFolder
from tests.support import serve

from .test_orders import HERO, IDLE, paint, steered

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support import Workplace

LOOK = {"cmd": "sync"}


@pytest.fixture
def inbox(tmp_path: Path) -> Inbox:
    """A folder for orders."""
    return Inbox(tmp_path / "state" / "orders")


def folder(workplace: Workplace) -> Path:
    """Where the orders for a project's watch lie."""
    return StateFolder(workplace.state).orders(workplace.root.resolve())


def test_orders_are_taken_once_and_in_their_order(inbox: Inbox) -> None:
    """Of one command, and of several."""
    first = inbox.post([{"cmd": "sync", "n": i} for i in range(12)])
    inbox.post([{"cmd": "stop"}])

    taken = [json.loads(line) for line in inbox.take()]

    assert [order.get("n") for order in taken] == [*range(12), None]
    assert not any(file.exists() for file in first)
    assert inbox.take() == []


def test_orders_are_for_their_user_alone(inbox: Inbox) -> None:
    """The folder and each file."""
    (file,) = inbox.post([LOOK])

    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700


def test_a_folder_that_others_write_to_gives_no_orders(inbox: Inbox) -> None:
    """Nor does anybody leave one there."""
    (file,) = inbox.post([LOOK])
    file.parent.chmod(0o777)

    assert inbox.take() == []
    with pytest.raises(ProjectError, match="not yours alone"):
        inbox.post([LOOK])


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes in the file system")
def test_only_files_are_orders(inbox: Inbox, tmp_path: Path) -> None:
    """Neither links nor pipes nor what is half written holds a watch up."""
    (good,) = inbox.post([LOOK])
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_text('{"cmd": "stop"}')
    good.with_name("0.json").symlink_to(elsewhere)
    os.mkfifo(good.with_name("1.json"))
    good.with_name(".2.json.x.pxe-tmp").write_text("{")

    assert [json.loads(line) for line in inbox.take()] == [LOOK]
    assert elsewhere.exists()


def test_what_was_meant_for_an_earlier_watch_is_thrown_away(inbox: Inbox) -> None:
    """Half written files too."""
    (file,) = inbox.post([LOOK])
    file.with_name(".2.json.x.pxe-tmp").write_text("{")

    inbox.clear()

    assert list(file.parent.iterdir()) == []


@pytest.mark.inotify
def test_a_sync_is_handed_to_the_watch(workplace: Workplace) -> None:
    """It looks again at what failed, and the command says who does it."""
    workplace.art()
    workplace.sidecar({"animate": {"prompt": "idle", "output_frames": 7}})
    with steered(workplace) as watch:
        watch.wait_for("error", sidecar=HERO)
        ran = workplace.pxe("sync", "--json")
        watch.wait_for("error", sidecar=HERO)

    (handed,) = ran.of("handed")
    assert ran.code == 0
    assert handed["process"] == watch.process.pid
    assert handed["orders"] == [{"cmd": "sync"}]
    assert handed["taken"] is True


@pytest.mark.inotify
def test_a_price_is_agreed_to_beside_the_watch(
    workplace: Workplace, tmp_path: Path
) -> None:
    """As with an order on its input: the watch checks the price; nothing is paid twice.

    An order that a cloned project brings along is no order.
    """
    order = {"cmd": "approve", "sidecar": HERO, "credits": 1000}
    with serve(tmp_path / "live", "--pretend-live") as server:
        workplace.variables.update(server.variables)
        paint(workplace, "beside")
        workplace.sidecar(IDLE)
        for name in (".pixelengine", "orders"):
            (workplace.root / name).mkdir()
            (workplace.root / name / "0-0-0.json").write_text(json.dumps(order))
        folder(workplace).mkdir(mode=0o700, parents=True)
        (folder(workplace) / "0-0-0.json").write_text(json.dumps(order))
        with steered(workplace) as watch:
            # The one in the state folder is older than the watch.
            watch.wait_for("sidecar", sidecar=HERO, state="waiting")
            low = workplace.pxe("sync", HERO, "--budget", "19")
            watch.wait_for("error", code="budget")
            assert workplace.job_state() is None
            enough = workplace.pxe("sync", HERO, "--budget", "20")
            watch.wait_for("published", sidecar=HERO)
        (hero,) = workplace.status()["sidecars"]

    assert (low.code, enough.code) == (0, 0)
    assert enough.out == f"handed to pxe watch (process {watch.process.pid})\n"
    assert hero["state"] == "fresh"


@pytest.mark.inotify
def test_decisions_reach_the_watch_on_every_way(workplace: Workplace) -> None:
    """As commands beside it, and as orders on its input."""
    workplace.hero()
    frames = workplace.output(".frames.tres")
    with steered(workplace) as watch:
        watch.wait_for("published", sidecar=HERO)
        for by_command in (True, False):
            frames.write_text(f"mine {by_command}")
            watch.wait_for("error", code="conflict", sidecar=HERO)
            if by_command:
                assert workplace.pxe("keep", HERO).code == 0
            else:
                watch.send(cmd="keep", sidecar=HERO)
            watch.wait_for("kept", outputs=["art/hero.frames.tres"])
            watch.wait_for("unchanged", sidecar=HERO, kept=True)
            assert frames.read_text() == f"mine {by_command}"
            if by_command:
                assert workplace.pxe("accept", HERO).code == 0
            else:
                watch.send(cmd="accept", sidecar=HERO)
            watch.wait_for("accepted", sidecar=HERO)
            watch.wait_for("published", sidecar=HERO)
            assert frames.read_text().startswith("[gd_resource")


def test_whoever_is_no_watch_is_waited_for_as_before(workplace: Workplace) -> None:
    """Nothing is left behind for it."""
    workplace.hero()
    lock = StateFolder(workplace.state).lock(workplace.root.resolve())
    with hold_lock(lock, "pxe sync"):
        for command in (["sync"], ["accept", HERO], ["keep", HERO]):
            ran = workplace.pxe(*command)
            assert ran.code == 1
            assert "is already working on this project" in ran.err

    assert not folder(workplace).exists()


@pytest.mark.inotify
def test_a_job_that_is_cancelled_beside_the_watch_is_let_go(
    workplace: Workplace, tmp_path: Path
) -> None:
    """It ends there, is not begun again, and the watch goes on."""
    with serve(tmp_path / "live", "--pretend-live", "--speed", "real") as server:
        workplace.variables.update(server.variables)
        paint(workplace, "let go")
        workplace.sidecar(IDLE)
        with steered(workplace, "--yes") as watch:
            workplace.until_submitted()
            (job,) = workplace.pxe("status", "--json").of("open_job")
            ran = workplace.pxe("jobs", "cancel", str(job["job"]))
            watch.wait_for("error", sidecar=HERO)
            mark = len(watch.records)
            watch.send_text('{"cmd": "nonsense"}')
            watch.wait_for("error", code="order")

            assert ran.code == 0
            assert "job" not in watch.since(mark)
            assert workplace.job_state() == "cancelled"
        (hero,) = workplace.status()["sidecars"]
    assert (hero["state"], hero["jobs"]) == ("failed", {})
