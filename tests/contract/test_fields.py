"""Every field of every request: type, presence, default, range, choices.

The rows come from the reference's own tables (``reference/*.toml``), so that a field
that is added there is held to all of this by itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from .bodies import BODIES, picture
from .clauses import NAMES, endpoint
from .service import code_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from _pytest.mark import ParameterSet

    from .clauses import Field
    from .conftest import Api
    from .service import Service

POSTS = [name for name in NAMES if endpoint(name).method == "POST"]
REFUSED = (400, "invalid_request")

OF_TYPE: dict[str, object] = {
    "string": "text",
    "integer": 3,
    "number": 0.5,
    "object": {},
    "array": [],
    "string[]": ["#000000"],
    "boolean": True,
}
"""One value of each JSON type; null may mean that nothing is said, and is left out."""


def of_other_types(kind: str) -> Iterator[object]:
    """Yield values that are not of a type."""
    fitting = {
        "number": {"number", "integer"},
        "array": {"array", "string[]"},
        "string[]": {"array", "string[]"},
    }
    for other, value in OF_TYPE.items():
        if other not in fitting.get(kind, {kind}):
            yield value
    if kind == "string[]":
        yield [3]
    if kind == "integer":
        yield "3"


def rows(rule: str) -> list[ParameterSet]:
    """Return every field of a body that has a rule, each claiming its clause."""
    return [
        pytest.param(
            name, field, id=f"{name}-{field.name}", marks=claim(name, field, rule)
        )
        for name in POSTS
        for field in endpoint(name).fields.values()
        if rule in dict(field.rules())
    ]


def claim(name: str, field: Field, rule: str) -> pytest.MarkDecorator:
    """Claim one clause of a field."""
    return pytest.mark.clause(f"{name}.{field.name}.{rule}")


def sample(field: Field) -> object:
    """Return a value that a field takes."""
    given: dict[str, object] = {
        "image": picture(),
        "image_url": "https://pixel-engine.invalid/a.png",
        "colors": 8,
        "palette": ["#ff0000", "#00ff00"],
        "matte_color": "#102030",
        "model": field.default,
        "pixel_config": {"colors": 8},
    }
    last = field.name.rpartition(".")[2]
    if last in given:
        return given[last]
    if field.choices:
        return field.choices[-1]
    return field.least if field.least is not None else OF_TYPE[field.type]


def put(name: str, field: Field, value: object) -> dict[str, Any]:
    """Return a body with a value in a field; ``None`` takes the field out.

    A field that excludes another one takes its place.
    """
    body = BODIES[name]()
    owner, _, last = field.name.rpartition(".")
    change = {last: value}
    other = field.either or field.not_with
    if other is not None and value is not None:
        change[other.rpartition(".")[2]] = None
    if not owner:
        return _without_none({**body, **change})
    if owner == "frames[]":
        first, *more = body["frames"]
        return {**body, "frames": [_without_none({**first, **change}), *more]}
    return {**body, owner: _without_none(change)}


def _without_none(document: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in document.items() if value is not None}


def taken(name: str, field: Field, value: object) -> dict[str, Any]:
    """Return a body in which this value is in order, and so is the rest."""
    body = put(name, field, value)
    if field.name == "total_frames":
        body["frames"] = body["frames"][:1]
    if field.name == "render_mode" and value == "detailed":
        body["frames"] = [{"index": 0, "image": picture(256, 256)}]
    return body


@pytest.mark.parametrize(("name", "field"), rows("type"))
async def test_another_type_is_refused(
    service: Service, name: str, field: Field
) -> None:
    """Numbers are no texts, true is no number, and the other way round."""
    for value in of_other_types(field.type):
        answer = await service.post(name, put(name, field, value))
        assert code_of(answer) == REFUSED, value


@pytest.mark.parametrize(("name", "field"), rows("required"))
async def test_a_required_field_that_is_missing_is_refused(
    service: Service, name: str, field: Field
) -> None:
    """What the table calls required has no default."""
    answer = await service.post(name, put(name, field, None))

    assert code_of(answer) == REFUSED


@pytest.mark.parametrize(("name", "field"), rows("filled"))
async def test_a_blank_text_is_refused(
    service: Service, name: str, field: Field
) -> None:
    """Neither nothing nor white space says anything; an id of blanks is unknown."""
    for value in ("", " \n"):
        answer = await service.post(name, put(name, field, value))
        assert code_of(answer) == (
            (404, "job_not_found") if name == "cancel" and value else REFUSED
        )


@pytest.mark.parametrize(("name", "field"), rows("range"))
async def test_a_value_outside_its_range_is_refused(
    service: Service, name: str, field: Field
) -> None:
    """One step below the least and one above the greatest."""
    assert field.least is not None
    assert field.most is not None
    step = 0.001 if field.type == "number" else field.step
    for value in (field.least - step, field.most + step):
        answer = await service.post(name, put(name, field, value))
        assert code_of(answer) == REFUSED, value


@pytest.mark.parametrize(("name", "field"), rows("range"))
async def test_both_ends_of_a_range_are_taken(
    api: Api, name: str, field: Field
) -> None:
    """A limit is the last value that is allowed."""
    for value in (field.least, field.most):
        answer = await api.post(name, taken(name, field, value))
        assert answer.status_code == 200, answer.text


@pytest.mark.parametrize(("name", "field"), rows("choices"))
async def test_another_choice_is_refused(
    service: Service, name: str, field: Field
) -> None:
    """Another word, and the right word in capitals."""
    for value in ("other", field.choices[0].upper()):
        answer = await service.post(name, put(name, field, value))
        assert code_of(answer) == REFUSED, value


@pytest.mark.parametrize(("name", "field"), rows("choices"))
async def test_each_choice_is_taken(api: Api, name: str, field: Field) -> None:
    """Every word of the table."""
    for value in field.choices:
        answer = await api.post(name, taken(name, field, value))
        assert answer.status_code == 200, answer.text


@pytest.mark.parametrize(("name", "field"), rows("colour"))
async def test_what_is_no_colour_is_refused(
    service: Service, name: str, field: Field
) -> None:
    """A name, three digits, eight digits, and what is no digit."""
    for text in ("red", "#fff", "#ff0000ff", "#gg0000"):
        value = [text] if field.type == "string[]" else text
        answer = await service.post(name, put(name, field, value))
        assert code_of(answer) == REFUSED, value


@pytest.mark.parametrize(("name", "field"), rows("colour"))
async def test_a_colour_of_six_digits_is_taken(
    api: Api, name: str, field: Field
) -> None:
    """As in the reference's examples."""
    value = ["#ffaa00", "#223344"] if field.type == "string[]" else "#ff0000"
    answer = await api.post(name, put(name, field, value))

    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize(("name", "field"), rows("longest"))
async def test_a_longer_text_is_refused(
    service: Service, name: str, field: Field
) -> None:
    """The last character that is too many decides."""
    assert field.longest is not None
    for count, status in ((field.longest, 200), (field.longest + 1, 400)):
        text = "walk " * (count // 5) + "." * (count % 5)
        answer = await service.post(name, put(name, field, text))
        assert (len(text), answer.status_code) == (count, status)


@pytest.mark.parametrize(("name", "field"), rows("exclusive"))
async def test_two_fields_that_exclude_each_other_are_refused(
    service: Service, name: str, field: Field
) -> None:
    """Either says something else: nobody guesses which is meant."""
    other = endpoint(name).fields[field.either or field.not_with or ""]
    body = put(name, field, sample(field))
    last = other.name.rpartition(".")[2]
    if field.name.startswith("frames[]."):
        body["frames"][0][last] = sample(other)
    elif "." in field.name:
        body["pixel_config"][last] = sample(other)
    else:
        body[last] = sample(other)

    assert code_of(await service.post(name, body)) == REFUSED


@pytest.mark.parametrize(("name", "field"), rows("one_of"))
async def test_one_of_two_fields_must_be_there(
    service: Service, name: str, field: Field
) -> None:
    """Neither says nothing."""
    body = put(name, field, None)
    assert field.either is not None
    last = field.either.rpartition(".")[2]
    (body["frames"][0] if "frames" in body else body).pop(last, None)

    assert code_of(await service.post(name, body)) == REFUSED


@pytest.mark.parametrize(("name", "field"), rows("optional"))
async def test_an_optional_field_may_be_left_out_or_said(
    api: Api, name: str, field: Field
) -> None:
    """The smallest body is taken, and so is one that says the field."""
    value = sample(field)
    bare = put(name, field, None)
    said = put(name, field, value)
    first, second = await api.post(name, bare), await api.post(name, said)

    assert first.status_code == 200, first.text
    if field.name == "image_url":
        assert code_of(second) == (400, "image_fetch_failed")
    else:
        assert second.status_code == 200, second.text


@pytest.mark.parametrize(("name", "field"), rows("default"))
async def test_a_default_is_what_the_reference_says(
    api: Api, name: str, field: Field
) -> None:
    """What was left out comes back filled in; a caption shows its model otherwise."""
    bare = put(name, field, None)
    answer = await api.post(name, bare)
    assert answer.status_code == 200, answer.text
    if name == "enhance-prompt":
        # A picture that only the default model takes.
        small = await api.post(name, {**bare, "image": picture(16, 16)})
        large = await api.post(name, {**bare, "image": picture(257, 257)})
        assert (small.status_code, large.status_code) == (200, 400)
        return
    inputs = (await api.job(answer.json()["api_job_id"]))["inputs"]
    last = field.name.rpartition(".")[2]
    if field.name.startswith("frames[]."):
        assert {row[last] for row in inputs["frames"]} == {field.default}
    else:
        assert inputs[last] == field.default
