from __future__ import annotations

import ast
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pixelengine_import.local_engine import motion
from pixelengine_import.local_engine.motion.exact import (
    RUN,
    angle,
    cosine,
    root,
    slices,
    wave,
)


@given(st.floats(-50, 50))
def test_waves_agree_with_the_library(turns: float) -> None:
    """Sine and cosine of turns are right to a billionth."""
    assert wave(turns) == pytest.approx(math.sin(2 * math.pi * turns), abs=1e-9)
    assert cosine(turns) == pytest.approx(math.cos(2 * math.pi * turns), abs=1e-9)


@given(st.floats(1e-5, 1), st.sampled_from([3, 5]))
def test_roots_agree_with_the_library(value: float, degree: int) -> None:
    """Roots of numbers up to one are right to a billionth."""
    assert float(root(np.asarray([value]), degree)[0]) == pytest.approx(
        value ** (1 / degree), abs=1e-9
    )


def test_the_root_of_zero_is_zero() -> None:
    """Black has no light, exactly."""
    assert float(root(np.zeros(1), 3)[0]) == 0.0


@given(st.floats(-0.49, 0.49))
def test_angles_are_the_turns_of_a_direction(turns: float) -> None:
    """A direction gives its angle back, to a millionth turn."""
    assert angle(wave(turns), cosine(turns)) == pytest.approx(turns, abs=2e-6)


@given(st.integers(0, 4 * RUN))
def test_runs_cover_all_points_in_order(count: int) -> None:
    """Every point is in one run, none is longer than a cache allows."""
    runs = list(slices(count))

    assert [run.start for run in runs] == [0, *(run.stop for run in runs[:-1])]
    assert runs[-1].stop == count
    assert max(run.stop - run.start for run in runs) <= RUN


@pytest.mark.parametrize(
    "module",
    sorted(Path(motion.__file__).parent.rglob("*.py")),
    ids=lambda path: path.stem,
)
def test_no_power_is_taken(module: Path) -> None:
    """Powers come from the C library, whose last bits differ between machines."""
    nodes = ast.walk(ast.parse(module.read_text("utf-8")))
    powers = [
        n.lineno
        for n in nodes
        if isinstance(n, ast.BinOp | ast.AugAssign) and isinstance(n.op, ast.Pow)
    ]

    assert powers == []
