"""Extra checks and their cost, by hand from the sums, and only where they can be."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from scipy import stats

from data_access.answers.impact import CheckCostReport
from data_access.door import Context
from data_access.questions.filters.loaded_practices import loaded_practices
from data_access.questions.impact.impact_check_cost import impact_check_cost
from data_access.selection import Selection
from data_access.store import lake
from data_access.store.evidence import Evidence
from data_access.viewer import Role, Viewer


def ask(home: Path) -> CheckCostReport:
    """Ask as a manager of every practice, who is given all digits."""
    codes = loaded_practices(Context(Evidence(home), Selection(), Viewer()))
    manager = Viewer(Role.PCN_MANAGER, codes)
    return impact_check_cost(Context(Evidence(home), Selection(), manager))


def spent(home: Path) -> float:
    """Add what the coordinators cost in the months that the estimate is of."""
    version = lake.current_version(home)
    assert version is not None
    claims = version.read("arrs_claims").to_pandas()
    months, meta = pd.to_datetime(claims["month"]), Evidence(home).meta()
    first = pd.Timestamp(meta.first_month) + pd.DateOffset(months=12)
    last = pd.Timestamp(meta.last_month) - pd.DateOffset(months=meta.provisional_months)
    role = claims["role"].str.lower().str.replace(" ", "_") == "care_coordinator"
    own = claims[(months >= first) & (months <= last) & role]
    return float(own["actual_cost_gbp"].sum())


def limits(row: pd.Series) -> tuple[float, float]:
    """Give the interval of the checks observed beyond those expected."""
    n = row["people"]
    error = math.sqrt((row["oo"] - 2 * row["oe"] + row["ee"]) * n / (n - 1))
    reach = stats.t.ppf(0.975, n - 1) * error
    extra = row["observed"] - row["expected"]
    return extra - reach, extra + reach


@pytest.fixture
def home(copy_of_demo: Callable[[], Path]) -> Path:
    """Give the demo with its controls and years before as many as expected."""
    home = copy_of_demo()
    with duckdb.connect(str(Evidence(home).current_file())) as connection:
        # Of so many people that the checks of the comparison have something to say.
        connection.execute(
            "update impact_sums set people = 20 * people, oo = 20 * oo, oe = 20 * oe, "
            "ee = 20 * ee, expected = 20 * expected, observed = 20 * expected "
            "where measure <> 'checks_completed'"
        )
    return home


def with_checks(home: Path, reaches: float) -> pd.Series:
    """Observe so many times the interval's reach more checks than are expected."""
    with duckdb.connect(str(Evidence(home).current_file())) as connection:
        query = "from impact_sums where measure = 'checks_completed'"
        row = connection.sql(query).df().iloc[0]
        low, high = limits(row)
        more = row["expected"] + reaches * (high - low) / 2
        connection.execute(
            "update impact_sums set observed = ? where measure = 'checks_completed'",
            [more],
        )
        return connection.sql(query).df().iloc[0]


def test_cost_of_each_extra_check_by_hand(home: Path) -> None:
    row = with_checks(home, 3.0)
    report, (low, high) = ask(home), limits(row)
    shown = (report.extra, report.extra_low, report.extra_high)
    extra = row["observed"] - row["expected"]
    assert shown == pytest.approx((extra, low, high))
    costs = (report.cost, report.cost_low, report.cost_high)
    paid = spent(home)
    assert costs == pytest.approx((paid / extra, paid / high, paid / low))
    assert "extra checks" in report.caption.headline
    assert " each (from £" in report.caption.headline


def test_no_cost_of_each_where_the_interval_is_wide(home: Path) -> None:
    row = with_checks(home, 1.4)
    report, (low, high) = ask(home), limits(row)
    assert 0 < 3 * low < high
    assert (report.cost, report.cost_high) == (None, None)
    assert report.cost_low == pytest.approx(spent(home) / high)
    assert "too wide an interval to say what each cost" in report.caption.headline
    assert "£" not in report.caption.headline


def test_nothing_is_said_of_an_interval_that_holds_none(home: Path) -> None:
    with_checks(home, 0.5)
    report = ask(home)
    assert (report.cost, report.cost_high) == (None, None)
    assert "cannot be told yet" in report.caption.headline


@pytest.mark.parametrize(
    ("measure", "times", "why"),
    [
        ("earlier_checks", 1.5, "Health checks of people who started already differed"),
        ("died", 3.0, "should not change differed as well: deaths"),
    ],
)
def test_nothing_is_said_where_the_comparison_failed_a_check(
    home: Path, measure: str, times: float, why: str
) -> None:
    with_checks(home, 3.0)
    with duckdb.connect(str(Evidence(home).current_file())) as connection:
        connection.execute(
            "update impact_sums set observed = ? * expected where measure = ?",
            [times, measure],
        )
    report = ask(home)
    assert "Not a fair comparison" in report.caption.headline
    assert why in report.caption.summary
    assert (report.cost, report.cost_low, report.cost_high) == (None, None, None)


def test_nothing_is_said_where_the_year_before_says_too_little(home: Path) -> None:
    with_checks(home, 3.0)
    with duckdb.connect(str(Evidence(home).current_file())) as connection:
        connection.execute(
            "update impact_sums set oo = 4000 * oo, oe = 4000 * oe, ee = 4000 * ee "
            "where measure = 'earlier_checks'"
        )
    report = ask(home)
    assert (report.cost, report.cost_high) == (None, None)
    assert "cannot be told yet" in report.caption.headline
    assert "too short of health checks" in report.caption.summary


def test_nothing_is_said_without_a_year_before(home: Path) -> None:
    with_checks(home, 3.0)
    with duckdb.connect(str(Evidence(home).current_file())) as connection:
        connection.execute("delete from impact_sums where measure = 'earlier_checks'")
    report = ask(home)
    assert report.cost is None
    assert "cannot be told yet" in report.caption.headline
    assert "too little history" in report.caption.summary
