"""The harness itself: a Godot that complains, fails or hangs never passes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.godot_engine import GodotError, complaints

if TYPE_CHECKING:
    from tests.godot_engine import RunGodot


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """An empty Godot project."""
    (tmp_path / "project.godot").write_text("config_version=5\n", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    "line",
    [
        "ERROR: Cannot open file 'res://a.png'.",
        "\x1b[1;31mERROR:\x1b[0;91m coloured",
        "SCRIPT ERROR: Invalid access to property",
        "USER WARNING: careful",
        "WARNING: ignored",
        "   ERROR: indented",
        "res://main.gd:3 - Parse Error: Expected expression",
    ],
)
def test_a_line_that_reports_a_problem_is_a_complaint(line: str) -> None:
    """Errors and warnings are found in any dress that Godot gives them."""
    assert len(complaints(f"Godot Engine v4.6\n{line}\nfine\n")) == 1


@pytest.mark.parametrize(
    "line",
    [
        "ERROR: 3 RID allocations of type 'Texture' were leaked at exit.",
        "ERROR: Pages in use exist at exit in PagedAllocator: 7Variant",
        "[ DONE ] first_scan_filesystem",
        "the word ERROR: in the middle of a sentence",
    ],
)
def test_exit_noise_and_plain_lines_are_no_complaint(line: str) -> None:
    """What Godot prints on an abrupt exit says nothing about the project."""
    assert complaints(line) == []


@pytest.mark.godot
def test_what_a_script_prints_comes_back(run_godot: RunGodot, project: Path) -> None:
    """The output of a clean run is handed over."""
    _write(project, 'print("hello from the project")', "quit()")
    assert "hello from the project" in run_godot(project, "--script", "res://go.gd")


@pytest.mark.godot
@pytest.mark.parametrize("call", ['push_error("bad")', 'push_warning("odd")'])
def test_a_pushed_error_fails_the_run_though_godot_ends_with_0(
    run_godot: RunGodot, project: Path, call: str
) -> None:
    """Godot's exit code does not tell about errors, so its output is read."""
    _write(project, call, "quit()")
    with pytest.raises(GodotError, match="complained"):
        run_godot(project, "--script", "res://go.gd")


@pytest.mark.godot
def test_an_exit_code_fails_the_run(run_godot: RunGodot, project: Path) -> None:
    """A run that ends with a code other than 0 did not work."""
    _write(project, "quit(5)")
    with pytest.raises(GodotError, match="code 5"):
        run_godot(project, "--script", "res://go.gd")


@pytest.mark.godot
def test_a_run_that_never_ends_is_stopped(run_godot: RunGodot, project: Path) -> None:
    """An error before ``quit()`` keeps Godot running; the harness ends it."""
    _write(project, "pass")
    with pytest.raises(GodotError, match="did not end within 3 s"):
        run_godot(project, "--script", "res://go.gd", timeout=3.0)


@pytest.mark.parametrize(
    ("required", "outcome"), [("0", "1 skipped"), ("1", "1 error")]
)
def test_without_godot_tests_skip_and_in_ci_they_fail(
    tmp_path: Path, required: str, outcome: str
) -> None:
    """A user without Godot sees a reason; CI never passes by skipping."""
    inner = tmp_path / "test_inner.py"
    inner.write_text(
        "from godot_engine import godot, run_godot\ndef test_it(run_godot): pass\n",
        encoding="utf-8",
    )
    folder = str(Path(__file__).parents[1])
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-ra", "-p", "no:cacheprovider", str(inner)],
        cwd=tmp_path,
        env={"PATH": "", "PYTHONPATH": folder, "PXE_REQUIRE_GODOT": required},
        capture_output=True,
        text=True,
        check=False,
    )
    assert outcome in done.stdout
    assert "set GODOT to its path" in done.stdout


def _write(project: Path, *statements: str) -> None:
    body = "".join(f"\t{statement}\n" for statement in statements)
    source = f"extends SceneTree\nfunc _initialize() -> void:\n{body}"
    (project / "go.gd").write_text(source, encoding="utf-8")
