"""JSON with places: what is read, where it stands, and what is refused."""

from __future__ import annotations

import json
from pathlib import PurePosixPath
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pixelengine_import.errors import SidecarError
from pixelengine_import.sidecar.json_lines import MAX_BYTES, MAX_DEPTH, Located, scan

PATH = PurePosixPath("hero.pxe.json")

texts = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12
)
values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(min_value=-(10**20) + 1, max_value=10**20 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | texts,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4)
    ),
    max_leaves=12,
)


def tried(data: bytes) -> Located | SidecarError:
    try:
        return scan(data, path=PATH)
    except SidecarError as error:
        return error


def refusal(data: str | bytes) -> str:
    raw = data.encode() if isinstance(data, str) else data
    with pytest.raises(SidecarError) as caught:
        scan(raw, path=PATH)
    return str(caught.value)


@settings(max_examples=200)
@given(values, st.sampled_from([None, 1, "\t"]), st.sampled_from(["ASCII", "UTF-8"]))
def test_what_the_standard_library_writes_is_read_back(
    value: Any, indent: int | str | None, ensure_ascii: str
) -> None:
    """Any JSON value survives, however it is laid out."""
    text = json.dumps(value, indent=indent, ensure_ascii=ensure_ascii == "ASCII")

    assert scan(text.encode(), path=PATH).value == value


@settings(max_examples=200)
@given(st.text(alphabet="{}[]:,\"\\ntrue1.e-' \n/#\u00e9", max_size=30))
def test_any_text_is_read_as_json_does_or_refused_with_a_line(text: str) -> None:
    """Nothing but SidecarError comes out, and only for what is not strict JSON."""
    result = tried(text.encode())

    if isinstance(result, SidecarError):
        assert result.line is not None or not text.strip(" \t\r\n")
    else:
        assert result.errors or result.value == json.loads(text)


@settings(max_examples=100)
@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    """Bytes that no one wrote on purpose end in SidecarError at worst."""
    result = tried(data)

    assert not isinstance(result, SidecarError) or str(result).startswith("hero.pxe")


def test_values_and_keys_know_their_lines_and_columns() -> None:
    """Lines and columns count from 1, for keys, values and entries of lists."""
    located = scan(b'{\n  "a": [1,\r\n    "b"],\n  "c": {"d": null}\n}', path=PATH)

    assert located.values == {
        (): (1, 1),
        ("a",): (2, 8),
        ("a", 0): (2, 9),
        ("a", 1): (3, 5),
        ("c",): (4, 8),
        ("c", "d"): (4, 14),
    }
    assert located.keys == {("a",): (2, 3), ("c",): (4, 3), ("c", "d"): (4, 9)}


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_way_to_end_a_line_counts_once(end: str) -> None:
    """Windows and old Mac line ends are one line end each."""
    located = scan(f'{{{end}"a":{end}{end}1}}'.encode(), path=PATH)

    assert located.values["a",] == (4, 1)


def test_a_byte_order_mark_is_accepted_and_not_counted() -> None:
    """Editors on Windows write one."""
    located = scan(b'\xef\xbb\xbf{"a": 1}', path=PATH)

    assert located.values["a",] == (1, 7)


def test_columns_count_characters_not_bytes() -> None:
    """An é is one column, as editors show it."""
    assert scan('{"é": 1}'.encode(), path=PATH).values["é",] == (1, 7)


def test_surrogate_pairs_are_one_character() -> None:
    """Escapes beyond the basic plane come in pairs."""
    assert scan(b'"\\ud83d\\ude00"', path=PATH).value == "😀"


def test_keys_given_twice_name_both_lines_and_keep_the_first() -> None:
    """JSON readers differ on which one wins, so none does."""
    located = scan(b'{\n"a": 1,\n"b": 2,\n"a": {"x": 3}\n}', path=PATH)

    assert [str(error) for error in located.errors] == [
        (
            'hero.pxe.json:4: the key "a" is given twice (found it in line 2 already). '
            "Keep one of the two."
        )
    ]
    assert located.value == {"a": 1, "b": 2}
    assert located.values["a",] == (2, 6)


def test_the_greatest_depth_and_size_are_still_read() -> None:
    """16 levels and 65,536 bytes pass; the next do not."""
    deep = "[" * MAX_DEPTH + "]" * MAX_DEPTH
    long = '"' + "x" * (MAX_BYTES - 2) + '"'

    assert scan(deep.encode(), path=PATH).value is not None
    assert len(scan(long.encode(), path=PATH).value) == MAX_BYTES - 2


def test_deep_nesting_is_refused_without_deep_recursion() -> None:
    """A hundred thousand brackets fit into no stack; sixteen are enough."""
    assert refusal("[" * (MAX_DEPTH + 1)) == (
        "hero.pxe.json:1: is nested too deep (found more than 16 levels). "
        "Keep to the format of a sidecar."
    )


def test_a_large_file_is_refused_before_it_is_read() -> None:
    """The size is looked at first."""
    assert refusal(b" " * (MAX_BYTES + 1)) == (
        "hero.pxe.json: is too large for a sidecar (found 65537 bytes). "
        "Keep it within 65536 bytes."
    )


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (
            b"",
            (
                "hero.pxe.json: is empty (found no JSON). "
                'Write {"animate": {"prompt": "breathing idle"}}.'
            ),
        ),
        (
            b'{"a":\n "\xff"}',
            "hero.pxe.json:2: must be UTF-8 (found the byte 0xff). Save it as UTF-8.",
        ),
        (
            '{"a": 1}'.encode("utf-16"),
            "hero.pxe.json: must be UTF-8 (found UTF-16). Save it as UTF-8.",
        ),
        (
            '{"a": 1,\n}',
            'hero.pxe.json:1: a comma stands before the closing "}". Take it out.',
        ),
        (
            '["a", ]',
            'hero.pxe.json:1: a comma stands before the closing "]". Take it out.',
        ),
        (
            "[,1]",
            "hero.pxe.json:1: a comma stands before the first entry. Take it out.",
        ),
        ("[1,,2]", "hero.pxe.json:1: two commas follow each other. Take one out."),
        (
            '{"a": 1\n"b": 2}',
            'hero.pxe.json:1: a comma is missing (found "b" next). Put a comma here.',
        ),
        (
            "[1 2]",
            "hero.pxe.json:1: a comma is missing (found 2 next). Put a comma here.",
        ),
        (
            "{'a': 1}",
            (
                "hero.pxe.json:1: a text must stand in double quotes (found a single "
                'quote). Write it as "text".'
            ),
        ),
        (
            "{\"a\": 'b'}",
            (
                "hero.pxe.json:1: a text must stand in double quotes (found a single "
                'quote). Write it as "text".'
            ),
        ),
        (
            "{a: 1}",
            (
                "hero.pxe.json:1: a key must stand in double quotes (found a). "
                'Write it as "key": value.'
            ),
        ),
        (
            '{"a": idle}',
            (
                "hero.pxe.json:1: a text must stand in double quotes (found idle). "
                'Write it as "text".'
            ),
        ),
        (
            '{"a" 1}',
            (
                'hero.pxe.json:1: a colon is missing after the key "a" (found 1 next). '
                'Write "key": value.'
            ),
        ),
        (
            '{"a": 1} // done',
            "hero.pxe.json:1: JSON has no comments (found //). Take it out.",
        ),
        (
            '{\n# note\n"a": 1}',
            "hero.pxe.json:2: JSON has no comments (found #). Take it out.",
        ),
        (
            '{"a": /* x */ 1}',
            "hero.pxe.json:1: JSON has no comments (found /*). Take it out.",
        ),
        (
            "{} {}",
            (
                "hero.pxe.json:1: something follows the end of the JSON (found {). "
                "Take it out."
            ),
        ),
        (
            "[NaN]",
            (
                "hero.pxe.json:1: JSON knows finite numbers only (found NaN). "
                "Use a number such as 8."
            ),
        ),
        (
            "[-Infinity]",
            (
                "hero.pxe.json:1: JSON knows finite numbers only (found -Infinity). "
                "Use a number such as 8."
            ),
        ),
        (
            "[1e999]",
            "hero.pxe.json:1: a number is too large (found 1e999). Use a smaller one.",
        ),
        (
            f"[{'9' * 21}]",
            (
                "hero.pxe.json:1: a number is too long (found 21 digits). "
                "Use at most 20 digits."
            ),
        ),
        (
            "[007]",
            (
                "hero.pxe.json:1: this is not a number in JSON (found 007). "
                "Write numbers such as 8, -1 or 0.5."
            ),
        ),
        (
            "[.5]",
            (
                "hero.pxe.json:1: this is not a number in JSON (found .5). "
                "Write numbers such as 8, -1 or 0.5."
            ),
        ),
        (
            "[True]",
            "hero.pxe.json:1: JSON does not know this word (found True). Use true.",
        ),
        (
            "[None]",
            "hero.pxe.json:1: JSON does not know this word (found None). Use null.",
        ),
        (
            '["a\nb"]',
            (
                "hero.pxe.json:1: a text is not closed in its line. Put a double quote "
                "at "
                'its end; a new line is written as "\\n".'
            ),
        ),
        (
            '["a\tb"]',
            (
                "hero.pxe.json:1: a text holds a control character (found 0x09). "
                'Take it out; a tab is written as "\\t".'
            ),
        ),
        (
            '["art\\hero.png"]',
            (
                "hero.pxe.json:1: a backslash begins no escape that JSON knows "
                '(found "\\\\h"). Write / between folders, and "\\\\" for a backslash.'
            ),
        ),
        (
            '["\\u12"]',
            (
                'hero.pxe.json:1: \\u needs four hex digits (found "\\\\u12\\"]"). '
                "Write the character itself."
            ),
        ),
        (
            '["\\ud800"]',
            (
                "hero.pxe.json:1: a text holds half of a character (found \\ud800). "
                "Take it out."
            ),
        ),
        (
            '["\\ude00\\ud800"]',
            (
                "hero.pxe.json:1: a text holds half of a character (found \\ude00). "
                "Take it out."
            ),
        ),
        (
            '["\\u0000"]',
            (
                "hero.pxe.json:1: a text holds a NUL character (found \\u0000). "
                "Take it out."
            ),
        ),
        (
            '{"a": [1}',
            (
                'hero.pxe.json:1: a bracket does not fit (found "}", not "]"). '
                'Close what was opened with "]".'
            ),
        ),
        (
            '\n{"a": 1\n\n',
            (
                "hero.pxe.json:4: the file ends inside the object that line 2 opens. "
                'Close it with "}".'
            ),
        ),
        (
            '{"a":',
            "hero.pxe.json:1: the file ends where a value must stand. Write a value.",
        ),
        (
            '{"a": }',
            "hero.pxe.json:1: a value is missing (found }). Write a value.",
        ),
    ],
)
def test_a_slip_is_named_with_its_line_and_what_to_do(
    data: str | bytes, expected: str
) -> None:
    """Each refusal is one line that a person can act on."""
    assert refusal(data) == expected


def test_a_missing_comma_points_behind_the_value_it_belongs_to() -> None:
    """That is where it has to be typed."""
    with pytest.raises(SidecarError) as caught:
        scan(b'{\n  "a": 1\n  "b": 2\n}', path=PATH)

    assert (caught.value.line, caught.value.column) == (2, 9)
