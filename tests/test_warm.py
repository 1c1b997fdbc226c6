"""Commands that run in forks do what commands do that are started."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.support import Ran, Workplace
from tests.warm import LOADED

if TYPE_CHECKING:
    from pathlib import Path


def start_in_full(workplace: Workplace, arguments: tuple[str, ...]) -> Ran:
    done = subprocess.run(
        [sys.executable, "-m", "pixelengine_import", *arguments],
        cwd=workplace.root,
        env=workplace.environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    return Ran(done.returncode, done.stdout, done.stderr)


@pytest.mark.parametrize(
    "arguments",
    [("version",), ("sync",), ("plan", "--json"), ("sync", "nowhere"), ("sinc",)],
    ids=" ".join,
)
def test_a_fork_is_as_good_as_a_start(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    """It ends with the same code, says the same and leaves the same files."""
    fork, start = (Workplace.make(tmp_path / name) for name in ("fork", "full"))
    for workplace in (fork, start):
        workplace.hero()

    forked, started = fork.pxe(*arguments), start_in_full(start, arguments)

    assert forked.code == started.code
    assert forked.out.replace("/fork/", "/full/") == started.out
    assert forked.err.replace("/fork/", "/full/") == started.err
    assert fork.outputs() == start.outputs()


def test_what_is_loaded_can_be_loaded_and_starts_no_thread() -> None:
    """The fork server says nothing of a module that is not there."""
    script = f"import threading, {', '.join(LOADED)}; print(threading.active_count())"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )

    assert done.stdout == "1\n"
