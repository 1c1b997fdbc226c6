"""Who is alive: by locks that the system lets go of."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

from pixelengine_import.local_engine.presence import Presence

if TYPE_CHECKING:
    from pathlib import Path


def test_nobody_inherits_from_the_living(folder: Path) -> None:
    """Until its sign is taken down."""
    first, second = Presence(folder), Presence(folder)
    with second.inherit(first.name) as inherited:
        assert not inherited
    first.release()
    with second.inherit(first.name) as inherited:
        assert inherited
    second.release()

    assert list(folder.iterdir()) == []


def test_only_one_inherits(folder: Path) -> None:
    """Two engines that start at once do not both take the jobs of a third."""
    first, second = Presence(folder), Presence(folder)
    with first.inherit("gone") as one, second.inherit("gone") as two:
        assert (one, two) == (True, False)
    first.release()
    second.release()


def test_a_process_that_was_killed_is_gone(folder: Path) -> None:
    """It had no chance to take its sign down."""
    script = (
        "import os, sys; from pathlib import Path\n"
        "from pixelengine_import.local_engine.presence import Presence\n"
        "print(Presence(Path(sys.argv[1])).name, flush=True); os._exit(9)"
    )
    command = [sys.executable, "-c", script, str(folder)]
    name = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    heir = Presence(folder)
    with heir.inherit(name.strip()) as inherited:
        assert inherited
    heir.release()
