"""The error tree: as drawn, with one exit code each, in sentences."""

from __future__ import annotations

import re

import pytest

from pixelengine_import import errors
from pixelengine_import.errors import (
    ImageError,
    InvalidRequestError,
    JobError,
    PixelEngineError,
    ServiceError,
    SidecarError,
    join_hint,
)


def drawn_tree() -> dict[str, str]:
    """Each class in the picture on top of the module, with the one it hangs below."""
    parents: dict[str, str] = {}
    above: list[tuple[int, str]] = []
    for line in (errors.__doc__ or "").splitlines():
        found = re.match(r"( +)(\w+Error)  +\S", line)
        if found is None:
            continue
        depth, name = len(found[1]), found[2]
        above = [entry for entry in above if entry[0] < depth]
        parents[name] = above[-1][1] if above else "Exception"
        above.append((depth, name))
    return parents


def real_tree() -> dict[str, str]:
    """Each class with its base."""
    classes = [thing for thing in vars(errors).values() if isinstance(thing, type)]
    return {
        kind.__name__: kind.__bases__[0].__name__
        for kind in classes
        if issubclass(kind, Exception)
    }


def test_the_tree_is_as_it_is_drawn() -> None:
    """The picture is what people read."""
    assert len(drawn_tree()) == 16
    assert real_tree() == drawn_tree()


@pytest.mark.parametrize(
    ("name", "exit_code", "code"),
    [
        ("PixelEngineError", 1, "failed"),
        ("SidecarError", 2, "sidecar"),
        ("ImageError", 2, "image"),
        ("ProjectError", 1, "project"),
        ("ConflictError", 6, "conflict"),
        ("LockedError", 1, "locked"),
        ("StateError", 6, "state"),
        ("InvalidRequestError", 2, "invalid"),
        ("ServiceError", 1, "service"),
        ("RefusedError", 1, "refused"),
        ("CredentialsError", 5, "unauthorized"),
        ("CreditsError", 4, "credits"),
        ("UnreachableError", 1, "unreachable"),
        ("AmbiguousSubmitError", 6, "ambiguous"),
        ("JobError", 1, "job"),
        ("ResultError", 1, "result"),
    ],
)
def test_each_error_ends_the_program_with_its_code(
    name: str, exit_code: int, code: str
) -> None:
    """Scripts and machines rely on both."""
    kind: type[PixelEngineError] = getattr(errors, name)

    assert (kind.exit_code, kind.code) == (exit_code, code)


def test_every_error_has_been_given_a_code() -> None:
    """A new one must be put into the table above."""
    kinds = [getattr(errors, name) for name in real_tree()]

    assert len({kind.code for kind in kinds}) == len(kinds) == 16


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (SidecarError("it is wrong"), "it is wrong"),
        (SidecarError("it is wrong", hint="Mend it."), "it is wrong. Mend it."),
        (SidecarError("it is wrong", path="a.pxe.json"), "a.pxe.json: it is wrong"),
        (
            SidecarError(
                '"fps" must be above 0 (found 0)',
                path="art/a.pxe.json",
                line=7,
                column=12,
                field="animations.walk.fps",
                hint="Use 8.",
            ),
            'art/a.pxe.json:7: "fps" must be above 0 (found 0). Use 8.',
        ),
        (SidecarError("it is wrong", line=7), "it is wrong"),
        (ImageError("it is damaged.", hint="Save it."), "it is damaged. Save it."),
        (
            ServiceError("No.", status=400, code="invalid_request"),
            "No. (invalid_request, HTTP 400)",
        ),
        (ServiceError("No.", status=502), "No. (HTTP 502)"),
        (InvalidRequestError("it is wrong.", field="seed"), "it is wrong."),
        (JobError("it failed", job_id="f47", status="failure"), "it failed"),
    ],
)
def test_an_error_reads_as_one_line(error: PixelEngineError, text: str) -> None:
    """``file:line: what is wrong (what was found). What to do.``"""
    assert str(error) == text


def test_the_parts_of_an_error_are_there_for_machines() -> None:
    """The addon and ``--json`` do not take sentences apart."""
    broken = SidecarError("p", path="a", line=7, column=2, field="f", hint="H.")
    refused = ServiceError("m", status=400, code="c", request_id="r")
    invalid = InvalidRequestError("m", code="image_too_large", field="image")
    failed = JobError("m", job_id="f47", status="failure")

    assert (broken.problem, broken.path, broken.line) == ("p", "a", 7)
    assert (broken.column, broken.field, broken.hint) == (2, "f", "H.")
    assert (refused.message, refused.status) == ("m", 400)
    assert (refused.service_code, refused.request_id) == ("c", "r")
    assert (invalid.service_code, invalid.field) == ("image_too_large", "image")
    assert (failed.job_id, failed.status) == ("f47", "failure")


@pytest.mark.parametrize(
    ("text", "hint", "joined"),
    [("a", "", "a"), ("a.", "", "a."), ("a", "B.", "a. B."), ("a.", "B.", "a. B.")],
)
def test_a_hint_is_a_sentence_of_its_own(text: str, hint: str, joined: str) -> None:
    """With one full stop between them."""
    assert join_hint(text, hint) == joined
