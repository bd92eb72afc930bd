"""A comparison that fails a check falls in grade, and the reader is told in words."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from data_access.questions.impact.matched import (
    Matched,
    balance_check,
    covariate_name,
    earlier_check,
    quality_checks,
)
from data_access.questions.parts.place import Place
from data_access.selection import WHOLE_PCN
from data_access.stats.verdict import Verdict, grade, judge

FIRST, LAST = date(2023, 11, 1), date(2026, 10, 1)
PLACE = Place(LAST, FIRST, None, "N1", "First PCN", WHOLE_PCN, "all", ())
PEOPLE = 300


def sums(measure: str, observed: float, expected: float) -> dict:
    """Sum 300 people with one event or none, in a year each."""
    rate, days = expected / PEOPLE, PEOPLE * 365.0
    return {
        "pcn_code": "N1",
        "slice": "all",
        "value": "all",
        "measure": measure,
        "people": PEOPLE,
        "comparison_people": 4000,
        "before": 200.0,
        "observed": observed,
        "days": days,
        "comparison_events": expected,
        "comparison_days": days,
        "aa": observed,
        "ab": observed * 365,
        "ac": observed * rate,
        "ad": observed * 365,
        "bb": days * 365,
        "bc": 365 * expected,
        "bd": days * 365,
        "cc": PEOPLE * rate**2,
        "cd": 365 * expected,
        "dd": days * 365,
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


NO_TRIALS = pd.DataFrame()


def made(
    *,
    observed: float = 100,
    apart: tuple[str, float] = ("age", 0.0),
    quarter: float = 0.0,
    earlier: float = 80,
    deaths: float | None = 40,
) -> Matched:
    rows = [sums("emergency", observed, 150), sums("earlier_year", earlier, 80)]
    if deaths is not None:
        rows += [sums("died", deaths, 40), sums("elective", 50, 50)]
    balances = [
        row
        for name in ("age", "before_elective", "cohort_none", "earlier_emergency")
        for row in covariate(name, apart[1] if name == apart[0] else 0.0)
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
        NO_TRIALS,
        pd.DataFrame([quarters]),
        pd.DataFrame(balances),
        exact=True,
    )


def graded(matched: Matched) -> tuple[int, str, Verdict]:
    found = matched.estimate("emergency")
    one = grade(found.people, quality_checks(matched))
    return one.level, " ".join(one.reasons), judge(found, one.level).verdict


def test_comparison_that_passes_is_grade_3() -> None:
    level, why, verdict = graded(made())
    assert (level, verdict) == (3, Verdict.FEWER)
    assert "not decided by lot" in why


@pytest.mark.parametrize(
    ("failing", "words"),
    [
        ({"apart": ("age", 0.2)}, "not alike beforehand: Age"),
        ({"apart": ("before_elective", 0.4)}, "Planned admissions"),
        ({"quarter": 12.0}, "already differed"),
        ({"earlier": 130}, "already differed"),
        ({"deaths": 80}, "should not change differed as well: deaths"),
    ],
)
def test_each_failed_check_takes_one_grade_and_says_so(
    failing: dict, words: str
) -> None:
    level, why, verdict = graded(made(**failing))
    assert (level, verdict) == (2, Verdict.FEWER)
    assert words in why


def test_two_failed_checks_take_the_verdict_away() -> None:
    level, why, verdict = graded(made(deaths=80, quarter=12.0))
    assert (level, verdict) == (1, Verdict.CANNOT_TELL)
    assert "already differed" in why
    assert "deaths" in why


def test_check_that_cannot_be_made_holds_the_grade_at_2() -> None:
    matched = made()
    matched = Matched(
        PLACE,
        FIRST,
        LAST,
        matched.sums,
        NO_TRIALS,
        matched.quarters,
        matched.balances.iloc[:0],
        exact=True,
    )
    level, why, _ = graded(matched)
    assert level == 2
    assert "could not be checked" in why


def test_no_control_loaded_is_said_and_not_passed() -> None:
    level, why, _ = graded(made(deaths=None))
    assert level == 2
    assert "No outcome that the service should not change" in why


def test_cohorts_and_the_earlier_year_are_not_judged_by_balance() -> None:
    """Strata hold cohorts equal, and the year before that has a test of its own."""
    for name in ("cohort_none", "earlier_emergency"):
        assert balance_check(made(apart=(name, 0.5))).passed is True


def test_the_earlier_year_alone_can_fail() -> None:
    matched = made(earlier=130)
    unknown = Matched(
        PLACE,
        FIRST,
        LAST,
        matched.sums,
        NO_TRIALS,
        matched.quarters.iloc[:0],
        matched.balances,
        exact=True,
    )
    assert earlier_check(unknown).passed is False


def test_covariates_have_readers_names() -> None:
    assert covariate_name("before_elective") == "Planned admissions"
    assert covariate_name("cohort_none") == "Cohort: none"
    assert covariate_name("cohort_dementia") == "Cohort: dementia"
