"""What is added up over a year may not give a month away."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_access.months import months_after
from data_access.queries.month_cells import MonthCell
from data_access.questions.equity.equity_index import FEWEST, gap_of
from data_access.questions.parts.group_counts import Count, GroupCells
from data_access.questions.parts.group_measure import MEASURES

END = date(2026, 8, 1)
EMERGENCY, CHECK = MEASURES["emergency"], MEASURES["smi_check"]
MONTHS = st.lists(
    st.tuples(st.integers(0, 40), st.integers(0, 9), st.booleans()),
    min_size=12,
    max_size=12,
)


def cell(back: int, category: str, count: float, again: int, hidden: bool) -> MonthCell:
    return MonthCell(
        senders="A1,A2",
        indicator="emergency",
        month=months_after(END, -back),
        practice="all",
        cohort="all",
        dimension="all" if category == "all" else "deprivation",
        category=category,
        numerator=float(count),
        denominator=1000.5,
        squares=float(count + (again if count > 1 else 0)),
        numerator_withheld=hidden,
        denominator_withheld=False,
    )


def held(months: Sequence[tuple[float, int, bool]]) -> GroupCells:
    cells = [
        cell(i, "1", n, again, hidden) for i, (n, again, hidden) in enumerate(months)
    ]
    cells += [cell(i, "all", 100, 6, False) for i in range(12)]
    return GroupCells(
        EMERGENCY, {(c.practice, c.dimension, c.category, c.month): c for c in cells}
    )


@given(MONTHS)
@settings(max_examples=60)
def test_a_year_is_known_only_if_every_month_is(
    months: list[tuple[int, int, bool]],
) -> None:
    seen = [
        (math.nan if hidden or 1 <= n <= 7 else 5 * math.floor(n / 5 + 0.5), 0, hidden)
        for n, _, hidden in months
    ]
    board = held(seen).count(END, "deprivation", "1", exact=False)
    assert board is not None
    assert board.known is not any(math.isnan(n) for n, *_ in seen)
    if board.known:
        assert board.events == sum(n for n, *_ in seen)
        assert board.enough is (board.events >= 8)
    lead = held(months).count(END, "deprivation", "1", exact=True)
    assert lead is not None
    assert (lead.events, lead.base) == (sum(n for n, *_ in months), 12 * 1000.5)
    assert lead.enough


@given(MONTHS)
@settings(max_examples=60)
def test_people_who_come_back_widen_a_year(
    months: list[tuple[int, int, bool]],
) -> None:
    found = held(months).count(END, "deprivation", "1", exact=True)
    assert found is not None
    events = sum(n for n, *_ in months)
    again = sum(more for n, more, _ in months if n > 1)
    everyone = 1 + 12 * 6 * 12 / 1200
    own = 1 + 12 * again / events if events else 1.0
    assert found.clumping == pytest.approx(max(own, everyone))


def test_a_year_with_a_month_missing_is_none() -> None:
    whole = held([(20, 0, False)] * 12)
    cells = {key: one for key, one in whole.cells.items() if key[3] != END}
    assert (
        GroupCells(EMERGENCY, cells).count(END, "deprivation", "1", exact=True) is None
    )


def counts(events: Any, people: Any) -> list[Count]:
    return [
        Count(float(x), float(n), 1.0, exact=True)
        for x, n in zip(events, people, strict=True)
    ]


def test_an_index_needs_eight_of_each_in_every_fifth() -> None:
    people = [100] * 5
    assert gap_of(CHECK, counts([FEWEST] * 5, people)) is not None
    assert gap_of(CHECK, counts([100 - FEWEST] * 5, people)) is not None
    for at in range(5):
        few, many = [50] * 5, [50] * 5
        few[at], many[at] = FEWEST - 1, 101 - FEWEST
        assert gap_of(CHECK, counts(few, people)) is None
        assert gap_of(CHECK, counts(many, people)) is None
    assert gap_of(CHECK, [*counts([50] * 4, people[:4]), None]) is None


def test_limits_of_small_fifths_hold_the_true_slope_as_often_as_they_say() -> None:
    """About a dozen events a fifth; docs/methods/inequality.md gives 600 draws."""
    random = np.random.default_rng(11)
    people = np.array([40, 35, 30, 30, 25])
    rates = np.array([0.36, 0.40, 0.44, 0.48, 0.52])
    share = people / people.sum()
    rank = np.cumsum(share) - share / 2
    mean = share @ rank
    true = 100 * (share * (rank - mean)) @ rates / (share @ (rank - mean) ** 2)
    gaps = [
        gap_of(CHECK, counts(random.binomial(people, rates), people))
        for _ in range(200)
    ]
    known = [gap for gap in gaps if gap is not None]
    assert len(known) > 150
    held_ = sum(gap.lower <= true <= gap.upper for gap in known) / len(known)
    assert 0.92 <= held_ <= 0.995
