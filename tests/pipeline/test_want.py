"""What a sidecar wants, read with its art; all that is wrong is said at once."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from pixelengine_import._fs import sha256
from pixelengine_import.imaging.png import encode_png
from pixelengine_import.pipeline.project import Project
from pixelengine_import.pipeline.want import Want, load_wanted, source_palette
from pixelengine_import.sidecar.facts import SidecarErrors
from pixelengine_import.sidecar.keys import derived_seed
from tests.support import draw

if TYPE_CHECKING:
    from pathlib import Path

    from pixelengine_import.imaging.pixels import Pixels

HERO = PurePosixPath("art/hero.pxe.json")


def lay_out(
    folder: Path, text: str = '{"animate": {"prompt": "idle"}}', **art: Pixels
) -> Project:
    """Write a sidecar and its art."""
    (folder / "art").mkdir(exist_ok=True)
    (folder / HERO).write_text(text)
    for name, image in art.items():
        (folder / f"art/{name}.png").write_bytes(encode_png(image))
    return Project(folder.resolve())


def only(project: Project) -> Want:
    """Read the one animation."""
    (want,) = load_wanted(project, HERO).wants
    return want


def wrong(project: Project) -> str:
    """Return what is wrong with the sidecar."""
    with pytest.raises(SidecarErrors) as caught:
        load_wanted(project, HERO)
    return "\n".join(map(str, caught.value.errors))


def test_art_is_found_by_the_stem(tmp_path: Path) -> None:
    """And belongs to what the sidecar rests on."""
    project = lay_out(tmp_path, hero=draw())
    wanted = load_wanted(project, HERO)

    art = project.root / "art/hero.png"
    assert wanted.wants[0].art[0].path == PurePosixPath("art/hero.png")
    assert wanted.sources == {
        HERO: sha256((project.root / HERO).read_bytes()),
        PurePosixPath("art/hero.png"): sha256(art.read_bytes()),
    }


def test_art_of_higher_rank_that_is_not_there_is_a_source_too(tmp_path: Path) -> None:
    """When it appears it takes the place of what was used."""
    text = '{"animate": {"prompt": "idle", "model": "pixel-engine-next"}}'
    project = lay_out(tmp_path, text)
    Image.fromarray(draw()).convert("RGB").save(project.root / "art/hero.jpg")

    sources = load_wanted(project, HERO).sources

    assert sources[PurePosixPath("art/hero.png")] is None
    assert sources[PurePosixPath("art/hero.jpg")] is not None


def test_saving_art_anew_without_changing_a_pixel_keeps_the_request(
    tmp_path: Path,
) -> None:
    """The key rests on pixels, not on files."""
    project = lay_out(tmp_path, hero=draw())
    before = only(project)
    file = project.root / "art/hero.png"
    Image.fromarray(draw()).save(file, compress_level=0)

    after = only(project)

    assert after.art[0].data != before.art[0].data
    assert after.key == before.key


def test_colour_under_clear_pixels_is_no_change(tmp_path: Path) -> None:
    """Editors leave rubbish there."""
    before = only(lay_out(tmp_path, hero=draw()))
    dirty = draw()
    dirty[dirty[..., 3] == 0, :3] = 77

    assert only(lay_out(tmp_path, hero=dirty)).key == before.key


def test_one_pixel_is_another_request(tmp_path: Path) -> None:
    """It may be the eye."""
    before = only(lay_out(tmp_path, hero=draw()))
    other = draw()
    other[8, 8, 0] ^= 1

    assert only(lay_out(tmp_path, hero=other)).key != before.key


def test_a_seed_left_out_is_derived_from_the_request(tmp_path: Path) -> None:
    """Everybody gets the same one; a given one is taken as it is."""
    free = only(lay_out(tmp_path, hero=draw()))
    given = only(lay_out(tmp_path, '{"animate": {"prompt": "idle", "seed": 7}}'))

    assert free.seed == derived_seed(free.key)
    assert given.seed == 7


def test_a_matte_is_removed_where_art_is_clear_and_shall_stay_so(
    tmp_path: Path,
) -> None:
    """Opaque art needs none."""
    solid = np.full((16, 16, 4), 255, np.uint8)
    text = '{"animate": {"prompt": "idle"}, "transparent": false}'

    assert only(lay_out(tmp_path, hero=draw())).removes_matte
    assert not only(lay_out(tmp_path, hero=solid)).removes_matte
    assert not only(lay_out(tmp_path, text, hero=draw())).removes_matte


def test_the_source_palette_is_the_arts_own_colours(tmp_path: Path) -> None:
    """Sorted, so that everybody sends the same; clear pixels have none."""
    image = np.zeros((4, 4, 4), np.uint8)
    image[0, 0], image[0, 1] = (255, 0, 0, 255), (0, 0, 255, 255)
    want = only(lay_out(tmp_path, hero=np.kron(image, np.ones((4, 4, 1), np.uint8))))

    assert source_palette(want.art) == ["#0000ff", "#ff0000"]


def test_a_palette_must_leave_a_place_for_the_matte(tmp_path: Path) -> None:
    """256 colours and a matte are one too many."""
    image = np.zeros((32, 32, 4), np.uint8)
    image[:16, :16] = [[(x * 16, y * 16, 0, 255) for x in range(16)] for y in range(16)]
    text = '{"animate": {"prompt": "i", "pixel_config": {"palette": "source"}}}'

    said = wrong(lay_out(tmp_path, text, hero=image))

    assert '"source" means too many colours (found 256, at most 255)' in said
    assert 'Use "colors" instead.' in said


def test_all_art_that_is_wrong_is_named_at_once(tmp_path: Path) -> None:
    """With the line of each."""
    project = lay_out(
        tmp_path,
        """{"image": "hero.png", "keyframes": {"prompt": "x", "total_frames": 4,
  "render_mode": "pixel", "frames": [
    {"index": 0, "image": "gone.png"},
    {"index": 2, "image": "broken.png"}
  ]}}""",
        hero=draw(),
    )
    (project.root / "art/broken.png").write_bytes(b"no picture")

    said = wrong(project).splitlines()

    assert said[0].startswith('art/hero.pxe.json:3: there is no "art/gone.png"')
    assert said[1].startswith('art/hero.pxe.json:4: "broken.png": the picture must be')


@pytest.mark.parametrize("name", ["x" * 120 + ".png", "folder.png"])
def test_art_that_cannot_be_there_is_not_there(tmp_path: Path, name: str) -> None:
    """A folder is no art, and a name of any length no crash."""
    text = f'{{"image": "{name}", "animate": {{"prompt": "idle"}}}}'
    project = lay_out(tmp_path, text)
    (project.root / "art/folder.png").mkdir()

    assert f'there is no "art/{name}"' in wrong(project)


def test_an_output_cannot_be_its_own_source(tmp_path: Path) -> None:
    """It would change with every run."""
    text = '{"image": "hero.sheet.png", "animate": {"prompt": "idle"}}'
    project = lay_out(tmp_path, text)
    (project.root / "art/hero.sheet.png").write_bytes(encode_png(draw()))

    assert "is what this sidecar makes itself" in wrong(project)


def test_a_sidecar_that_has_just_gone_is_an_error_of_it_alone(tmp_path: Path) -> None:
    """Others delete while we look."""
    project = lay_out(tmp_path)
    (project.root / HERO).unlink()

    assert "cannot be read (No such file or directory)" in wrong(project)
