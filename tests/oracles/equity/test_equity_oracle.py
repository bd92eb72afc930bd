"""Gaps by deprivation again, by hand from the lake's files and the textbook's sums."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb
import numpy as np
import pytest
from fixtures.by_hand.equity_by_hand import LAST, ByHand, Z, ask, days, wilson
from fixtures.by_hand.people_by_hand import next_month
from scipy import stats
from sqlalchemy import text

from data_access.answers.core import Mark
from data_access.questions.equity.equity_gaps import equity_gaps
from data_access.questions.equity.equity_index import FIFTHS
from data_access.questions.equity.equity_pcns import equity_pcns
from data_access.questions.equity.equity_registers import equity_registers
from data_access.questions.equity.equity_slope import equity_slope
from data_access.questions.equity.equity_trend import equity_trend
from data_access.questions.parts.direct_care import NotPermittedError
from data_access.questions.parts.pcn_rows import NotComparedError
from data_access.stats.heterogeneity import heterogeneity
from data_access.store.evidence import Evidence
from data_access.viewer import Role, Viewer

SETTLED = date(2026, 8, 1)  # the last month that late records do not change
DAYS_IN_MONTH = 365.25 / 12
UPTAKE = text(
    "select numerator, denominator from indicator_month where practice_code = 'all' "
    "and cohort = 'all' and dimension = 'deprivation' and category <> 'unknown' "
    "and month = :month and indicator = :id order by category"
)


def line(values: list[float], people: list[float]) -> tuple[float, float]:
    """Return the ends of the weighted line by the textbook's sums."""
    total, before, ranks = sum(people), 0.0, []
    for n in people:
        ranks.append((before + n / 2) / total)
        before += n
    mean_x = sum(n * x for n, x in zip(people, ranks, strict=True)) / total
    mean_y = sum(n * y for n, y in zip(people, values, strict=True)) / total
    pairs = list(zip(people, ranks, values, strict=True))
    up = sum(n * (x - mean_x) * (y - mean_y) for n, x, y in pairs)
    slope = up / sum(n * (x - mean_x) ** 2 for n, x, _ in pairs)
    return mean_y - slope * mean_x, mean_y + slope * (1 - mean_x)


def rough(values: list[float], people: list[float], errors: list[float]) -> float:
    """Return the standard error of the slope, each value erring by itself."""
    low, high = line(values, people)
    variance = 0.0
    for i, error in enumerate(errors):
        moved = [v + error * (i == j) for j, v in enumerate(values)]
        low_moved, high_moved = line(moved, people)
        variance += ((high_moved - low_moved) - (high - low)) ** 2
    return math.sqrt(variance)


# --- the slope -------------------------------------------------------------------


def admissions(by_hand: ByHand, fifth: str) -> tuple[float, float, float]:
    """Return a fifth's admissions and person-months of a year, and sum of squares."""
    first, end = date(2025, 9, 1), next_month(SETTLED)
    mine = [p for p in by_hand.people if str(p.quintile or "unknown") == fifth]
    counts = [p.count("emergency", first, end) for p in mine]
    time = sum(days(p, first, end) for p in mine) / DAYS_IN_MONTH
    return sum(counts), time, sum(n * n for n in counts)


def test_a_year_of_admissions_by_fifth(
    demo_home: Path, by_hand: ByHand, lead: Viewer
) -> None:
    report = equity_slope(ask(demo_home, lead), measure="emergency")
    held = [admissions(by_hand, fifth) for fifth in FIFTHS]
    values = [1000 * n / time for n, time, _ in held]
    assert [one.value for one in report.fifths] == pytest.approx(values, rel=1e-9)
    ends = line(values, [time for _, time, _ in held])
    assert report.line == pytest.approx(ends, abs=0.051)
    (*_, last) = report.table.rows
    assert last[1] == pytest.approx(ends[1] - ends[0], abs=0.051)
    # The limits are near the normal ones with the true clumping of a whole year,
    # of which a page knows the months alone.
    clumping = sum(q for *_, q in held) / sum(n for n, *_ in held)
    assert clumping > 1.1
    errors = [
        value * math.sqrt(clumping / n)
        for value, (n, *_) in zip(values, held, strict=True)
    ]
    error = rough(values, [time for _, time, _ in held], errors)
    assert last[3] - last[2] == pytest.approx(2 * Z * error, rel=0.25)


def test_uptake_is_the_marts_own_and_its_line_the_textbooks(
    demo_home: Path, lead: Viewer
) -> None:
    seen = 0
    asked = itertools.product(
        ("nhs_health_check", "diabetes_processes", "diabetes_foot"),
        (date(2025, 1, 1), date(2025, 7, 1), date(2026, 2, 1), LAST),
    )
    for measure, month in asked:
        report = equity_slope(ask(demo_home, lead, month=month), measure=measure)
        with Evidence(demo_home).connect() as connection:
            rows = connection.execute(UPTAKE, {"month": month, "id": measure}).all()
        values = [100 * n / d for n, d in rows]
        known = [one.value for one in report.fifths]
        assert known == [pytest.approx(value) for value in values]
        for one, (n, d) in zip(report.fifths, rows, strict=True):
            limits = [100 * limit for limit in wilson(n, d)]
            assert [one.lower, one.upper] == pytest.approx(limits)
        if min(min(n, d - n) for n, d in rows) < 8:
            assert report.line is None
            continue
        seen += 1
        ends = line(values, [d for _, d in rows])
        assert report.line == pytest.approx(ends, abs=0.051)
        errors = [math.sqrt(n * (d - n) / d**3) * 100 for n, d in rows]
        error = rough(values, [d for _, d in rows], errors)
        (*_, last) = report.table.rows
        assert last[3] - last[2] == pytest.approx(2 * Z * error, rel=0.1)
    assert 2 <= seen < 12, "some are withheld, and some are not"


def test_the_latest_point_over_time_is_the_slope_itself(
    demo_home: Path, lead: Viewer
) -> None:
    for measure in ("emergency", "diabetes_foot"):
        (*_, slope) = equity_slope(ask(demo_home, lead), measure=measure).table.rows
        trend = equity_trend(ask(demo_home, lead), measure=measure)
        assert trend.table.rows[-1][1:4] == slope[1:4]
        steps = {
            (b.year - a.year) * 12 + b.month - a.month
            for a, b in zip(trend.months, trend.months[1:], strict=False)
        }
        assert steps == {3}
        assert trend.months[-1] == (SETTLED if measure == "emergency" else LAST)


def test_gaps_are_withheld_where_a_fifth_is_small(demo_home: Path) -> None:
    """Of 3,000 people few with SMI are on a caseload, and few are admitted."""
    report = equity_slope(ask(demo_home, cohort="smi"), measure="caseload")
    assert report.line is None
    assert report.table.rows[-1][1:4] == (Mark.TOO_FEW,) * 3
    assert "too few people" in report.caption.headline
    admitted = equity_slope(ask(demo_home), measure="emergency")
    assert {one.mark for one in admitted.fifths} == {Mark.SUPPRESSED}
    assert admitted.line is None


def test_one_practices_groups_are_for_direct_care(
    demo_home: Path, lead: Viewer
) -> None:
    code = lead.practices[0]
    for question in (equity_slope, equity_trend):
        with pytest.raises(NotPermittedError):
            question(ask(demo_home, practice=code), measure="diabetes_foot")
        assert question(ask(demo_home, lead, practice=code), measure="diabetes_foot")
    with pytest.raises(NotPermittedError):
        equity_gaps(ask(demo_home, practice=code), measure="diabetes_foot", by="sex")
    with pytest.raises(NotPermittedError):
        equity_registers(ask(demo_home, practice=code), beside="deprivation")


# --- between PCNs ----------------------------------------------------------------


# Fifty times as many people, so that every fifth can be shown.
LIKE_IT = """
    insert into indicator_month select * replace (
        $code as pcn_code,
        case when $turned and dimension = 'deprivation' and category <> 'unknown'
             then cast(6 - cast(category as int) as varchar) else category
        end as category,
        50 * numerator as numerator, 50 * denominator as denominator,
        50 * squares as squares,
        false as numerator_withheld, false as denominator_withheld)
    from indicator_month where pcn_code not like 'Z%' and practice_code = 'all'
"""
ITS_PRACTICE = """
    insert into practice select * replace (
        $code as pcn_code, 'A ' || $code as pcn_name, $code || '1' as practice_code)
    from practice where pcn_code not like 'Z%' limit 1
"""
ITS_COVERAGE = """
    insert into coverage select * replace (
        $code as pcn_code, $code || '1' as practice_code)
    from coverage where practice_code = (
        select min(practice_code) from practice where pcn_code not like 'Z%')
"""


@pytest.fixture
def three_pcns(copy_of_demo: Callable[[], Path]) -> Path:
    """Give a store with the demo's PCN, one like it, and one with the fifths turned."""
    home = copy_of_demo()
    with duckdb.connect(str(Evidence(home).current_file())) as connection:
        for code, turned in (("Z1", False), ("Z2", True)):
            connection.execute(LIKE_IT, {"code": code, "turned": turned})
            connection.execute(ITS_PRACTICE, {"code": code})
            connection.execute(ITS_COVERAGE, {"code": code})
    return home


def test_pcns_are_set_side_by_side_by_name(three_pcns: Path, demo_home: Path) -> None:
    commissioner = Viewer(Role.COMMISSIONER)
    for viewer, home in ((Viewer(), three_pcns), (commissioner, demo_home)):
        with pytest.raises(NotComparedError):
            equity_pcns(ask(home, viewer), measure="emergency")
    report = equity_pcns(ask(three_pcns, commissioner), measure="emergency")
    first, second, third = report.places
    assert [one.name for one in report.places] == sorted(
        one.name for one in report.places
    )
    # The same people in the order turned round have the same gap turned round.
    assert second.value == pytest.approx(-first.value, abs=0.05)
    assert third.mark is Mark.TOO_FEW
    assert report.caption.headline == "PCNs differ in their gaps by more than chance"
    own = equity_slope(ask(three_pcns, commissioner, pcn="Z1"), measure="emergency")
    assert own.table.rows[-1][1:4] == (first.value, first.lower, first.upper)


def test_a_change_is_told_beside_the_year_before(three_pcns: Path) -> None:
    seen = set()
    measures = ("emergency", "diabetes_foot", "nhs_health_check", "dementia_review")
    for pcn, measure, month in itertools.product(
        ("Z1", "Z2"), measures, (LAST, date(2026, 4, 1))
    ):
        asked = ask(three_pcns, Viewer(), pcn=pcn, month=month)
        report = equity_trend(asked, measure=measure)
        held = {row[0]: row[1:4] for row in report.table.rows}
        end = report.months[-1]
        now, before = held[end], held.get(end.replace(year=end.year - 1))
        if before is None or Mark.TOO_FEW in (*now, *before):
            continue
        (a, low_a, high_a), (b, low_b, high_b) = now, before
        low = a - b - math.hypot(a - low_a, high_b - b)
        high = a - b + math.hypot(high_a - a, b - low_b)
        if low <= 0 <= high:
            words = "no change from a year before"
        elif a * b < 0:
            words = "different from a year before"
        else:
            words = f"{'wider' if abs(a) > abs(b) else 'narrower'} than a year before"
        seen.add(words)
        assert words in report.caption.headline
    assert len(seen) >= 2


def test_differences_between_pcns_are_cochrans() -> None:
    values, errors = np.array([3.0, 5.5, -1.0, 4.0]), np.array([1.0, 2.0, 1.5, 0.5])
    found = heterogeneity(values, errors)
    weights = [1 / e**2 for e in errors]
    mean = sum(w * v for w, v in zip(weights, values, strict=True)) / sum(weights)
    q = sum(w * (v - mean) ** 2 for w, v in zip(weights, values, strict=True))
    assert found.mean == pytest.approx(mean)
    assert found.q == pytest.approx(q)
    assert found.p_value == pytest.approx(1 - stats.chi2.cdf(q, 3))
