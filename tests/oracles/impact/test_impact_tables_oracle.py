"""What lets a reader doubt the estimate, against people followed by hand."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest
from fixtures.by_hand import matching_by_hand as by_hand
from fixtures.by_hand import trials_by_hand
from fixtures.by_hand.people_by_hand import next_month
from fixtures.lakes.estimate_home import PCN, EstimateHome, Ratio
from scipy import stats

from data_access.answers.core import Mark
from data_access.questions.impact.impact_balance import impact_balance
from data_access.questions.impact.impact_flow import impact_flow
from data_access.questions.impact.impact_months import impact_months
from data_access.questions.impact.impact_outcomes import impact_outcomes
from data_access.questions.impact.impact_path import impact_path
from data_access.questions.impact.impact_sensitivity import impact_sensitivity
from data_access.viewer import Viewer

CLOSE = {"rel": 1e-9}
Counted = Callable[[EstimateHome], Ratio]


def window(first: int, last: int = 12, cell: str = "main") -> Counted:
    return lambda home: home.by_hand(by_hand.window("emergency", first, last), cell)


CHOICES: dict[str, Counted] = {
    "As published on this page": window(1),
    "Coarser bands": window(1, cell="coarser"),
    "Finer bands": window(1, cell="finer"),
    "Comparison within the same practice": window(1, cell="same_practice"),
    "Month of the start counted": window(0),
    "2 months left out": window(2),
    "3 months left out": window(3),
    "First 3 months only": window(1, 3),
    "First 6 months only": window(1, 6),
    "Comparison leaves when it joins": lambda home: home.by_hand(by_hand.censored),
    "Without the top 1% of users": lambda home: home.by_hand(by_hand.usual),
    "Placebo: the year before, when nothing had started": lambda home: home.by_hand(
        by_hand.earlier(home.months[0])
    ),
}
TRIALS = "Compared by expected admissions, not by groups"
OUTCOMES = {
    "Emergency admissions (first outcome)": "emergency",
    "Ambulatory-sensitive admissions": "ambulatory_sensitive",
    "A&E attendances": "attendances",
    "Bed days": "bed_days",
    "GP appointments": "gp_appointments",
    "Negative control: planned admissions": "elective",
    "Negative control: deaths": "died",
}
NEEDED = {"attendances": "attendances", "gp_appointments": "appointments"}


def agrees(row: object, want: Ratio) -> None:
    shown = (row.ratio, row.lower, row.upper)
    if want.expected < 5:
        assert shown == (None, None, None)
    else:
        assert shown == pytest.approx((want.ratio, want.low, want.high), **CLOSE)


def test_every_choice_changed(estimated: EstimateHome) -> None:
    rows = {row.name: row for row in impact_sensitivity(estimated.context()).rows}
    assert set(rows) == {*CHOICES, TRIALS}
    for name, counted in CHOICES.items():
        agrees(rows[name], counted(estimated))


def test_trials_and_their_interval(estimated: EstimateHome) -> None:
    rows = {row.name: row for row in impact_sensitivity(estimated.context()).rows}
    strata = trials_by_hand.strata(estimated.pairs, estimated.months[0])
    sums = trials_by_hand.trials(strata)[PCN, "all"]
    assert sums["people"] > len(estimated.matched)
    observed, expected, people = (
        sums[name] for name in ("observed", "expected", "people")
    )
    variance = (
        sums["oo"] / observed**2
        - 2 * sums["oe"] / observed / expected
        + sums["ee"] / expected**2
    )
    error = math.sqrt(variance * people / (people - 1))
    reach = stats.t.ppf(0.975, people - 1) * error
    ratio = observed / expected
    row = rows[TRIALS]
    assert (row.ratio, row.lower, row.upper) == pytest.approx(
        (ratio, ratio * math.exp(-reach), ratio * math.exp(reach)), **CLOSE
    )


def test_every_outcome_that_was_loaded(estimated: EstimateHome) -> None:
    rows = {row.name: row for row in impact_outcomes(estimated.context()).rows}
    held = {
        name: outcome
        for name, outcome in OUTCOMES.items()
        if NEEDED.get(outcome, "admissions") in estimated.recorded
    }
    assert set(rows) == set(held)
    for name, outcome in held.items():
        agrees(rows[name], estimated.by_hand(by_hand.window(outcome, 1, 12)))


def test_flow_counts_everybody_once(estimated: EstimateHome) -> None:
    got = dict(impact_flow(estimated.context()).table.rows)
    first, last = estimated.months[0], estimated.months[-1]
    started = [
        one
        for one in estimated.people
        if one.start and first <= one.start < next_month(last)
    ]
    in_month = {pair.person.who for pair in estimated.pairs if pair.started}
    matched = {pair.person.who for pair in estimated.matched}
    assert got["Registered in the period"] == len(estimated.people)
    assert got[
        "Could have been compared: a year registered, not yet on the caseload"
    ] == len({pair.person.who for pair in estimated.pairs})
    assert got["Started on the caseload"] == len(started)
    assert got["Started and eligible"] == len(in_month)
    assert got["Matched"] == len(matched)
    lost = {
        "no year of data before the start": sum(
            one.start < estimated.months[12] for one in started
        ),
        "no month of follow-up yet": sum(one.start >= last for one in started),
        "registered for less than a year": sum(
            estimated.months[12] <= one.start < last and one.who not in in_month
            for one in started
        ),
        "no similar person to compare with": len(in_month - matched),
        "died or left in the month of the start": sum(
            pair.person.last < next_month(pair.month) for pair in estimated.matched
        ),
    }
    for why, number in lost.items():
        assert got[f"left out: {why}"] == number, why
    assert len(started) - sum(lost.values()) == got["Matched and followed"]
    before = sum(bool(one.start) and one.start < first for one in estimated.people)
    assert got["Already on the caseload before the period"] == before
    serving = {
        pair.person.who
        for _, others in by_hand.matched_strata(estimated.pairs).values()
        for pair in others
    }
    # Somebody who is compared and starts later is in both.
    assert got["People they are compared with"] == len(serving)


def test_flow_for_a_board_is_rounded_and_suppressed(estimated: EstimateHome) -> None:
    exact = dict(impact_flow(estimated.context()).table.rows)
    board = dict(impact_flow(estimated.context(Viewer())).table.rows)
    small = [step for step, people in exact.items() if 1 <= people <= 7]
    withheld = [step for step, shown in board.items() if shown is Mark.SUPPRESSED]
    # Others may be withheld to protect a small one, as in any breakdown.
    assert set(small) <= set(withheld) < set(board)
    for step in set(board) - set(withheld):
        assert board[step] == 5 * math.floor(exact[step] / 5 + 0.5), step


def test_balance_before_and_after(estimated: EstimateHome) -> None:
    rows = {row.name: row for row in impact_balance(estimated.context()).rows}
    for name, covariate in {
        "Age": "age",
        "Female": "female",
        "Deprivation fifth": "quintile",
        "Planned admissions": "before_elective",
        "Emergency admissions, last 12 months": "before_emergency",
        "Emergency admissions, year before that": "earlier_emergency",
        "Cohort: none": "cohort_none",
    }.items():
        sums = by_hand.balance(estimated.pairs, estimated.months, covariate)
        mean = {group: total / w for (_, group), (w, _, total, _) in sums.items()}
        everyone = [
            value
            for pair in estimated.pairs
            if pair.started
            and (value := by_hand.covariate(pair, covariate, estimated.months[0]))
            is not None
        ]
        unit = np.std(everyone, ddof=1)
        for when in ("before", "after"):
            apart = mean[f"started_{when}"] - mean[f"comparison_{when}"]
            assert getattr(rows[name], when) == pytest.approx(
                apart / unit, rel=1e-8, abs=1e-9
            ), (name, when)


def path_rows(home: EstimateHome) -> list[tuple[int, object, list[float]]]:
    """Give k, the calendar month and the five sums of each index month."""
    found = by_hand.path(home.pairs, home.months, "emergency")
    return [(k, next_month(m, k), row) for (_, m, k), row in found.items()]


def test_path_of_each_month_from_the_start(estimated: EstimateHome) -> None:
    points = {one.month: one for one in impact_path(estimated.context()).points}
    assert set(points) == {*range(-12, 13)} - {0}
    for k, point in points.items():
        total = np.sum([row for at, _, row in path_rows(estimated) if at == k], axis=0)
        days, compared_days, observed, compared, variance = total
        expected = compared * days / compared_days
        if expected < 2 + 1e-9:  # 2 exactly may be summed to a hair below
            assert point.ratio is None or expected >= 2 - 1e-9
            continue
        ratio = (observed + 0.5) / (expected + 0.5)
        spread = variance * (days / compared_days) ** 2 / expected**2
        reach = 1.959964 * math.sqrt(1 / (observed + 0.5) + spread)
        assert point.ratio == pytest.approx(ratio, **CLOSE)
        assert point.lower == pytest.approx(ratio * math.exp(-reach), **CLOSE)
        assert point.upper == pytest.approx(ratio * math.exp(reach), **CLOSE)


def test_months_added_up(estimated: EstimateHome) -> None:
    series = impact_months(estimated.context()).series
    after = [(month, row) for k, month, row in path_rows(estimated) if k > 0]
    assert series.months == tuple(sorted({month for month, _ in after}))
    for place, until in enumerate(series.months):
        so_far = [row for month, row in after if month <= until]
        days, compared_days, observed, compared, variance = np.sum(so_far, axis=0)
        scale = days / compared_days
        assert series.observed[place] == observed
        assert series.expected[place] == pytest.approx(scale * compared, **CLOSE)
        reach = 1.96 * scale * math.sqrt(variance)
        assert series.upper[place] == pytest.approx(scale * compared + reach, **CLOSE)
        assert series.lower[place] == pytest.approx(
            max(scale * compared - reach, 0), **CLOSE
        )
    assert series.provisional[-2:] == (True, True)
    assert not any(series.provisional[:-2])


def test_months_end_at_the_estimate(estimated: EstimateHome) -> None:
    """Added up to the last month, the chart is the estimate's own figures."""
    series, want = impact_months(estimated.context()).series, estimated.emergency()
    assert series.observed[-1] == want.observed
    assert series.expected[-1] == pytest.approx(want.expected, **CLOSE)
    assert all(one <= two for one, two in pairwise(series.observed))
