"""Findings in words, as they are read aloud to a board."""

from datetime import date
from typing import get_args

import pytest

from data_access.answers.verdict import Sign
from data_access.words import sentences
from data_access.words.verdicts import kind_of, reading, sign_of, verdict

MAY = date(2026, 5, 1)


@pytest.mark.parametrize("sign", get_args(Sign))
@pytest.mark.parametrize("upwards", [True, False])
def test_every_verdict_is_one_sentence_with_its_reason(
    sign: Sign, upwards: bool
) -> None:
    said = verdict(sign, "a reason", month=MAY, upwards=upwards)
    assert said.sentence.endswith(": a reason.")
    assert verdict(sign).sentence.endswith(".")
    assert verdict(sign).sentence.count(".") == 1
    assert said.reading == reading(sign)
    assert said.sentence.lower().startswith(said.reading)
    assert said.kind == kind_of(sign)
    assert said.changed == (sign in ("better", "worse", "higher", "lower"))
    assert ("more than chance" in said.sentence) == said.changed


def test_verdicts_are_in_the_order_of_the_page_by_section() -> None:
    every = sorted((verdict(sign) for sign in get_args(Sign)), key=lambda v: v.order)
    assert every[0].sign == "worse"
    sections = [one.section for one in every]
    assert sections == sorted(sections, key=sections.index), "no section in two parts"
    assert len({one.order for one in every}) == len(every)


@pytest.mark.parametrize(
    ("direction", "improvement", "sign"),
    [
        (1, "increase", "better"),
        (-1, "increase", "worse"),
        (1, "decrease", "worse"),
        (-1, "decrease", "better"),
        (1, "neutral", "higher"),
        (-1, "neutral", "lower"),
    ],
)
def test_a_direction_is_better_or_worse_as_the_indicator_says(
    direction: int, improvement: str, sign: Sign
) -> None:
    assert sign_of(direction, improvement) == sign


def test_words_are_listed_as_in_a_sentence() -> None:
    assert sentences.listed([]) == ""
    assert sentences.listed(["a"]) == "a"
    assert sentences.listed(["a", "b"]) == "a and b"
    assert sentences.listed(["a", "b", "c"]) == "a, b and c"
