"""The words the product uses, read from docs/glossary.toml."""

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from data_access.catalogue.read_toml import read_toml

FILE = Path(__file__).parents[2] / "docs" / "glossary.toml"


@dataclass(frozen=True, slots=True)
class Term:
    """A word, what it means, and the slug of the methods page that says more.

    ``also`` are other ways in which pages write it.
    """

    word: str
    means: str
    more: str = ""
    also: tuple[str, ...] = ()

    @property
    def slug(self) -> str:
        """Return the word as the end of an address."""
        return re.sub(r"[^a-z0-9]+", "-", self.word.lower()).strip("-")


@dataclass(frozen=True, slots=True)
class _Glossary:
    term: tuple[Term, ...]


@lru_cache(maxsize=1)
def glossary() -> tuple[Term, ...]:
    """Return every term, by its word. They change only with the code."""
    terms = read_toml(FILE, _Glossary).term
    return tuple(sorted(terms, key=lambda term: term.word.lower()))
