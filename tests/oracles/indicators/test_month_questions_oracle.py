"""Recount the figures of the month's and an indicator's page, person by person."""

import math
from collections import Counter
from datetime import date
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest
from fixtures.by_hand.checks_by_hand import (
    Town,
    agrees,
    demo_town,
    digits,
    direction,
    moved,
    near5,
)
from fixtures.by_hand.equity_by_hand import wilson
from fixtures.by_hand.months_by_hand import (
    COUNTED,
    Only,
    check_month_of,
    count,
    small,
    usual_clumping,
    value_of,
)
from fixtures.lakes.care_lake import end_of, is_day, months
from scipy import stats

from data_access.answers.core import Compared, Mark, Trend
from data_access.catalogue.indicators import BY_ID
from data_access.door import Context
from data_access.errors import CareImpactError
from data_access.questions.filters.filter_options import filter_options
from data_access.questions.filters.loaded_practices import loaded_practices
from data_access.questions.indicators.indicator import indicator
from data_access.questions.indicators.indicator_trend import indicator_trend
from data_access.questions.indicators.practice_grid import practice_grid
from data_access.questions.indicators.this_month import this_month
from data_access.selection import Selection
from data_access.store.evidence import Evidence
from data_access.viewer import Role, Viewer

BOARD = Viewer(Role.BOARD)
MANAGER = Viewer(Role.PCN_MANAGER, ("P1", "P2"))
JUNE = date(2026, 6, 1)
NAMES = {"P1": "One", "P2": "Two"}


@pytest.fixture(scope="module")
def care(care_store: Evidence, care_tables: dict[str, pd.DataFrame]) -> Town:
    return Town(care_store, care_tables, JUNE, "N1")


@pytest.fixture(scope="module")
def demo(demo_home: Path) -> Town:
    return demo_town(demo_home)


def check_trend(town: Town, id_: str, practice: str, trend: Trend, exact: bool) -> int:
    """Assert that every month is what counting gave; return how many were shown."""
    shown = 0
    for month, value, mark in zip(trend.months, trend.values, trend.marks, strict=True):
        counted = count(town, id_, month, practice)
        expected = value_of(id_, counted, exact=exact)
        if value is None:
            assert mark in (Mark.NO_DATA, Mark.SUPPRESSED)
            if exact:
                assert expected is None, (id_, month)
            continue
        assert value == pytest.approx(expected), (id_, month)
        assert mark is None
        assert exact or not small(id_, counted)
        shown += 1
    return shown


@pytest.mark.parametrize("id_", COUNTED)
@pytest.mark.parametrize("practice", ["all", "P1"])
def test_every_month_of_a_trend_is_what_counting_gives(
    id_: str, practice: str, care: Town
) -> None:
    if (id_, practice) == ("caseload_per_wte", "P1"):
        with pytest.raises(CareImpactError, match=r"coordinators\.csv"):
            indicator_trend(care.ask(MANAGER, practice="P1"), id_)
        return
    where = {} if practice == "all" else {"practice": practice}
    for viewer, exact in ((MANAGER, True), (BOARD, False)):
        report = indicator_trend(care.ask(viewer, **where), id_)
        assert report.trend.months[-1] == JUNE
        shown = check_trend(care, id_, practice, report.trend, exact)
        if exact:
            assert shown == len(report.trend.months) >= 19
        for row, value in zip(report.table.rows, report.trend.values, strict=True):
            assert row[1] == value or isinstance(row[1], Mark)


def lines_of(values: list[float]) -> tuple[float, float, float]:
    """Return mean and limits of an XmR chart; ranges 3.267 times the mean are left."""
    mean = sum(values) / len(values)
    ranges = [abs(b - a) for a, b in pairwise(values)]
    usual = sum(ranges) / len(ranges)
    calm = [r for r in ranges if r < 3.267 * usual]
    reach = 2.66 * sum(calm) / len(calm)
    return mean, mean - reach, mean + reach


@pytest.mark.parametrize("id_", ["caseload_new", "contacts"])
def test_the_mean_and_limits_are_those_of_the_moving_ranges(
    id_: str, care: Town
) -> None:
    """One event more or less than the average, of that month's people, is inside."""
    trend = indicator_trend(care.ask(MANAGER), id_).trend
    counts = [count(care, id_, month, "all") for month in trend.months]
    values = [value_of(id_, each, exact=True) for each in counts]
    mean, low, high = lines_of([v for v in values if v is not None])
    one = [value_of(id_, (1, each[1], each[2]), exact=True) or 0.0 for each in counts]
    lower = [min(low, mean - event) for event in one]
    upper = [max(high, mean + event) for event in one]
    assert len(set(values)) > 2
    assert trend.mean == pytest.approx((mean,) * len(values))
    assert trend.lower == pytest.approx([max(limit, 0.0) for limit in lower])
    assert trend.upper == pytest.approx(upper)
    beyond = [
        v is not None and not bottom <= v <= top
        for v, bottom, top in zip(values, lower, upper, strict=True)
    ]
    for outside, sign in zip(beyond, trend.signs, strict=True):
        assert not outside or sign not in ("none", "not_judged")
    assert trend.verdict.month == JUNE


def test_a_figure_of_which_most_months_have_none_is_not_judged(care: Town) -> None:
    trend = indicator_trend(care.ask(MANAGER), "caseload_closed").trend
    closed = [count(care, "caseload_closed", month, "all")[0] for month in trend.months]
    assert 0 < sum(map(bool, closed)) < len(closed) / 2
    assert set(trend.mean + trend.lower + trend.upper) == {None}
    assert set(trend.signs) == {"not_judged"}
    assert "most months have none" in trend.verdict.sentence


def test_a_stock_has_the_limits_of_its_change_from_month_to_month(care: Town) -> None:
    trend = indicator_trend(care.ask(MANAGER), "caseload_open").trend
    values = [
        value_of(
            "caseload_open", count(care, "caseload_open", month, "all"), exact=True
        )
        for month in trend.months
    ]
    held = [v for v in values if v is not None]
    assert held == list(values)
    first = trend.months.index(trend.steps[-1]) if trend.steps else 1
    mean, low, high = lines_of([b - a for a, b in list(pairwise(held))[first - 1 :]])
    assert low < mean < high
    assert trend.lower[-1] == pytest.approx(max(held[-2] + low, 0))
    assert trend.upper[-1] == pytest.approx(held[-2] + high)
    assert set(trend.mean) == {None}


def poisson(n: float) -> tuple[float, float]:
    """Return exact limits of a count below 10, Byar's from there on."""
    z = stats.norm.ppf(0.975)
    if n < 10:
        low = stats.chi2.ppf(0.025, 2 * n) / 2 if n else 0.0
        return low, stats.chi2.ppf(0.975, 2 * n + 2) / 2
    m = n + 1
    return (
        n * (1 - 1 / (9 * n) - z / (3 * math.sqrt(n))) ** 3,
        m * (1 - 1 / (9 * m) + z / (3 * math.sqrt(m))) ** 3,
    )


@pytest.mark.parametrize("viewer", [MANAGER, BOARD])
@pytest.mark.parametrize("month", [JUNE, date(2025, 11, 1)])
def test_the_month_s_cards_are_what_counting_gives(
    viewer: Viewer, month: date, care: Town
) -> None:
    exact = viewer is MANAGER
    report = this_month(care.ask(viewer, month))
    cards = {card.indicator: card for card in report.cards}
    assert {c for c in COUNTED if BY_ID[c].headline} <= set(cards) | {
        "smi_check",
        "ld_check",
        "dementia_review",
    }
    orders = [card.verdict.order for card in report.cards]
    assert orders == sorted(orders), "what changed comes first"
    held = 0
    for id_ in [c for c in COUNTED if c in cards]:
        card = cards[id_]
        n, d, squares = count(care, id_, month, "all")
        if card.value is None:
            assert not exact or not d
            assert card.lower is card.upper is None
            continue
        held += 1
        assert exact or not small(id_, (n, d, squares))
        value = value_of(id_, (n, d, squares), exact=exact)
        assert card.value == pytest.approx(value)
        unit = BY_ID[id_].unit
        if unit in ("count", "ratio"):
            assert card.lower is card.upper is None
            continue
        clumping = squares / n if n else 1.0
        if not exact:
            n, d = near5(n), near5(d)
            clumping = usual_clumping(care, id_)
            if n < 8 or (unit != "percent" and not clumping):
                assert card.lower is card.upper is None
                continue
        if unit == "percent":
            low, high = (100 * limit for limit in wilson(n, d))
        else:
            low, high = (100 * x * clumping / d for x in poisson(n / clumping))
        if not exact:
            low, high = digits(low, math.floor), digits(high, math.ceil)
        assert card.lower == pytest.approx(low, abs=1e-9)
        assert card.upper == pytest.approx(high)
    assert held >= (5 if exact else 2)
    told = Counter(card.verdict.reading for card in report.cards)
    for words, number in told.items():
        assert f"{number} {words}" in report.headline
    assert sum(told.values()) == len(report.cards)


def test_a_rolling_year_is_judged_by_newcombe_s_limits_of_the_change(
    demo: Town,
) -> None:
    seen: Counter = Counter()
    ways = {"better": 1, "worse": -1, "none": 0}
    for id_ in ("smi_check", "dementia_review", "diabetes_processes"):
        trend = indicator_trend(demo.ask(demo.manager), id_).trend
        of_all = [demo.counts(id_, day) for day in trend.months]
        for place, (month, sign) in enumerate(
            zip(trend.months, trend.signs, strict=True)
        ):
            seen[sign] += 1
            if sign in ways:
                before = month.replace(year=month.year - 1)
                assert before in trend.months
                counted = of_all[: place + 1]
                by_months = moved([n / d for n, d in counted])
                by_people = direction(counted[-1], counted[-13])
                both = by_people if by_months in (2, by_people) else 0
                assert both == ways[sign], (id_, month)
    assert seen["none"] + seen["better"] + seen["worse"] > 20
    assert seen["not_judged"] == 36, "the first twelve months have no year before"


# --- the practices and the groups ---------------------------------------------------


def check_year_of_group(care: Town, one: Compared, only: Only, *, exact: bool) -> None:
    """Rates of groups are of twelve months: few happen in one month of a group."""
    year = [count(care, "contacts", day, "all", only) for day in months()[-12:]]
    events, people, _ = (sum(column) for column in zip(*year, strict=True))
    if exact and one.value is not None:
        assert one.value == pytest.approx(100 * events / people)
        assert one.denominator == people


@pytest.mark.parametrize("id_", ["caseload_open", "contacts", "caseload_new"])
def test_practices_and_groups_are_what_counting_gives(id_: str, care: Town) -> None:
    for viewer, exact in ((MANAGER, True), (BOARD, False)):
        report = indicator(care.ask(viewer), id_)
        assert report.over_time is not None
        assert [one.code for one in report.practices.places] == ["P1", "P2"]
        grouped = dict(report.groups)
        asked = [(one, one.code, None) for one in report.practices.places] + [
            (one, "all", lambda row, sex=one.code: row["sex"] == sex)
            for one in grouped["sex"].places
        ]
        for one, practice, only in asked:
            counted = count(care, id_, JUNE, practice, only)
            if only is not None and id_ == "contacts":
                check_year_of_group(care, one, only, exact=exact)
            else:
                check_month_of(one, id_, counted, exact=exact)
        assert len(grouped["sex"].places) in ((3, 4) if exact else (4,))
        assert report.practice_trends is not None
        for (name, trend), code in zip(
            report.practice_trends.panels, ("P1", "P2"), strict=True
        ):
            assert name == NAMES[code]
            check_trend(care, id_, code, trend, exact)
        for row in report.practice_trends.table.rows:
            for (_, trend), cell in zip(
                report.practice_trends.panels, row[1:], strict=True
            ):
                if not isinstance(cell, Mark):
                    assert cell == trend.values[trend.months.index(row[0])]


def test_the_grid_is_what_counting_each_practice_gives(care: Town, demo: Town) -> None:
    assert practice_grid(care.ask(MANAGER, practice="P1")) is None
    assert practice_grid(Context(care.evidence, Selection(pcn="N2"), BOARD)) is None
    seen: Counter = Counter()
    for town, viewer, exact in (
        (care, MANAGER, True),
        (care, BOARD, False),
        (demo, demo.manager, True),
        (demo, BOARD, False),
    ):
        grid = practice_grid(town.ask(viewer))
        assert grid is not None
        checks = ("smi_check", "dementia_review", "diabetes_processes")
        counted_here = ("caseload_open", "caseload_new", *checks)
        for row in grid.rows:
            assert [one.code for one in row.places] == town.practices
            if row.indicator not in counted_here:
                continue
            for one in row.places:
                counted = count(town, row.indicator, town.month, one.code)
                if row.unit == "percent":
                    mark = agrees(one, *counted[:2], exact=exact)
                    seen["share", mark is None] += 1
                elif one.value is not None:
                    assert one.value == value_of(row.indicator, counted, exact=exact)
                    assert exact or not small(row.indicator, counted)
                    seen["count", exact] += 1
                else:
                    assert not exact
        for row, cells in zip(grid.rows, grid.table.rows, strict=True):
            flagged = [one.name for one in row.places if one.flag]
            assert all(name in str(cells[-1]) for name in flagged)
            assert bool(flagged) == (cells[-1] != "none")
    assert seen["share", True] > 3
    assert min(seen["count", True], seen["count", False]) > 3


# --- what may be chosen, and the SQL that is shown -----------------------------------


def test_a_manager_is_exact_in_their_own_practices_alone(care: Town) -> None:
    other = Viewer(Role.PCN_MANAGER, ("P1",))
    mine = indicator(care.ask(other), "caseload_open").practices.places
    for one in mine:
        n = count(care, "caseload_open", JUNE, one.code)[0]
        assert one.value == n if one.code == "P1" else one.value in (None, near5(n))
    assert 1 <= count(care, "caseload_open", JUNE, "P1")[0] <= 7


def test_what_may_be_chosen_is_what_is_held(care: Town) -> None:
    context = care.ask(BOARD)
    assert loaded_practices(context) == ("P1", "P2", "P3")
    options = filter_options(context)
    assert [one.value for one in options.months] == [
        f"{day:%Y-%m}" for day in reversed(months())
    ]
    assert [(o.value, o.label) for o in options.pcns] == [
        ("N1", "First"),
        ("N2", "Second"),
    ]
    assert [(o.value, o.label) for o in options.practices] == [*NAMES.items()]
    assert (options.month, options.pcn) == ("2026-06", "N1")


@pytest.mark.parametrize("pcn", ["N1", "N2"])
def test_a_cohort_is_offered_where_eight_people_were_ever_in_it(
    pcn: str, care: Town
) -> None:
    town = Town(care.evidence, care.tables, JUNE, pcn)
    most: Counter = Counter()
    for month in months():
        held: Counter = Counter()
        for row in town.here("all", month):
            held.update(
                {
                    c["cohort"]
                    for c in town.cohorts.get(row["person_id"], [])
                    if c["from_date"] <= end_of(month)
                    and (not is_day(c["to_date"]) or c["to_date"] > end_of(month))
                }
            )
        most |= held
    offered = [one.value for one in filter_options(town.ask(BOARD)).cohorts]
    assert offered[0] == "all"
    expected = {cohort for cohort, people in most.items() if people >= 8}
    assert set(offered[1:]) == expected
    assert set(most) - expected if pcn == "N2" else len(expected) > 2
