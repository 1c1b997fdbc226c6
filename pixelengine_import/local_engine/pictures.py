"""Pictures of a request: from base64 that nobody vouches for to a checked file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeVar

from pixelengine_import.api.pictures import (
    decode_base64,
    decoded_size,
    strip_data_url,
)
from pixelengine_import.api.rules import check_image, check_source
from pixelengine_import.api.violations import Violation
from pixelengine_import.errors import ImageError
from pixelengine_import.imaging.decode import decode_still, inspect
from pixelengine_import.imaging.pixels import pixel_hash
from pixelengine_import.local_engine.orders import refusal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pixelengine_import.api.catalog import Model, Tool
    from pixelengine_import.api.violations import Field

__all__ = [
    "Fetch",
    "FetchError",
    "Picture",
    "Source",
    "check_sources",
    "fetch_nothing",
    "read_pictures",
]

T = TypeVar("T", str, bytes)


class FetchError(Exception):
    """A picture cannot be had from its address.

    Args:
        problem: Why, continuing the field's name; never a word of the other host's.
        hint: What to do, as a sentence.
    """

    def __init__(self, problem: str, hint: str = "") -> None:
        """Keep both."""
        super().__init__(problem)
        self.problem = problem
        self.hint = hint


class Fetch(Protocol):
    """Gets a picture from an address that a request names."""

    def __call__(self, url: str, most: int) -> bytes:
        """Fetch a file; runs in a thread.

        Args:
            url: An https address that nobody vouches for.
            most: Greatest size in bytes; a file of ``most + 1`` bytes may be cut there.

        Raises:
            FetchError: It cannot, or may not, be had.
        """
        ...


def fetch_nothing(url: str, most: int) -> bytes:
    """Open no address: what an engine does that was not told otherwise."""
    del url, most
    msg = "is not fetched: this local engine opens no addresses"
    raise FetchError(msg, 'Send the picture itself as "image".')


@dataclass(frozen=True, slots=True)
class Source:
    """Where a request has a picture.

    Attributes:
        image: Base64 or a data URL.
        image_url: An https address, when the picture is not in the request itself.
        owner: What both are fields of; nothing is the body.
    """

    image: str | None
    image_url: str | None = None
    owner: Field = ()

    @property
    def field(self) -> Field:
        """The field that holds the picture."""
        return (*self.owner, "image_url" if self.image is None else "image")


@dataclass(frozen=True, slots=True)
class Picture:
    """A file that the model takes.

    Attributes:
        data: The file as it was sent.
        pixel_hash: Names what it shows, however it was encoded.
    """

    data: bytes
    pixel_hash: str


@dataclass(frozen=True, slots=True)
class _Unseen:
    """What can be said of a picture before it is decoded: its size in bytes."""

    format: str
    width: int
    height: int
    byte_count: int


def check_sources(sources: Sequence[Source], *, needed: bool = True) -> None:
    """See to it that each picture is handed over in one way.

    Args:
        sources: The pictures of a request.
        needed: Whether each must be there.

    Raises:
        RefusedError: 400 ``invalid_request``.
    """
    for source in sources:
        found = check_source(
            source.image, source.image_url, source.owner, needed=needed
        )
        for violation in found:
            raise refusal(violation)


def read_pictures(
    sources: Sequence[Source], model: Model | Tool, fetch: Fetch
) -> list[Picture]:
    """Check and decode the pictures of one request.

    Sizes are judged by the length of the base64, before anything is decoded; format
    and dimensions by the header, before any pixel is.

    Args:
        sources: Where they are; :func:`check_sources` has passed them.
        model: Who gets them.
        fetch: Gets what is named by its address.

    Raises:
        RefusedError: 400 ``image_too_large``, ``image_fetch_failed`` or
            ``invalid_request``.
    """
    fields = [source.field for source in sources]
    files = _files(sources, model, fetch)
    facts = []
    for data, field in zip(files, fields, strict=True):
        try:
            facts.append(inspect(data))
        except ImageError as error:
            raise refusal(_unusable(field, error)) from error
    for violation in check_image(model, facts, fields):
        raise refusal(violation)
    found = []
    for data, field in zip(files, fields, strict=True):
        try:
            pixels = decode_still(data, formats=model.images.formats)
        except ImageError as error:
            raise refusal(_unusable(field, error)) from error
        found.append(Picture(data, pixel_hash(pixels)))
    return found


def _files(sources: Sequence[Source], model: Model | Tool, fetch: Fetch) -> list[bytes]:
    """Return the files; what is sent is judged by its size before it is decoded."""
    bare = [
        None if source.image is None else _sound(strip_data_url(source.image, field))
        for source in sources
        for field in [source.field]
    ]
    sent = [text for text in bare if text is not None]
    fields = [source.field for source in sources if source.image is not None]
    _check_sizes(model, [decoded_size(text) for text in sent], fields)
    return [
        _fetched(source, model, fetch)
        if text is None
        else _sound(decode_base64(text, source.field))
        for source, text in zip(sources, bare, strict=True)
    ]


def _check_sizes(
    model: Model | Tool, sizes: Sequence[int], fields: Sequence[Field]
) -> None:
    """Refuse files by their size alone."""
    low, format_ = model.images.min_side, model.images.formats[0]
    unseen = [_Unseen(format_, low, low, size) for size in sizes]
    for violation in check_image(model, unseen, fields):
        raise refusal(violation)


def _sound(found: T | Violation) -> T:
    if isinstance(found, Violation):
        raise refusal(found)
    return found


def _fetched(source: Source, model: Model | Tool, fetch: Fetch) -> bytes:
    try:
        data = fetch(source.image_url or "", model.images.max_bytes)
    except FetchError as error:
        violation = Violation(
            source.field, error.problem, error.hint, "image_fetch_failed"
        )
        raise refusal(violation) from error
    _check_sizes(model, [len(data)], [source.field])
    return data


def _unusable(field: Field, error: ImageError) -> Violation:
    return Violation(field, f"cannot be used: {error.problem}", error.hint)
