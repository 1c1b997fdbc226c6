"""``pxe serve``: the local engine for other programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from pathlib import Path

    from pixelengine_import.local_engine.pace import Speed
    from pixelengine_import.local_engine.serve import Served

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
    type=click.Choice(["instant", "real", "manual"]),
    default="instant",
    show_default=True,
    help="How long a job takes: as long as the work, about 90 s as the service's, or "
    "until the control plane moves it.",
)
@click.option(
    "--credits",
    "credit",
    type=click.IntRange(min=0),
    default=100_000,
    show_default=True,
    help="Play money of the account, a month.",
)
@click.option(
    "--key",
    "keys",
    multiple=True,
    metavar="KEY[=CREDITS]",
    help="Give a key (pe_sk_local…) an account of its own; may be repeated.",
)
@click.option(
    "--clock",
    default="real",
    show_default=True,
    metavar="real|manual[:DATE]",
    help="What time it is for holds, addresses, results and refills: the machine's, or "
    "one that only the control plane moves.",
)
@click.option(
    "--seed",
    type=click.IntRange(0, 2**63 - 1),
    metavar="N",
    help="Draw ids, seeds and faults from N: the same run again, byte for byte.",
)
@click.option(
    "--faults",
    type=click.Path(path_type=str),
    metavar="FILE",
    help="Let go wrong what the rules in this file say (JSON).",
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
    keys: tuple[str, ...],
    clock: str,
    seed: int | None,
    faults: str | None,
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
      pxe serve --key pe_sk_local_bob=50 --clock manual:2026-03-02 --seed 7
    and in another terminal
      PIXEL_ENGINE_BASE_URL=http://127.0.0.1:8787/functions/v1 \\
      PIXEL_ENGINE_API_KEY=pe_sk_local pxe sync
    """
    from pixelengine_import._fs import make_private_folder
    from pixelengine_import.cli.serve_options import (
        read_clock,
        read_faults,
        read_keys,
    )
    from pixelengine_import.journal.state import StateFolder
    from pixelengine_import.local_engine.listening import Certificate
    from pixelengine_import.local_engine.pictures import fetch_nothing
    from pixelengine_import.local_engine.serve import serve

    accounts = read_keys(keys, credit)
    chosen_clock = read_clock(clock)
    rules = None if faults is None else read_faults(_path(faults))
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

    def announce(served: Served) -> None:
        if as_json:
            said = {
                "base_url": served.base_url,
                "api_key": served.api_key,
                "control_url": served.control_url,
                "control_token": served.control_token,
            }
            click.echo(json.dumps(said))
            return
        click.echo(f"The local engine answers at {served.base_url}")
        click.echo(f"  export PIXEL_ENGINE_BASE_URL={served.base_url}")
        click.echo(f"  export PIXEL_ENGINE_API_KEY={served.api_key}")
        click.echo(f"It is controlled at {served.control_url}")
        click.echo(f"  with the token in {served.token_file}")
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
        keys=accounts,
        clock=chosen_clock,
        seed=seed,
        faults=rules,
    )


def _path(text: str) -> Path:
    from pathlib import Path

    return Path(text).expanduser().absolute()
