"""A real Godot for the tests: found, run without a screen, and held to silence."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, Protocol

import pytest

if TYPE_CHECKING:
    from collections.abc import Mapping

OLDEST_GODOT = (4, 4)

_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_COMPLAINT = re.compile(
    r"^\s*(?:[A-Z]+ )?(?:ERROR|WARNING):"
    r"|Parse Error|Compile Error|Failed to load script"
)
# Godot prints these when it ends abruptly, with or without a project of ours.
_EXIT_NOISE = re.compile(
    r"RID allocations of type .* were leaked at exit"
    r"|RIDs of type .* were leaked"
    r"|ObjectDB instances leaked at exit"
    r"|resources still in use at exit"
    r"|Unreferenced static string"
    r"|Pages in use exist at exit"
)


class GodotError(AssertionError):
    """Godot complained, failed or did not end."""


class RunGodot(Protocol):
    """Runs Godot without a screen on one project."""

    def __call__(self, project: Path, *arguments: str, timeout: float = 240.0) -> str:
        """Return what it printed; raise GodotError on any complaint."""
        ...


def complaints(output: str) -> list[str]:
    """Return the lines in which Godot reports an error or a warning.

    Args:
        output: Its stdout and stderr.

    Returns:
        The lines as printed, without colours, and without the noise of its exit.
    """
    lines = (_COLOUR.sub("", line).rstrip() for line in output.splitlines())
    return [
        line
        for line in lines
        if _COMPLAINT.search(line) and not _EXIT_NOISE.search(line)
    ]


@pytest.fixture(scope="session")
def godot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Godot to test with: ``GODOT``, else ``godot`` or ``godot4`` on the PATH."""
    named = os.environ.get("GODOT")
    found = named or shutil.which("godot") or shutil.which("godot4")
    if not found:
        _unavailable("no Godot was found (GODOT is not set, none is on the PATH)")
    executable = Path(found).absolute()
    if not executable.is_file():
        _unavailable(f"GODOT names no file (found {found})")
    printed = run_program(
        [str(executable), "--headless", "--version"],
        home=tmp_path_factory.mktemp("godot-home"),
        timeout=240.0,
    )
    version = re.search(r"^(\d+)\.(\d+)\.", printed, re.MULTILINE)
    if version is None:
        _unavailable(f"{found} told no version (found {printed.strip()!r})")
    if (int(version[1]), int(version[2])) < OLDEST_GODOT:
        _unavailable(f"Godot 4.4 or newer is needed (found {printed.strip()})")
    return executable


@pytest.fixture(scope="session")
def run_godot(godot: Path, tmp_path_factory: pytest.TempPathFactory) -> RunGodot:
    """Run Godot headless, with settings of its own for each run."""

    def run(project: Path, *arguments: str, timeout: float = 240.0) -> str:
        command = [str(godot), "--headless", "--path", str(project), *arguments]
        home = tmp_path_factory.mktemp("godot-home")
        output = run_program(command, home=home, timeout=timeout)
        if found := complaints(output):
            lines = "\n".join(found)
            msg = f"Godot complained about {' '.join(arguments)}:\n{lines}\n{output}"
            raise GodotError(msg)
        return output

    return run


def _unavailable(reason: str) -> NoReturn:
    advice = f"{reason}. Put a Godot 4.4+ on the PATH or set GODOT to its path."
    if os.environ.get("PXE_REQUIRE_GODOT") == "1":
        pytest.fail(advice, pytrace=False)
    pytest.skip(advice)


def run_program(
    command: list[str],
    *,
    home: Path,
    timeout: float,
    variables: Mapping[str, str] | None = None,
) -> str:
    """Run Godot to its good end.

    Args:
        command: The program and its arguments.
        home: A folder for its settings and caches.
        timeout: Seconds until it is stopped.
        variables: More of the environment.

    Returns:
        Its stdout and stderr as one text.

    Raises:
        GodotError: It failed, or did not end in time.
    """
    # Editor settings and caches are per user: one test must not change the next.
    environment = {**os.environ, **(variables or {})}
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"):
        folder = home / name.lower()
        folder.mkdir(parents=True, exist_ok=True)
        environment[name] = str(folder)
    # A session of its own: a launcher script and Godot itself end together.
    process = subprocess.Popen(
        command,
        env=environment,
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
    except BaseException as error:
        _kill(process)
        output, _ = process.communicate()
        if not isinstance(error, subprocess.TimeoutExpired):
            raise
        msg = f"Godot did not end within {timeout:g} s: {command}\n{output}"
        raise GodotError(msg) from error
    if process.returncode != 0:
        msg = f"Godot ended with code {process.returncode}: {command}\n{output}"
        raise GodotError(msg)
    return output


def _kill(process: subprocess.Popen[str]) -> None:
    if hasattr(os, "killpg"):
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
