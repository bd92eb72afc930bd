"""Numbers and findings in words, as they are read aloud to a board."""

from dataclasses import replace
from datetime import date
from typing import get_args

import pytest
from fixtures.samples.sample_answers import sample_trend, trial_trend
from hypothesis import given
from hypothesis import strategies as st

from data_access.answers.core import Assurance, Trend, Unit, Variation
from data_access.words import sentences

NAMES = st.text(st.sampled_from("ABCDEKSTY0123&-/()' "), min_size=1, max_size=30)


@pytest.mark.parametrize(
    ("value", "unit", "written"),
    [
        (61.4, "percent", "61%"),
        (0.0, "percent", "0%"),
        (1234.0, "count", "1,234"),
        (12.34, "per_1000", "12.3 per 1,000"),
        (0.456, "per_10000", "0.46 per 10,000"),
        (140.0, "per_100", "140 per 100"),
        (2500.4, "gbp", "£2,500"),
        (-2500.4, "gbp", "−£2,500"),
        (-12.4, "percent", "−12%"),
        (21.0, "days", "21 days"),
        (1.0, "days", "1 day"),
        (3.14, "ratio", "3.1"),
        (-5.25, "points", "−5.2 percentage points"),
        (-0.2, "count", "0"),
        (-0.04, "ratio", "0.0"),
    ],
)
def test_a_number_is_written_as_it_is_said(
    value: float, unit: Unit, written: str
) -> None:
    assert sentences.number(value, unit) == written


@given(st.floats(-1e7, 1e7), st.sampled_from(get_args(Unit)))
def test_no_number_is_less_than_nothing_when_it_rounds_to_nothing(
    value: float, unit: Unit
) -> None:
    written = sentences.number(value, unit)
    digits = {letter for letter in written.split(" ")[0] if letter.isdigit()}
    assert digits
    if digits == {"0"}:
        assert "−" not in written


def test_months_are_in_full() -> None:
    october, march = date(2026, 10, 1), date(2025, 3, 1)
    assert sentences.month(october) == "October 2026"
    assert sentences.span(march, october) == "March 2025 to October 2026"
    assert sentences.span(march, march) == "March 2025"


def with_variation(variation: Variation, rule: str) -> Trend:
    trend = sample_trend()
    return replace(trend, variation=variation, rule=(*trend.rule[:-1], rule))


@pytest.mark.parametrize("variation", get_args(Variation))
@pytest.mark.parametrize("rule", ["limits", "trend", "two_of_three", "shift"])
def test_every_variation_is_a_sentence_with_its_reason(
    variation: Variation, rule: str
) -> None:
    trend = with_variation(variation, rule)
    said = sentences.variation_sentence(trend, trend.months[-1])
    better = variation.startswith("improvement")
    worse = variation.startswith("concern")
    assert said.startswith("Improving") == better
    assert said.startswith("Getting worse") == worse
    assert said.endswith(".")
    if variation == "common_cause":
        assert said == "No more than usual month-to-month variation."
    else:
        assert "more than chance: " in said
        assert len(said.split(": ")[1]) > 10


def test_too_few_months_are_said_to_be_too_few() -> None:
    said = "Too few months to tell signal from noise."
    trend = trial_trend()
    assert sentences.variation_sentence(trend, trend.months[-1]) == said
    assert sentences.variation_sentence(sample_trend(), None) == said
    assert sentences.assurance_sentence(trend) == ""


@pytest.mark.parametrize("assurance", get_args(Assurance))
def test_every_assurance_names_the_target(assurance: Assurance) -> None:
    said = sentences.assurance_sentence(replace(sample_trend(), assurance=assurance))
    assert said.startswith("The target of 60% ")
    assert sentences.assurance_sentence(sample_trend(target=None)) == ""


def test_words_are_listed_as_in_a_sentence() -> None:
    assert sentences.listed([]) == ""
    assert sentences.listed(["a"]) == "a"
    assert sentences.listed(["a", "b"]) == "a and b"
    assert sentences.listed(["a", "b", "c"]) == "a, b and c"


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
    assert sentences.place_name(published) == read


@given(NAMES)
def test_a_name_keeps_its_letters_and_is_written_once(published: str) -> None:
    once = sentences.place_name(published)
    assert once.upper() == published.upper()
    if once != once.upper():
        assert sentences.place_name(once) == once
