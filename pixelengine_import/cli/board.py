"""``.pixelengine/status.json``: what is happening in a project, for other programs.

Every command that holds the project's lock keeps it up to date, from the same facts
that ``--json`` prints, and so does one that only looks, while nobody holds it. Whoever
follows the project needs no pxe, no port and no lock: the file is only ever replaced
whole.
"""

from __future__ import annotations

import errno
import json
import os
from collections import deque
from contextlib import contextmanager, suppress
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, Protocol

from pixelengine_import import __version__
from pixelengine_import._clock import SystemClock, iso
from pixelengine_import._fs import TMP_SUFFIX, read_file, replace_file
from pixelengine_import.pipeline.project import Outputs
from pixelengine_import.pipeline.standing import settled_state

if TYPE_CHECKING:
    from asyncio import TimerHandle
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from pixelengine_import._clock import Time
    from pixelengine_import.cli.console import Console
    from pixelengine_import.pipeline.project import Project

__all__ = [
    "FORMAT",
    "STATUS_FILE",
    "Audience",
    "Board",
    "Look",
    "keep_board",
    "knows",
    "says_settled",
    "show_look",
]

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
_DONE = ("fresh", "preview", "kept")
_KINDS = ("live", "local")
_UNKNOWN_AT_A_GLANCE = ("image", "animations")
_WORKING = {"sending", "queued", "running", "downloading"}


class Audience(Protocol):
    """Who hears the facts that ``--json`` prints."""

    def take(self, kind: str, fields: Mapping[str, Any]) -> None:
        """Take note of a fact: its type and its fields."""
        ...


class Look:
    """What a command found that only looks, until it is shown.

    Attributes:
        facts: Types and fields, as ``--json`` prints them.
    """

    def __init__(self) -> None:
        """Nothing was seen yet."""
        self.facts: list[tuple[str, Mapping[str, Any]]] = []

    def take(self, kind: str, fields: Mapping[str, Any]) -> None:
        """Take note of a fact."""
        self.facts.append((kind, fields))


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
        self._last = _read(self._file)
        self._entries = _entries_of(self._last)
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

    def look(self, facts: Iterable[tuple[str, Mapping[str, Any]]]) -> None:
        """Take note of what a look found, and go on from what the last run said.

        Work that was tried says more than a look can: that it waits for a person, or
        why it failed. Such a state stands while nothing that a look sees has changed.

        Args:
            facts: Types and fields.
        """
        self._engine = self._last.get("engine")
        self._notices.extend(self._last.get("notices", ()))
        for kind, fields in facts:
            if kind == "engine":
                self._engine = dict(fields)
            elif kind == "sidecar":
                entry = self._entries.get(str(fields["sidecar"]))
                if entry is None or not _says_it(entry, fields):
                    self._hear_sidecar(fields)
            elif kind == "error" and fields["sidecar"] is not None:
                self._hear_error(fields)

    @property
    def is_news(self) -> bool:
        """Whether a reader of the file would learn anything about sidecars."""
        run = self._last.get("run", {})
        return run.get("ended") is None or self._last["sidecars"] != self._listed()

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
            "sidecars": self._listed(),
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

    def _listed(self) -> list[Entry]:
        return [self._entries[path] for path in sorted(self._entries)]

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
        unknown = {key for key in _UNKNOWN_AT_A_GLANCE if not fields[key]}
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
        entry["state"] = settled_state(fields["engine"], kept=bool(fields.get("kept")))
        entry |= {"reasons": [], "price": 0, "jobs": {}, "problem": None}
        entry["conflicts"] = []
        maker = (self._engine or {}).get("kind", fields["engine"])
        entry["animations"] = [
            animation if animation["from"] in _KINDS else {**animation, "from": maker}
            for animation in entry["animations"]
        ]

    def _hear_error(self, fields: Mapping[str, Any]) -> None:
        problem = {key: value for key, value in fields.items() if key != "sidecar"}
        if fields["sidecar"] is None:
            self._notices.append({"kind": "error", **problem})
            return
        entry = self._entry(fields)
        entry["state"] = _BY_CODE.get(str(fields["code"]), "failed")
        entry["jobs"] = {}
        entry["conflicts"] = list(fields.get("conflicts", ()))
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
    _sweep(project.file(FOLDER))
    console.board = board
    board.write()
    try:
        yield board
    finally:
        console.board = None
        board.close()


def show_look(
    project: Project,
    command: str,
    found: Look,
    console: Console,
    *,
    keep: Iterable[PurePosixPath] | None,
    exit_code: int,
) -> None:
    """Show on a project's board what a look found, unless it says so already.

    Args:
        project: The project; its lock is held.
        command: Who looked.
        found: What it saw.
        console: Who is told when the board cannot be written.
        keep: All sidecars of the project; None when the look was about some of them.
        exit_code: How the command ends.
    """
    board = Board(project, command, warn=lambda text: console.warn([text]))
    if keep is not None:
        board.keep(keep)
    board.look(found.facts)
    if board.is_news:
        board.exit_code = exit_code
        board.close()


def knows(project: Project) -> set[str]:
    """Return the sidecars of which a project's board tells the animations."""
    entries = _entries_of(_read(project.file(STATUS_FILE)))
    return {path for path, entry in entries.items() if entry["animations"]}


def says_settled(
    project: Project, sidecars: Iterable[PurePosixPath], *, only: bool
) -> bool:
    """Tell whether a project's board says that there is nothing to do.

    Args:
        project: The project.
        sidecars: Of which it must say so.
        only: Whether it must speak of no other one.
    """
    said = _entries_of(_read(project.file(STATUS_FILE)))
    done = {path for path, entry in said.items() if entry["state"] in _DONE}
    wanted = set(map(str, sidecars))
    return wanted <= done and not (only and said.keys() - wanted)


def _says_it(entry: Entry, fields: Mapping[str, Any]) -> bool:
    """Tell whether an entry says what a look found, and maybe more."""
    seen = {k: v for k, v in fields.items() if v or k not in _UNKNOWN_AT_A_GLANCE}
    state = seen.pop("state")
    if any(entry.get(key) != value for key, value in seen.items()):
        return False
    if state == "stale":
        return entry["state"] in ("stale", "waiting", "failed")
    return bool(entry["state"] == state != "failed")


def _read(file: Path) -> dict[str, Any]:
    """Read the file as it is.

    Args:
        file: ``status.json``.

    Returns:
        The document; one that is missing, damaged or of another format says nothing.
    """
    nothing: dict[str, Any] = {"run": {}, "sidecars": []}
    try:
        document = json.loads(read_file(file, MOST))
        if document["format"] != FORMAT:
            return nothing
        sound = (
            isinstance(document["run"], dict)
            and isinstance(document["notices"], list)
            and isinstance(document["engine"], dict | None)
            and all(isinstance(entry["sidecar"], str) for entry in document["sidecars"])
        )
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return nothing
    return document if sound else nothing


def _entries_of(document: Mapping[str, Any]) -> dict[str, Entry]:
    """Return what a document says of sidecars, by path."""
    entries = {
        entry["sidecar"]: _blank(entry["sidecar"]) | entry
        for entry in document["sidecars"]
    }
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
        "outputs": Outputs.of(PurePosixPath(path)).document(),
        "conflicts": [],
        "jobs": {},
        "problem": None,
        "warnings": [],
        "published": None,
    }


def _sweep(folder: Path) -> None:
    """Remove what a run that was killed left half written; the lock is ours."""
    if folder.is_symlink():
        return
    for left in folder.glob(f".*{TMP_SUFFIX}"):
        with suppress(OSError):
            left.unlink()


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
