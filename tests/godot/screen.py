"""A real editor on a virtual screen, with Mesa's software OpenGL."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from tests.godot_engine import complaints, run_program

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
def screen(size: tuple[int, int]) -> Iterator[str]:
    """Start a screen of its own; skip, or fail where one is required, without one."""
    if shutil.which("Xvfb") is None:
        if os.environ.get("PXE_REQUIRE_SCREEN") == "1":
            pytest.fail("Xvfb was not found. Install xvfb.", pytrace=False)
        pytest.skip("Xvfb was not found (install xvfb)")
    process = subprocess.Popen(
        ["Xvfb", "-displayfd", "1", "-screen", "0", f"{size[0]}x{size[1]}x24"],
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
    size: tuple[int, int] = (1280, 720),
) -> str:
    """Run the editor with a window, and return what it printed.

    Args:
        godot: Its program.
        project: What to open.
        arguments: More of them.
        home: A folder for its settings and caches.
        variables: More of the environment.
        timeout: Seconds until it is stopped.
        size: Width and height of the screen and the window, in pixels.

    Raises:
        AssertionError: It complained, failed or did not end (as GodotError).
    """
    command = [str(godot), "--editor", "--path", str(project)]
    command += ["--rendering-driver", "opengl3", "--audio-driver", "Dummy"]
    command += ["--rendering-method", "gl_compatibility"]
    command += ["--resolution", f"{size[0]}x{size[1]}", "--position", "0,0", *arguments]
    # With threads of its own the software driver ends the editor now and then.
    driver = {"LP_NUM_THREADS": "0", "LIBGL_DRIVERS_PATH": DRIVERS}
    with screen(size) as display:
        output = run_program(
            command,
            home=home,
            timeout=timeout,
            variables={
                **variables,
                **driver,
                "LIBGL_ALWAYS_SOFTWARE": "1",
                "DISPLAY": display,
            },
        )
    found = [line for line in complaints(output) if not _SCREEN_NOISE.search(line)]
    assert found == [], output
    return output
