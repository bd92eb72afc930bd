"""What may give a person away is found, whatever is around it; nothing is changed."""

import doctest
import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_access.questions.stories.known_places import distinctive
from data_access.state.story_warnings import nhs_numbers, warnings_in

PLACES = frozenset({"alder green", "mill", "harrogate"})
METHOD = Path(__file__).parents[3] / "docs" / "methods" / "stories.md"
# A few sentences that give nobody away.
QUIET = (
    "The coordinator rang every week. I'd been told to wait, and no one listened. "
    "After two or three months he was seen by the GP on a Monday; it's better now. "
    "One day she walked 2 miles (for 10 minutes) past the mill at 3pm. He has type 2 "
    "diabetes.\n1. It took 7 days.\n- They came 3 times. He said, “So much better.” "
    "1 in 4 people wait 95 days, over 95% of them at 5.5 per cent. 12 patients. "
)
quick = settings(max_examples=60)


def found(text: str, kind: str | None = None) -> list[str]:
    return [one.found for one in warnings_in(text, PLACES) if kind in (None, one.kind)]


def test_a_quiet_story_is_left_alone() -> None:
    assert found(QUIET) == []


@pytest.mark.parametrize(
    ("words", "kind", "part"),
    [
        ("she told Mrs Jones so", "name", "Mrs Jones"),
        ("she told dr. Patel so", "name", "dr. Patel"),
        ("Margaret lives alone", "name", "Margaret"),
        ("we met Jo-Anne O'Brien there", "name", "Jo-Anne O'Brien"),
        ("it was Margaret Alder Green", "name", "Margaret"),
        ("it was Margaret Alder Green", "place", "Alder Green"),
        ("ALDER GREEN helped", "place", "ALDER GREEN"),
        ("alder green helped", "place", "alder green"),
        ("Harrogate is far", "place", "Harrogate"),
        ("at the Mill they knew", "place", "Mill"),
        ("in 3 Beech Lane", "place", "Beech Lane"),
        ("near LS6 2AB", "place", "LS6 2AB"),
        ("near m11ae", "place", "m11ae"),
        ("on 14th of March", "date", "14th of March"),
        ("in Sept 2024", "date", "Sept 2024"),
        ("born in 1943", "date", "1943"),
        ("one of only two patients", "number", "two"),
        ("one of the patients", "number", "one"),
        ("with her 4 sons", "number", "4"),
        ("4 falls and then home", "number", "4"),
        ("3 people last week", "number", "3"),
        ("mum is 93 now", "age", "is 93"),
        ("a 101-year-old", "age", "101-year-old"),
        ("in her nineties", "age", "her nineties"),
        ("ring 07700 900123", "contact", "07700 900123"),
        ("write to a.b@example.org", "contact", "a.b@example.org"),
    ],
)
def test_what_gives_away_is_named_as_written(words: str, kind: str, part: str) -> None:
    assert part in found(words, kind)
    assert part in found(f"{QUIET} So {words}. {QUIET}", kind)


@quick
@given(st.from_regex(r"[B-Z][b-z]{3,9}x", fullmatch=True))
def test_a_capital_inside_a_sentence_is_a_name(name: str) -> None:
    assert found(f"then {name} came.", "name") == [name]
    assert found(f"It ended. {name} came.") == []
    assert found(f"then {name.lower()} came.") == []


@quick
@given(
    st.dates(date(1900, 1, 1), date(2099, 12, 31)),
    st.sampled_from(
        ["%d/%m/%Y", "%Y-%m-%d", "%d.%m.%y", "%d %B %Y", "%B %d, %Y", "%d %b"]
    ),
)
def test_a_date_is_found_however_it_is_written(day: date, form: str) -> None:
    written = day.strftime(form)
    assert found(f"it was on {written} that", "date") == [written]


@quick
@given(
    st.integers(0, 130),
    st.sampled_from(["aged {}", "a {} year old", "he is {} now", "my {}th birthday"]),
)
def test_only_ages_over_89_are_warned_of(age: int, words: str) -> None:
    assert bool(found(words.format(age), "age")) == (90 <= age < 130)


@quick
@given(
    st.integers(0, 99),
    st.sampled_from(["patients", "people", "falls", "of us", "sons"]),
)
def test_only_1_to_7_are_small(number: int, counted: str) -> None:
    small = [str(number)] if 1 <= number <= 7 else []
    assert found(f"there were {number} {counted} here", "number") == small
    assert found(f"it took {number} weeks, or {number}-day rests") == []


def slow_check_digit(nine: str) -> int:
    """Give the digit that makes the weighted sum a multiple of 11, by trying each."""
    weights = range(10, 0, -1)
    for digit in range(11):
        digits = [*map(int, nine), digit]
        if sum(w * d for w, d in zip(weights, digits, strict=True)) % 11 == 0:
            return digit
    raise AssertionError(nine)


nines = st.from_regex(r"[0-9]{9}", fullmatch=True)
gaps = st.sampled_from(
    ["", " ", "-", " - ", ".", ", ", "\n", "\u200b", "–", "\u00a0", "_"]
)


@quick
@given(
    nines,
    st.lists(gaps, min_size=9, max_size=9),
    st.sampled_from(["", "2 ", "x", "1943: "]),
)
def test_a_valid_nhs_number_is_found_however_it_is_written(
    nine: str, between: list[str], before: str
) -> None:
    digit = slow_check_digit(nine)
    if digit == 10:
        assert all(nhs_numbers(f"{nine}{other}") == () for other in range(10))
        return
    ten = f"{nine}{digit}"
    written = "".join(a + b for a, b in zip(ten, [*between, ""], strict=True))
    assert ten in nhs_numbers(f"it is {before}{written}, they said")
    wrong = f"{nine}{(digit + 1) % 10}"
    assert nhs_numbers(wrong) == ()
    assert found(f"it is {wrong}, they said", "contact") == [wrong]


@quick
@given(st.text(max_size=300), st.sampled_from(["", QUIET]))
def test_every_warning_quotes_the_text_and_asking_again_says_the_same(
    text: str, around: str
) -> None:
    whole = around + text
    warned = warnings_in(whole, PLACES)
    assert all(one.found and one.found in whole for one in warned)
    assert len({one.key for one in warned}) == len(warned)
    assert warnings_in(whole, PLACES) == warned
    assert [one.found in one.sentence for one in warned] == [True] * len(warned)


def test_places_are_known_by_what_tells_them_apart() -> None:
    names = [
        "THE ALDER GREEN SURGERY",
        "Yate & Frampton PCN",
        "Medical Centre",
        "Bow PCN",
    ]
    assert distinctive(names) == {"alder green", "yate frampton", "yate", "frampton"}


def test_the_worked_example_comes_out() -> None:
    text = METHOD.read_text(encoding="utf-8")
    blocks = re.findall(r"^```python\n(.*?)^```$", text, flags=re.S | re.M)
    example = doctest.DocTestParser().get_doctest("".join(blocks), {}, "it", "it", 0)
    assert doctest.DocTestRunner().run(example).failed == 0
