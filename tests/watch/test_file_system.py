"""What is known of the file system that a project lies on."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from pixelengine_import.watch.file_system import (
    count_watches,
    file_system_of,
    is_suspect,
    type_in_mountinfo,
)

TABLE = r"""22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
40 22 0:40 / /mnt/c rw,noatime - 9p drvfs rw,dirsync
41 22 0:41 / /home/me/my\040game rw - fuse.sshfs me@host: rw
42 22 0:42 / /twice rw - tmpfs tmpfs rw
43 22 0:43 / /twice rw - nfs4 server:/x rw
broken line
"""


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/home/me/game", "ext4"),
        ("/mnt/c/game", "9p"),
        ("/mnt/c", "9p"),
        ("/mnt/cards", "ext4"),
        ("/home/me/my game/art", "fuse.sshfs"),
        ("/twice/a", "nfs4"),
    ],
)
def test_the_innermost_mount_decides(path: str, expected: str) -> None:
    """The last one of several at one place; spaces are escaped in the table."""
    assert type_in_mountinfo(TABLE, Path(path)) == expected


def test_without_a_table_nothing_is_known() -> None:
    """Then the probe has to tell."""
    assert type_in_mountinfo("", Path("/home")) == ""


@pytest.mark.parametrize(
    "kind", ["nfs", "nfs4", "cifs", "smb3", "9p", "fuse.sshfs", "vboxsf", "virtiofs"]
)
def test_shared_file_systems_are_suspect(kind: str) -> None:
    """They take a watch and keep the changes of others to themselves."""
    assert is_suspect(kind)


@pytest.mark.parametrize("kind", ["ext4", "btrfs", "xfs", "tmpfs", "overlay", ""])
def test_local_file_systems_are_not(kind: str) -> None:
    """They report what happens."""
    assert not is_suspect(kind)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has these tables")
def test_the_machine_itself_is_read(tmp_path: Path) -> None:
    """Whatever this runs on, it is mounted as something."""
    assert file_system_of(tmp_path.resolve())
    assert count_watches() is not None
