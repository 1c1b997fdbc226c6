"""The page of the local engine: its examples run, and it leaves nothing out."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import get_args

import click
from starlette.routing import Route

from pixelengine_import.cli.serve import command
from pixelengine_import.local_engine.app import create_app
from pixelengine_import.local_engine.control.bodies import MoveBody
from pixelengine_import.local_engine.control.operator import Operator
from pixelengine_import.local_engine.control.routes import CONTROL_PREFIX, add_control
from pixelengine_import.local_engine.engine import LocalEngine
from pixelengine_import.local_engine.faults.plan import FaultPlan
from pixelengine_import.local_engine.faults.rules import (
    Answer,
    Cut,
    Damage,
    Drop,
    FaultRules,
    Length,
    Patch,
    Rule,
    Stall,
    read_rules,
)
from pixelengine_import.testing.clock import FakeClock

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/local-engine.md").read_text("utf-8")
EFFECTS = (Answer, Drop, Cut, Stall, Length, Damage, Patch)


def blocks(language: str) -> list[str]:
    """The examples of the page."""
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)


def test_the_tests_on_the_page_pass(tmp_path: Path) -> None:
    """Copied into a project of one's own, they do what they say."""
    for text in blocks("python"):
        if name := re.match(r"# (\w+\.py)\n", text):
            (tmp_path / name[1]).write_text(text, "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "."],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert "3 passed" in done.stdout, done.stdout + done.stderr


def test_the_program_on_the_page_runs(tmp_path: Path) -> None:
    """The one that needs no socket."""
    (program,) = [
        text for text in blocks("python") if text.startswith("import asyncio")
    ]
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert "available=50" in done.stdout
    assert "monthly refill" in done.stdout


def test_the_rules_on_the_page_are_rules() -> None:
    """And every field of a rule and of an effect is explained there."""
    (document,) = blocks("json")

    assert isinstance(read_rules(json.loads(document)), FaultRules)
    fields = {name for kind in (Rule, *EFFECTS) for name in kind.model_fields}
    assert {name for name in fields if f"`{name}`" not in PAGE} <= {
        "type",
        "when",
        "how",
    }
    for kind in EFFECTS:
        (name,) = get_args(kind.model_fields["type"].annotation)
        assert f"| `{name}` |" in PAGE


def test_every_option_of_the_test_bench_is_on_the_page() -> None:
    """With each of its values."""
    options = {parameter.name: parameter for parameter in command.params}
    for name in ("keys", "speed", "clock", "seed", "faults"):
        option = max(options[name].opts, key=len)
        kind = options[name].type
        choices = kind.choices if isinstance(kind, click.Choice) else [""]
        for choice in choices:
            assert f"{option} {choice}".rstrip() in PAGE, (option, choice)


def test_every_call_of_the_control_plane_is_on_the_page(tmp_path: Path) -> None:
    """And every step of a job."""
    engine = LocalEngine(tmp_path / "engine", clock=FakeClock())
    plan = FaultPlan()
    app = create_app(engine, base_url="http://127.0.0.1:1/functions/v1", faults=plan)
    add_control(app, Operator(engine, plan), "token")
    routes = [route for route in app.routes if isinstance(route, Route)]
    calls = {
        f"{method} {route.path.removeprefix(CONTROL_PREFIX + '/')}"
        for route in routes
        if route.path.startswith(CONTROL_PREFIX)
        for method in route.methods or ()
    }

    assert len(calls) == 11
    for call in calls:
        assert f"`{call}`".replace("{job_id}", "ID") in PAGE
    steps = re.findall(r'const": "(\w+)"', json.dumps(MoveBody.model_json_schema()))
    assert len(steps) == 6
    for step in steps:
        assert f'{{"do": "{step}"' in PAGE
