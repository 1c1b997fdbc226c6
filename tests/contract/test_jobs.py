"""``GET /jobs``, ``POST /cancel`` and downloads: the life of a job on the wire."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from pixelengine_import import __version__
from pixelengine_import.local_engine.motion import Work

from .bodies import picture
from .conftest import ORIGIN, Gate
from .service import code_of

if TYPE_CHECKING:
    from pathlib import Path

    from pixelengine_import.local_engine.orders import Order, Painting

    from .conftest import Api, OpenApi

DAY = 24 * 3600


@pytest.mark.clause("jobs.output.expires_at", "jobs.finished_at", "jobs.success")
async def test_a_finished_job_has_the_shape_of_the_reference(api: Api) -> None:
    """Every field, in full, with defaults spelled out and our marks on the result."""
    job_id = await api.submit(seed=12345, negative_prompt="blurry")
    job = await api.finished(job_id)
    url = job["output"].pop("url")

    assert job == {
        "api_job_id": job_id,
        "status": "success",
        "progress": 1.0,
        "created_at": "2026-03-02T18:00:00.000Z",
        "finished_at": "2026-03-02T18:00:00.000Z",
        "cancelled_at": None,
        "billing": {
            "credits_held": 20,
            "credits_charged": 20,
            "hold_status": "captured",
        },
        "inputs": {
            "prompt": "breathing idle",
            "negative_prompt": "blurry",
            "model": "pixel-engine-v1.1",
            "pixel_config": {"colors": 24},
            "output_frames": 8,
            "seed": 12345,
            "output_format": "webp",
            "matte_color": "#808080",
        },
        "output": {
            "content_type": "image/webp",
            "metadata": {
                "width": 8,
                "height": 8,
                "frame_count": 8,
                "fps": 8.0,
                "engine": "pixelengine-local",
                "engine_version": __version__,
                "simulated": True,
                "method": "plain",
                "understood": "idle, walk",
                "ignored": "",
            },
            "expires_at": "2026-03-03T18:00:00.000Z",
        },
        "error": None,
    }
    assert url.startswith(
        f"{ORIGIN}/storage/v1/object/sign/outputs/{job_id}.webp?token="
    )


@pytest.mark.clause("jobs.inputs.seed", "animate.seed.left_out")
async def test_a_seed_that_was_not_given_is_not_shown(api: Api) -> None:
    """``inputs`` says what was asked, not what the engine drew."""
    job = await api.finished(await api.submit())

    assert "seed" not in job["inputs"]


async def test_the_general_model_has_no_pixel_config_to_show(open_api: OpenApi) -> None:
    """Defaults are filled in only where the field is allowed."""
    api = await open_api(painter=Gate())
    job_id = await api.submit(model="frame-engine-v1.1", image=picture(256, 256))

    assert "pixel_config" not in (await api.job(job_id))["inputs"]


@pytest.mark.clause(
    "jobs.queued",
    "jobs.pending",
    "jobs.progress.waiting",
    "jobs.finished_at",
    "jobs.billing.charged",
    "jobs.hold.open",
    "jobs.output.null",
    "balance.reserved",
)
async def test_a_job_waits_then_runs_then_ends(open_api: OpenApi) -> None:
    """Queued behind another, pending with progress, success: credits follow."""
    gate = Gate()
    api = await open_api(painter=gate, workers=1)
    first, second = await api.submit(), await api.submit()
    await asyncio.to_thread(gate.begun.wait)
    running, waiting = await api.job(first), await api.job(second)

    assert (running["status"], running["progress"]) == ("pending", 0.5)
    assert (waiting["status"], waiting["progress"]) == ("queued", 0.0)
    assert running["billing"] == waiting["billing"]
    assert running["billing"] == {
        "credits_held": 20,
        "credits_charged": 0,
        "hold_status": "open",
    }
    for job in (running, waiting):
        assert (job["output"], job["error"], job["finished_at"]) == (None, None, None)
    assert (await api.balance())["reserved"] == 40

    gate.opened.set()
    await api.finished(first)
    await api.finished(second)
    assert (await api.balance()) == {
        "monthly_balance": 960,
        "purchased_balance": 0,
        "total_balance": 960,
        "reserved": 0,
        "available": 960,
    }


@pytest.mark.clause(
    "jobs.failure",
    "jobs.error.failed",
    "jobs.hold.released",
    "everywhere.charged_on_success",
)
async def test_work_that_breaks_is_a_failure_that_costs_nothing(
    open_api: OpenApi, caplog: pytest.LogCaptureFixture
) -> None:
    """The traceback is for the log, at debug level; the job says the API's words."""

    def break_down(_order: Order, _work: Work) -> Painting:
        msg = "secret detail"
        raise ZeroDivisionError(msg)

    caplog.set_level("DEBUG", "pixelengine_import")
    api = await open_api(painter=break_down)
    job = await api.finished(await api.submit())

    assert job["status"] == "failure"
    assert job["error"] == {"code": "generation_failed", "message": "Generation failed"}
    assert job["billing"]["hold_status"] == "released"
    assert job["finished_at"] is not None
    assert job["output"] is None
    assert (await api.balance())["available"] == 1000
    record = next(r for r in caplog.records if r.exc_info)
    assert record.levelname == "DEBUG"
    assert "secret detail" in caplog.text


@pytest.mark.clause(
    "cancel.queued",
    "cancel.released",
    "jobs.cancelled",
    "jobs.cancelled_at",
    "jobs.error.cancelled",
    "jobs.hold.released",
)
async def test_a_queued_job_can_be_cancelled(open_api: OpenApi) -> None:
    """It never runs, and its credits are free at once."""
    gate = Gate()
    api = await open_api(painter=gate, workers=1)
    await api.submit()
    await asyncio.to_thread(gate.begun.wait)
    job_id = await api.submit()
    answer = await api.post("cancel", {"api_job_id": job_id})

    assert answer.status_code == 200
    assert answer.json() == {"api_job_id": job_id, "status": "cancelled"}
    job = await api.job(job_id)
    assert job["status"] == "cancelled"
    assert job["cancelled_at"] == "2026-03-02T18:00:00.000Z"
    assert job["error"] == {"code": "job_cancelled", "message": "Job was cancelled"}
    assert job["billing"]["hold_status"] == "released"
    assert (await api.balance())["reserved"] == 20


@pytest.mark.clause("cancel.pending", "everywhere.charged_on_success")
async def test_a_running_job_stops_at_its_next_frame(open_api: OpenApi) -> None:
    """The thread looks once a frame; no result is kept, and nothing is charged."""
    gate = Gate()
    api = await open_api(painter=gate)
    job_id = await api.submit()
    await asyncio.to_thread(gate.begun.wait)
    await api.post("cancel", {"api_job_id": job_id})

    assert await asyncio.to_thread(gate.cancelled.wait, 30)
    job = await api.job(job_id)
    assert job["status"] == "cancelled"
    assert job["progress"] == 0.5
    assert (await api.balance())["total_balance"] == 1000


async def test_a_result_that_comes_after_the_cancelling_is_thrown_away(
    open_api: OpenApi,
) -> None:
    """Work that never looks up changes nothing: what was recorded first counts."""
    gate = Gate()

    def deaf(order: Order, work: Work) -> Painting:
        return gate(order, Work(work.progress, lambda: False))

    api = await open_api(painter=deaf)
    job_id = await api.submit()
    await asyncio.to_thread(gate.begun.wait)
    await api.post("cancel", {"api_job_id": job_id})
    gate.opened.set()
    await api.engine.stop()
    await api.engine.start()

    job = await api.job(job_id)
    assert job["status"] == "cancelled"
    assert job["output"] is None
    assert (await api.balance())["total_balance"] == 1000


async def test_a_job_that_succeeded_cannot_be_cancelled(api: Api) -> None:
    """409, with its status in the message; it stays as it is."""
    job_id = await api.submit()
    await api.finished(job_id)
    answer = await api.post("cancel", {"api_job_id": job_id})

    assert code_of(answer) == (409, "invalid_request")
    assert "success" in answer.json()["error"]["message"]
    assert (await api.job(job_id))["status"] == "success"


@pytest.mark.clause("cancel.message")
async def test_a_job_is_cancelled_once(open_api: OpenApi) -> None:
    """The second time is a 409 that says cancelled: clients count it as done."""
    api = await open_api(painter=Gate())
    job_id = await api.submit()
    first = await api.post("cancel", {"api_job_id": job_id})
    second = await api.post("cancel", {"api_job_id": job_id})

    assert first.status_code == 200
    assert code_of(second) == (409, "invalid_request")
    assert "cancelled" in second.json()["error"]["message"]


@pytest.mark.parametrize("body", [{}, {"api_job_id": ""}, {"api_job_id": 3}, [], "x"])
async def test_cancelling_nothing_in_particular_is_a_400(
    api: Api, body: object
) -> None:
    """The id is required, and is a text."""
    assert code_of(await api.post("cancel", body)) == (400, "invalid_request")


async def test_a_job_that_nobody_submitted_is_a_404(api: Api) -> None:
    """For reading and for cancelling."""
    unknown = "f47ac10b-58cc-4372-a567-0e02b2c3d479"

    assert code_of(await api.get("jobs", id=unknown)) == (404, "job_not_found")
    assert code_of(await api.post("cancel", {"api_job_id": unknown})) == (
        404,
        "job_not_found",
    )


async def test_reading_no_job_in_particular_is_a_400(api: Api) -> None:
    """The query parameter is required."""
    assert code_of(await api.get("jobs")) == (400, "invalid_request")
    assert code_of(await api.get("jobs", id=" ")) == (400, "invalid_request")


@pytest.mark.clause("jobs.output.downloads")
async def test_an_output_is_downloaded_without_a_key(api: Api) -> None:
    """The address is the key; type and length are those of the file."""
    job = await api.finished(await api.submit())
    answer = await api.client.get(job["output"]["url"], headers={"Authorization": ""})

    assert answer.status_code == 200
    assert answer.headers["content-type"] == "image/webp"
    assert int(answer.headers["content-length"]) == len(answer.content)
    assert answer.content[:4] == b"RIFF"


@pytest.mark.clause("jobs.output.url.hour", "jobs.output.url.fresh")
async def test_an_address_is_good_for_an_hour_and_polling_gives_a_fresh_one(
    api: Api,
) -> None:
    """One second decides; the storage host's errors have a shape of their own."""
    job_id = await api.submit()
    old = (await api.finished(job_id))["output"]["url"]
    api.clock.advance(3599)
    assert (await api.client.get(old)).status_code == 200
    api.clock.advance(1)
    answer = await api.client.get(old)

    assert answer.status_code == 400
    assert answer.json() == {
        "statusCode": "400",
        "error": "InvalidJWT",
        "message": '"exp" claim timestamp check failed',
    }
    fresh = (await api.job(job_id))["output"]["url"]
    assert fresh != old
    assert (await api.client.get(fresh)).status_code == 200


async def test_a_token_that_was_touched_opens_nothing(api: Api) -> None:
    """Not with a later expiry, not for another job, not without a token."""
    url = (await api.finished(await api.submit()))["output"]["url"]
    other = (await api.finished(await api.submit()))["output"]["url"]
    token = url.partition("?token=")[2]
    later = re.sub(r"token=\d+", "token=9999999999999", url)
    for forged in (
        later,
        url[:-1] + ("A" if url[-1] != "A" else "B"),
        f"{other.partition('?')[0]}?token={token}",
        url.partition("?")[0],
        url.replace("token=", "token=x"),
    ):
        answer = await api.client.get(forged)
        assert answer.status_code == 400
        assert answer.json()["error"] == "InvalidJWT"


@pytest.mark.clause("jobs.output.deleted")
async def test_an_output_is_deleted_after_24_hours(api: Api, tmp_path: Path) -> None:
    """One second decides; the file itself is gone, and the address says so, too."""
    job_id = await api.submit()
    await api.finished(job_id)
    api.clock.advance(DAY - 1)
    url = (await api.job(job_id))["output"]["url"]
    assert (await api.client.get(url)).status_code == 200
    assert len(list((tmp_path / "engine" / "outputs").iterdir())) == 1
    api.clock.advance(1)

    assert code_of(await api.get("jobs", id=job_id)) == (410, "job_expired")
    assert list((tmp_path / "engine" / "outputs").iterdir()) == []
    answer = await api.client.get(url)
    assert answer.status_code == 400
    assert answer.json()["statusCode"] == "404"


@pytest.mark.clause("jobs.progress.rising")
async def test_a_job_of_real_speed_takes_its_time(open_api: OpenApi) -> None:
    """It waits, then runs, and its progress never falls; 90 s of the clock in all."""
    api = await open_api(speed="real")
    job_id = await api.submit()
    seen = [(0.0, "queued", 0.0)]
    while seen[-1][1] in {"queued", "pending"}:
        while not api.clock.sleeping and seen[-1][1] in {"queued", "pending"}:
            await asyncio.sleep(0.001)
            job = await api.job(job_id)
            seen.append((api.clock.monotonic(), job["status"], job["progress"]))
        job = await api.job(job_id)
        seen.append((api.clock.monotonic(), job["status"], job["progress"]))
        api.clock.advance(1)

    shares = [share for _, _, share in seen]
    assert shares == sorted(shares)
    assert min(at for at, status, _ in seen if status == "success") == 90
    assert min(at for at, status, _ in seen if status == "pending") == 8
    assert len({share for _, _, share in seen}) > 50


async def test_pretending_to_be_live_leaves_no_mark(open_api: OpenApi) -> None:
    """Neither header nor metadata tells this engine from the live service."""
    api = await open_api(pretend_live=True)
    answer = await api.get("balance")
    job = await api.finished(await api.submit())
    download = await api.client.get(job["output"]["url"])

    assert not [name for name in answer.headers if "engine" in name]
    assert not [name for name in download.headers if "engine" in name]
    assert job["output"]["metadata"] == {
        "width": 8,
        "height": 8,
        "frame_count": 8,
        "fps": 8.0,
    }


async def test_an_address_leads_to_the_host_that_was_asked(api: Api) -> None:
    """Host and port are those of the base URL."""
    url = (await api.finished(await api.submit()))["output"]["url"]

    assert urlsplit(url).netloc == urlsplit(ORIGIN).netloc
