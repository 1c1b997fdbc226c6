"""``pxe version``: which version this is."""

from __future__ import annotations

import click

from pixelengine_import import __version__
from pixelengine_import.cli.console import Console
from pixelengine_import.cli.session import json_option

__all__ = ["command"]


@click.command("version")
@json_option
def command(*, as_json: bool) -> None:
    """Print the version.

    \b
    Examples:
      pxe version
      pxe version --json
    """
    console = Console(as_json=as_json)
    console.say(f"pxe {__version__}")
