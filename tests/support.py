"""A small Godot project to work on, and ``pxe`` to run on it."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image

from pixelengine_import.imaging.decode import decode_still

from .warm import run_warm, start_warm

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from multiprocessing.process import BaseProcess

    from _pytest.mark.structures import ParameterSet

    from pixelengine_import.imaging.pixels import Pixels

__all__ = ["Ran", "Server", "Workplace", "draw", "rounds", "serve"]

ENDINGS = (".sheet.png", ".frames.tres", ".frames.json")
KEYS = ("PIXEL_ENGINE_API_KEY", "PIXELENGINE_API_KEY", "PIXEL_ENGINE_BASE_URL")


def draw(width: int = 16, height: int = 16, *, hue: int = 0) -> Pixels:
    """Draw a round creature with a dark rim and two eyes on clear ground."""
    y, x = np.mgrid[0:height, 0:width]
    far = ((x - width / 2 + 0.5) / (width * 0.38)) ** 2
    far = far + ((y - height / 2 + 0.5) / (height * 0.38)) ** 2
    image = np.zeros((height, width, 4), np.uint8)
    image[far <= 1] = (40, 20, 60, 255)
    image[far <= 0.7] = (200, (80 + hue) % 256, 90, 255)
    image[far <= 0.3] = (240, (150 + hue) % 256, 120, 255)
    eye = height // 2 - 2
    image[eye : eye + 2, width // 2 - 3] = (10, 10, 10, 255)
    image[eye : eye + 2, width // 2 + 2] = (10, 10, 10, 255)
    return image


@dataclass(frozen=True)
class Ran:
    """What a run of ``pxe`` left behind."""

    code: int
    out: str
    err: str

    @property
    def records(self) -> list[dict[str, Any]]:
        """The JSON lines that it printed."""
        return [json.loads(line) for line in self.out.splitlines()]

    def of(self, kind: str) -> list[dict[str, Any]]:
        """The JSON lines of one type."""
        return [record for record in self.records if record["type"] == kind]


@dataclass
class Workplace:
    """A project, a state folder of its own, and an environment without keys."""

    root: Path
    state: Path
    variables: dict[str, str] = field(default_factory=dict)

    @classmethod
    def make(cls, folder: Path) -> Workplace:
        """Lay out an empty Godot project."""
        root = folder / "game"
        (root / "art").mkdir(parents=True)
        (root / "project.godot").write_text("config_version=5\n")
        return cls(root, folder / "state")

    def environment(self) -> dict[str, str]:
        """The variables that ``pxe`` sees."""
        clean = {k: v for k, v in os.environ.items() if k not in KEYS}
        clean["PIXELENGINE_STATE_DIR"] = str(self.state)
        clean["PYTHONUNBUFFERED"] = "1"
        return {**clean, **self.variables}

    def art(self, name: str = "hero", image: Pixels | None = None) -> Path:
        """Save art."""
        path = self.root / "art" / f"{name}.png"
        Image.fromarray(draw() if image is None else image).save(path)
        return path

    def sidecar(self, document: object, name: str = "hero") -> Path:
        """Save a sidecar."""
        path = self.root / "art" / f"{name}.pxe.json"
        path.write_text(json.dumps(document, indent=2))
        return path

    def hero(self, prompt: str = "breathing idle", **more: object) -> None:
        """Save the art and the shortest sidecar."""
        self.art()
        request = {"prompt": prompt, "output_frames": 2}
        self.sidecar({"animate": request, **more})

    def outputs(self, name: str = "hero") -> dict[str, bytes]:
        """Read the three outputs, those that are there."""
        files = {end: self.root / "art" / f"{name}{end}" for end in ENDINGS}
        return {end: f.read_bytes() for end, f in files.items() if f.exists()}

    def status(self) -> dict[str, Any]:
        """Read the board that other programs follow."""
        text = (self.root / ".pixelengine" / "status.json").read_text()
        document: dict[str, Any] = json.loads(text)
        return document

    def output(self, ending: str, name: str = "hero") -> Path:
        """Name one output."""
        return self.root / "art" / f"{name}{ending}"

    def metadata(self, name: str = "hero") -> dict[str, Any]:
        """Read the frame metadata."""
        text = self.output(".frames.json", name).read_text()
        document: dict[str, Any] = json.loads(text)
        return document

    def sheet(self, name: str = "hero") -> Pixels:
        """Decode the sheet."""
        return decode_still(self.output(".sheet.png", name).read_bytes())

    def stamps(self) -> dict[str, tuple[int, int]]:
        """Size and mtime of every file of the project."""
        files = [p for p in self.root.rglob("*") if p.is_file()]
        return {
            str(p.relative_to(self.root)): (p.stat().st_size, p.stat().st_mtime_ns)
            for p in files
            if ".pixelengine" not in p.parts
        }

    def pxe(self, *arguments: str, **variables: str) -> Ran:
        """Run a command to its end, in the project, as a process of its own."""
        with TemporaryDirectory() as folder:
            said = (Path(folder) / "out", Path(folder) / "err")
            code = run_warm(
                arguments,
                folder=self.root,
                variables={**self.environment(), **variables},
                said=said,
                seconds=240,
            )
            return Ran(code, *(file.read_text("utf-8") for file in said))

    def start(
        self, *arguments: str, stdin: int = subprocess.DEVNULL
    ) -> subprocess.Popen[str]:
        """Start a command that goes on."""
        return subprocess.Popen(
            [sys.executable, "-m", "pixelengine_import", *arguments],
            cwd=self.root,
            env=self.environment(),
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def job_state(self) -> str | None:
        """Return the state of the newest job in the journal, None before there is."""
        file = self.state / "journal.db"
        if not file.exists():
            return None
        with closing(sqlite3.connect(file, timeout=10)) as database:
            try:
                row = database.execute(
                    "SELECT state FROM job ORDER BY id DESC"
                ).fetchone()
            except sqlite3.OperationalError:
                return None  # its tables are just being made
        return None if row is None else str(row[0])

    def until_submitted(self) -> None:
        """Wait until the service has accepted the newest job."""
        for _ in range(12_000):
            if self.job_state() == "submitted":
                return
            time.sleep(0.005)
        msg = "the job was never submitted"
        raise AssertionError(msg)

    def clone(self, folder: Path) -> Workplace:
        """Copy the project as a colleague gets it: without our state or our keys."""
        import shutil

        shutil.copytree(self.root, folder / "game")
        return Workplace(folder / "game", folder / "state")


@dataclass(frozen=True)
class Server:
    """A ``pxe serve`` that answers."""

    base_url: str
    api_key: str
    folder: Path

    @property
    def variables(self) -> Mapping[str, str]:
        """What points ``pxe`` here."""
        return {
            "PIXEL_ENGINE_BASE_URL": self.base_url,
            "PIXEL_ENGINE_API_KEY": self.api_key,
        }


def rounds(count: int, *, always: int = 2) -> list[ParameterSet]:
    """Return seeds of a test that draws moments: most of them are run when asked for.

    Args:
        count: How many.
        always: How many of them are always run.
    """
    long = pytest.mark.long
    return [pytest.param(s, marks=() if s < always else long) for s in range(count)]


@contextmanager
def serve(folder: Path, *options: str) -> Iterator[Server]:
    """Serve the local engine on a free port until the end of the block."""
    with TemporaryDirectory() as temporary:
        out, err = Path(temporary) / "out", Path(temporary) / "err"
        process = start_warm(
            ["serve", "--port", "0", "--json", "--state", str(folder), *options],
            folder=Path.cwd(),
            variables=os.environ,
            said=(out, err),
        )
        try:
            told = json.loads(_first_line(process, out, err))
            yield Server(told["base_url"], told["api_key"], folder)
        finally:
            process.terminate()
            process.join(240)
            ended = process.exitcode
            process.kill()
        assert ended == 0, err.read_text("utf-8")


def _first_line(process: BaseProcess, out: Path, err: Path) -> str:
    """Wait for what a process says first."""
    while not (out.exists() and "\n" in (said := out.read_text("utf-8"))):
        assert process.is_alive(), err.read_text("utf-8")
        time.sleep(0.005)
    return said.partition("\n")[0]
