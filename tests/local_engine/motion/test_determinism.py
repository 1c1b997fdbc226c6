"""The same request gives the same bytes: in another process, on another machine."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys

import numpy as np
import pytest

from pixelengine_import.local_engine.motion import Key, animate

from .drawing import flame, join, knight, play, quiet

GOLDEN = {
    "walk": "0be73d3e3480dde74f6978736089bcc2faece53780a06d9e372895528ba1be8e",
    "keys": "9ef4a2e7bb77c8c2e8e679ce7d5c0b334b8a38a59ea624811376e8f1c097ced8",
    "smooth": "b0c014a17aa9d4b2b359d8208322c297d09584435064641e9b05280622d2376b",
}


def digest(case: str) -> str:
    if case == "walk":
        frames = play(knight(), "walk to the right", seed=7).frames
    elif case == "keys":
        keys = [Key(0, knight()), Key(5, knight(arm=6, lift=2), 0.8)]
        frames = join(keys, 8, prompt="attack loop", seed=7).frames
    else:
        large = np.kron(flame(), np.ones((10, 10, 1), np.uint8))
        frames = animate(
            large,
            prompt="flickering",
            negative_prompt="",
            output_frames=6,
            seed=7,
            palette=None,
            matte=(10, 20, 30),
            size=(128, 192),
            work=quiet(),
        ).frames
    return hashlib.sha256(frames.tobytes()).hexdigest()


@pytest.mark.parametrize("case", sorted(GOLDEN))
def test_the_bytes_are_those_that_were_written_down(case: str) -> None:
    """New hashes are a new algorithm: that wants a line in the changelog."""
    assert digest(case) == GOLDEN[case]


@pytest.mark.parametrize("case", ["keys", "walk"])
def test_another_process_gives_the_same_bytes(case: str) -> None:
    """Neither the hash seed nor the CPU's faster instructions change a pixel."""
    env = {
        **os.environ,
        "PYTHONHASHSEED": "4711",
        "NPY_DISABLE_CPU_FEATURES": "AVX2 FMA3 AVX512F AVX512_SKX",
        "PYTHONPATH": os.pathsep.join(p for p in sys.path if p),
    }
    script = f"from {__name__} import digest; print(digest({case!r}))"
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", script],
        check=True,
        capture_output=True,
        text=True,
        env=env,
        timeout=240,
    )

    assert done.stdout.strip() == GOLDEN[case]
