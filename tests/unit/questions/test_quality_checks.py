"""A comparison that fails a check has no verdict, and the reader is told in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from data_access.questions.impact.comparison_checks import (
    covariate_name,
    earlier_check,
    judged,
    quality_checks,
)
from data_access.questions.impact.matched import Matched
from data_access.questions.parts.place import Place
from data_access.selection import WHOLE_PCN
from data_access.stats.verdict import Verdict, grade

FIRST, LAST = date(2023, 11, 1), date(2026, 10, 1)
PLACE = Place(LAST, FIRST, None, "N1", "First PCN", WHOLE_PCN, "all", ())
PEOPLE = 300


def sums(measure: str, observed: float, expected: float) -> dict:
    """Sum 300 people with one event or none, in a year each."""
    return {
        "pcn_code": "N1",
        "slice": "all",
        "value": "all",
        "measure": measure,
        "people": PEOPLE,
        "comparison_people": 4000,
        "before": 200.0,
        "observed": observed,
        "days": PEOPLE * 365.0,
        "expected": expected,
        "oo": observed,
        "oe": observed * expected / PEOPLE,
        "ee": expected**2 / PEOPLE,
    }


def covariate(name: str, apart: float) -> list[dict]:
    """Sum four groups of 300 with variance 1, the started `apart` from the others."""
    means = {
        "started_before": 1.0 + apart,
        "comparison_before": 0.0,
        "started_after": 1.0 + apart,
        "comparison_after": 1.0,
    }
    return [
        {
            "covariate": name,
            "group": group,
            "people": PEOPLE,
            "weight": PEOPLE,
            "weight_squared": PEOPLE,
            "total": PEOPLE * mean,
            "square": PEOPLE * (mean**2 + 1 - 1 / PEOPLE),
        }
        for group, mean in means.items()
    ]


NOBODY_ALIKE = pd.DataFrame()


def made(
    *,
    observed: float = 90,
    apart: float = 0.0,
    quarter: float = 0.0,
    earlier: float = 150,
    earlier_expected: float = 150,
    deaths: float | None = 40,
    elective: float = 90,
) -> Matched:
    rows = [
        sums("emergency", observed, 150),
        sums("earlier_year", earlier, earlier_expected),
    ]
    if deaths is not None:
        rows += [sums("died", deaths, 40), sums("elective", elective, 90)]
    balances = [
        row
        for name in ("expected", "age", "cohort_none")
        for row in covariate(name, apart if name == "expected" else 0.5)
    ]
    quarters = {
        "people": PEOPLE,
        **{f"difference_{i}": quarter for i in range(1, 5)},
        **{
            f"product_{i}_{j}": 25.0 * (i == j)
            for i in range(1, 5)
            for j in range(i, 5)
        },
    }
    return Matched(
        PLACE,
        FIRST,
        LAST,
        pd.DataFrame(rows),
        NOBODY_ALIKE,
        pd.DataFrame([quarters]),
        pd.DataFrame(balances),
        exact=True,
    )


def graded(matched: Matched) -> tuple[int, str, Verdict]:
    found = matched.estimate("emergency")
    checks = quality_checks(matched)
    one = grade(found.people, checks)
    return one.level, " ".join(one.reasons), judged(found, checks).verdict


def test_comparison_that_passes_is_grade_3() -> None:
    """Characteristics may differ where as many admissions are to be expected."""
    level, why, verdict = graded(made())
    assert (level, verdict) == (3, Verdict.FEWER)
    assert "not decided by lot" in why


@pytest.mark.parametrize(
    ("failing", "words"),
    [
        ({"apart": 0.2}, "as many admissions to expect"),
        ({"quarter": 12.0}, "already differed"),
        ({"earlier": 220}, "already differed"),
        ({"deaths": 80}, "should not change differed as well: deaths"),
    ],
)
def test_no_verdict_survives_a_failed_check(failing: dict, words: str) -> None:
    level, why, verdict = graded(made(**failing))
    assert (level, verdict) == (1, Verdict.NOT_FAIR)
    assert words in why


def test_two_failed_checks_are_both_said() -> None:
    _, why, _ = graded(made(deaths=80, quarter=12.0))
    assert "already differed" in why
    assert "deaths" in why


def test_a_year_before_that_is_too_thin_takes_the_verdict_away() -> None:
    """It shows no difference, and could not have shown one as large as is found."""
    level, why, verdict = graded(made(earlier=4, earlier_expected=4))
    assert (level, verdict) == (1, Verdict.CANNOT_TELL)
    assert "too short of admissions to rule out" in why


def test_check_that_cannot_be_made_holds_the_grade_at_2() -> None:
    matched = replace(made(), balances=made().balances.iloc[:0])
    level, why, verdict = graded(matched)
    assert (level, verdict) == (2, Verdict.FEWER)
    assert "could not be checked" in why


def test_no_control_loaded_is_said_and_not_passed() -> None:
    level, why, _ = graded(made(deaths=None))
    assert level == 2
    assert "No outcome that the service should not change" in why


def test_controls_of_a_handful_lend_no_grade() -> None:
    level, why, verdict = graded(made(deaths=5, elective=6))
    assert level == 1  # five deaths for forty is a difference
    assert verdict is Verdict.NOT_FAIR
    matched = made()
    few = matched.sums.assign(
        **{
            name: matched.sums[name].where(
                matched.sums["measure"].isin(("emergency", "earlier_year")),
                matched.sums[name] / 15,
            )
            for name in ("observed", "expected", "oo", "oe", "ee")
        }
    )
    level, why, verdict = graded(replace(matched, sums=few))
    assert (level, verdict) == (2, Verdict.FEWER)
    assert "too few planned admissions and deaths" in why


def test_the_earlier_year_alone_can_fail() -> None:
    matched = made(earlier=220)
    unknown = replace(matched, quarters=matched.quarters.iloc[:0])
    assert earlier_check(unknown).passed is False


def test_covariates_have_readers_names() -> None:
    assert covariate_name("before_elective") == "Planned admissions"
    assert covariate_name("cohort_none") == "Cohort: none"
    assert covariate_name("cohort_dementia") == "Cohort: dementia"
