"""The same words and seed give the same bytes: in another process, on any machine."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from pixelengine_import.imaging.pixels import pixel_hash
from pixelengine_import.local_engine.motion import Palette

from .quiet import drawn, edited

GOLDEN = {
    "knight": "d4683027b3fd530028c5f7b19b44eb84347265bffa8976b54fdc7851b64e5ccd",
    "dragon": "60a29e6baf754a1ae3fb42cca9dcc9128cc7ad943df7ae1f7d8ee8578f54b6de",
    "castle": "6b70a2031bf8bd85a1b158e626b334e2a501f804e8c4edcbf3c416f9b44a4609",
    "water": "2a290af3510852a3177e35b553ed3f6fd154481c61de0db3fd158b14a6e5e367",
    "palette": "f74fe8d510da63e760c49e7c1298e6f2a0b3fa7fe68ba2f54477b4bb49ea33b5",
    "few": "259daef042040e8e988e62567022e1f77102370a4607f0a5510ea725a3470119",
    "edit": "cf4c454b5d6cee3321225a4ebc4bc6379f77ac26ee85d1760459666d59803417",
}


def digest(case: str) -> str:
    if case == "palette":
        greens = ((15, 56, 15), (48, 98, 48), (139, 172, 15), (155, 188, 15))
        image = drawn("a wizard with a torch", 7, Palette(4, greens)).image
    elif case == "few":
        image = drawn("an evil red goblin archer 48x48", 7, Palette(6)).image
    elif case == "edit":
        image = edited(drawn("wolf", 7).image, "make it blue, sepia, 2x").image
    else:
        image = drawn(f"a {case}", 7, Palette(24)).image
    return pixel_hash(image)


@pytest.mark.parametrize("case", sorted(GOLDEN))
def test_the_pixels_are_those_that_were_written_down(case: str) -> None:
    """New hashes are new pictures for old seeds: that wants a line in the changelog."""
    assert digest(case) == GOLDEN[case]


def test_another_process_gives_the_same_pixels() -> None:
    """Neither the hash seed nor the CPU's faster instructions change one."""
    env = {
        **os.environ,
        "PYTHONHASHSEED": "4711",
        "NPY_DISABLE_CPU_FEATURES": "AVX2 FMA3 AVX512F AVX512_SKX",
        "PYTHONPATH": os.pathsep.join(p for p in sys.path if p),
    }
    script = f"from {__name__} import *; print(*map(digest, sorted(GOLDEN)))"
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", script],
        check=True,
        capture_output=True,
        text=True,
        env=env,
        timeout=240,
    )

    assert done.stdout.split() == [GOLDEN[case] for case in sorted(GOLDEN)]
