"""What is to be done, decided without touching anything.

This is the heart of the product: given what the sidecars want, what the journal and the
files hold and who is asked, it says for each animation where its frames come from and
what that can cost. It is pure, so that its promises are tested by properties.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

from pixelengine_import._fs import sha256
from pixelengine_import.journal.outputs import Kept
from pixelengine_import.pipeline.choices import (
    Choice,
    Doubtful,
    InSheet,
    New,
    Running,
    Stored,
)
from pixelengine_import.pipeline.memory import KINDS
from pixelengine_import.pipeline.ownership import asked_for
from pixelengine_import.pipeline.reasons import explain
from pixelengine_import.pipeline.steps import step_price
from pixelengine_import.sidecar.keys import canonical_json

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import PurePosixPath

    from pixelengine_import.api.outcomes import EngineKind
    from pixelengine_import.export.layout import Layout
    from pixelengine_import.journal.jobs import Job
    from pixelengine_import.pipeline.ask import Ask
    from pixelengine_import.pipeline.committed import Committed
    from pixelengine_import.pipeline.made import ImagePlan
    from pixelengine_import.pipeline.want import Want, Wanted
    from pixelengine_import.sidecar.facts import Animation

__all__ = [
    "Known",
    "SidecarPlan",
    "Waiting",
    "choose",
    "decide",
    "render_key",
]

RENDER_FORMAT = 1
"""Changes when the same frames are to be written in another way; renders anew, free."""

MORE_FORMAT = 1
"""The same for the outputs that are made only where they are asked for."""

Verdict = Literal["unchanged", "kept", "render", "work", "held", "conflict"]


@dataclass(frozen=True, slots=True)
class Known:
    """What there is for one sidecar.

    Attributes:
        committed: The outputs beside it.
        ours: For each output the hashes under which the journal knows it.
        elsewhere: Frames on other sheets of the project, by request key.
        kept: SHA-256 of the recorded sheet when it is not in its place any more, but
            in our store.
        decided: Outputs about which a person has said that they stay as they are.
    """

    committed: Committed
    ours: Mapping[PurePosixPath, frozenset[str]]
    elsewhere: Mapping[str, InSheet]
    kept: str | None = None
    decided: Mapping[PurePosixPath, Kept] = field(default_factory=dict)

    @property
    def foreign(self) -> tuple[PurePosixPath, ...]:
        """The outputs that are there and that we have not written."""
        return tuple(
            path
            for path, now in self.committed.hashes.items()
            if now is not None and now not in self.written(path)
        )

    def written(self, path: PurePosixPath) -> frozenset[str]:
        """Return the hashes under which we wrote an output, as far as is known."""
        found = {self.committed.recorded.get(path), self.committed.saved.get(path)}
        ours = self.ours.get(path, frozenset())
        return ours | {digest for digest in found if digest is not None}


@dataclass(frozen=True, slots=True, eq=False)
class Waiting:
    """An animation whose request is not known yet: its art or its prompt is made first.

    Attributes:
        animation: The animation.
        price: Upper price in credits of all its jobs; 0 on the local engine.
        jobs: How many jobs that is.
        ask: What must be asked for its prompt, None when it waits for its art.
    """

    animation: Animation
    price: int
    jobs: int
    ask: Ask | None = None


@dataclass(frozen=True, slots=True, eq=False)
class SidecarPlan:
    """What is to be done for one sidecar.

    Attributes:
        wanted: What it wants.
        known: What there is.
        choices: Where the frames of each animation come from, in its order.
        verdict: ``unchanged``: nothing. ``kept``: nothing either, since a person wants
            outputs to stay as they are, other than asked for. ``render``: write outputs
            from frames that we have. ``work``: jobs first. ``held``: a person must
            decide about a lost answer. ``conflict``: an output was changed by a person.
        reasons: Why, one line each.
        conflicts: Outputs that hold bytes which we did not write.
        image: How far the art is, for a sidecar that makes it.
        waiting: Animations that cannot be planned before art or prompts are there.
        asked: Name of everything that outputs would be made from.
    """

    wanted: Wanted
    known: Known
    choices: tuple[Choice, ...]
    verdict: Verdict
    reasons: tuple[str, ...] = ()
    conflicts: tuple[PurePosixPath, ...] = ()
    image: ImagePlan | None = None
    waiting: tuple[Waiting, ...] = ()
    asked: str = ""

    @property
    def preparing(self) -> bool:
        """Whether art or prompts must be made before the rest can be planned."""
        return bool(self.waiting) or (self.image is not None and not self.image.ready)

    @property
    def every_choice(self) -> tuple[Choice, ...]:
        """The choices about the art and about each animation."""
        first = None if self.image is None else self.image.choice
        return self.choices if first is None else (first, *self.choices)

    @property
    def keys(self) -> frozenset[str]:
        """The requests that it rests on, as far as they are known."""
        keys = {key for want in self.wanted.wants for key in want.keys}
        keys |= {w.ask.key for w in self.waiting if w.ask is not None}
        return frozenset(keys | (self.image.keys if self.image is not None else set()))

    @property
    def work(self) -> dict[str, tuple[int, int]]:
        """Jobs and upper price of each piece of new work, by what names it.

        Sidecars that share a request share its name.
        """
        if self.verdict in {"conflict", "held", "kept"}:
            return {}
        work: dict[str, tuple[int, int]] = {}
        for want, choice in zip(self.wanted.wants, self.choices, strict=True):
            if isinstance(choice, New):
                work |= _pieces(want, choice)
        path = self.wanted.path
        for waiting in self.waiting:
            work[f"{path}: {waiting.animation.name}"] = (waiting.jobs, waiting.price)
        if self.image is not None and self.image.new_jobs:
            work[f"{path}: image"] = (self.image.new_jobs, self.image.price)
        return work

    @property
    def price(self) -> int:
        """Upper price in credits of all the new jobs that it would send."""
        return sum(price for _, price in self.work.values())

    @property
    def new_jobs(self) -> int:
        """How many new jobs it would send."""
        return sum(jobs for jobs, _ in self.work.values())

    @property
    def engine(self) -> EngineKind:
        """``live`` when every result is a live one."""
        kinds = {getattr(c, "engine", "local") for c in self.choices}
        kinds |= set() if self.image is None else {self.image.engine}
        return "live" if kinds == {"live"} else "local"


def _pieces(want: Want, choice: New) -> dict[str, tuple[int, int]]:
    """Return jobs and price of each request that new work on an animation sends.

    Animations that share one of them, and differ in the other, pay for each once.
    """
    cut = want.animation.remove_background
    if cut is None:
        return {want.key: (choice.jobs, choice.price)}
    price = step_price(cut) if choice.price else 0
    pieces = {f"{want.key}: cut {cut.rmbg_alpha_threshold}": (1, price)}
    if want.animation.endpoint in choice.begins:
        pieces[want.key] = (1, choice.price - price)
    return pieces


def choose(
    want: Want,
    *,
    engine: EngineKind,
    jobs: Callable[[str, EngineKind], Job | None],
    known: Known,
) -> Choice:
    """Say where the frames of one animation come from.

    A live result satisfies its request for everybody; a local one is a preview that
    satisfies it only while the engine is local. Among equals what is on the committed
    sheet comes before our own store, so that a newer local algorithm leaves previews
    as they are.

    Args:
        want: The animation.
        engine: Who would do new work.
        jobs: The journal's living job for a request and an engine.
        known: What there is beside the sidecar.
    """
    cut = want.animation.remove_background
    if cut is not None:
        return _choose_cut(want, step_price(cut), engine=engine, jobs=jobs, known=known)
    usable, previews = _results(want.key, engine=engine, jobs=jobs, known=known)
    if usable:
        return usable[0]
    return _work(jobs(want.key, engine), want.price, engine, preview=bool(previews))


def _choose_cut(
    want: Want,
    price: int,
    *,
    engine: EngineKind,
    jobs: Callable[[str, EngineKind], Job | None],
    known: Known,
) -> Choice:
    """Say where the frames of an animation without its background come from.

    Two requests lie behind them: for the animation, and for taking the background out
    of what that one gave.
    """
    raws = {kind: _with_result(jobs(want.key, kind)) for kind in KINDS}
    preview = False
    for kind in KINDS:
        key = want.cut_keys.get(kind)
        if key is None or (engine == "live" and kind == "local"):
            continue
        usable, previews = _results(key, engine=engine, jobs=jobs, known=known)
        preview = preview or bool(previews)
        if usable:
            return usable[0]
    cost = price if engine == "live" else 0
    kinds = KINDS if engine == "local" else (engine,)
    raw = next((raws[kind] for kind in kinds if raws[kind] is not None), None)
    if raw is not None:
        current = jobs(want.cut_keys.get(raw.engine, ""), engine)
        choice = _work(current, price, engine, preview=preview)
        if isinstance(choice, Doubtful):
            return choice
        if isinstance(choice, New):
            choice = replace(choice, begins=("remove_background",))
        return replace(choice, raw=raw)
    choice = _work(jobs(want.key, engine), want.price, engine, preview=preview)
    begins = (want.animation.endpoint, "remove_background")
    if isinstance(choice, New):
        total = choice.price + cost
        return replace(choice, price=total, jobs=2, begins=begins)
    if isinstance(choice, Running):
        # It is paid for; what follows it is not.
        return New(cost, begins=begins[1:], raw=choice.job)
    return choice


def _results(
    key: str,
    *,
    engine: EngineKind,
    jobs: Callable[[str, EngineKind], Job | None],
    known: Known,
) -> tuple[list[Stored | InSheet], list[Stored | InSheet]]:
    """Return what satisfies a request, the best first, and its previews."""
    job = {kind: jobs(key, kind) for kind in KINDS}
    own, elsewhere = _on_own_sheet(key, known), known.elsewhere.get(key)
    sheets = [sheet for sheet in (own, elsewhere) if sheet is not None]
    usable: list[Stored | InSheet] = [
        *_stored(job["live"]),
        *(sheet for sheet in sheets if sheet.engine == "live"),
    ]
    previews: list[Stored | InSheet] = [
        *(sheet for sheet in sheets if sheet.engine == "local"),
        *_stored(job["local"]),
    ]
    return (usable + previews if engine == "local" else usable), previews


def _work(
    current: Job | None, price: int, engine: EngineKind, *, preview: bool
) -> New | Running | Doubtful:
    """Say what is to be done about a request that nothing satisfies."""
    # An intent was written down and never sent: it is still to be paid, and agreed to.
    if current is None or current.has_result or current.state == "intent":
        return New(price if engine == "live" else 0, replaces_preview=preview)
    return Doubtful(current) if current.state == "ambiguous" else Running(current)


def _with_result(job: Job | None) -> Job | None:
    return job if job is not None and job.has_result else None


def _stored(job: Job | None) -> list[Stored]:
    if job is None or not job.has_result or job.result is None:
        return []
    return [Stored(job, job.result)]


def _on_own_sheet(key: str, known: Known) -> InSheet | None:
    animation = known.committed.animations.get(key)
    sheet = known.committed.sheet
    if animation is None or sheet is None:
        return None
    # A sheet that is gone or was changed can give nothing back.
    recorded = known.committed.recorded.get(sheet)
    if known.committed.hashes.get(sheet) == recorded:
        return InSheet(sheet, animation)
    if known.kept is not None and known.kept == recorded:
        return InSheet(sheet, animation, known.kept)
    return None


def render_key(
    wants: Sequence[Want],
    results: Sequence[str],
    sheet: PurePosixPath,
    layout: Layout,
    *,
    made: Sequence[Mapping[str, Any]] = (),
    answers: Sequence[str] = (),
    more: Sequence[str] = (),
) -> str:
    """Name everything that the outputs are rendered from.

    Args:
        wants: The animations in their order.
        results: SHA-256 of the result of each.
        sheet: The sheet's path, which the SpriteFrames names.
        layout: How the sheet is laid out.
        made: The steps in which the art was made, as the metadata records them.
        answers: The request that each result answers, where it is another one than
            the animation's own: its background was taken out.
        more: Outputs that are made because they were asked for.

    Returns:
        SHA-256 in hex; a change of it costs nothing.
    """
    document: dict[str, Any] = {
        "format": RENDER_FORMAT,
        "sheet": str(sheet),
        "layout": [layout.max_side, layout.padding],
        "animations": [
            {
                "name": want.name,
                "key": want.key,
                "result": result,
                "fps": want.animation.fps,
                "durations": want.animation.durations,
                "loop": want.animation.loop,
                "direction": want.animation.direction,
            }
            for want, result in zip(wants, results, strict=True)
        ],
    }
    rewritten = [w.enhanced["request_key"] for w in wants if w.enhanced is not None]
    others = [a for want, a in zip(wants, answers, strict=False) if a != want.key]
    if rewritten or others:
        document["steps"] = [rewritten, others]
    if more:
        document["more"] = [MORE_FORMAT, *more]
    if made:
        document["image"] = [[step["request_key"], step.get("result")] for step in made]
    return sha256(canonical_json(document).encode())


def decide(
    wanted: Wanted,
    *,
    engine: EngineKind,
    jobs: Callable[[str, EngineKind], Job | None],
    known: Known,
    layout: Layout,
    image: ImagePlan | None = None,
    waiting: tuple[Waiting, ...] = (),
) -> SidecarPlan:
    """Say what is to be done for one sidecar.

    Args:
        wanted: What it wants.
        engine: Who would do new work.
        jobs: The journal's living job for a request and an engine.
        known: What there is.
        layout: How sheets are laid out.
        image: How far the art is, for a sidecar that makes it.
        waiting: Animations that cannot be planned yet.
    """
    choices = tuple(
        choose(want, engine=engine, jobs=jobs, known=known) for want in wanted.wants
    )
    plan = SidecarPlan(wanted, known, choices, "work", image=image, waiting=waiting)
    asked = asked_for(wanted, layout)
    kept = [p for p in known.foreign if _is_kept(known, p, asked)]
    conflicts = tuple(
        # Where neither journal nor metadata knows a file, free work may be done first:
        # when it comes to the same bytes, the file is ours after all, and else it
        # stays.
        path
        for path in known.foreign
        if path not in kept and (known.written(path) or plan.price)
    )
    every = plan.every_choice
    verdict: Verdict
    if conflicts:
        verdict = "conflict"
    elif kept:
        verdict = "kept"
    elif any(isinstance(c, Doubtful) for c in every):
        verdict = "held"
    elif plan.preparing or any(isinstance(c, New | Running) for c in every):
        verdict = "work"
    else:
        results = [c.result for c in choices if isinstance(c, Stored | InSheet)]
        answers = [
            c.job.request_key if isinstance(c, Stored) else c.animation.key
            for c in choices
            if isinstance(c, Stored | InSheet)
        ]
        key = render_key(
            wanted.wants,
            results,
            wanted.outputs.sheet,
            layout,
            made=_records(image),
            answers=answers,
            more=list(wanted.outputs.optional),
        )
        same = known.committed.whole and known.committed.render_key == key
        verdict = "unchanged" if same else "render"
    return replace(
        plan,
        verdict=verdict,
        reasons=tuple(explain(plan)),
        conflicts=conflicts,
        asked=asked,
    )


def _records(image: ImagePlan | None) -> tuple[Mapping[str, Any], ...]:
    return () if image is None else image.records


def _is_kept(known: Known, path: PurePosixPath, asked: str) -> bool:
    decided = known.decided.get(path)
    return decided == Kept(known.committed.hashes[path] or "", asked)
