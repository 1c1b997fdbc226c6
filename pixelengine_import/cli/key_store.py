"""The API key of ``pxe login``: in the system's keyring, else in a file of the user's.

It is never in a project, an editor's settings, a command line or a log. A key belongs
to the address that it was given for and is sent nowhere else.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pixelengine_import._fs import make_private_folder, read_file, replace_file
from pixelengine_import.api.access import ApiKey
from pixelengine_import.errors import EXIT_CREDENTIALS, ProjectError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["CONFIG_VARIABLE", "Kept", "KeyStore", "KeyStoreError"]

CONFIG_VARIABLE = "PIXELENGINE_CONFIG_DIR"
FILE = "credentials.json"
SERVICE = "pixelengine-import"
FORMAT = 1
MOST = 64 * 1024

Place = Literal["keyring", "file"]


class KeyStoreError(ProjectError):
    """The kept key cannot be read."""

    exit_code = EXIT_CREDENTIALS
    code = "key-store"


@dataclass(frozen=True, slots=True)
class Kept:
    """A key that is kept.

    Attributes:
        key: The key; one in the keyring is fetched when it is needed.
        base_url: The address that it is for.
        place: Where it is kept.
    """

    key: ApiKey
    base_url: str
    place: Place


class _KeyringKey(ApiKey):
    """A key that stays in the keyring until it is sent: asking takes 100 ms."""

    __slots__ = ("_base_url",)

    def __init__(self, base_url: str) -> None:
        super().__init__("")
        self._base_url = base_url

    def reveal(self) -> str:
        if not self._secret:
            import keyring
            from keyring.errors import KeyringError

            try:
                found = keyring.get_password(SERVICE, self._base_url)
            except KeyringError as error:
                msg = (
                    f"the system's keyring does not give the key out ({error}). Unlock "
                    "it, or run pxe login again."
                )
                raise KeyStoreError(msg) from None
            if not found:
                msg = "the system's keyring has no key any more. Run pxe login again."
                raise KeyStoreError(msg)
            self._secret = found.strip()
        return self._secret

    @property
    def usable(self) -> bool:
        self.reveal()
        return super().usable


class KeyStore:
    """Where the key is kept.

    Args:
        folder: The user's configuration of this program.
    """

    def __init__(self, folder: Path) -> None:
        """Open nothing yet."""
        self._file = folder / FILE

    @classmethod
    def default(cls, environ: Mapping[str, str] = os.environ) -> KeyStore:
        """Return the user's own, or the one that the environment names."""
        named = environ.get(CONFIG_VARIABLE)
        if named:
            return cls(Path(named).expanduser().absolute())
        from platformdirs import user_config_path

        return cls(user_config_path("pixelengine-import", appauthor=False))

    def load(self) -> Kept | None:
        """Return the kept key, or None.

        Raises:
            KeyStoreError: There is one that cannot be read.
        """
        try:
            data = read_file(self._file, MOST)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise KeyStoreError(self._broken(error.strerror or str(error))) from None
        try:
            document: dict[str, Any] = json.loads(data)
            base_url, place = str(document["base_url"]), document["place"]
            secret = str(document["key"]) if place == "file" else ""
        except (ValueError, TypeError, KeyError):
            raise KeyStoreError(self._broken("it is damaged")) from None
        if document.get("format") != FORMAT or place not in {"file", "keyring"}:
            raise KeyStoreError(self._broken("another version wrote it"))
        if place == "file":
            return Kept(ApiKey(secret), base_url, "file")
        return Kept(_KeyringKey(base_url), base_url, "keyring")

    def _broken(self, why: str) -> str:
        return (
            f"{self._file} cannot be used ({why}). Run pxe login again, or pxe logout."
        )

    def save(self, key: ApiKey, base_url: str) -> Place:
        """Keep a key in place of the one before.

        Args:
            key: The key.
            base_url: The address that it is for.

        Returns:
            Where it is kept.

        Raises:
            ProjectError: It can be kept nowhere.
        """
        self.clear()
        document: dict[str, Any] = {"format": FORMAT, "base_url": base_url}
        place: Place = "keyring" if _into_keyring(key, base_url) else "file"
        document["place"] = place
        if place == "file":
            document["key"] = key.reveal()
        make_private_folder(self._file.parent)
        data = json.dumps(document, indent=2).encode() + b"\n"
        try:
            replace_file(self._file, data, mode=0o600)
        except OSError as error:
            msg = (
                f"{self._file} cannot be written ({error.strerror}). Make its folder "
                f"writable, or set {CONFIG_VARIABLE}."
            )
            raise ProjectError(msg) from None
        return place

    def clear(self) -> bool:
        """Forget the kept key.

        Returns:
            Whether there was one.

        Raises:
            ProjectError: It cannot be removed.
        """
        with suppress(KeyStoreError):  # what is damaged is to be removed all the same
            kept = self.load()
            if kept is not None and kept.place == "keyring":
                _out_of_keyring(kept.base_url)
        try:
            self._file.unlink()
        except FileNotFoundError:
            return False
        except OSError as error:
            msg = f"{self._file} cannot be removed ({error.strerror}). Delete it."
            raise ProjectError(msg) from None
        return True


def _into_keyring(key: ApiKey, base_url: str) -> bool:
    """Put a key into the system's keyring, where there is one that keeps it."""
    try:
        import keyring
    except ImportError:
        return False
    # A backend may fail with whatever its library raises; the file is there for that.
    try:
        keyring.set_password(SERVICE, base_url, key.reveal())
        return keyring.get_password(SERVICE, base_url) == key.reveal()
    except Exception:  # noqa: BLE001 - see above
        return False


def _out_of_keyring(base_url: str) -> None:
    """Remove a key from the system's keyring.

    Raises:
        ProjectError: It is still there.
    """
    try:
        import keyring
        from keyring.errors import KeyringError, PasswordDeleteError
    except ImportError:
        msg = _still_there("the keyring package is not installed any more")
        raise ProjectError(msg) from None
    try:
        keyring.delete_password(SERVICE, base_url)
    except PasswordDeleteError:
        return  # somebody has removed it already
    except KeyringError as error:
        raise ProjectError(_still_there(str(error))) from None


def _still_there(why: str) -> str:
    return (
        f"the key is still in the system's keyring ({why}). Unlock or install it, and "
        f'run this again, or remove the entry "{SERVICE}" there by hand.'
    )
