"""Where a command writes its result: told, or beside what it was made from.

A file that is there stays unless ``--force`` is given. That is looked at before
anything is paid, and once more, in one step with the writing, at the end.
"""

from __future__ import annotations

import re
import secrets
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from stat import S_ISDIR, S_ISLNK, S_ISREG
from typing import TYPE_CHECKING

from pixelengine_import.errors import EXIT_USAGE, ProjectError, SidecarError
from pixelengine_import.sidecar.names import check_file_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pixelengine_import.imaging.clips import ClipForm

__all__ = ["STDOUT", "OutputExistsError", "OutputNameError", "Target", "choose", "slug"]

STDOUT = "-"
_NAMES: dict[ClipForm, str] = {"webp": "WebP", "gif": "GIF", "png": "PNG"}
_SLUG_MOST = 40


class OutputNameError(ProjectError):
    """A result cannot be written under this name."""

    exit_code = EXIT_USAGE
    code = "output"


class OutputExistsError(OutputNameError):
    """There is a file of this name."""

    code = "exists"


@dataclass(frozen=True, slots=True)
class Target:
    """Where a result goes.

    Attributes:
        path: The file; None is the standard output.
        form: Which kind of file it is to be.
        force: Whether a file that is there is replaced.
    """

    path: Path | None
    form: ClipForm
    force: bool = False

    @property
    def name(self) -> PurePosixPath:
        """How the journal names it: its full path, or ``-``."""
        if self.path is None:
            return PurePosixPath(STDOUT)
        return PurePosixPath(self.path.absolute().as_posix())

    @property
    def shown(self) -> str:
        """How people name it: as they did."""
        return "the output" if self.path is None else str(self.path)

    def check(self) -> None:
        """Make sure that it can be written, before anything is asked for.

        Raises:
            OutputNameError: It cannot.
        """
        if self.path is None:
            if sys.stdout.isatty():
                msg = "a picture is not written to a terminal. Name a file with -o."
                raise OutputNameError(msg)
            return
        _check_text(self.path)
        # Named like the file that the writing begins with: a name can be too long.
        probe = self.path.with_name(f".{self.path.name}.{secrets.token_hex(4)}.pxe-tmp")
        try:
            self._check_free(self.path)
            probe.touch(exist_ok=False)
        except OSError as error:
            msg = f"{self.path} cannot be written ({error.strerror}). Name another."
            raise OutputNameError(msg) from None
        with suppress(OSError):
            probe.unlink()

    def _check_free(self, path: Path) -> None:
        try:
            mode = path.lstat().st_mode
        except FileNotFoundError:
            return
        if not (S_ISREG(mode) or S_ISLNK(mode)):
            what = "a folder" if S_ISDIR(mode) else "no ordinary file"
            msg = f"{path} is {what}. Name a file with -o."
            raise OutputNameError(msg)
        if not self.force:
            msg = f"{path} is there already. Use --force, or name another."
            raise OutputExistsError(msg)

    def write(self, data: bytes) -> None:
        """Write the result, whole.

        Args:
            data: The bytes of a file of its kind.

        Raises:
            OutputExistsError: A file has appeared there meanwhile; it stays.
            OSError: It cannot be written.
        """
        from pixelengine_import._fs import create_file, replace_file

        if self.path is None:
            sys.stdout.buffer.write(data)
            sys.stdout.buffer.flush()
            return
        if self.force:
            replace_file(self.path, data)
            return
        try:
            create_file(self.path, data)
        except FileExistsError:
            msg = f"{self.path} has appeared meanwhile, and stays as it is."
            raise OutputExistsError(msg) from None


def choose(
    told: str | None,
    usual: Path | None,
    forms: Sequence[ClipForm],
    *,
    force: bool,
) -> Target:
    """Choose where a result goes.

    Args:
        told: What ``-o`` says: a file, a folder, or ``-``.
        usual: The file without its ending, when nothing is told; None when there is no
            name to go by.
        forms: The kinds of file that the result can be, the usual one first.
        force: Whether a file that is there is replaced.

    Raises:
        OutputNameError: It is not known where, or the ending of the name is that of
            another kind of file.
    """
    if told == STDOUT:
        return Target(None, forms[0], force)
    path = Path(told) if told is not None else _ending(usual, forms[0])
    if told is not None and path.is_dir() and usual is not None:
        path /= _ending(Path(usual.name), forms[0])
    form = next((f for f in forms if path.suffix.lower() == f".{f}"), None)
    if form is None:
        kinds = " or ".join(_NAMES[f] for f in forms)
        endings = " or ".join(f".{f}" for f in forms)
        msg = f"{path}: the result is a {kinds}. Name a file that ends in {endings}."
        raise OutputNameError(msg)
    return Target(path, form, force)


def slug(text: str, otherwise: str) -> str:
    """Make a short name for a file out of words.

    Args:
        text: Any words.
        otherwise: The name when no letter or digit is left of them.
    """
    words = re.findall(r"[a-z0-9]+", text.lower())
    name = ""
    for word in words:
        longer = f"{name}-{word}" if name else word[:_SLUG_MOST]
        if len(longer) > _SLUG_MOST:
            break
        name = longer
    name = name or otherwise
    try:
        check_file_name(name)
    except SidecarError:  # con.png is a device on Windows
        return f"{otherwise}-{name}"
    return name


def _ending(usual: Path | None, form: ClipForm) -> Path:
    if usual is None:
        msg = "say where the result is to be written with -o FILE, or -o - to pipe it."
        raise OutputNameError(msg)
    return usual.with_name(f"{usual.name}.{form}")


def _check_text(path: Path) -> None:
    """Refuse a name that could not be written down: on Linux it may be any bytes."""
    try:
        str(path.absolute()).encode()
    except UnicodeEncodeError:
        msg = f"{str(path)!a} is not UTF-8. Name another with -o."
        raise OutputNameError(msg) from None
