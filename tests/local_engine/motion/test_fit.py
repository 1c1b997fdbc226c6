from __future__ import annotations

import numpy as np

from pixelengine_import.local_engine.motion.fit import fit

POINTS = np.asarray([2.5, 5.5, 9.5])
REST = (POINTS, POINTS)


def test_a_motion_with_room_is_left_alone() -> None:
    """Inside the canvas nothing is weakened or pushed."""
    found = fit(REST, [REST, (POINTS + 1, POINTS)], (12, 12), posed=False)

    assert found.factor == 1.0
    assert found.push == ((0, 0), (0, 0))


def test_what_leaves_the_canvas_is_pushed_back_by_whole_pixels() -> None:
    """A frame that fits the canvas is moved inside, not cut."""
    found = fit(REST, [(POINTS, POINTS * 0.9 - 4)], (12, 12), posed=False)

    assert found.push == ((0, 2),)


def test_a_motion_larger_than_the_canvas_is_weakened() -> None:
    """When pushing cannot help, the strongest strength that cuts least is taken."""
    far = (POINTS + np.asarray([-6.0, 0.0, 6.0]), POINTS)
    found = fit(REST, [far], (12, 12), posed=False)

    assert found.factor == 0.4
    assert fit(REST, [far], (12, 12), posed=True).factor == 1.0


def test_a_sprite_without_room_may_still_move_a_pixel() -> None:
    """When pushing back would take the whole motion, a pixel may be cut."""
    tall = (np.asarray([5.0, 5.0]), np.asarray([0.5, 11.5]))
    found = fit(tall, [tall, (tall[0], tall[1] - 3)], (12, 12), posed=False)

    assert found.push == ((0, 0), (0, 0))
    assert 0 < found.factor * 3 <= 1.0
