"""Fixtures of the pipeline's tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from .service import Bench

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    """A project with one sidecar and a service in memory."""
    bench = Bench.make(tmp_path)
    yield bench
    bench.close()
