"""Terms in a text lead to the glossary, and the text stays as it was."""

from dash import dcc
from hypothesis import given
from hypothesis import strategies as st

from components.terms import LinkedText, linked
from data_access.catalogue.glossary import glossary

WORDS = [word for term in glossary() for word in (term.word, *term.also)]
TEXTS = st.lists(
    st.sampled_from([*WORDS, "people", "and", "95%", "s", "-", ".", "(", "é"])
    | st.text(max_size=5),
    max_size=12,
).map(" ".join)


def written(parts: LinkedText) -> str:
    return "".join(
        part if isinstance(part, str) else str(part.children) for part in parts
    )


def links(text: str) -> list[tuple[str, str]]:
    return [
        (str(part.children), part.href)
        for part in linked(text)
        if isinstance(part, dcc.Link)
    ]


@given(TEXTS)
def test_the_text_stays_as_it_was(text: str) -> None:
    assert written(linked(text)) == text


@given(TEXTS)
def test_each_term_is_linked_once(text: str) -> None:
    places = [href for _, href in links(text)]
    assert len(places) == len(set(places))


def test_every_term_is_found_however_it_is_written() -> None:
    for term in glossary():
        for word in (term.word, *term.also):
            for said in (word, word.lower(), word.upper(), f"{word}s"):
                assert links(f"A {said}, or two.") == [
                    (said, f"/glossary#term-{term.slug}")
                ], said


def test_the_longest_term_wins_and_parts_of_words_do_not() -> None:
    assert links("The comparison group was matched.") == [
        ("comparison group", "/glossary#term-comparison-group"),
        ("matched", "/glossary#term-matched"),
    ]
    assert links("Unmatched, re-referral, caseload_open and PCNxyz") == []


def test_what_a_term_means_is_said_where_it_is_pointed_at() -> None:
    (part,) = [one for one in linked("its WTE") if isinstance(one, dcc.Link)]
    (wanted,) = [term.means for term in glossary() if term.word == "WTE"]
    assert part.title == wanted
