"""Replace identifiers by pseudonyms, under keys that live outside the store.

A pseudonym is HMAC-SHA256 of the identifier, cut to 32 hexadecimal digits. When the
key is rotated the new key is applied to the old pseudonym, so a chain of keys, oldest
first, always leads from an identifier to the pseudonym in the store: nothing has to
be loaded again, and an old key alone no longer leads anywhere.
"""

import hmac
import os
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from data_access.errors import CareImpactError
from data_access.store.durable import replace_file

_HEX_DIGITS = 32  # 128 bits: no collision is likely among 10**8 people
_SHORTEST_KEY = 32  # characters; 128 bits when written in hexadecimal
KEY_VARIABLE = "CARE_IMPACT_PSEUDONYM_KEY"


@dataclass(frozen=True, slots=True)
class Keys:
    """A chain of keys, oldest first. Never printed: the fields have no repr."""

    chain: tuple[bytes, ...] = field(repr=False)

    def pseudonym(self, identifier: str) -> str:
        """Return the pseudonym of ``identifier`` as 32 hexadecimal digits."""
        value = identifier
        for key in self.chain:
            value = _digest(key, value)
        return value

    def pseudonyms(self, identifiers: Iterable[str]) -> list[str]:
        """Return the pseudonym of each identifier, in order."""
        return [self.pseudonym(identifier) for identifier in identifiers]

    def erasure_mark(self, identifier: str) -> str:
        """Return the mark of an erased person, which differs from every pseudonym."""
        return self.pseudonym(f"erased {identifier}")

    @property
    def fingerprint(self) -> str:
        """A short name of the chain that does not reveal it, to compare with."""
        return self.pseudonym("care-impact key fingerprint")[:12]

    def rotated(self) -> "Keys":
        """Return the chain with a new random key at its end."""
        return Keys((*self.chain, secrets.token_hex(32).encode()))


def _digest(key: bytes, value: str) -> str:
    return hmac.digest(key, value.encode("utf-8"), "sha256").hex()[:_HEX_DIGITS]


def check_keys(keys: Keys, fingerprint: str) -> None:
    """Raise CareImpactError if ``keys`` do not have this fingerprint."""
    if keys.fingerprint != fingerprint:
        raise CareImpactError(
            "The pseudonym key is not the one this store was made with: restore that "
            f"key, in the key file or in {KEY_VARIABLE}."
        )


def key_file(home: Path) -> Path:
    """Return the file for the key of this home, used if the environment has none."""
    return home / "key"


def read_keys(home: Path, key: str | None = None) -> Keys | None:
    """Return the keys from ``key`` (the environment's value) or the key file.

    ``key`` may contain several keys separated by commas, oldest first. Returns None if
    there is neither. Raises CareImpactError for a short key or a file others may read.
    """
    if key:
        return _keys([part.strip() for part in key.split(",")], KEY_VARIABLE)
    path = key_file(home)
    if not path.exists():
        return None
    if os.name == "posix" and path.stat().st_mode & 0o077:
        raise CareImpactError(
            f"The key file {path} can be read by other users: run chmod 600 on it."
        )
    try:
        texts = path.read_text(encoding="ascii").split()
    except (OSError, UnicodeDecodeError):
        raise CareImpactError(
            f"The key file {path} cannot be read: restore it from its backup."
        ) from None
    return _keys(texts, str(path))


def make_keys(home: Path) -> Keys:
    """Make a random key, store it in the key file of ``home`` and return it."""
    keys = Keys((secrets.token_hex(32).encode(),))
    write_keys(key_file(home), keys)
    return keys


def write_keys(path: Path, keys: Keys) -> None:
    """Replace the key file at ``path``, readable by its owner only."""
    path.parent.mkdir(parents=True, exist_ok=True)
    replace_file(path, b"\n".join(keys.chain) + b"\n", mode=0o600)


def _keys(texts: list[str], origin: str) -> Keys:
    if not texts or any(len(part) < _SHORTEST_KEY for part in texts):
        raise CareImpactError(
            f"The key in {origin} is shorter than {_SHORTEST_KEY} characters: "
            "restore the key this store was made with, or set a longer one."
        )
    return Keys(tuple(part.encode("utf-8") for part in texts))
