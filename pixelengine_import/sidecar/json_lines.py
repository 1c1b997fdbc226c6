"""JSON with places: plain values, and where each of them stands in the file.

A small strict reader of RFC 8259 for files that people write by hand. It exists because
the standard library's cannot say where a value stands, and lets pass what must not pass
here: keys given twice, ``NaN``, ``1e999``, lone surrogates. Each refusal names the
place, what was found and what to do, the classic slips by their name.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NoReturn

from pixelengine_import.api.violations import shorten
from pixelengine_import.errors import SidecarError
from pixelengine_import.sidecar.facts import Place
from pixelengine_import.sidecar.json_tokens import Slip, clip, read_string, read_word

if TYPE_CHECKING:
    from pathlib import PurePosixPath

    from pixelengine_import.sidecar.facts import Path

__all__ = ["MAX_BYTES", "MAX_DEPTH", "Located", "scan"]

MAX_BYTES = 64 * 1024
MAX_DEPTH = 16

_SPACE = re.compile(r"[ \t\n\r]*")
_LINE_END = re.compile(r"\r\n|\r|\n")
_WORD = re.compile(r"[^\s,:\[\]{}\"'#]+")
_COMMENTS = ("//", "/*", "#")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(slots=True)
class Located:
    """A JSON document with the places of its parts.

    Attributes:
        value: The document as plain Python values.
        values: Path -> where the value begins; the document itself has the path ``()``.
        keys: Path -> where the key of that value begins.
        errors: Keys that are given twice; the first one is in ``value``.
    """

    value: Any = None
    values: dict[Path, Place] = field(default_factory=dict)
    keys: dict[Path, Place] = field(default_factory=dict)
    errors: list[SidecarError] = field(default_factory=list)


def scan(data: bytes, *, path: PurePosixPath) -> Located:
    """Read JSON and remember where everything stands.

    Args:
        data: The bytes of the file: UTF-8, with or without a byte order mark.
        path: The file, for messages.

    Returns:
        The document and its places. Keys given twice are listed, not raised, so that
        the rest can be judged as well.

    Raises:
        SidecarError: It is larger than 64 KiB, deeper than 16, not UTF-8 or not JSON.
    """
    if len(data) > MAX_BYTES:
        problem = f"is too large for a sidecar (found {len(data)} bytes)"
        hint = f"Keep it within {MAX_BYTES} bytes."
        raise SidecarError(problem, path=path, hint=hint)
    return _Scanner(_decode(data, path), path).document()


def _decode(data: bytes, path: PurePosixPath) -> str:
    if data.startswith(_UTF16):
        problem = "must be UTF-8 (found UTF-16)"
        raise SidecarError(problem, path=path, hint="Save it as UTF-8.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # The codec counts behind the mark; only what is before the bad byte matters.
        before = error.object[: error.start].decode("utf-8")
        place = _Lines(before).place(len(before))
        problem = f"must be UTF-8 (found the byte 0x{error.object[error.start]:02x})"
        raise SidecarError(
            problem,
            path=path,
            line=place.line,
            column=place.column,
            hint="Save it as UTF-8.",
        ) from None


class _Lines:
    """Offsets in a text as lines and columns, both from 1."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(match.end() for match in _LINE_END.finditer(text))]

    def place(self, offset: int) -> Place:
        line = bisect_right(self._starts, offset)
        return Place(line, offset - self._starts[line - 1] + 1)


class _Scanner:
    """Reads one document by recursive descent; ``MAX_DEPTH`` bounds the recursion."""

    def __init__(self, text: str, path: PurePosixPath) -> None:
        self._text = text
        self._path = path
        self._lines = _Lines(text)
        self._at = 0
        self._result = Located()

    def document(self) -> Located:
        self._skip()
        if self._at == len(self._text):
            problem = "is empty (found no JSON)"
            hint = 'Write {"animate": {"prompt": "breathing idle"}}.'
            raise SidecarError(problem, path=self._path, hint=hint)
        self._result.value = self._value(())
        self._skip()
        if self._at < len(self._text):
            self._refuse_comment()
            self._fail(
                f"something follows the end of the JSON (found {self._here()})",
                "Take it out.",
            )
        return self._result

    def _value(self, path: Path) -> Any:
        self._result.values[path] = self._lines.place(self._at)
        letter = self._peek()
        if letter in "{[" and len(path) >= MAX_DEPTH:
            self._fail(
                f"is nested too deep (found more than {MAX_DEPTH} levels)",
                "Keep to the format of a sidecar.",
            )
        if letter == "{":
            return self._object(path)
        if letter == "[":
            return self._list(path)
        if letter == '"':
            return self._string()
        return self._word()

    def _object(self, path: Path) -> dict[str, Any]:
        opened = self._at
        members: dict[str, Any] = {}
        while self._next_entry("}", opened, first=self._at == opened):
            place = self._lines.place(self._at)
            key = self._key()
            self._colon(key)
            inner = (*path, key)
            if key in members:
                self._given_twice(key, inner, place)
                # No text of the file holds a NUL, so these places shadow nothing.
                inner = (*path, f"\0{self._at}")
            else:
                self._result.keys[inner] = place
            value = self._value(inner)
            members.setdefault(key, value)
        return members

    def _list(self, path: Path) -> list[Any]:
        opened = self._at
        entries: list[Any] = []
        while self._next_entry("]", opened, first=self._at == opened):
            entries.append(self._value((*path, len(entries))))
        return entries

    def _next_entry(self, close: str, opened: int, *, first: bool) -> bool:
        """Step to the next entry; tell False behind the closing bracket."""
        if first:
            self._at += 1
        ended = self._at
        self._skip()
        self._refuse_comment()
        if self._peek() == close:
            self._at += 1
            return False
        if first:
            self._unless_over(close, opened)
            if self._peek() == ",":
                self._fail("a comma stands before the first entry", "Take it out.")
            return True
        self._unless_over(close, opened)
        if self._peek() != ",":
            self._no_comma(ended, close)
        comma = self._at
        self._at += 1
        self._skip()
        self._refuse_comment()
        self._unless_over(close, opened)
        if self._peek() == close:
            self._at = comma
            self._fail(f'a comma stands before the closing "{close}"', "Take it out.")
        if self._peek() == ",":
            self._fail("two commas follow each other", "Take one out.")
        return True

    def _no_comma(self, ended: int, close: str) -> NoReturn:
        found = self._here()
        if self._peek() in "]}":
            self._fail(
                f'a bracket does not fit (found "{self._peek()}", not "{close}")',
                f'Close what was opened with "{close}".',
            )
        self._at = ended
        self._fail(f"a comma is missing (found {found} next)", "Put a comma here.")

    def _key(self) -> str:
        if self._peek() == '"':
            return self._string()
        found = self._here()
        if self._peek() == "'":
            self._single_quotes()
        return self._fail(
            f"a key must stand in double quotes (found {found})",
            'Write it as "key": value.',
        )

    def _colon(self, key: str) -> None:
        ended = self._at
        self._skip()
        self._refuse_comment()
        if self._peek() != ":":
            found = self._here()
            self._at = ended
            self._fail(
                f"a colon is missing after the key {shorten(key)} (found {found} next)",
                'Write "key": value.',
            )
        self._at += 1
        self._skip()
        self._refuse_comment()

    def _given_twice(self, key: str, path: Path, place: Place) -> None:
        first = self._result.keys[path]
        self._result.errors.append(
            SidecarError(
                f"the key {shorten(key)} is given twice (found it in line "
                f"{first.line} already)",
                path=self._path,
                line=place.line,
                column=place.column,
                field=key,
                hint="Keep one of the two.",
            )
        )

    def _string(self) -> str:
        try:
            text, self._at = read_string(self._text, self._at)
        except Slip as slip:
            self._at = slip.offset
            self._fail(slip.problem, slip.hint)
        return text

    def _word(self) -> bool | float | None:
        match = _WORD.match(self._text, self._at)
        if match is None:
            return self._no_value()
        self._refuse_comment()
        try:
            value = read_word(match.group())
        except Slip as slip:
            self._fail(slip.problem, slip.hint)
        self._at = match.end()
        return value

    def _no_value(self) -> NoReturn:
        self._refuse_comment()
        if self._peek() == "'":
            self._single_quotes()
        if self._peek() == "":
            self._fail("the file ends where a value must stand", "Write a value.")
        self._fail(f"a value is missing (found {self._here()})", "Write a value.")

    def _single_quotes(self) -> NoReturn:
        self._fail(
            "a text must stand in double quotes (found a single quote)",
            'Write it as "text".',
        )

    def _refuse_comment(self) -> None:
        for mark in _COMMENTS:
            if self._text.startswith(mark, self._at):
                self._fail(f"JSON has no comments (found {mark})", "Take it out.")

    def _unless_over(self, close: str, opened: int) -> None:
        if self._at < len(self._text):
            return
        line = self._lines.place(opened).line
        kind = "object" if close == "}" else "list"
        self._fail(
            f"the file ends inside the {kind} that line {line} opens",
            f'Close it with "{close}".',
        )

    def _skip(self) -> None:
        space = _SPACE.match(self._text, self._at)
        if space is not None:
            self._at = space.end()

    def _peek(self) -> str:
        return self._text[self._at : self._at + 1]

    def _here(self) -> str:
        """What stands here, short enough for a message."""
        if self._at >= len(self._text):
            return "the end of the file"
        if self._peek() == '"':
            closing = self._text.find('"', self._at + 1)
            end = closing if closing > 0 else self._at + 1
            return clip(self._text[self._at : end + 1])
        word = _WORD.match(self._text, self._at)
        return clip(word.group() if word else self._peek())

    def _fail(self, problem: str, hint: str) -> NoReturn:
        place = self._lines.place(self._at)
        raise SidecarError(
            problem, path=self._path, line=place.line, column=place.column, hint=hint
        )
