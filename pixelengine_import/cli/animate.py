"""``pxe animate``: one animation from one picture, without a sidecar."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pixelengine_import.cli.one_off import OneOff, one_off
from pixelengine_import.cli.request_options import (
    animation_fields,
    animation_options,
    model_option,
)
from pixelengine_import.cli.sources import STDIN, read_source

if TYPE_CHECKING:
    from pixelengine_import.pipeline.single import Single

__all__ = ["command"]


@click.command("animate")
@click.argument("image", metavar="IMG")
@click.argument("prompt")
@model_option("pixel-engine-v1.1 (pixel art) or frame-engine-v1.1 (other pictures).")
@click.option(
    "--output-frames", "--frames", type=int, metavar="N", help="Number of frames; 8."
)
@animation_options
@one_off()
def command(
    one: OneOff,
    *,
    image: str,
    prompt: str,
    model: str | None,
    output_frames: int | None,
    transparent: bool,
    **options: Any,
) -> int:
    """Set one picture in motion: the result is written as IMG's name.animate.webp.

    IMG is a PNG (or a JPEG, for frame-engine-v1.1), or - for the input. Transparent art
    comes back transparent. The result travels as a lossless strip and is written as
    what the name of the file says: .webp, .gif, or .png for a strip.

    \b
    Examples:
      pxe animate hero.png "breathing idle"
      pxe animate hero.png "walk cycle" --frames 6 -o walk.gif
      pxe animate hero.png "sword slash" --again        another try, another seed
      pxe animate - "idle" -o - < hero.png > idle.webp

    The very same request again is answered from the store, for nothing, and shared with
    sidecars that ask for the same. On the live service the price is shown first; in
    scripts nothing is sent without --yes or --budget.
    """
    from pixelengine_import.pipeline.single import animation, still_art

    art = read_source(image, still_art)
    fields = animation_fields(
        prompt=prompt, model=model, output_frames=output_frames, **options
    )

    def make(reroll: int) -> Single:
        return animation(
            "animate", fields, [({}, art)], transparent=transparent, reroll=reroll
        )

    path = Path(image)
    usual = None if image == STDIN else path.with_name(f"{path.stem}.animate")
    return one.run(make, usual)
