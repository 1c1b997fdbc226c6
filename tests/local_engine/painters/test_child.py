"""A painter ends with its engine, and has nothing to do with its user's program."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from pixelengine_import.local_engine.painters.child import MEMORY_LIMIT
from pixelengine_import.local_engine.painters.crew import Crew
from pixelengine_import.local_engine.painters.launch import python_launch

from .conftest import FREELY, animate, is_there, wait_until

PARENT = """
import sys, threading, time
from pixelengine_import.local_engine.painters.crew import Crew
from tests.local_engine.painters.conftest import FREELY, animate, endless

crew = Crew(1)
crew.paint(animate(), FREELY)
{then}
print(*crew.processes, flush=True)
time.sleep(1000)
"""
BUSY = """
threading.Thread(target=crew.paint, args=(endless(), FREELY), daemon=True).start()
while not crew._busy:
    time.sleep(0.01)
"""
FORKED = """
import os
if os.fork() == 0:
    time.sleep(1000)  # holds the pipes of a crew that is not its own
"""
only_posix = pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
only_linux = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")


@only_posix
@pytest.mark.parametrize("then", ["", BUSY, FORKED], ids=["idle", "busy", "forked"])
def test_it_does_not_outlive_an_engine_that_is_killed(then: str) -> None:
    """``kill -9``, whatever it is at, and whoever holds the other ends of its pipes."""
    with subprocess.Popen(
        [sys.executable, "-c", PARENT.format(then=then)],
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as parent:
        assert parent.stdout is not None
        painter = int(parent.stdout.readline())
        assert is_there(painter)
        parent.kill()
        parent.wait()
        wait_until(lambda: not is_there(painter))
        if then == FORKED:
            os.killpg(parent.pid, signal.SIGKILL)


@only_posix
def test_an_engine_whose_user_presses_ctrl_c_ends_its_painters_itself() -> None:
    """The terminal tells all of its foreground group; a painter is not among them."""
    with Crew(1) as crew:
        crew.paint(animate(), FREELY)
        (painter,) = crew.processes
        assert os.getpgid(painter) != os.getpgid(0)
        os.kill(painter, signal.SIGINT)
        crew.paint(animate(), FREELY)

        assert crew.processes == [painter]


def test_a_program_without_a_main_guard_runs_once(tmp_path: Path) -> None:
    """Its engine may be started in a thread, at its top level, beside modules of its
    own that are called as ours are."""
    (tmp_path / "colorsys.py").write_text("print('a module of the program')\n")
    script = tmp_path / "game.py"
    script.write_text(
        textwrap.dedent(
            """
            import threading
            from tests.local_engine.painters.conftest import FREELY, animate
            from pixelengine_import.local_engine.painters.crew import Crew

            print("begun")
            with Crew(1) as crew:
                thread = threading.Thread(
                    target=lambda: print(len(crew.paint(animate(), FREELY).file.data))
                )
                thread.start()
                thread.join()
                print(len(crew.processes))
            """
        )
    )
    path = os.pathsep.join(entry or "." for entry in sys.path)
    done = subprocess.run(
        [sys.executable, str(script)],
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=True,
    )
    begun, size, processes = done.stdout.split()

    assert begun == "begun"
    assert int(size) > 100
    assert processes == "1"
    assert done.stderr == ""


@only_linux
def test_it_holds_none_of_our_files_and_no_folder() -> None:
    """Not even one that was opened to be inherited: a lock would outlive us."""
    read, write = os.pipe()
    os.set_inheritable(write, True)  # noqa: FBT003 - its own signature
    try:
        with Crew(1) as crew:
            crew.paint(animate(), FREELY)
            (painter,) = crew.processes
            place = Path(f"/proc/{painter}")
            held = {str(file.readlink()) for file in (place / "fd").iterdir()}
            mine = str(Path(f"/proc/self/fd/{write}").readlink())

            assert mine not in held
            assert sum(name.startswith("pipe:") for name in held) == 2
            assert {name for name in held if name[0] == "/"} == {"/dev/null"}
            assert (place / "cwd").readlink() == Path("/")
    finally:
        os.close(read)
        os.close(write)


@only_linux
def test_its_memory_is_bounded_and_it_is_the_first_to_go() -> None:
    """Before the editor that somebody works in."""
    with Crew(1) as crew:
        crew.paint(animate(), FREELY)
        (painter,) = crew.processes
        place = Path(f"/proc/{painter}")
        limits = (place / "limits").read_text()
        first = (place / "oom_score_adj").read_text()

    assert re.search(rf"Max data size +{MEMORY_LIMIT} +{MEMORY_LIMIT} ", limits)
    assert int(first) == 500


def test_it_is_told_no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """It decodes pictures of strangers, and needs no secret for that."""
    monkeypatch.setenv("PIXEL_ENGINE_API_KEY", "pe_sk_secret")
    monkeypatch.setenv("PYTHONINSPECT", "1")

    environment = python_launch().environment

    assert "pe_sk_secret" not in environment.values()
    assert "PYTHONINSPECT" not in environment


@pytest.mark.parametrize("debug", [False, True])
def test_it_says_something_only_to_those_who_look_for_a_fault(*, debug: bool) -> None:
    """What libraries print goes nowhere, and never between its messages."""
    program = """
import json, sys
from dataclasses import replace
from pixelengine_import.local_engine.painters.crew import Crew
from pixelengine_import.local_engine.painters.launch import python_launch
from tests.local_engine.painters.conftest import FREELY, animate

noisy = "; ".join([
    "import os, sys",
    "from pixelengine_import.local_engine.painters import child",
    "says = child._Painter._say",
    "child._Painter._say = lambda self, message: ("
    "print('noise', flush=True), os.write(1, b'more'), "
    "sys.stderr.write('a fault'), says(self, message))",
    "child.main()",
])
launch = replace(python_launch(), command=(sys.executable, "-c", noisy))
with Crew(1, launch=lambda: launch) as crew:
    data = crew.paint(animate(), FREELY).file.data
    print(json.dumps([len(data), len(crew.processes)]))
"""
    environment = {k: v for k, v in os.environ.items() if k != "PXE_DEBUG"}
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**environment, "PXE_DEBUG": "1"} if debug else environment,
        capture_output=True,
        text=True,
        check=True,
    )

    size, processes = json.loads(done.stdout)
    assert size > 100
    assert processes == 1
    assert ("a fault" in done.stderr) is debug


def test_whoever_starts_one_has_loaded_nothing_heavy() -> None:
    """A command starts it first, and loads the rest while it starts."""
    program = """
import sys
from pixelengine_import.local_engine.painters.crew import Crew
with Crew(1) as crew:
    crew.expect()
    print(len(crew.processes), *sys.modules)
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    started, *loaded = done.stdout.split()

    assert started == "1"
    assert {"numpy", "scipy", "PIL", "pydantic", "sqlalchemy"}.isdisjoint(loaded)
