"""What holds for every verb, every body and every length of a clip."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pixelengine_import.local_engine.motion import Clip, Palette, Pixels
from pixelengine_import.local_engine.motion.programs import PROGRAMS
from pixelengine_import.local_engine.motion.vocabulary import LEANING

from .cast import BODIES, beast, mite, roomy
from .drawing import (
    blob,
    canvas,
    changed,
    colours,
    flat,
    islands,
    knight,
    play,
    silhouettes,
)

if TYPE_CHECKING:
    from collections.abc import Callable

VERBS = sorted(PROGRAMS)
LONGER = (4, 12, 16, 24)
BREAKING = frozenset({"appear", "explode", "vanish"})
"""Verbs that take a body apart: what is left of it has any shape."""
ENDING = frozenset({"death", "explode", "grow", "shrink", "vanish"})
"""Verbs that end elsewhere than they began."""
DETAILS = frozenset({"blink", "glint", "idle", "talk"})
"""Verbs of an eye, a mouth or a spark: beside a breath they change a few pixels."""
STAND_INS = (
    frozenset({"spin", "turn"}),
    frozenset({"attack", "bite", "kick", "punch", "slash", "stab"}),
)
"""Without a face to turn, or without arms and jaws, these are one motion."""


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("body", sorted(BODIES))
def test_a_clip_of_any_length_is_made_of_the_sprite(body: str, verb: str) -> None:
    """Count, size, opacity, frame 0 and colours are kept; the sprite moves."""
    image = BODIES[body]()
    area = int((image[..., 3] > 0).sum())
    # Over the bodies, each verb is seen at each length.
    turn = sorted(BODIES).index(body) + VERBS.index(verb)
    for count in (2, 3, 8, LONGER[turn % len(LONGER)]):
        frames = play(image, verb, frames=count).frames
        most = max(changed(frames[0], frame) for frame in frames[1:])
        least = 1 if count == 2 and verb in DETAILS else 0.05 * area

        assert frames.shape == (count, *image.shape)
        assert np.array_equal(frames[0], flat(image))
        assert colours(frames) <= colours(frames[:1])
        assert most >= least, f"{count} frames"


@pytest.mark.parametrize("verb", sorted(set(VERBS) - BREAKING))
@pytest.mark.parametrize("body", sorted(BODIES))
def test_a_body_stays_in_one_piece(body: str, verb: str) -> None:
    """At most one part comes off, as an arrow does, and none is a speck."""
    image = roomy(BODIES[body]())
    for count in (4, 12):
        clip = play(image, verb, frames=count)
        for k, mask in enumerate(silhouettes(clip)):
            parts = islands(mask)

            assert len(parts) <= 2, f"frame {k} of {count}: {parts}"
            assert min(parts) > 3, f"frame {k} of {count}: {parts}"


@pytest.mark.parametrize("count", [6, 8, 12, 24])
@pytest.mark.parametrize("verb", sorted(set(VERBS) - ENDING))
def test_a_loop_closes_without_a_jump(verb: str, count: int) -> None:
    """The step back to frame 0 is hardly larger than the largest of the others."""
    for make in (knight, beast, blob):
        frames = play(roomy(make()), verb, frames=count).frames
        steps = [changed(a, b) for a, b in pairwise(frames)]

        assert changed(frames[-1], frames[0]) <= 1.2 * max(steps), make.__name__


@pytest.mark.parametrize("verb", VERBS)
def test_no_more_than_a_quarter_of_short_clips_holds_still(verb: str) -> None:
    """Of seven steps at most one repeats the frame before it."""
    for make in (knight, beast, blob):
        frames = play(roomy(make()), verb).frames
        held = sum(np.array_equal(a, b) for a, b in pairwise(frames))

        assert held <= 0.25 * 7, make.__name__


@pytest.mark.parametrize("body", ["beast", "blob", "sunflower"])
def test_two_verbs_are_told_apart_on_bodies_without_arms(body: str) -> None:
    """Each two differ by a twentieth of the sprite; details alone in some frame."""
    image = roomy(BODIES[body]())
    area = int((image[..., 3] > 0).sum())
    clips = {verb: play(image, verb).frames for verb in VERBS}
    alike = []
    for a, b in combinations(VERBS, 2):
        apart = [changed(p, q) for p, q in zip(clips[a], clips[b], strict=True)]
        least = 1 if {a, b} <= DETAILS else 0.05 * area * len(apart)
        if sum(apart) < least and not any({a, b} <= same for same in STAND_INS):
            alike.append((a, b, sum(apart)))

    assert alike == []


@pytest.mark.parametrize("verb", VERBS)
def test_another_seed_gives_another_clip(verb: str) -> None:
    """At least one frame differs, on figures, animals and blobs."""
    for make in (knight, beast, blob):
        image = roomy(make())
        one, two = (play(image, verb, seed=seed).frames for seed in (1, 2))

        assert not np.array_equal(one, two), make.__name__


def fingerprint() -> str:
    """Return one hash of every verb on a figure and on a blob."""
    found = hashlib.sha256()
    for make in (knight, blob):
        for verb in VERBS:
            found.update(play(make(), f"{verb} to the left", seed=11).frames.tobytes())
    return found.hexdigest()


def test_neither_hash_seed_nor_threads_nor_process_change_a_byte() -> None:
    """Another process, with other settings of Python and of numpy, agrees."""
    script = f"from {__name__} import fingerprint; print(fingerprint())"
    printed = []
    for hash_seed, threads in (("1", "1"), ("977", "4")):
        env = {
            **os.environ,
            "PYTHONHASHSEED": hash_seed,
            "OPENBLAS_NUM_THREADS": threads,
            "OMP_NUM_THREADS": threads,
            "PYTHONPATH": os.pathsep.join(p for p in sys.path if p),
        }
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", script],
            check=True,
            capture_output=True,
            text=True,
            env=env,
            timeout=240,
        )
        printed.append(done.stdout.strip())

    assert printed == [fingerprint()] * 2


def test_clips_that_are_made_at_once_do_not_meet() -> None:
    """Threads share nothing: each gets the bytes that it would get alone."""
    alone = [play(knight(), verb).frames for verb in VERBS]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda verb: play(knight(), verb).frames, VERBS))

    assert all(np.array_equal(a, b) for a, b in zip(alone, together, strict=True))


@pytest.mark.parametrize("verb", VERBS)
def test_a_manner_that_is_understood_is_seen(verb: str) -> None:
    """On some body at least, it is another clip than that of another manner."""
    pairs = [("left", "right"), ("backwards", "forwards"), ("gently", "wildly")]
    for one, two in [*pairs, ("", "fast"), ("", "slowly")]:
        clips = (
            [play(make(), f"{verb} {word}", frames=16) for word in (one, two)]
            for make in (knight, blob, beast)
        )
        told = two in play(knight(), f"{verb} {two}", frames=16).understood
        seen = any(not np.array_equal(a.frames, b.frames) for a, b in clips)

        assert told == seen, two


@pytest.mark.parametrize("verb", sorted(LEANING))
@pytest.mark.parametrize("make", [knight, blob, beast])
def test_who_rises_leans_to_the_side_that_is_named(
    verb: str, make: Callable[[], Pixels]
) -> None:
    """To the left the middle of the body lies further left than to the right."""
    image = roomy(make())
    at = []
    for side in ("left", "right"):
        masks = silhouettes(play(image, f"{verb} {side}", frames=8))
        at.append([float(np.nonzero(mask)[1].mean()) for mask in masks])

    assert at[0][0] == at[1][0]
    assert max(b - a for a, b in zip(*at, strict=True)) >= 1.0


@pytest.mark.parametrize("verb", VERBS)
def test_an_opaque_picture_moves_as_one_with_alpha_does(verb: str) -> None:
    """A plain ground that was sent is the same as that colour seen through alpha."""
    ground = (13, 77, 101)
    for make in (knight, blob):
        image = roomy(make())
        clear = play(image, verb, matte=ground).frames

        assert np.array_equal(play(flat(image, ground), verb).frames, clear)


@pytest.mark.parametrize("verb", VERBS)
def test_tiny_pictures_are_pictures(verb: str) -> None:
    """From 1 x 1 to 9 x 9, full or with a ring of air around them."""
    sizes = [(k, k) for k in range(1, 10)] + [(1, 9), (9, 1), (2, 7), (8, 3)]
    for w, h in sizes:
        for ring in (0, 1):
            image = canvas(w, h)
            image[ring : h - ring or None, ring : w - ring or None] = (200, 60, 40, 255)
            image[h // 2, w // 2] = (20, 20, 60, 255)
            frames = play(image, verb, frames=4).frames

            assert frames.shape == (4, h, w, 4)
            assert np.array_equal(frames[0], flat(image))
            assert colours(frames) <= colours(frames[:1]) | {(255, 0, 255, 255)}


@pytest.mark.parametrize("verb", sorted(set(VERBS) - ENDING - BREAKING - {"spin"}))
def test_art_that_fills_its_canvas_is_hardly_cut(verb: str) -> None:
    """Without a margin a sprite still moves, and keeps most of itself in sight."""
    for make in (knight, beast, mite):
        image = make()
        ys, xs = np.nonzero(image[..., 3])
        tight = image[ys.min() : ys.max() + 1, xs.min() : xs.max() + 1]
        clip = play(np.ascontiguousarray(tight), verb)
        sizes = [int(mask.sum()) for mask in silhouettes(clip)]
        most = max(changed(clip.frames[0], frame) for frame in clip.frames)

        assert most >= 0.08 * sizes[0], make.__name__
        assert min(sizes) >= 0.6 * sizes[0], make.__name__


@pytest.mark.parametrize("verb", VERBS)
def test_veils_are_flattened_and_bring_no_colours(verb: str) -> None:
    """Half-clear pixels: what comes out is opaque, in the colours of frame 0."""
    image = knight()
    image[16:20, 20:27, 3] = 140
    image[5, 11:20] = (255, 255, 255, 60)
    frames = play(image, verb).frames

    assert bool((frames[..., 3] == 255).all())
    assert colours(frames) <= colours(frames[:1])


@pytest.mark.parametrize("verb", ["attack", "death", "sway", "walk"])
def test_the_largest_pixel_art_moves_in_the_same_way(verb: str) -> None:
    """256 x 256: no colour, no speck and no hole is added at eight times the size."""
    image = np.kron(knight(), np.ones((8, 8, 1), np.uint8))
    clip = play(image, verb, frames=3)

    assert np.array_equal(clip.frames[0], flat(image))
    assert colours(clip.frames) <= colours(clip.frames[:1])
    for mask in silhouettes(clip):
        parts = islands(mask)
        assert len(parts) <= 2
        assert min(parts) > 3


@settings(max_examples=60, derandomize=True)
@given(
    words=st.lists(st.sampled_from(VERBS), min_size=1, max_size=4),
    tail=st.sampled_from(["", " to the left", ", slowly", " and then nothing", "!"]),
    seed=st.integers(-(2**40), 2**80),
    count=st.integers(1, 9),
)
def test_any_sentence_of_verbs_and_any_seed_is_played(
    words: list[str], tail: str, seed: int, count: int
) -> None:
    """Prompts may name several verbs, and seeds may be of any size."""
    clip = small(" and ".join(words) + tail, count, seed)

    assert len(clip.frames) == count
    assert np.array_equal(clip.frames[0], flat(mite()))
    assert colours(clip.frames) <= colours(clip.frames[:1])


def small(prompt: str, count: int, seed: int) -> Clip:
    return play(mite(), prompt, frames=count, seed=seed)


@settings(max_examples=40, derandomize=True)
@given(
    budget=st.integers(2, 12),
    verb=st.sampled_from(VERBS),
    noise=st.integers(0, 2**32 - 1),
)
def test_a_budget_of_colours_holds_for_the_whole_clip(
    budget: int, verb: str, noise: int
) -> None:
    """All frames together have no more colours than were asked for, ground included."""
    dice = np.random.Generator(np.random.PCG64(noise))
    image: Pixels = canvas(14, 18)
    image[3:16, 2:12, :3] = dice.integers(0, 256, (13, 10, 3))
    image[3:16, 2:12, 3] = 255
    clip = play(image, verb, frames=5, palette=Palette(budget))

    assert len(colours(clip.frames)) <= budget
