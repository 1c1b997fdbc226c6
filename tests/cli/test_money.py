"""What costs credits is asked first, sent once and reused for ever.

The engine here does not say that it is local, so it stands in for the live service.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import httpx
import numpy as np
import pytest

from tests.support import Server, Workplace, draw, serve

if TYPE_CHECKING:
    from pathlib import Path

IDLE = {"animate": {"prompt": "idle", "output_frames": 2}}
JUMP = {"animate": {"prompt": "jump", "output_frames": 2}}


@dataclass
class Account:
    """What the service says of the account."""

    server: Server

    def credits(self) -> int:
        """Credits that are neither spent nor held."""
        answer = httpx.get(
            f"{self.server.base_url}/balance",
            headers={"Authorization": f"Bearer {self.server.api_key}"},
        )
        available: int = answer.json()["available"]
        return available


@pytest.fixture
def account(live: Server) -> Account:
    """The account behind the key."""
    return Account(live)


@pytest.fixture
def paying(
    workplace: Workplace, live: Server, request: pytest.FixtureRequest
) -> Workplace:
    """A project with a key, and art that no other test has."""
    workplace.variables.update(live.variables)
    image = draw()
    name: str = request.node.name
    image[0, 0, :3] = [sum(map(ord, name)) % 256, len(name), 7]
    image[0, 0, 3] = 255
    workplace.art(image=image)
    workplace.sidecar({"animations": {"idle": IDLE}})
    return workplace


def _animations(workplace: Workplace) -> dict[str, Any]:
    animations: dict[str, Any] = workplace.metadata()["pixelengine"]["animations"]
    return animations


def test_nothing_is_sent_when_nobody_can_be_asked(
    paying: Workplace, account: Account
) -> None:
    """Not a terminal, neither --yes nor --budget: exit 4."""
    before = account.credits()

    ran = paying.pxe("sync")

    assert ran.code == 4
    assert ran.err == (
        "error: nothing was sent: 1 new job, up to 20 credits, and nobody to ask. Use "
        "--yes, or --budget CREDITS.\n"
    )
    assert "1 new job (up to 20 credits)" in ran.out
    assert account.credits() == before
    assert not paying.outputs()


def test_nothing_is_sent_above_the_budget(paying: Workplace, account: Account) -> None:
    """The budget covers the whole plan or nothing of it."""
    before = account.credits()
    paying.sidecar({"animations": {"idle": IDLE, "jump": JUMP}})

    ran = paying.pxe("sync", "--budget", "39")

    assert ran.code == 4
    assert "2 new jobs, up to 40 credits, but only 39 may be spent" in ran.err
    assert account.credits() == before


def test_a_projects_own_budget_only_lowers_what_was_agreed_to(
    paying: Workplace, account: Account
) -> None:
    """A cloned repository cannot agree for its user."""
    before = account.credits()
    toml = paying.root / "pixelengine.toml"

    toml.write_text("[run]\nbudget = 1000\n")
    assert paying.pxe("sync").code == 4
    toml.write_text("[run]\nbudget = 10\n")
    assert paying.pxe("sync", "--yes").code == 4

    assert account.credits() == before


def test_a_paid_result_is_recorded_with_its_job_and_price(
    paying: Workplace, account: Account
) -> None:
    """The metadata says who made it, and what it cost."""
    before = account.credits()

    ran = paying.pxe("sync", "--budget", "20")

    assert (ran.code, ran.err) == (0, "")
    assert account.credits() == before - 20
    record = _animations(paying)["idle"]
    assert (record["engine"], record["credits"]) == ("live", 20)
    assert len(record["job_id"]) == 36
    assert record["created_at"].endswith("Z")


def test_after_paying_a_run_with_nothing_to_do_needs_no_network(
    paying: Workplace,
) -> None:
    """Nothing changed: nobody is asked."""
    paying.pxe("sync", "--yes")
    paying.variables["PIXEL_ENGINE_BASE_URL"] = "http://127.0.0.1:9/functions/v1"

    ran = paying.pxe("sync")

    assert (ran.code, ran.err) == (0, "")
    assert ran.out == "service at 127.0.0.1:9: 1 sidecar, nothing changed\n"


def test_a_colleague_without_a_key_owes_nothing(
    paying: Workplace, account: Account, tmp_path: Path
) -> None:
    """A live result satisfies its request for everybody."""
    paying.pxe("sync", "--yes")
    before = account.credits()
    colleague = paying.clone(tmp_path / "colleague")
    stamps = colleague.stamps()

    ran = colleague.pxe("sync", "--json")

    assert ran.code == 0
    assert ran.of("job") == []
    assert colleague.stamps() == stamps
    assert account.credits() == before


def test_a_changed_prompt_there_gives_a_preview_and_a_price(
    paying: Workplace, account: Account, tmp_path: Path
) -> None:
    """Without a key the local engine steps in; with one the plan names the price."""
    paying.sidecar({"animations": {"idle": IDLE, "jump": JUMP}})
    paying.pxe("sync", "--yes")
    paid = account.credits()
    colleague = paying.clone(tmp_path / "colleague")
    before = _animations(colleague)["idle"]
    walk = {"animate": {"prompt": "walk", "output_frames": 2}}
    colleague.sidecar({"animations": {"idle": IDLE, "jump": walk}})

    assert colleague.pxe("sync").code == 0

    after = _animations(colleague)
    assert after["idle"] == before
    assert (before["engine"], after["jump"]["engine"]) == ("live", "local")
    plan = colleague.pxe("plan", **dict(paying.variables))
    assert 'jump": a live result replaces the preview' in plan.out
    assert "1 new job, up to 20 credits" in plan.out
    assert account.credits() == paid


def test_adding_an_animation_to_a_colleagues_sprite_pays_for_it_alone(
    paying: Workplace, account: Account, tmp_path: Path
) -> None:
    """Frames of unchanged animations are taken back from the committed sheet."""
    paying.pxe("sync", "--yes")
    before = account.credits()
    colleague = paying.clone(tmp_path / "colleague")
    colleague.variables.update(paying.variables)
    old = colleague.sheet()
    colleague.sidecar({"animations": {"idle": IDLE, "jump": JUMP}})

    ran = colleague.pxe("sync", "--budget", "20")

    assert ran.code == 0
    assert account.credits() == before - 20
    assert np.array_equal(colleague.sheet()[:16], old)


def test_lost_outputs_come_back_from_the_store(
    paying: Workplace, account: Account
) -> None:
    """What was paid for once is stored once."""
    paying.pxe("sync", "--yes")
    before, outputs = account.credits(), paying.outputs()
    for ending in outputs:
        paying.output(ending).unlink()

    assert paying.pxe("sync").code == 0

    assert paying.outputs() == outputs
    assert account.credits() == before


def test_going_back_to_an_older_prompt_is_free(
    paying: Workplace, account: Account
) -> None:
    """The store holds every result that was paid for."""
    paying.pxe("sync", "--yes")
    outputs = paying.outputs()
    paying.sidecar({"animations": {"idle": JUMP}})
    paying.pxe("sync", "--yes")
    before = account.credits()
    paying.sidecar({"animations": {"idle": IDLE}})

    assert paying.pxe("sync").code == 0

    assert paying.outputs() == outputs
    assert account.credits() == before


def test_two_sidecars_that_ask_for_the_same_thing_pay_once(
    paying: Workplace, account: Account
) -> None:
    """One request, one job, two outputs."""
    before = account.credits()
    paying.sidecar({"image": "hero.png", "animations": {"idle": IDLE}}, "twin")

    ran = paying.pxe("sync", "--budget", "20")

    assert ran.code == 0
    assert account.credits() == before - 20
    assert np.array_equal(paying.sheet("hero"), paying.sheet("twin"))


def test_no_key_reaches_a_file_or_the_output(paying: Workplace) -> None:
    """The key is nowhere but in the request."""
    ran = paying.pxe("sync", "--yes", "--json", PXE_DEBUG="1")

    secret = paying.variables["PIXEL_ENGINE_API_KEY"].encode()
    files = [*paying.root.rglob("*"), *paying.state.rglob("*")]
    found = [p for p in files if p.is_file() and secret in p.read_bytes()]
    assert found == []
    assert secret.decode() not in ran.out + ran.err
    assert b"token=" not in b"".join(p.read_bytes() for p in files if p.is_file())


def test_a_wrong_key_is_said_at_once(paying: Workplace) -> None:
    """401 is exit code 5, and nothing else happens."""
    paying.variables["PIXEL_ENGINE_API_KEY"] = "pe_sk_wrong"

    ran = paying.pxe("sync", "--yes")

    assert ran.code == 5
    assert "HTTP 401" in ran.err
    assert "pe_sk_wrong" not in ran.err


def test_too_few_credits_end_the_run_and_lose_nothing(
    workplace: Workplace, tmp_path: Path
) -> None:
    """402 is exit code 4; what was paid for is published when there is more."""
    workplace.art()
    for name in ("a", "b"):
        workplace.sidecar(
            {"image": "hero.png", "animate": {"prompt": name, "output_frames": 2}}, name
        )
    options = ("--pretend-live", "--credits", "30")
    with serve(tmp_path / "poor", *options) as server:
        workplace.variables.update(server.variables)
        ran = workplace.pxe("sync", "--yes")

        assert ran.code == 4
        assert "insufficient_credits" in ran.err
        done = [name for name in ("a", "b") if workplace.outputs(name)]
        assert len(done) == 1
        assert Account(server).credits() == 10


def test_an_engine_that_names_itself_is_local_wherever_it_runs(
    workplace: Workplace, tmp_path: Path
) -> None:
    """Over a socket with a key the same bytes come as in process."""
    workplace.hero()
    with serve(tmp_path / "engine") as server:
        workplace.variables.update(server.variables)
        ran = workplace.pxe("sync")
        again = workplace.pxe("sync")
    served = workplace.outputs()

    assert (ran.code, again.code) == (0, 0)
    assert "local engine at 127.0.0.1:" in ran.out
    assert "nothing changed" in again.out
    workplace.variables.clear()
    shutil.rmtree(workplace.state)
    for ending in served:
        workplace.output(ending).unlink()
    workplace.pxe("sync")
    assert workplace.outputs() == served
