"""What engine and painter say to each other."""

from __future__ import annotations

import io
import json
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pixelengine_import.local_engine.encoding.files import EncodedFile
from pixelengine_import.local_engine.orders import Order, Painting
from pixelengine_import.local_engine.painters.wire import (
    Message,
    WireError,
    order_of,
    painting_of,
    read_message,
    said_order,
    said_painting,
    write_message,
)

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)
orders = st.builds(
    Order,
    endpoint=st.text(),
    credits=st.integers(0, 100),
    inputs=st.dictionaries(st.text(), json_values),
    seed=st.integers(-(2**63), 2**63),
    pictures=st.lists(st.binary()).map(tuple),
)
files = st.builds(
    EncodedFile,
    data=st.binary(),
    content_type=st.text(),
    metadata=st.dictionaries(
        st.text(),
        st.text() | st.integers() | st.booleans() | st.floats(allow_nan=False),
    ),
)
paintings = st.builds(Painting, file=files, notes=st.dictionaries(st.text(), st.text()))


def through_a_pipe(*messages: Message) -> list[Message]:
    """Write messages one after the other, and read them back."""
    pipe = io.BytesIO()
    for message in messages:
        write_message(pipe, message)
    pipe.seek(0)
    return list(iter(lambda: read_message(pipe), None))


@given(st.lists(orders, max_size=3))
def test_orders_arrive_as_they_were_said(said: list[Order]) -> None:
    """Numbers to the last bit, pictures to the last byte, one after the other."""
    heard = through_a_pipe(*(said_order(k, order) for k, order in enumerate(said)))

    assert [order_of(message) for message in heard] == said
    assert [message.job for message in heard] == list(range(len(said)))


@given(paintings)
def test_results_arrive_as_they_were_said(said: Painting) -> None:
    """True stays true, 8.0 stays a float: the answer to a client is made of them."""
    (heard,) = through_a_pipe(said_painting(3, said))
    painting = painting_of(heard)

    assert painting == said
    kinds = [type(value) for value in said.file.metadata.values()]
    assert [type(value) for value in painting.file.metadata.values()] == kinds


@given(st.integers(0, 200))
def test_a_message_that_is_cut_off_is_none(length: int) -> None:
    """The other side has ended in the middle of it."""
    pipe = io.BytesIO()
    write_message(pipe, Message("done", 1, {"type": "image/png"}, (b"x" * 50, b"y")))
    whole = pipe.getvalue()

    assert read_message(io.BytesIO(whole[: min(length, len(whole) - 1)])) is None


def head(**changes: object) -> bytes:
    """The bytes of a message whose head is wrong."""
    document = {"kind": "done", "job": 1, "fields": {}, "sizes": [], **changes}
    text = json.dumps(document).encode()
    return struct.pack(">I", len(text)) + text


@pytest.mark.parametrize(
    "found",
    [
        struct.pack(">I", 2**31),
        struct.pack(">I", 3) + b"\xff\xff\xff",
        struct.pack(">I", 2) + b"[]",
        head(kind=7),
        head(job="1"),
        head(fields=[]),
        head(sizes=[-1]),
        head(sizes=["a"]),
        head(sizes=[2**40]),
    ],
)
def test_what_is_no_message_is_not_believed(found: bytes) -> None:
    """A painter that a picture has taken over may write anything."""
    with pytest.raises(WireError):
        read_message(io.BytesIO(found))


@pytest.mark.parametrize(
    "message",
    [
        Message("done", 1, {}, (b"",)),
        Message("done", 1, {"type": 1, "metadata": {}, "notes": {}}, (b"",)),
        Message("done", 1, {"type": "a", "metadata": {"a": []}, "notes": {}}, (b"",)),
        Message("done", 1, {"type": "a", "metadata": {}, "notes": {"a": 1}}, (b"",)),
        Message("done", 1, {"type": "a", "metadata": {}, "notes": {}}),
    ],
)
def test_what_is_no_result_is_not_believed(message: Message) -> None:
    """Neither are its parts."""
    with pytest.raises(WireError):
        painting_of(message)
