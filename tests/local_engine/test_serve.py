"""A real process, a real socket, real signals."""

from __future__ import annotations

import base64
import io
import json
import re
import signal
import socket
import subprocess
import sys
import textwrap
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import httpx
import pytest
from PIL import Image

from pixelengine_import.errors import ProjectError
from pixelengine_import.local_engine.serve import serve

from .conftest import animate_body

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SCRIPT = textwrap.dedent(
    """
    import json, sys
    from pathlib import Path
    from pixelengine_import.local_engine.serve import serve

    serve(
        host=sys.argv[2], port=0, folder=Path(sys.argv[1]), speed=sys.argv[3],
        credits=500, pretend_live=False,
        announce=lambda served: print(
            json.dumps({"base_url": served.base_url, "api_key": served.api_key}),
            flush=True,
        ),
    )
    """
)


@contextmanager
def served(
    folder: Path, *, host: str = "127.0.0.1", speed: str = "instant"
) -> Iterator[tuple[subprocess.Popen[str], dict[str, str]]]:
    """Run a served engine; yield it and what it announced."""
    command = [sys.executable, "-c", SCRIPT, str(folder), host, speed]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            yield process, json.loads(process.stdout.readline())
        finally:
            process.kill()


def _headers(announced: dict[str, str]) -> dict[str, str]:
    return {"Authorization": f"Bearer {announced['api_key']}"}


def _ends(process: subprocess.Popen[str]) -> None:
    assert process.wait(30) == 0
    assert process.stdout is not None
    assert process.stderr is not None
    assert process.stdout.read() == ""
    assert process.stderr.read() == ""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_served_engine_answers_at_once_and_ends_cleanly(
    folder: Path, number: signal.Signals
) -> None:
    """It announces itself once it answers; a signal ends it with exit code 0."""
    with served(folder) as (process, announced):
        url = announced["base_url"]
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+/functions/v1", url)
        with httpx.Client(headers=_headers(announced), trust_env=False) as client:
            assert client.get(f"{url}/balance").json()["available"] == 500
            answer = client.post(f"{url}/animate", json=_sprite())
            job_id = answer.json()["api_job_id"]
            while True:
                job = client.get(f"{url}/jobs", params={"id": job_id}).json()
                if job["status"] not in {"queued", "pending"}:
                    break
                time.sleep(0.01)
            data = httpx.get(job["output"]["url"], trust_env=False)
            process.send_signal(number)
            _ends(process)

    assert job["status"] == "success"
    assert Image.open(io.BytesIO(data.content)).size == (16, 16)


def _sprite() -> dict[str, object]:
    file = io.BytesIO()
    image = Image.new("RGBA", (16, 16))
    image.paste((200, 60, 40, 255), (4, 4, 12, 16))
    image.save(file, "PNG")
    text = base64.b64encode(file.getvalue()).decode("ascii")
    return {"image": text, "prompt": "breathing idle", "output_frames": 4}


def test_a_signal_ends_it_in_the_middle_of_a_job(folder: Path) -> None:
    """The job is still there afterwards, and its credits are still held."""
    with served(folder, speed="real") as (process, announced):
        url = announced["base_url"]
        headers = _headers(announced)
        answer = httpx.post(
            f"{url}/animate", json=animate_body(), headers=headers, trust_env=False
        )
        process.terminate()
        _ends(process)
    with served(folder, speed="real") as (process, announced):
        found = httpx.get(
            f"{announced['base_url']}/jobs",
            params={"id": answer.json()["api_job_id"]},
            headers=headers,
            trust_env=False,
        ).json()

    assert found["status"] == "queued"
    assert found["billing"]["hold_status"] == "open"


def test_the_other_loopback_works_too(folder: Path) -> None:
    """Host is ``[::1]`` and a port there, with brackets and colons."""
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        pytest.skip("this machine has no IPv6 loopback")
    with served(folder, host="::1") as (_, announced):
        url = announced["base_url"]
        answer = httpx.get(
            f"{url}/balance", headers=_headers(announced), trust_env=False
        )

    assert url.startswith("http://[::1]:")
    assert answer.status_code == 200


def test_a_body_that_is_far_too_large_gets_its_answer(folder: Path) -> None:
    """The answer is not lost in a connection that was reset under the client."""
    with served(folder) as (_, announced):
        answer = httpx.post(
            f"{announced['base_url']}/animate",
            content=b"x" * (40 * 1024 * 1024),
            headers=_headers(announced),
            trust_env=False,
        )

    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "image_too_large"


def test_a_client_that_waits_for_100_continue_is_told_to(folder: Path) -> None:
    """As curl does with large bodies."""
    with served(folder) as (_, announced):
        url = httpx.URL(announced["base_url"])
        body = json.dumps(_sprite()).encode()
        head = (
            f"POST /functions/v1/animate HTTP/1.1\r\nHost: {url.netloc.decode()}\r\n"
            f"Authorization: Bearer {announced['api_key']}\r\n"
            f"Content-Length: {len(body)}\r\nExpect: 100-continue\r\n"
            "Connection: close\r\n\r\n"
        )
        with socket.create_connection((url.host, url.port or 80), 30) as wire:
            wire.sendall(head.encode())
            assert b"100 Continue" in wire.recv(4096)
            wire.sendall(body)
            answer = b""
            while part := wire.recv(4096):
                answer += part

    assert answer.startswith(b"HTTP/1.1 200")


def test_a_client_that_hangs_up_in_its_request_leaves_no_trace(folder: Path) -> None:
    """Neither in the log nor in the engine: it happens all the time."""
    with served(folder) as (process, announced):
        url = httpx.URL(announced["base_url"])
        head = (
            f"POST /functions/v1/animate HTTP/1.1\r\nHost: {url.netloc.decode()}\r\n"
            f"Authorization: Bearer {announced['api_key']}\r\n"
            "Content-Length: 100000\r\n\r\nbegun"
        )
        with socket.create_connection((url.host, url.port or 80), 30) as wire:
            wire.sendall(head.encode())
        found = httpx.get(
            f"{url}/balance", headers=_headers(announced), trust_env=False
        )
        process.terminate()
        _ends(process)

    assert found.json()["available"] == 500


def _serve(folder: Path, host: str, port: int) -> None:
    serve(
        host=host,
        port=port,
        folder=folder,
        speed="instant",
        credits=1,
        pretend_live=False,
        announce=lambda _served: pytest.fail("announced"),
    )


@pytest.mark.parametrize("host", ["0.0.0.0", "::", ""])  # noqa: S104 - refused below
def test_an_address_that_means_all_addresses_is_refused(
    folder: Path, host: str
) -> None:
    """Nobody could be told where the engine is."""
    with pytest.raises(ProjectError, match="an address of its own"):
        _serve(folder, host, 0)


def test_a_port_that_is_taken_is_said_to_be(folder: Path) -> None:
    """With the way out; nothing was opened."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ProjectError, match=f"port {port} .* Use --port 0"):
            _serve(folder, "127.0.0.1", port)

    assert not folder.exists()


def test_a_folder_that_cannot_be_used_ends_it_before_it_announces(
    tmp_path: Path,
) -> None:
    """The error is the engine's own."""
    (tmp_path / "taken").write_bytes(b"")
    with pytest.raises(ProjectError, match="cannot be made"):
        _serve(tmp_path / "taken" / "engine", "127.0.0.1", 0)
