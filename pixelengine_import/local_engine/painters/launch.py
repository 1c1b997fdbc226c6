"""How a painter is started: a fresh Python that runs one module of ours.

Neither ``fork`` nor multiprocessing's ``spawn``: the engine may live in a thread of a
program that is not ours, and nothing of that program may run a second time.
"""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pixelengine_import

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["CannotStartError", "Launch", "cores", "python_launch"]

_MODULE = "pixelengine_import.local_engine.painters.child"
_NO_PROCESSES = frozenset({"android", "emscripten", "ios", "wasi"})
_ONE_THREAD = (
    "MKL_NUM_THREADS",
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
)
_LEFT_OUT = ("PIXEL", "PYTHONINSPECT", "PYTHONPATH", "PYTHONSAFEPATH")
"""Beginnings of variables that a painter does not get; keys and states among them."""

# CREATE_NEW_PROCESS_GROUP: Ctrl-C is for us. CREATE_NO_WINDOW: nothing to look at.
_WINDOWS_FLAGS = 0x00000200 | 0x08000000 if sys.platform == "win32" else 0


class CannotStartError(Exception):
    """A painter cannot be started here, and why."""


@dataclass(frozen=True, slots=True)
class Launch:
    """How a painter is started.

    Attributes:
        command: The program and its arguments.
        environment: All of its variables.
    """

    command: tuple[str, ...]
    environment: Mapping[str, str]

    def start(self, idle: float) -> subprocess.Popen[bytes]:
        """Start a painter that is talked to over its standard streams.

        It gets no terminal, no signal that is meant for us, and of our open files none
        but the two pipes. What it says on its standard error is thrown away, unless
        ``PXE_DEBUG`` is set.

        Args:
            idle: Seconds after which it ends when nothing is to be done.

        Raises:
            CannotStartError: The system refuses.
        """
        try:
            return subprocess.Popen(  # noqa: S603 - our own module
                [*self.command, str(idle)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=None if os.environ.get("PXE_DEBUG") else subprocess.DEVNULL,
                env=dict(self.environment),
                # A folder that is in use cannot be deleted, or unmounted.
                cwd=Path(sys.executable).anchor or None,
                creationflags=_WINDOWS_FLAGS,
                start_new_session=sys.platform != "win32",
            )
        except (OSError, ValueError, RuntimeError) as error:
            msg = f"the system starts none: {error}"
            raise CannotStartError(msg) from error


def python_launch() -> Launch:
    """Return how a painter is started with the Python that runs us.

    Raises:
        CannotStartError: ``sys.executable`` is no Python: it is empty in embedded
            interpreters, or the program that embeds one.
    """
    if sys.platform in _NO_PROCESSES:
        msg = f"there are no processes on {sys.platform}"
        raise CannotStartError(msg)
    name = Path(sys.executable or "").name.lower()
    if getattr(sys, "frozen", False) or not name.startswith(("python", "pypy")):
        msg = f"{sys.executable or 'nothing'!r} is not known to be a Python"
        raise CannotStartError(msg)
    kept = {k: v for k, v in os.environ.items() if not k.startswith(_LEFT_OUT)}
    # Its arithmetic needs no second thread; the cores are for other painters.
    one = dict.fromkeys(_ONE_THREAD, "1")
    path = {"PYTHONPATH": os.pathsep.join(_import_path())}
    return Launch((sys.executable, "-P", "-m", _MODULE), {**kept, **one, **path})


def _import_path() -> list[str]:
    """Return where we find what we import, without the folder of a user's script.

    That one comes first in ``sys.path``, and what is found there is the user's program.
    """
    home = str(Path(pixelengine_import.__file__).resolve().parent.parent)
    main = getattr(sys.modules.get("__main__"), "__file__", None)
    own = None if main is None else str(Path(main).resolve().parent)
    path = [str(Path(entry).resolve()) for entry in sys.path]
    path = [entry for entry in path if entry == home or entry != own]
    return path if home in path else [*path, home]


def cores() -> int:
    """Count the cores that this process may use, 1 or more."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
