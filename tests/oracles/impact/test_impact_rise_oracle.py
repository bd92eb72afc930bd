"""What a rise is made of: counted by hand, and said only where it can be."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import duckdb
import ibis
import numpy as np
import pandas as pd
import pytest
from fixtures.by_hand import matching_by_hand as by_hand
from fixtures.by_hand import people_by_hand, trials_by_hand
from fixtures.lakes import matching_extract
from fixtures.lakes.estimate_home import EstimateHome

from data_access.answers.core import Mark
from data_access.door import Context
from data_access.marts.impact.impact import build_impact
from data_access.questions.filters.loaded_practices import loaded_practices
from data_access.questions.impact.impact_rise import impact_rise
from data_access.selection import Selection
from data_access.store.evidence import Evidence
from data_access.viewer import Role, Viewer

CLOSE = {"rel": 1e-9, "abs": 1e-9}
MEASURES = ("zero_day", "first_diagnoses", "referrals_on")
REFERRALS = {"person_id": "string", "direction": "string", "received_on": "date"}
REGISTERS = ("dementia", "smi", "cancer", "carer", "frailty_severe")


def frames_with(seed: int, *, of_everybody: bool) -> dict[str, pd.DataFrame]:
    """Give an extract with referrals on, zero-day stays and more registers."""
    frames = matching_extract.make(seed)
    rng = np.random.default_rng(seed + 100)
    started = dict(frames["caseload"].groupby("person_id")["opened_on"].min())
    span = matching_extract.MONTHS * 30
    stays = frames["admissions"]
    day = rng.random(len(stays)) < 0.5
    stays["discharged_on"] = stays["discharged_on"].where(~day, stays["admitted_on"])
    joined, referred = [], []
    for who in frames["patients"]["person_id"]:
        for _ in range(rng.poisson(2.0)):
            on = matching_extract.FIRST + timedelta(days=int(rng.integers(-200, span)))
            joined.append((who, str(rng.choice(REGISTERS)), on, None))
        for _ in range(rng.poisson(1.2)):
            on = matching_extract.FIRST + timedelta(days=int(rng.integers(0, span)))
            if of_everybody or (who in started and on >= started[who]):
                way = "out" if rng.random() < 0.7 else "in"
                referred.append((who, way, on))
    more = pd.DataFrame(joined, columns=list(frames["cohorts"]))
    frames["cohorts"] = pd.concat([frames["cohorts"], more], ignore_index=True)
    frames["referrals"] = pd.DataFrame(referred, columns=list(REFERRALS))
    return frames


def sums_of(frames: dict[str, pd.DataFrame]) -> pd.DataFrame:
    schemas = {**matching_extract.SCHEMAS, "referrals": REFERRALS}
    backend = ibis.duckdb.connect()
    tables = {
        name: backend.create_table(name, ibis.memtable(frame, schema=schemas[name]))
        for name, frame in frames.items()
    }
    made = build_impact(tables)["impact_sums"]
    backend.disconnect()
    return made


@pytest.mark.parametrize("seed", [1, 2])
def test_each_measure_is_that_counted_by_hand(seed: int) -> None:
    frames = frames_with(seed, of_everybody=True)
    made = sums_of(frames)
    months = matching_extract.month_list()
    pairs = by_hand.pairs(people_by_hand.people(frames, months), months, 12)
    counted = {name: by_hand.window(name, 1, 12) for name in MEASURES}
    for pcn, trial in trials_by_hand.trials(pairs, months, counted).items():
        for name in MEASURES:
            rows = made[(made["measure"] == name) & (made["pcn_code"] == pcn)]
            (got,) = rows.to_dict("records")
            assert got["observed"] > 0, name
            for column, value in trial.sums(name).items():
                assert got[column] == pytest.approx(value, **CLOSE), (name, column)


def test_referrals_of_the_caseload_alone_are_not_compared() -> None:
    made = sums_of(frames_with(1, of_everybody=False))
    assert {"zero_day", "first_diagnoses"} <= set(made["measure"])
    assert "referrals_on" not in set(made["measure"])


NAMES = {
    "Unmet need: planned admissions": "elective",
    "Unmet need: first diagnoses": "first_diagnoses",
    "Other: ambulatory-sensitive": "ambulatory_sensitive",
    "Other: zero-day admissions": "zero_day",
}


def test_each_row_is_that_worked_out_by_hand(estimated: EstimateHome) -> None:
    report = impact_rise(estimated.context())
    rows = {row.name: row for row in report.rows}
    held = set(NAMES)
    if "cohorts" not in estimated.recorded:
        held.remove("Unmet need: first diagnoses")
    assert set(rows) == held
    shown = 0
    for row, cells in zip(report.rows, report.table.rows, strict=True):
        want = estimated.measure(NAMES[row.name])
        assert cells[1] == ("yes" if row.name.startswith("Unmet need") else "no")
        if want.expected < 5:
            assert row.ratio is None
            assert set(cells[2:]) == {Mark.TOO_FEW}
            continue
        shown += 1
        figures = (want.expected, want.observed, want.ratio, want.low, want.high)
        assert cells[2:] == pytest.approx(figures, **CLOSE)
        assert (row.ratio, row.lower, row.upper) == pytest.approx(figures[2:], **CLOSE)
    assert shown >= 1
    assert "Referrals on cannot be compared" in report.caption.summary


def said(home: Path, **times: float) -> tuple[str, str]:
    """Give headline and summary where a measure has so many times what is expected."""
    with duckdb.connect(str(Evidence(home).current_file())) as connection:
        # Of twentyfold people, with nothing found by chance.
        connection.execute("update impact_sums set people = 20 * people")
        connection.execute(
            "update impact_sums set oo = 20 * oo, oe = 20 * oe, ee = 20 * ee, "
            "expected = 20 * expected, observed = 20 * expected"
        )
        for measure, by in times.items():
            connection.execute(
                "update impact_sums set observed = ? * expected, oo = oo * ?, "
                "oe = oe * ? where measure = ?",
                [by, by**2, by, measure],
            )
    codes = loaded_practices(Context(Evidence(home), Selection(), Viewer()))
    manager = Viewer(Role.PCN_MANAGER, codes)
    caption = impact_rise(Context(Evidence(home), Selection(), manager)).caption
    return caption.headline, caption.summary


@pytest.mark.parametrize(
    ("times", "headline"),
    [
        ({}, "None of this use is higher"),
        (
            {"first_diagnoses": 2.0},
            "More first diagnoses: finding unmet need would explain it",
        ),
        (
            {"zero_day": 2.0},
            "More zero-day emergency admissions: finding unmet need would not explain",
        ),
        (
            {"first_diagnoses": 2.0, "ambulatory_sensitive": 2.0},
            "More first diagnoses, which finding unmet need would explain, and more",
        ),
        ({"earlier_year": 2.0, "zero_day": 2.0}, "Not a fair comparison"),
        ({"elective": 2.0}, "Not a fair comparison"),
    ],
)
def test_a_rise_is_said_only_where_it_is_found(
    copy_of_demo: Callable[[], Path], times: dict[str, float], headline: str
) -> None:
    found, summary = said(copy_of_demo(), **times)
    assert found.startswith(headline)
    assert ("unmet need was found, or" in summary) == ("elective" in times)
    # The coordinators alone record the demo's referrals.
    assert "Referrals on cannot be compared" in summary
