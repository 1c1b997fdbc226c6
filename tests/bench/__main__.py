"""Speed as a user feels it, printed: ``python -m tests.bench [WHAT]``.

Nothing here is asserted; whole processes are timed, as one meets them. Each figure is
the median of its runs unless it says otherwise. ``animate``, ``keyframes`` and
``drawing`` measure pictures instead.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from tests.bench import animate, dock, drawing, keyframes, painters, served
from tests.support import Workplace, draw

SAMPLE = Path(__file__).resolve().parents[2] / "sample_project"
SLOW = ("httpx", "PIL", "numpy", "scipy", "pydantic", "starlette", "sqlalchemy")
CHOICES = ("commands", "served", "painters", "drawing", "animate", "keyframes", "dock")


def main() -> None:
    """Measure and print."""
    own = {"animate": animate.main, "keyframes": keyframes.main}
    if (run := own.get("".join(sys.argv[1:2]))) is not None:
        run(sys.argv[2:])  # these have options of their own
        return
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=11)
    parser.add_argument("--saves", type=int, default=30)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--jobs", type=int, default=10_000)
    parser.add_argument("what", nargs="?", choices=CHOICES)
    options = parser.parse_args()
    if options.what == "served":
        served.main(options.seconds, options.jobs)
    elif options.what == "painters":
        painters.main(options.runs)
    elif options.what == "dock":
        dock.main()
    elif options.what == "drawing":
        drawing.main()
    else:
        commands(options.runs, options.saves)


def commands(runs: int, saves: int) -> None:
    """Time the commands."""
    with tempfile.TemporaryDirectory() as folder:
        place = Workplace(Path(folder) / "sample", Path(folder) / "state")
        shutil.copytree(SAMPLE, place.root, ignore=shutil.ignore_patterns(".godot"))
        starting(place, runs)
        first_sync(place, min(runs, 5))
    with tempfile.TemporaryDirectory() as folder:
        saving(Workplace.make(Path(folder)), saves)


def starting(place: Workplace, runs: int) -> None:
    """Time --help and a run with nothing to do."""
    place.pxe("sync")
    time.sleep(2.5)  # files younger than 2 s are read again, by design
    place.pxe("sync")
    bare = timed([sys.executable, "-c", "pass"], place, runs)
    say("python -c pass", bare)
    for name, arguments in (("pxe --help", ["--help"]), ("no-op pxe sync", ["sync"])):
        took = timed(
            [sys.executable, "-m", "pixelengine_import", *arguments], place, runs
        )
        say(name, took, f"{took / bare:.1f} x python -c pass")
    script = (
        "import sys; from pixelengine_import.cli.app import run; run(['sync']); "
        f"print('loaded:', [m for m in {SLOW!r} if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=place.root,
        env=place.environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    print(f"  {done.stdout.strip()}")


def first_sync(place: Workplace, runs: int) -> None:
    """Time the whole sample project from nothing."""
    times = []
    for _ in range(runs):
        shutil.rmtree(place.state, ignore_errors=True)
        for pattern in ("*.sheet.png", "*.frames.tres", "*.frames.json"):
            for path in place.root.rglob(pattern):
                path.unlink()
        begin = time.perf_counter()
        assert place.pxe("sync").code == 0
        times.append(time.perf_counter() - begin)
    say("first sync of the sample project", statistics.median(times), f"{runs} runs")


def saving(place: Workplace, saves: int) -> None:
    """Time a saved sidecar until its outputs are replaced, under a watch."""
    place.art(image=draw(32, 32))
    place.sidecar({"animate": {"prompt": "idle 0"}})
    process = place.start("watch", "--json")
    published = threading.Semaphore(0)
    assert process.stdout is not None
    lines = process.stdout

    def read() -> None:
        for line in lines:
            if json.loads(line)["type"] == "published":
                published.release()

    threading.Thread(target=read, daemon=True).start()
    published.acquire(timeout=60)
    time.sleep(1)
    times = []
    for i in range(saves):
        begin = time.perf_counter()
        place.sidecar({"animate": {"prompt": f"walk {i}"}})
        assert published.acquire(timeout=60)
        times.append(time.perf_counter() - begin)
        time.sleep(0.3)
    process.terminate()
    process.wait()
    times.sort()
    p95 = times[round(0.95 * (len(times) - 1))]
    name = "save -> outputs replaced (32x32, 8 frames)"
    say(name, statistics.median(times), f"p95 {p95 * 1000:.0f} ms over {saves} saves")


def timed(command: list[str], place: Workplace, runs: int) -> float:
    """Return the median wall time of a command in seconds."""
    times = []
    for _ in range(runs):
        begin = time.perf_counter()
        subprocess.run(
            command,
            cwd=place.root,
            env=place.environment(),
            stdout=subprocess.DEVNULL,
            check=True,
        )
        times.append(time.perf_counter() - begin)
    return statistics.median(times)


def say(name: str, seconds: float, more: str = "") -> None:
    """Print one figure."""
    print(f"{name:<44}{seconds * 1000:8.0f} ms   {more}")


if __name__ == "__main__":
    main()
