"""All that ``pxe`` prints: for people, or as JSON lines for machines.

The two say the same with the same words. Text from files and servers is never treated
as markup, and control characters in it never reach the terminal. When the reader has
gone (``pxe sync | head``, a closed terminal) work goes on in silence: it may be paid.
"""

from __future__ import annotations

import io
import json
import os
import shutil
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Self, TextIO

from pixelengine_import import __version__
from pixelengine_import.errors import ConflictError, PixelEngineError, SidecarError
from pixelengine_import.pipeline.project import SUFFIX

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import PurePosixPath

    from rich.progress import Progress, TaskID

    from pixelengine_import.cli.board import Audience
    from pixelengine_import.cli.environment import Engine
    from pixelengine_import.pipeline.events import Event, JobMoved

__all__ = ["FORMAT", "Console", "each_error", "error_fields", "printable"]

FORMAT = 1
"""Version of the JSON lines; new fields and types may be added without a new one."""

_PIPE_WIDTH, _STIFF_WIDTH = 400, 72


def printable(text: str) -> str:
    """Make foreign text safe for a terminal: one line, no control characters.

    Args:
        text: What a file, a server or a path says.
    """
    return "".join(c if c.isprintable() else "?" for c in text)


def each_error(error: PixelEngineError) -> tuple[PixelEngineError, ...]:
    """Return the errors that an error is made of: each line of a sidecar has its own.

    Args:
        error: One or several.
    """
    return getattr(error, "errors", (error,))


def error_fields(error: PixelEngineError, path: PurePosixPath | None) -> dict[str, Any]:
    """Return what an ``error`` line holds for machines.

    Args:
        error: A single one.
        path: The sidecar that it is about, if any.
    """
    where = error if isinstance(error, SidecarError) else None
    clash = error.paths if isinstance(error, ConflictError) else ()
    return {
        "sidecar": None if path is None else str(path),
        "code": error.code,
        "message": str(error),
        "line": None if where is None else where.line,
        "column": None if where is None else where.column,
        "field": None if where is None else where.field,
        **({"conflicts": list(clash)} if clash else {}),
    }


class Console:
    """Where a command writes.

    Args:
        as_json: Whether machines read it.
        out: Results.
        err: Problems.
        aside: Whether the output is kept free for a result itself, such as a picture:
            what is said goes where problems go.

    Attributes:
        published: How many sidecars were published.
        unchanged: How many were looked at and had nothing to do.
        failed: The sidecars that could not be finished.
        closed: Whether nobody reads any more.
        board: What shows the same facts to other programs, or None.
    """

    def __init__(
        self,
        *,
        as_json: bool,
        out: TextIO | None = None,
        err: TextIO | None = None,
        aside: bool = False,
    ) -> None:
        """Write the version first when machines read."""
        self.as_json = as_json
        self.aside = aside
        self._err = err or sys.stderr
        self._out = self._err if aside else out or sys.stdout
        self._progress: _Bars | None = None
        self.published = 0
        self.unchanged = 0
        self.failed: set[PurePosixPath] = set()
        self.closed = False
        self.board: Audience | None = None
        if as_json:
            self.record("hello", format=FORMAT, version=__version__)

    @property
    def interactive(self) -> bool:
        """Whether a person can be asked."""
        return not self.as_json and sys.stdin.isatty() and self._out.isatty()

    def record(self, kind: str, /, **fields: Any) -> None:
        """Write one JSON line; nothing when people read. The board is told anyway."""
        if self.board is not None:
            self.board.take(kind, fields)
        if self.as_json:
            # ASCII: no encoding of a pipe is in the way, no control character gets out.
            self._write(json.dumps({"type": kind, **fields}), self._out)

    def say(self, text: str) -> None:
        """Write a line for people; nothing when machines read."""
        if not self.as_json:
            self._print(text, self._out)

    def table(
        self, columns: Sequence[str], rows: Iterable[Sequence[str]], *, wrap: str
    ) -> None:
        """Write a table for people, as wide as their terminal; nothing for machines.

        Args:
            columns: Their names.
            rows: A text for each column.
            wrap: The column that gets more lines when there is too little room.
        """
        if self.as_json:
            return
        from rich.console import Console as Terminal
        from rich.table import Table
        from rich.text import Text

        # A pipe has no width: nothing is broken there, so that lines stay lines.
        fixed = self._out.isatty() or "COLUMNS" in os.environ
        width = shutil.get_terminal_size().columns if fixed else _PIPE_WIDTH
        grid = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
        for name in columns:
            stiff = name != wrap and width >= _STIFF_WIDTH
            grid.add_column(name, overflow="fold", no_wrap=stiff)
        for row in rows:
            grid.add_row(*[Text(printable(cell)) for cell in row])
        text = io.StringIO()
        Terminal(file=text, width=width, color_system=None).print(grid)
        for line in text.getvalue().splitlines():
            self._print(line.rstrip(), self._out)

    def warn(self, texts: Iterable[str]) -> None:
        """Write warnings that are about no single sidecar."""
        for text in texts:
            self.record("warning", sidecar=None, message=text)
            if not self.as_json:
                self._print(f"warning: {text}", self._err)

    def engine(self, engine: Engine) -> None:
        """Say who does the work."""
        self.record(
            "engine", kind=engine.kind, title=engine.title, available=engine.available
        )
        self.say(engine.title)

    def problem(self, error: PixelEngineError, path: PurePosixPath | None) -> None:
        """Write an error, each of its lines where it belongs."""
        if path is not None:
            self.failed.add(path)
        for single in each_error(error):
            self.record("error", **error_fields(single, path))
            if not self.as_json:
                text = str(single)
                named = path is None or text.startswith(str(path).removesuffix(SUFFIX))
                placed = isinstance(single, SidecarError)
                prefix = "" if named or placed else f"{path}: "
                self._print(f"error: {prefix}{text}", self._err)

    def listen(self, event: Event) -> None:
        """Tell of an event of the pipeline."""
        # Loaded here: a run with nothing to do tells of none.
        from pixelengine_import.pipeline.events import (
            Failed,
            JobMoved,
            Noted,
            PictureMade,
            Published,
            Unchanged,
            Warned,
        )

        match event:
            case JobMoved():
                self.record(
                    "job",
                    sidecar=str(event.sidecar),
                    animation=event.animation,
                    state=event.state,
                    progress=round(event.progress, 3),
                    job_id=event.job_id,
                )
                self._bars_move(event)
            case PictureMade():
                sidecar, path = event.sidecar, event.path
                self.record("picture", sidecar=str(sidecar), path=str(path))
                self.say(f"{sidecar}: the art -> {path.name}")
            case Published():
                self.published += 1
                files = [str(path) for path in event.written]
                self.record(
                    "published",
                    sidecar=str(event.sidecar),
                    written=files,
                    animations=event.animations,
                    frames=event.frames,
                    engine=event.engine,
                )
                names = ", ".join(path.name for path in event.written)
                what = f"{_count(event.animations, 'animation')}, {event.frames} frames"
                self.say(
                    f"{event.sidecar}: {what} -> {names or 'same bytes as before'}"
                )
            case Unchanged():
                self.unchanged += 1
                self.record(
                    "unchanged",
                    sidecar=str(event.sidecar),
                    engine=event.engine,
                    kept=event.kept,
                )
            case Failed():
                self.problem(event.error, event.sidecar)
            case Noted():
                self.record(
                    "note",
                    sidecar=str(event.sidecar),
                    animation=event.animation,
                    message=event.text,
                )
                self.say(f"{event.sidecar}: {event.animation}: {event.text}")
            case Warned():
                self.record("warning", sidecar=str(event.sidecar), message=event.text)
                if not self.as_json:
                    self._print(f"warning: {event.text}", self._err)

    # -- progress -----------------------------------------------------------------

    def __enter__(self) -> Self:
        """Show progress bars from here on, when a terminal shows them."""
        if not self.as_json and self._out.isatty():
            self._progress = _Bars(self._out)
        return self

    def __exit__(self, *_: object) -> None:
        """Take the bars away."""
        if self._progress is not None:
            self._progress.stop()
            self._progress = None

    def _bars_move(self, event: JobMoved) -> None:
        if self._progress is not None:
            self._progress.move(event)
        elif event.state == "sending":
            self.say(f"{event.sidecar}: {event.animation}: sending")

    def _print(self, text: str, stream: TextIO) -> None:
        if self._progress is not None:
            self._progress.print(printable(text), stream)
        else:
            self._write(printable(text), stream)

    def _write(self, line: str, stream: TextIO) -> None:
        try:
            print(line, file=stream, flush=True)
        except UnicodeEncodeError:
            print(ascii(line)[1:-1], file=stream, flush=True)
        except OSError as error:
            self.closed = True
            _discard(stream)
            if stream is not self._err and not isinstance(error, BrokenPipeError):
                self._write(f"error: no output can be written ({error})", self._err)


def _discard(stream: TextIO) -> None:
    """Send what is written from now on nowhere, what is buffered already included."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


class _Bars:
    """A bar for each job that is under way."""

    def __init__(self, out: TextIO) -> None:
        from rich.console import Console as Terminal
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        self._progress: Progress = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=24),
            TextColumn("{task.fields[state]}", markup=False),
            TimeElapsedColumn(),
            console=Terminal(file=out, highlight=False),
            transient=True,
        )
        self._tasks: dict[tuple[str, str], TaskID] = {}
        self._progress.start()

    def move(self, event: JobMoved) -> None:
        key = (str(event.sidecar), event.animation)
        if event.state in {"stored", "ended"}:
            task = self._tasks.pop(key, None)
            if task is not None:
                self._progress.remove_task(task)
                self._progress.refresh()  # the last bar would stay until the end
            return
        if key not in self._tasks:
            name = f"{event.sidecar.name.removesuffix('.pxe.json')} {event.animation}"
            self._tasks[key] = self._progress.add_task(
                name, total=1.0, state=event.state
            )
        self._progress.update(
            self._tasks[key], completed=event.progress, state=event.state
        )

    def print(self, text: str, stream: TextIO) -> None:
        from rich.text import Text

        del stream  # while bars are up, everything goes through the one terminal
        self._progress.console.print(Text(text), soft_wrap=True)

    def stop(self) -> None:
        self._progress.stop()


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
