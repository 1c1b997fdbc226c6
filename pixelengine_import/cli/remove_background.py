"""``pxe remove-background``: a picture or an animation cut out, without a sidecar."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pixelengine_import.cli.one_off import OneOff, one_off
from pixelengine_import.cli.sources import STDIN, is_address, read_source_or_address

if TYPE_CHECKING:
    from pixelengine_import.pipeline.single import Single

__all__ = ["command"]


@click.command("remove-background")
@click.argument("image", metavar="IMG")
@click.option(
    "--threshold",
    "--rmbg-alpha-threshold",
    type=int,
    metavar="0-255",
    help="Alpha from which a pixel is opaque; the service chooses when left out.",
)
@one_off(seeded=False)
def command(one: OneOff, *, image: str, threshold: int | None) -> int:
    """Cut a picture or an animation out: IMG's name.cutout.png or .cutout.webp.

    IMG is a PNG or a WebP, which may be animated and stays so, - for the input, or an
    https address that the service fetches itself.

    \b
    Examples:
      pxe remove-background hero.png
      pxe remove-background hero.animate.webp --threshold 200
      pxe remove-background https://example.org/hero.png -o hero.png

    The very same request again is answered from the store, for nothing. On the live
    service the price is shown first; in scripts nothing is sent without --yes or
    --budget.
    """
    from pixelengine_import.pipeline.single import clip_art
    from pixelengine_import.pipeline.tools import remove_background

    source = read_source_or_address(image, clip_art)
    fields: dict[str, Any] = {}
    if threshold is not None:
        fields["rmbg_alpha_threshold"] = threshold

    def make(reroll: int) -> Single:
        return remove_background(fields, source, reroll=reroll)

    path = Path(image)
    nameless = image == STDIN or is_address(image)
    usual = None if nameless else path.with_name(f"{path.stem}.cutout")
    return one.run(make, usual)
