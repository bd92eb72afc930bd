"""The URL, the question and the cache key are one value: nothing may slip between."""

from datetime import date
from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_access.errors import CareImpactError
from data_access.selection import Selection

# What a load accepts as the name of a group of people: any text on one line.
CODES = st.one_of(
    st.from_regex(r"[A-Za-z0-9_-]{1,40}", fullmatch=True),
    st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=60),
    st.sampled_from(
        [
            *("heart failure", "copd/asthma", "a & b", "50%", "%41", "why?", "#1"),
            *("a+b=c", "o'brien", 'the "blue" list', "épilepsie", "one, two", "a:"),
            *("../a", "ζ 😀"),
        ]
    ),
)
SELECTIONS = st.builds(
    Selection,
    month=st.none() | st.dates().map(lambda day: day.replace(day=1)),
    pcn=st.none() | CODES,
    practice=st.none() | CODES,
    cohort=CODES,
    area=st.none() | CODES,
)


@given(SELECTIONS)
def test_a_selection_survives_its_url(selection: Selection) -> None:
    assert Selection.from_query(parse_qs(selection.to_query())) == selection


@given(SELECTIONS, SELECTIONS)
def test_two_selections_share_a_url_only_when_they_are_the_same(
    one: Selection, other: Selection
) -> None:
    assert (one.to_query() == other.to_query()) == (one == other)


@given(
    st.dictionaries(
        st.sampled_from(["month", "pcn", "practice", "cohort", "area", "theme"]),
        st.text() | st.lists(st.text(), max_size=2),
    )
)
def test_any_address_gives_a_selection_or_one_sentence(query: dict) -> None:
    said = ""
    try:
        selection = Selection.from_query(query)
    except CareImpactError as problem:
        said = str(problem)
    else:
        assert Selection.from_query(parse_qs(selection.to_query())) == selection
    assert "\n" not in said
    assert said[-1:] in ("", ".")


@pytest.mark.parametrize(
    "month",
    [
        "2026-13",
        "2026-00",
        "0000-01",
        "2026-1",
        "2026",
        "2026-10-01",
        "2026-10\n",
        " 2026-10",
        "+2026-10",
        "2_026-10",
        "٢٠٢٦-١٠",  # int() reads other scripts' digits
        "9" * 200 + "-10",  # date() raised OverflowError
        "October",
    ],
)
def test_what_only_looks_like_a_month_is_refused(month: str) -> None:
    with pytest.raises(CareImpactError, match="should look like 2026-10"):
        Selection.from_query({"month": month})


@pytest.mark.parametrize("name", ["pcn", "practice", "cohort", "area"])
@pytest.mark.parametrize("code", ["A1\n", " A1", "A\t1", "A\x001", "A" * 201, "\x1f"])
def test_what_only_looks_like_a_code_is_refused_by_name(name: str, code: str) -> None:
    with pytest.raises(CareImpactError, match=f"The {name} in the address"):
        Selection.from_query({name: code})


def test_unknown_parameters_are_left_out_and_the_last_of_a_repeat_counts() -> None:
    query = {"theme": "dark", "practice": ["A1", "A2"], "month": ["2026-10"], "pcn": []}
    assert Selection.from_query(query) == Selection(
        month=date(2026, 10, 1), practice="A2"
    )


def test_an_empty_parameter_is_the_default() -> None:
    assert Selection.from_query({"month": "", "cohort": "", "pcn": None}) == Selection()


def test_the_default_is_an_empty_address() -> None:
    assert Selection().to_query() == ""
    assert Selection(cohort="all").to_query() == ""
    assert Selection(month=date(987, 6, 1)).to_query() == "month=0987-06"
