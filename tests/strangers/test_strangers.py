"""Programs by people who know the reference and nothing of us, against ``pxe serve``.

They run as they would against the live service: node with fetch, and curl, over http
and over https with an authority that only they were told of.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import numpy as np
import pytest
import trustme
from PIL import Image

from tests.support import draw, serve

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support import Server

HERE = Path(__file__).parent
OLDEST_NODE = 18
STEPS = {
    "node": (
        "balance unauthorized invalid enhance-prompt animate spritesheet keyframes "
        "generate-image pixelate remove-background cancel billing"
    ),
    "curl": (
        "balance unauthorized invalid enhance-prompt animate gif keyframes "
        "generate-image pixelate remove-background cancel billing"
    ),
}


@dataclass(frozen=True)
class Site:
    """A served engine, and the authority that vouches for it."""

    server: Server
    authority: Path | None


def program(name: str) -> str:
    """Find a program, or say what to do."""
    found = shutil.which(name)
    if not found:
        _unavailable(f"no {name} was found on the PATH")
    if name == "node":
        version = subprocess.run(
            [found, "--version"], capture_output=True, text=True, check=True
        ).stdout.strip()
        if int(version.lstrip("v").partition(".")[0]) < OLDEST_NODE:
            _unavailable(f"node {OLDEST_NODE} or newer is needed (found {version})")
    return found


def _unavailable(reason: str) -> NoReturn:
    advice = f"{reason}. Install node {OLDEST_NODE}+ and curl."
    if os.environ.get("PXE_REQUIRE_STRANGERS") == "1":
        pytest.fail(advice, pytrace=False)
    pytest.skip(advice)


@contextmanager
def site(folder: Path, scheme: str) -> Iterator[Site]:
    """Serve an engine by a scheme."""
    if scheme == "http":
        with serve(folder / "engine") as server:
            yield Site(server, None)
        return
    authority = trustme.CA()
    issued = authority.issue_cert("127.0.0.1")
    trusted, chain, key = (folder / f"{name}.pem" for name in ("ca", "chain", "key"))
    authority.cert_pem.write_to_path(trusted)
    issued.private_key_pem.write_to_path(key)
    chain.write_bytes(b"".join(pem.bytes() for pem in issued.cert_chain_pems))
    options = ("--tls-cert", str(chain), "--tls-key", str(key))
    with serve(folder / "engine", *options) as server:
        yield Site(server, trusted)


def lay_out(folder: Path) -> None:
    """Make the pictures that the programs are told of."""
    folder.mkdir()
    Image.fromarray(draw(32, 32)).save(folder / "small.png")
    Image.fromarray(draw(32, 32, hue=60)).save(folder / "pose.png")
    noise = np.random.default_rng(7).integers(0, 40, (1000, 1000, 3), dtype=np.uint8)
    noise[200:800, 300:700] += np.uint8(150)
    Image.fromarray(noise).save(folder / "large.png")
    assert 1_000_000 < (folder / "large.png").stat().st_size < 5_000_000


def run(name: str, place: Site, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a stranger's program to its end."""
    environment = {k: v for k, v in os.environ.items() if "PROXY" not in k.upper()}
    environment |= place.server.variables
    if name == "node":
        command = [program("node"), str(HERE / "client.mjs"), str(folder)]
        if place.authority is not None:
            environment["NODE_EXTRA_CA_CERTS"] = str(place.authority)
    else:
        program("curl")
        command = [program("sh"), str(HERE / "client.sh"), str(folder)]
        if place.authority is not None:
            command += ["--cacert", str(place.authority)]
    return subprocess.run(
        command,
        env=environment,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("name", ["node", "curl"])
def test_a_strangers_program_does_all_of_it(
    name: str, scheme: str, tmp_path: Path
) -> None:
    """Every endpoint, from the balance to the bill; what it spent is what it says."""
    program(name)
    lay_out(tmp_path / "work")
    with site(tmp_path, scheme) as place:
        assert place.server.base_url.startswith(f"{scheme}://")
        done = run(name, place, tmp_path / "work")

    assert (done.stderr, done.returncode) == ("", 0)
    assert done.stdout.split() == STEPS[name].split()
    for file in ("animate.webp", "keyframes.webp", "generated.png", "pixelated.png"):
        with Image.open(tmp_path / "work" / file) as picture:
            picture.load()


@pytest.mark.parametrize("name", ["node", "curl"])
def test_a_strangers_program_does_not_trust_anybody(name: str, tmp_path: Path) -> None:
    """Without its authority it stops: the certificate above was really looked at."""
    program(name)
    lay_out(tmp_path / "work")
    with site(tmp_path, "https") as place:
        done = run(name, Site(place.server, None), tmp_path / "work")

    assert done.returncode != 0
    assert done.stdout == ""
