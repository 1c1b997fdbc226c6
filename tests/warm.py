"""Run ``pxe`` in processes that need not load it first.

Loading takes three quarters of the CPU time of a small command, and hundreds are run.
So each worker of the tests keeps one process that has loaded everything and has done
nothing, and every command runs in a fork of it (multiprocessing's fork server): with
arguments, folder, variables, files and exit code of its own, as if it had been started.
Those that are run to their end paint in their own threads, as where no painters can be
started: they would have to load everything too. Servers run in forks as well, with
painters. What is killed or talked to through its streams is started in full, and so is
what the editor starts. Where there is no fork, everything is.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from multiprocessing.context import ForkServerContext, SpawnContext
    from multiprocessing.process import BaseProcess
    from pathlib import Path

__all__ = ["LOADED", "run_warm", "start_warm"]

LOADED = (
    "pixelengine_import.cli.edit",
    "pixelengine_import.cli.resolve",
    "pixelengine_import.cli.serve",
    "pixelengine_import.cli.status",
    "pixelengine_import.cli.sync",
    "pixelengine_import.cli.watch",
    "pixelengine_import.local_engine.caption",
    "pixelengine_import.local_engine.drawing",
    "pixelengine_import.local_engine.in_process",
    "pixelengine_import.local_engine.motion",
    "scipy.ndimage",
)
"""They bring the rest; none of them starts a thread, which a fork would lose."""

_FORKS = "forkserver" in multiprocessing.get_all_start_methods()
_SERVER: ForkServerContext | SpawnContext = (
    multiprocessing.get_context("forkserver")
    if _FORKS
    else multiprocessing.get_context("spawn")
)
if _FORKS:
    _SERVER.set_forkserver_preload(list(LOADED))


def start_warm(
    arguments: Sequence[str],
    *,
    folder: Path,
    variables: Mapping[str, str],
    said: tuple[Path, Path],
    alone: bool = False,
) -> BaseProcess:
    """Start a command.

    Args:
        arguments: What stands behind ``pxe``.
        folder: Where it is run.
        variables: The whole environment that it sees.
        said: The files that take its output and its errors; its input is empty.
        alone: Whether it paints in its own threads.
    """
    files = [str(file) for file in said]
    process = _SERVER.Process(
        target=_be,
        args=(list(arguments), str(folder), dict(variables), files, alone),
    )
    process.start()
    return process


def run_warm(
    arguments: Sequence[str],
    *,
    folder: Path,
    variables: Mapping[str, str],
    said: tuple[Path, Path],
    seconds: float,
) -> int:
    """Run a command to its end; it paints in its own threads.

    Args:
        arguments: What stands behind ``pxe``.
        folder: Where it is run.
        variables: The whole environment that it sees.
        said: The files that take its output and its errors; its input is empty.
        seconds: How long it may take.

    Returns:
        Its exit code, negative for the signal that ended it.

    Raises:
        TimeoutExpired: It took longer, and was killed.
    """
    process = start_warm(
        arguments, folder=folder, variables=variables, said=said, alone=True
    )
    process.join(seconds)
    if process.exitcode is None:
        process.kill()
        process.join()
        raise subprocess.TimeoutExpired(["pxe", *arguments], seconds)
    return process.exitcode


def _be(
    arguments: list[str],
    folder: str,
    variables: dict[str, str],
    said: list[str],
    alone: bool,  # noqa: FBT001 - what a process is started with has no names
) -> None:
    """Be a process that was started with all this."""
    from pixelengine_import.__main__ import main

    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(variables)
    files = [(os.devnull, os.O_RDONLY), *((name, os.O_WRONLY) for name in said)]
    for number, (name, mode) in enumerate(files):
        file = os.open(name, mode | os.O_CREAT | os.O_APPEND)
        os.dup2(file, number)
        os.close(file)
    sys.stdin, sys.stdout, sys.stderr = (
        open(number, "r" if number == 0 else "w", encoding="utf-8", closefd=False)  # noqa: SIM115
        for number in range(3)
    )
    sys.argv = ["pxe", *arguments]
    if alone:
        sys.executable = ""  # nothing that could start painters
    main()
