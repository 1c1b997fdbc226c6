"""``kill -9`` of a single command: nothing is paid twice, nothing paid is lost."""

from __future__ import annotations

import json
import random
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from pixelengine_import.imaging.decode import decode_frames
from tests.support import draw, rounds, serve

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.support import Workplace

ROUNDS = 4
ASK = ("animate", "art/hero.png", "idle", "--frames", "2", "--yes")
OUTPUT = "art/hero.animate.webp"


def _accepted(folder: Path) -> int:
    """Count the paid jobs that the service has accepted."""
    with closing(sqlite3.connect(folder / "engine.db")) as database:
        (count,) = database.execute("SELECT count(*) FROM jobs").fetchone()
    return int(count)


def _charged(folder: Path) -> int:
    """Add up what the service's ledger says was charged, in credits."""
    with closing(sqlite3.connect(folder / "engine.db")) as database:
        (total,) = database.execute(
            "SELECT coalesce(sum(credits), 0) FROM holds WHERE status = 'captured'"
        ).fetchone()
    return int(total)


def _start(workplace: Workplace) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "pixelengine_import", *ASK, "--json"],
        cwd=workplace.root,
        env=workplace.environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )


def _kill_when(
    process: subprocess.Popen[str], moment: Callable[[dict[str, object]], bool]
) -> None:
    """Kill a command at the first line of JSON that says what is waited for."""
    assert process.stdout is not None
    for line in process.stdout:
        if moment(json.loads(line)):
            break
    process.kill()
    process.communicate()


def _is_whole(workplace: Workplace) -> bool:
    path = workplace.root / OUTPUT
    return path.exists() and len(decode_frames(path.read_bytes())[0]) == 2


def test_a_command_that_is_killed_while_its_job_runs_takes_it_up(
    workplace: Workplace, tmp_path: Path
) -> None:
    """Killed while polling: the same command waits for the same job, paid once."""
    workplace.art()
    folder = tmp_path / "live"
    with serve(folder, "--pretend-live", "--speed", "real") as server:
        workplace.variables.update(server.variables)
        process = _start(workplace)
        _kill_when(process, lambda told: told.get("state") in {"queued", "running"})
        assert not _is_whole(workplace)
        (job,) = workplace.pxe("jobs", "ls", "--open", "--json").of("journal_job")
    assert job["state"] == "submitted"

    with serve(folder, "--pretend-live") as server:  # its jobs go on, and end at once
        workplace.variables.update(server.variables)
        ran = workplace.pxe(*ASK[:-1], "--json")  # nobody is asked for credits

    (result,) = ran.of("result")
    assert (ran.code, result["job_id"]) == (0, job["api_job_id"])
    assert _is_whole(workplace)
    assert (_accepted(folder), _charged(folder)) == (1, 20)


def test_a_command_that_is_killed_as_its_job_is_accepted_takes_it_up(
    workplace: Workplace, tmp_path: Path
) -> None:
    """Killed the moment the journal knows the service's id."""
    workplace.art()
    folder = tmp_path / "live"
    with serve(folder, "--pretend-live") as server:
        workplace.variables.update(server.variables)
        process = _start(workplace)
        workplace.until_submitted()
        process.kill()
        process.communicate()

        ran = workplace.pxe(*ASK[:-1])

    assert (ran.code, ran.err) == (0, "")
    assert _is_whole(workplace)
    assert (_accepted(folder), _charged(folder)) == (1, 20)


@pytest.mark.parametrize("seed", rounds(ROUNDS))
def test_a_command_that_is_killed_at_any_moment_pays_once(
    workplace: Workplace, tmp_path: Path, seed: int
) -> None:
    """A kill between the first byte and the answer is a person's to decide."""
    workplace.art(image=draw(hue=seed))
    moments = random.Random(seed)
    folder = tmp_path / "live"
    with serve(folder, "--pretend-live") as server:
        workplace.variables.update(server.variables)
        for _ in range(2):
            process = _start(workplace)
            time.sleep(moments.uniform(0.2, 5.0))
            process.kill()
            process.communicate()
            path = workplace.root / OUTPUT
            assert not path.exists() or _is_whole(workplace)

        ran = workplace.pxe(*ASK, "--force")

    assert _accepted(folder) <= 1
    assert ran.code in {0, 6}, ran.err
    if ran.code == 0:
        assert _is_whole(workplace)
        assert _charged(folder) == 20
    else:
        assert "pxe resolve 1" in ran.err
