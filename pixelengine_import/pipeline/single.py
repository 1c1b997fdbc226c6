"""What one command asks for by itself, without a sidecar and without a project.

An animation is described by a sidecar in memory: it is checked, priced, named and sent
by the very code that sidecars are, so a command and a sidecar that ask for the same
thing share one result. The tools that work on one picture are in
:mod:`pixelengine_import.pipeline.tools`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, TypeAlias

from pixelengine_import.api.catalog import DEFAULT_FPS
from pixelengine_import.errors import EXIT_USAGE, PixelEngineError, join_hint
from pixelengine_import.imaging.clips import ClipForm, encode_clip
from pixelengine_import.imaging.decode import decode_frames, inspect
from pixelengine_import.imaging.pixels import frames_hash
from pixelengine_import.pipeline.ask import Ask
from pixelengine_import.pipeline.body import prepare
from pixelengine_import.pipeline.decode import decode_result
from pixelengine_import.pipeline.material import Art, Material, art_of
from pixelengine_import.pipeline.render import frames_of_result
from pixelengine_import.pipeline.want import check_animations, want_of
from pixelengine_import.sidecar.facts import SidecarErrors
from pixelengine_import.sidecar.parse import parse_sidecar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from pixelengine_import.errors import SidecarError
    from pixelengine_import.journal.jobs import Job
    from pixelengine_import.pipeline.ask import Prepared
    from pixelengine_import.pipeline.want import Want

__all__ = [
    "CLIP_FORMS",
    "FORMATS",
    "Address",
    "RequestError",
    "Single",
    "Source",
    "animation",
    "clip_art",
    "form_of_result",
    "still_art",
    "write_clip",
]

FORMATS: dict[str, ClipForm] = {"webp": "webp", "gif": "gif", "spritesheet": "png"}
"""The API's ``output_format`` -> the file that it is."""

CLIP_FORMS: tuple[ClipForm, ...] = ("webp", "gif", "png")
"""The files that an animation can be, the usual one first."""

_SIDECAR = PurePosixPath("command.pxe.json")
_FRAMES_MOST = 1024
_MAGIC: tuple[tuple[bytes, ClipForm], ...] = (
    (b"\x89PNG", "png"),
    (b"GIF8", "gif"),
    (b"RIFF", "webp"),
)


class RequestError(PixelEngineError):
    """A command asks for something that the service does not take.

    Args:
        problems: What is wrong, one sentence each, at least one.
    """

    exit_code = EXIT_USAGE
    code = "request"

    def __init__(self, *problems: str) -> None:
        """Keep each by itself, to be told one a line."""
        super().__init__("\n".join(problems))
        single = len(problems) == 1
        self.errors = (self,) if single else tuple(map(RequestError, problems))


@dataclass(frozen=True, slots=True)
class Address:
    """A picture that the service fetches itself.

    Attributes:
        url: An https address; its query may hold a token, so it is not printed.
    """

    url: str = field(repr=False)


Source: TypeAlias = Art | Address
"""Where a picture comes from."""


@dataclass(frozen=True, slots=True, eq=False)
class Single:
    """One request of a command.

    Attributes:
        command: The command's name.
        endpoint: Name of the endpoint.
        key: Identity of the request: only a new one can cost money.
        price: List price in credits: an upper bound.
        seed: The seed that is sent, when the endpoint takes one.
        forms: The kinds of file that its result can be written as, the usual one first.
        prepare: Builds the request.
        finish: Turns a job and its result's bytes into such a file.
        warnings: What is odd, for people.
    """

    command: str
    endpoint: str
    key: str
    price: int
    seed: int | None
    forms: tuple[ClipForm, ...]
    prepare: Callable[[], Prepared] = field(repr=False)
    finish: Callable[[Job, bytes, ClipForm], bytes] = field(repr=False)
    warnings: tuple[str, ...] = ()

    def ask(self, output: PurePosixPath) -> Ask:
        """Return what the service is asked.

        Args:
            output: The file that is to be written, in full, or ``-``.
        """
        return Ask(
            output, self.command, self.endpoint, self.key, self.price, self.prepare
        )


def still_art(name: str, data: bytes) -> Art:
    """Decode a picture that a command is given.

    Args:
        name: What the user calls it.
        data: A PNG or JPEG.

    Raises:
        ImageError: It is none, or cannot be decoded.
    """
    return art_of(PurePosixPath(name), data)


def clip_art(name: str, data: bytes) -> Art:
    """Decode a picture or an animation whose background is to be removed.

    Args:
        name: What the user calls it.
        data: A PNG, or a WebP that may be animated.

    Returns:
        The art with the first frame's pixels. The digest of a WebP is one of its own:
        its timing counts, and what comes back is a WebP too.

    Raises:
        ImageError: It is none, or cannot be decoded.
    """
    info = inspect(data)
    if info.format != "WEBP":
        return still_art(name, data)
    frames, durations = decode_frames(data, formats=("WEBP",), max_frames=_FRAMES_MOST)
    digest = f"webp:{frames_hash(frames)}:{','.join(map(str, durations))}"
    return Art(PurePosixPath(name), data, info, frames[0], digest)


def animation(
    command: str,
    request: Mapping[str, Any],
    frames: Sequence[tuple[Mapping[str, Any], Art]],
    *,
    transparent: bool,
    reroll: int,
) -> Single:
    """Ask for an animation as a sidecar would.

    Args:
        command: ``animate`` or ``keyframes``: the endpoint.
        request: The fields of the request, without its pictures; what is left out
            has the default that sidecars have.
        frames: The pictures; for keyframes each with its ``index`` and ``strength``.
        transparent: Whether the background of transparent art is made clear again.
        reroll: Which try this is, when the seed is left to us.

    Raises:
        RequestError: The request breaks rules; all of them.
    """
    section = dict(request)
    if command == "keyframes":
        section["frames"] = [
            {**place, "image": f"{i}.png"} for i, (place, _) in enumerate(frames)
        ]
    document = {
        "image": "0.png",
        command: section,
        "transparent": transparent,
        "reroll": reroll,
    }
    want, warnings = _want(document, [art for _, art in frames])
    travels = FORMATS[want.animation.request.output_format]
    return Single(
        command=command,
        endpoint=want.animation.endpoint,
        key=want.key,
        price=want.price,
        seed=want.seed,
        # Who names a format is given that very file; else it travels without loss.
        forms=(travels,) if "output_format" in request else CLIP_FORMS,
        prepare=lambda: prepare(want),
        finish=lambda job, data, form: _finish(want, job, data, form),
        warnings=warnings,
    )


def _want(
    document: Mapping[str, Any], pictures: Sequence[Art]
) -> tuple[Want, tuple[str, ...]]:
    try:
        text = json.dumps(document).encode()
        sidecar = parse_sidecar(text, path=_SIDECAR)
        (described,) = sidecar.animations
        art = {
            ref: pictures[int(ref.path.stem)]
            for ref in sidecar.images
            if ref.path is not None
        }
        material = Material(sidecar, art, {})
        check_animations(material, [described], art)
    except SidecarErrors as error:
        raise RequestError(*_words(error.errors)) from None
    want = want_of(material, described, art)
    return want, tuple(_words(sidecar.warnings))


def _words(errors: Iterable[SidecarError]) -> list[str]:
    """Say what is wrong without the place: there is no file to look it up in."""
    return [join_hint(error.problem, error.hint) for error in errors]


def _finish(want: Want, job: Job, data: bytes, form: ClipForm) -> bytes:
    if not want.removes_matte:
        return write_clip(job, data, form)
    frames = frames_of_result(want, job, data).frames
    return encode_clip(frames, _durations(data, len(frames)), form)


def write_clip(job: Job, data: bytes, form: ClipForm) -> bytes:
    """Write an animation in another kind of file, or as it came when it is that kind.

    Args:
        job: The job that it came from.
        data: The result's bytes.
        form: The kind of file.

    Raises:
        ImageError: It cannot be decoded.
        ResultError: It is not what the job promised.
    """
    if form_of_result(data) == form:
        return data
    frames = decode_result(data, job.metadata)
    return encode_clip(frames, _durations(data, len(frames)), form)


def form_of_result(data: bytes) -> ClipForm | None:
    """Tell what kind of file a result is, by its first bytes."""
    return next((form for magic, form in _MAGIC if data.startswith(magic)), None)


def _durations(data: bytes, count: int) -> Sequence[int]:
    """Return how long each frame is shown, milliseconds; a strip does not say."""
    steady = [round(1000 / DEFAULT_FPS)] * count
    if form_of_result(data) == "png":
        return steady
    _, durations = decode_frames(data, max_frames=_FRAMES_MOST)
    return durations if all(durations) else steady
