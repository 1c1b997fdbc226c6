"""What of a sidecar can be asked for now, and what has to be made first."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pixelengine_import.pipeline.made import ImagePlan, plan_image
from pixelengine_import.pipeline.memory import KINDS
from pixelengine_import.pipeline.plan import Waiting
from pixelengine_import.pipeline.steps import (
    animation_price,
    cut_document,
    enhance_ask,
    enhance_request,
)
from pixelengine_import.pipeline.want import Raw, Want, check_animations, want_of
from pixelengine_import.sidecar.keys import key_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pixelengine_import.api.outcomes import EngineKind
    from pixelengine_import.pipeline.material import Art, Material
    from pixelengine_import.pipeline.memory import Memory
    from pixelengine_import.sidecar.facts import Animation, ImageRef

__all__ = ["Plannable", "plannable"]


@dataclass(frozen=True, slots=True, eq=False)
class Plannable:
    """A sidecar, as far as it can be planned.

    Attributes:
        wants: The animations whose request is known, in the order of the file.
        waiting: The others: their art or their prompt must be made first.
        image: How far the art is, None for art that is simply there.
    """

    wants: tuple[Want, ...]
    waiting: tuple[Waiting, ...]
    image: ImagePlan | None


def plannable(material: Material, memory: Memory, engine: EngineKind) -> Plannable:
    """See how far a sidecar can be planned.

    Args:
        material: The sidecar with its files.
        memory: What is known of requests.
        engine: Who would do new work.

    Raises:
        SidecarErrors: A picture is over the limits of the model that gets it.
    """
    sidecar = material.sidecar
    image = None
    art = dict(material.art)
    if sidecar.made is not None:
        image = plan_image(material, sidecar.made, memory, engine)
        if image.ready and image.art is not None:
            art |= _references(material, image.art)
    ready = [a for a in sidecar.animations if all(ref in art for ref in a.images)]
    check_animations(material, ready, art)
    wants: list[Want] = []
    waiting: list[Waiting] = []
    for animation in sidecar.animations:
        if not all(ref in art for ref in animation.images):
            waiting.append(_wait(animation, engine))
            continue
        found = _want(material, animation, art, memory, engine)
        if isinstance(found, Want):
            wants.append(found)
        else:
            waiting.append(found)
    return Plannable(tuple(wants), tuple(waiting), image)


def _references(material: Material, made: Art) -> dict[ImageRef, Art]:
    """Give the art that was made to every reference that means it."""
    refs = (ref for a in material.sidecar.animations for ref in a.images)
    return {ref: made for ref in refs if material.sidecar.makes(ref)}


def _wait(animation: Animation, engine: EngineKind) -> Waiting:
    price = animation_price(animation) if engine == "live" else 0
    return Waiting(animation, price, 1 + (animation.remove_background is not None))


def _want(
    material: Material,
    animation: Animation,
    art: Mapping[ImageRef, Art],
    memory: Memory,
    engine: EngineKind,
) -> Want | Waiting:
    """Return what is to be asked, or what must be known before."""
    enhanced = None
    asked = animation
    if animation.enhance_prompt:
        picture = art[animation.images[0]]
        _, document = enhance_request(animation, picture)
        text = memory.text(key_of(document), engine, document)
        if text is None:
            ask = enhance_ask(material.sidecar.path, animation, picture)
            return replace(_wait(animation, engine), ask=ask)
        enhanced = text.record
        request = replace(animation.request, prompt=text.output)
        asked = replace(animation, request=request)
    want = want_of(material, asked, art, enhanced)
    cut = animation.remove_background
    if cut is None:
        return want
    raws: dict[EngineKind, Raw] = {}
    for kind in KINDS:
        found = memory.frames(want.key, kind, want.document)
        if found is not None:
            raws[kind] = Raw(key_of(cut_document(cut, found.output)), found.record)
    return replace(want, raws=raws)
