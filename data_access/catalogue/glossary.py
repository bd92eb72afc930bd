"""The words the product uses, read from docs/glossary.toml."""

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

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


@lru_cache(maxsize=1)
def glossary() -> tuple[Term, ...]:
    """Return every term, by its word. They change only with the code."""
    records = tomllib.loads(FILE.read_text(encoding="utf-8"))["term"]
    terms = (
        Term(**{**record, "also": tuple(record.get("also", ()))}) for record in records
    )
    return tuple(sorted(terms, key=lambda term: term.word.lower()))
