"""An API under test, wherever it is: what a test may ask of it over HTTP."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .bodies import BODIES

if TYPE_CHECKING:
    import httpx

__all__ = ["Service", "code_of"]

ACTIVE = {"queued", "pending"}


@dataclass
class Service:
    """A client of one API.

    Attributes:
        client: Sends the key with every request.
        base_url: Ends in ``/functions/v1``.
        patience: Greatest time between two looks at a job, seconds.
    """

    client: httpx.AsyncClient
    base_url: str
    patience: float = 0.002

    async def call(self, method: str, name: str, **more: Any) -> httpx.Response:
        """Send any request to an endpoint."""
        return await self.client.request(method, f"{self.base_url}/{name}", **more)

    async def post(self, name: str, document: object) -> httpx.Response:
        """Send JSON to an endpoint."""
        return await self.call("POST", name, json=document)

    async def get(self, name: str, **query: str) -> httpx.Response:
        """Ask an endpoint."""
        return await self.call("GET", name, params=query)

    async def order(self, name: str, /, **changes: object) -> httpx.Response:
        """Send a request that is to be taken: the smallest body, and some changes."""
        answer = await self.post(name, BODIES[name](**changes))
        assert answer.status_code == 200, answer.text
        return answer

    async def submit(self, name: str = "animate", /, **changes: object) -> str:
        """Submit a job that is taken; return its id."""
        answer = await self.order(name, **changes)
        return str(answer.json()["api_job_id"])

    async def job(self, job_id: str) -> dict[str, Any]:
        """Read a job that can be read."""
        answer = await self.get("jobs", id=job_id)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def finished(self, job_id: str) -> dict[str, Any]:
        """Poll a job until it has ended."""
        pause = 0.002
        while (job := await self.job(job_id))["status"] in ACTIVE:
            await asyncio.sleep(min(pause, self.patience))
            pause *= 1.5
        return job

    async def made(self, name: str, /, **changes: object) -> dict[str, Any]:
        """Submit a job, and return it once it has succeeded.

        Where jobs cost money, the same job is made once and shown again.
        """
        job = await self.finished(await self.submit(name, **changes))
        assert job["status"] == "success", job["error"]
        return job

    async def balance(self) -> dict[str, int]:
        """Read the balance."""
        found: dict[str, int] = (await self.get("balance")).json()
        return found

    async def download(self, job: dict[str, Any]) -> httpx.Response:
        """Fetch an output as a stranger: its address is all that is needed."""
        request = self.client.build_request("GET", job["output"]["url"])
        del request.headers["Authorization"]
        return await self.client.send(request)


def code_of(answer: httpx.Response) -> tuple[int, str]:
    """Status and error code of an answer, whose body must be the envelope."""
    document: dict[str, Any] = answer.json()
    assert document.keys() == {"error"}
    assert document["error"].keys() == {"code", "message"}
    assert document["error"]["message"]
    return answer.status_code, document["error"]["code"]
