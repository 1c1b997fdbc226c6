"""Orders, and painters that do what a test wants."""

from __future__ import annotations

import io
import os
import sys
import textwrap
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image

from pixelengine_import.local_engine.orders import Order
from pixelengine_import.local_engine.painters.launch import Launch, python_launch
from pixelengine_import.local_engine.painters.process import PaintingError
from pixelengine_import.local_engine.work import Cancelled, Work
from tests.support import draw

if TYPE_CHECKING:
    from collections.abc import Callable

    from pixelengine_import.local_engine.painters.crew import Crew

FREELY = Work(lambda _share: None, lambda: False)


def packed(image: Any) -> bytes:
    """Pack a picture as PNG."""
    file = io.BytesIO()
    Image.fromarray(image).save(file, "PNG")
    return file.getvalue()


def animate(prompt: str = "walk", *, side: int = 16, hue: int = 0) -> Order:
    """An order of a small clip."""
    inputs = {
        "model": "pixel-engine-v1.1",
        "prompt": prompt,
        "negative_prompt": "",
        "output_frames": 4,
        "output_format": "spritesheet",
        "matte_color": "#808080",
        "pixel_config": {"colors": 24},
    }
    return Order("animate", 20, inputs, 5, (packed(draw(side, side, hue=hue)),))


def endless() -> Order:
    """An order that takes far longer than any test: a huge picture of noise."""
    noise = np.random.default_rng(7).integers(0, 32, (2048, 2048, 3), dtype=np.uint8)
    return Order("pixelate", 0, {"colors": 24}, 1, (packed(8 * noise),))


def is_there(pid: int) -> bool:
    """Tell whether a process is there, and is not only remembered by its parent."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    if sys.platform != "linux":
        return True
    try:
        found = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return found.rpartition(")")[2].split()[0] != "Z"


def wait_until(true: Callable[[], object]) -> None:
    """Wait until something holds; the test's own time limit ends it."""
    while not true():
        time.sleep(0.005)


def stopped_by(event: threading.Event) -> Work:
    """Work that goes on until an event."""
    return Work(lambda _share: None, event.is_set)


def in_thread(
    crew: Crew, order: Order, work: Work
) -> tuple[threading.Thread, list[object]]:
    """Paint in a thread; what comes of it is put into the list."""
    came: list[object] = []

    def run() -> None:
        try:
            came.append(crew.paint(order, work))
        except (Cancelled, PaintingError) as error:
            came.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    return thread, came


class Scripted:
    """A painter whose program is the test's own; counts how often it was started.

    Args:
        folder: Where its programs are written.
        programs: What each start runs, the last one again and again. ``child`` is the
            real painter's module.
    """

    def __init__(self, folder: Path, *programs: str) -> None:
        """Write the programs."""
        self.starts = 0
        self._real = python_launch()
        self._files = []
        for number, program in enumerate(programs):
            file = folder / f"painter{number}.py"
            head = "import os, sys, time\n"
            head += "from pixelengine_import.local_engine.painters import child\n"
            file.write_text(head + textwrap.dedent(program))
            self._files.append(file)

    def __call__(self) -> Launch:
        """Say how the next one is started."""
        file = self._files[min(self.starts, len(self._files) - 1)]
        self.starts += 1
        return replace(self._real, command=(sys.executable, str(file)))


@pytest.fixture
def scripted(tmp_path: Path) -> Callable[..., Scripted]:
    """Make painters that run programs of the test."""
    return lambda *programs: Scripted(tmp_path, *programs)
