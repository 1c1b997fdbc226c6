"""Whatever is wrong with a single command gets one clear line, before any asking."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.support import Workplace

HERO = "art/hero.png"


@pytest.fixture
def hero(workplace: Workplace) -> Workplace:
    """A folder with art."""
    workplace.art()
    return workplace


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (
            ("animate", HERO, "idle", "--frames", "7"),
            2,
            'error: "output_frames" must be even (found 7). Use 6 or 8.\n',
        ),
        (
            ("animate", "none.png", "idle"),
            2,
            "error: none.png: cannot be read (No such file or directory).",
        ),
        (
            ("animate", "project.godot", "idle"),
            2,
            "error: project.godot: the picture must be PNG",
        ),
        (
            ("animate", HERO, "idle", "-o", "hero.jpg"),
            2,
            "error: hero.jpg: the result is a WebP or GIF or PNG.",
        ),
        (
            ("animate", HERO, "idle", "--output-format", "gif", "-o", "hero.webp"),
            2,
            "error: hero.webp: the result is a GIF. Name a file that ends in .gif.\n",
        ),
        (
            ("animate", HERO, "idle", "--seed", "3", "--again"),
            2,
            "--again and --reroll choose another seed: leave --seed out",
        ),
        (
            ("animate", HERO, "idle", "--json", "-o", "-"),
            2,
            "choose one of --json and -o -",
        ),
        (
            ("animate", "https://a.example/b.png", "idle"),
            2,
            "error: https://a.example/b.png is an address, and this takes files.",
        ),
        (
            ("keyframes", "slash", "--frame", HERO),
            2,
            "error: --frame 'art/hero.png' is not INDEX=IMG, such as 0=hero.png.\n",
        ),
        (
            ("keyframes", "x", "--frame", f"0={HERO}", "--frame", f"0={HERO}"),
            2,
            'error: "frames[1].index" is taken by frames[0] already (found 0).',
        ),
        (
            ("remove-background", HERO, "--threshold", "300"),
            2,
            'error: "rmbg_alpha_threshold" must be at most 255 (found 300)\n',
        ),
        (
            ("generate", "x", "--colors", "1"),
            2,
            'error: "pixel_config.colors" must be at least 2 (found 1)\n',
        ),
        (("enhance", " "), 2, 'an empty "prompt" needs an "image" beside it'),
    ],
)
def test_whatever_is_wrong_gets_one_clear_line(
    hero: Workplace, arguments: tuple[str, ...], code: int, says: str
) -> None:
    """Before anything is asked, and with the right exit code."""
    ran = hero.pxe(*arguments)

    assert ran.code == code
    assert says in ran.err
    assert ran.out == ""
    assert [line for line in ran.err.splitlines() if "error" in line.lower()][1:] == []


def test_machines_are_told_what_is_wrong_too(hero: Workplace) -> None:
    """As a line of JSON, one for each thing."""
    ran = hero.pxe("animate", HERO, "", "--frames", "7", "--json")

    errors = ran.of("error")
    assert (ran.code, ran.err) == (2, "")
    assert [error["code"] for error in errors] == ["request", "request"]
    assert errors[1]["message"] == (
        '"output_frames" must be even (found 7). Use 6 or 8.'
    )
