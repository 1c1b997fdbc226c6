"""A small project with the addon and its specifications in it."""

from __future__ import annotations

import shutil
from pathlib import Path

__all__ = ["PRESET", "SPECS", "enable_addon", "make_project"]

ROOT = Path(__file__).resolve().parents[2]
SPECS = Path(__file__).parent / "gd"
PRESET = """[preset.0]

name="Pack"
platform="Linux"
runnable=true
export_filter="all_resources"
include_filter=""
exclude_filter=""
export_path=""

[preset.0.options]

binary_format/embed_pck=false
"""
PROJECT = """config_version=5

[application]

config/name="Game"

[debug]

gdscript/warnings/exclude_addons=false
gdscript/warnings/directory_rules={"res://addons": 1}
gdscript/warnings/untyped_declaration=2
gdscript/warnings/inferred_declaration=2
gdscript/warnings/unused_variable=2
gdscript/warnings/unused_parameter=2
gdscript/warnings/shadowed_variable=2
gdscript/warnings/shadowed_variable_base_class=2
"""


def make_project(folder: Path) -> Path:
    """Make a project that holds the sample's art, the addon and the specifications."""
    shutil.copytree(ROOT / "sample_project" / "art", folder / "art")
    shutil.copytree(ROOT / "godot_addon" / "addons", folder / "addons")
    shutil.copytree(SPECS, folder / "specs")
    (folder / "project.godot").write_text(PROJECT)
    return folder


def enable_addon(project: Path) -> None:
    """Switch the addon on, as the project settings do."""
    plugin = "res://addons/pixelengine_import/plugin.cfg"
    with (project / "project.godot").open("a") as settings:
        settings.write(f'\n[editor_plugins]\n\nenabled=PackedStringArray("{plugin}")\n')
