"""``pxe jobs``: what was asked of the service, by sidecars and by commands."""

from __future__ import annotations

import click

from pixelengine_import.cli.console import Console
from pixelengine_import.cli.one_off import tell_errors
from pixelengine_import.cli.session import json_option, run_async
from pixelengine_import.cli.shelf import open_shelf
from pixelengine_import.errors import EXIT_DONE

__all__ = ["command"]

_JOB = click.argument("job", metavar="JOB")


class _InOrder(click.Group):
    """A group that lists its commands as they stand here."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order in which one meets them."""
        del ctx
        return list(self.commands)


@click.group("jobs", cls=_InOrder)
def command() -> None:
    """List jobs, and show, wait for, cancel or fetch one.

    JOB is the number that pxe jobs ls shows, or the service's own id of it, which may
    be cut short (8 characters or more) when the journal knows it.

    \b
    Examples:
      pxe jobs ls --open                 what is under way or waits for you
      pxe jobs show 12                   everything that is known of a job
      pxe jobs wait 12                   until it has ended; its result is stored
      pxe jobs fetch 12 -o hero.png      the result as the service made it
      pxe jobs cancel 12                 lets it go; what it held is released
    """


@command.command("ls")
@click.option("--open", "only_open", is_flag=True, help="Without result or end.")
@click.option(
    "--limit",
    type=click.IntRange(1, 100_000),
    default=20,
    show_default=True,
    metavar="N",
    help="How many at most.",
)
@json_option
def _list(*, only_open: bool, limit: int, as_json: bool) -> int:
    """List the jobs of all projects and commands, the newest first; no network.

    \b
    Examples:
      pxe jobs ls
      pxe jobs ls --open --json
    """
    console = Console(as_json=as_json)

    def work() -> int:
        from pixelengine_import.cli.job_facts import show_list

        with open_shelf() as shelf:
            show_list(shelf.journal.recent(limit, only_open=only_open), console)
        return EXIT_DONE

    return tell_errors(console, work)


@command.command("show")
@_JOB
@json_option
def _show(*, job: str, as_json: bool) -> int:
    """Show everything that is known of a job; its pictures are left out.

    For an id that the journal does not know the service is asked.

    \b
    Examples:
      pxe jobs show 12
      pxe jobs show f47ac10b-58cc-4372-a567-0e02b2c3d479 --json
    """
    console = Console(as_json=as_json)

    def work() -> int:
        from pixelengine_import.cli.job_facts import find_job, show_job

        with open_shelf() as shelf:
            found = find_job(shelf.journal, job)
            if found is not None:
                show_job(found, shelf, console)
                return EXIT_DONE
            from pixelengine_import.cli.job_steps import show_remote

            return run_async(lambda: show_remote(shelf, job, console))

    return tell_errors(console, work)


@command.command("wait")
@_JOB
@json_option
def _wait(*, job: str, as_json: bool) -> int:
    """Wait until a job has ended, and store its result.

    \b
    Examples:
      pxe jobs wait 12
    """
    console = Console(as_json=as_json)

    def work() -> int:
        from pixelengine_import.cli.job_steps import wait_for

        with open_shelf() as shelf:
            return run_async(lambda: wait_for(shelf, job, console))

    return tell_errors(console, work)


@command.command("cancel")
@_JOB
@json_option
def _cancel(*, job: str, as_json: bool) -> int:
    """Cancel a job; the credits that it holds are released at once.

    \b
    Examples:
      pxe jobs cancel 12
    """
    console = Console(as_json=as_json)

    def work() -> int:
        from pixelengine_import.cli.job_steps import call_off

        with open_shelf() as shelf:
            return run_async(lambda: call_off(shelf, job, console))

    return tell_errors(console, work)


@command.command("fetch")
@_JOB
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    help="Where to write it; - is the standard output.",
)
@click.option("--force", is_flag=True, help="Replace a file that is there.")
@json_option
def _fetch(*, job: str, output: str | None, force: bool, as_json: bool) -> int:
    """Write a job's result, as the service made it, to a file.

    It is taken from the store, or waited for. The file is the one that the command was
    to write, with the ending of what it is, or job-N. What pxe makes of a result (a
    clear background, another kind of file) is made by running the same command again,
    which costs nothing.

    \b
    Examples:
      pxe jobs fetch 12
      pxe jobs fetch 12 -o hero.png
      pxe jobs fetch f47ac10b-58cc-4372-a567-0e02b2c3d479 -o hero.webp
    """
    if as_json and output == "-":
        msg = "choose one of --json and -o -: both write to the output"
        raise click.UsageError(msg)
    console = Console(as_json=as_json, aside=output == "-")

    def work() -> int:
        from pixelengine_import.cli.job_steps import fetch_to

        with open_shelf() as shelf:
            return run_async(
                lambda: fetch_to(shelf, job, console, output=output, force=force)
            )

    return tell_errors(console, work)
