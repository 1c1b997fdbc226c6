"""Where the durable record lives: the user's state folder, never the project.

``git clean -xfd`` must not lose the id of a paid job, and SQLite's write-ahead log does
not work on network file systems, where projects sometimes are.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from pixelengine_import._fs import make_private_folder, sha256

__all__ = ["COMMANDS", "STATE_VARIABLE", "StateFolder"]

STATE_VARIABLE = "PIXELENGINE_STATE_DIR"

COMMANDS = "pxe commands"
"""Who asks, in the journal, when a command does so by itself and no project: the real
path of a project begins at a root, so none is called this."""


@dataclass(frozen=True, slots=True)
class StateFolder:
    """The layout of the state folder.

    Attributes:
        root: The folder itself, mode 0700.
    """

    root: Path

    @classmethod
    def default(cls) -> StateFolder:
        """Return the user's state folder, or the one that the environment names."""
        named = os.environ.get(STATE_VARIABLE)
        if named:
            return cls(Path(named).expanduser().absolute())
        from platformdirs import user_state_path  # noqa: PLC0415 - 20 ms

        return cls(user_state_path("pixelengine-import", appauthor=False))

    def make(self) -> None:
        """Make the folder.

        Raises:
            ProjectError: It cannot be made.
        """
        make_private_folder(self.root)

    @property
    def journal(self) -> Path:
        """The database of jobs; losing it means that jobs may be paid again."""
        return self.root / "journal.db"

    @property
    def index(self) -> Path:
        """The cache of file stamps; losing it costs time only."""
        return self.root / "index.db"

    @property
    def blobs(self) -> Path:
        """Results and sent pictures, by SHA-256."""
        return self.root / "blobs"

    @property
    def replaced(self) -> Path:
        """Outputs that a person had changed, copied before they were made anew."""
        return self.root / "replaced"

    @property
    def local_engine(self) -> Path:
        """The local engine's own folder."""
        return self.root / "local-engine"

    def lock(self, project: Path) -> Path:
        """Return the lock file of a project.

        Args:
            project: The project's real path.
        """
        return self.root / "locks" / f"{sha256(os.fsencode(project))[:32]}.lock"

    def orders(self, project: Path) -> Path:
        """Return the folder through which commands reach a project's watch.

        It is not in the project: what may spend must come from its user.

        Args:
            project: The project's real path.
        """
        return self.root / "orders" / sha256(os.fsencode(project))[:32]

    def lock_of_job(self, asker: str, request_key: str) -> Path:
        """Return the lock file that is held by whoever works on a job.

        Commands know nothing of each other, so each holds one for its request alone.

        Args:
            asker: The project, named as in the journal, or :data:`COMMANDS`.
            request_key: The request's identity.
        """
        if asker != COMMANDS:
            return self.lock(Path(asker))
        return self.root / "locks" / f"request-{request_key[:32]}.lock"
