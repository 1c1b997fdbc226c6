"""Art that the service makes: how far it is, and what is left to be asked.

The steps are walked from the first one: each has a key made of what the one before it
gave. The walk ends where nothing satisfies a key; from there on work is needed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pixelengine_import.pipeline.choices import Choice, Doubtful, New, Running
from pixelengine_import.pipeline.material import Art, art_of
from pixelengine_import.pipeline.memory import KINDS
from pixelengine_import.pipeline.steps import judge_picture, step_ask, step_price
from pixelengine_import.sidecar.facts import GenerateStep, SidecarErrors
from pixelengine_import.sidecar.keys import key_of, step_document

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Set as AbstractSet

    from pixelengine_import.api.outcomes import EngineKind
    from pixelengine_import.journal.jobs import Job
    from pixelengine_import.pipeline.material import Material
    from pixelengine_import.pipeline.memory import Memory, Outcome
    from pixelengine_import.sidecar.facts import ImageStep, MadeImage

__all__ = ["ImagePlan", "first_of_kind", "plan_image"]


@dataclass(frozen=True, slots=True, eq=False)
class ImagePlan:
    """How far the art of a sidecar is.

    Attributes:
        made: How it is made.
        records: The steps that are done, as the metadata records them.
        art: What there is so far: the whole art when nothing is left to do, else what
            the first step that is left works on; None for a picture from words.
        left: The steps that are left.
        choice: What is to be done about the first of them; None when none is left.
        later: Price in credits of each of the others, 0 on the local engine.
        keys: The requests that it rests on, as far as they are known.
    """

    made: MadeImage
    records: tuple[Mapping[str, Any], ...] = ()
    art: Art | None = None
    left: tuple[ImageStep, ...] = ()
    choice: Choice | None = None
    later: tuple[int, ...] = ()
    keys: frozenset[str] = field(default_factory=frozenset)

    @property
    def ready(self) -> bool:
        """Whether the art is there."""
        return not self.left

    @property
    def price(self) -> int:
        """Upper price in credits of what is left."""
        return sum(self.prices)

    @property
    def prices(self) -> tuple[int, ...]:
        """Upper price in credits of each step that is left."""
        if not self.left:
            return ()
        first = self.choice.price if isinstance(self.choice, New) else 0
        return (first, *self.later)

    @property
    def new_jobs(self) -> int:
        """How many jobs are left to be sent."""
        first = isinstance(self.choice, New)
        return first + max(len(self.left) - 1, 0)

    @property
    def engine(self) -> EngineKind:
        """``live`` when every step was done by the live service."""
        kinds = {record["engine"] for record in self.records}
        return "live" if kinds == {"live"} else "local"


def plan_image(
    material: Material, made: MadeImage, memory: Memory, engine: EngineKind
) -> ImagePlan:
    """Walk the steps as far as they are done.

    Args:
        material: The sidecar.
        made: How its art is made.
        memory: What is known.
        engine: Who would do new work.

    Raises:
        SidecarErrors: The picture to begin with is over the limits of its step.
        ImageError: A picture that is there cannot be decoded.
    """
    start = _start(material, made)
    outcomes, art = _reach(material, made, memory, engine)
    left = made.steps[len(outcomes) :]
    records = tuple(outcome.record for outcome in outcomes)
    keys = frozenset(str(record["request_key"]) for record in records)
    if not left:
        return ImagePlan(made, records, art, keys=keys)
    if art is start:
        _check_start(material, made, art)
    ask = step_ask(material.sidecar.path, left[0], art, reroll=made.reroll)
    choice = first_of_kind(ask.key, engine, memory, ask.price)
    later = tuple(step_price(s) if engine == "live" else 0 for s in left[1:])
    return ImagePlan(made, records, art, left, choice, later, keys | {ask.key})


def _reach(
    material: Material, made: MadeImage, memory: Memory, engine: EngineKind
) -> tuple[list[Outcome], Art | None]:
    """Walk as far as there is a picture to go on from.

    A step that is left needs the picture itself, not only the name of what it shows. A
    committed record whose picture is not to be had is passed over: the store may hold
    another answer to the same request.
    """
    start = _start(material, made)
    lost: set[str] = set()
    while True:
        outcomes = _walk(made, start, memory, engine, lost)
        while outcomes:
            last = outcomes[-1]
            data = last.load()
            if data is not None:
                art = art_of(material.sidecar.art, data)
                if art.digest == last.output:
                    return outcomes, art
            if last.committed:
                lost.add(str(last.record["request_key"]))
                break  # walk again: the store may lead further
            outcomes.pop()
        else:
            return [], start


def first_of_kind(key: str, engine: EngineKind, memory: Memory, price: int) -> Choice:
    """Say what is to be done about a request that nothing satisfies.

    Args:
        key: The request.
        engine: Who would do new work.
        memory: What is known.
        price: List price in credits.
    """
    jobs = {kind: memory.jobs(key, kind) for kind in KINDS}
    current: Job | None = jobs[engine]
    if current is None or current.has_result or current.state == "intent":
        preview = jobs["local"] is not None and jobs["local"].has_result
        cost = price if engine == "live" else 0
        return New(cost, replaces_preview=engine == "live" and preview)
    return Doubtful(current) if current.state == "ambiguous" else Running(current)


def _start(material: Material, made: MadeImage) -> Art | None:
    first = made.steps[0]
    ref = first.image if isinstance(first, GenerateStep) else made.source
    return None if ref is None else material.art[ref]


def _check_start(material: Material, made: MadeImage, art: Art | None) -> None:
    broken = None if art is None else judge_picture(made.steps[0], art)
    if broken is None or art is None:
        return
    ref = made.images[0]
    problem = f'"{art.path.name}" {broken.problem}'
    raise SidecarErrors([material.sidecar.error_at(ref, problem, broken.hint)])


def _walk(
    made: MadeImage,
    start: Art | None,
    memory: Memory,
    engine: EngineKind,
    lost: AbstractSet[str],
) -> list[Outcome]:
    outcomes: list[Outcome] = []
    images = [] if start is None else [start.digest]
    for step in made.steps:
        document = step_document(step, images, reroll=made.reroll)
        outcome = memory.picture(key_of(document), engine, document, lost)
        if outcome is None:
            break
        outcomes.append(outcome)
        images = [outcome.output]
    return outcomes
