"""Jobs, from the intent to pay to the stored result.

The rule of this module: a change of state is one transaction; a side effect lies
between two of them; after a crash work goes on at the last one.

States of a job and what is durable in each::

    intent      request, seed, price and the exact pictures; not sent yet
    sending     the connection stands, the first byte is about to leave
    submitted   the service's id of the job
    ready       the job succeeded; its dates and what it was charged
    stored      the result's bytes, by hash
    settled     stored, and the charge is final

Ends without a result: ``rejected`` (the service refused), ``failed``, ``cancelled``,
``expired`` (not fetched within 24 hours), ``forgotten`` (a person gave it up).
``ambiguous`` is a paid request whose answer was lost: it counts as alive, so that
nothing sends it again before a person has decided.
"""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from pixelengine_import._clock import iso
from pixelengine_import.journal.database import open_database
from pixelengine_import.journal.outputs import OutputRecord

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pixelengine_import._clock import Clock
    from pixelengine_import.api.outcomes import EngineKind

__all__ = [
    "ENDED_WITHOUT_RESULT",
    "HAS_RESULT",
    "Intent",
    "Job",
    "JobState",
    "Journal",
]

JobState = Literal[
    "intent",
    "sending",
    "submitted",
    "ready",
    "stored",
    "settled",
    "ambiguous",
    "rejected",
    "failed",
    "cancelled",
    "expired",
    "forgotten",
]
ENDED_WITHOUT_RESULT = ("rejected", "failed", "cancelled", "expired", "forgotten")
HAS_RESULT = ("stored", "settled")

_ENDED_SQL = ", ".join(f"'{state}'" for state in ENDED_WITHOUT_RESULT)
_OPEN_SQL = "'intent', 'sending', 'submitted', 'ready', 'ambiguous'"
_SELECT_ALIVE = (
    "SELECT * FROM job WHERE request_key = ? AND engine = ?"
    f" AND state NOT IN ({_ENDED_SQL})"
)

_SCHEMA = (
    f"""
    CREATE TABLE job (
        id INTEGER PRIMARY KEY,
        project TEXT NOT NULL,
        sidecar TEXT NOT NULL,
        animation TEXT NOT NULL,
        request_key TEXT NOT NULL,
        engine TEXT NOT NULL CHECK (engine IN ('live', 'local')),
        endpoint TEXT NOT NULL,
        cost INTEGER NOT NULL,
        request TEXT NOT NULL,
        images TEXT NOT NULL,
        state TEXT NOT NULL,
        api_job_id TEXT,
        result TEXT,
        content_type TEXT,
        metadata TEXT,
        credits_charged INTEGER,
        server_created_at TEXT,
        expires_at TEXT,
        error TEXT,
        created_at TEXT NOT NULL,
        updated_at TEXT NOT NULL
    );
    CREATE UNIQUE INDEX job_alive ON job (request_key, engine)
        WHERE state NOT IN ({_ENDED_SQL});
    CREATE INDEX job_project ON job (project, state);
    CREATE TABLE event (
        at TEXT NOT NULL,
        job INTEGER NOT NULL REFERENCES job (id),
        text TEXT NOT NULL
    );
    CREATE TABLE output (
        project TEXT NOT NULL,
        path TEXT NOT NULL,
        sidecar TEXT NOT NULL,
        published TEXT,
        planned TEXT,
        PRIMARY KEY (project, path)
    );
    CREATE TABLE claim (
        project TEXT NOT NULL,
        folded TEXT NOT NULL,
        sidecar TEXT NOT NULL,
        PRIMARY KEY (project, folded)
    )
    """,
    """
    CREATE TABLE kept (
        project TEXT NOT NULL,
        path TEXT NOT NULL,
        digest TEXT NOT NULL,
        asked TEXT NOT NULL,
        PRIMARY KEY (project, path)
    )
    """,
)


@dataclass(frozen=True, slots=True)
class Intent:
    """What is about to be asked of the service.

    Attributes:
        project: Real path of the project that asks, or
            :data:`~pixelengine_import.journal.state.COMMANDS`.
        sidecar: Its sidecar, relative to the project; the file that a command is to
            write.
        animation: Name of the animation, or of the command.
        request_key: The request's identity.
        engine: Who is asked.
        endpoint: Name of the endpoint.
        cost: List price in credits.
        request: The body without its pictures.
        images: SHA-256 of each picture as it is sent, in the body's order.
    """

    project: str
    sidecar: str
    animation: str
    request_key: str
    engine: EngineKind
    endpoint: str
    cost: int
    request: Mapping[str, object]
    images: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Job:
    """A job as the journal knows it."""

    id: int
    project: str
    sidecar: str
    animation: str
    request_key: str
    engine: EngineKind
    endpoint: str
    cost: int
    request: dict[str, object]
    images: tuple[str, ...]
    state: JobState
    api_job_id: str | None = None
    result: str | None = None
    content_type: str | None = None
    metadata: dict[str, object] = field(default_factory=dict)
    credits_charged: int | None = None
    server_created_at: str | None = None
    expires_at: str | None = None
    error: str | None = None
    created_at: str = ""

    @property
    def has_result(self) -> bool:
        """Whether the result's bytes were stored."""
        return self.state in HAS_RESULT


class Journal(OutputRecord):
    """The database of jobs, outputs and claims of one user.

    Args:
        path: The database file.
        clock: For the dates written down.

    Raises:
        StateError: The file is damaged or newer than this version.
    """

    def __init__(self, path: Path, clock: Clock) -> None:
        """Open or make the database."""
        super().__init__(path, open_database(path, _SCHEMA, durable=True))
        self._clock = clock

    def close(self) -> None:
        """Close the database."""
        self._db.close()

    # -- jobs ---------------------------------------------------------------------

    def begin(self, intent: Intent) -> Job | None:
        """Write down what is about to be sent.

        Args:
            intent: The request. Its pictures are in the blob store already.

        Returns:
            The new job, or None when a job for the same request is alive: a bug or a
            second process cannot pay twice.
        """
        now = iso(self._clock.now())
        try:
            with self._transaction():
                cursor = self._db.execute(
                    "INSERT INTO job (project, sidecar, animation, request_key, engine,"
                    " endpoint, cost, request, images, state, created_at, updated_at)"
                    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'intent', ?, ?)",
                    (
                        intent.project,
                        intent.sidecar,
                        intent.animation,
                        intent.request_key,
                        intent.engine,
                        intent.endpoint,
                        intent.cost,
                        json.dumps(intent.request, ensure_ascii=False),
                        json.dumps(intent.images),
                        now,
                        now,
                    ),
                )
                job_id = cursor.lastrowid or 0
                self._note(job_id, "intent")
        except sqlite3.IntegrityError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_CONSTRAINT_UNIQUE:
                raise
            return None
        return self.job(job_id)

    def sending(self, job_id: int) -> None:
        """Record that the first byte is about to leave."""
        self._move(job_id, "sending")

    def not_sent(self, job_id: int) -> None:
        """Record that nothing left after all: the intent stands."""
        self._move(job_id, "intent")

    def submitted(self, job_id: int, api_job_id: str) -> None:
        """Record the service's id of the job."""
        self._move(job_id, "submitted", api_job_id=api_job_id)

    def ready(
        self,
        job_id: int,
        *,
        metadata: Mapping[str, object],
        credits_charged: int | None,
        server_created_at: str | None,
        expires_at: str | None,
    ) -> None:
        """Record that the job succeeded. The result's address is never written.

        A job whose result is stored stays so: two runs that share it may come to its
        end one after the other.
        """
        current = self.job(job_id)
        if current is not None and current.has_result:
            return
        self._move(
            job_id,
            "ready",
            metadata=json.dumps(metadata, ensure_ascii=False),
            credits_charged=credits_charged,
            server_created_at=server_created_at,
            expires_at=expires_at,
        )

    def stored(self, job_id: int, result: str, content_type: str) -> None:
        """Record the result's hash; its bytes are in the blob store already."""
        self._move(job_id, "stored", result=result, content_type=content_type)

    def settled(self, job_id: int, credits_charged: int | None) -> None:
        """Record the final charge."""
        self._move(job_id, "settled", credits_charged=credits_charged)

    def end(self, job_id: int, state: JobState, reason: str) -> None:
        """Record an end without a result, or an ambiguity.

        Args:
            job_id: The job.
            state: ``ambiguous`` or one of :data:`ENDED_WITHOUT_RESULT`.
            reason: For people, one line.
        """
        self._move(job_id, state, error=reason)

    def revoke(self, job_id: int, reason: str) -> None:
        """Give up a stored job whose bytes are gone and cannot be fetched again."""
        self._move(job_id, "forgotten", error=reason)

    def job(self, job_id: int) -> Job | None:
        """Return a job by the journal's own number."""
        rows = self._rows("SELECT * FROM job WHERE id = ?", (job_id,))
        return _job(rows[0]) if rows else None

    def alive(self, request_key: str, engine: EngineKind) -> Job | None:
        """Return the one job for a request that is running, stored or in doubt."""
        rows = self._rows(_SELECT_ALIVE, (request_key, engine))
        return _job(rows[0]) if rows else None

    def open_jobs(self, project: str) -> list[Job]:
        """Return a project's jobs that have neither a result nor an end."""
        rows = self._rows(
            f"SELECT * FROM job WHERE project = ? AND state IN ({_OPEN_SQL})"
            " ORDER BY expires_at IS NULL, expires_at, id",
            (project,),
        )
        return [_job(row) for row in rows]

    def recent(self, most: int, *, only_open: bool = False) -> list[Job]:
        """Return jobs of all projects and commands, the newest first.

        Args:
            most: How many at most.
            only_open: Only those that have neither a result nor an end.
        """
        rows = self._rows(
            f"SELECT * FROM job WHERE ? = 0 OR state IN ({_OPEN_SQL})"
            " ORDER BY id DESC LIMIT ?",
            (int(only_open), most),
        )
        return [_job(row) for row in rows]

    def known_as(self, api_job_id: str) -> list[Job]:
        """Return the jobs whose id at the service begins with a text, two at most.

        Args:
            api_job_id: The id, or enough of its beginning.
        """
        rows = self._rows(
            "SELECT * FROM job WHERE substr(api_job_id, 1, ?) = ?"
            " ORDER BY api_job_id = ? DESC, id DESC LIMIT 2",
            (len(api_job_id), api_job_id, api_job_id),
        )
        found = [_job(row) for row in rows]
        return [job for job in found if job.api_job_id == api_job_id][:1] or found

    def history(self, job_id: int) -> list[tuple[str, str]]:
        """Return what happened to a job as (date, text), oldest first."""
        rows = self._rows(
            "SELECT at, text FROM event WHERE job = ? ORDER BY rowid", (job_id,)
        )
        return [(row["at"], row["text"]) for row in rows]

    # -- inside -------------------------------------------------------------------

    def _move(self, job_id: int, state: JobState, **columns: str | int | None) -> None:
        names = "".join(f", {name} = ?" for name in columns)
        with self._transaction():
            self._db.execute(
                f"UPDATE job SET state = ?, updated_at = ?{names} WHERE id = ?",
                (state, iso(self._clock.now()), *columns.values(), job_id),
            )
            reason = columns.get("error")
            self._note(job_id, f"{state}: {reason}" if reason else state)

    def _note(self, job_id: int, text: str) -> None:
        self._db.execute(
            "INSERT INTO event (at, job, text) VALUES (?, ?, ?)",
            (iso(self._clock.now()), job_id, text),
        )


def _job(row: sqlite3.Row) -> Job:
    return Job(
        id=row["id"],
        project=row["project"],
        sidecar=row["sidecar"],
        animation=row["animation"],
        request_key=row["request_key"],
        engine=row["engine"],
        endpoint=row["endpoint"],
        cost=row["cost"],
        request=json.loads(row["request"]),
        images=tuple(json.loads(row["images"])),
        state=row["state"],
        api_job_id=row["api_job_id"],
        result=row["result"],
        content_type=row["content_type"],
        metadata=json.loads(row["metadata"]) if row["metadata"] else {},
        credits_charged=row["credits_charged"],
        server_created_at=row["server_created_at"],
        expires_at=row["expires_at"],
        error=row["error"],
        created_at=row["created_at"],
    )
