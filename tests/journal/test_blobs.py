"""The store of results: by hash, whole, and never mixed up."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

import pytest

from pixelengine_import._fs import TMP_SUFFIX, sha256
from pixelengine_import.journal.blobs import BlobStore
from pixelengine_import.testing.clock import FakeClock

from .conftest import Child

if TYPE_CHECKING:
    from pathlib import Path

DATA = b"frames"


@pytest.fixture
def blobs(tmp_path: Path) -> BlobStore:
    """An empty store."""
    return BlobStore(tmp_path / "blobs")


def files(folder: Path) -> list[Path]:
    """All files below a folder."""
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_what_was_put_is_got_by_its_hash(blobs: BlobStore) -> None:
    """The hash is the name."""
    digest = blobs.put(DATA)

    assert digest == sha256(DATA)
    assert blobs.has(digest)
    assert blobs.get(digest) == DATA


def test_a_new_store_makes_nothing_before_it_is_used(tmp_path: Path) -> None:
    """Looking costs nothing."""
    store = BlobStore(tmp_path / "blobs")

    assert store.get(sha256(DATA)) is None
    assert not store.has(sha256(DATA))
    assert store.sweep(FakeClock()) == 0
    assert not (tmp_path / "blobs").exists()


def test_the_same_bytes_are_stored_once(blobs: BlobStore, tmp_path: Path) -> None:
    """And not written again."""
    digest = blobs.put(DATA)
    before = blobs.path(digest).stat()
    blobs.put(DATA)

    assert blobs.path(digest).stat() == before or os.name == "nt"
    assert len(files(tmp_path)) == 1


def test_a_blob_is_private_and_read_only(blobs: BlobStore, tmp_path: Path) -> None:
    """It was paid for; nobody changes it by accident."""
    path = blobs.path(blobs.put(DATA))

    assert stat.S_IMODE(path.stat().st_mode) == 0o400
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "blobs").stat().st_mode) == 0o700


def test_a_damaged_blob_counts_as_missing_and_is_replaced(blobs: BlobStore) -> None:
    """So that it is fetched or made again."""
    digest = blobs.put(DATA)
    blobs.path(digest).chmod(0o600)
    blobs.path(digest).write_bytes(b"framez")

    assert blobs.get(digest) is None
    assert blobs.put(DATA) == digest
    assert blobs.get(digest) == DATA


@pytest.mark.parametrize(
    "name", ["", "..", "../../../etc/passwd", "/dev/zero", "A" * 64, "0" * 65, "0" * 63]
)
def test_only_a_hash_is_a_name(blobs: BlobStore, name: str) -> None:
    """Names can come from a file in the project: they lead nowhere else."""
    assert blobs.get(name) is None
    assert not blobs.has(name)
    with pytest.raises(ValueError, match="a blob is named by its SHA-256"):
        blobs.path(name)


def test_a_sweep_takes_what_a_killed_run_left_and_nothing_else(
    blobs: BlobStore, tmp_path: Path
) -> None:
    """Another run of another project may be writing: only old files go."""
    digest = blobs.put(DATA)
    clock = FakeClock()
    now = clock.now().timestamp()
    folder = blobs.path(digest).parent
    old, fresh = folder / f"old{TMP_SUFFIX}", folder / f"fresh{TMP_SUFFIX}"
    for path, age in ((old, 3700), (fresh, 60)):
        path.write_bytes(b"half")
        os.utime(path, (now - age, now - age))

    assert blobs.sweep(clock) == 1
    assert files(tmp_path) == sorted([blobs.path(digest), fresh])


PUTTING = """
import sys
from pathlib import Path
from pixelengine_import.journal.blobs import BlobStore
blobs = BlobStore(Path(sys.argv[1]))
print("ready", flush=True)
sys.stdin.readline()
for n in range(30):
    data = bytes([n]) * 50_000
    assert blobs.get(blobs.put(data)) == data
"""


def test_two_processes_put_the_same_bytes_at_once(tmp_path: Path) -> None:
    """Both succeed, every blob is whole, nothing is left over."""
    children = [Child(PUTTING, tmp_path / "blobs") for _ in range(2)]
    assert [child.says() for child in children] == ["ready", "ready"]
    for child in children:
        child.go_on()

    assert [child.end() for child in children] == [0, 0]
    found = files(tmp_path)
    assert len(found) == 30
    assert all(path.name == sha256(path.read_bytes()) for path in found)


FULL = """
import resource, signal, sys
from pathlib import Path
from pixelengine_import.journal.blobs import BlobStore
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    BlobStore(Path(sys.argv[1])).put(b"x" * 5000)
except OSError as error:
    print(error.strerror, flush=True)
"""


def test_a_blob_that_does_not_fit_leaves_nothing(tmp_path: Path) -> None:
    """Half a result is worse than none."""
    child = Child(FULL, tmp_path / "blobs")

    assert child.says() == "File too large"
    assert child.end() == 0
    assert files(tmp_path) == []
