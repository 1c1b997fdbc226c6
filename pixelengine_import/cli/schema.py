"""``pxe schema``: what a sidecar may hold, for editors."""

from __future__ import annotations

import json

import click

__all__ = ["command"]


@click.command("schema")
def command() -> None:
    """Print the JSON Schema of sidecars.

    Editors that know it complete the fields of a sidecar and explain them.

    \b
    Examples:
      pxe schema > sidecar.schema.json
    and then in a sidecar beside it
      { "$schema": "sidecar.schema.json", "animate": { "prompt": "idle" } }
    """
    from pixelengine_import.sidecar.schema import json_schema

    click.echo(json.dumps(json_schema(), indent=2, ensure_ascii=False))
