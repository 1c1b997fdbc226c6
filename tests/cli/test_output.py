"""What ``pxe`` prints is safe for every reader: people, machines, ``head``."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.support import serve

if TYPE_CHECKING:
    from tests.support import Server, Workplace

ESCAPE = "\x1b[31mred\x07\x9b"
IDLE = {"animate": {"prompt": "idle", "output_frames": 2}}

SHAPES: dict[str, dict[str, type | tuple[type, ...]]] = {
    "hello": {"format": int, "version": str},
    "engine": {"kind": str, "title": str, "available": (int, type(None))},
    "job": {
        "sidecar": str,
        "animation": str,
        "state": str,
        "progress": float,
        "job_id": (str, type(None)),
    },
    "published": {
        "sidecar": str,
        "written": list,
        "animations": int,
        "frames": int,
        "engine": str,
    },
    "unchanged": {"sidecar": str, "engine": str, "kept": bool},
    "note": {"sidecar": str, "animation": str, "message": str},
    "plan": {
        "sidecar": str,
        "action": str,
        "new_jobs": int,
        "price": int,
        "reasons": list,
    },
    "sidecar": {
        "sidecar": str,
        "state": str,
        "reasons": list,
        "price": int,
        "image": (str, type(None)),
        "animations": list,
        "outputs": dict,
        "conflicts": list,
    },
    "error": {
        "sidecar": (str, type(None)),
        "code": str,
        "message": str,
        "line": (int, type(None)),
        "column": (int, type(None)),
        "field": (str, type(None)),
    },
}
SYNC_KINDS = ("job", "published", "error", "summary")
SUMMARIES: dict[str, set[str]] = {
    "sync": {"sidecars", "unchanged", "published", "failed", "waiting"},
    "plan": {"sidecars", "to_do", "new_jobs", "price", "available"},
}


def _check(record: dict[str, Any]) -> None:
    shape = SHAPES[record["type"]]
    assert record.keys() == {"type", *shape}
    for name, kind in shape.items():
        assert isinstance(record[name], kind), (name, record)


@pytest.mark.parametrize(
    ("command", "kinds"),
    [
        ("plan", {"hello", "engine", "plan", "error", "summary"}),
        ("sync", {"hello", "engine", "sidecar", *SYNC_KINDS}),
        ("status", {"hello", "sidecar", "error"}),
        ("version", {"hello"}),
    ],
)
def test_json_lines_keep_their_shape(
    workplace: Workplace, command: str, kinds: set[str]
) -> None:
    """Machines rely on the names and types of each line, and on hello first."""
    workplace.hero()
    workplace.sidecar({"animate": {"prompt": 7}}, "broken")

    ran = workplace.pxe(command, "--json")

    records = ran.records
    assert records[0]["type"] == "hello"
    assert {record["type"] for record in records} == kinds
    for record in records:
        if record["type"] != "summary":
            _check(record)
        else:
            assert record.keys() == {"type", *SUMMARIES[command]}
    assert ran.err == ""


def test_words_that_moved_nothing_are_told_once(workplace: Workplace) -> None:
    """One calm line: what was not understood, and what was played instead."""
    workplace.hero("juggles apples")

    ran = workplace.pxe("sync", "--json")
    (note,) = ran.of("note")
    _check(note)
    again = workplace.pxe("sync")

    assert note["message"] == (
        '"juggles" and "apples" were not understood by the local engine; '
        "idle was played"
    )
    assert ran.code == 0
    assert "understood" not in again.out


def test_a_single_animation_tells_of_its_words_too(workplace: Workplace) -> None:
    """Beside the line of the result; what was played is not called idle."""
    workplace.art()
    out = workplace.pxe("animate", "art/hero.png", "walks, opens the door").out

    assert out.splitlines()[-1] == (
        'art/hero.animate.webp: "opens" was not understood by the local engine'
    )


def test_a_run_with_nothing_to_do_has_the_same_summary(workplace: Workplace) -> None:
    """Machines need not tell the two apart."""
    workplace.hero()
    workplace.pxe("sync")

    (summary,) = workplace.pxe("sync", "--json").of("summary")

    assert summary == {
        "type": "summary",
        "sidecars": 1,
        "unchanged": 1,
        "published": 0,
        "failed": 0,
        "waiting": 0,
    }


def test_what_was_not_agreed_to_is_not_called_unchanged(
    workplace: Workplace, live: Server
) -> None:
    """It waits for a person."""
    workplace.variables.update(live.variables)
    workplace.hero("waiting to be agreed to")

    ran = workplace.pxe("sync", "--json")
    said = workplace.pxe("sync").out.splitlines()[-1]

    (summary,) = ran.of("summary")
    assert (summary["unchanged"], summary["waiting"]) == (0, 1)
    assert said == "1 sidecar: 1 waiting for you, see above"


@pytest.mark.parametrize("mode", [(), ("--json",)])
def test_no_control_character_of_a_file_reaches_the_terminal(
    workplace: Workplace, mode: tuple[str, ...]
) -> None:
    """Names of files, prompts and settings are other people's text."""
    workplace.art(ESCAPE)
    workplace.sidecar({"animate": {"prompt": ESCAPE, ESCAPE: 1}}, ESCAPE)
    workplace.sidecar({"animate": {"prompt": "x"}}, "a\nerror: all is lost")
    runs = [workplace.pxe(name, *mode) for name in ("plan", "sync", "status")]
    runs.append(workplace.pxe("sync", f"art/{ESCAPE}.png", *mode))
    runs.append(workplace.pxe("sync", ESCAPE, ESCAPE, *mode))
    (workplace.root / "pixelengine.toml").write_text('["\\u001b[31m"]\na = 1\n')
    runs.append(workplace.pxe("sync", *mode))

    for ran in runs:
        text = ran.out + ran.err
        assert text
        assert not {c for c in text if not c.isprintable()} - {"\n"}, text
        assert "\nerror: all is lost" not in text
        assert ran.code == 2


@pytest.mark.skipif(sys.platform != "linux", reason="names are text elsewhere")
@pytest.mark.parametrize("mode", [(), ("--json",)])
def test_a_name_that_is_not_utf8_is_a_warning(
    workplace: Workplace, mode: tuple[str, ...]
) -> None:
    """It is left out; the others are done."""
    workplace.hero()
    odd = os.fsencode(workplace.root) + b"/art/\xff.pxe.json"
    Path(os.fsdecode(odd)).write_text(json.dumps(IDLE))

    ran = workplace.pxe("sync", *mode)

    assert ran.code == 0
    assert "is not UTF-8" in ran.out + ran.err
    assert len(workplace.outputs()) == 3


def test_a_terminal_of_few_letters_is_no_crash(workplace: Workplace) -> None:
    """What cannot be shown is spelled."""
    workplace.art("héros")
    workplace.sidecar(IDLE, "héros")

    workplace.variables.update(PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    process = workplace.start("sync")
    out, _ = process.communicate(timeout=240)

    assert process.returncode == 0
    assert "h\\xe9ros" in out
    assert "Traceback" not in out


def test_a_reader_that_has_seen_enough_stops_no_work(workplace: Workplace) -> None:
    """``pxe sync | head -1``: the run goes on, and its exit code is its own."""
    workplace.hero()
    reader, writer = os.pipe()
    os.close(reader)

    ran = subprocess.run(
        [sys.executable, "-m", "pixelengine_import", "sync"],
        cwd=workplace.root,
        env=workplace.environment(),
        stdout=writer,
        stderr=subprocess.PIPE,
        timeout=240,
        check=False,
    )
    os.close(writer)

    assert (ran.returncode, ran.stderr) == (0, b"")
    assert len(workplace.outputs()) == 3


def test_sigterm_ends_a_sync_that_is_taken_up_later(
    workplace: Workplace, tmp_path: Path
) -> None:
    """Exit 130; the paid job goes on at the service, and is not sent again."""
    workplace.hero()
    with serve(tmp_path / "slow", "--pretend-live", "--speed", "real") as server:
        workplace.variables.update(server.variables)
        process = workplace.start("sync", "--yes", "--json")
        assert process.stdout is not None
        for line in process.stdout:
            if json.loads(line).get("state") in {"queued", "running"}:
                break
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=240)
        status = workplace.pxe("status", "--json")
        plan = workplace.pxe("plan", "--json")

    assert process.returncode == 130
    (job,) = status.of("open_job")
    assert job["state"] == "submitted"
    assert plan.of("plan")[0]["new_jobs"] == 0
    with serve(tmp_path / "slow", "--pretend-live") as server:
        workplace.variables.update(server.variables)
        again = workplace.pxe("sync")  # neither --yes nor --budget: nothing is paid
    assert (again.code, again.err) == (0, "")
    assert len(workplace.outputs()) == 3


@pytest.mark.parametrize(
    "url",
    [
        "https://[::1",
        "https://host:port/x",
        "http://example.com/functions/v1",
        "https://user:secret@example.com/functions/v1",
        "ftp://x",
        "no address",
    ],
)
def test_an_address_that_is_none_is_said(workplace: Workplace, url: str) -> None:
    """And a password in it is not repeated."""
    ran = workplace.pxe(
        "sync", PIXEL_ENGINE_BASE_URL=url, PIXEL_ENGINE_API_KEY="pe_sk_x"
    )

    assert ran.code == 2
    assert ran.err.startswith("pxe: PIXEL_ENGINE_BASE_URL must be an https address")
    assert "secret" not in ran.err


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a pseudo-terminal")
def test_ctrl_c_ends_the_question(workplace: Workplace, live: Server) -> None:
    """Nobody has to answer before leaving, and nothing is sent."""
    import pty

    workplace.variables.update(live.variables)
    workplace.hero("asked in a terminal")
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(workplace.root)
        os.execve(  # noqa: S606 - a process of our own
            sys.executable,
            [sys.executable, "-m", "pixelengine_import", "sync"],
            workplace.environment(),
        )
    seen = b""
    while b"[y/N]" not in seen:
        seen += os.read(terminal, 1024)
    for step in range(600):
        if step % 20 == 0:
            # Readline misses a key that comes while it sets itself up: press again.
            with suppress(OSError):
                os.write(terminal, b"\x03")
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            break
        time.sleep(0.05)
    else:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        pytest.fail("Ctrl-C did not end the question")
    os.close(terminal)

    assert os.waitstatus_to_exitcode(status) == 130
    assert workplace.pxe("status", "--json").of("open_job") == []
