"""The page about pictures names every verb, and its pictures are there."""

from __future__ import annotations

import re
from pathlib import Path

from PIL import Image

from pixelengine_import.local_engine.motion.programs import PROGRAMS

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGE = (DOCS / "pictures.md").read_text("utf-8")


def test_every_verb_has_one_row() -> None:
    """A verb that is added is described, and none is described that is not there."""
    rows = re.findall(r"^\| \*\*(\w+)\*\* \|", PAGE, re.MULTILINE)

    assert sorted(rows) == sorted(PROGRAMS)


def test_the_gallery_loops_and_is_small() -> None:
    """The README's moving picture repeats for ever and loads fast."""
    path = DOCS / "pictures/gallery.webp"
    with Image.open(path) as picture:
        assert picture.format == "WEBP"
        assert getattr(picture, "n_frames", 1) >= 24
        assert picture.info["loop"] == 0
    assert path.stat().st_size < 600_000
