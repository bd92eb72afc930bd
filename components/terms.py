"""Words of the glossary, linked to what they mean where a page uses them."""

import re
from functools import lru_cache

from dash import dcc

from data_access.catalogue.glossary import Term, glossary

Worded = list[str | dcc.Link]


def linked(text: str) -> Worded:
    """Split a text so that the first use of each term in it leads to the glossary."""
    pattern, terms = _pattern()
    parts: Worded = []
    seen: set[str] = set()
    end = 0
    for found in pattern.finditer(text):
        term = terms[found[1].lower()]
        if term.slug in seen:
            continue
        seen.add(term.slug)
        parts += [text[end : found.start()], _link(found[0], term)]
        end = found.end()
    parts.append(text[end:])
    return [part for part in parts if part != ""]


def _link(words: str, term: Term) -> dcc.Link:
    href = f"/glossary#term-{term.slug}"
    return dcc.Link(words, href=href, title=term.means, className="term")


@lru_cache(maxsize=1)
def _pattern() -> tuple[re.Pattern[str], dict[str, Term]]:
    """Return what finds a term, alone or as a plural, and each by its small letters."""
    terms = {
        word.lower(): term for term in glossary() for word in (term.word, *term.also)
    }
    # The longest first: "comparison group" before "group".
    words = sorted(terms, key=len, reverse=True)
    alternatives = "|".join(re.escape(word) for word in words)
    return re.compile(rf"(?<![\w/-])({alternatives})s?(?![\w-])", re.IGNORECASE), terms
