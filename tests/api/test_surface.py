"""Two clients, one surface: what holds for one holds for its twin."""

from __future__ import annotations

import inspect
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

import pixelengine_import
from pixelengine_import.api.client import AsyncPixelEngine
from pixelengine_import.api.drivers import AsyncDriver, Driver
from pixelengine_import.api.handles import AsyncJobHandle, JobHandle
from pixelengine_import.api.sync_client import PixelEngine

if TYPE_CHECKING:
    from collections.abc import Callable

TWINS = [
    (AsyncPixelEngine, PixelEngine),
    (AsyncJobHandle, JobHandle),
    (AsyncDriver, Driver),
]
NAMES = {
    "aclose": "close",
    "__aenter__": "__enter__",
    "__aexit__": "__exit__",
}
TYPES = {
    "AsyncPixelEngine": "PixelEngine",
    "AsyncJobHandle": "JobHandle",
    "AsyncDriver": "Driver",
    "AsyncIterator": "Iterator",
    "AsyncBaseTransport": "BaseTransport",
    "Clock": "BlockingClock",
}
PLAIN = {"__init__", "__repr__", "handle"}
"""What neither twin awaits."""

METHODS = {
    *("animate", "keyframes", "generate_image", "pixelate", "remove_background"),
    *("balance", "billing", "probe", "enhance_prompt", "request"),
    *("submit", "handle", "job", "wait", "cancel", "download"),
    *("retake", "animate_batch", "batch_jobs"),
}


def calls(kind: type) -> dict[str, Callable[..., object]]:
    """All that can be called on a class of ours, but what is private."""
    return {
        name: call
        for base in reversed(kind.__mro__[:-1])
        for name, call in vars(base).items()
        if inspect.isfunction(call) and (name[:1] != "_" or name[:2] == "__")
    }


def in_threads(text: str) -> str:
    """What is written of the one, as it is written of its twin."""
    text = re.sub(r"\b(async |await )", "", text)
    return re.sub(r"\w+", lambda word: TYPES.get(word[0], word[0]), text)


def shape(call: Callable[..., object]) -> list[str]:
    """Names, kinds, defaults and annotations of a call, its result last."""
    signature = inspect.signature(call)
    found = [f"{p.kind.name} {p}" for p in signature.parameters.values()]
    return [*found, str(signature.return_annotation)]


@pytest.mark.parametrize(("waiting", "blocking"), TWINS)
def test_twins_have_the_same_calls(waiting: type, blocking: type) -> None:
    """Names, parameters, defaults, types; what one awaits the other returns."""
    theirs = {NAMES.get(name, name): call for name, call in calls(waiting).items()}
    ours = calls(blocking)

    assert set(theirs) == set(ours)
    for name, call in ours.items():
        awaited = inspect.iscoroutinefunction(theirs[name])
        streamed = inspect.isasyncgenfunction(theirs[name])
        assert (awaited or streamed) == (name not in PLAIN), name
        assert shape(call) == [in_threads(part) for part in shape(theirs[name])], name


@pytest.mark.parametrize(("waiting", "blocking"), TWINS)
def test_twins_are_explained_in_the_same_words(waiting: type, blocking: type) -> None:
    """Help is read where one types."""
    theirs = {NAMES.get(name, name): call for name, call in calls(waiting).items()}

    for name, call in calls(blocking).items():
        assert in_threads(theirs[name].__doc__ or "") == call.__doc__, name


def test_every_call_of_the_api_is_there() -> None:
    """The list is the promise; what is not on it is not promised."""
    assert {name for name in calls(PixelEngine) if name[0] != "_"} == METHODS | {
        "close"
    }


def test_both_clients_are_imported_from_the_package() -> None:
    """And nothing is loaded before that."""
    assert pixelengine_import.PixelEngine is PixelEngine
    assert pixelengine_import.AsyncPixelEngine is AsyncPixelEngine
    assert {"PixelEngine", "AsyncPixelEngine"} <= set(dir(pixelengine_import))
    with pytest.raises(AttributeError, match="has no attribute 'Engine'"):
        pixelengine_import.Engine  # type: ignore[attr-defined]  # noqa: B018
    program = (
        "import sys, pixelengine_import as p; before = 'httpx' in sys.modules;"
        "p.PixelEngine; print(before, 'httpx' in sys.modules, 'PIL' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, check=True, text=True
    )

    assert done.stdout.split() == ["False", "True", "False"]
