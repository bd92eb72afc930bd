"""Remember which people were erased, without keeping an identifier.

The next extract may still include a person who was erased. ``home/erased`` has one mark
per person, made from the identifier with the pseudonym key; it matches no pseudonym in
the store and identifies nobody without the key and the identifier itself.
"""

from collections.abc import Iterable
from pathlib import Path

from data_access.store.durable import replace_file


def erased_marks(home: Path) -> frozenset[str]:
    """Return the marks of the people erased from this home."""
    path = erased_file(home)
    return frozenset(path.read_text("ascii").split()) if path.exists() else frozenset()


def write_erased_marks(path: Path, marks: Iterable[str]) -> None:
    """Replace the marks at ``path``, readable by their owner only."""
    lines = "".join(f"{mark}\n" for mark in sorted(marks))
    replace_file(path, lines.encode("ascii"))


def erased_file(home: Path) -> Path:
    """Return where the marks are kept."""
    return home / "erased"
