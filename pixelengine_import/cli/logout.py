"""``pxe logout``: forget the kept API key."""

from __future__ import annotations

import click

from pixelengine_import.cli.console import Console
from pixelengine_import.cli.key_store import KeyStore
from pixelengine_import.cli.session import json_option
from pixelengine_import.errors import EXIT_DONE

__all__ = ["command"]


@click.command("logout")
@json_option
def command(*, as_json: bool) -> int:
    """Forget the API key that pxe login keeps.

    A key in PIXEL_ENGINE_API_KEY is not touched.

    \b
    Examples:
      pxe logout
    """
    console = Console(as_json=as_json)
    had = KeyStore.default().clear()
    console.record("key", set=False, place=None)
    console.say("the key is forgotten" if had else "there was no key")
    return EXIT_DONE
