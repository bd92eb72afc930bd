"""The glossary: every word once, every link to a page that is there."""

import re

from data_access.catalogue.glossary import glossary
from data_access.catalogue.methods import methods


def test_every_word_is_explained_once_at_an_address_of_its_own() -> None:
    terms = glossary()
    assert len({term.slug for term in terms}) == len(terms) > 30
    assert [t.word.lower() for t in terms] == sorted(t.word.lower() for t in terms)


def test_every_meaning_is_a_sentence() -> None:
    for term in glossary():
        assert re.fullmatch(r"[A-Z].{20,}\.", term.means), term.word


def test_what_says_more_is_there() -> None:
    slugs = {page.slug for page in methods()}
    assert {term.more for term in glossary()} - {""} <= slugs
