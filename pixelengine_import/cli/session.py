"""What every command that looks at a project shares."""

from __future__ import annotations

from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pixelengine_import.errors import (
    EXIT_CREDENTIALS,
    EXIT_CREDITS,
    EXIT_DECIDE,
    EXIT_DONE,
    EXIT_FAILED,
    EXIT_INTERRUPTED,
    EXIT_USAGE,
    LockedError,
    PixelEngineError,
)
from pixelengine_import.journal.index import Index
from pixelengine_import.journal.state import StateFolder
from pixelengine_import.pipeline.freshness import find_stale
from pixelengine_import.pipeline.project import (
    Project,
    find_project,
    list_sidecars,
)
from pixelengine_import.pipeline.settings import Settings, read_settings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
    from contextlib import AbstractContextManager
    from pathlib import PurePosixPath

    from pixelengine_import.api.outcomes import EngineKind
    from pixelengine_import.cli.console import Console
    from pixelengine_import.cli.environment import Engine, EngineWish
    from pixelengine_import.journal.blobs import BlobStore
    from pixelengine_import.journal.jobs import Job, Journal
    from pixelengine_import.pipeline.jobs import JobLane
    from pixelengine_import.pipeline.run import Runner
    from pixelengine_import.pipeline.survey import Survey

__all__ = [
    "Session",
    "Workshop",
    "exit_code",
    "is_at_work",
    "json_option",
    "open_journal",
    "open_session",
    "open_workshop",
    "path_argument",
    "run_async",
]

json_option = click.option(
    "--json", "as_json", is_flag=True, help="Print JSON lines for machines."
)
path_argument = click.argument(
    "path", default=".", type=click.Path(path_type=Path), required=False
)

_ORDER = (
    EXIT_CREDENTIALS,
    EXIT_CREDITS,
    EXIT_DECIDE,
    EXIT_USAGE,
    EXIT_FAILED,
    EXIT_DONE,
)


def exit_code(errors: list[PixelEngineError]) -> int:
    """Return the exit code for what went wrong: the one that needs a person most."""
    codes = {error.exit_code for error in errors} or {EXIT_DONE}
    return next((code for code in _ORDER if code in codes), EXIT_FAILED)


@dataclass(slots=True)
class Session:
    """A project as a command sees it.

    Attributes:
        project: The project.
        state: The user's state folder.
        index: The stamp cache.
        settings: The project's settings.
        below: The folder or sidecar that the command is about, or None: all.
        refused: What could not be looked at when sidecars were last listed.
    """

    project: Project
    state: StateFolder
    index: Index
    settings: Settings
    below: Path | None
    refused: list[str] = field(default_factory=list)

    def sidecars(self) -> list[PurePosixPath]:
        """List the sidecars that the command is about."""
        self.refused = []
        return list_sidecars(self.project, self.below, refused=self.refused)

    def stale(
        self, sidecars: list[PurePosixPath], engine: EngineKind | None
    ) -> list[PurePosixPath]:
        """Return those that must be looked at."""
        return find_stale(self.project, sidecars, self.index, engine)

    def has_open_jobs(self, engine: EngineKind | None) -> bool:
        """Tell whether earlier runs left jobs that this one could take up.

        A lost answer waits for a person, and a job of the other engine for its turn:
        neither makes a run that has nothing to do ask anybody.

        Args:
            engine: Who would be asked; None when that is not known yet.
        """
        if not self.state.journal.exists():
            return False
        with self.journal() as journal:
            return any(
                job.state != "ambiguous" and engine in {None, job.engine}
                for job in journal.open_jobs(self.project.id)
            )

    def journal(self) -> AbstractContextManager[Journal]:
        """Open the journal."""
        return open_journal(self.state)

    def blobs(self) -> BlobStore:
        """Return the store of results."""
        from pixelengine_import.journal.blobs import BlobStore

        return BlobStore(self.state.blobs)


@contextmanager
def open_journal(state: StateFolder) -> Iterator[Journal]:
    """Open the journal for the length of a block.

    Args:
        state: The user's state folder.

    Raises:
        StateError: It is damaged, or newer than this version.
    """
    from pixelengine_import._clock import SystemClock
    from pixelengine_import.journal.jobs import Journal

    journal = Journal(state.journal, SystemClock())
    try:
        yield journal
    finally:
        journal.close()


def is_at_work(state: StateFolder, job: Job) -> bool:
    """Tell whether whoever began a job is at work on it now.

    Args:
        state: The user's state folder.
        job: The job.
    """
    from pixelengine_import.journal.lock import hold_lock

    lock = state.lock_of_job(job.project, job.request_key)
    try:
        with hold_lock(lock, "a look at its jobs"):
            return False
    except LockedError:
        return True


@contextmanager
def open_session(path: Path) -> Iterator[Session]:
    """Find the project around a path and open its state.

    Args:
        path: A folder or sidecar in it.

    Raises:
        ProjectError: There is no project, or the state folder cannot be made.
    """
    project = find_project(path)
    state = StateFolder.default()
    state.make()
    index = Index(state.index)
    below = path.resolve()
    try:
        yield Session(
            project,
            state,
            index,
            read_settings(project),
            None if below == project.root else below,
        )
    finally:
        index.close()


@dataclass(frozen=True, slots=True)
class Workshop:
    """Everything that carries a plan out."""

    session: Session
    engine: Engine
    journal: Journal
    blobs: BlobStore
    lane: JobLane
    runner: Runner

    def sweep(self) -> None:
        """Remove what a killed run left half written."""
        from pixelengine_import.pipeline.publish import sweep

        self.blobs.sweep()
        sweep(self.session.project, self.session.sidecars())

    def reload_settings(self) -> None:
        """Read the project's settings again.

        Raises:
            ProjectError: They cannot be used; the old ones stay.
        """
        settings = read_settings(self.session.project)
        self.session.settings = self.runner.settings = settings

    async def survey(self, sidecars: list[PurePosixPath]) -> Survey:
        """Look at sidecars and plan."""
        from pixelengine_import.pipeline.survey import look_at, survey_gently

        return await survey_gently(
            look_at(
                self.session.project,
                sidecars,
                engine=self.engine.kind,
                journal=self.journal,
                blobs=self.blobs,
                settings=self.session.settings,
            )
        )


@asynccontextmanager
async def open_workshop(
    session: Session, wish: EngineWish, console: Console
) -> AsyncIterator[Workshop]:
    """Put together what carries plans out; the project's lock is held by the caller.

    Args:
        session: The project.
        wish: Who is to do new work.
        console: Who is told.
    """
    import shutil

    from pixelengine_import._clock import SystemClock
    from pixelengine_import.cli.environment import open_engine
    from pixelengine_import.pipeline.jobs import JobLane
    from pixelengine_import.pipeline.run import Runner
    from pixelengine_import.pipeline.survey import look_again

    clock, blobs = SystemClock(), session.blobs()
    async with AsyncExitStack() as stack:
        engine, client = await stack.enter_async_context(
            open_engine(wish, session.state, clock, for_jobs=True)
        )
        journal = stack.enter_context(session.journal())
        lane = JobLane(
            session.project.id,
            client,
            engine.kind,
            journal=journal,
            blobs=blobs,
            clock=clock,
            listen=console.listen,
            at_once=session.settings.jobs,
            room=lambda: shutil.disk_usage(session.state.root).free,
            is_at_work=partial(is_at_work, session.state),
        )
        stack.push_async_callback(lane.close)
        runner = Runner(
            session.project,
            lane,
            journal=journal,
            blobs=blobs,
            index=session.index,
            settings=session.settings,
            look=lambda path: look_again(
                session.project,
                path,
                engine=engine.kind,
                journal=journal,
                blobs=blobs,
                settings=session.settings,
            ),
            listen=console.listen,
        )
        yield Workshop(session, engine, journal, blobs, lane, runner)


def run_async(main: Callable[[], Coroutine[Any, Any, int]]) -> int:
    """Run a command's asynchronous part; Ctrl-C, SIGTERM and a hang-up cancel it.

    A request that is on its way is waited for: it may be about a payment.

    Args:
        main: Returns the exit code.
    """
    import asyncio
    import signal

    async def guarded() -> int:
        loop = asyncio.get_running_loop()
        task = asyncio.current_task()
        if task is not None:
            for name in ("SIGINT", "SIGTERM", "SIGHUP"):
                # Not on Windows, which has no SIGHUP either, and not outside the main
                # thread: Ctrl-C raises there.
                with suppress(
                    AttributeError, NotImplementedError, RuntimeError, ValueError
                ):
                    loop.add_signal_handler(getattr(signal, name), task.cancel)
        try:
            return await main()
        except asyncio.CancelledError:
            return EXIT_INTERRUPTED

    return asyncio.run(guarded())
