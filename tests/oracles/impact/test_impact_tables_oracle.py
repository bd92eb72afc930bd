"""What lets a reader doubt the estimate, against people followed by hand."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from fixtures.by_hand import matching_by_hand as by_hand
from fixtures.by_hand.people_by_hand import next_month
from fixtures.lakes.estimate_home import EstimateHome, Ratio

from data_access.answers.core import Mark
from data_access.questions.impact.impact_balance import impact_balance
from data_access.questions.impact.impact_flow import impact_flow
from data_access.questions.impact.impact_months import impact_months
from data_access.questions.impact.impact_outcomes import impact_outcomes
from data_access.questions.impact.impact_path import impact_path
from data_access.questions.impact.impact_sensitivity import impact_sensitivity
from data_access.viewer import Viewer

CLOSE = {"rel": 1e-9}
EXACT = "People alike in every band"
CHOICES = {
    "As published on this page": "emergency",
    "Comparison within the same practice": "same_practice",
    "Month of the start counted": "washout_0",
    "2 months left out": "washout_2",
    "3 months left out": "washout_3",
    "First 3 months only": "first_3_months",
    "First 6 months only": "first_6_months",
    "Comparison leaves when it joins": "censored_at_joining",
    "Without the top 1% of users": "without_top_users",
    "Provisional months counted": "with_provisional",
    "Placebo: the year before, when nothing had started": "earlier_year",
}
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
    assert set(rows) == {*CHOICES, EXACT}
    for name, measure in CHOICES.items():
        agrees(rows[name], estimated.measure(measure))
    agrees(rows[EXACT], estimated.exact())


def test_every_outcome_that_was_loaded(estimated: EstimateHome) -> None:
    rows = {row.name: row for row in impact_outcomes(estimated.context()).rows}
    held = {
        name: outcome
        for name, outcome in OUTCOMES.items()
        if NEEDED.get(outcome, "admissions") in estimated.recorded
    }
    assert set(rows) == set(held)
    for name, outcome in held.items():
        agrees(rows[name], estimated.measure(outcome))


def test_flow_counts_everybody_once(estimated: EstimateHome) -> None:
    got = dict(impact_flow(estimated.context()).table.rows)
    first, last = estimated.months[0], estimated.months[-1]
    late = estimated.final[-1]
    started = [
        one
        for one in estimated.people
        if one.start and first <= one.start < next_month(last)
    ]
    in_month = {pair.person.who for pair in estimated.pairs if pair.started}
    compared = {pair.person.who for pair in estimated.compared}
    assert got["Registered in the period"] == len(estimated.people)
    assert got[
        "Could have been compared: a year registered, not yet on the caseload"
    ] == len({pair.person.who for pair in estimated.pairs})
    assert got["Started on the caseload"] == len(started)
    assert got["Started and eligible"] == len(in_month)
    assert got["Compared"] == len(compared)
    lost = {
        "no year of data before the start": sum(
            one.start < estimated.months[12] for one in started
        ),
        "no final month of follow-up yet": sum(one.start >= late for one in started),
        "registered for less than a year": sum(
            estimated.months[12] <= one.start < late and one.who not in in_month
            for one in started
        ),
        "nobody of the same risk to compare with": len(in_month - compared),
        "died or left in the month of the start": sum(
            pair.person.last < next_month(pair.month) for pair in estimated.compared
        ),
    }
    for why, number in lost.items():
        assert got[f"left out: {why}"] == number, why
    assert len(started) - sum(lost.values()) == got["Compared and followed"]
    before = sum(bool(one.start) and one.start < first for one in estimated.people)
    assert got["Already on the caseload before the period"] == before
    serving = {pair.person.who for _, pair in estimated.trials.compared()[1]}
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

        def value(pair: by_hand.Pair, covariate: str = covariate) -> float | None:
            return by_hand.covariate(pair, covariate, estimated.months[0])

        sums = by_hand.balance(
            estimated.pairs, estimated.months, value, estimated.trials.compared()
        )
        mean = {group: total / w for group, (w, _, total, _) in sums.items()}
        found = [value(pair) for pair in estimated.pairs if pair.started]
        unit = np.std([one for one in found if one is not None], ddof=1)
        for when in ("before", "after"):
            apart = mean[f"started_{when}"] - mean[f"comparison_{when}"]
            assert getattr(rows[name], when) == pytest.approx(
                apart / unit, rel=1e-8, abs=1e-9
            ), (name, when)


def path_rows(home: EstimateHome) -> list[tuple[int, object, list[float]]]:
    """Give k, the calendar month and the three sums of each index month."""
    return [(k, next_month(m, k), row) for (m, k), row in home.trials.path().items()]


def test_path_of_each_month_from_the_start(estimated: EstimateHome) -> None:
    points = {one.month: one for one in impact_path(estimated.context()).points}
    assert set(points) == {*range(-24, -12), *range(1, 13)}
    last = estimated.final[-1]
    for k, point in points.items():
        rows = [row for at, on, row in path_rows(estimated) if at == k and on <= last]
        observed, expected, variance = np.sum(rows, axis=0)
        if expected < 2 + 1e-9:  # 2 exactly may be summed to a hair below
            assert point.ratio is None or expected >= 2 - 1e-9
            continue
        ratio = (observed + 0.5) / (expected + 0.5)
        reach = 1.959964 * math.sqrt(1 / (observed + 0.5) + variance / expected**2)
        assert point.ratio == pytest.approx(ratio, **CLOSE)
        assert point.lower == pytest.approx(ratio * math.exp(-reach), **CLOSE)
        assert point.upper == pytest.approx(ratio * math.exp(reach), **CLOSE)


def test_months_added_up(estimated: EstimateHome) -> None:
    series = impact_months(estimated.context()).series
    after = [(month, row) for k, month, row in path_rows(estimated) if k > 0]
    assert series.months == tuple(sorted({month for month, _ in after}))
    for place, until in enumerate(series.months):
        so_far = [row for month, row in after if month <= until]
        observed, expected, variance = np.sum(so_far, axis=0)
        assert series.observed[place] == observed
        assert series.expected[place] == pytest.approx(expected, **CLOSE)
        reach = 1.96 * math.sqrt(variance)
        assert series.upper[place] == pytest.approx(expected + reach, **CLOSE)
        assert series.lower[place] == pytest.approx(max(expected - reach, 0), **CLOSE)
    assert series.provisional[-2:] == (True, True)
    assert not any(series.provisional[:-2])


def test_months_end_at_the_estimate(estimated: EstimateHome) -> None:
    """Added up to the last final month, the chart is the estimate's own figures."""
    series, want = impact_months(estimated.context()).series, estimated.emergency
    assert series.observed[-3] == want.observed
    assert series.expected[-3] == pytest.approx(want.expected, **CLOSE)
    assert all(one <= two for one, two in pairwise(series.observed))
