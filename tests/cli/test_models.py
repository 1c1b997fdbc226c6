"""``pxe models``: the table of models, for people and for machines."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from pixelengine_import.api.catalog import ENDPOINTS, MODELS

if TYPE_CHECKING:
    from tests.support import Workplace


def test_every_model_and_endpoint_is_shown_with_its_price(workplace: Workplace) -> None:
    """One line each where there is room: it can be searched."""
    lines = workplace.pxe("models", COLUMNS="200").out.splitlines()

    header = "endpoint, model credits picture frames known"
    assert " ".join(lines[0].split()) == header
    for model in MODELS:
        (line,) = [line for line in lines if line.split()[:1] == [model.name]]
        assert str(model.cost) in line.split()
        assert line.endswith(model.source)
    for row in ENDPOINTS.values():
        assert [line for line in lines if line.split()[:1] == [row.path]]


def test_the_rows_say_what_they_should(workplace: Workplace) -> None:
    """Prices seen on the live service, limits, and what happens when none is named."""
    lines = workplace.pxe("models", COLUMNS="200").out.splitlines()
    said = {" ".join(line.split()) for line in lines}

    art = "PNG, up to 256 px, 1:2 to 2:1, 5 MB"
    keys = "PNG or JPEG, 256 to 2048 px, 1:2 to 2:1, 10 MB each, 20 MB in all"
    assert said >= {
        f"pixel-engine-v1.1 * 20 {art} 2-16, even documented",
        f"detailed 24 {keys} 3-20 documented",
        "nb_flash * 10 (12) PNG or JPEG, 5 MB 1 documented",
        "pixel-engine-v1.5 26 PNG, up to 320 px, 1:2 to 2:1, 5 MB 3-16 observed",
        "/pixelate free PNG or JPEG, up to 2048 px, 1:2 to 2:1, 10 MB documented",
        "/remove-background 2 PNG or WEBP, 10 MB documented",
        "/animate-batch 20, then 12 observed",
        "/balance free documented",
    }


@pytest.mark.parametrize("columns", [40, 60, 80, 120])
def test_the_table_is_as_wide_as_the_terminal(
    workplace: Workplace, columns: int
) -> None:
    """Lines are not broken by the terminal, and nothing of them is cut off."""
    ran = workplace.pxe("models", COLUMNS=str(columns))
    table = ran.out.rpartition("\n* ")[0]

    assert max(map(len, table.splitlines())) <= columns
    assert "…" not in table
    letters = "".join(table.split())
    assert letters.count("MB") == sum(
        2 if m.endpoint == "keyframes" else 1 for m in MODELS
    ) + len(("/pixelate", "/remove-background"))


def test_machines_get_the_whole_table(workplace: Workplace) -> None:
    """Every number of it, by name."""
    ran = workplace.pxe("models", "--json")

    models, endpoints = ran.of("model"), ran.of("endpoint")
    assert [(m["endpoint"], m["name"]) for m in models] == [
        (m.endpoint, m.name) for m in MODELS
    ]
    assert [e["name"] for e in endpoints] == list(ENDPOINTS)
    assert models[0] == {
        "type": "model",
        "endpoint": "animate",
        "name": "pixel-engine-v1.1",
        "source": "documented",
        "default": True,
        "cost": 20,
        "observed_cost": None,
        "pixel_config": True,
        "frames": {"least": 2, "most": 16, "even": True},
        "image": {
            "formats": ["PNG"],
            "min_side": 1,
            "max_side": 256,
            "max_bytes": 5242880,
            "max_total_bytes": 5242880,
            "max_aspect": 2,
        },
    }
    costs = {e["name"]: (e["paid"], e["cost"]) for e in endpoints}
    assert costs["remove_background"] == (True, 2)
    assert costs["pixelate"] == (False, 0)
    assert costs["generate_image"] == (True, None)


def test_the_schema_comes_as_a_line_too(workplace: Workplace) -> None:
    """Forms take the defaults from it, and hold none of their own."""
    (record,) = workplace.pxe("schema", "--json").of("schema")

    assert record["schema"] == json.loads(workplace.pxe("schema").out)
