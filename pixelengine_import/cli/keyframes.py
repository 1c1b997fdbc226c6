"""``pxe keyframes``: the frames between pictures, without a sidecar."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pixelengine_import.cli.one_off import OneOff, one_off
from pixelengine_import.cli.request_options import animation_fields, animation_options
from pixelengine_import.cli.sources import (
    STDIN,
    SourceError,
    is_address,
    read_source_or_address,
)

if TYPE_CHECKING:
    from pixelengine_import.pipeline.material import Art
    from pixelengine_import.pipeline.single import Single

__all__ = ["command", "read_place"]

_PLACE = re.compile(r"(?P<index>[0-9]{1,6})=(?P<image>.+)", re.DOTALL)
_STRENGTH = re.compile(r"(?P<image>.+):(?P<strength>[0-9]*\.?[0-9]+)", re.DOTALL)


def read_place(text: str) -> tuple[dict[str, Any], str]:
    """Read what ``--frame`` says.

    Args:
        text: ``INDEX=IMG`` or ``INDEX=IMG:STRENGTH``.

    Returns:
        ``index`` and ``strength``, and the picture.

    Raises:
        SourceError: It has another form.
    """
    place = _PLACE.fullmatch(text)
    if place is None:
        msg = f"--frame {text!r:.60} is not INDEX=IMG, such as 0=hero.png."
        raise SourceError(msg)
    image, strength = place["image"], 1.0
    rated = _STRENGTH.fullmatch(image)
    if rated is not None:
        image, strength = rated["image"], float(rated["strength"])
    return {"index": int(place["index"]), "strength": strength}, image


@click.command("keyframes")
@click.argument("prompt")
@click.option(
    "--frame",
    "frames",
    multiple=True,
    required=True,
    metavar="INDEX=IMG[:STRENGTH]",
    help="A picture and its place, from 0; once for each.",
)
@click.option(
    "--total-frames",
    type=int,
    default=8,
    show_default=True,
    metavar="N",
    help="Number of frames.",
)
@click.option(
    "--render-mode",
    type=click.Choice(["pixel", "detailed"]),
    default="pixel",
    show_default=True,
    help="Pixel art, or general pictures.",
)
@animation_options
@one_off()
def command(
    one: OneOff,
    *,
    prompt: str,
    frames: tuple[str, ...],
    transparent: bool,
    **options: Any,
) -> int:
    """Draw the frames between pictures: the first one's name.keyframes.webp.

    IMG is a file, - for the input, or an https address that the service fetches itself.
    STRENGTH, 0 to 1, says how closely it is followed. As for pxe animate, transparent
    art comes back transparent (not when some pictures are named by their address), and
    the result is written as what the name of the file says: .webp, .gif or .png.

    \b
    Examples:
      pxe keyframes "sword slash" --frame 0=hero.png --frame 4=slash.png:0.8
      pxe keyframes "door opens" --frame 0=shut.png --frame 11=open.png \\
                    --total-frames 12 -o door.gif

    The very same request again is answered from the store, for nothing. On the live
    service the price is shown first; in scripts nothing is sent without --yes or
    --budget.
    """
    from pixelengine_import.pipeline.single import Address, animation, still_art
    from pixelengine_import.pipeline.tools import keyframes_by_address

    places = [read_place(text) for text in frames]
    if sum(image == STDIN for _, image in places) > 1:
        msg = "the input holds one picture: use - for one --frame only."
        raise SourceError(msg)
    found = [
        (place, read_source_or_address(image, still_art)) for place, image in places
    ]
    here: list[tuple[dict[str, Any], Art]] = [
        (place, source) for place, source in found if not isinstance(source, Address)
    ]
    fields = animation_fields(prompt=prompt, **options)
    if len(here) < len(found) and transparent:
        fields_of_web = "what is named by its address is not seen here"
        one.console.warn([f"{fields_of_web}: the matte stays in the result"])

    def make(reroll: int) -> Single:
        if len(here) < len(found):
            return keyframes_by_address(fields, found, reroll=reroll)
        return animation(
            "keyframes", fields, here, transparent=transparent, reroll=reroll
        )

    return one.run(make, _usual([image for _, image in places]))


def _usual(images: list[str]) -> Path | None:
    """Name the result after the first picture that is a file."""
    files = [text for text in images if text != STDIN and not is_address(text)]
    if not files:
        return None
    path = Path(files[0])
    return path.with_name(f"{path.stem}.keyframes")
