"""``pxe addon install``: the addon of this program, in somebody's project."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pixelengine_import.cli.addon import enable

if TYPE_CHECKING:
    from tests.support import Workplace

ROOT = Path(__file__).parents[2]
OURS = 'enabled=PackedStringArray("res://addons/pixelengine_import/plugin.cfg")'


def test_it_is_copied_and_switched_on(workplace: Workplace) -> None:
    """Every file of the addon, byte for byte; project.godot names it."""
    done = workplace.pxe("addon", "install", "--json")
    source = ROOT / "godot_addon" / "addons" / "pixelengine_import"
    target = workplace.root / "addons" / "pixelengine_import"
    wanted = {
        p.relative_to(source): p.read_bytes() for p in source.rglob("*") if p.is_file()
    }
    found = {
        p.relative_to(target): p.read_bytes() for p in target.rglob("*") if p.is_file()
    }

    assert done.code == 0
    assert found == wanted
    assert done.of("addon")[0]["enabled"] is True
    assert OURS in (workplace.root / "project.godot").read_text()


def test_a_second_time_changes_nothing(workplace: Workplace) -> None:
    """Not even a time stamp: Godot would scan it all again."""
    workplace.pxe("addon", "install")
    before = workplace.stamps()
    done = workplace.pxe("addon", "install")

    assert workplace.stamps() == before
    assert "up to date" in done.out


def test_an_update_replaces_what_changed_and_drops_what_is_gone(
    workplace: Workplace,
) -> None:
    """Scripts of an older version do not stay to be loaded."""
    workplace.pxe("addon", "install")
    target = workplace.root / "addons" / "pixelengine_import"
    (target / "plugin.gd").write_text("old")
    (target / "gone.gd").write_text("old")
    workplace.pxe("addon", "install")

    assert (target / "plugin.gd").read_text() != "old"
    assert not (target / "gone.gd").exists()


def test_without_enable_the_project_file_stays(workplace: Workplace) -> None:
    """Who has their own way of switching plugins on keeps it."""
    before = (workplace.root / "project.godot").read_bytes()
    workplace.pxe("addon", "install", "--no-enable")

    assert (workplace.root / "project.godot").read_bytes() == before


def test_a_link_is_left_alone(workplace: Workplace, tmp_path: Path) -> None:
    """Somebody works on the addon itself there."""
    (workplace.root / "addons").mkdir()
    (workplace.root / "addons" / "pixelengine_import").symlink_to(tmp_path)
    done = workplace.pxe("addon", "install")

    assert done.code == 2
    assert "link" in done.err
    assert list(tmp_path.glob("*.gd")) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("config_version=5\n", f"config_version=5\n\n[editor_plugins]\n\n{OURS}\n"),
        (
            '[editor_plugins]\n\nenabled=PackedStringArray("res://a.cfg")\n\n[input]\n',
            (
                "[editor_plugins]\n\nenabled=PackedStringArray("
                '"res://a.cfg", "res://addons/pixelengine_import/plugin.cfg")\n\n[input]\n'
            ),
        ),
        (
            "[editor_plugins]\n\nenabled=PackedStringArray()\n",
            f"[editor_plugins]\n\n{OURS}\n",
        ),
        (f"[editor_plugins]\n\n{OURS}\n", f"[editor_plugins]\n\n{OURS}\n"),
        ("a\r\n[editor_plugins]\r\n", f"a\r\n[editor_plugins]\r\n\r\n{OURS}\r\n"),
        ("[editor_plugins]\n[x]\n", f"[editor_plugins]\n\n{OURS}\n[x]\n"),
    ],
)
def test_other_lines_of_the_project_file_stay(text: str, expected: str) -> None:
    """Other plugins stay on, other sections stay as they are."""
    assert enable(text) == expected
    assert enable(expected) == expected


def test_the_wheel_carries_it(tmp_path: Path) -> None:
    """Who installs the package has the addon, without a checkout."""
    subprocess.run(
        [
            *(sys.executable, "-m", "pip", "wheel", "-q", "--no-deps"),
            *("--no-build-isolation", "-w", str(tmp_path), str(ROOT)),
        ],
        check=True,
        timeout=120,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()

    assert "pixelengine_import/_godot_addon/plugin.cfg" in names
