"""``kill -9`` of ``pxe serve`` at any moment of a job: no credit is lost."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import random
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from PIL import Image

from pixelengine_import.imaging.decode import decode_still
from tests.support import draw, rounds

if TYPE_CHECKING:
    from pathlib import Path

ROUNDS = 5
KILLS = 3
CREDITS = 100_000
COST = 20
ENDED = {"success", "failure", "cancelled"}


@dataclass
class Served:
    """A ``pxe serve`` that may die."""

    process: subprocess.Popen[str]
    told: dict[str, str]

    @classmethod
    def start(cls, state: Path, *options: str) -> Served:
        """Start it, and wait until it answers."""
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "pixelengine_import", "serve", "--port", "0"),
                *("--json", "--state", str(state), *options),
            ],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None
        return cls(process, json.loads(process.stdout.readline()))

    def kill(self) -> None:
        """Take it away as the system does: nothing of it runs any more."""
        self.process.kill()
        self.process.communicate()

    def client(self) -> httpx.Client:
        """A client of the default account."""
        return httpx.Client(
            base_url=self.told["base_url"],
            headers={"Authorization": f"Bearer {self.told['api_key']}"},
            trust_env=False,
            timeout=240,
        )

    def control(self, name: str) -> Any:
        """Ask the control plane."""
        answer = httpx.get(
            f"{self.told['control_url']}/{name}",
            headers={"Authorization": f"Bearer {self.told['control_token']}"},
            trust_env=False,
            timeout=240,
        )
        return answer.json()


def body(hue: int) -> dict[str, object]:
    """A request whose work takes a while, other work than the one before."""
    file = io.BytesIO()
    Image.fromarray(draw(48, 48, hue=hue)).save(file, "PNG")
    image = base64.b64encode(file.getvalue()).decode("ascii")
    prompt = ("breathing idle", "walk", "jump", "spin")[hue % 4]
    return {
        "image": image,
        "prompt": prompt,
        "output_frames": 16,
        "output_format": ("webp", "spritesheet", "gif")[hue % 3],
    }


def keep_asking(served: Served, seed: int, answered: list[str]) -> None:
    """Submit, poll and cancel until the engine is gone."""
    chance = random.Random(seed)
    with suppress(httpx.HTTPError), served.client() as client:
        for turn in range(200):
            answer = client.post("/animate", json=body(chance.randrange(1000)))
            job_id = answer.json()["api_job_id"]
            answered.append(job_id)
            if turn % 4 == 3:
                client.post("/cancel", json={"api_job_id": job_id})
            client.get("/jobs", params={"id": chance.choice(answered)})


@pytest.mark.parametrize("seed", rounds(ROUNDS))
def test_an_engine_that_is_killed_loses_no_credit(tmp_path: Path, seed: int) -> None:
    """Killed again and again at random moments, at the speed of real work.

    After every restart each job that was answered is known and goes on; in the end all
    have ended, each success was paid for once, nothing else was, and every file in the
    store is whole.
    """
    state = tmp_path / "state"
    moments = random.Random(seed)
    answered: list[str] = []
    for kill in range(KILLS):
        served = Served.start(state)
        asking = threading.Thread(
            target=keep_asking, args=(served, seed * 10 + kill, answered)
        )
        asking.start()
        time.sleep(moments.uniform(0.05, 0.9))
        served.kill()
        asking.join()
        _nothing_is_half_done(state)

    served = Served.start(state)
    with served.client() as client:
        jobs = {job_id: _ended(client, job_id) for job_id in answered}
        known = served.control("state")["jobs"]
        _wait_for(client, [job["api_job_id"] for job in known])
        everything = served.control("state")
        entries = served.control("ledger")["entries"]
        money = client.get("/balance").json()
        billing = client.get("/billing").json()
        for job in jobs.values():
            if job["status"] == "success":
                _is_whole(job)
    served.kill()

    charged = [e["api_job_id"] for e in entries if e["kind"] == "debit"]
    done = [j for j in everything["jobs"] if j["status"] == "success"]
    assert answered
    assert {j["status"] for j in everything["jobs"]} <= ENDED
    assert sorted(charged) == sorted(j["api_job_id"] for j in done)
    assert {j["hold_status"] for j in done} <= {"captured"}
    others = [j for j in everything["jobs"] if j["status"] != "success"]
    assert {j["hold_status"] for j in others} <= {"released", "expired"}
    assert money["reserved"] == 0
    assert money["available"] == CREDITS - COST * len(done)
    assert billing["totals"]["jobs_charged"] == len(done)
    assert billing["totals"]["net_change"] == money["total_balance"]
    _store_holds_only(state, {j["output"] for j in done})


def _nothing_is_half_done(state: Path) -> None:
    """Whatever the moment: files are whole, and credits are where the record says."""
    for file in (state / "outputs").iterdir():
        if not file.name.endswith(".pxe-tmp"):
            assert hashlib.sha256(file.read_bytes()).hexdigest() == file.name
    with closing(sqlite3.connect(state / "engine.db")) as record, record:
        (pools,) = record.execute("SELECT monthly + purchased FROM accounts").fetchone()
        (spent,) = record.execute(
            "SELECT coalesce(sum(monthly + purchased), 0) FROM ledger "
            "WHERE kind = 'debit'"
        ).fetchone()
        states = record.execute(
            "SELECT jobs.status, holds.status FROM jobs "
            "JOIN holds ON holds.job_id = jobs.id"
        ).fetchall()
    assert pools == CREDITS - spent
    assert set(states) <= {
        ("queued", "open"),
        ("pending", "open"),
        ("success", "captured"),
        ("cancelled", "released"),
    }


def _ended(client: httpx.Client, job_id: str) -> dict[str, Any]:
    while True:
        job: dict[str, Any] = client.get("/jobs", params={"id": job_id}).json()
        if job["status"] in ENDED:
            return job
        time.sleep(0.02)


def _wait_for(client: httpx.Client, job_ids: list[str]) -> None:
    """Wait for those, too, whose answer was lost in a kill."""
    for job_id in job_ids:
        _ended(client, job_id)


def _is_whole(job: dict[str, Any]) -> None:
    """A result can be had, and is a picture."""
    answer = httpx.get(job["output"]["url"], trust_env=False, timeout=30)
    assert answer.status_code == 200
    Image.open(io.BytesIO(answer.content)).load()
    if job["output"]["content_type"] == "image/png":
        decode_still(answer.content)


def _store_holds_only(state: Path, needed: set[str]) -> None:
    """What was written and never needed is gone with the next start."""
    Served.start(state).kill()
    assert {file.name for file in (state / "outputs").iterdir()} == needed
    assert len(list((state / "engines").iterdir())) == 1


def test_what_a_dead_engine_left_behind_is_cleared_away(tmp_path: Path) -> None:
    """Half-written files, results without a job, and signs of engines that are gone."""
    state = tmp_path / "state"
    served = Served.start(state)
    served.kill()
    (state / "outputs" / ".abc.12345678.pxe-tmp").write_bytes(b"half")
    (state / "outputs" / ("0" * 64)).write_bytes(b"never needed")
    before = {file.name for file in (state / "engines").iterdir()}
    served = Served.start(state)
    outputs = list((state / "outputs").iterdir())
    signs = {file.name for file in (state / "engines").iterdir()}
    served.kill()

    assert outputs == []
    assert len(before) == len(signs) == 1
    assert signs != before


def test_an_engine_that_is_killed_fails_jobs_whose_hold_ran_out_meanwhile(
    tmp_path: Path,
) -> None:
    """Ten minutes later nobody pays for what was begun; the credits are free."""
    state = tmp_path / "state"
    served = Served.start(state, "--speed", "manual", "--clock", "manual:2026-03-02")
    with served.client() as client:
        answer = client.post("/animate", json=body(1))
        job_id = answer.json()["api_job_id"]
    served.kill()
    clock = "manual:2026-03-02T00:10:00"
    served = Served.start(state, "--speed", "manual", "--clock", clock)
    with served.client() as client:
        job = client.get("/jobs", params={"id": job_id}).json()
        money = client.get("/balance").json()
    served.kill()

    assert (job["status"], job["billing"]["hold_status"]) == ("failure", "expired")
    assert job["finished_at"] == "2026-03-02T00:10:00.000Z"
    assert money["available"] == CREDITS
