"""What every command shares that asks the service for one thing and writes one file.

Such a request goes through the journal as those of sidecars do: it is written down
before it is sent, sent once, fetched as soon as it is ready and stored. So a command
that was killed is taken up by running it again, and one that was answered is free.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from pixelengine_import.cli.console import Console
from pixelengine_import.cli.session import json_option
from pixelengine_import.cli.spending import Consent, spending_options
from pixelengine_import.cli.target import STDOUT, OutputExistsError, choose
from pixelengine_import.errors import EXIT_DONE, PixelEngineError, ProjectError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pixelengine_import.cli.shelf import Shelf
    from pixelengine_import.cli.target import Target
    from pixelengine_import.journal.jobs import Job
    from pixelengine_import.pipeline.single import Single

__all__ = ["OneOff", "one_off", "tell_errors"]

_OUTPUT = click.option(
    "-o",
    "--output",
    metavar="FILE",
    help="Where to write the result; - is the standard output.",
)
_FORCE = click.option("--force", is_flag=True, help="Replace a file that is there.")
_AGAIN = click.option(
    "--again", is_flag=True, help="Ask anew, though there is a result already."
)
_REROLL = click.option(
    "--reroll",
    type=click.IntRange(min=0),
    default=0,
    metavar="N",
    help="Another try by its number: each has a seed of its own.",
)


def tell_errors(console: Console, work: Callable[[], int]) -> int:
    """Do something, and tell what goes wrong where the reader looks for it.

    Args:
        console: Who is told: machines get a line of JSON.
        work: Returns the exit code.

    Returns:
        The exit code.
    """
    try:
        return work()
    except PixelEngineError as error:
        console.problem(error, None)
        return error.exit_code


def one_off(
    *, paid: bool = True, seeded: bool = True
) -> Callable[[Callable[..., int]], Callable[..., int]]:
    """Give a command the options that they all have.

    Args:
        paid: Whether it can cost credits.
        seeded: Whether its result depends on a seed.

    Returns:
        A decorator; the command gets a :class:`OneOff` as its first argument, and its
        errors are told.
    """

    def decorate(function: Callable[..., int]) -> Callable[..., int]:
        @functools.wraps(function)
        def command(
            *,
            output: str | None,
            force: bool,
            again: bool,
            as_json: bool,
            yes: bool = False,
            budget: int | None = None,
            reroll: int = 0,
            **own: Any,
        ) -> int:
            if as_json and output == STDOUT:
                msg = "choose one of --json and -o -: both write to the output"
                raise click.UsageError(msg)
            if own.get("seed") is not None and (again or reroll):
                msg = "--again and --reroll choose another seed: leave --seed out"
                raise click.UsageError(msg)
            console = Console(as_json=as_json, aside=output == STDOUT)
            consent = Consent(yes=yes, budget=budget)
            one = OneOff(console, consent, output, force, again, reroll)
            return tell_errors(console, lambda: function(one, **own))

        options: list[Callable[..., Any]] = [_OUTPUT, _FORCE, _AGAIN]
        options += [_REROLL] if seeded else []
        options += [spending_options] if paid else []
        for option in reversed([*options, json_option]):
            command = option(command)
        return command

    return decorate


@dataclass(frozen=True, slots=True)
class OneOff:
    """One run of a command.

    Attributes:
        console: Who is told.
        consent: What may be spent.
        output: What ``-o`` says.
        force: Whether a file that is there is replaced.
        again: Whether a result that is there is passed over.
        reroll: Which try is asked for.
    """

    console: Console
    consent: Consent
    output: str | None
    force: bool
    again: bool
    reroll: int

    def run(self, make: Callable[[int], Single], usual: Path | None) -> int:
        """Ask, wait, and write the file.

        Args:
            make: Builds the request for a try.
            usual: The file's name without its ending when no other is told.

        Returns:
            The exit code.

        Raises:
            PixelEngineError: It could not be done, and why.
        """
        from pixelengine_import.cli.session import run_async

        first = make(self.reroll)
        target = choose(self.output, usual, first.forms, force=self.force)
        target.check()
        self.console.warn(first.warnings)
        return run_async(lambda: self._work(make, first, target))

    async def _work(
        self, make: Callable[[int], Single], first: Single, target: Target
    ) -> int:
        import asyncio

        from pixelengine_import.cli.environment import read_wish
        from pixelengine_import.cli.errand import Errand
        from pixelengine_import.cli.shelf import open_shelf

        wish = read_wish()
        with open_shelf() as shelf:
            found = None if self.again else shelf.find(first.key, wish.kind)
            if found is not None:
                return self._deliver(first, found, target, shelf, reused=True)
            errand = Errand(self, shelf, target)
            try:
                single, job, reused = await errand.run(make, wish)
            except asyncio.CancelledError:
                self._say_how_to_go_on(errand.job())
                raise
            return self._deliver(single, job, target, shelf, reused=reused)

    def _deliver(
        self, single: Single, job: Job, target: Target, shelf: Shelf, *, reused: bool
    ) -> int:
        """Write the file and say so."""
        data = single.finish(job, shelf.read(job), target.form)
        _write(target, data, job)
        self._say_result(single, job, target, data, reused=reused)
        return EXIT_DONE

    def _say_result(
        self, single: Single, job: Job, target: Target, data: bytes, *, reused: bool
    ) -> None:
        from pixelengine_import._fs import sha256
        from pixelengine_import.imaging.decode import inspect
        from pixelengine_import.pipeline.remarks import not_understood

        info = inspect(data)
        frames = _number(job.metadata.get("frame_count"), info.frame_count)
        width = _number(job.metadata.get("frame_w"), info.width)
        free = reused or job.engine == "local"
        self.console.record(
            "result",
            command=single.command,
            file=None if target.path is None else str(target.path),
            sha256=sha256(data),
            bytes=len(data),
            width=width,
            height=info.height,
            frames=frames,
            engine=job.engine,
            job=job.id,
            job_id=job.api_job_id,
            seed=single.seed,
            credits=0 if free else job.credits_charged,
            reused=reused,
        )
        size = f"{width}x{info.height}"
        what = f"{frames} frames of {size}" if frames > 1 else size
        seed = "" if single.seed is None else f", seed {single.seed}"
        how = f"the result of job {job.id} again, free" if reused else _cost(job)
        self.console.say(f"{target.shown}: {what}{seed}; {how}")
        remark = not_understood(job.metadata)
        if remark is not None and single.command in {"animate", "keyframes"}:
            self.console.record(
                "note", sidecar=None, animation=single.command, message=remark
            )
            self.console.say(f"{target.shown}: {remark}")

    def _say_how_to_go_on(self, job: Job | None) -> None:
        """Tell a person who has interrupted what became of the request."""
        if job is None or job.state == "intent":
            text = "interrupted; nothing was sent"
        elif job.state in {"sending", "ambiguous"} and job.engine == "live":
            text = (
                f"interrupted while job {job.id} was being sent: it is not known "
                f"whether it was accepted. Run pxe resolve {job.id}."
            )
        elif job.has_result:
            text = f"interrupted; the result is kept as job {job.id}"
        else:
            text = (
                f"interrupted; job {job.id} goes on. The same command takes it up and "
                f"is not paid again; pxe jobs wait {job.id} waits for it, pxe jobs "
                f"cancel {job.id} lets it go."
            )
        self.console.record(
            "interrupted", job=None if job is None else job.id, message=text
        )
        self.console.say(text)


def _write(target: Target, data: bytes, job: Job) -> None:
    """Write a file; a result that cannot be written is kept, and it is said how."""
    from pixelengine_import.pipeline.single import form_of_result

    kept = (
        f"The result is kept as job {job.id}: the same command with another -o writes "
        f"it for nothing, and pxe jobs fetch {job.id} as it came."
    )
    form = form_of_result(data)
    if form != target.form:
        msg = f"{target.shown} is not written: the result is a .{form} file. {kept}"
        raise ProjectError(msg)
    try:
        target.write(data)
    except OutputExistsError as error:
        msg = f"{error} {kept}"
        raise OutputExistsError(msg) from None
    except BrokenPipeError:
        raise
    except OSError as error:
        msg = f"{target.shown} cannot be written ({error.strerror}). {kept}"
        raise ProjectError(msg) from None


def _number(value: object, otherwise: int) -> int:
    """Read a number that a server has sent."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value if isinstance(value, int) else otherwise


def _cost(job: Job) -> str:
    if job.engine == "local":
        return f"job {job.id} of the local engine, free"
    if job.cost == 0:
        return f"job {job.id}, free"
    charged = "?" if job.credits_charged is None else job.credits_charged
    return f"job {job.id}, {charged} credits"
