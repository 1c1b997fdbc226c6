"""Every error that this package raises on purpose.

The tree is ordered by what a caller does next::

    PixelEngineError            anything below; carries an exit code
      SidecarError              a NAME.pxe.json that cannot be used: edit it
      ImageError                a picture that cannot be used: replace it
      ProjectError              the folder is not usable: wrong root, unwritable, taken
        ConflictError           a file was changed by a person: decide whose it is
        LockedError             another pxe works on this project: wait for it
        StateError              the durable record is damaged or newer than this version
      InvalidRequestError       the request breaks a rule, nothing was sent: change it
      ServiceError              the service answered, and not with what was asked
        RefusedError            the request is at fault: change it
        CredentialsError        the key is missing, wrong or inactive
        CreditsError            not enough credits, or the budget is used up
      UnreachableError          nothing was sent, or a read failed: try again
      AmbiguousSubmitError      a paid request whose answer is lost: a person decides
      JobError                  a job ended without a result
      ResultError               the bytes are not what was promised

A message reads ``file:line: what is wrong (what was found). What to do.``
"""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "EXIT_BUG",
    "EXIT_CHANGES",
    "EXIT_CREDENTIALS",
    "EXIT_CREDITS",
    "EXIT_DECIDE",
    "EXIT_DONE",
    "EXIT_FAILED",
    "EXIT_INTERRUPTED",
    "EXIT_USAGE",
    "AmbiguousSubmitError",
    "ConflictError",
    "CredentialsError",
    "CreditsError",
    "ImageError",
    "InvalidRequestError",
    "JobError",
    "LockedError",
    "PixelEngineError",
    "ProjectError",
    "RefusedError",
    "ResultError",
    "ServiceError",
    "SidecarError",
    "StateError",
    "UnreachableError",
    "join_hint",
]

EXIT_DONE = 0
EXIT_FAILED = 1
EXIT_USAGE = 2
EXIT_CHANGES = 3
EXIT_CREDITS = 4
EXIT_CREDENTIALS = 5
EXIT_DECIDE = 6
EXIT_BUG = 70
EXIT_INTERRUPTED = 130


class PixelEngineError(Exception):
    """The root of the tree.

    Attributes:
        exit_code: What the command line ends with when this is the worst that happened.
        code: A short stable word for machines (``--json``).
    """

    exit_code: int = EXIT_FAILED
    code: str = "failed"


class SidecarError(PixelEngineError):
    """A sidecar, or what it names, cannot be used.

    Args:
        problem: What is wrong with what was found: ``"fps" must be above 0 (found
            0)``.
        path: The sidecar, as the user knows it (relative to the project).
        line: 1-based line of the value, or None when no single place is at fault.
        column: 1-based column of the value.
        field: Dotted path of the field, such as ``animations.walk.fps``.
        hint: What to do, as one sentence with a full stop.
    """

    exit_code = EXIT_USAGE
    code = "sidecar"

    def __init__(
        self,
        problem: str,
        *,
        path: PurePath | str | None = None,
        line: int | None = None,
        column: int | None = None,
        field: str = "",
        hint: str = "",
    ) -> None:
        """Keep the parts; the message is put together by ``str``."""
        super().__init__(problem)
        self.problem = problem
        self.path = None if path is None else PurePath(path).as_posix()
        self.line = line
        self.column = column
        self.field = field
        self.hint = hint

    def __str__(self) -> str:
        """Return ``file:line: problem. hint``."""
        place = self.path or ""
        if place and self.line is not None:
            place += f":{self.line}"
        text = f"{place}: {self.problem}" if place else self.problem
        return join_hint(text, self.hint)


class ImageError(PixelEngineError):
    """A picture that cannot be used: damaged, too large, of the wrong format.

    Args:
        problem: What is wrong, without the file's name.
        hint: What to do, as one sentence with a full stop.
    """

    exit_code = EXIT_USAGE
    code = "image"

    def __init__(self, problem: str, *, hint: str = "") -> None:
        """Keep the parts; the message is put together by ``str``."""
        super().__init__(problem)
        self.problem = problem
        self.hint = hint

    def __str__(self) -> str:
        """Return ``problem. hint``."""
        return join_hint(self.problem, self.hint)


class ProjectError(PixelEngineError):
    """The project's folder cannot be used."""

    code = "project"


class ConflictError(ProjectError):
    """An output holds bytes that we did not write.

    Args:
        message: What is wrong, and what to do.
        paths: The outputs, relative to the project.
    """

    exit_code = EXIT_DECIDE
    code = "conflict"

    def __init__(self, message: str, paths: Sequence[str] = ()) -> None:
        """Keep the paths for whoever shows them."""
        super().__init__(message)
        self.paths = tuple(paths)


class LockedError(ProjectError):
    """Another pxe holds this project.

    Args:
        message: Who, and what to do.
        command: What it is doing, such as ``pxe watch``; None when that is not known.
        process: Its process id, None likewise.
    """

    code = "locked"

    def __init__(
        self, message: str, command: str | None = None, process: int | None = None
    ) -> None:
        """Keep who it is for whoever has a wish."""
        super().__init__(message)
        self.command = command
        self.process = process


class StateError(ProjectError):
    """The durable record of jobs cannot be trusted."""

    exit_code = EXIT_DECIDE
    code = "state"


class InvalidRequestError(PixelEngineError):
    """A request breaks a rule of the API; it was found here, and nothing was sent.

    Args:
        message: What is wrong and what to do: the sentence that the service would say.
        code: The code that it would give, such as ``invalid_request``.
        field: Path of the field: ``frames[1].index``.

    Attributes:
        service_code: The code, under the name that it has in :class:`ServiceError`.
    """

    exit_code = EXIT_USAGE
    code = "invalid"

    def __init__(
        self, message: str, *, code: str = "invalid_request", field: str = ""
    ) -> None:
        """Keep the parts; there is no HTTP status, for there was no answer."""
        super().__init__(message)
        self.message = message
        self.service_code = code
        self.field = field


class ServiceError(PixelEngineError):
    """The service answered with an error.

    Args:
        message: The service's own words, for people.
        status: HTTP status.
        code: The service's stable code, such as ``invalid_request``.
        request_id: The service's name for the exchange, when it gave one.
    """

    code = "service"

    def __init__(
        self,
        message: str,
        *,
        status: int,
        code: str = "",
        request_id: str | None = None,
    ) -> None:
        """Keep the parts; the message names code and status."""
        super().__init__(message)
        self.message = message
        self.status = status
        self.service_code = code
        self.request_id = request_id

    def __str__(self) -> str:
        """Return ``message (code, HTTP status)``."""
        known = f"{self.service_code}, " if self.service_code else ""
        return f"{self.message} ({known}HTTP {self.status})"


class RefusedError(ServiceError):
    """The service will not take this request as it is."""

    code = "refused"


class CredentialsError(ServiceError):
    """The API key is missing, invalid or inactive."""

    exit_code = EXIT_CREDENTIALS
    code = "unauthorized"


class CreditsError(ServiceError):
    """The account holds too few credits."""

    exit_code = EXIT_CREDITS
    code = "credits"


class UnreachableError(PixelEngineError):
    """The service could not be reached; nothing was sent, or only a read failed."""

    code = "unreachable"


class AmbiguousSubmitError(PixelEngineError):
    """A paid request may or may not have been accepted."""

    exit_code = EXIT_DECIDE
    code = "ambiguous"


class JobError(PixelEngineError):
    """A job ended without a result, or not in time.

    Args:
        message: What happened.
        job_id: The service's id of the job.
        status: Its last known status.
    """

    code = "job"

    def __init__(self, message: str, *, job_id: str, status: str) -> None:
        """Keep the job's id and its last status."""
        super().__init__(message)
        self.job_id = job_id
        self.status = status


class ResultError(PixelEngineError):
    """A downloaded result is not what the job promised."""

    code = "result"


def join_hint(text: str, hint: str) -> str:
    """Put a problem and its hint together as two sentences.

    Args:
        text: The problem, with or without a full stop.
        hint: What to do, or nothing.

    Returns:
        One line of text.
    """
    if not hint:
        return text
    return f"{text.rstrip('.')}. {hint}"
