"""Takes pictures of the Godot addon in a real editor, on a virtual screen.

Xvfb and Mesa's software OpenGL must be installed, and ``GODOT`` must name a Godot 4.6.
Run it in the repository::

    PYTHONPATH=. python docs/pictures/dock.py
    PYTHONPATH=. python docs/pictures/dock.py FOLDER [STATE…]

The first takes those of the documentation, the second every state, light and dark,
large and small.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PIL import Image

from tests.godot.screen import run_on_screen
from tests.godot_engine import run_program

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).parent
PLUGINS = ("pixelengine_import", "picture")
WIDTH, HEIGHT = 1600, 900
LONGEST = 90


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture.

    Attributes:
        name: Its file, without a suffix.
        wish: What ``dock.gd`` has to show.
        empty: Whether the project has no art.
        light: Whether the theme is a light one.
        scale: 1 or 2.
        area: What is cut out: left, top, right, bottom; None is everything.
    """

    name: str
    wish: dict[str, Any] = field(default_factory=dict)
    empty: bool = False
    light: bool = False
    scale: int = 1
    area: tuple[int, int, int, int] | None = None


def entry(name: str, state: str, **more: Any) -> dict[str, Any]:
    """Return what status.json would say of a sprite of the sample project."""
    sidecar = json.loads((ROOT / f"sample_project/art/{name}.pxe.json").read_text())
    named = sidecar.get("animations") or {"default": sidecar}
    animations = [
        {
            "name": key,
            "prompt": next(v["prompt"] for v in part.values() if isinstance(v, dict)),
            "fps": part.get("fps", 8),
            "loop": part.get("loop", True),
        }
        for key, part in named.items()
    ]
    return {
        "sidecar": f"art/{name}.pxe.json",
        "state": state,
        "image": f"art/{name}.png",
        "animations": animations,
        **more,
    }


def status(**changed: dict[str, Any]) -> dict[str, Any]:
    """Return a status of the sample project, with some sprites in other states."""
    names = ("archer", "bat", "ghost", "knight", "slime", "torch")
    rows = [entry(n, **{"state": "preview", **changed.get(n, {})}) for n in names]
    return {"format": 1, "version": "0.1.0", "run": {"ended": None}, "sidecars": rows}


JOB = {"state": "running", "progress": 0.62, "job": "f47ac10b"}
FAILED = {
    "code": "sidecar",
    "message": 'art/slime.pxe.json:5: "output_frames" must be even (found 7). '
    "Use 6 or 8.",
}
MANY = status(
    archer={"state": "running", "jobs": {"shoot": JOB}},
    bat={"state": "waiting", "price": 20, "reasons": ['"fly": new']},
    ghost={"state": "conflict", "reasons": ["ghost.sheet.png was changed"]},
    slime={"state": "failed", "problem": FAILED},
    torch={"state": "stale", "reasons": ['"default": its prompt has changed']},
)
SCENE = {"scene": "res://main.tscn"}
STATES = {
    "empty": Shot("empty", empty=True),
    "fresh": Shot("fresh", {**SCENE, "show": "art/knight.pxe.json"}),
    "running": Shot("running", {"status": MANY, "show": "art/archer.pxe.json"}),
    "waiting": Shot(
        "waiting", {"status": MANY, "available": 480, "show": "art/bat.pxe.json"}
    ),
    "approve": Shot(
        "approve",
        {
            "status": MANY,
            "available": 480,
            "show": "art/bat.pxe.json",
            "then": "approve",
        },
    ),
    "conflict": Shot("conflict", {"status": MANY, "show": "art/ghost.pxe.json"}),
    "failed": Shot("failed", {"status": MANY, "show": "art/slime.pxe.json"}),
    "settings": Shot("settings", {"show": "art/bat.pxe.json", "then": "settings"}),
    "form": Shot("form", {"then": "form"}, area=(470, 116, 1130, 840)),
}
IN_DOCS = (STATES["fresh"], STATES["form"])


def make_project(folder: Path, shot: Shot) -> Path:
    """Make the project that is looked at."""
    if shot.empty:
        folder.mkdir()
        (folder / "project.godot").write_text("config_version=5\n")
    else:
        ignore = shutil.ignore_patterns(".godot", ".pixelengine")
        shutil.copytree(ROOT / "sample_project", folder, ignore=ignore)
    addons = folder / "addons"
    shutil.copytree(ROOT / "godot_addon" / "addons", addons)
    (addons / "picture").mkdir()
    shutil.copy(HERE / "dock.gd", addons / "picture" / "plugin.gd")
    (addons / "picture" / "plugin.cfg").write_text(
        '[plugin]\nname="Picture"\ndescription=""\nauthor=""\nversion=""\n'
        'script="plugin.gd"\n'
    )
    listed = ", ".join(f'"res://addons/{name}/plugin.cfg"' for name in PLUGINS)
    with (folder / "project.godot").open("a") as file:
        file.write(f"\n[editor_plugins]\n\nenabled=PackedStringArray({listed})\n")
    return folder


def take(shot: Shot, out: Path) -> None:
    """Take one picture.

    Raises:
        AssertionError: The editor complained, or did not end.
    """
    godot = os.environ.get("GODOT") or shutil.which("godot")
    if not godot:
        sys.exit("no Godot was found. Set GODOT to its path.")
    # The watch of an editor that has gone may write once more.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        place = Path(name)
        project = make_project(place / "game", shot)
        settings = place / "xdg_config_home" / "godot" / "editor_settings-4.6.tres"
        settings.parent.mkdir(parents=True)
        settings.write_text(
            '[gd_resource type="EditorSettings" format=3]\n\n[resource]\n'
            f"interface/editor/display_scale = {6 if shot.scale == 2 else 2}\n"
            f'interface/theme/color_preset = "{"Light" if shot.light else "Default"}"\n'
        )
        command = [godot, "--headless", "--path", str(project), "--import"]
        run_program(command, home=place, timeout=LONGEST)
        variables = {
            "PXE_PICTURE": json.dumps({**shot.wish, "file": str(out.resolve())}),
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "PIXELENGINE_STATE_DIR": str(place / "state"),
            "PIXELENGINE_CONFIG_DIR": str(place / "config"),
        }
        run_on_screen(
            Path(godot),
            project,
            home=place,
            variables=variables,
            timeout=LONGEST,
            size=(WIDTH * shot.scale, HEIGHT * shot.scale),
        )
    if shot.area is not None:
        Image.open(out).crop(shot.area).save(out)


def main() -> None:
    """Take the pictures."""
    if len(sys.argv) == 1:
        for shot in IN_DOCS:
            take(shot, HERE / f"dock-{shot.name}.png")
        return
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    wanted = sys.argv[2:] or list(STATES)
    for name in wanted:
        for light in (False, True):
            for scale in (1, 2):
                shot = STATES[name]
                more = Shot(name, shot.wish, shot.empty, light, scale)
                mood = "light" if light else "dark"
                take(more, folder / f"{name}-{mood}-{scale}x.png")
                print(f"{name}-{mood}-{scale}x")


if __name__ == "__main__":
    main()
