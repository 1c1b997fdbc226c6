"""Why a plan is what it is, for people: one line for each thing that is to be done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pixelengine_import.pipeline.choices import Choice, Doubtful, New, Running

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pixelengine_import.pipeline.committed import Committed, CommittedAnimation
    from pixelengine_import.pipeline.made import ImagePlan
    from pixelengine_import.pipeline.plan import SidecarPlan
    from pixelengine_import.pipeline.want import Want

__all__ = ["explain"]


def explain(plan: SidecarPlan) -> list[str]:
    """Say why, one line a reason.

    Args:
        plan: What is to be done for one sidecar; its own reasons are not looked at.
    """
    committed = plan.known.committed
    by_name = {a.name: a for a in committed.animations.values()}
    reasons = [] if plan.image is None else _why_image(plan.image, committed)
    reasons += [
        _why(want, choice, by_name.get(want.name))
        for want, choice in zip(plan.wanted.wants, plan.choices, strict=True)
        if isinstance(choice, New | Running | Doubtful)
    ]
    reasons += [
        f'"{w.animation.name}": waits for its {"prompt" if w.ask else "art"}'
        for w in plan.waiting
    ]
    if reasons:
        return reasons
    missing = [path.name for path, now in committed.hashes.items() if now is None]
    if missing and len(missing) < len(committed.hashes):
        return [f"{' and '.join(missing)} missing"]
    if missing:
        return ["no outputs yet"]
    return ["place, layout or timing changed"]


def _why_image(image: ImagePlan, committed: Committed) -> list[str]:
    if image.ready:
        return []
    if isinstance(image.choice, Doubtful):
        return ["the art: the answer to a paid request was lost"]
    if isinstance(image.choice, Running):
        return ["the art: a job is under way"]
    step = image.left[0].endpoint
    known = [s for s in committed.steps.values() if s.record["endpoint"] == step]
    if isinstance(image.choice, New) and image.choice.replaces_preview:
        why = "a live result replaces the preview"
    else:
        why = "changed" if known else "new"
    return [f"the art: /{step.replace('_', '-')}: {why}"]


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
    asked = before.record.get("request")
    if asked == want.document:
        return f"{name}: {_same_request(want, before)}"
    changed = _difference(asked, want.document) if isinstance(asked, dict) else []
    return f"{name}: {', '.join(changed) or 'request'} changed"


def _same_request(want: Want, before: CommittedAnimation) -> str:
    if before.key in {want.key, *want.cut_keys.values()}:
        return "its frames are nowhere to be found"
    return "remove_background changed"


def _difference(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    fields = sorted(k for k in {*old, *new} if old.get(k) != new.get(k) and k != "v")
    return ["art" if field == "images" else field for field in fields]
