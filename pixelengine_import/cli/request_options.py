"""Options that are fields of requests, under the API's own names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from pixelengine_import.cli.sources import read_palette_option

if TYPE_CHECKING:
    from collections.abc import Callable

    Command = Callable[..., Any]

__all__ = [
    "animation_fields",
    "animation_options",
    "colour_options",
    "model_option",
    "pixel_config",
    "seed_option",
]

_COLOURS = click.option(
    "--colors", type=int, metavar="N", help="At most this many colours; 24."
)
_PALETTE = click.option(
    "--palette",
    metavar="COLOURS",
    help="Exactly these: #rrggbb,#rrggbb or a .hex, .gpl, .pal or .png file.",
)
_SOURCE_PALETTE = click.option(
    "--palette",
    metavar="COLOURS",
    help="Exactly these: #rrggbb,#rrggbb, a .hex, .gpl, .pal or .png file, or source: "
    "the art's own.",
)
seed_option = click.option(
    "--seed",
    type=int,
    metavar="N",
    help="For the same result again; derived from the request when left out.",
)


def model_option(models: str) -> Callable[[Command], Command]:
    """Give a command ``--model``.

    Args:
        models: Which ones there are, as a sentence; the first is the default.
    """
    return click.option("--model", metavar="NAME", help=models)


def colour_options(command: Command) -> Command:
    """Give a command ``--colors`` and ``--palette``."""
    return _COLOURS(_PALETTE(command))


def animation_options(command: Command) -> Command:
    """Give a command what /animate and /keyframes have in common."""
    options = [
        click.option("--negative-prompt", metavar="TEXT", help="What to avoid."),
        _COLOURS,
        _SOURCE_PALETTE,
        seed_option,
        click.option(
            "--output-format",
            type=click.Choice(["webp", "gif", "spritesheet"]),
            help="Have the service make this very kind of file.",
        ),
        click.option(
            "--matte-color",
            metavar="COLOUR",
            help="Colour under transparent pixels; auto: far from the art's own.",
        ),
        click.option(
            "--transparent/--no-transparent",
            default=True,
            help="Whether that colour is taken out of the result again (the default).",
        ),
    ]
    for option in reversed(options):
        command = option(command)
    return command


def animation_fields(
    *, colors: int | None, palette: str | None, **fields: Any
) -> dict[str, Any]:
    """Put together the fields of a request for an animation, those that are given.

    Args:
        colors: What ``--colors`` says.
        palette: What ``--palette`` says.
        fields: The others by their names in the API.

    Raises:
        SourceError: The palette cannot be read.
    """
    given = {name: value for name, value in fields.items() if value is not None}
    config = pixel_config(colors, palette, takes_source=True)
    return {**given, "pixel_config": config} if config else given


def pixel_config(
    colors: int | None, palette: str | None, *, takes_source: bool = False
) -> dict[str, Any]:
    """Put together the colours that are asked for; nothing when none are.

    Args:
        colors: What ``--colors`` says.
        palette: What ``--palette`` says.
        takes_source: Whether ``source`` is a palette.

    Raises:
        SourceError: The palette cannot be read.
    """
    config: dict[str, Any] = {} if colors is None else {"colors": colors}
    if palette is not None:
        config["palette"] = read_palette_option(palette, takes_source=takes_source)
    return config
