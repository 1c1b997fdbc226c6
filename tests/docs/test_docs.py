"""What the documents say is what the program does."""

from __future__ import annotations

import json
import re
from pathlib import Path
from pathlib import PurePosixPath as RelPath
from typing import Any

import pytest

from pixelengine_import.cli.app import COMMANDS
from pixelengine_import.sidecar.facts import SidecarErrors
from pixelengine_import.sidecar.parse import parse_sidecar
from pixelengine_import.sidecar.schema import json_schema

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
SIDECARS = (ROOT / "docs/sidecars.md").read_text()


def _fields(schema: dict[str, Any]) -> set[str]:
    found: set[str] = set()
    for part in [schema, *schema.get("$defs", {}).values()]:
        found |= set(part.get("properties", {}))
    return found


def test_every_field_of_a_sidecar_is_in_the_docs() -> None:
    """The page names each key that the schema knows."""
    missing = {f for f in _fields(json_schema()) if f"`{f}`" not in SIDECARS}

    assert missing - {"$schema", "index", "strength", "colors", "palette"} == set()
    for nested in ("frames[].index", "frames[].strength", '"colors"', '"palette"'):
        assert nested in SIDECARS


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_sidecar_in_the_docs_is_one(page: Path) -> None:
    """Examples can be copied."""
    for block in re.findall(r"```json\n(.*?)```", page.read_text(), re.DOTALL):
        document = json.loads(block)
        if {"animate", "animations"} & set(document):
            parse_sidecar(block.encode(), path=RelPath("art/hero.pxe.json"))


def test_the_errors_in_the_docs_are_the_errors() -> None:
    """The example of two mistakes prints what the page shows."""
    text = '{\n  "animate":\n  {\n    "promt": "x",\n    "output_frames": 7\n  }\n}'

    with pytest.raises(SidecarErrors) as raised:
        parse_sidecar(text.encode(), path=RelPath("art/hero.pxe.json"))

    assert [str(error) for error in raised.value.errors] == [
        line for line in SIDECARS.splitlines() if line.startswith("art/hero.pxe.json:")
    ]


def test_every_command_is_in_the_readme_and_teaches_by_example() -> None:
    """A command without an example in its help is not finished."""
    import importlib

    readme = (ROOT / "README.md").read_text()
    for name in COMMANDS:
        module = name.replace("-", "_")
        command = importlib.import_module(f"pixelengine_import.cli.{module}").command
        assert "Examples:" in (command.help or ""), name
        if name != "version":
            assert f"`pxe {name}" in readme, name


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    """No page names a file that is not there."""
    for target in re.findall(r"\]\(([^)#]+)\)", page.read_text()):
        if "://" not in target:
            assert (page.parent / target).exists(), target


def test_the_sample_projects_sidecars_are_in_order() -> None:
    """What is shown first works."""
    for path in sorted((ROOT / "sample_project").rglob("*.pxe.json")):
        relative = RelPath(path.relative_to(ROOT / "sample_project").as_posix())
        assert parse_sidecar(path.read_bytes(), path=relative).warnings == ()
