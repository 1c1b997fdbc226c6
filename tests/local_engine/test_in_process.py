"""The engine without a socket."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from typing import TYPE_CHECKING

import httpx

from pixelengine_import.local_engine.in_process import in_process

from .conftest import animate_body

if TYPE_CHECKING:
    from pathlib import Path

    from pixelengine_import.testing.clock import FakeClock


async def test_a_job_runs_from_request_to_file(folder: Path, clock: FakeClock) -> None:
    """Submit, poll, download: the same exchanges as with the live service."""
    async with (
        in_process(folder, clock=clock, credits=20) as local,
        httpx.AsyncClient(
            transport=local.transport,
            headers={"Authorization": f"Bearer {local.api_key}"},
        ) as client,
    ):
        answer = await client.post(f"{local.base_url}/animate", json=animate_body())
        query = {"id": answer.json()["api_job_id"]}
        while True:
            job = (await client.get(f"{local.base_url}/jobs", params=query)).json()
            if job["status"] not in {"queued", "pending"}:
                break
            await asyncio.sleep(0.002)
        data = await client.get(job["output"]["url"], headers={"Authorization": ""})
        money = (await client.get(f"{local.base_url}/balance")).json()

    assert job["status"] == "success"
    assert data.content[:4] == b"RIFF"
    assert money["available"] == 0
    assert answer.headers["pixel-engine-server"].startswith("local/")


def test_it_opens_no_socket(folder: Path) -> None:
    """An audit hook sees every bind and connect of a fresh process."""
    script = (
        "import asyncio, sys; from pathlib import Path\n"
        "seen = []\n"
        "watched = {'socket.bind', 'socket.connect', 'socket.getaddrinfo'}\n"
        "def look(name, _):\n"
        "    if name in watched: seen.append(name)\n"
        "sys.addaudithook(look)\n"
        "from pixelengine_import.local_engine.in_process import in_process\n"
        "import httpx\n"
        "async def main():\n"
        "    async with in_process(Path(sys.argv[1])) as local:\n"
        "        client = httpx.AsyncClient(transport=local.transport)\n"
        "        headers = {'Authorization': f'Bearer {local.api_key}'}\n"
        "        url = f'{local.base_url}/balance'\n"
        "        print((await client.get(url, headers=headers)).status_code, seen)\n"
        "asyncio.run(main())\n"
    )
    command = [sys.executable, "-c", script, str(folder)]
    found = subprocess.run(command, capture_output=True, text=True, check=False)

    assert found.stdout == "200 []\n", found.stderr
