"""``pxe generate``: a picture from words, without a sidecar."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pixelengine_import.cli.one_off import OneOff, one_off
from pixelengine_import.cli.request_options import (
    colour_options,
    model_option,
    pixel_config,
    seed_option,
)
from pixelengine_import.cli.sources import read_source_or_address
from pixelengine_import.cli.target import slug

if TYPE_CHECKING:
    from pixelengine_import.pipeline.single import Single

__all__ = ["command"]


@click.command("generate")
@click.argument("prompt")
@click.option(
    "--image", metavar="IMG", help="A picture to change: a file, -, or an address."
)
@model_option("nb_flash, nb_pro, oai_gpt2_low, oai_gpt2_medium or oai_gpt2_high.")
@colour_options
@seed_option
@one_off()
def command(
    one: OneOff,
    *,
    prompt: str,
    image: str | None,
    model: str | None,
    colors: int | None,
    palette: str | None,
    seed: int | None,
) -> int:
    """Make a picture from words, or change one: a PNG, named after the prompt.

    With --image the prompt says what is to be changed. Models of Google (nb_…) ignore
    the seed.

    \b
    Examples:
      pxe generate "a knight in a torchlit dungeon"
      pxe generate "the same knight with a red cape" --image knight.png -o cape.png
      pxe generate "a green slime" --palette dungeon.hex --model oai_gpt2_low

    The very same request again is answered from the store, for nothing; --again asks
    for another one. On the live service the price is shown first; in scripts nothing is
    sent without --yes or --budget.
    """
    from pixelengine_import.pipeline.single import still_art
    from pixelengine_import.pipeline.tools import generate

    reference = None if image is None else read_source_or_address(image, still_art)
    fields: dict[str, Any] = {"prompt": prompt}
    config = pixel_config(colors, palette)
    given = {"model": model, "seed": seed, "pixel_config": config or None}
    fields |= {name: value for name, value in given.items() if value is not None}

    def make(reroll: int) -> Single:
        return generate(fields, reference, reroll=reroll)

    return one.run(make, Path(slug(prompt, "picture")))
