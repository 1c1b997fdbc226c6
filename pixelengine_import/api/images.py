"""Pictures as programs have them: paths, bytes, PIL images, base64, addresses.

Each is turned into what the API carries, and looked at on the way: what the service
would refuse by its size, format or dimensions is refused here, in the same words.
"""

from __future__ import annotations

import base64
import io
import os
import re
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Protocol, TypeAlias, runtime_checkable

from pixelengine_import.api.headers import read_header
from pixelengine_import.api.pictures import (
    decode_base64,
    decoded_size,
    strip_data_url,
)
from pixelengine_import.api.rules import check_byte_counts, check_image
from pixelengine_import.api.violations import Violation, shorten
from pixelengine_import.api.wire import without_queries
from pixelengine_import.errors import InvalidRequestError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pixelengine_import.api.catalog import Model, Tool
    from pixelengine_import.api.headers import Header
    from pixelengine_import.api.violations import Field

__all__ = [
    "FILE_MOST",
    "Picture",
    "SavesItself",
    "Source",
    "judge",
    "open_picture",
    "refuse_first",
    "text_source",
]

FILE_MOST = 64 * 1024 * 1024
"""A file above this is not read where no model's own limit is known, in bytes."""

_ADDRESS = re.compile(r"\s*https?://", re.IGNORECASE)
_DATA_URL = re.compile(r"\s*data:", re.IGNORECASE)
# How the base64 of each format that the API takes begins: PNG, JPEG, WebP, GIF.
_BASE64 = re.compile(
    r"\s*+(?:iVBORw0KGg|/9j/|UklGR|R0lGOD)[A-Za-z0-9+/\s]*+={0,2}+\s*+"
)
_NAME_MOST = 1024


@runtime_checkable
class SavesItself(Protocol):
    """A picture that can write itself to a file, such as a PIL image."""

    def save(self, fp: IO[bytes], format: str) -> Any:  # noqa: A002 - PIL's name
        """Write the picture."""
        ...


Picture: TypeAlias = (
    str | bytes | bytearray | memoryview | os.PathLike[str] | SavesItself
)
"""A file's path or bytes, a PIL image, base64 or a data URL, or an https address.

A text is an address or a data URL when it begins like one, base64 when it begins like
the base64 of a PNG, JPEG, WebP or GIF and holds nothing else, and a path otherwise; a
:class:`pathlib.Path` is always a path.
"""


@dataclass(frozen=True, slots=True)
class Source:
    """A picture on its way into a request: an address, a text, or bytes.

    Attributes:
        place: Path of the field that holds it.
        address: Where the service is to fetch it.
        text: Base64 or a data URL, as it was given.
        bare: The same without a data URL's head and white space.
        data: The file.
    """

    place: Field
    address: str | None = field(default=None, repr=False)
    text: str | None = field(default=None, repr=False)
    bare: str = field(default="", repr=False)
    data: bytes = field(default=b"", repr=False)

    @property
    def byte_count(self) -> int:
        """Size of the file in bytes."""
        return len(self.data) if self.text is None else decoded_size(self.bare)

    def encoded(self) -> str:
        """Return what is sent: what was given, or the file in base64."""
        if self.address is not None:
            return self.address
        if self.text is not None:
            return self.text
        return base64.b64encode(self.data).decode("ascii")

    def decoded(self) -> bytes | Violation:
        """Return the file, or the rule that its text breaks."""
        if self.text is None:
            return self.data
        return decode_base64(self.bare, self.place)


def open_picture(
    picture: Picture,
    owner: Field,
    taker: Model | Tool | None,
    *,
    by_address: bool = False,
) -> Source:
    """Find out what a picture is, and read it.

    Args:
        picture: Any form of it.
        owner: What ``image`` and ``image_url`` are fields of; nothing is the body.
        taker: Who gets it; no file above its limit is read. None is nobody known.
        by_address: Whether the endpoint fetches addresses.

    Raises:
        InvalidRequestError: It cannot be one.
    """
    place = (*owner, "image")
    match picture:
        case str() if _ADDRESS.match(picture):
            if not by_address:
                shown = without_queries(shorten(picture.strip(), 80))
                problem = f"must be the picture itself, not its address (found {shown})"
                raise _invalid(Violation(place, problem, "Download it first."))
            return Source((*owner, "image_url"), address=picture.strip())
        case str() if _DATA_URL.match(picture) or _BASE64.fullmatch(picture):
            return text_source(picture, place)
        case str() | os.PathLike():
            return Source(place, data=_read_file(picture, place, taker))
        case bytes() | bytearray() | memoryview():
            return Source(place, data=bytes(picture))
        case SavesItself():
            return Source(place, data=_save(picture, place))
    problem = (
        "must be a file's path or bytes, a PIL image, base64, a data URL or an https "
        f"address (found {type(picture).__name__})"
    )
    raise _invalid(Violation(place, problem))


def text_source(text: str, place: Field) -> Source:
    """Take a picture as the API carries it.

    Args:
        text: Base64 or a data URL.
        place: Path of its field.

    Raises:
        InvalidRequestError: It is empty, or no picture's data URL.
    """
    bare = strip_data_url(text, place)
    if isinstance(bare, Violation):
        raise _invalid(bare)
    return Source(place, text=text, bare=bare)


def judge(taker: Model | Tool | None, sources: Sequence[Source]) -> None:
    """Refuse pictures that the service would refuse, as far as headers tell.

    The order is the service's: sizes, base64, then formats and dimensions.

    Args:
        taker: Who gets them; None is nobody whose limits are known for sure.
        sources: The pictures of one request.

    Raises:
        InvalidRequestError: One breaks a rule.
    """
    sent = [source for source in sources if source.address is None]
    places = [source.place for source in sent]
    if taker is not None:
        counts = [source.byte_count for source in sent]
        refuse_first(check_byte_counts(taker, counts, places))
    headers: list[Header | None] = []
    for source in sent:
        data = source.decoded()
        if isinstance(data, Violation):
            raise _invalid(data)
        headers.append(read_header(data))
    facts = [header for header in headers if header is not None]
    if taker is None or len(facts) < len(headers):
        return  # the service complains first of the one that we cannot read
    if len(sent) == len(sources):
        refuse_first(check_image(taker, facts, places))
        return
    for fact, place in zip(facts, places, strict=True):
        refuse_first(check_image(taker, [fact], [place]))


def refuse_first(violations: Iterable[Violation]) -> None:
    """Raise the first broken rule, if there is one.

    Args:
        violations: Broken rules.

    Raises:
        InvalidRequestError: There is one.
    """
    for violation in violations:
        raise _invalid(violation)


def _invalid(violation: Violation) -> InvalidRequestError:
    return InvalidRequestError(
        str(violation), code=violation.code, field=violation.dotted
    )


def _read_file(
    name: str | os.PathLike[str], place: Field, taker: Model | Tool | None
) -> bytes:
    try:
        path = Path(name)
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise _invalid(_no_file(name, place, "it is no file"))
        if taker is not None:
            refuse_first(check_byte_counts(taker, [found.st_size], [place]))
        elif found.st_size > FILE_MOST:
            raise _invalid(_no_file(name, place, "it is larger than 64 MB"))
        return path.read_bytes()
    except OSError as error:
        raise _invalid(
            _no_file(name, place, error.strerror or type(error).__name__)
        ) from None
    except ValueError:  # a null byte
        raise _invalid(_no_file(name, place, "no file has such a name")) from None


def _no_file(name: str | os.PathLike[str], place: Field, why: str) -> Violation:
    """Say that a file cannot be read; a long text is likelier a picture than a name."""
    text = os.fspath(name)
    if len(text) > _NAME_MOST:
        problem = f"is neither a file nor base64 (found {len(text):,} characters)"
        return Violation(place, problem, "Pass the picture's bytes.")
    shown = text if text.isprintable() else ascii(text)
    problem = f'cannot be read (found "{shown}": {why})'
    return Violation(place, problem, "Name a picture, or pass its bytes.")


def _save(picture: SavesItself, place: Field) -> bytes:
    """Write a PIL image as PNG; losing frames without a word would be a surprise."""
    count = getattr(picture, "n_frames", 1)
    if isinstance(count, int) and count > 1:
        problem = f"is an animation, of which one frame would be sent (found {count})"
        hint = "Pass the file itself, or a copy() of one frame."
        raise _invalid(Violation(place, problem, hint))
    file = io.BytesIO()
    try:
        picture.save(file, "PNG")
    except (OSError, ValueError, TypeError) as error:
        why = " ".join(str(error).split()) or type(error).__name__
        problem = f"cannot be saved as PNG ({shorten(why, 80)})"
        raise _invalid(
            Violation(place, problem, 'Turn it into "RGBA" first.')
        ) from None
    return file.getvalue()
