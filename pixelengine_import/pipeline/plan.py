"""What is to be done, decided without touching anything.

This is the heart of the product: given what the sidecars want, what the journal and the
files hold and who is asked, it says for each animation where its frames come from and
what that can cost. It is pure, so that its promises are tested by properties.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from pixelengine_import._fs import sha256
from pixelengine_import.sidecar.keys import canonical_json

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import PurePosixPath

    from pixelengine_import.api.outcomes import EngineKind
    from pixelengine_import.export.layout import Layout
    from pixelengine_import.journal.jobs import Job
    from pixelengine_import.pipeline.committed import Committed, CommittedAnimation
    from pixelengine_import.pipeline.want import Want, Wanted

__all__ = [
    "Choice",
    "Doubtful",
    "InSheet",
    "Known",
    "New",
    "Running",
    "SidecarPlan",
    "Stored",
    "choose",
    "decide",
    "render_key",
]

RENDER_FORMAT = 1
"""Changes when the same frames are to be written in another way; renders anew, free."""

KINDS: tuple[EngineKind, ...] = ("live", "local")

Verdict = Literal["unchanged", "render", "work", "held", "conflict"]


@dataclass(frozen=True, slots=True)
class Stored:
    """The result lies in our store."""

    job: Job
    result: str

    @property
    def engine(self) -> EngineKind:
        """Who made it."""
        return self.job.engine


@dataclass(frozen=True, slots=True)
class InSheet:
    """The frames stand on a committed sheet.

    Attributes:
        sheet: The sheet, relative to the project.
        animation: What stands there.
        kept: SHA-256 of the sheet in our store, when the file itself was replaced by
            a publication that did not come to its end.
    """

    sheet: PurePosixPath
    animation: CommittedAnimation
    kept: str | None = None

    @property
    def engine(self) -> EngineKind:
        """Who made them."""
        return self.animation.engine

    @property
    def result(self) -> str:
        """SHA-256 of the result that they came from."""
        return self.animation.result


@dataclass(frozen=True, slots=True)
class Running:
    """A job for this request is under way already."""

    job: Job


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A paid request was sent and its answer lost: a person decides."""

    job: Job


@dataclass(frozen=True, slots=True)
class New:
    """A new job is needed.

    Attributes:
        price: Upper price in credits; 0 on the local engine.
        replaces_preview: Whether a preview of the local engine is there already.
    """

    price: int
    replaces_preview: bool = False


Choice = Stored | InSheet | Running | Doubtful | New


@dataclass(frozen=True, slots=True)
class Known:
    """What there is for one sidecar.

    Attributes:
        committed: The outputs beside it.
        ours: For each output the hashes under which the journal knows it.
        elsewhere: Frames on other sheets of the project, by request key.
        kept: SHA-256 of the recorded sheet when it is not in its place any more, but
            in our store.
    """

    committed: Committed
    ours: Mapping[PurePosixPath, frozenset[str]]
    elsewhere: Mapping[str, InSheet]
    kept: str | None = None

    def written(self, path: PurePosixPath) -> frozenset[str]:
        """Return the hashes under which we wrote an output, as far as is known."""
        recorded = self.committed.recorded.get(path)
        ours = self.ours.get(path, frozenset())
        return ours if recorded is None else ours | {recorded}


@dataclass(frozen=True, slots=True, eq=False)
class SidecarPlan:
    """What is to be done for one sidecar.

    Attributes:
        wanted: What it wants.
        known: What there is.
        choices: Where the frames of each animation come from, in its order.
        verdict: ``unchanged``: nothing. ``render``: write outputs from frames that
            we have. ``work``: jobs first. ``held``: a person must decide about a lost
            answer. ``conflict``: an output was changed by a person.
        reasons: Why, one line each.
        conflicts: Outputs that hold bytes which we did not write.
    """

    wanted: Wanted
    known: Known
    choices: tuple[Choice, ...]
    verdict: Verdict
    reasons: tuple[str, ...] = ()
    conflicts: tuple[PurePosixPath, ...] = ()

    @property
    def price(self) -> int:
        """Upper price in credits of all the new jobs that it would send."""
        if self.verdict in {"conflict", "held"}:
            return 0
        return sum(c.price for c in self.choices if isinstance(c, New))

    @property
    def new_jobs(self) -> int:
        """How many new jobs it would send."""
        if self.verdict in {"conflict", "held"}:
            return 0
        return sum(isinstance(c, New) for c in self.choices)

    @property
    def engine(self) -> EngineKind:
        """``live`` when every result is a live one."""
        kinds = {getattr(c, "engine", "local") for c in self.choices}
        return "live" if kinds == {"live"} else "local"


def choose(
    want: Want,
    *,
    engine: EngineKind,
    jobs: Callable[[str, EngineKind], Job | None],
    known: Known,
) -> Choice:
    """Say where the frames of one animation come from.

    A live result outranks a local one and satisfies its request for everybody; a
    local one is a preview, good enough only while the engine is local. What stands on
    the committed sheet comes before our own store, so that a newer local algorithm
    leaves previews as they are.

    Args:
        want: The animation.
        engine: Who would do new work.
        jobs: The journal's living job for a request and an engine.
        known: What there is beside the sidecar.
    """
    job = {kind: jobs(want.key, kind) for kind in KINDS}
    own, elsewhere = _on_own_sheet(want, known), known.elsewhere.get(want.key)
    sheets = [sheet for sheet in (own, elsewhere) if sheet is not None]
    usable: list[Stored | InSheet] = [
        *_stored(job["live"]),
        *(sheet for sheet in sheets if sheet.engine == "live"),
    ]
    previews: list[Stored | InSheet] = [
        *(sheet for sheet in sheets if sheet.engine == "local"),
        *_stored(job["local"]),
    ]
    if engine == "local":
        usable += previews
    if usable:
        return usable[0]
    current = job[engine]
    # An intent was written down and never sent: it is still to be paid, and agreed to.
    if current is None or current.state == "intent":
        price = want.price if engine == "live" else 0
        return New(price, replaces_preview=bool(previews))
    return Doubtful(current) if current.state == "ambiguous" else Running(current)


def _stored(job: Job | None) -> list[Stored]:
    if job is None or not job.has_result or job.result is None:
        return []
    return [Stored(job, job.result)]


def _on_own_sheet(want: Want, known: Known) -> InSheet | None:
    animation = known.committed.animations.get(want.key)
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
    wants: Sequence[Want], results: Sequence[str], sheet: PurePosixPath, layout: Layout
) -> str:
    """Name everything that the outputs are rendered from.

    Args:
        wants: The animations in their order.
        results: SHA-256 of the result of each.
        sheet: The sheet's path, which the SpriteFrames names.
        layout: How the sheet is laid out.

    Returns:
        SHA-256 in hex; a change of it costs nothing.
    """
    document = {
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
    return sha256(canonical_json(document).encode())


def decide(
    wanted: Wanted,
    *,
    engine: EngineKind,
    jobs: Callable[[str, EngineKind], Job | None],
    known: Known,
    layout: Layout,
) -> SidecarPlan:
    """Say what is to be done for one sidecar.

    Args:
        wanted: What it wants.
        engine: Who would do new work.
        jobs: The journal's living job for a request and an engine.
        known: What there is.
        layout: How sheets are laid out.
    """
    choices = tuple(
        choose(want, engine=engine, jobs=jobs, known=known) for want in wanted.wants
    )
    price = sum(c.price for c in choices if isinstance(c, New))
    conflicts = _conflicts(known, price)
    reasons = tuple(_reasons(wanted, choices, known))
    verdict: Verdict
    if conflicts:
        verdict = "conflict"
    elif any(isinstance(c, Doubtful) for c in choices):
        verdict = "held"
    elif any(isinstance(c, New | Running) for c in choices):
        verdict = "work"
    else:
        results = [c.result for c in choices if isinstance(c, Stored | InSheet)]
        key = render_key(wanted.wants, results, wanted.outputs.sheet, layout)
        same = known.committed.whole and known.committed.render_key == key
        verdict = "unchanged" if same else "render"
    return SidecarPlan(wanted, known, choices, verdict, reasons, conflicts)


def _conflicts(known: Known, price: int) -> tuple[PurePosixPath, ...]:
    """List the outputs that are there and that we have not written.

    Where neither journal nor metadata knows a file, free work may be done first: when
    it comes to the same bytes, the file is ours after all, and else it stays.
    """
    return tuple(
        path
        for path, now in known.committed.hashes.items()
        if now is not None
        and now not in known.written(path)
        and (known.written(path) or price)
    )


def _reasons(wanted: Wanted, choices: tuple[Choice, ...], known: Known) -> list[str]:
    committed = known.committed
    by_name = {a.name: a for a in committed.animations.values()}
    reasons = [
        _why(want, choice, by_name.get(want.name))
        for want, choice in zip(wanted.wants, choices, strict=True)
        if isinstance(choice, New | Running | Doubtful)
    ]
    if reasons:
        return reasons
    missing = [path.name for path, now in committed.hashes.items() if now is None]
    if missing and len(missing) < len(committed.hashes):
        return [f"{' and '.join(missing)} missing"]
    return ["no outputs yet"] if missing else ["layout or timing changed"]


def _why(want: Want, choice: Choice, before: CommittedAnimation | None) -> str:
    name = f'"{want.name}"'
    if isinstance(choice, Doubtful):
        return f"{name}: the answer to a paid request was lost"
    if isinstance(choice, Running):
        return f"{name}: a job is under way"
    if isinstance(choice, New) and choice.replaces_preview:
        return f"{name}: a live result replaces the preview"
    if before is None:
        return f"{name}: new"
    if before.key == want.key:
        return f"{name}: its frames are nowhere to be found"
    asked = before.record.get("request")
    changed = _difference(asked, want.document) if isinstance(asked, dict) else []
    return f"{name}: {', '.join(changed) or 'request'} changed"


def _difference(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    fields = sorted(k for k in {*old, *new} if old.get(k) != new.get(k) and k != "v")
    return ["art" if field == "images" else field for field in fields]
