"""Steps that go on from one another: agreed to, paid once, and never a dead end.

Each test is a course of events in which something could be paid twice, or without
having been agreed to, or could not go on any more.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from pixelengine_import.pipeline.committed import checksum

from .test_made_art import (
    IDLE,
    STEPS,
    animate,
    live,
    place,
    recorded,
    sent,
    sidecar,
    spent,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.support import Server, Workplace

__all__ = ["live", "place"]  # fixtures


def raw(place: Workplace, **animations: object) -> None:
    """Write a sidecar whose art is simply there."""
    place.sidecar({"image": "raw.png", "animations": animations})


def priced(place: Workplace, server: Server) -> int:
    """Ask what a sync could cost."""
    ran = place.pxe("plan", "--json", **server.variables)
    price: int = sum(row["price"] for row in ran.of("plan"))
    return price


def change_metadata(place: Workplace, change: Callable[[dict[str, Any]], None]) -> None:
    """Change our block of the metadata as if it had been written so."""
    file = place.output(".frames.json")
    document = json.loads(file.read_text())
    change(document["pixelengine"])
    document["pixelengine"]["checksum"] = checksum(document)
    file.write_text(json.dumps(document))


@pytest.mark.parametrize(
    ("thresholds", "price"), [((None, "plain"), 22), ((10, 20, 30, 40), 28)]
)
def test_animations_that_share_a_request_are_priced_by_what_they_do_not_share(
    place: Workplace,
    live: Server,
    thresholds: tuple[object, ...],
    price: int,
) -> None:
    """A budget of the price that was shown is enough, and nothing less."""
    request = {**IDLE, "prompt": f"sharing {price}"}
    cuts: dict[str, object] = {
        f"a{i}": animate(request)
        if threshold == "plain"
        else animate(request, remove_background={"rmbg_alpha_threshold": threshold})
        for i, threshold in enumerate(thresholds)
    }
    raw(place, **cuts)
    before = spent(place, live)

    assert priced(place, live) == price
    budget = str(price)
    assert place.pxe("sync", "--budget", budget, **live.variables).code == 0
    assert spent(place, live) - before == price


def test_what_is_edited_in_the_middle_is_not_paid_unasked(
    place: Workplace, live: Server
) -> None:
    """What was agreed to was another picture."""

    def write(number: int) -> None:
        generate = {"prompt": f"a knight number {number}"}
        sidecar(place, {"generate": generate}, idle=animate(IDLE))

    write(0)
    before, price = spent(place, live), priced(place, live)
    number = 0
    with subprocess.Popen(
        [
            *(sys.executable, "-m", "pixelengine_import", "sync", "--json"),
            *("--budget", str(price)),
        ],
        cwd=place.root,
        env={**place.environment(), **live.variables},
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            record = json.loads(line)
            if record.get("state") == "sending" and record["animation"] == "image":
                number += 1
                write(number)

    assert process.returncode == 4
    assert number == 1
    assert spent(place, live) - before <= price


def test_going_back_to_an_older_threshold_is_written_down(
    place: Workplace, live: Server, tmp_path: Path
) -> None:
    """The frames may be the same to the byte: a clone still asks for that request."""
    for threshold in (1, 2, 1):
        cut = {"rmbg_alpha_threshold": threshold}
        raw(place, idle=animate(IDLE, remove_background=cut))
        sent(place, **live.variables)

    assert priced(place.clone(tmp_path / "clone"), live) == 0


def test_a_live_result_elsewhere_outranks_a_preview_of_ones_own(
    place: Workplace, live: Server, tmp_path: Path
) -> None:
    """Two sidecars ask for the same thing, and one of them was paid."""
    document = {"image": STEPS, "animations": {"idle": animate(IDLE, reroll=4)}}
    hero = place.sidecar(document)
    sent(place)
    hero.rename(place.root / "aside")
    place.sidecar(document, "villain")
    sent(place, **live.variables)
    (place.root / "aside").rename(hero)

    assert priced(place.clone(tmp_path / "clone"), live) == 0


@pytest.mark.parametrize("lost", ["an intermediate picture", "the picture"])
def test_a_clone_without_a_picture_makes_it_again(
    place: Workplace, live: Server, tmp_path: Path, lost: str
) -> None:
    """By an engine that draws other pixels than the one that was paid."""
    sidecar(place, idle=animate(IDLE))
    sent(place, **live.variables)
    other = place.clone(tmp_path / "clone")
    at = 0 if lost == "an intermediate picture" else -1

    def draw_otherwise(block: dict[str, Any]) -> None:
        block["image"]["steps"][at] |= {"output": "d" * 64, "result": "e" * 64}

    change_metadata(other, draw_otherwise)
    if at == 0:
        cut = {"rmbg_alpha_threshold": 9}
        sidecar(other, {**STEPS, "remove_background": cut}, idle=animate(IDLE))
    else:
        (other.root / "art/hero.png").unlink()

    ran = other.pxe("sync")

    assert (ran.code, ran.err) == (0, "")
    assert "nothing changed" in other.pxe("sync").out


def test_a_prompt_that_was_paid_with_outranks_a_newer_wording(
    place: Workplace, live: Server, tmp_path: Path
) -> None:
    """A colleague had it rewritten too, in other words, before pulling."""
    raw(place, idle=animate({**IDLE, "prompt": "a nod"}, enhance_prompt=True))
    other = place.clone(tmp_path / "colleague")
    assert other.pxe("sync", "--budget", "20", **live.variables).code == 0
    sent(place, **live.variables)
    for ending in (".sheet.png", ".frames.tres", ".frames.json"):
        shutil.copy(place.output(ending), other.output(ending))

    def word_otherwise(block: dict[str, Any]) -> None:
        animation = block["animations"]["idle"]
        animation["steps"][0]["output"] = "another wording of the same"

    change_metadata(other, word_otherwise)

    # The wording that is committed counts, so its own animation is what is asked for.
    ran = other.pxe("plan", "--json", **live.variables)
    (row,) = ran.of("plan")
    assert row["reasons"] == ['"idle": prompt changed']
    assert recorded(other, "idle")["steps"][0]["engine"] == "live"


@pytest.mark.parametrize(
    "damage",
    [
        {"engine": ["x"]},
        {"engine": "remote"},
        {"request": None},
        {"seed": "7"},
        {"credits": 1.5},
        {"result": 3},
        {"output": None},
        {"endpoint": "balance"},
    ],
    ids=str,
)
def test_a_step_that_nobody_of_us_wrote_is_not_believed(
    place: Workplace, damage: dict[str, object]
) -> None:
    """One bad file does not stop a run: it is as if it were not there."""
    sidecar(place)
    sent(place)

    def harm(block: dict[str, Any]) -> None:
        block["image"]["steps"][0] |= damage

    change_metadata(place, harm)
    shutil.rmtree(place.state)

    ran = place.pxe("sync")

    assert ran.code == 6  # files that nobody knows are a person's
    assert "was not written by pxe" in ran.err or "were not written by pxe" in ran.err
