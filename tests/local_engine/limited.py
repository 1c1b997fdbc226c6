"""A served engine with limits of a test's own."""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tests.wire import Wire

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

SCRIPT = textwrap.dedent(
    """
    import json, sys
    from pathlib import Path
    from pixelengine_import.local_engine.limits import Limits
    from pixelengine_import.local_engine.listening import Certificate
    from pixelengine_import.local_engine.serve import serve

    chain = sys.argv[3:5]
    serve(
        host="127.0.0.1", port=0, folder=Path(sys.argv[1]), speed="instant",
        credits=500, pretend_live=False, limits=Limits(**json.loads(sys.argv[2])),
        certificate=Certificate(*map(Path, chain)) if chain else None,
        announce=lambda told: print(
            json.dumps([told.base_url, told.api_key]), flush=True
        ),
    )
    """
)


@contextmanager
def served(folder: Path, *chain: str, **limits: float) -> Iterator[Callable[[], Wire]]:
    """Serve an engine; yield what connects to it. It must not have said anything."""
    command = [sys.executable, "-c", SCRIPT, str(folder), json.dumps(limits), *chain]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            url, key = json.loads(process.stdout.readline())
            yield lambda: Wire(url, key)
        finally:
            process.terminate()
            said = process.communicate(timeout=240)
    assert process.returncode == 0
    assert said == ("", "")
