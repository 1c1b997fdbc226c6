"""``pxe login``: keep the API key for this user."""

from __future__ import annotations

import sys
from dataclasses import replace

import click

from pixelengine_import.api.access import ApiKey, usable_key
from pixelengine_import.cli.console import Console
from pixelengine_import.cli.environment import KEY_VARIABLES, read_address
from pixelengine_import.cli.key_store import KeyStore
from pixelengine_import.cli.session import json_option, run_async
from pixelengine_import.errors import EXIT_DONE, EXIT_USAGE, ProjectError

__all__ = ["NoKeyError", "command"]

LONGEST = 4096


class NoKeyError(ProjectError):
    """Nothing was typed."""

    exit_code = EXIT_USAGE
    code = "no-key"


@click.command("login")
@click.option("--no-check", is_flag=True, help="Do not ask the service first.")
@click.option("--status", "only_status", is_flag=True, help="Say whether a key is set.")
@json_option
def command(*, no_check: bool, only_status: bool, as_json: bool) -> int:
    """Keep the API key: in the system's keyring, else in a file that only you can read.

    The key is typed (it is not shown) or comes from the standard input; it never stands
    on a command line. The service is asked for the balance first, which costs nothing.
    PIXEL_ENGINE_API_KEY, when it is set, goes before the kept key.

    \b
    Examples:
      pxe login
      pxe login < key.txt
      pxe login --status
    """
    import os

    console = Console(as_json=as_json)
    store = KeyStore.default()
    if only_status:
        kept = store.load()
        named = next((name for name in KEY_VARIABLES if os.environ.get(name)), None)
        where = named or (None if kept is None else kept.place)
        console.record("key", set=where is not None, place=where)
        console.say(f"a key is set ({where})" if where else "no key is set: pxe login")
        return EXIT_DONE
    key = usable_key(_read_key(console))
    wish = replace(read_address(), key=key)
    if not no_check:
        from pixelengine_import._clock import SystemClock
        from pixelengine_import.cli.environment import describe_engine

        async def check() -> int:
            console.engine(await describe_engine(wish, SystemClock()))
            return EXIT_DONE

        code = run_async(check)
        if code != EXIT_DONE:
            return code
    place = store.save(key, wish.base_url)
    console.record("key", set=True, place=place)
    where = "the system's keyring" if place == "keyring" else "a private file of yours"
    console.say(f"the key is kept in {where}; pxe logout forgets it")
    return EXIT_DONE


def _read_key(console: Console) -> ApiKey:
    if console.interactive:
        return ApiKey(click.prompt("API key", hide_input=True))
    # Not to its end: who types it in an editor may leave the pipe open.
    text = sys.stdin.readline(LONGEST)
    if not text.strip():
        msg = "no key came in. Run pxe login at a terminal, or pxe login < FILE."
        raise NoKeyError(msg)
    return ApiKey(text)
