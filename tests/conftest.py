"""Fixtures that several packages share."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest

from .godot_engine import godot, run_godot
from .support import Workplace, serve

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from .support import Server

__all__ = ["godot", "live", "pytest_xdist_make_scheduler", "run_godot", "workplace"]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Let workers that are done take tests from those that are not.

    The slow tests stand together, and one worker would be left with them.
    """
    from xdist.scheduler import WorkStealingScheduling  # type: ignore[import-untyped]

    return WorkStealingScheduling(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the editors: one that begins last would be waited for."""
    items.sort(key=lambda item: item.get_closest_marker("godot") is None)


def pytest_configure(config: pytest.Config) -> None:
    """Keep whoever runs the tests out of them: no key of theirs is ever sent.

    Nor does it matter how fast their machine is.
    """
    from hypothesis import HealthCheck, settings

    del config
    settings.register_profile(
        "tests", deadline=None, suppress_health_check=[HealthCheck.too_slow]
    )
    settings.load_profile("tests")
    os.environ["PIXELENGINE_CONFIG_DIR"] = os.devnull + "-pxe-tests"


@pytest.fixture
def workplace(tmp_path: Path) -> Workplace:
    """An empty Godot project with a state folder of its own."""
    return Workplace.make(tmp_path)


@pytest.fixture(scope="session")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """An engine that does not say that it is local: it stands in for the live one."""
    with serve(tmp_path_factory.mktemp("live"), "--pretend-live") as server:
        yield server
