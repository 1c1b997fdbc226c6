"""Request keys: what is in them, what is not, and that none ever changes."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pixelengine_import.sidecar.keys import (
    canonical_json,
    derived_seed,
    key_document,
    request_key,
)
from pixelengine_import.sidecar.parse import parse_sidecar

if TYPE_CHECKING:
    from pixelengine_import.sidecar.facts import Animation

PATH = PurePosixPath("art/hero.pxe.json")
PIXELS = "5f" * 32


def animation(document: dict[str, Any]) -> Animation:
    text = json.dumps(document).encode()
    return parse_sidecar(text, path=PATH).animations[0]


def animate(**fields: Any) -> dict[str, Any]:
    return {"animate": {"prompt": "walk"} | fields}


def keyframes(*frames: dict[str, Any], **fields: Any) -> dict[str, Any]:
    section = {"prompt": "slash", "render_mode": "pixel", "total_frames": 8}
    return {"keyframes": section | {"frames": list(frames)} | fields}


def key(document: dict[str, Any], *, alpha: bool = True) -> str:
    one = animation(document)
    return request_key(one, dict.fromkeys(one.images, PIXELS), alpha=alpha)


GOLDEN: list[tuple[dict[str, Any], bool, str]] = [
    (
        animate(),
        True,
        "e96728d3f2a51afc0c434f80bae84188622b69c7e19fb27b46419d8066d390c9",
    ),
    (
        animate(),
        False,
        "a687d89c7ff57204977c26871fac73f5af586f90027788b03c8ed6d4e433f4ab",
    ),
    (
        animate(seed=7) | {"transparent": False},
        True,
        "dbd77211ca1bd0847cb189f10f5546485d9bf9c795e41a986d85a7c1e707cbc7",
    ),
    (
        animate(prompt="größer\nwerden", negative_prompt="blur"),
        True,
        "405c0e93bf69db260c556a938f6d5b9bd60a76926bc05019334e8c86fe214fed",
    ),
    (
        animate(pixel_config={"palette": ["#FF0000", "00ff00"]}),
        True,
        "f71250a11a84a76d2d7bd0f8165c753ba7c5c7eb4625291f8e336fe7907c76a1",
    ),
    (
        animate(pixel_config={"palette": "source"}) | {"reroll": 2},
        True,
        "a27b8711b31095913aec5934c814759fceef9c8daf70c1ac4b7ef867c36a5994",
    ),
    (
        animate(model="frame-engine-v1.1", matte_color="#123456"),
        True,
        "bb47d78e190eb42ea15f51d9271139d853c7bda283e2376bb07d1b90a50a73cf",
    ),
    (
        animate(model="pixel-engine-v1.5", output_frames=5),
        False,
        "c7e85534ecb2062c8eb5d260c412dcadabf8775bd38a58a2baaad725273e9312",
    ),
    (
        keyframes({"index": 0}),
        True,
        "99bae7d43996ddf6ca5566cfe5bd05fbc6f70e24bac9025cac14abfaf3e1d5c8",
    ),
    (
        keyframes({"index": 0}, {"index": 4, "strength": 0.8}, seed=9),
        True,
        "3fffa4bb05c0135d8a6a2d8d8b6d19798ca3f10e49d635d6919bfadc82cc2091",
    ),
    (
        keyframes({"index": 3}, render_mode="detailed", output_format="gif"),
        False,
        "e0b93b479b3937b441a0e4eced47aa814fd70dbb0104a1a01ff28e6e431b2528",
    ),
]


@pytest.mark.parametrize(("document", "alpha", "expected"), GOLDEN)
def test_a_key_never_changes(
    document: dict[str, Any],
    alpha: bool,  # noqa: FBT001 - a column of the table
    expected: str,
) -> None:
    """Pinned: if this fails, every user pays again. Change the code, not the key."""
    assert key(document, alpha=alpha) == expected


def test_the_document_behind_a_key_spells_everything_out() -> None:
    """Canonical JSON, readable and complete."""
    one = animation(animate())
    document = key_document(one, dict.fromkeys(one.images, PIXELS), alpha=True)

    assert canonical_json(document) == (
        '{"colors":24,"endpoint":"animate","images":["' + PIXELS + '"],"matte":"auto",'
        '"model":"pixel-engine-v1.1","negative_prompt":"","output_format":'
        '"spritesheet","output_frames":8,"palette":null,"prompt":"walk","reroll":0,'
        '"seed":null,"transparent":true,"v":1}'
    )


@pytest.mark.parametrize(
    "same",
    [
        animate() | {"fps": 12},
        animate() | {"durations": [100] * 8},
        animate() | {"loop": False},
        animate() | {"direction": "reverse"},
        animate() | {"image": "other.png"},
        animate(
            model="pixel-engine-v1.1", output_frames=8, output_format="spritesheet"
        ),
        animate(pixel_config={"colors": 24}, negative_prompt="", matte_color="auto"),
        {"animations": {"any name": animate()}},
        {"defaults": {"output_frames": 8}, "animations": {"a": animate()}},
    ],
)
def test_what_is_not_asked_of_the_service_is_not_in_its_key(
    same: dict[str, Any],
) -> None:
    """Names, files, playback, and defaults that are spelled out cost nothing."""
    assert key(same) == key(animate())


DIFFERENT: list[dict[str, Any]] = [
    animate(),
    animate(prompt="run"),
    animate(negative_prompt="blur"),
    animate(output_frames=6),
    animate(seed=1),
    animate(pixel_config={"colors": 8}),
    animate(pixel_config={"palette": "source"}),
    animate(pixel_config={"palette": ["#000000", "#ffffff"]}),
    animate(output_format="webp"),
    animate(matte_color="#ff00ff"),
    animate(model="frame-engine-v1.1"),
    animate(model="pixel-engine-v9"),
    animate() | {"reroll": 1},
    animate() | {"transparent": False},
    keyframes({"index": 0}),
    keyframes({"index": 1}),
    keyframes({"index": 0, "strength": 0.5}),
    keyframes({"index": 0}, {"index": 4}),
    keyframes({"index": 0}, total_frames=9),
    keyframes({"index": 0}, render_mode="detailed"),
]


def test_whatever_is_asked_of_the_service_is_in_its_key() -> None:
    """Two requests that differ have two keys."""
    keys = [key(document) for document in DIFFERENT]

    assert len(set(keys)) == len(DIFFERENT)


def test_the_pixels_are_in_the_key() -> None:
    """And their order, by place in the animation."""
    one = animation(
        keyframes({"index": 4, "image": "b.png"}, {"index": 0, "image": "a.png"})
    )
    first, second = one.images
    ab = request_key(one, {first: "aa", second: "bb"}, alpha=False)
    ba = request_key(one, {first: "bb", second: "aa"}, alpha=False)

    assert first.path == PurePosixPath("art/a.png")
    assert ab != ba


def test_the_order_in_which_keyframes_are_listed_is_not_in_the_key() -> None:
    """They are placed by their index."""
    forward = keyframes({"index": 0}, {"index": 4, "strength": 0.5})
    backward = keyframes({"index": 4, "strength": 0.5}, {"index": 0})

    assert key(forward) == key(backward)


def test_a_whole_number_and_a_fraction_are_one_strength() -> None:
    """1 and 1.0, 0 and -0.0 ask for the same."""
    keys = [key(keyframes({"index": 0, "strength": s})) for s in (1, 1.0)]
    zeros = [key(keyframes({"index": 0, "strength": s})) for s in (0, 0.0, -0.0)]

    assert len(set(keys)) == len(set(zeros)) == 1


def test_without_alpha_the_matte_is_not_in_the_key() -> None:
    """There is nothing to flatten and nothing to take out."""
    keys = {
        key(document, alpha=False)
        for document in (
            animate(),
            animate(matte_color="#00ff00"),
            animate() | {"transparent": False},
        )
    }

    assert len(keys) == 1


def test_an_opaque_result_of_transparent_art_has_the_services_matte() -> None:
    """The default #808080, spelled out or not."""
    auto = animate() | {"transparent": False}
    spelled = animate(matte_color="#808080") | {"transparent": False}

    assert key(auto) == key(spelled)


def test_without_a_palette_only_the_matte_itself_counts() -> None:
    """A general model gets no colours, so taking the matte out changes nothing sent."""
    matte = {"model": "frame-engine-v1.1", "matte_color": "#ff00ff"}

    assert key(animate(**matte)) == key(animate(**matte) | {"transparent": False})


def test_a_seed_makes_the_reroll_void() -> None:
    """The user's seed is the request; there is no other try of it."""
    assert key(animate(seed=5)) == key(animate(seed=5) | {"reroll": 3})


def test_a_reroll_gives_another_seed() -> None:
    """The count is inside the key, and the seed comes from the key."""
    seeds = {derived_seed(key(animate() | {"reroll": n})) for n in range(20)}

    assert len(seeds) == 20


@given(st.binary(min_size=32, max_size=32))
def test_a_derived_seed_is_one_that_the_service_takes(digest: bytes) -> None:
    """1 to 9,999,999,999, the same for everybody."""
    seed = derived_seed(digest.hex())

    assert 1 <= seed <= 9_999_999_999
    assert seed == derived_seed(digest.hex())


def test_a_derived_seed_never_changes() -> None:
    """Pinned like the keys."""
    assert derived_seed("00" * 32) == 1
    assert derived_seed("ff" * 32) == 5_554_226_023


def test_canonical_json_is_ascii_sorted_and_tight() -> None:
    """One text for one document."""
    assert canonical_json({"b": [1, 0.5, None], "a": "é"}) == (
        '{"a":"\\u00e9","b":[1,0.5,null]}'
    )
    with pytest.raises(ValueError, match="not JSON compliant"):
        canonical_json(float("nan"))


def test_changing_places_changes_no_key() -> None:
    """Lines and columns are for messages only."""
    one = animation(animate())
    moved = replace(one, place=one.place._replace(line=99), name="other")
    hashes = dict.fromkeys(one.images, PIXELS)

    assert request_key(one, hashes, alpha=True) == request_key(
        moved, hashes, alpha=True
    )
