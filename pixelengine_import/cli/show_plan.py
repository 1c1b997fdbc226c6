"""How a plan looks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pixelengine_import.pipeline.choices import Running

if TYPE_CHECKING:
    from pixelengine_import.cli.console import Console
    from pixelengine_import.cli.environment import Engine
    from pixelengine_import.pipeline.plan import SidecarPlan
    from pixelengine_import.pipeline.survey import Survey

__all__ = ["show_plan"]

_WORDS = {
    "unchanged": "unchanged",
    "render": "render from results that are there (free)",
    "work": "new work",
    "held": "held: a person must decide",
    "conflict": "conflict: an output was changed by a person",
    "kept": "kept as it is",
}


def show_plan(found: Survey, engine: Engine, console: Console, *, all_: bool) -> None:
    """Show what would be done, why, and what it can cost.

    Args:
        found: The survey.
        engine: Who would do new work.
        console: Where to.
        all_: Whether to show what is unchanged too.
    """
    for plan in found.plans:
        console.record(
            "plan",
            sidecar=str(plan.wanted.path),
            action=plan.verdict,
            new_jobs=plan.new_jobs,
            price=plan.price,
            reasons=[] if plan.verdict in {"unchanged", "kept"} else list(plan.reasons),
        )
        if plan.verdict in {"unchanged", "kept"} and not all_:
            continue
        console.say(f"{plan.wanted.path}: {_headline(plan, engine)}")
        if plan.verdict == "conflict":
            for path in plan.conflicts:
                console.say(f"    {path.name} is not as pxe wrote it")
        elif plan.verdict not in {"unchanged", "kept"}:
            for reason in plan.reasons:
                console.say(f"    {reason}")


def _headline(plan: SidecarPlan, engine: Engine) -> str:
    if plan.verdict != "work":
        return _WORDS[plan.verdict]
    new = plan.new_jobs
    running = sum(isinstance(c, Running) for c in plan.every_choice)
    parts = []
    if new:
        price = "free" if engine.kind == "local" else f"up to {plan.price} credits"
        parts.append(f"{new} new job{'' if new == 1 else 's'} ({price})")
    if running:
        parts.append(f"{running} under way (paid for already)")
    return ", ".join(parts)
