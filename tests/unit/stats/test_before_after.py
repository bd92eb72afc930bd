"""The naive change, and the change that would have come anyway."""

from __future__ import annotations

from dataclasses import replace

import pytest

from data_access.stats.before_after import before_after
from data_access.stats.trials import TrialSums

SUMS = TrialSums(
    people=60,
    comparison_people=900,
    before=120.0,
    observed=50.0,
    days=18_262.5,
    expected=75.0,
    oo=80.0,
    oe=70.0,
    ee=110.0,
)


def test_before_after_is_beside_what_would_have_happened_anyway() -> None:
    got = before_after(SUMS)
    assert got is not None
    assert got.before_per_year == pytest.approx(2)
    assert got.after_per_year == pytest.approx(1)
    assert got.expected_per_year == pytest.approx(1.5)
    assert got.naive_change == pytest.approx(-0.5)
    assert got.change_without_effect == pytest.approx(-0.25)


def test_without_events_before_there_is_no_change() -> None:
    got = before_after(replace(SUMS, before=0.0))
    assert got is not None
    assert got.naive_change is None
    assert got.change_without_effect is None


def test_nobody_followed_has_no_rates() -> None:
    assert before_after(replace(SUMS, people=0)) is None
    assert before_after(replace(SUMS, days=0.0)) is None
