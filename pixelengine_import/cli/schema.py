"""``pxe schema``: what a sidecar may hold, for editors."""

from __future__ import annotations

import json

import click

from pixelengine_import.cli.console import Console
from pixelengine_import.cli.session import json_option

__all__ = ["command"]


@click.command("schema")
@json_option
def command(*, as_json: bool) -> None:
    """Print the JSON Schema of sidecars.

    Editors that know it complete the fields of a sidecar and explain them.

    \b
    Examples:
      pxe schema > sidecar.schema.json
    and then in a sidecar beside it
      { "$schema": "sidecar.schema.json", "animate": { "prompt": "idle" } }
    """
    from pixelengine_import.sidecar.schema import json_schema

    if as_json:
        Console(as_json=True).record("schema", schema=json_schema())
        return
    click.echo(json.dumps(json_schema(), indent=2, ensure_ascii=False))
