"""``pxe login`` and ``pxe logout``: where a key is kept, and who gets to see it."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from pixelengine_import.api.access import LIVE_BASE_URL, ApiKey
from pixelengine_import.cli.environment import MissingKeyError, read_wish
from pixelengine_import.cli.key_store import KeyStore, KeyStoreError
from pixelengine_import.errors import ProjectError
from tests.support import Ran

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support import Server, Workplace

CANARY = "pe_sk_canary_0123456789"


@dataclass
class Person:
    """A user with a configuration of their own, who types into standard input."""

    workplace: Workplace
    config: Path

    def types(self, text: str, *arguments: str) -> Ran:
        """Run a command with something on its standard input."""
        done = subprocess.run(
            [sys.executable, "-m", "pixelengine_import", *arguments],
            cwd=self.workplace.root,
            env=self.workplace.environment(),
            input=text,
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )
        return Ran(done.returncode, done.stdout, done.stderr)


@pytest.fixture
def person(workplace: Workplace, tmp_path: Path) -> Person:
    """Somebody who has never logged in."""
    config = tmp_path / "config"
    # A keyring of the machine that runs the tests is not touched.
    workplace.variables = {
        "PIXELENGINE_CONFIG_DIR": str(config),
        "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
    }
    return Person(workplace, config)


def test_a_key_that_fits_is_kept_and_used(person: Person, live: Server) -> None:
    """From then on the service is asked without any variable but its address."""
    person.workplace.variables["PIXEL_ENGINE_BASE_URL"] = live.base_url
    done = person.types(live.api_key + "\n", "login", "--json")
    balance = person.types("", "balance", "--json")

    assert done.code == 0
    assert done.of("key") == [{"type": "key", "set": True, "place": "file"}]
    assert balance.code == 0
    assert balance.of("engine")[0]["kind"] == "live"


def test_a_key_that_the_service_refuses_is_not_kept(
    person: Person, live: Server
) -> None:
    """Exit code 5, and whatever was kept before stays."""
    person.workplace.variables["PIXEL_ENGINE_BASE_URL"] = live.base_url
    done = person.types(CANARY, "login")

    assert done.code == 5
    assert KeyStore(person.config).load() is None


def test_nobody_else_can_read_it_and_nothing_prints_it(person: Person) -> None:
    """A private file in a private folder; neither output nor project holds the key."""
    done = person.types(CANARY, "login", "--no-check", "--json")
    file = person.config / "credentials.json"

    assert done.code == 0
    assert file.stat().st_mode & 0o777 == 0o600
    assert person.config.stat().st_mode & 0o777 == 0o700
    assert CANARY not in done.out + done.err
    project = [p for p in person.workplace.root.rglob("*") if p.is_file()]
    assert not any(CANARY.encode() in p.read_bytes() for p in project)


def test_logout_forgets_it(person: Person) -> None:
    """And says so when there was none."""
    person.types(CANARY, "login", "--no-check")
    first = person.types("", "logout")
    second = person.types("", "logout")

    assert (first.code, second.code) == (0, 0)
    assert "forgotten" in first.out
    assert "no key" in second.out
    assert not (person.config / "credentials.json").exists()


def test_status_says_whether_a_key_is_set_and_from_where(person: Person) -> None:
    """The dock shows "set" or "missing", never the key."""

    def where() -> object:
        (record,) = person.types("", "login", "--status", "--json").of("key")
        return record["place"]

    assert where() is None
    person.types(CANARY, "login", "--no-check")
    assert where() == "file"
    person.workplace.variables["PIXEL_ENGINE_API_KEY"] = "pe_sk_other"
    assert where() == "PIXEL_ENGINE_API_KEY"


def test_an_empty_input_is_no_key(person: Person) -> None:
    """Exit code 2 and the way to do it."""
    done = person.types("\n", "login", "--no-check")

    assert done.code == 2
    assert "pxe login <" in done.err


def test_a_kept_key_goes_to_its_own_address_only(tmp_path: Path) -> None:
    """Another address in the environment does not get it."""
    store = KeyStore(tmp_path)
    store.save(ApiKey(CANARY), LIVE_BASE_URL)
    kept = read_wish({}, store)

    assert kept.key is not None
    assert kept.key.reveal() == CANARY
    assert kept.kind is None
    with pytest.raises(MissingKeyError, match="pxe login"):
        read_wish({"PIXEL_ENGINE_BASE_URL": "https://elsewhere.example/v1"}, store)


def test_the_environment_goes_before_the_kept_key(tmp_path: Path) -> None:
    """So that a script may use another account."""
    store = KeyStore(tmp_path)
    store.save(ApiKey(CANARY), LIVE_BASE_URL)
    wish = read_wish({"PIXEL_ENGINE_API_KEY": "pe_sk_other"}, store)

    assert wish.key is not None
    assert wish.key.reveal() == "pe_sk_other"


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", '{"format": 2, "base_url": "x", "place": "file", "key": ""}'],
)
def test_a_damaged_file_names_the_way_out(tmp_path: Path, text: str) -> None:
    """It is never taken for "no key": that would make previews of paid work."""
    (tmp_path / "credentials.json").write_text(text)

    with pytest.raises(KeyStoreError, match="pxe login again"):
        read_wish({}, KeyStore(tmp_path))


def test_a_keyring_that_keeps_it_is_preferred(tmp_path: Path) -> None:
    """The file then holds no key, and the keyring is asked only when it is needed."""
    keyring = pytest.importorskip("keyring")
    from keyring.backend import KeyringBackend
    from keyring.errors import KeyringLocked

    class Ring(KeyringBackend):
        priority = 1
        kept: dict[tuple[str, str], str]

        def __init__(self) -> None:
            self.kept = {}
            self.asked = 0
            self.locked = False

        def get_password(self, service: str, username: str) -> str | None:
            self.asked += 1
            return self.kept.get((service, username))

        def set_password(self, service: str, username: str, password: str) -> None:
            self.kept[service, username] = password

        def delete_password(self, service: str, username: str) -> None:
            if self.locked:
                raise KeyringLocked
            del self.kept[service, username]

    ring = Ring()
    before = keyring.get_keyring()
    keyring.set_keyring(ring)
    try:
        store = KeyStore(tmp_path)
        place = store.save(ApiKey(CANARY), LIVE_BASE_URL)
        asked = ring.asked
        wish = read_wish({}, store)

        assert place == "keyring"
        assert CANARY not in (tmp_path / "credentials.json").read_text()
        assert ring.asked == asked
        assert wish.key is not None
        assert wish.key.reveal() == CANARY
        ring.locked = True
        with pytest.raises(ProjectError, match="still in the system's keyring"):
            store.clear()
        ring.locked = False
        assert store.clear()
        assert ring.kept == {}
    finally:
        keyring.set_keyring(before)


def test_the_tests_themselves_know_no_key() -> None:
    """Whoever runs them may be logged in."""
    assert os.environ["PIXELENGINE_CONFIG_DIR"].endswith("tests")
    assert KeyStore.default().load() is None
