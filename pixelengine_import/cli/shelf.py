"""What was asked before by anybody, and what came of it: no project is needed."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pixelengine_import.cli.session import open_journal
from pixelengine_import.errors import ProjectError
from pixelengine_import.journal.blobs import BlobStore
from pixelengine_import.journal.state import StateFolder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pixelengine_import.api.outcomes import EngineKind
    from pixelengine_import.journal.jobs import Job, Journal

__all__ = ["Shelf", "open_shelf"]


@dataclass(frozen=True, slots=True)
class Shelf:
    """What was asked before, and what came of it.

    Attributes:
        state: The user's state folder.
        journal: The record of jobs.
        blobs: The results that we have.
    """

    state: StateFolder
    journal: Journal
    blobs: BlobStore

    def find(self, key: str, engine: EngineKind | None) -> Job | None:
        """Find a request's result.

        A live one is good for everybody; a local one while the engine is local.

        Args:
            key: The request.
            engine: Who would be asked; None when that is not known yet.
        """
        kinds: tuple[EngineKind, ...] = ("live", "local")
        for kind in kinds if engine == "local" else kinds[:1]:
            job = self.journal.alive(key, kind)
            if job is not None and self.has(job):
                return job
        return None

    def read(self, job: Job) -> bytes:
        """Return the bytes of a job's result.

        Raises:
            ProjectError: They are not in the store.
        """
        data = None if job.result is None else self.blobs.get(job.result)
        if data is None:
            msg = f"the result of job {job.id} is not in the store. Run it again."
            raise ProjectError(msg)
        return data

    def has(self, job: Job) -> bool:
        """Tell whether a job's result is in the store."""
        if not job.has_result or job.result is None:
            return False
        return self.blobs.get(job.result) is not None


@contextmanager
def open_shelf() -> Iterator[Shelf]:
    """Open the journal and the store for the length of a block.

    Raises:
        ProjectError: The state folder cannot be made.
        StateError: The journal is damaged, or newer than this version.
    """
    state = StateFolder.default()
    state.make()
    with open_journal(state) as journal:
        yield Shelf(state, journal, BlobStore(state.blobs))
