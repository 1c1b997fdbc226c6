from __future__ import annotations

import numpy as np
import pytest

from pixelengine_import.local_engine.motion.cutout import cut_out, draw
from pixelengine_import.local_engine.motion.lattice import Lattice
from pixelengine_import.local_engine.motion.registration import Look, register
from pixelengine_import.local_engine.motion.types import Palette

from .drawing import MATTE, canvas, knight


def test_a_moved_sprite_is_found_where_it_went() -> None:
    """Every part of a sprite that moved as a whole is carried by the same shift."""
    a, b = canvas(48, 48), canvas(48, 48)
    a[4:36, 4:36] = knight()
    b[9:41, 8:40] = knight()
    sheet = draw([cut_out(a, MATTE), cut_out(b, MATTE)], Palette(64))
    looks = [Look.of(d.subject, sheet.table) for d in sheet.drawings]
    flow = register(looks[0], looks[1])
    ys, xs = np.nonzero(sheet.drawings[0].subject >= 0)
    at = [(axis + 0.5).astype(np.float64) for axis in (xs, ys)]
    x, y = flow.carry(at[0], at[1], 1.0)

    assert flow.cost < 0.01
    assert np.abs(x - xs - 4.5).max() < 0.3
    assert np.abs(y - ys - 5.5).max() < 0.3


def test_a_lattice_at_time_zero_is_at_rest_and_at_one_where_it_went() -> None:
    """A pose runs from rest to the bent state; a rigid one keeps all lengths."""
    lattice = Lattice.over(np.ones((12, 12), bool), 4)
    bent = lattice.rest.copy()
    bent[:, 0], bent[:, 1] = 20 - lattice.rest[:, 1], lattice.rest[:, 0] + 0.1
    bent[0] += 1.0

    assert lattice.pose(bent, 0.0) == pytest.approx(lattice.rest, abs=1e-4)
    assert lattice.pose(bent, 1.0) == pytest.approx(bent, abs=1e-4)
    half = lattice.pose(bent, 0.5, rigid=True)
    sides = [np.square(p[1:] - p[:-1]).sum(-1) for p in (half, lattice.rest)]
    assert sides[0] == pytest.approx(sides[1], abs=1e-3)


def test_regularising_leaves_rigid_moves_alone() -> None:
    """A turned lattice is as rigid as can be; a torn one is pulled together."""
    lattice = Lattice.over(np.ones((12, 12), bool), 4)
    turned = np.stack([-lattice.rest[:, 1], lattice.rest[:, 0]], -1)
    torn = lattice.rest.copy()
    torn[5] += 8.0

    assert lattice.regularise(turned, 5) == pytest.approx(turned, abs=1e-6)
    mended = lattice.regularise(torn, 20)
    assert np.abs(mended - lattice.rest).max() < 3.0
