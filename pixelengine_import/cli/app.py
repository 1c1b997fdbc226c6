"""The ``pxe`` command: which commands there are, and how errors leave."""

from __future__ import annotations

import importlib
import io
import json
import os
import sys
from typing import TYPE_CHECKING

import click

from pixelengine_import.errors import (
    EXIT_BUG,
    EXIT_DONE,
    EXIT_INTERRUPTED,
    PixelEngineError,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Commands", "pxe", "run"]

COMMANDS = {
    "sync": "Bring every output up to date, once",
    "watch": "Keep outputs up to date while you work",
    "plan": "Show what a sync would do, why, and what it can cost",
    "status": "Show the state of every sidecar",
    "accept": "Replace outputs that were changed by hand with the generated ones",
    "keep": "Leave outputs that were changed by hand as they are",
    "edit": "Change a sidecar or make one, checked before it is written",
    "resolve": "Decide about a paid request whose answer was lost",
    "animate": "Set one picture in motion",
    "keyframes": "Draw the frames between pictures",
    "generate": "Make a picture from words",
    "pixelate": "Make clean pixel art from any picture, free",
    "remove-background": "Cut a picture or an animation out",
    "enhance": "Have a prompt rewritten, free",
    "jobs": "List, wait for, cancel and fetch jobs",
    "addon": "Put the Godot addon into a project",
    "login": "Keep the API key for this user",
    "logout": "Forget the kept API key",
    "balance": "Show the account's credits",
    "billing": "Show what was spent in a period",
    "serve": "Serve the local engine to other programs",
    "models": "Show models and endpoints with prices and limits",
    "api": "Send one request to the API and print its answer",
    "schema": "Print the JSON Schema of sidecars",
    "version": "Print the version",
}

HELP = """Animated sprites for Godot from the Pixel Engine API, or offline.

\b
Put a sidecar beside your art:
  hero.png
  hero.pxe.json     { "animate": { "prompt": "breathing idle" } }
\b
and run pxe in the Godot project:
  pxe sync          makes hero.sheet.png, hero.frames.tres, hero.frames.json
  pxe watch         makes them again whenever the sidecar or the art changes
  pxe plan          says first what a sync would do and what it can cost
\b
Or ask for one thing, anywhere:
  pxe animate hero.png "breathing idle"     writes hero.animate.webp
\b
Without a key everything is done by the built-in local engine, free and offline.
With a key (pxe login, or PIXEL_ENGINE_API_KEY) the live service is asked; what
costs credits is shown with its price first.
"""


class Commands(click.Group):
    """A group that imports a command when it is used: start-up is felt."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order in which one meets them."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        name = cmd_name.replace("-", "_")
        module = importlib.import_module(f"pixelengine_import.cli.{name}")
        command: click.Command = module.command
        return command

    def format_commands(
        self, ctx: click.Context, formatter: click.HelpFormatter
    ) -> None:
        """List the commands without importing any."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.command(
    cls=Commands,
    help=HELP,
    no_args_is_help=False,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 88},
)
@click.option("--debug", is_flag=True, help="Show where an error came from.")
@click.version_option(package_name="pixelengine-import", message="pxe %(version)s")
@click.pass_context
def pxe(ctx: click.Context, *, debug: bool) -> None:
    """Show the help when no command is given."""
    ctx.obj = {"debug": debug}
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


def run(arguments: Sequence[str]) -> int:
    """Run the command line.

    Args:
        arguments: What stands behind ``pxe``.

    Returns:
        The exit code: 0 done, 1 something failed, 2 usage or sidecar error, 3 changes
        needed, 4 budget or credits, 5 not authorised, 6 a person must decide, 70 a
        bug, 130 interrupted.
    """
    debug = "--debug" in arguments or bool(os.environ.get("PXE_DEBUG"))
    try:
        code = pxe.main(
            args=[a for a in arguments if a != "--debug"],
            prog_name="pxe",
            standalone_mode=False,
        )
    except click.exceptions.Exit as leave:
        return leave.exit_code
    except BrokenPipeError:
        # The reader has seen enough (pxe plan | head): that is no error.
        _discard_output()
        return EXIT_DONE
    except (Exception, KeyboardInterrupt) as error:
        if debug:
            raise
        if "--json" in arguments and isinstance(error, PixelEngineError):
            return _record(error)
        return _explain(error)
    return code if isinstance(code, int) else EXIT_DONE


def _discard_output() -> None:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        os.dup2(nowhere, stream.fileno())


def _record(error: PixelEngineError) -> int:
    """Tell machines what went wrong, and return the exit code for it."""
    from pixelengine_import.cli.console import each_error, error_fields

    for single in each_error(error):
        click.echo(json.dumps({"type": "error", **error_fields(single, None)}))
    return error.exit_code


def _explain(error: BaseException) -> int:
    """Say what went wrong, and return the exit code for it."""
    from pixelengine_import.cli.console import printable

    if isinstance(error, click.ClickException):
        text = io.StringIO()
        error.show(text)
        for line in text.getvalue().splitlines():  # quotes arguments: names of files
            click.echo(printable(line), err=True)
        return error.exit_code
    if isinstance(error, KeyboardInterrupt | click.exceptions.Abort):
        if isinstance(error, click.exceptions.Abort):
            click.echo(err=True)  # a question stands on this line
        click.echo("interrupted", err=True)
        return EXIT_INTERRUPTED
    if isinstance(error, PixelEngineError):
        click.echo(f"pxe: {printable(str(error))}", err=True)
        return error.exit_code
    click.echo(
        f"pxe: this is a bug: {type(error).__name__}: {printable(str(error))}\n"
        "Nothing that was paid for is lost. Run the same command with --debug and "
        "report what it prints.",
        err=True,
    )
    return EXIT_BUG
