"""Each rule of the API reference for /animate and /keyframes, and how it is said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from pixelengine_import.api.catalog import (
    FRAME_ENGINE,
    MEGABYTE,
    MODELS,
    PIXEL_ENGINE,
    Model,
    batch_price,
    find_model,
    list_price,
)
from pixelengine_import.api.requests import AnimateParameters, KeyframesParameters
from pixelengine_import.api.rules import (
    check_animate,
    check_image,
    check_keyframes,
    check_places,
    output_size,
)
from pixelengine_import.api.violations import Violation, explain, shorten

if TYPE_CHECKING:
    from collections.abc import Iterable


def model(endpoint: str, name: str) -> Model:
    """A row that is there."""
    row = find_model(endpoint, name)
    assert row is not None
    return row


PIXEL = model("animate", PIXEL_ENGINE)
FRAME = model("animate", FRAME_ENGINE)
DETAILED = model("keyframes", "detailed")
PIXEL_KEYS = model("keyframes", "pixel")


def said(violations: Iterable[Violation]) -> list[str]:
    """The sentences that a person reads."""
    return [str(violation) for violation in violations]


def animate(**fields: Any) -> AnimateParameters:
    """Well-typed parameters."""
    return AnimateParameters(prompt="run", **fields)


def keyframes(**fields: Any) -> KeyframesParameters:
    """Well-typed parameters."""
    least = {"prompt": "run", "render_mode": "pixel", "total_frames": 8}
    return KeyframesParameters.model_validate(least | fields)


# -- /animate -----------------------------------------------------------------------


@pytest.mark.parametrize("count", range(2, 17, 2))
def test_the_pixel_engine_takes_even_counts_from_2_to_16(count: int) -> None:
    """The table of models, first row."""
    assert said(check_animate(animate(output_frames=count))) == []


@pytest.mark.parametrize("count", range(2, 25, 2))
def test_the_frame_engine_takes_even_counts_from_2_to_24(count: int) -> None:
    """The table of models, second row."""
    parameters = animate(model=FRAME_ENGINE, output_frames=count)

    assert said(check_animate(parameters)) == []


@pytest.mark.parametrize(
    ("count", "sentence"),
    [
        (7, '"output_frames" must be even (found 7). Use 6 or 8.'),
        (15, '"output_frames" must be even (found 15). Use 14 or 16.'),
        (
            17,
            (
                '"output_frames" must lie between 2 and 16 for pixel-engine-v1.1 '
                "(found 17). Use 16."
            ),
        ),
        (
            0,
            (
                '"output_frames" must lie between 2 and 16 for pixel-engine-v1.1 '
                "(found 0). Use 2."
            ),
        ),
        (
            1,
            (
                '"output_frames" must lie between 2 and 16 for pixel-engine-v1.1 '
                "(found 1). Use 2."
            ),
        ),
        (
            -4,
            (
                '"output_frames" must lie between 2 and 16 for pixel-engine-v1.1 '
                "(found -4). Use 2."
            ),
        ),
    ],
)
def test_other_frame_counts_are_refused_with_the_nearest_that_is_allowed(
    count: int, sentence: str
) -> None:
    """A person is told what to write instead."""
    assert said(check_animate(animate(output_frames=count))) == [sentence]


def test_the_frame_engine_takes_no_pixel_config() -> None:
    """Its output is not post-processed into pixel art."""
    parameters = animate(model=FRAME_ENGINE, pixel_config={"colors": 16})

    assert said(check_animate(parameters)) == [
        (
            '"pixel_config" is not allowed for "frame-engine-v1.1". Leave it out or '
            'use "pixel-engine-v1.1".'
        )
    ]


@pytest.mark.parametrize(
    ("config", "found"),
    [({}, "neither"), ({"colors": 16, "palette": ["#ff0000"]}, "both")],
)
def test_a_pixel_config_gives_colors_or_a_palette_never_both(
    config: dict[str, object], found: str
) -> None:
    """Count mode or palette mode."""
    assert said(check_animate(animate(pixel_config=config))) == [
        (
            f'"pixel_config" needs either "colors" or "palette" (found {found}). Give '
            "one of them."
        )
    ]


@pytest.mark.parametrize("config", [{"colors": 2}, {"palette": ["ff0000"]}, None])
def test_a_pixel_config_of_one_mode_or_none_at_all_is_taken(
    config: dict[str, object] | None,
) -> None:
    """Left out, the service takes 24 colours."""
    assert said(check_animate(animate(pixel_config=config))) == []


@pytest.mark.parametrize("name", ["pixel-engine-v9", "pixel-engine-v1.5"])
def test_a_model_that_is_not_documented_is_not_judged(name: str) -> None:
    """The service moves faster than any release: what is observed forbids nothing."""
    parameters = animate(model=name, output_frames=99, pixel_config={})

    assert said(check_animate(parameters)) == []


def test_an_unknown_model_is_priced_as_the_dearest_of_its_endpoint() -> None:
    """A budget errs on the safe side."""
    assert list_price("animate", "pixel-engine-v9") == 26
    assert list_price("animate", PIXEL_ENGINE) == 20
    assert list_price("keyframes", "pixel") == 24
    assert list_price("cancel", "") == 0


# -- /keyframes ---------------------------------------------------------------------


@pytest.mark.parametrize("mode", ["pixel", "detailed"])
@pytest.mark.parametrize("count", [3, 4, 19, 20])
def test_keyframes_take_3_to_20_frames_odd_ones_too(mode: str, count: int) -> None:
    """Both render modes."""
    parameters = keyframes(render_mode=mode, total_frames=count)

    assert said(check_keyframes(parameters)) == []


@pytest.mark.parametrize(("count", "nearest"), [(2, 3), (0, 3), (21, 20), (500, 20)])
def test_other_totals_are_refused(count: int, nearest: int) -> None:
    """The hint is the nearest that is allowed."""
    assert said(check_keyframes(keyframes(total_frames=count))) == [
        (
            f'"total_frames" must lie between 3 and 20 for pixel (found {count}). Use '
            f"{nearest}."
        )
    ]


def test_detailed_keyframes_take_no_pixel_config() -> None:
    """Only render_mode "pixel" is pixel art."""
    parameters = keyframes(render_mode="detailed", pixel_config={"colors": 8})

    assert said(check_keyframes(parameters)) == [
        (
            '"pixel_config" is not allowed for render_mode "detailed". Leave it out or '
            'use "pixel".'
        )
    ]


def test_there_must_be_a_keyframe() -> None:
    """Between 1 and total_frames."""
    assert said(check_places([], 8)) == [
        '"frames" must hold at least one keyframe (found none). Add one.'
    ]


def test_there_are_no_more_keyframes_than_frames() -> None:
    """Between 1 and total_frames."""
    assert said(check_places([0, 1, 2, 3], 3)) == [
        (
            '"frames" holds more keyframes than frames (found 4 keyframes for 3 '
            'frames). Raise "total_frames" or take keyframes out.'
        ),
        '"frames[3].index" lies outside the animation (found 3). Use 0 to 2.',
    ]


def test_a_keyframe_lies_inside_the_animation() -> None:
    """In range [0, total_frames - 1]."""
    assert said(check_places([0, 8], 8)) == [
        '"frames[1].index" lies outside the animation (found 8). Use 0 to 7.'
    ]


def test_each_place_is_taken_once() -> None:
    """Each index may only appear once; the first to take it is named."""
    assert said(check_places([4, 0, 4], 8)) == [
        (
            '"frames[2].index" is taken by frames[0] already (found 4). Give each '
            "keyframe a place of its own."
        )
    ]


@given(
    st.integers(1, 20).flatmap(
        lambda total: st.tuples(
            st.just(total),
            st.lists(
                st.integers(0, total - 1), min_size=1, max_size=total, unique=True
            ),
        )
    )
)
@settings(max_examples=50)
def test_distinct_places_inside_are_always_taken(
    case: tuple[int, list[int]],
) -> None:
    """The order of keyframes does not matter."""
    total, places = case

    assert said(check_places(places, total)) == []


# -- pictures -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Facts:
    """A picture's facts without the picture."""

    width: int = 64
    height: int = 64
    format: str = "PNG"
    byte_count: int = 1000


def judged(row: Model, *images: Facts) -> list[str]:
    """What is said of one picture, or of the pictures of keyframes."""
    fields: list[tuple[str | int, ...]] = (
        [("image",)]
        if row.endpoint == "animate"
        else [("frames", i, "image") for i in range(len(images))]
    )
    return said(check_image(row, images, fields))


@pytest.mark.parametrize(
    ("row", "facts"),
    [
        (PIXEL, Facts(1, 1)),
        (PIXEL, Facts(256, 256, byte_count=5 * MEGABYTE)),
        (PIXEL, Facts(64, 128)),
        (PIXEL, Facts(128, 64)),
        (FRAME, Facts(256, 256)),
        (FRAME, Facts(2048, 1024, "JPEG")),
        (DETAILED, Facts(256, 512, "JPEG", 10 * MEGABYTE)),
        (PIXEL_KEYS, Facts(256, 128, byte_count=10 * MEGABYTE)),
    ],
)
def test_pictures_at_the_limits_are_taken(row: Model, facts: Facts) -> None:
    """Limits are inclusive."""
    assert judged(row, facts) == []


@pytest.mark.parametrize(
    ("row", "facts", "sentence"),
    [
        (
            PIXEL,
            Facts(64, 64, "JPEG"),
            (
                '"image" has a format that pixel-engine-v1.1 does not take (found '
                "JPEG). Use PNG."
            ),
        ),
        (
            FRAME,
            Facts(256, 256, "GIF"),
            (
                '"image" has a format that frame-engine-v1.1 does not take (found '
                "GIF). Use PNG or JPEG."
            ),
        ),
        (
            PIXEL,
            Facts(257, 200),
            (
                '"image" is too large for pixel-engine-v1.1 (found 257x200 pixels). '
                "Use at most 256x256 pixels."
            ),
        ),
        (
            FRAME,
            Facts(255, 256),
            (
                '"image" is too small for frame-engine-v1.1 (found 255x256 pixels). '
                "Use at least 256x256 pixels."
            ),
        ),
        (
            FRAME,
            Facts(2049, 2048),
            (
                '"image" is too large for frame-engine-v1.1 (found 2049x2048 pixels). '
                "Use at most 2048x2048 pixels."
            ),
        ),
        (
            PIXEL,
            Facts(129, 64),
            (
                '"image" is too long and thin (found 129x64 pixels). Keep the aspect '
                "ratio between 1:2 and 2:1."
            ),
        ),
        (
            PIXEL,
            Facts(64, 129),
            (
                '"image" is too long and thin (found 64x129 pixels). Keep the aspect '
                "ratio between 1:2 and 2:1."
            ),
        ),
        (
            PIXEL,
            Facts(byte_count=6 * MEGABYTE),
            '"image" is too large (found 6.0 MB). Send at most 5.0 MB.',
        ),
        (
            PIXEL_KEYS,
            Facts(byte_count=11 * MEGABYTE),
            '"frames[0].image" is too large (found 11.0 MB). Send at most 10.0 MB.',
        ),
    ],
)
def test_pictures_over_the_limits_are_refused(
    row: Model, facts: Facts, sentence: str
) -> None:
    """Format, each axis, aspect ratio, bytes."""
    assert judged(row, facts) == [sentence]


def test_keyframes_together_stay_below_20_megabytes() -> None:
    """Each may have 10 MB, three may not."""
    facts = Facts(byte_count=7 * MEGABYTE)

    assert judged(PIXEL_KEYS, facts, facts, facts) == [
        '"frames" are too large together (found 21.0 MB). Send at most 20.0 MB in all.'
    ]


def test_keyframes_have_one_size() -> None:
    """All keyframe images must have the same dimensions."""
    assert judged(PIXEL_KEYS, Facts(), Facts(), Facts(64, 65)) == [
        (
            '"frames[2].image" has another size than the first keyframe (found 64x65, '
            "not 64x64). Give all keyframes the same size."
        )
    ]


def test_too_many_bytes_have_a_code_of_their_own() -> None:
    """The reference: 400 image_too_large for bytes, invalid_request for pixels."""
    bytes_over = check_image(PIXEL, [Facts(byte_count=6 * MEGABYTE)], [("image",)])
    pixels_over = check_image(PIXEL, [Facts(300, 300)], [("image",)])

    assert [v.code for v in bytes_over] == ["image_too_large"]
    assert [v.code for v in pixels_over] == ["invalid_request"]


# -- output sizes -------------------------------------------------------------------


@pytest.mark.parametrize("row", [PIXEL, PIXEL_KEYS], ids=lambda row: row.endpoint)
def test_pixel_art_keeps_its_size(row: Model) -> None:
    """A 64x64 input produces 64x64 frames."""
    assert output_size(row, 64, 64) == (64, 64)
    assert output_size(row, 17, 31) == (17, 31)


@pytest.mark.parametrize(
    ("row", "size", "expected"),
    [
        (FRAME, (1024, 768), (640, 480)),
        (FRAME, (1080, 1920), (360, 640)),
        (FRAME, (256, 256), (640, 640)),
        (FRAME, (2048, 1024), (640, 320)),
        (FRAME, (1000, 701), (640, 448)),  # 448.64 / 8 = 56.08
        (FRAME, (1600, 1110), (640, 448)),  # 444.0 / 8 = 55.5, half goes up
        (FRAME, (1600, 1109), (640, 440)),  # 443.6 / 8 = 55.45
        (DETAILED, (1920, 1080), (640, 384)),  # 360 / 64 = 5.625
        (DETAILED, (1024, 768), (640, 512)),  # 480 / 64 = 7.5, half goes up
        (DETAILED, (768, 1000), (512, 640)),  # 491.52 / 64 = 7.68
        (DETAILED, (2048, 1024), (640, 320)),
    ],
)
def test_general_pictures_get_640_on_the_long_side(
    row: Model, size: tuple[int, int], expected: tuple[int, int]
) -> None:
    """The short side is rounded to 8 or 64 pixels."""
    assert output_size(row, *size) == expected


@given(
    st.sampled_from([FRAME, DETAILED]), st.integers(256, 2048), st.integers(256, 2048)
)
@settings(max_examples=60)
def test_a_general_size_is_within_half_a_step_of_the_aspect_ratio(
    row: Model, width: int, height: int
) -> None:
    """Only rounding changes the shape, and a turned picture gets a turned size."""
    out = output_size(row, width, height)
    short = 640 * min(width, height) / max(width, height)

    assert max(out) == 640
    assert min(out) % row.side_multiple == 0
    assert abs(min(out) - short) <= row.side_multiple / 2
    assert output_size(row, height, width) == out[::-1]


# -- pydantic's findings in our words -----------------------------------------------


class Sample(BaseModel):
    """One field for each kind of finding."""

    model_config = ConfigDict(strict=True, extra="forbid")

    whole: int = 1
    number: float = 1.0
    finite: float = Field(default=1.0, allow_inf_nan=False)
    text: str = "a"
    flag: bool = True
    many: list[int] = Field(default=[1], min_length=1, max_length=3)
    named: dict[str, int] = {}
    low: int = Field(default=2, ge=2)
    high: int = Field(default=2, le=256)
    above: float = Field(default=1.0, gt=0)
    below: float = Field(default=0.1, lt=0.5)
    full: str = Field(default="a", min_length=1, max_length=5)
    inner: Inner | None = None
    own: str = "a"
    exact: str = Field(default="abc", pattern="^abc$")

    @field_validator("own")
    @classmethod
    def _own(cls, value: str) -> str:
        if value == "bad":
            msg = "must be good"
            raise ValueError(msg)
        if value == "worse":
            msg = "must be good (found worse)"
            raise ValueError(msg)
        return value


class Inner(BaseModel):
    """A model in a model."""

    needed: int


Sample.model_rebuild()


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        ({"whole": "1"}, '"whole" must be a whole number (found "1")'),
        ({"whole": 1.5}, '"whole" must be a whole number (found 1.5)'),
        ({"whole": True}, '"whole" must be a whole number (found true)'),
        ({"number": "1"}, '"number" must be a number (found "1")'),
        ({"finite": float("nan")}, '"finite" must be a finite number (found NaN)'),
        ({"text": 3}, '"text" must be a text (found 3)'),
        ({"text": None}, '"text" must be a text (found null)'),
        ({"flag": "yes"}, '"flag" must be true or false (found "yes")'),
        ({"many": {}}, '"many" must be a list (found an object)'),
        ({"many": []}, '"many" must not be empty (found a list of 0)'),
        (
            {"many": [1, 2, 3, 4]},
            '"many" must hold at most 3 entries (found 4). Shorten it.',
        ),
        ({"many": [1, "2"]}, '"many[1]" must be a whole number (found "2")'),
        ({"named": []}, '"named" must be an object (found a list of 0)'),
        ({"low": 1}, '"low" must be at least 2 (found 1)'),
        ({"high": 257}, '"high" must be at most 256 (found 257)'),
        ({"above": 0.0}, '"above" must be above 0 (found 0.0)'),
        ({"below": 0.5}, '"below" must be below 0.5 (found 0.5)'),
        ({"full": ""}, '"full" must not be empty (found "")'),
        (
            {"full": "abcdef"},
            '"full" must hold at most 5 characters (found 6). Shorten it.',
        ),
        ({"inner": 3}, '"inner" must be an object (found 3)'),
        ({"inner": {}}, '"inner.needed" is missing. Add it.'),
        ({"new": 1}, '"new" is not a known field. Take it out.'),
        ({"own": "bad"}, '"own" must be good (found "bad")'),
        ({"own": "worse"}, '"own" must be good (found worse)'),
        (
            {"exact": "x"},
            '"exact" string should match pattern \'^abc$\' (found "x")',
        ),
    ],
)
def test_each_kind_of_finding_is_said_in_our_words(
    document: dict[str, object], sentence: str
) -> None:
    """No one has to know pydantic to mend a sidecar."""
    with pytest.raises(ValidationError) as caught:
        Sample.model_validate(document)

    assert said(explain(caught.value)) == [sentence]


def test_what_is_no_object_at_all_is_said_without_a_field() -> None:
    """There is no field to name."""
    with pytest.raises(ValidationError) as caught:
        Sample.model_validate([1])

    assert said(explain(caught.value)) == ["must be an object (found a list of 1)"]


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
@settings(max_examples=60)
def test_a_value_is_shown_on_one_short_printable_line(value: object) -> None:
    """A picture in base64 does not fill the screen, an escape does not reach it."""
    shown = shorten(value)

    assert shown.isprintable()
    assert len(shown) <= 40


def test_every_model_belongs_to_an_endpoint_that_costs_as_documented() -> None:
    """One list price for each row that the reference lists."""
    documented = {
        (m.endpoint, m.cost)
        for m in MODELS
        if m.source == "documented" and m.endpoint != "generate_image"
    }
    generating = {
        m.name: m.cost
        for m in MODELS
        if m.source == "documented" and m.endpoint == "generate_image"
    }

    assert documented == {("animate", 20), ("keyframes", 24)}
    assert generating == {
        "nb_flash": 10,
        "nb_pro": 30,
        "oai_gpt2_low": 6,
        "oai_gpt2_medium": 12,
        "oai_gpt2_high": 36,
    }


def test_a_price_that_was_seen_above_the_documented_one_counts() -> None:
    """A budget must not be broken by a page that is out of date."""
    assert list_price("generate_image", "nb_flash") == 12
    assert list_price("generate_image", "nb_pro") == 36
    assert list_price("generate_image", "nb_next") == 36
    assert [batch_price(n) for n in (1, 2, 5)] == [20, 32, 68]
