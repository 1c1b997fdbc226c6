"""All that ``pxe`` prints: for people, or as JSON lines for machines.

The two say the same with the same words. Text from files and servers is never treated
as markup, and control characters in it never reach the terminal.
"""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any, Self, TextIO

from pixelengine_import import __version__
from pixelengine_import.errors import PixelEngineError, SidecarError
from pixelengine_import.pipeline.project import SUFFIX

if TYPE_CHECKING:
    from pathlib import PurePosixPath

    from rich.progress import Progress, TaskID

    from pixelengine_import.pipeline.events import Event, JobMoved

__all__ = ["FORMAT", "Console"]

FORMAT = 1
"""Version of the JSON lines; new fields and types may be added without a new one."""


class Console:
    """Where a command writes.

    Args:
        as_json: Whether machines read it.
        out: Results.
        err: Problems.
    """

    def __init__(
        self, *, as_json: bool, out: TextIO | None = None, err: TextIO | None = None
    ) -> None:
        """Write the version first when machines read."""
        self.as_json = as_json
        self._out = out or sys.stdout
        self._err = err or sys.stderr
        self._progress: _Bars | None = None
        self.published = 0
        self.failed = 0
        if as_json:
            self.record("hello", format=FORMAT, version=__version__)

    @property
    def interactive(self) -> bool:
        """Whether a person can be asked."""
        return not self.as_json and sys.stdin.isatty() and self._out.isatty()

    def record(self, kind: str, /, **fields: Any) -> None:
        """Write one JSON line; nothing when people read."""
        if self.as_json:
            line = json.dumps({"type": kind, **fields}, ensure_ascii=False)
            print(line, file=self._out, flush=True)

    def say(self, text: str) -> None:
        """Write a line for people; nothing when machines read."""
        if not self.as_json:
            self._print(text, self._out)

    def problem(self, error: PixelEngineError, path: PurePosixPath | None) -> None:
        """Write an error, each of its lines where it belongs."""
        self.failed += path is not None
        singles = getattr(error, "errors", (error,))
        for single in singles:
            where = single if isinstance(single, SidecarError) else None
            self.record(
                "error",
                sidecar=None if path is None else str(path),
                code=single.code,
                message=str(single),
                line=None if where is None else where.line,
                column=None if where is None else where.column,
                field=None if where is None else where.field,
            )
            if not self.as_json:
                text = str(single)
                named = path is None or text.startswith(str(path).removesuffix(SUFFIX))
                prefix = "" if named or where is not None else f"{path}: "
                self._print(f"error: {prefix}{text}", self._err)

    def listen(self, event: Event) -> None:
        """Tell of an event of the pipeline."""
        # Loaded here: a run with nothing to do tells of none.
        from pixelengine_import.pipeline.events import (
            Failed,
            JobMoved,
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
            case Published():
                self.published += 1
                files = [str(path) for path in event.written]
                self.record(
                    "published",
                    sidecar=str(event.sidecar),
                    written=files,
                    animations=event.animations,
                    frames=event.frames,
                )
                names = ", ".join(path.name for path in event.written)
                what = f"{_count(event.animations, 'animation')}, {event.frames} frames"
                self.say(
                    f"{event.sidecar}: {what} -> {names or 'same bytes as before'}"
                )
            case Unchanged():
                self.record("unchanged", sidecar=str(event.sidecar))
            case Failed():
                self.problem(event.error, event.sidecar)
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
        safe = "".join(c if c.isprintable() or c == "\n" else "?" for c in text)
        if self._progress is not None:
            self._progress.print(safe, stream)
        else:
            print(safe, file=stream, flush=True)


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
