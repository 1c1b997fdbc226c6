"""The promises about money, as properties of a pure function."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pixelengine_import.export.layout import Layout, Region
from pixelengine_import.journal.jobs import Job
from pixelengine_import.pipeline.choices import Doubtful, InSheet, New, Running, Stored
from pixelengine_import.pipeline.committed import Committed, CommittedAnimation
from pixelengine_import.pipeline.plan import (
    Known,
    SidecarPlan,
    Waiting,
    decide,
    render_key,
)
from pixelengine_import.pipeline.project import Outputs
from pixelengine_import.pipeline.want import Raw, Want, Wanted
from pixelengine_import.sidecar.keys import derived_seed
from pixelengine_import.sidecar.parse import parse_sidecar

if TYPE_CHECKING:
    from pixelengine_import.api.outcomes import EngineKind

PATH = PurePosixPath("art/hero.pxe.json")
OUTPUTS = Outputs.of(PATH)
LAYOUT = Layout()
TEXT = b"""{"animations": {
  "idle": {"animate": {"prompt": "idle"}},
  "jump": {"animate": {"prompt": "jump"}}
}}"""
KEYS = ("a" * 64, "b" * 64)
ENGINES: tuple[EngineKind, ...] = ("live", "local")


def wanted() -> Wanted:
    """Two animations, each with a request of its own."""
    sidecar = parse_sidecar(TEXT, path=PATH)
    wants = tuple(
        Want(
            PATH,
            animation,
            key,
            {"v": 1},
            (),
            alpha=True,
            seed=derived_seed(key),
            price=20,
        )
        for animation, key in zip(sidecar.animations, KEYS, strict=True)
    )
    return Wanted(sidecar, wants, OUTPUTS, {})


def job(key: str, engine: EngineKind, state: str) -> Job:
    """A job in the journal."""
    return Job(
        id=1,
        project="/p",
        sidecar=str(PATH),
        animation="idle",
        request_key=key,
        engine=engine,
        endpoint="animate",
        cost=20,
        request={},
        images=(),
        state=state,  # type: ignore[arg-type]  # drawn from the known states
        result="r" * 64 if state in {"stored", "settled"} else None,
    )


def on_sheet(key: str, engine: EngineKind, name: str = "idle") -> CommittedAnimation:
    """An animation in committed outputs."""
    return CommittedAnimation(
        name, key, engine, "r" * 64, "f" * 64, (Region(0, 0, 1, 1),), {}
    )


def known(*animations: CommittedAnimation, key: str | None = None) -> Known:
    """Whole outputs beside the sidecar, or none."""
    if not animations:
        return Known(Committed(dict.fromkeys(OUTPUTS)), {}, {})
    hashes = {path: f"hash of {path}" for path in OUTPUTS}
    return Known(
        Committed(
            hashes=hashes,
            recorded=dict(hashes),
            render_key=key,
            animations={a.key: a for a in animations},
            sheet=OUTPUTS.sheet,
        ),
        {},
        {},
    )


def plan(engine: EngineKind, what: Known | None = None, *jobs: Job) -> SidecarPlan:
    """Decide about the two animations."""

    def living(key: str, kind: EngineKind) -> Job | None:
        for candidate in jobs:
            if (candidate.request_key, candidate.engine) == (key, kind):
                return candidate
        return None

    return decide(
        wanted(), engine=engine, jobs=living, known=what or known(), layout=LAYOUT
    )


def test_nothing_known_needs_new_jobs_at_the_list_price() -> None:
    """Each new job of the live engine is priced, none of the local one."""
    assert plan("live").choices == (New(20), New(20))
    assert plan("live").price == 40
    assert plan("local").choices == (New(0), New(0))
    assert plan("local").verdict == "work"


@pytest.mark.parametrize("engine", ENGINES)
def test_a_stored_live_result_satisfies_everybody(engine: EngineKind) -> None:
    """With a key or without."""
    stored = job(KEYS[0], "live", "settled")

    assert plan(engine, None, stored).choices[0] == Stored(stored, "r" * 64)


def test_a_preview_satisfies_only_while_the_engine_is_local() -> None:
    """Going live lists the previews to replace."""
    what = known(on_sheet(KEYS[0], "local"))

    assert isinstance(plan("local", what).choices[0], InSheet)
    assert plan("live", what).choices[0] == New(20, replaces_preview=True)


def test_frames_on_the_sheet_come_before_previews_of_our_own_store() -> None:
    """A newer local algorithm leaves previews as they are."""
    what = known(on_sheet(KEYS[0], "local"))

    choice = plan("local", what, job(KEYS[0], "local", "stored")).choices[0]

    assert isinstance(choice, InSheet)


def test_a_live_result_in_the_store_replaces_a_committed_preview() -> None:
    """The better result is used as soon as it is there."""
    what = known(on_sheet(KEYS[0], "local"))
    live = job(KEYS[0], "live", "stored")

    assert plan("local", what, live).choices[0] == Stored(live, "r" * 64)


def test_whole_outputs_with_the_same_render_key_are_unchanged() -> None:
    """And with another one they are rendered anew, from what is there."""
    pair = (on_sheet(KEYS[0], "live"), on_sheet(KEYS[1], "live", "jump"))
    key = render_key(wanted().wants, ["r" * 64] * 2, OUTPUTS.sheet, LAYOUT)

    assert plan("live", known(*pair, key=key)).verdict == "unchanged"
    assert plan("live", known(*pair, key="other")).verdict == "render"


def test_a_sheet_that_was_changed_gives_nothing_back() -> None:
    """Frames are taken from a sheet only when it is the recorded one."""
    what = known(on_sheet(KEYS[0], "live"))
    hashes = {**what.committed.hashes, OUTPUTS.sheet: "other"}
    broken = replace(what, committed=replace(what.committed, hashes=hashes))

    assert plan("live", broken).verdict == "conflict"
    assert plan("live", broken).price == 0


def test_a_hash_that_the_journal_knows_is_no_conflict() -> None:
    """A publication that was cut off is taken up again."""
    what = known(on_sheet(KEYS[0], "live"))
    hashes = {**what.committed.hashes, OUTPUTS.sheet: "planned"}
    cut_off = replace(
        what,
        committed=replace(what.committed, hashes=hashes),
        ours={OUTPUTS.sheet: frozenset({"planned"})},
    )

    assert plan("live", cut_off).conflicts == ()


def test_a_file_that_nobody_recorded_is_a_conflict_before_paying() -> None:
    """Free work may come to the same bytes; paid work must not be done in vain."""
    stranger = Known(
        Committed({**dict.fromkeys(OUTPUTS), OUTPUTS.sheet: "somebody's"}), {}, {}
    )

    assert plan("live", stranger).verdict == "conflict"
    assert plan("local", stranger).verdict == "work"


def test_a_lost_answer_holds_its_sidecar() -> None:
    """A person decides; nothing is sent again, so nothing is asked for either."""
    lost = job(KEYS[0], "live", "ambiguous")

    held = plan("live", None, lost)

    assert held.verdict == "held"
    assert held.choices[0] == Doubtful(lost)
    assert (held.new_jobs, held.price) == (0, 0)


def test_an_intent_that_was_never_sent_is_still_to_be_paid() -> None:
    """Whoever agreed to it did so in another run, perhaps to a larger budget."""
    begun = job(KEYS[0], "live", "intent")

    assert plan("live", None, begun).choices[0] == New(20)
    assert plan("live", None, begun).price == 40


def test_a_sheet_that_a_cut_off_publication_replaced_is_taken_from_the_store() -> None:
    """The new sheet is written first; the old one is what the metadata describes."""
    what = known(on_sheet(KEYS[0], "live"))
    recorded = what.committed.recorded[OUTPUTS.sheet]
    hashes = {**what.committed.hashes, OUTPUTS.sheet: "planned"}
    cut_off = replace(
        what,
        committed=replace(what.committed, hashes=hashes),
        ours={OUTPUTS.sheet: frozenset({"planned"})},
    )

    assert isinstance(plan("live", cut_off).choices[0], New)
    choice = plan("live", replace(cut_off, kept=recorded)).choices[0]
    assert isinstance(choice, InSheet)
    assert choice.kept == recorded


STATES = st.sampled_from(
    ["intent", "sending", "submitted", "ready", "stored", "settled", "ambiguous"]
)
JOBS = st.lists(
    st.builds(job, st.sampled_from(KEYS), st.sampled_from(ENGINES), STATES),
    max_size=4,
    unique_by=lambda j: (j.request_key, j.engine),
)
SHEETS = st.lists(
    st.builds(on_sheet, st.sampled_from(KEYS), st.sampled_from(ENGINES)),
    max_size=2,
    unique_by=lambda a: a.key,
)


@settings(max_examples=300)
@given(engine=st.sampled_from(ENGINES), jobs=JOBS, sheets=SHEETS)
def test_no_state_of_things_pays_twice(
    engine: Literal["live", "local"],
    jobs: list[Job],
    sheets: list[CommittedAnimation],
) -> None:
    """A new paid job is planned only when nothing live is there or under way."""
    found = plan(engine, known(*sheets), *jobs)

    for want, choice in zip(found.wanted.wants, found.choices, strict=True):
        live_jobs = [
            j
            for j in jobs
            if (j.request_key, j.engine) == (want.key, "live") and j.state != "intent"
        ]
        live_sheet = [s for s in sheets if (s.key, s.engine) == (want.key, "live")]
        if isinstance(choice, New):
            assert engine == "local" or not live_jobs
            assert not live_sheet
            assert choice.price == (20 if engine == "live" else 0)
        if isinstance(choice, Running | Doubtful):
            assert choice.job.engine == engine
        if isinstance(choice, Stored | InSheet):
            assert engine == "local" or choice.engine == "live"
        if live_sheet or any(j.has_result for j in live_jobs):
            assert isinstance(choice, Stored | InSheet)
            assert choice.engine == "live"


CUT_TEXT = b'{"animate": {"prompt": "idle"}, "remove_background": true}'
RAW_KEY = "a" * 64
CUT_KEYS: dict[EngineKind, str] = {"live": "c" * 64, "local": "d" * 64}


def cut_plan(engine: EngineKind, what: Known, jobs: list[Job]) -> SidecarPlan:
    """Decide about an animation whose background is taken out."""
    sidecar = parse_sidecar(CUT_TEXT, path=PATH)
    living = {(j.request_key, j.engine): j for j in jobs}
    raws = {
        kind: Raw(key, {"engine": kind})
        for kind, key in CUT_KEYS.items()
        if (found := living.get((RAW_KEY, kind))) is not None and found.has_result
    }
    want = Want(
        PATH,
        sidecar.animations[0],
        RAW_KEY,
        {"v": 1},
        (),
        alpha=True,
        seed=1,
        price=20,
        raws=raws,
    )
    return decide(
        Wanted(sidecar, (want,), OUTPUTS, {}),
        engine=engine,
        jobs=lambda key, kind: living.get((key, kind)),
        known=what,
        layout=LAYOUT,
    )


CUT_JOBS = st.lists(
    st.builds(
        job,
        st.sampled_from([RAW_KEY, *CUT_KEYS.values()]),
        st.sampled_from(ENGINES),
        STATES,
    ),
    max_size=6,
    unique_by=lambda j: (j.request_key, j.engine),
)


@settings(max_examples=400)
@given(engine=st.sampled_from(ENGINES), jobs=CUT_JOBS)
def test_taking_a_background_out_pays_for_what_is_missing_alone(
    engine: Literal["live", "local"], jobs: list[Job]
) -> None:
    """2 credits when the animation is there or under way, else 22; once each."""
    (choice,) = cut_plan(engine, known(), jobs).choices
    state = {(j.request_key, j.engine): j for j in jobs}
    raw = state.get((RAW_KEY, "live"))
    cut = state.get((CUT_KEYS["live"], "live"))
    if engine == "local":
        assert not isinstance(choice, New) or choice.price == 0
        return
    if isinstance(choice, New):
        begun = raw is not None and raw.state != "intent"
        assert choice.price == (2 if begun else 22)
        assert choice.begins == (
            ("remove_background",) if begun else ("animate", "remove_background")
        )
        assert not (begun and raw is not None and raw.state == "ambiguous")
        if raw is not None and raw.has_result:
            assert cut is None or cut.state == "intent"
    if isinstance(choice, Stored):
        assert choice.engine == "live"
        assert choice.job.request_key == CUT_KEYS["live"]
    if isinstance(choice, Running):
        assert choice.job is cut
        assert choice.raw is raw


def test_an_animation_that_waits_is_priced_and_named() -> None:
    """What cannot be known before the art is there is an upper bound."""
    sidecar = parse_sidecar(TEXT, path=PATH)
    waiting = tuple(Waiting(animation, 20, 1) for animation in sidecar.animations)
    found = decide(
        Wanted(sidecar, (), OUTPUTS, {}),
        engine="live",
        jobs=lambda _key, _kind: None,
        known=known(),
        layout=LAYOUT,
        waiting=waiting,
    )

    assert (found.verdict, found.price, found.new_jobs) == ("work", 40, 2)
    assert found.reasons == ('"idle": waits for its art', '"jump": waits for its art')
