"""Fixtures for pytest: ``pytest_plugins = ["pixelengine_import.testing.fixtures"]``.

They are not registered as a plugin of pytest's own accord, so that nobody who has this
package installed pays for them in every run of every project.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from pixelengine_import.testing.engine import ServedEngine

__all__ = ["pixel_engine", "pixel_engine_settings"]


@pytest.fixture
def pixel_engine_settings() -> Mapping[str, Any]:
    """How :func:`pixel_engine` is started; to be overridden.

    Returns:
        Arguments of :func:`pixelengine_import.testing.local_engine`.
    """
    return {}


@pytest.fixture
def pixel_engine(
    tmp_path: Path, pixel_engine_settings: Mapping[str, Any]
) -> Iterator[ServedEngine]:
    """A fresh local engine with 1000 credits on a port of its own, on a fake clock."""
    from pixelengine_import.testing.engine import local_engine  # noqa: PLC0415 - heavy

    folder = tmp_path / "pixel-engine"
    with local_engine(folder, **pixel_engine_settings) as engine:
        yield engine
