"""The address that a served engine goes by, and its certificate."""

from __future__ import annotations

import json
import socket
import ssl
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import httpx
import pytest
import trustme

from pixelengine_import.errors import ProjectError
from pixelengine_import.local_engine.listening import (
    Certificate,
    listen,
    origin_of,
    public_origin,
    reaches_others,
)
from tests.support import serve

from .conftest import animate_body

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.support import Server


# -- the public address ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("http://studio.lan:8787", "http://studio.lan:8787"),
        ("http://studio.lan:8787/", "http://studio.lan:8787"),
        ("https://Engine.Example/functions/v1", "https://engine.example"),
        ("https://engine.example/functions/v1/", "https://engine.example"),
        ("http://[2001:db8::1]:80", "http://[2001:db8::1]:80"),
    ],
)
def test_a_public_address_is_an_origin(url: str, origin: str) -> None:
    """With or without what every base URL ends in."""
    assert public_origin(url, secure=False) == origin


@pytest.mark.parametrize(
    "url",
    [
        "",
        "studio.lan:8787",
        "ftp://studio.lan",
        "http://",
        "http://studio.lan:99999",
        "http://studio.lan:0",
        "http://user@studio.lan",
        "http://studio.lan/engine",
        "http://studio.lan/?x=1",
        "http://studio.lan/#x",
        "http://studio .lan",
        "http://stüdio.lan",
        "http://[::1",
    ],
)
def test_what_is_no_origin_is_refused(url: str) -> None:
    """With what was found."""
    with pytest.raises(ProjectError, match=r"the public address .*\(found ") as raised:
        public_origin(url, secure=False)

    assert repr(url) in str(raised.value)


def test_a_certificate_and_a_plain_address_contradict_each_other() -> None:
    """Clients would be told to speak http to an https server."""
    assert public_origin("https://studio.lan", secure=True)
    with pytest.raises(ProjectError, match="must begin with https"):
        public_origin("http://studio.lan", secure=True)


# -- the socket -----------------------------------------------------------------------


@pytest.mark.parametrize("host", ["0.0.0.0", "::", ""])  # noqa: S104 - the subject
def test_all_addresses_need_a_name(host: str) -> None:
    """Nobody could be told where the engine is."""
    with pytest.raises(ProjectError, match="--public-url"):
        listen(host, 0, named=False)


def test_a_socket_says_who_reaches_it() -> None:
    """Loopback is this machine alone, whatever it is called."""
    with listen("localhost", 0, named=False) as near:
        assert not reaches_others(near)
        port = near.getsockname()[1]
        assert origin_of(near, "localhost", secure=True) == f"https://localhost:{port}"
    with listen("0.0.0.0", 0, named=True) as far:  # noqa: S104 - the subject
        assert reaches_others(far)


@pytest.mark.parametrize("host", ["nowhere.invalid", "999.0.0.1", "a..b", "192.0.2.1"])
def test_an_address_that_is_not_this_machines_is_said_to_be(host: str) -> None:
    """With the system's own words."""
    with pytest.raises(ProjectError, match=f"cannot listen on {host} port 0"):
        listen(host, 0, named=False)


# -- certificates ---------------------------------------------------------------------


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    """An authority that nobody knows."""
    return trustme.CA()


def write(issued: trustme.LeafCert, folder: Path) -> Certificate:
    """Write a certificate and its key as a web server wants them."""
    folder.mkdir(parents=True, exist_ok=True)
    made = Certificate(folder / "chain.pem", folder / "key.pem")
    made.chain.write_bytes(b"".join(pem.bytes() for pem in issued.cert_chain_pems))
    made.key.write_bytes(issued.private_key_pem.bytes())
    return made


def said(certificate: Certificate) -> str:
    """What is said of a certificate that cannot be used."""
    with pytest.raises(ProjectError) as raised:
        certificate.load()
    return str(raised.value)


def test_a_certificate_that_cannot_be_used_is_named(
    authority: trustme.CA, tmp_path: Path
) -> None:
    """File first, then what is wrong with it: there are two files to look at."""
    good = write(authority.issue_cert("localhost"), tmp_path / "a")
    other = write(authority.issue_cert("localhost"), tmp_path / "b")
    missing, empty = tmp_path / "none.pem", tmp_path / "empty.pem"
    empty.write_bytes(b"")
    broken = tmp_path / "broken.pem"
    broken.write_text("-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----\n")

    assert isinstance(good.load(), ssl.SSLContext)
    assert said(Certificate(missing, good.key)).startswith(f"{missing}: cannot be read")
    assert said(Certificate(good.chain, missing)).startswith(
        f"{missing}: cannot be read"
    )
    assert said(Certificate(tmp_path, good.key)).startswith(f"{tmp_path}: cannot be")
    assert said(Certificate(empty, good.key)).startswith(f"{empty}: holds no certif")
    assert said(Certificate(good.chain, empty)).startswith(f"{empty}: holds no private")
    assert said(Certificate(good.key, good.key)).startswith(f"{good.key}: holds no cer")
    assert said(Certificate(good.chain, other.key)).startswith(
        f"{other.key}: is not the key of the certificate in {good.chain}"
    )
    assert said(Certificate(broken, good.key)).startswith(f"{broken}: cannot be used")


def test_a_key_with_a_passphrase_does_not_ask_at_the_terminal(
    authority: trustme.CA, tmp_path: Path
) -> None:
    """A server that waits for a person at every start is none."""
    from cryptography.hazmat.primitives import serialization as forms

    good = write(authority.issue_cert("localhost"), tmp_path)
    key = forms.load_pem_private_key(good.key.read_bytes(), None)
    good.key.write_bytes(
        key.private_bytes(
            forms.Encoding.PEM,
            forms.PrivateFormat.PKCS8,
            forms.BestAvailableEncryption(b"secret"),
        )
    )

    assert said(good).startswith(f"{good.key}: is locked with a passphrase")


# -- served ---------------------------------------------------------------------------


@contextmanager
def served_at(folder: Path, name: str, *options: str) -> Iterator[tuple[Server, int]]:
    """Serve under a name and the port that is free; another may take it first."""
    for _ in range(20):
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        public = f"{name}:{port}"
        try:
            started = serve(
                folder, "--port", str(port), "--public-url", public, *options
            )
            server = started.__enter__()
        except json.JSONDecodeError:
            continue
        try:
            yield server, port
        finally:
            started.__exit__(None, None, None)
        return
    pytest.fail("no port was free")


def test_a_public_address_is_the_one_that_everything_names(tmp_path: Path) -> None:
    """Output addresses, the description, the announcement; and Host must name it."""
    with served_at(tmp_path, "http://engine.test") as (server, port):
        origin = f"http://engine.test:{port}"
        headers = {"Authorization": f"Bearer {server.api_key}", "Host": origin[7:]}
        api = f"http://127.0.0.1:{port}/functions/v1"
        with httpx.Client(headers=headers, trust_env=False) as client:
            body = animate_body(output_frames=2)
            job_id = client.post(f"{api}/animate", json=body).json()["api_job_id"]
            while True:
                job = client.get(f"{api}/jobs", params={"id": job_id}).json()
                if job["status"] not in {"queued", "pending"}:
                    break
            described = client.get(f"{api}/openapi.json").json()
            page = client.get(
                f"{api}/balance", headers={"Origin": "http://engine.test"}
            )
            stranger = client.get(f"{api}/balance", headers={"Host": "127.0.0.1"})

    assert server.base_url == f"{origin}/functions/v1"
    assert job["output"]["url"].startswith(f"{origin}/storage/v1/")
    assert described["servers"] == [{"url": origin}]
    assert page.headers["access-control-allow-origin"] == "http://engine.test"
    assert stranger.status_code == 400


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_served_engine_speaks_https_with_a_certificate(
    authority: trustme.CA, tmp_path: Path, host: str
) -> None:
    """On loopback by either name; output addresses are https too."""
    issued = write(authority.issue_cert("localhost", "127.0.0.1"), tmp_path)
    options = ("--tls-cert", str(issued.chain), "--tls-key", str(issued.key))
    context = ssl.create_default_context()
    authority.configure_trust(context)
    with serve(tmp_path / "engine", *options) as server:
        base = server.base_url.replace("127.0.0.1", host)
        headers = {"Authorization": f"Bearer {server.api_key}"}
        with httpx.Client(headers=headers, trust_env=False, verify=context) as client:
            body = animate_body(output_frames=2)
            job_id = client.post(f"{base}/animate", json=body).json()["api_job_id"]
            while True:
                job = client.get(f"{base}/jobs", params={"id": job_id}).json()
                if job["status"] not in {"queued", "pending"}:
                    break
            file = httpx.get(job["output"]["url"], trust_env=False, verify=context)

    assert server.base_url.startswith("https://127.0.0.1:")
    assert job["output"]["url"].startswith("https://127.0.0.1:")
    assert file.headers["content-type"] == "image/webp"
    assert int(file.headers["content-length"]) == len(file.content)


@pytest.mark.parametrize(
    ("options", "warns"),
    [
        ((), False),
        (("--host", "localhost"), False),
        (("--host", "0.0.0.0", "--public-url", "http://engine.test"), True),  # noqa: S104 - the subject
    ],
)
def test_others_are_warned_of_when_they_can_reach_it(
    tmp_path: Path, options: tuple[str, ...], *, warns: bool
) -> None:
    """Plainly, beside what scripts read."""
    command = [sys.executable, "-m", "pixelengine_import", "serve", "--port", "0"]
    with subprocess.Popen(
        [*command, "--json", "--state", str(tmp_path), *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        told = json.loads(process.stdout.readline())
        process.terminate()
        _, warned = process.communicate(timeout=240)

    assert told.keys() >= {"base_url", "api_key"}
    assert warned.startswith("warning: the engine listens beyond this") is warns
    assert warns or warned == ""


@pytest.mark.parametrize(
    ("options", "code", "words"),
    [
        (["--tls-cert", "x.pem"], 2, "--tls-cert and --tls-key belong together"),
        (["--tls-key", "x.pem"], 2, "--tls-cert and --tls-key belong together"),
        (["--tls-cert", "x.pem", "--tls-key", "x.pem"], 1, "x.pem: cannot be read"),
        (["--host", "0.0.0.0"], 1, "--public-url"),  # noqa: S104 - the subject
        (["--public-url", "studio"], 1, "no address of a server (found 'studio')"),
        (["--queue", "0"], 2, "--queue"),
    ],
)
def test_options_that_cannot_be_are_said_to_be(
    tmp_path: Path, options: list[str], code: int, words: str
) -> None:
    """On one line, without a traceback; nothing is opened."""
    done = run_pxe(tmp_path, *options)

    assert done.returncode == code
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def run_pxe(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Run ``pxe serve`` to the end that it finds by itself."""
    command = [sys.executable, "-m", "pixelengine_import", "serve", "--port", "0"]
    return subprocess.run(
        [*command, "--state", str(folder / "state"), *options],
        cwd=folder,
        env=None,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
