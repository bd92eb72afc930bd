"""Links from the words on a page to their meaning in the glossary."""

import re
from functools import lru_cache

from dash import dcc

from data_access.catalogue.glossary import Term, glossary

LinkedText = list[str | dcc.Link]


def linked(text: str) -> LinkedText:
    """Split a text so that the first use of each term links to the glossary."""
    pattern, terms = _pattern()
    pieces: LinkedText = []
    slugs: set[str] = set()
    end = 0
    for match in pattern.finditer(text):
        term = terms[match[1].lower()]
        if term.slug in slugs:
            continue
        slugs.add(term.slug)
        pieces += [text[end : match.start()], _link(match[0], term)]
        end = match.end()
    pieces.append(text[end:])
    return [piece for piece in pieces if piece != ""]


def _link(text: str, term: Term) -> dcc.Link:
    href = f"/glossary#term-{term.slug}"
    return dcc.Link(text, href=href, title=term.means, className="term")


@lru_cache(maxsize=1)
def _pattern() -> tuple[re.Pattern[str], dict[str, Term]]:
    """Return the pattern of all terms and plurals, and the terms by lower-case word."""
    terms = {
        word.lower(): term for term in glossary() for word in (term.word, *term.also)
    }
    # The longest first: "comparison group" before "group".
    longest_first = sorted(terms, key=len, reverse=True)
    alternatives = "|".join(re.escape(word) for word in longest_first)
    return re.compile(rf"(?<![\w/-])({alternatives})s?(?![\w-])", re.IGNORECASE), terms
