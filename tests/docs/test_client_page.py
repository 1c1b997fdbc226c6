"""The examples of the client's page run as they stand, one process each."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

from pixelengine_import.imaging.decode import inspect
from tests.support import draw, serve

if TYPE_CHECKING:
    from tests.support import Workplace

PAGE = Path(__file__).resolve().parents[2] / "docs/client.md"
FILES = {
    "walk.webp": ("WEBP", 16, 8),
    "hero_pixels.png": ("PNG", 16, 1),
    "turn.png": ("PNG", 64, 1),
}


def examples() -> list[str]:
    """The blocks of the page; all begin with the first one."""
    first, *rest = re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL)
    return [first + block for block in rest]


def test_the_examples_do_what_the_page_says(workplace: Workplace) -> None:
    """In their order: the job of one is fetched by another, in another process."""
    folder = workplace.root
    Image.fromarray(draw()).save(folder / "hero.png")
    said = []

    with serve(workplace.root / "engine") as server:
        for example in examples():
            done = subprocess.run(
                [sys.executable, "-W", "error", "-c", example],
                cwd=folder,
                env={**workplace.environment(), **server.variables},
                capture_output=True,
                text=True,
                check=False,
                timeout=240,
            )
            assert (done.returncode, done.stderr) == (0, ""), example
            said.append(done.stdout)

    for name, (kind, width, count) in FILES.items():
        found = inspect((folder / name).read_bytes())
        assert (found.format, found.width, found.frame_count) == (kind, width, count)
    words = "\n".join(said)
    assert "success 1.0\nimage/webp image/png\n" in words
    assert "it is job " in words
    assert "credits, " in words
    assert "404 {'error': {'code': 'job_not_found'" in words


def test_every_call_of_the_client_is_on_its_page() -> None:
    """What is not on the page is not found."""
    from pixelengine_import import PixelEngine
    from pixelengine_import.api.handles import JobHandle

    page = PAGE.read_text()
    calls = {
        name
        for kind in (PixelEngine, JobHandle)
        for name in dir(kind)
        if name[0] != "_" and callable(getattr(kind, name))
    }

    missing = {name for name in calls if not re.search(rf"\b{name}\b", page)}
    assert missing <= {"close", "probe"}
