"""Whose an output is, when a person has changed it: a decision, written down.

A conflict stands until a person decides. ``accept`` gives the output to us: what stands
there is copied into the state folder, then the journal takes its bytes for ours, and
the next look makes the output anew. ``keep`` gives it to the person: the journal notes
these very bytes, and what they are kept instead of. Each is one transaction, and what
follows can be cut off at any moment and is gone on with by the next run. Neither
travels with the project: in a clone the file is in conflict again, and stays.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pixelengine_import._fs import make_private_folder, read_file, replace_file, sha256
from pixelengine_import.errors import ConflictError, ProjectError
from pixelengine_import.journal.outputs import Kept
from pixelengine_import.pipeline.committed import UNREADABLE
from pixelengine_import.sidecar.keys import canonical_json

if TYPE_CHECKING:
    from pathlib import Path, PurePosixPath

    from pixelengine_import.export.layout import Layout
    from pixelengine_import.journal.index import Index
    from pixelengine_import.journal.jobs import Journal
    from pixelengine_import.pipeline.plan import SidecarPlan
    from pixelengine_import.pipeline.project import Project
    from pixelengine_import.pipeline.want import Wanted

__all__ = ["Copy", "asked_for", "give_to_person", "give_to_us"]

COPY_MOST = 256 * 1024 * 1024
"""Bytes of a file that is copied; our own outputs are far below."""


@dataclass(frozen=True, slots=True)
class Copy:
    """What a person had in the place of an output.

    Attributes:
        path: The output, relative to the project.
        copy: Where its bytes are kept.
    """

    path: PurePosixPath
    copy: Path


def give_to_us(
    project: Project, plan: SidecarPlan, journal: Journal, index: Index, copies: Path
) -> tuple[Copy, ...]:
    """Let outputs be replaced that a person has changed, and copy them before.

    Args:
        project: The project; its lock is held.
        plan: What was found.
        journal: Where the decision is written down.
        index: Whose row must not say that nothing is to be done.
        copies: The folder of copies, made when it is missing.

    Returns:
        What was copied; nothing when no output was changed.

    Raises:
        ProjectError: A file cannot be copied; nothing is decided then.
    """
    kept = [_copy(project, path, copies) for path in plan.known.foreign]
    hashes = {str(copy.path): digest for copy, digest in kept}
    sidecar = str(plan.wanted.path)
    index.forget(project.id, sidecar)
    journal.adopt(project.id, sidecar, hashes)
    return tuple(copy for copy, _ in kept)


def give_to_person(
    project: Project, plan: SidecarPlan, journal: Journal
) -> tuple[PurePosixPath, ...]:
    """Let outputs stay that a person has changed, until others are asked for.

    Args:
        project: The project; its lock is held.
        plan: What was found.
        journal: Where the decision is written down.

    Returns:
        The outputs; none when no output was changed.

    Raises:
        ProjectError: What stands there is no file that can be read.
    """
    hashes = {path: _readable(plan, path) for path in plan.known.foreign}
    decided = {str(p): Kept(digest, plan.asked) for p, digest in hashes.items()}
    journal.keep(project.id, decided)
    return tuple(hashes)


def _readable(plan: SidecarPlan, path: PurePosixPath) -> str:
    digest = plan.known.committed.hashes[path]
    if digest is None or digest == UNREADABLE:
        msg = f"{path}: is no file that can be read. Move it away, then run pxe sync."
        raise ProjectError(msg)
    return digest


def _copy(project: Project, path: PurePosixPath, copies: Path) -> tuple[Copy, str]:
    """Copy a file under its hash and name; the same bytes are copied once."""
    try:
        data = read_file(project.file(path), COPY_MOST)
    except OSError as error:
        msg = (
            f"{path}: no copy of it can be made ({error.strerror}), so it stays. Move "
            "it away, then run pxe sync."
        )
        raise ConflictError(msg, [str(path)]) from None
    if len(data) > COPY_MOST:
        msg = (
            f"{path}: is over {COPY_MOST >> 20} MB, so no copy of it is made, and it "
            "stays. Move it away, then run pxe sync."
        )
        raise ConflictError(msg, [str(path)])
    digest = sha256(data)
    copy = copies / digest[:16] / path.name
    try:
        make_private_folder(copy.parent)
        replace_file(copy, data, mode=0o600)
    except OSError as error:
        msg = f"{copy} cannot be written ({error.strerror}), so {path} stays."
        raise ProjectError(msg) from None
    return Copy(path, copy), digest


def asked_for(wanted: Wanted, layout: Layout) -> str:
    """Name everything that a sidecar's outputs are made from, before any is made.

    It depends on the project's files alone, so that it is the same whether or not
    something was made in between.

    Args:
        wanted: What the sidecar wants.
        layout: How sheets are laid out.

    Returns:
        SHA-256 in hex.
    """
    sidecar = wanted.sidecar
    document: dict[str, Any] = {
        "outputs": wanted.outputs.document(),
        "layout": [layout.max_side, layout.padding],
        "animations": [
            [a.name, a.fps, a.durations, a.loop, a.direction]
            for a in sidecar.animations
        ],
    }
    if sidecar.made is None and not any(a.enhance_prompt for a in sidecar.animations):
        document["requests"] = [
            [want.key, cut and [cut.rmbg_alpha_threshold]]
            for want in wanted.wants
            for cut in (want.animation.remove_background,)
        ]
    else:
        # Requests that rest on what is made first are not known before: the files
        # stand for them.
        document["files"] = {str(p): digest for p, digest in wanted.sources.items()}
    return sha256(canonical_json(document).encode())
