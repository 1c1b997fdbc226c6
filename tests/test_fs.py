"""What is done to files: whole or not at all, and seen by Godot."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pixelengine_import._fs import (
    Stamp,
    _rename,
    create_file,
    make_private_folder,
    read_file,
    replace_file,
    sha256,
    sha256_file,
    stamp,
    sync_folder,
)
from pixelengine_import.errors import ProjectError

FUTURE = 4_000_000_000


def names(folder: Path) -> list[str]:
    """Everything in a folder, hidden files included."""
    return sorted(os.listdir(folder))  # noqa: PTH208 - names only


def mode(path: Path) -> int:
    """A file's permissions."""
    return stat.S_IMODE(path.stat().st_mode)


def second(path: Path) -> int:
    """All that Godot sees of a file's time."""
    return int(path.stat().st_mtime)


def run(program: str, folder: Path) -> str:
    """Run a program in a process of its own, inside a folder."""
    return subprocess.run(
        [sys.executable, "-c", program],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(p for p in sys.path if p)},
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()


# -- replacing ----------------------------------------------------------------------


def test_a_new_file_holds_the_bytes_and_nothing_is_left_beside_it(
    tmp_path: Path,
) -> None:
    """The hidden name is gone."""
    replace_file(tmp_path / "a.png", b"new")

    assert (tmp_path / "a.png").read_bytes() == b"new"
    assert names(tmp_path) == ["a.png"]


class Held:
    """A file that can be renamed once others have let go of its new name.

    Attributes:
        refusals: How many renames are refused before one succeeds.
        tried: How many there were.
        paused: The seconds between them.
    """

    def __init__(self, refusals: int) -> None:
        self.refusals = refusals
        self.tried = 0
        self.paused: list[float] = []

    def replace(self, new: Path) -> None:
        """Rename, or say what Windows says."""
        self.tried += 1
        if self.tried <= self.refusals:
            raise PermissionError(errno.EACCES, "Access is denied", str(new))


def renamed(held: Held, *, windows: bool) -> None:
    """Rename as is done on a system."""
    old, new = cast("Path", held), Path("status.json")
    _rename(old, new, windows=windows, pause=held.paused.append)


@pytest.mark.parametrize("refusals", range(6))
def test_a_file_that_is_read_for_a_moment_is_replaced_after_it(refusals: int) -> None:
    """Windows refuses to replace what the editor has open."""
    held = Held(refusals)
    renamed(held, windows=True)

    assert held.tried == refusals + 1
    assert held.paused == [0.02] * refusals


@pytest.mark.parametrize(("windows", "tries"), [(True, 6), (False, 1)])
def test_a_file_that_may_not_be_replaced_is_told(*, windows: bool, tries: int) -> None:
    """After five more tries on Windows, elsewhere at once."""
    held = Held(refusals=100)
    with pytest.raises(PermissionError):
        renamed(held, windows=windows)

    assert (held.tried, len(held.paused)) == (tries, tries - 1)


@given(st.binary(max_size=200), st.binary(max_size=200))
@settings(
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_any_bytes_replace_any_bytes(tmp_path: Path, old: bytes, new: bytes) -> None:
    """Line ends and all."""
    path = tmp_path / "a"
    replace_file(path, old)
    replace_file(path, new)

    assert path.read_bytes() == new


def test_the_whole_second_of_a_replaced_file_always_grows(tmp_path: Path) -> None:
    """Godot compares nothing else: of two writes within a second it would miss one."""
    path = tmp_path / "a.png"
    replace_file(path, b"0")
    seconds = [second(path)]

    for n in range(5):
        replace_file(path, b"%d" % n)
        seconds.append(second(path))

    assert seconds == sorted(set(seconds))


def test_it_grows_past_a_time_in_the_future(tmp_path: Path) -> None:
    """Files come from machines whose clocks go wrong."""
    path = tmp_path / "a.png"
    path.write_bytes(b"old")
    os.utime(path, (FUTURE, FUTURE))

    replace_file(path, b"new")

    assert second(path) == FUTURE + 1


def test_a_file_that_rested_gets_the_time_of_the_writing(tmp_path: Path) -> None:
    """Nothing is moved into the future without need."""
    path, other = tmp_path / "a.png", tmp_path / "b.png"
    path.write_bytes(b"old")
    os.utime(path, (1_000_000_000, 1_000_000_000))

    replace_file(path, b"new")
    other.write_bytes(b"now")

    assert second(path) <= second(other)
    assert second(path) > 1_000_000_000


@pytest.mark.parametrize("kept", [0o600, 0o644, 0o640, 0o755])
def test_a_replaced_file_keeps_its_permissions(tmp_path: Path, kept: int) -> None:
    """Whoever could read it can read it still."""
    path = tmp_path / "a"
    path.write_bytes(b"old")
    path.chmod(kept)

    replace_file(path, b"new")

    assert mode(path) == kept


def test_a_new_file_gets_the_permissions_of_the_umask(tmp_path: Path) -> None:
    """As any program would make it."""
    before = os.umask(0o027)
    try:
        replace_file(tmp_path / "a", b"new")
    finally:
        os.umask(before)

    assert mode(tmp_path / "a") == 0o640


def test_permissions_can_be_given(tmp_path: Path) -> None:
    """For what is private, whatever stood there before."""
    path = tmp_path / "a"
    path.write_bytes(b"old")
    path.chmod(0o644)

    replace_file(path, b"new", mode=0o600)

    assert mode(path) == 0o600


def test_a_link_is_replaced_and_never_followed(tmp_path: Path) -> None:
    """A link in a project must not let us write outside it."""
    outside = tmp_path / "outside"
    outside.write_bytes(b"theirs")
    link = tmp_path / "a.png"
    link.symlink_to(outside)

    replace_file(link, b"ours")

    assert outside.read_bytes() == b"theirs"
    assert not link.is_symlink()
    assert link.read_bytes() == b"ours"


def test_the_time_behind_a_link_counts_as_the_files(tmp_path: Path) -> None:
    """It is what Godot saw there."""
    outside = tmp_path / "outside"
    outside.write_bytes(b"theirs")
    os.utime(outside, (FUTURE, FUTURE))
    link = tmp_path / "a.png"
    link.symlink_to(outside)

    replace_file(link, b"ours")

    assert second(link) == FUTURE + 1


def test_a_link_that_leads_nowhere_is_replaced(tmp_path: Path) -> None:
    """And what it named is not made."""
    link = tmp_path / "a.png"
    link.symlink_to(tmp_path / "nowhere")

    replace_file(link, b"ours")

    assert names(tmp_path) == ["a.png"]
    assert link.read_bytes() == b"ours"


def test_what_cannot_be_replaced_leaves_nothing_behind(tmp_path: Path) -> None:
    """A folder stands there."""
    (tmp_path / "a.png").mkdir()

    with pytest.raises(OSError, match="directory"):
        replace_file(tmp_path / "a.png", b"new")

    assert names(tmp_path) == ["a.png"]


def test_a_folder_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    """Outputs lie beside their sidecar: a missing folder is a mistake."""
    with pytest.raises(FileNotFoundError):
        replace_file(tmp_path / "none" / "a", b"new")

    assert names(tmp_path) == []


def test_a_new_file_is_written_whole_with_the_permissions_of_the_umask(
    tmp_path: Path,
) -> None:
    """As any program would make it, and nothing is left beside it."""
    before = os.umask(0o027)
    try:
        create_file(tmp_path / "a", b"new")
    finally:
        os.umask(before)

    assert (tmp_path / "a").read_bytes() == b"new"
    assert mode(tmp_path / "a") == 0o640
    assert names(tmp_path) == ["a"]


@pytest.mark.parametrize("kind", ["file", "folder", "link to nowhere"])
def test_a_new_file_is_never_written_over_another_one(
    tmp_path: Path, kind: str
) -> None:
    """Whatever holds the name keeps it."""
    path = tmp_path / "a"
    if kind == "file":
        path.write_bytes(b"theirs")
    elif kind == "folder":
        path.mkdir()
    else:
        path.symlink_to(tmp_path / "nowhere")

    with pytest.raises(FileExistsError):
        create_file(path, b"ours")

    assert names(tmp_path) == ["a"]
    assert kind != "file" or path.read_bytes() == b"theirs"


def test_of_many_at_once_one_creates_the_file(tmp_path: Path) -> None:
    """Taking the name is one step: nobody writes over what another has just written."""

    def create(i: int) -> bool:
        try:
            create_file(tmp_path / "a", bytes([i]) * 1000)
        except FileExistsError:
            return False
        return True

    with ThreadPoolExecutor(8) as threads:
        made = list(threads.map(create, range(16)))

    assert made.count(True) == 1
    assert (tmp_path / "a").read_bytes() == bytes([made.index(True)]) * 1000
    assert names(tmp_path) == ["a"]


def test_without_hard_links_a_free_name_is_taken_all_the_same(tmp_path: Path) -> None:
    """FAT and some network folders have none."""
    made = FlatPath(tmp_path / "a")

    create_file(made, b"ours")
    with pytest.raises(FileExistsError):
        create_file(made, b"again")

    assert (tmp_path / "a").read_bytes() == b"ours"
    assert names(tmp_path) == ["a"]


class FlatPath(type(Path())):  # type: ignore[misc]
    """A path on a file system without hard links."""

    def hardlink_to(self, target: str | os.PathLike[str]) -> None:
        """Refuse, as FAT does."""
        raise PermissionError(errno.EPERM, "Operation not permitted", str(target))


FULL = """
import resource, signal
from pathlib import Path
from pixelengine_import._fs import replace_file
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    replace_file(Path("a.png"), b"x" * 5000)
except OSError as error:
    print(error.strerror)
"""


def test_a_full_disk_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    """The limit on file sizes cuts the write as a full disk does."""
    (tmp_path / "a.png").write_bytes(b"old")

    assert run(FULL, tmp_path) == "File too large"
    assert names(tmp_path) == ["a.png"]
    assert (tmp_path / "a.png").read_bytes() == b"old"


UNWRITABLE = """
import os
from pathlib import Path
from pixelengine_import._fs import replace_file
if os.getuid() == 0:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
print(os.access("a.png", os.R_OK))
try:
    replace_file(Path("a.png"), b"new")
except PermissionError as error:
    print(error.strerror)
"""


def test_an_unwritable_folder_is_an_error_and_nothing_has_changed(
    tmp_path: Path,
) -> None:
    """As an ordinary user: root may write anywhere."""
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "a.png").write_bytes(b"old")
    (folder / "a.png").chmod(0o644)
    folder.chmod(0o555)
    try:
        assert run(UNWRITABLE, folder).split("\n") == ["True", "Permission denied"]
        assert names(folder) == ["a.png"]
        assert (folder / "a.png").read_bytes() == b"old"
    finally:
        folder.chmod(0o755)


def test_nobody_ever_sees_half_a_file(tmp_path: Path) -> None:
    """A reader that never stops finds one whole version or the other."""
    path = tmp_path / "a"
    versions = [bytes([n]) * 200_000 for n in range(2)]
    replace_file(path, versions[0])
    seen: set[bytes] = set()
    ended = threading.Event()

    def read() -> None:
        while not ended.is_set():
            seen.add(path.read_bytes())

    reader = threading.Thread(target=read)
    reader.start()
    for n in range(60):
        replace_file(path, versions[n % 2])
    ended.set()
    reader.join()

    assert seen <= set(versions)
    assert seen


# -- reading ------------------------------------------------------------------------


@pytest.mark.parametrize("size", [0, 1, 65_535, 65_536, 65_537, 200_000])
def test_the_hash_of_a_file_is_the_hash_of_its_bytes(tmp_path: Path, size: int) -> None:
    """However it is read."""
    path = tmp_path / "a"
    data = bytes(n % 251 for n in range(size))
    path.write_bytes(data)

    assert sha256_file(path) == sha256(data)


def test_the_hash_is_sha_256_in_hex() -> None:
    """FIPS 180-4, the example of one block."""
    assert sha256(b"abc") == (
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    )


@pytest.mark.timeout(10)
def test_what_is_no_file_has_no_hash_and_no_stamp(tmp_path: Path) -> None:
    """A pipe under a picture's name must not hold us up for ever."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)

    for path in (pipe, tmp_path, tmp_path / "none"):
        assert sha256_file(path) is None
        assert stamp(path) is None
        with pytest.raises(OSError, match=r"regular file|No such file"):
            read_file(path, 10)


def test_a_file_is_read_up_to_one_byte_above_its_limit(tmp_path: Path) -> None:
    """So that the caller sees that it is too large without reading all of it."""
    path = tmp_path / "a"
    path.write_bytes(b"0123456789")

    found = [read_file(path, limit) for limit in (20, 10, 9, 3)]

    assert found == [b"0123456789", b"0123456789", b"0123456789", b"0123"]


def test_a_stamp_is_what_the_system_says(tmp_path: Path) -> None:
    """Of the file that a link leads to."""
    path, link = tmp_path / "a", tmp_path / "link"
    path.write_bytes(b"abc")
    link.symlink_to(path)
    seen = path.stat()

    expected = Stamp(3, seen.st_mtime_ns, seen.st_ctime_ns, seen.st_ino)
    assert stamp(path) == expected
    assert stamp(link) == expected


# -- folders ------------------------------------------------------------------------


def test_a_private_folder_is_private_whatever_the_umask(tmp_path: Path) -> None:
    """Parents that had to be made too; those that were there stay as they are."""
    tmp_path.chmod(0o755)
    before = os.umask(0)
    try:
        make_private_folder(tmp_path / "a" / "b")
        make_private_folder(tmp_path / "a" / "b")
    finally:
        os.umask(before)

    folders = [tmp_path, tmp_path / "a", tmp_path / "a" / "b"]
    assert [mode(folder) for folder in folders] == [0o755, 0o700, 0o700]


def test_a_file_in_the_way_of_a_private_folder_is_said(tmp_path: Path) -> None:
    """With the way out."""
    path = tmp_path / "state"
    path.write_text("")

    with pytest.raises(ProjectError) as caught:
        make_private_folder(path)

    assert str(caught.value) == (
        f"the folder {path} cannot be made (Not a directory). Make it writable, or set "
        "PIXELENGINE_STATE_DIR to another folder."
    )


def test_a_folder_that_cannot_be_synced_is_no_error(tmp_path: Path) -> None:
    """Some systems cannot; the rename itself has happened."""
    sync_folder(tmp_path / "none")
    sync_folder(tmp_path)

    assert names(tmp_path) == []
