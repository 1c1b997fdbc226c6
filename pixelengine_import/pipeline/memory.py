"""What is known of a request: from the journal, our store, and committed outputs."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from pixelengine_import.api.catalog import ENDPOINTS
from pixelengine_import.errors import ImageError, ResultError
from pixelengine_import.imaging.decode import decode_still
from pixelengine_import.imaging.pixels import frames_hash, pixel_hash
from pixelengine_import.pipeline.decode import decode_result

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from collections.abc import Set as AbstractSet

    from pixelengine_import.api.outcomes import EngineKind
    from pixelengine_import.journal.blobs import BlobStore
    from pixelengine_import.journal.jobs import Job, Journal
    from pixelengine_import.pipeline.committed import CommittedStep

__all__ = ["KINDS", "LivingJobs", "Memory", "Outcome", "step_record"]

KINDS: tuple[EngineKind, ...] = ("live", "local")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a request.

    Attributes:
        engine: Who answered.
        output: Hash of a picture's pixels or of an animation's frames, or a text.
        result: SHA-256 of the result's bytes.
        record: How the metadata records it.
        load: Returns the result's bytes, None when they are not to be had.
        committed: Whether committed outputs say so, and not our own journal.
    """

    engine: EngineKind
    output: str
    result: str | None
    record: Mapping[str, Any]
    load: Callable[[], bytes | None] = field(repr=False)
    committed: bool = False


class LivingJobs:
    """The journal's living jobs, as far as their results are still there.

    Args:
        journal: What was done before.
        blobs: The results that we have.
    """

    def __init__(self, journal: Journal, blobs: BlobStore) -> None:
        """Read nothing yet."""
        self._journal = journal
        self._blobs = blobs

    def __call__(self, key: str, engine: EngineKind) -> Job | None:
        """Return the job for a request that runs, is stored or is in doubt."""
        job = self._journal.alive(key, engine)
        if job is None or not job.has_result or job.result is None:
            return job
        if self._blobs.get(job.result) is not None:
            return job
        if engine == "live":
            # The service keeps a result for 24 hours: fetching it again is free.
            return replace(job, state="ready")
        self._journal.revoke(job.id, "its bytes are gone from the store")
        return None


class Memory:
    """Finds what came of requests that lie on the way to an animation.

    A live result outranks a local one, as for the animations themselves.

    Args:
        jobs: The journal's living jobs.
        blobs: The results that we have.
        committed: Looks a request up in committed outputs.
        read: Returns the bytes of a file of the project, None when there is none.
    """

    def __init__(
        self,
        jobs: LivingJobs,
        blobs: BlobStore,
        committed: Callable[[str], CommittedStep | None],
        read: Callable[[CommittedStep], bytes | None],
    ) -> None:
        """Look nothing up yet."""
        self.jobs = jobs
        self._blobs = blobs
        self._committed = committed
        self._read = read

    def picture(
        self,
        key: str,
        engine: EngineKind,
        document: Mapping[str, Any],
        lost: AbstractSet[str] = frozenset(),
    ) -> Outcome | None:
        """Find the picture that a step has made; see :meth:`_find`.

        Args:
            key: The request.
            engine: Who would do new work.
            document: What the key is a hash of.
            lost: Requests whose committed record leads to no picture any more.
        """
        return self._find(key, engine, document, _picture_digest, lost)

    def text(
        self, key: str, engine: EngineKind, document: Mapping[str, Any]
    ) -> Outcome | None:
        """Find the text that a prompt was rewritten to; see :meth:`_find`."""
        return self._find(key, engine, document, _as_text)

    def frames(
        self, key: str, engine: EngineKind, document: Mapping[str, Any]
    ) -> Outcome | None:
        """Find the frames of an animation before its background went; by engine."""
        step = self._committed(key)
        if step is not None and step.engine == engine:
            return self._recorded(step)
        return self._stored(self.jobs(key, engine), document, _frames_digest)

    def _find(
        self,
        key: str,
        engine: EngineKind,
        document: Mapping[str, Any],
        digest: Callable[[Job, bytes], str],
        lost: AbstractSet[str] = frozenset(),
    ) -> Outcome | None:
        """Find the best thing that satisfies a request.

        What is committed comes first: the requests that go on from it are paid for by
        what it says, and another answer to the same request would pay for them anew.

        Args:
            key: The request.
            engine: Who would do new work: ``live`` is not content with a preview.
            document: What the key is a hash of.
            digest: Names what a result shows.
            lost: Requests whose committed record does not count.
        """
        step = None if key in lost else self._committed(key)
        if step is not None and step.engine == "live":
            return self._recorded(step)
        stored = self._stored(self.jobs(key, "live"), document, digest)
        if stored is not None or engine == "live":
            return stored
        if step is not None:
            return self._recorded(step)
        return self._stored(self.jobs(key, "local"), document, digest)

    def _recorded(self, step: CommittedStep) -> Outcome:
        def load() -> bytes | None:
            kept = None if step.result is None else self._blobs.get(step.result)
            return self._read(step) if kept is None else kept

        return Outcome(
            step.engine, step.output, step.result, step.record, load, committed=True
        )

    def _stored(
        self,
        job: Job | None,
        document: Mapping[str, Any],
        digest: Callable[[Job, bytes], str],
    ) -> Outcome | None:
        if job is None or not job.has_result or job.result is None:
            return None
        data = self._blobs.get(job.result)
        if data is None:
            return None
        try:
            output = digest(job, data)
        except (ImageError, ResultError, UnicodeDecodeError):
            return None  # it was checked when it was stored: the request was another
        record = step_record(job, document, output)
        return Outcome(job.engine, output, job.result, record, lambda: data)


def step_record(job: Job, document: Mapping[str, Any], output: str) -> dict[str, Any]:
    """Say in the metadata what came of a step.

    Args:
        job: The job; what differs from run to run is written for live jobs only.
        document: What its request key is a hash of.
        output: Hash of what it shows, or a text.
    """
    record: dict[str, Any] = {
        "engine": job.engine,
        "endpoint": job.endpoint,
        "request_key": job.request_key,
        "result": job.result,
        "output": output,
        "seed": job.request.get("seed"),
        "credits": 0,
        "request": dict(document),
    }
    if job.engine == "live":
        free = not ENDPOINTS[job.endpoint].paid
        record["credits"] = 0 if free else job.credits_charged
        record["job_id"] = job.api_job_id
        record["created_at"] = job.server_created_at or job.created_at
    return record


def _picture_digest(job: Job, data: bytes) -> str:
    del job
    return pixel_hash(decode_still(data, formats=("PNG",)))


def _frames_digest(job: Job, data: bytes) -> str:
    return frames_hash(decode_result(data, job.metadata))


def _as_text(job: Job, data: bytes) -> str:
    del job
    return data.decode()
