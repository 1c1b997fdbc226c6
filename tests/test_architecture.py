"""Who may import whom, what a module shows, and what a start-up loads.

The table of imports is held by reading every module, imports inside functions and
imports for the type checker included: who knows a type of another package depends on
that package, whether or not the import runs.
"""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image

import pixelengine_import

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = "pixelengine_import"
ROOT = Path(pixelengine_import.__file__).parent

HTTP_CLIENT = frozenset(
    {
        "api.address",
        "api.client",
        "api.download",
        "api.drivers",
        "api.exchange",
        "api.flows.effects",
        "api.flows.jobs",
        "api.flows.raw",
        "api.flows.reads",
        "api.flows.service",
        "api.flows.submit",
        "api.handles",
        "api.images",
        "api.job_calls",
        "api.prepare",
        "api.sync_client",
    }
)
"""The client within ``api``; the rest of it is data and rules."""

LOCAL_NAMES = ("_clock", "_fs", "errors")
EVERYTHING = frozenset(
    {
        *LOCAL_NAMES,
        "api",
        "sidecar",
        "imaging",
        "export",
        "journal",
        "pipeline",
        "watch",
        "local_engine",
    }
)


@dataclass(frozen=True)
class Rule:
    """What one package may import beside itself and the standard library.

    Attributes:
        ours: Parts of this package; a prefix stands for all below it.
        others: Distributions' import names.
        http_client: Whether the I/O of ``api`` is among what it may import.
    """

    ours: frozenset[str]
    others: frozenset[str] = frozenset()
    http_client: bool = False


def rule(ours: str = "", others: str = "", *, http_client: bool = False) -> Rule:
    """Write a rule in one line."""
    return Rule(frozenset(ours.split()), frozenset(others.split()), http_client)


TABLE = {
    "__init__": rule("api", http_client=True),
    "__main__": rule("cli"),
    "errors": rule(),
    "_clock": rule(),
    "_fs": rule("errors"),
    "api": rule("errors _clock", "pydantic pydantic_core", http_client=True),
    "sidecar": rule("api errors", "pydantic"),
    "imaging": rule("errors", "PIL numpy scipy"),
    "export": rule("imaging errors", "numpy"),
    "journal": rule("api errors _fs _clock", "filelock platformdirs"),
    "pipeline": rule(
        "api sidecar imaging export journal errors _fs _clock", http_client=True
    ),
    "watch": rule("errors _clock", "watchdog"),
    "local_engine": rule(
        "api imaging errors _fs _clock",
        "PIL numpy scipy pydantic pydantic_core starlette sqlalchemy uvicorn "
        "h11 filelock httpx httpcore certifi",
    ),
    "cli": Rule(
        EVERYTHING,
        frozenset({"click", "keyring", "platformdirs", "rich"}),
        http_client=True,
    ),
    "testing": rule(
        "api local_engine imaging errors _clock", "pytest", http_client=True
    ),
}

ONE_HOME = {
    "httpx": {
        "api.address",
        "api.client",
        "api.drivers",
        "api.exchange",
        "api.sync_client",
        "local_engine.in_process",
    },
    "httpcore": {"local_engine.fetching"},
    "certifi": {"local_engine.fetching"},
    "uvicorn": {"local_engine.server", "local_engine.connection"},
    "h11": {"local_engine.connection"},
    "watchdog": {"watch.native"},
    "keyring": {"cli.key_store"},
    "platformdirs": {"cli.key_store", "journal.state"},
}
"""Libraries that one or few modules know, whatever the rest of the package does."""

HEAVY = (
    "PIL",
    "httpx",
    "numpy",
    "pydantic",
    "scipy",
    "sqlalchemy",
    "starlette",
    "uvicorn",
    "watchdog",
)


# -- reading the tree ---------------------------------------------------------------


@dataclass(frozen=True)
class Module:
    """One module, read and not run.

    Attributes:
        name: Dotted, below the package: ``api.wire``.
        tree: Its source.
    """

    name: str
    tree: ast.Module

    @property
    def package(self) -> str:
        """The row of the table that it belongs to."""
        return self.name.partition(".")[0]

    def imports(self) -> Iterator[tuple[int, str]]:
        """Yield line and full name of everything that it imports, wherever."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((node.lineno, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{self.name}:{node.lineno}: a relative import"
                assert node.module is not None
                inside = [f"{node.module}.{alias.name}" for alias in node.names]
                known = [name for name in inside if name in names_of_modules()]
                yield from ((node.lineno, name) for name in known or [node.module])

    def shown(self) -> list[str] | None:
        """Return ``__all__``, or None when there is none."""
        for node in self.tree.body:
            if isinstance(node, ast.Assign) and _targets(node) == ["__all__"]:
                found: list[str] = ast.literal_eval(node.value)
                return found
        return None

    def made(self) -> dict[str, bool]:
        """Return public names made at the top level; True for classes, functions."""
        found: dict[str, bool] = {}
        for node in self.tree.body:
            if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                found[node.name] = True
            elif isinstance(node, ast.Assign | ast.AnnAssign):
                found |= dict.fromkeys(_targets(node), False)
        return {name: kind for name, kind in found.items() if name[0] != "_"}

    def bound(self) -> set[str]:
        """Return all names that it binds at the top level, by import too."""
        names = set(self.made())
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import | ast.ImportFrom):
                names |= {alias.asname or alias.name for alias in node.names}
        return names


def _targets(node: ast.Assign | ast.AnnAssign) -> list[str]:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    inner = [t.elts if isinstance(t, ast.Tuple) else [t] for t in targets]
    return [t.id for group in inner for t in group if isinstance(t, ast.Name)]


@cache
def modules() -> dict[str, Module]:
    """Read the whole package."""
    found = {}
    for path in sorted(ROOT.rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        name = ".".join(parts if parts[-1] != "__init__" else parts[:-1]) or "__init__"
        found[name] = Module(name, ast.parse(path.read_text("utf-8"), str(path)))
    return found


@cache
def names_of_modules() -> frozenset[str]:
    """Full names of all modules of the package, without reading them."""
    paths = (p.relative_to(ROOT.parent).with_suffix("") for p in ROOT.rglob("*.py"))
    return frozenset(".".join(path.parts).removesuffix(".__init__") for path in paths)


def broken_rules(module: Module) -> list[str]:
    """Return what a module imports and may not, with lines."""
    allowed = TABLE[module.package]
    found = []
    for line, name in module.imports():
        top, _, below = name.partition(".")
        if top == PACKAGE:
            part = below.partition(".")[0]
            fine = not below or part == module.package or part in allowed.ours
            if below in HTTP_CLIENT and not allowed.http_client:
                fine = False
        elif top in ONE_HOME:
            fine = module.name in ONE_HOME[top]
        else:
            fine = top in sys.stdlib_module_names or top in allowed.others
        if not fine:
            found.append(f"{module.name}:{line}: {name}")
    return found


# -- who imports whom ---------------------------------------------------------------


def test_every_package_has_its_row_in_the_table() -> None:
    """A new package is a decision."""
    packages = {module.package for module in modules().values()}

    assert packages == set(TABLE)


@pytest.mark.parametrize("package", TABLE)
def test_a_package_imports_what_its_row_allows(package: str) -> None:
    """Downwards only; imports inside functions and for types count."""
    mine = [module for module in modules().values() if module.package == package]

    assert mine
    assert [line for module in mine for line in broken_rules(module)] == []


@pytest.mark.parametrize(
    ("name", "source", "broken"),
    [
        ("api.rules", "import os", []),
        ("api.rules", "import httpx", ["api.rules:1: httpx"]),
        ("api.client", "import httpx", []),
        ("api.flows.jobs", "import httpx", ["api.flows.jobs:1: httpx"]),
        (
            "journal.jobs",
            "def f():\n  from pixelengine_import.api.client import X",
            ["journal.jobs:2: pixelengine_import.api.client"],
        ),
        (
            "journal.jobs",
            "from pixelengine_import.api import client",
            ["journal.jobs:1: pixelengine_import.api.client"],
        ),
        ("journal.jobs", "from pixelengine_import.api.outcomes import Accepted", []),
        (
            "watch.native",
            "if TYPE_CHECKING:\n  from pixelengine_import.journal.jobs import Job",
            ["watch.native:2: pixelengine_import.journal.jobs"],
        ),
        ("watch.scope", "import watchdog.events", ["watch.scope:1: watchdog.events"]),
        ("cli.sync", "from pixelengine_import import __version__", []),
        ("imaging.png", "from PIL import Image", []),
        ("export.sheet", "from PIL import Image", ["export.sheet:1: PIL"]),
    ],
)
def test_the_reader_of_imports_finds_what_it_should(
    name: str, source: str, broken: list[str]
) -> None:
    """A rule that never breaks would hold nothing."""
    assert broken_rules(Module(name, ast.parse(source))) == broken


# -- what a module shows ------------------------------------------------------------


def kind_first(name: str) -> tuple[int, str]:
    """Sort as ruff does: constants, classes, functions."""
    kind = 0 if name.isupper() else 1 if name[:1].isupper() else 2
    return kind, name


@cache
def imported_names() -> dict[str, set[str]]:
    """What is imported from each module by another one of the package."""
    used: dict[str, set[str]] = {}
    for module in modules().values():
        for node in ast.walk(module.tree):
            if isinstance(node, ast.ImportFrom) and node.module:
                below = node.module.removeprefix(PACKAGE).lstrip(".") or "__init__"
                used.setdefault(below, set()).update(a.name for a in node.names)
    return used


def test_each_module_says_what_it_shows() -> None:
    """``__all__`` stands in every module that makes something."""
    silent = [m.name for m in modules().values() if m.made() and m.shown() is None]

    assert silent == []


def test_what_a_module_shows_is_sorted_and_there() -> None:
    """Sorted, without doubles, and nothing that it does not have."""
    wrong = []
    for module in modules().values():
        shown = module.shown() or []
        if shown != sorted(set(shown), key=kind_first):
            wrong.append(f"{module.name}: not sorted")
        there = module.bound() | {"__version__"}
        wrong += [f"{module.name}: {name}" for name in shown if name not in there]

    assert wrong == []


def test_what_a_module_shows_is_complete() -> None:
    """Every public class and function, and every constant that another one imports."""
    missing = []
    for module in modules().values():
        shown, used = module.shown() or [], imported_names().get(module.name, set())
        missing += [
            f"{module.name}: {name}"
            for name, is_definition in module.made().items()
            if name not in shown and (is_definition or name in used)
        ]

    assert missing == []


# -- what a start-up loads ----------------------------------------------------------

LOOK = """
import json, sys
sys.argv[1:] = json.loads(sys.argv[1])
code = 0
if sys.argv[1:]:
    from pixelengine_import.__main__ import main
    try:
        main()
    except SystemExit as end:
        code = end.code or 0
else:
    import pixelengine_import
loaded = sorted({name.partition(".")[0] for name in sys.modules})
sys.stderr.write("\\n" + json.dumps([code, loaded]))
"""


def environment(state: Path) -> dict[str, str]:
    """An environment without keys, with a state folder of its own."""
    kept = {
        k: v for k, v in os.environ.items() if "PIXEL" not in k and k != "PXE_DEBUG"
    }
    paths = [str(ROOT.parent), *filter(None, [os.environ.get("PYTHONPATH")])]
    return kept | {
        "PIXELENGINE_STATE_DIR": str(state),
        "PYTHONPATH": os.pathsep.join(paths),
    }


def loaded_by(folder: Path, *arguments: str) -> tuple[str, list[str]]:
    """Run ``pxe`` to its good end; return what it said and the heavy ones it loaded."""
    done = subprocess.run(
        [sys.executable, "-c", LOOK, json.dumps(arguments)],
        cwd=folder,
        env=environment(folder / "state"),
        capture_output=True,
        check=False,
        text=True,
    )
    code, loaded = json.loads(done.stderr.rpartition("\n")[2])
    assert code == 0, done.stdout + done.stderr
    return done.stdout, [name for name in HEAVY if name in loaded]


def test_importing_the_package_loads_nothing_heavy(tmp_path: Path) -> None:
    """Start-up is part of the product."""
    assert loaded_by(tmp_path) == ("", [])


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["--version"],
        ["version"],
        ["sync", "--help"],
        ["animate", "--help"],
        ["remove-background", "--help"],
        ["jobs", "ls"],
        ["models"],
    ],
)
def test_help_and_version_load_nothing_heavy(
    tmp_path: Path, arguments: list[str]
) -> None:
    """They are felt on every keystroke; so is a look into the journal."""
    said, heavy = loaded_by(tmp_path, *arguments)

    assert said
    assert heavy == []


@pytest.mark.parametrize(
    "name", ["access", "catalog", "headers", "outcomes", "polling", "timeouts", "wire"]
)
def test_the_light_parts_of_the_api_load_nothing_heavy(
    tmp_path: Path, name: str
) -> None:
    """A plan can be made without a network library."""
    program = f"import pixelengine_import.api.{name}, sys; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env=environment(tmp_path),
        capture_output=True,
        check=True,
        text=True,
    )

    assert [name for name in HEAVY if name in done.stdout.split()] == []


@pytest.fixture(scope="module")
def synced(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny project whose outputs were made by the local engine."""
    project = tmp_path_factory.mktemp("game")
    (project / "project.godot").write_text("config_version=5\n")
    art = Image.new("RGBA", (16, 16), (0, 0, 0, 0))
    art.paste((200, 60, 40, 255), (4, 3, 12, 15))
    art.paste((250, 220, 180, 255), (6, 3, 10, 7))
    art.save(project / "hero.png")
    request = {"animate": {"prompt": "breathing idle", "output_frames": 2}}
    (project / "hero.pxe.json").write_text(json.dumps(request))
    said, heavy = loaded_by(project, "sync")
    assert "1 updated" in said
    assert "numpy" in heavy  # the work was done, and this is how work shows
    assert "scipy" not in heavy  # the pictures were made in processes of their own
    return project


def test_a_run_with_nothing_to_do_loads_nothing_heavy(synced: Path) -> None:
    """A no-op over thousands of sidecars takes a fraction of a second."""
    said, heavy = loaded_by(synced, "sync")

    assert "nothing changed" in said
    assert heavy == []


def test_a_run_with_nothing_to_do_rewrites_nothing(synced: Path) -> None:
    """Bytes and times of the outputs stay."""

    def outputs() -> dict[str, tuple[int, bytes]]:
        return {
            path.name: (path.stat().st_mtime_ns, path.read_bytes())
            for path in synced.glob("hero.*")
        }

    before = outputs()
    loaded_by(synced, "sync")

    assert len(before) == 5
    assert outputs() == before
