"""Groups beside the rest, and who is missing, by hand from the lake's files."""

from __future__ import annotations

import math
from datetime import date
from pathlib import Path

import pytest
from fixtures.by_hand.equity_by_hand import LAST, ByHand, ask, wilson
from fixtures.by_hand.people_by_hand import Person
from scipy import stats
from sqlalchemy import text

from data_access.answers.core import Mark
from data_access.queries.equity_registers import english_registers
from data_access.questions.equity.equity_gaps import WAYS, equity_gaps
from data_access.questions.equity.equity_missing import equity_missing
from data_access.questions.equity.equity_registers import QOF, equity_registers
from data_access.questions.parts.group_measure import MEASURES
from data_access.store.evidence import Evidence
from data_access.viewer import Viewer

BANDS = {"0-17": 18, "18-39": 40, "40-64": 65, "65-74": 75, "75-84": 85, "85+": 200}


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
                if reading != "no difference beyond chance":
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
        reading = "below" if high < expected else "above" if low > expected else "no"
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
