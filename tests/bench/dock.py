"""How long the addon's dock takes with a thousand sidecars, in a real editor."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.godot.addon_project import make_project

__all__ = ["main"]


def main() -> None:
    """Open the dock of a thousand sidecars, and print what each step takes."""
    godot = os.environ.get("GODOT") or shutil.which("godot")
    if not godot:
        sys.exit("no Godot was found. Set GODOT to its path.")
    with tempfile.TemporaryDirectory() as folder:
        project = make_project(Path(folder) / "game")
        homes = ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME")
        environment = {**os.environ, **{name: f"{folder}/{name}" for name in homes}}
        command = [godot, "--headless", "--path", str(project)]
        script = ("--editor", "--script", "res://specs/run.gd")
        for arguments in (["--import"], [*script, "--", "res://specs/bench_dock.gd"]):
            done = subprocess.run(
                [*command, *arguments],
                env=environment,
                capture_output=True,
                text=True,
                check=False,
                timeout=180,
            )
        lines = [row for row in done.stdout.splitlines() if row.startswith("time ")]
        print("\n".join(lines) if lines else done.stdout + done.stderr)
