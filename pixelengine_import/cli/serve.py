"""``pxe serve``: the local engine for other programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from pathlib import Path

    from pixelengine_import.local_engine.pace import Speed

__all__ = ["command"]


@click.command("serve")
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="Where to listen. Other machines reach any other address but ::1.",
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8787,
    show_default=True,
    help="0 takes a free one.",
)
@click.option(
    "--public-url",
    metavar="URL",
    help="The address that clients use, when it is not the one to listen on.",
)
@click.option(
    "--tls-cert",
    type=click.Path(path_type=str),
    metavar="FILE",
    help="Speak https with this certificate chain (PEM).",
)
@click.option(
    "--tls-key",
    type=click.Path(path_type=str),
    metavar="FILE",
    help="Private key of --tls-cert (PEM).",
)
@click.option(
    "--queue",
    type=click.IntRange(min=1),
    default=500,
    show_default=True,
    help="How many jobs may wait; further ones are refused with 503.",
)
@click.option(
    "--allow-image-urls",
    is_flag=True,
    help="Fetch pictures that requests name by their address (image_url).",
)
@click.option(
    "--speed",
    type=click.Choice(["instant", "real"]),
    default="instant",
    show_default=True,
    help="How long a job takes: as long as the work, or about 90 s as the service's.",
)
@click.option(
    "--credits",
    "credit",
    type=click.IntRange(min=0),
    default=100_000,
    show_default=True,
    help="Play money of the account.",
)
@click.option(
    "--state",
    type=click.Path(path_type=str),
    metavar="FOLDER",
    help="Where accounts, jobs and results are kept.",
)
@click.option(
    "--pretend-live",
    is_flag=True,
    help="Do not say that this is a local engine: for testing what costs credits.",
)
@click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON line once it answers."
)
def command(
    *,
    host: str,
    port: int,
    public_url: str | None,
    tls_cert: str | None,
    tls_key: str | None,
    queue: int,
    allow_image_urls: bool,
    speed: Speed,
    credit: int,
    state: str | None,
    pretend_live: bool,
    as_json: bool,
) -> None:
    """Serve the local engine: the whole API, offline, for any program.

    Point a program that was written for the live service here, with any key of the
    form pe_sk_local…

    \b
    Examples:
      pxe serve
      pxe serve --port 0 --speed instant --json
      pxe serve --host 0.0.0.0 --public-url http://studio.lan:8787
      pxe serve --tls-cert cert.pem --tls-key key.pem
    and in another terminal
      PIXEL_ENGINE_BASE_URL=http://127.0.0.1:8787/functions/v1 \\
      PIXEL_ENGINE_API_KEY=pe_sk_local pxe sync
    """
    from pixelengine_import._fs import make_private_folder
    from pixelengine_import.journal.state import StateFolder
    from pixelengine_import.local_engine.listening import Certificate
    from pixelengine_import.local_engine.pictures import fetch_nothing
    from pixelengine_import.local_engine.serve import serve

    if (tls_cert is None) != (tls_key is None):
        msg = "--tls-cert and --tls-key belong together (found one of them)."
        raise click.UsageError(msg)
    certificate = None
    if tls_cert is not None and tls_key is not None:
        certificate = Certificate(_path(tls_cert), _path(tls_key))
    fetch = fetch_nothing
    if allow_image_urls:
        from pixelengine_import.local_engine.fetching import PictureFetch

        fetch = PictureFetch()
    folder = StateFolder.default().root / "serve"
    if state is not None:
        folder = _path(state)
    make_private_folder(folder)

    def announce(base_url: str, api_key: str) -> None:
        if as_json:
            click.echo(json.dumps({"base_url": base_url, "api_key": api_key}))
            return
        click.echo(f"The local engine answers at {base_url}")
        click.echo(f"  export PIXEL_ENGINE_BASE_URL={base_url}")
        click.echo(f"  export PIXEL_ENGINE_API_KEY={api_key}")
        click.echo("Ctrl-C ends it.")

    serve(
        host=host,
        port=port,
        folder=folder,
        speed=speed,
        credits=credit,
        pretend_live=pretend_live,
        announce=announce,
        warn=lambda text: click.echo(f"warning: {text}", err=True),
        public_url=public_url,
        certificate=certificate,
        queue=queue,
        fetch=fetch,
    )


def _path(text: str) -> Path:
    from pathlib import Path

    return Path(text).expanduser().absolute()
