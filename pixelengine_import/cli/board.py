"""``.pixelengine/status.json``: what is happening in a project, for other programs.

Every command that holds the project's lock keeps it up to date, from the same facts
that ``--json`` prints. Whoever follows the project needs no pxe, no port and no lock:
the file is only ever replaced whole.
"""

from __future__ import annotations

import errno
import json
import os
from collections import deque
from contextlib import contextmanager
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from pixelengine_import import __version__
from pixelengine_import._clock import SystemClock, iso
from pixelengine_import._fs import read_file, replace_file

if TYPE_CHECKING:
    from asyncio import TimerHandle
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from pixelengine_import._clock import Time
    from pixelengine_import.cli.console import Console
    from pixelengine_import.pipeline.project import Project

__all__ = ["FORMAT", "STATUS_FILE", "Board", "keep_board", "says_settled"]

FORMAT = 1
"""Version of the file; it changes when a reader of the old one would go wrong."""
FOLDER = PurePosixPath(".pixelengine")
STATUS_FILE = FOLDER / "status.json"
SOON = 0.1
"""Seconds within which facts are gathered into one writing of the file."""
MOST = 32 * 1024 * 1024

Entry = dict[str, Any]

MOST_NOTICES = 20
"""A watch may run for weeks: the last ones are kept."""

_BY_CODE = {
    "ambiguous": "held",
    "budget": "waiting",
    "conflict": "conflict",
    "cost": "waiting",
}
"""States that an error leaves behind; any other one is ``failed``."""
_DONE = {"fresh", "preview"}
_WORKING = {"sending", "queued", "running", "downloading"}


class Board:
    """The state of a project, and the file that shows it.

    Args:
        project: The project.
        command: Who works, such as ``pxe watch``.
        clock: What time it is.
        warn: Told once when the file cannot be written; work goes on without it.

    Attributes:
        exit_code: How the command ends; None when it was broken off.
    """

    def __init__(
        self,
        project: Project,
        command: str,
        *,
        clock: Time | None = None,
        warn: Callable[[str], None],
    ) -> None:
        """Go on from what the last run left."""
        self._file = project.file(STATUS_FILE)
        self._clock = SystemClock() if clock is None else clock
        self._warn = warn
        self._entries = _read_entries(self._file)
        self._engine: dict[str, Any] | None = None
        self._notices: deque[dict[str, Any]] = deque(maxlen=MOST_NOTICES)
        self._run: dict[str, Any] = {
            "command": command,
            "process": os.getpid(),
            "started": iso(self._clock.now()),
            "ended": None,
            "exit_code": None,
        }
        self._soon: TimerHandle | None = None
        self._broken = False
        self.exit_code: int | None = None

    def keep(self, sidecars: Iterable[PurePosixPath]) -> None:
        """Forget sidecars that are not there any more."""
        present = {str(path) for path in sidecars}
        self._entries = {p: e for p, e in self._entries.items() if p in present}

    def take(self, kind: str, fields: Mapping[str, Any]) -> None:
        """Take note of a fact, as ``--json`` prints it.

        Args:
            kind: Its type.
            fields: Its fields.
        """
        match kind:
            case "engine":
                self._engine = dict(fields)
            case "sidecar":
                self._hear_sidecar(fields)
            case "job":
                self._hear_job(fields)
            case "published":
                self._hear_done(fields)
                self._entry(fields)["published"] = iso(self._clock.now())
            case "unchanged":
                self._hear_done(fields)
            case "error":
                self._hear_error(fields)
            case "warning":
                self._hear_warning(fields)
            case "held":
                self._notices.append({"kind": "held", **fields})
            case "gone":
                self._entries.pop(str(fields["sidecar"]), None)
            case _:
                return
        self._write_soon()

    def close(self) -> None:
        """Write the file for the last time."""
        self._run["ended"] = iso(self._clock.now())
        self._run["exit_code"] = self.exit_code
        self.write()

    def write(self) -> None:
        """Write the file now."""
        if self._soon is not None:
            self._soon.cancel()
            self._soon = None
        if self._broken:
            return
        document = {
            "format": FORMAT,
            "version": __version__,
            "run": self._run,
            "engine": self._engine,
            "notices": list(self._notices),
            "sidecars": [self._entries[path] for path in sorted(self._entries)],
        }
        data = json.dumps(document, ensure_ascii=False, indent=1).encode()
        try:
            _make_folder(self._file.parent)
            # After a power loss nobody asks what was happening: nothing is flushed.
            replace_file(self._file, data, durable=False)
        except OSError as error:
            self._broken = True
            self._warn(
                f"{STATUS_FILE} cannot be written ({error.strerror}): the Godot addon "
                "will not see what happens."
            )

    def _write_soon(self) -> None:
        import asyncio

        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            return  # nothing goes on meanwhile; it is written at the end
        if self._soon is None:
            self._soon = loop.call_later(SOON, self.write)

    # -- facts -----------------------------------------------------------------------

    def _entry(self, fields: Mapping[str, Any]) -> Entry:
        path = str(fields["sidecar"])
        return self._entries.setdefault(path, _blank(path))

    def _hear_sidecar(self, fields: Mapping[str, Any]) -> None:
        entry = self._entry(fields)
        # A quick look knows neither art nor animations: they are what they were.
        unknown = {key for key in ("image", "animations") if not fields[key]}
        entry |= {key: value for key, value in fields.items() if key not in unknown}
        entry |= {"jobs": {}, "problem": None, "warnings": []}

    def _hear_job(self, fields: Mapping[str, Any]) -> None:
        entry = self._entry(fields)
        state, name = str(fields["state"]), str(fields["animation"])
        if state in _WORKING:
            entry["jobs"][name] = {
                "state": state,
                "progress": fields["progress"],
                "job": fields["job_id"],
            }
            entry["state"] = "running"
        else:
            entry["jobs"].pop(name, None)

    def _hear_done(self, fields: Mapping[str, Any]) -> None:
        entry = self._entry(fields)
        entry["state"] = "fresh" if fields["engine"] == "live" else "preview"
        entry |= {"reasons": [], "price": 0, "jobs": {}, "problem": None}

    def _hear_error(self, fields: Mapping[str, Any]) -> None:
        problem = {key: value for key, value in fields.items() if key != "sidecar"}
        if fields["sidecar"] is None:
            self._notices.append({"kind": "error", **problem})
            return
        entry = self._entry(fields)
        entry["state"] = _BY_CODE.get(str(fields["code"]), "failed")
        entry["jobs"] = {}
        if entry["problem"] is None:  # the first one is what there is to mend
            entry["problem"] = problem

    def _hear_warning(self, fields: Mapping[str, Any]) -> None:
        if fields["sidecar"] is None:
            self._notices.append({"kind": "warning", "message": fields["message"]})
        else:
            self._entry(fields)["warnings"].append(fields["message"])


@contextmanager
def keep_board(project: Project, command: str, console: Console) -> Iterator[Board]:
    """Show what a console says on the project's board, for the length of a block.

    Args:
        project: The project; its lock is held.
        command: Who works.
        console: Whose facts it shows.
    """
    board = Board(project, command, warn=lambda text: console.warn([text]))
    console.board = board
    board.write()
    try:
        yield board
    finally:
        console.board = None
        board.close()


def says_settled(
    project: Project, sidecars: Iterable[PurePosixPath], *, only: bool
) -> bool:
    """Tell whether a project's board says that there is nothing to do.

    Args:
        project: The project.
        sidecars: Of which it must say so.
        only: Whether it must speak of no other one.
    """
    said = _read_entries(project.file(STATUS_FILE))
    done = {path for path, entry in said.items() if entry["state"] in _DONE}
    wanted = set(map(str, sidecars))
    return wanted <= done and not (only and said.keys() - wanted)


def _read_entries(file: Path) -> dict[str, Entry]:
    """Read what a file says of sidecars, by path.

    Args:
        file: ``status.json``; one that is missing, damaged or of another format says
            nothing.
    """
    try:
        data = read_file(file, MOST)
        document = json.loads(data)
        if document["format"] != FORMAT:
            return {}
        entries = {
            str(e["sidecar"]): _blank(str(e["sidecar"])) | e
            for e in document["sidecars"]
        }
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return {}
    for entry in entries.values():
        # Whoever did them is gone: the lock is ours.
        entry["jobs"] = {}
    return entries


def _blank(path: str) -> Entry:
    return {
        "sidecar": path,
        "state": "stale",
        "reasons": [],
        "price": 0,
        "image": None,
        "animations": [],
        "jobs": {},
        "problem": None,
        "warnings": [],
        "published": None,
    }


def _make_folder(folder: Path) -> None:
    """Make our folder, out of the sight of Godot and git.

    Raises:
        OSError: It cannot be made, or a link stands there: a project that was cloned
            does not choose where we write.
    """
    if folder.is_symlink():
        raise FileExistsError(errno.EEXIST, "a link stands there")
    if folder.is_dir():
        return
    folder.mkdir(exist_ok=True)
    (folder / ".gdignore").touch()
    (folder / ".gitignore").write_text("*\n")
