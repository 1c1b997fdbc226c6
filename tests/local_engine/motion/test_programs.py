"""What holds for all motion programs."""

from __future__ import annotations

import numpy as np
import pytest

from pixelengine_import.local_engine.motion.body import Body
from pixelengine_import.local_engine.motion.programs import PROGRAMS
from pixelengine_import.local_engine.motion.programs.schedule import scenes
from pixelengine_import.local_engine.motion.programs.table import TOGETHER
from pixelengine_import.local_engine.motion.prompt import read_prompt
from pixelengine_import.local_engine.motion.shift import Beat, Shift, Style
from pixelengine_import.local_engine.motion.sprite import find_details
from pixelengine_import.local_engine.motion.vocabulary import HANDED

from .drawing import knight
from .figures import cat, lady, walker


def of_some(shift: Shift, at: slice) -> tuple[bytes | None, ...]:
    """Return what a shift says of some of its points."""
    told = (shift.dx, shift.dy, shift.depth, shift.gone)
    return tuple(None if part is None else part[at].tobytes() for part in told)


def of_all(shift: Shift) -> tuple[object, ...]:
    """Return what a shift says of the whole."""
    light = (shift.flash, shift.glow, shift.dabs, shift.cover)
    return (*light, shift.pose, shift.shut, shift.agape, shift.free, shift.swings)


@pytest.mark.parametrize("verb", sorted(PROGRAMS.keys() - TOGETHER))
@pytest.mark.parametrize("draw", [knight, walker, lady, cat])
def test_every_point_moves_by_itself(verb: str, draw: object) -> None:
    """A program says the same of points, to the bit, whichever others it is given."""
    assert callable(draw)
    image = draw()
    solid = image[..., 3] > 0
    subject = np.where(solid, image[..., 0].astype(np.int32), -1).astype(np.int32)
    body = Body.of(solid, find_details(subject), rgb=image[..., :3])
    ys, xs = np.nonzero(solid)
    x, y = np.asarray(xs + 0.5, np.float64), np.asarray(ys + 0.5, np.float64)
    for whole in (True, False):
        style = Style(side=1, strength=1.1, turn=0.2, whole=whole)
        for frame in range(4):
            beat = Beat(2 * frame, 8)
            shift = PROGRAMS[verb](body, beat, style, x, y)
            for k in (slice(0, 1), slice(1, len(x) // 3), slice(len(x) // 3, len(x))):
                alone = PROGRAMS[verb](body, beat, style, x[k], y[k])
                assert of_all(alone) == of_all(shift)
                assert of_some(alone, slice(None)) == of_some(shift, k)


@pytest.mark.parametrize("verb", sorted(HANDED - {"wave"}))
@pytest.mark.parametrize("prompt", ["{}", "slow {}", "fast {}"])
def test_a_blow_is_struck_once_however_long_the_clip(verb: str, prompt: str) -> None:
    """Kicks as well as cuts, shots and spells: a rest may follow, no second blow."""
    acts = [scene.act.lead for scene in scenes(read_prompt(prompt.format(verb)), 24)]

    assert [lead for lead in acts if lead != "idle"] == [verb]
