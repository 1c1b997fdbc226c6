"""A service in memory that does what it is told to, and counts what it accepted."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

import httpx
import numpy as np

from pixelengine_import.api.client import AsyncPixelEngine
from pixelengine_import.imaging.png import encode_png
from pixelengine_import.journal.blobs import BlobStore
from pixelengine_import.journal.index import Index
from pixelengine_import.journal.jobs import Journal
from pixelengine_import.pipeline.body import ask_of
from pixelengine_import.pipeline.jobs import JobLane
from pixelengine_import.pipeline.project import Project
from pixelengine_import.pipeline.run import Runner
from pixelengine_import.pipeline.settings import Settings, read_settings
from pixelengine_import.pipeline.survey import Survey, look_at, survey
from pixelengine_import.pipeline.want import Want, Wanted, load_wanted
from pixelengine_import.testing.clock import FakeClock, InstantClock

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pixelengine_import.api.outcomes import EngineKind
    from pixelengine_import.journal.jobs import Job
    from pixelengine_import.pipeline.ask import Ask
    from pixelengine_import.pipeline.events import Event
    from pixelengine_import.pipeline.plan import SidecarPlan

__all__ = ["HERO", "Bench", "Service", "error", "strip", "until"]

HERO = PurePosixPath("art/hero.pxe.json")
BASE_URL = "http://127.0.0.1:9/functions/v1"
METADATA = {
    "output_format": "spritesheet",
    "frame_count": 2,
    "frame_w": 16,
    "frame_h": 16,
}


def strip(frames: int = 2, *, colour: int = 90) -> bytes:
    """Draw a result: a strip of opaque frames of 16x16."""
    image = np.full((16, 16 * frames, 4), 255, np.uint8)
    image[..., 0] = colour
    return encode_png(image)


def error(status: int, code: str, **headers: str) -> httpx.Response:
    """Say no in the service's envelope."""
    document = {"error": {"code": code, "message": f"said {code}"}}
    return httpx.Response(status, json=document, headers=headers)


async def until(condition: Callable[[], bool]) -> None:
    """Let others work until something is so; it is a matter of milliseconds."""
    for _ in range(60_000):
        if condition():
            return
        await asyncio.sleep(0.001)
    msg = "it never came to that"
    raise AssertionError(msg)


@dataclass
class Service(httpx.AsyncBaseTransport):
    """The service's side.

    Attributes:
        rewritten: How many prompts were rewritten.
        paid: Scripted answers to paid requests, in order; then each is accepted.
        jobs: Each job's document by id.
        files: What a download gets, in order; the last again and again.
        file_type: What the storage host calls it.
        accepted: Bodies of all paid requests that were accepted.
        posts: How many paid requests arrived.
        hold: While it is set, paid requests get no answer.
        cancelled: Ids that were cancelled.
        down: Whether nothing but paid requests gets an answer.
        credits: What is available.
    """

    paid: deque[httpx.Response | Exception] = field(default_factory=deque)
    jobs: dict[str, dict[str, Any]] = field(default_factory=dict)
    files: deque[bytes] = field(default_factory=lambda: deque([strip()]))
    file_type: str = "image/png"
    outcome: dict[str, Any] = field(default_factory=dict)
    accepted: list[dict[str, Any]] = field(default_factory=list)
    posts: int = 0
    hold: asyncio.Event | None = None
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    cancelled: list[str] = field(default_factory=list)
    uncancellable: httpx.Response | None = None
    down: bool = False
    rewritten: int = 0
    credits: int = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer as scripted."""
        path = request.url.path.removeprefix("/functions/v1")
        body = await request.aread()
        if path in {"/animate", "/remove-background"}:
            return await self._pay(json.loads(body))
        if self.down:
            msg = "down"
            raise httpx.ConnectError(msg)
        if path == "/jobs":
            return self._show(request.url.params["id"])
        if path == "/cancel":
            return self._cancel(json.loads(body)["api_job_id"])
        if path == "/enhance-prompt":
            self.rewritten += 1
            text = f"wording {self.rewritten}"
            return httpx.Response(200, json={"enhanced_prompt": text})
        if path == "/balance":
            names = ("monthly_balance", "purchased_balance", "total_balance")
            money = dict.fromkeys((*names, "available"), self.credits)
            return httpx.Response(200, json={**money, "reserved": 0})
        data = self.files.popleft() if len(self.files) > 1 else self.files[0]
        return httpx.Response(
            200, content=data, headers={"content-type": self.file_type}
        )

    async def _pay(self, body: dict[str, Any]) -> httpx.Response:
        self.posts += 1
        self.arrived.set()
        if self.hold is not None:
            await self.hold.wait()
        act = self.paid.popleft() if self.paid else None
        if isinstance(act, Exception):
            raise act
        if act is not None:
            return act
        self.accepted.append(body)
        name = f"job-{len(self.accepted)}"
        self.jobs[name] = {**self.success(name), **self.outcome}
        return httpx.Response(200, json={"api_job_id": name, "status": "queued"})

    def _show(self, name: str) -> httpx.Response:
        document = self.jobs.get(name)
        if document is None:
            return error(404, "job_not_found")
        if document["status"] == "expired":
            return error(410, "job_expired")
        return httpx.Response(200, json=document)

    def _cancel(self, name: str) -> httpx.Response:
        if self.uncancellable is not None:
            return self.uncancellable
        self.cancelled.append(name)
        return httpx.Response(200, json={"api_job_id": name, "status": "cancelled"})

    def success(self, name: str) -> dict[str, Any]:
        """Describe a job that succeeded."""
        return {
            "api_job_id": name,
            "status": "success",
            "billing": {"credits_charged": 20, "hold_status": "captured"},
            "output": {
                "url": f"http://127.0.0.1:9/file/{name}",
                "content_type": "image/png",
                "metadata": METADATA,
            },
        }

    def still(self) -> dict[str, Any]:
        """Describe the output of a job that makes one picture."""
        size = {"width": 32, "height": 16}
        return {
            "url": "http://127.0.0.1:9/file/still",
            "content_type": "image/png",
            "metadata": size,
        }


@dataclass
class Bench:
    """A project with a sidecar, a real journal and store, and a service in memory."""

    project: Project
    state: Path
    service: Service
    clock: InstantClock
    journal: Journal
    blobs: BlobStore
    index: Index
    events: list[Event] = field(default_factory=list)
    at_work: Callable[[Job], bool] = field(default=lambda _: False)
    room: int = 1 << 40

    @classmethod
    def make(cls, folder: Path) -> Bench:
        """Lay everything out."""
        root, state = folder / "game", folder / "state"
        (root / "art").mkdir(parents=True)
        state.mkdir()
        (root / "project.godot").touch()
        clock = InstantClock()
        journal = Journal(state / "journal.db", clock)
        index = Index(state / "index.db")
        blobs = BlobStore(state / "blobs")
        bench = cls(Project(root), state, Service(), clock, journal, blobs, index)
        bench.sidecar()
        return bench

    def close(self) -> None:
        """Close the databases."""
        self.journal.close()
        self.index.close()

    def sidecar(self, name: str = "hero", text: str = "", prompt: str = "idle") -> None:
        """Write a sidecar and its opaque art."""
        art = np.full((16, 16, 4), 255, np.uint8)
        art[4:12, 4:12, 1] = 40
        (self.project.root / f"art/{name}.png").write_bytes(encode_png(art))
        request = '{"prompt": "PROMPT", "output_frames": 2}'
        short = '{"animate": ' + request.replace("PROMPT", prompt) + "}"
        (self.project.root / f"art/{name}.pxe.json").write_text(text or short)

    def wanted(self, sidecar: PurePosixPath = HERO) -> Wanted:
        """Read a sidecar."""
        return load_wanted(self.project, sidecar)

    def want(self, sidecar: PurePosixPath = HERO) -> Want:
        """Read the first animation of a sidecar."""
        return self.wanted(sidecar).wants[0]

    def client(self) -> AsyncPixelEngine:
        """Make a client of the service."""
        return AsyncPixelEngine(
            "pe_sk_test", base_url=BASE_URL, transport=self.service, clock=self.clock
        )

    def lane(
        self,
        engine: EngineKind = "live",
        *,
        at_once: int = 4,
        project: Project | str | None = None,
        clock: FakeClock | None = None,
    ) -> JobLane:
        """Start a run: a new lane on the same journal."""
        asker = self.project if project is None else project
        return JobLane(
            asker if isinstance(asker, str) else asker.id,
            self.client(),
            engine,
            journal=self.journal,
            blobs=self.blobs,
            clock=clock or self.clock,
            listen=self.listen,
            at_once=at_once,
            room=lambda: self.room,
            is_at_work=self.at_work,
        )

    def runner(
        self,
        lane: JobLane,
        settings: Settings | None = None,
        engine: EngineKind = "live",
    ) -> Runner:
        """Make what carries plans out."""
        return Runner(
            self.project,
            lane,
            journal=self.journal,
            blobs=self.blobs,
            index=self.index,
            settings=settings or read_settings(self.project),
            look=lambda path: self.look_again(path, engine),
            listen=self.listen,
        )

    def look_again(self, path: PurePosixPath, engine: EngineKind) -> SidecarPlan:
        """Plan one sidecar."""
        found = self.survey(path, engine=engine)
        if found.errors:
            raise found.errors[path]
        return found.plans[0]

    def survey(self, *sidecars: PurePosixPath, engine: EngineKind = "live") -> Survey:
        """Plan."""
        return survey(
            look_at(
                self.project,
                sidecars or (HERO,),
                engine=engine,
                journal=self.journal,
                blobs=self.blobs,
                settings=read_settings(self.project),
            )
        )

    def listen(self, event: Event) -> None:
        """Take note."""
        self.events.append(event)

    def told(self, kind: type[Any]) -> list[Any]:
        """Return the events of one kind."""
        return [event for event in self.events if isinstance(event, kind)]

    def ask(self, sidecar: PurePosixPath = HERO) -> Ask:
        """Return what the service is asked for the first animation of a sidecar."""
        return ask_of(self.want(sidecar))

    def state_of(self, want: Want, engine: EngineKind = "live") -> str | None:
        """Return the state of the living job for an animation."""
        job = self.journal.alive(want.key, engine)
        return None if job is None else job.state
