"""Keys that encrypt what lies at rest: secrets of webhooks, and artifacts where that is asked for.

A ring has one key or more, newest first: the first encrypts, all decrypt. Each is a Fernet key (32
bytes, base64). They come from the environment, or from a file that is made at first use.

Every process has a ring and few use it: who encrypts or decrypts first loads the library (6 MB).
"""

import base64
import hashlib
import hmac
import os
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING

from service.failure import Failure
from service.setting_refused import SettingRefused
from service.settings import Settings

if TYPE_CHECKING:
    from cryptography.fernet import MultiFernet

MARK = "fernet:"
NAME = "EVENHAND_SECRETS_KEY"
KEY_BYTES = 32


class CannotOpen(Failure):
    """No key of the ring opens it."""


@dataclass(frozen=True, slots=True)
class KeyRing:
    """Keys, newest first, each as Fernet reads it. file: where they lie, None: the environment."""

    keys: tuple[str, ...]
    file: Path | None = None

    def seal(self, secret: str) -> str:
        """The secret, encrypted and authenticated; `is_sealed` tells it from one in the clear."""
        return MARK + self._fernet().encrypt(secret.encode()).decode()

    def open(self, stored: str) -> str:
        """The secret; what an earlier release stored in the clear comes back as it is."""
        if not is_sealed(stored):
            return stored
        from cryptography.fernet import InvalidToken

        token = stored.removeprefix(MARK).encode()
        try:
            return self._fernet().decrypt(token).decode()
        except InvalidToken:
            raise CannotOpen from None

    def token(self, about: str) -> str:
        """What only who has a key of the ring can make: of the first key, for `about` alone."""
        return _token(self.keys[0], about)

    def knows(self, about: str, token: str) -> bool:
        """Whether a key of the ring made the token; former keys count until they are gone."""
        # As bytes: of text outside ASCII the comparison is an error.
        given = token.encode("utf-8", "replace")
        return any(hmac.compare_digest(_token(key, about).encode(), given) for key in self.keys)

    def is_newest(self, stored: str) -> bool:
        """Whether it is sealed, and with the first key."""
        if not is_sealed(stored):
            return False
        try:
            KeyRing(self.keys[:1]).open(stored)
        except CannotOpen:
            return False
        return True

    def present(self) -> "KeyRing":
        """The ring as it stands now: another process may have put a new key into the file."""
        return self if self.file is None else KeyRing(_read(self.file), self.file)

    def with_new_key(self) -> "KeyRing":
        """A new key before the others, written to the file at once."""
        return self._written((_new_key(), *self.keys))

    def with_newest_alone(self) -> "KeyRing":
        """The former keys are gone, from the file as well."""
        return self._written(self.keys[:1])

    def _written(self, keys: tuple[str, ...]) -> "KeyRing":
        if self.file is None:
            raise SettingRefused(
                f"{NAME}: the keys come from the environment; put the new one first, there: "
                f"{NAME}=new,old"
            )
        _write(self.file, keys, replace=True)
        return KeyRing(keys, self.file)

    def _fernet(self) -> "MultiFernet":
        from cryptography.fernet import Fernet, MultiFernet

        return MultiFernet([Fernet(key) for key in self.keys])


def _token(key: str, about: str) -> str:
    digest = hmac.new(key.encode(), about.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest[:18]).decode()


def is_sealed(stored: str) -> bool:
    """Whether it is encrypted; a secret of ours never begins like that."""
    return stored.startswith(MARK)


def key_ring(settings: Settings) -> KeyRing:
    """The ring that the settings name; its file is made where none is, readable by its owner."""
    if settings.secrets_keys:
        return KeyRing(_checked(settings.secrets_keys, NAME))
    path = settings.secrets_key_file
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _write(path, (_new_key(),), replace=False)
    return KeyRing(_read(path), path)


def _read(path: Path) -> tuple[str, ...]:
    text = path.read_text(encoding="ascii", errors="replace")
    return _checked(tuple(text.split()), str(path))


def _checked(keys: tuple[str, ...], source: str) -> tuple[str, ...]:
    if not keys or not all(map(_is_key, keys)):
        raise SettingRefused(
            f"{source}: this is no key of 32 bytes in URL-safe base64; make one with `python -c "
            "'from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())'`"
        )
    return keys


def _is_key(key: str) -> bool:
    """Whether Fernet takes it."""
    try:
        return len(base64.urlsafe_b64decode(key)) == KEY_BYTES
    except ValueError:
        return False


def _new_key() -> str:
    """A key as Fernet's specification has it: random bytes, half to sign and half to encrypt."""
    return base64.urlsafe_b64encode(os.urandom(KEY_BYTES)).decode()


def _write(path: Path, keys: tuple[str, ...], *, replace: bool) -> None:
    """Whole or not at all; of those that make the first file at once, one gets the name."""
    with NamedTemporaryFile("w", dir=path.parent, prefix=f"{path.name}-", delete=False) as file:
        file.write("".join(f"{key}\n" for key in keys))
        file.flush()
        os.fsync(file.fileno())
    aside = Path(file.name)
    try:
        if replace:
            aside.replace(path)
        else:
            path.hardlink_to(aside)
    except FileExistsError:
        pass
    finally:
        aside.unlink(missing_ok=True)
