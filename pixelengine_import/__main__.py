"""The command line: ``pxe`` and ``python -m pixelengine_import``."""

from __future__ import annotations

import os
import sys

__all__ = ["main"]


def main() -> None:
    """Run the command line and leave with its exit code."""
    # As it is imported, numpy starts a thread for each core; no command needs one.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from pixelengine_import.cli.app import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
