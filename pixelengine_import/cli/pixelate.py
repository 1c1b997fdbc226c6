"""``pxe pixelate``: clean pixel art from any picture, without a sidecar."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pixelengine_import.cli.one_off import OneOff, one_off
from pixelengine_import.cli.request_options import colour_options, pixel_config
from pixelengine_import.cli.sources import STDIN, read_source

if TYPE_CHECKING:
    from pixelengine_import.pipeline.single import Single

__all__ = ["command"]


@click.command("pixelate")
@click.argument("image", metavar="IMG")
@colour_options
@one_off(paid=False, seeded=False)
def command(one: OneOff, *, image: str, colors: int | None, palette: str | None) -> int:
    """Make clean pixel art from any picture, free: IMG's name.pixelated.png.

    The pixel grid is found, the colours are reduced, and the picture is brought to one
    pixel a cell. IMG is a PNG or JPEG, or - for the input.

    \b
    Examples:
      pxe pixelate painting.jpg
      pxe pixelate painting.jpg --colors 16 -o hero.png
      pxe pixelate painting.jpg --palette dungeon.hex
    """
    from pixelengine_import.pipeline.single import still_art
    from pixelengine_import.pipeline.tools import pixelate

    art = read_source(image, still_art)
    fields = pixel_config(colors, palette)

    def make(reroll: int) -> Single:
        return pixelate(fields, art, reroll=reroll)

    path = Path(image)
    usual = None if image == STDIN else path.with_name(f"{path.stem}.pixelated")
    return one.run(make, usual)
