"""Gaps again, by hand from the lake's files: people walked through one by one."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import people_by_hand
import pytest
from people_by_hand import FAR, Person, known, next_month
from scipy import stats
from sqlalchemy import text

from data_access.answers import Mark
from data_access.door import Asking
from data_access.evidence import Evidence
from data_access.ingest import lake
from data_access.queries.equity_registers import english_registers
from data_access.queries.places import practices
from data_access.questions.direct_care import NotPermittedError
from data_access.questions.equity_gaps import WAYS, equity_gaps
from data_access.questions.equity_index import FIFTHS
from data_access.questions.equity_measure import MEASURES
from data_access.questions.equity_missing import equity_missing
from data_access.questions.equity_pcns import equity_pcns
from data_access.questions.equity_registers import QOF, equity_registers
from data_access.questions.equity_slope import equity_slope
from data_access.questions.equity_trend import equity_trend
from data_access.questions.pcn_rows import NotComparedError
from data_access.selection import Selection
from data_access.stats.heterogeneity import heterogeneity
from data_access.viewer import Role, Viewer

Z = stats.norm.ppf(0.975)
LAST = date(2026, 10, 1)
SETTLED = date(2026, 8, 1)  # the last month that late records do not change
DAYS_IN_MONTH = 365.25 / 12
BANDS = {"0-17": 18, "18-39": 40, "40-64": 65, "65-74": 75, "75-84": 85, "85+": 200}


def days(person: Person, first: date, end: date) -> int:
    """Count the days of [first, end) on which somebody was registered and alive."""
    gone = min(person.last + timedelta(days=1), end)
    return max((gone - max(person.came, first)).days, 0)


@dataclass
class ByHand:
    """The demo's people, and what their files say."""

    tables: dict[str, pd.DataFrame]
    people: list[Person]

    def here(self, month: date) -> list[Person]:
        return [p for p in self.people if days(p, month, next_month(month)) > 0]

    def open_at_end(self, month: date) -> set[str]:
        end = next_month(month) - timedelta(days=1)
        return {
            row["person_id"]
            for row in self.tables["caseload"].to_dict("records")
            if row["opened_on"] <= end and (known(row["closed_on"]) or FAR) > end
        }

    def on(self, cohort: str, month: date) -> list[Person]:
        end = next_month(month) - timedelta(days=1)
        return [
            p
            for p in self.here(month)
            if any(c == cohort and a <= end < b for c, a, b in p.cohorts)
        ]


@pytest.fixture(scope="module")
def by_hand(demo_home: Path) -> ByHand:
    held = lake.current_version(demo_home)
    assert held is not None
    tables = {
        name: pd.read_parquet(held.path / f"{name}.parquet")
        for name in ("practices", "patients", "admissions", "caseload", "cohorts")
    }
    for table in tables.values():
        for column in table:
            if column.endswith(("_on", "_from", "_to", "_date")):
                dates = table[column].astype(object)
                table[column] = [
                    None if pd.isna(d) else pd.Timestamp(d).date() for d in dates
                ]
    months = [date(2023 + m // 12, m % 12 + 1, 1) for m in range(10, 46)]
    return ByHand(tables, people_by_hand.people(tables, months))


@pytest.fixture(scope="module")
def lead(demo_home: Path) -> Viewer:
    with Evidence(demo_home).connect() as connection:
        codes = tuple(one.code for one in practices(connection))
    return Viewer(Role.CLINICAL_LEAD, codes)


def ask(home: Path, viewer: Viewer | None = None, **selected: Any) -> Asking:
    return Asking(Evidence(home), Selection(**selected), viewer or Viewer())


def wilson(events: float, n: float, z: float = Z) -> tuple[float, float]:
    p = events / n
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    reach = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return middle - reach, middle + reach


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


# --- groups ----------------------------------------------------------------------


def band(person: Person, month: date) -> str:
    age = month.year - person.born
    return next(name for name, below in BANDS.items() if age < below)


def test_the_caseload_by_age_beside_the_rest(
    demo_home: Path, by_hand: ByHand, lead: Viewer
) -> None:
    report = equity_gaps(ask(demo_home, lead), measure="caseload", by="age")
    here, on = by_hand.here(LAST), by_hand.open_at_end(LAST)
    everyone = len(here), len([p for p in here if p.who in on])
    assert everyone[1] > 0
    by_code = {one.code: one for one in report.places}
    compared = 0
    for code in BANDS:
        mine = [p for p in here if band(p, LAST) == code]
        n, x = len(mine), len([p for p in mine if p.who in on])
        rest_n, rest_x = everyone[0] - n, everyone[1] - x
        gap = by_code[code]
        if n * everyone[1] / everyone[0] < 5:
            assert gap.mark is Mark.TOO_FEW
            continue
        compared += 1
        assert gap.value == pytest.approx(10_000 * (x / n - rest_x / rest_n))
        (a, b), (c, d) = wilson(x, n), wilson(rest_x, rest_n)
        p, q = x / n, rest_x / rest_n
        low = p - q - math.hypot(p - a, d - q)
        high = p - q + math.hypot(b - p, q - c)
        assert [gap.lower, gap.upper] == pytest.approx([10_000 * low, 10_000 * high])
    assert compared == len([one for one in report.places if one.value is not None])


def test_a_group_and_the_rest_are_everybody(demo_home: Path, lead: Viewer) -> None:
    for measure in ("emergency", "nhs_health_check"):
        whole = {}
        for by in WAYS:
            report = equity_gaps(ask(demo_home, lead), measure=measure, by=by)
            for name, value, rest, gap, low, high, base, reading in report.table.rows:
                if isinstance(gap, Mark):
                    continue
                assert gap == pytest.approx(value - rest)
                assert low <= gap <= high
                if reading != "no difference that can be told from chance":
                    # Held to stricter limits than those that are shown.
                    assert low > 0 or high < 0, name
                whole.setdefault(by, []).append((base, value))
        levels = [
            sum(b * v for b, v in held) / sum(b for b, _ in held)
            for held in whole.values()
        ]
        assert max(levels) == pytest.approx(min(levels), rel=0.05)


def test_a_board_learns_no_more_than_rounded_counts(demo_home: Path) -> None:
    """What a board is shown of people is what rounded counts give, and nothing else."""
    seen = 0
    for measure in MEASURES:
        for by in WAYS:
            report = equity_gaps(ask(demo_home), measure=measure, by=by)
            for _, value, _, gap, *_, base, _ in report.table.rows:
                if isinstance(gap, Mark):
                    assert isinstance(value, Mark)
                    continue
                if measure == "emergency":
                    continue  # out of time, which counts nobody
                seen += 1
                assert base % 5 == 0
                events = value * base / MEASURES[measure].multiplier
                assert events == pytest.approx(5 * round(events / 5), abs=1e-6)
                assert events == 0 or events >= 8
    assert seen > 10


# --- who is missing --------------------------------------------------------------


@pytest.mark.parametrize("by", ["deprivation", "practice"])
@pytest.mark.parametrize("missing_from", ["register", "caseload"])
def test_who_is_missing_by_hand(
    demo_home: Path, by_hand: ByHand, lead: Viewer, by: str, missing_from: str
) -> None:
    asked = ask(demo_home, lead, cohort="long_term_conditions")
    report = equity_missing(asked, missing_from=missing_from, by=by)
    register = by_hand.on("long_term_conditions", LAST)
    on = by_hand.open_at_end(LAST)
    counted = register
    everyone = by_hand.here(LAST)
    if missing_from == "caseload":
        counted, everyone = [p for p in register if p.who in on], register

    def group(person: Person) -> str:
        if by == "practice":
            return person.practice
        return str(person.quintile or "unknown")

    assert len(report.groups) >= 4
    for (_, (base, share)), row in zip(report.groups, report.table.rows, strict=True):
        n = len([p for p in everyone if group(p) == base.code])
        x = len([p for p in counted if group(p) == base.code])
        assert base.value == pytest.approx(100 * n / len(everyone))
        assert share.value == pytest.approx(100 * x / len(counted))
        low, high = wilson(x, len(counted))
        assert [share.lower, share.upper] == pytest.approx([100 * low, 100 * high])
        z = stats.norm.ppf(1 - 0.025 / len(report.groups))
        low, high = wilson(x, len(counted), z)
        expected = n / len(everyone)
        reading = "fewer" if high < expected else "more" if low > expected else "no"
        assert str(row[-1]).startswith(reading)


REGISTERS = {
    "Severe mental illness": "smi",
    "Dementia": "dementia",
    "Long-term conditions": "long_term_conditions",
}


def test_registers_by_deprivation_by_hand(
    demo_home: Path, by_hand: ByHand, lead: Viewer
) -> None:
    report = equity_registers(ask(demo_home, lead), beside="deprivation")
    here, seen = by_hand.here(LAST), 0
    for row in report.table.rows:
        name, most, least, ratio, low, high, _ = row
        if name not in REGISTERS or isinstance(ratio, Mark):
            continue
        seen += 1
        on = by_hand.on(REGISTERS[name], LAST)
        counts = [
            (
                len([p for p in on if p.quintile == fifth]),
                len([p for p in here if p.quintile == fifth]),
            )
            for fifth in (1, 5)
        ]
        (a, n), (b, m) = counts
        assert (most, least) == pytest.approx((100 * a / n, 100 * b / m))
        assert ratio == pytest.approx((a / n) / (b / m))
        odds = [
            stats.beta.ppf(0.025, a, b + 1),
            stats.beta.ppf(0.975, a + 1, b),
        ]
        exact = [share / (1 - share) * m / n for share in odds]
        assert [low, high] == pytest.approx(exact)
    assert seen >= 2


def test_registers_beside_england_by_hand(
    demo_home: Path, by_hand: ByHand, lead: Viewer
) -> None:
    report = equity_registers(ask(demo_home, lead), beside="england")
    with Evidence(demo_home).connect() as connection:
        england = english_registers(connection, list(QOF.values()))
        (mine,) = connection.execute(
            text(
                "select sum(register) / sum(list_size) from open_qof_register where "
                "group_code = 'DEM' and year = (select max(year) from "
                "open_qof_register)"
            )
        ).one()
    assert england["DEM"].share == pytest.approx(mine)
    rows = {row[0]: row for row in report.table.rows}
    assert set(rows) <= {"Severe mental illness", "Learning disability"} | {
        "Dementia",
        "Cancer",
    }
    here, on = by_hand.here(LAST), by_hand.on("dementia", LAST)
    _, share, theirs, ratio, low, high, _ = rows["Dementia"]
    assert share == pytest.approx(100 * len(on) / len(here))
    assert theirs == pytest.approx(100 * mine)
    limits = [limit / mine for limit in wilson(len(on), len(here))]
    assert [ratio, low, high] == pytest.approx([share / theirs, *limits])


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


@pytest.fixture
def three_pcns(copy_of_demo: Callable[[], Path]) -> Path:
    """Give a store with the demo's PCN, one like it, and one with the fifths turned."""
    home = copy_of_demo()
    with duckdb.connect(str(Evidence(home).current_file())) as connection:
        for code, turned in (("Z1", False), ("Z2", True)):
            connection.execute(LIKE_IT, {"code": code, "turned": turned})
            connection.execute(ITS_PRACTICE, {"code": code})
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


def test_differences_between_pcns_are_cochrans() -> None:
    values, errors = np.array([3.0, 5.5, -1.0, 4.0]), np.array([1.0, 2.0, 1.5, 0.5])
    found = heterogeneity(values, errors)
    weights = [1 / e**2 for e in errors]
    mean = sum(w * v for w, v in zip(weights, values, strict=True)) / sum(weights)
    q = sum(w * (v - mean) ** 2 for w, v in zip(weights, values, strict=True))
    assert found.mean == pytest.approx(mean)
    assert found.q == pytest.approx(q)
    assert found.p_value == pytest.approx(1 - stats.chi2.cdf(q, 3))
