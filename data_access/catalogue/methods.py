"""The methods pages, read from docs/methods."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from data_access.errors import CareImpactError

FOLDER = Path(__file__).parents[2] / "docs" / "methods"


@dataclass(frozen=True, slots=True)
class Method:
    """One page: its address, its title, its first paragraph, and its whole text."""

    slug: str
    title: str
    summary: str
    text: str


@lru_cache(maxsize=1)
def methods() -> tuple[Method, ...]:
    """Return every methods page, by title. They change only with the code."""
    pages = [_read(path) for path in FOLDER.glob("*.md")]
    return tuple(sorted(pages, key=lambda page: page.title))


def method(slug: str) -> Method:
    """Return one page; raise CareImpactError if there is none of that name."""
    for page in methods():
        if page.slug == slug:
            return page
    raise CareImpactError(
        "There is no methods page of that name; choose one from the list of methods."
    )


def _read(path: Path) -> Method:
    text = path.read_text(encoding="utf-8")
    title, _, body = text.partition("\n")
    paragraphs = [part.strip() for part in body.strip().split("\n\n")]
    return Method(path.stem, title.lstrip("# ").strip(), paragraphs[0], text)
