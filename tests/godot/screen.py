"""A real editor on a virtual screen, with Mesa's software OpenGL."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from tests.godot_engine import complaints

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

__all__ = ["run_on_screen", "screen"]

# A virtual screen cannot wait for the beam and has no window manager that gives the
# focus to anyone; an editor that ends abruptly leaves things behind, and loses count
# of them (List::erase) once a saved scene is closed.
_SCREEN_NOISE = re.compile(
    r"V-Sync|Parameter \"current_window\" is null"
    r"|Texture with GL ID of \d+: leaked"
    r"|Condition \"p_I->data != this\" is true"
)
DRIVERS = "/usr/lib/x86_64-linux-gnu/dri"


@contextmanager
def screen(size: str = "1600x900") -> Iterator[str]:
    """Start a screen of its own; skip, or fail where one is required, without one."""
    if shutil.which("Xvfb") is None:
        if os.environ.get("PXE_REQUIRE_SCREEN") == "1":
            pytest.fail("Xvfb was not found. Install xvfb.", pytrace=False)
        pytest.skip("Xvfb was not found (install xvfb)")
    process = subprocess.Popen(
        ["Xvfb", "-displayfd", "1", "-screen", "0", f"{size}x24"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert process.stdout is not None
        yield f":{process.stdout.readline().strip()}"
    finally:
        process.terminate()
        process.communicate()


def run_on_screen(
    godot: Path,
    project: Path,
    *arguments: str,
    home: Path,
    variables: Mapping[str, str],
    timeout: float = 240.0,
) -> str:
    """Run the editor with a window, and return what it printed.

    Raises:
        AssertionError: It complained, failed or did not end.
    """
    environment = {**os.environ, **variables, "LIBGL_ALWAYS_SOFTWARE": "1"}
    # With threads of its own the software driver ends the editor now and then.
    environment |= {"LP_NUM_THREADS": "0", "LIBGL_DRIVERS_PATH": DRIVERS}
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"):
        environment[name] = str(home / name.lower())
    command = [str(godot), "--editor", "--path", str(project)]
    command += ["--rendering-driver", "opengl3", "--audio-driver", "Dummy"]
    command += ["--rendering-method", "gl_compatibility"]
    command += ["--resolution", "1600x900", "--position", "0,0", *arguments]
    with screen() as display:
        process = subprocess.Popen(
            command,
            env={**environment, "DISPLAY": display},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,
        )
        try:
            output, _ = process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            output, _ = process.communicate()
            msg = f"the editor did not end within {timeout:g} s:\n{output}"
            raise AssertionError(msg) from None
    found = [line for line in complaints(output) if not _SCREEN_NOISE.search(line)]
    assert (process.returncode, found) == (0, []), output
    return output
