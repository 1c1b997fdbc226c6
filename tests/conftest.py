"""Fixtures that several packages share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from .godot_engine import godot, run_godot
from .support import Workplace, serve

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from .support import Server

__all__ = ["godot", "live", "run_godot", "workplace"]


@pytest.fixture
def workplace(tmp_path: Path) -> Workplace:
    """An empty Godot project with a state folder of its own."""
    return Workplace.make(tmp_path)


@pytest.fixture(scope="session")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """An engine that does not say that it is local: it stands in for the live one."""
    with serve(tmp_path_factory.mktemp("live"), "--pretend-live") as server:
        yield server
