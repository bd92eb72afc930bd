"""Findings in words, as they are read aloud to a board."""

from dataclasses import replace
from typing import get_args

import pytest
from fixtures.samples.sample_answers import sample_trend, trial_trend

from data_access.answers.core import Assurance, Trend, Variation
from data_access.words import sentences


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
