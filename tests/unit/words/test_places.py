"""Names of places, written as a reader would."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_access.words.places import place_name

NAMES = st.text(st.sampled_from("ABCDEKSTY0123&-/()' "), min_size=1, max_size=30)


@pytest.mark.parametrize(
    ("published", "read"),
    [
        ("THE ALDER PCN", "The Alder PCN"),
        ("PCN OF THE NORTH", "PCN of the North"),
        ("STOCKTON-ON-TEES PCN", "Stockton-on-Tees PCN"),
        ("HARINGEY - N15/SOUTH EAST PCN", "Haringey - N15/South East PCN"),
        ("CITY - OX3+ PCN", "City - OX3+ PCN"),
        ("ARUN INTEGRATED CARE (AIC) PCN LTD", "Arun Integrated Care (Aic) PCN Ltd"),
        ("HASTINGS & ST LEONARDS PCN", "Hastings & St Leonards PCN"),
        ("CHANDLER'S FORD PCN", "Chandler's Ford PCN"),
        ("SWB KINGS HEATH PCN", "SWB Kings Heath PCN"),
        ("WYRE PCN", "Wyre PCN"),
        ("Ludworth GP Surgery", "Ludworth GP Surgery"),
        ("NHS Alder Integrated Care Board", "NHS Alder ICB"),
        ("NHS ALDER ICB", "NHS Alder ICB"),
        ("", ""),
    ],
)
def test_a_published_name_is_written_as_a_reader_would(
    published: str, read: str
) -> None:
    assert place_name(published) == read


@given(NAMES)
def test_a_name_keeps_its_letters_and_is_written_once(published: str) -> None:
    once = place_name(published)
    assert once.upper() == published.upper()
    if once != once.upper():
        assert place_name(once) == once
