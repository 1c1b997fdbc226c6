"""Draws the README's picture from the sample project's outputs.

Run it in the repository after ``pxe sync sample_project``::

    python docs/pictures/make.py
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from PIL import Image

ART = Path(__file__).resolve().parents[2] / "sample_project" / "art"
OUT = Path(__file__).with_name("sample.webp")
SCALE, GAP, CELL = 3, 12, 64
RATE, SECONDS = 12, 4
GROUND = (38, 36, 52, 255)
CAST = (
    ("knight", "idle"),
    ("knight", "walk"),
    ("knight", "attack"),
    ("archer", "shoot"),
    ("ghost", "float"),
    ("slime", "hop"),
    ("torch", "default"),
    ("bat", "fly"),
)


def frames_of(name: str, animation: str) -> list[tuple[Image.Image, int]]:
    """Cut an animation's frames from its sheet, each with its milliseconds."""
    document: dict[str, Any] = json.loads((ART / f"{name}.frames.json").read_text())
    sheet = Image.open(ART / document["meta"]["image"]).convert("RGBA")
    tag = next(t for t in document["meta"]["frameTags"] if t["name"] == animation)
    found = []
    for entry in document["frames"][tag["from"] : tag["to"] + 1]:
        x, y, w, h = (entry["frame"][side] for side in "xywh")
        found.append((sheet.crop((x, y, x + w, y + h)), int(entry["duration"])))
    return found


def at(frames: list[tuple[Image.Image, int]], moment: int) -> Image.Image:
    """Return the frame that is shown at a moment in milliseconds."""
    moment %= sum(length for _, length in frames)
    for frame, length in frames:
        if moment < length:
            return frame
        moment -= length
    return frames[-1][0]


def main() -> None:
    """Draw every moment and save the moving picture."""
    cast = [frames_of(*who) for who in CAST]
    width = sum(frames[0][0].width for frames in cast) * SCALE
    size = (width + GAP * (len(cast) + 1), CELL * SCALE + 2 * GAP)
    moments = []
    for step in range(RATE * SECONDS):
        stage = Image.new("RGBA", size, GROUND)
        x = GAP
        for frames in cast:
            frame = at(frames, step * 1000 // RATE)
            big = frame.resize((frame.width * SCALE, frame.height * SCALE), 0)
            stage.alpha_composite(big, (x, size[1] - GAP - big.height))
            x += big.width + GAP
        moments.append(stage)
    moments[0].save(
        OUT,
        save_all=True,
        append_images=moments[1:],
        duration=1000 // RATE,
        loop=0,
        lossless=True,
    )


if __name__ == "__main__":
    main()
