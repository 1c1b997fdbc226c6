"""``kill -9`` at any moment: nothing is paid twice, nothing paid is lost."""

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

from pixelengine_import.imaging.decode import decode_still
from tests.support import draw, rounds, serve

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support import Workplace

ROUNDS = 6


def _accepted(folder: Path) -> int:
    """Count the paid jobs that the service has accepted."""
    with closing(sqlite3.connect(folder / "engine.db")) as database, database:
        (count,) = database.execute("SELECT count(*) FROM jobs").fetchone()
    return int(count)


@pytest.mark.parametrize("seed", rounds(ROUNDS))
def test_a_run_that_is_killed_is_taken_up_again(
    workplace: Workplace, tmp_path: Path, seed: int
) -> None:
    """After a kill at a random moment the next runs finish, and pay once a request.

    A kill between the first byte and the answer leaves a request of which nobody knows
    whether it was accepted: it is held for a person, never sent again.
    """
    names = ["a", "b", "c"]
    for i, name in enumerate(names):
        workplace.art(name, draw(hue=seed * 10 + i))
        workplace.sidecar({"animate": {"prompt": name, "output_frames": 4}}, name)
    moments = random.Random(seed)
    with serve(tmp_path / "live", "--pretend-live") as server:
        workplace.variables.update(server.variables)
        for _ in range(2):
            process = subprocess.Popen(
                [sys.executable, "-m", "pixelengine_import", "sync", "--yes"],
                cwd=workplace.root,
                env=workplace.environment(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            time.sleep(moments.uniform(0.4, 2.0))
            process.kill()
            process.wait()
            for name in names:
                sheet = workplace.output(".sheet.png", name)
                if sheet.exists():
                    decode_still(sheet.read_bytes())  # whole, or not there

        ran = workplace.pxe("sync", "--yes")
        again = workplace.pxe("sync", "--yes", "--json")
        accepted = _accepted(server.folder)

    held = json.loads(workplace.pxe("status", "--json").out.splitlines()[0])
    assert held["type"] == "hello"
    assert accepted <= len(names)
    assert ran.code in {0, 6}
    done = [name for name in names if len(workplace.outputs(name)) == len(names)]
    if ran.code == 0:
        assert done == names
        assert again.of("job") == []
    else:
        assert "pxe resolve" in ran.err
    leftovers = list(workplace.root.rglob("*.pxe-tmp"))
    assert leftovers == []
