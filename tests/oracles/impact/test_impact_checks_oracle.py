"""Checks completed after the start, counted by hand for each person compared."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

import ibis
import numpy as np
import pandas as pd
import pytest
from fixtures.by_hand import matching_by_hand as by_hand
from fixtures.by_hand import people_by_hand, trials_by_hand
from fixtures.lakes import matching_extract

from data_access.marts.impact.impact import build_impact

SMI = ("alcohol", "blood_glucose", "lipids", "blood_pressure", "bmi", "smoking")
SCHEMA = {
    "person_id": "string",
    "check": "string",
    "element": "string",
    "done_on": "date",
    "declined": "boolean",
}
CLOSE = {"rel": 1e-9, "abs": 1e-9}


def checks(people: list[str], seed: int = 7) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    span = matching_extract.MONTHS * 30
    rows: list[tuple] = []
    for who in people:
        for _ in range(rng.poisson(2.5)):
            on = matching_extract.FIRST + timedelta(days=int(rng.integers(0, span)))
            kind = rng.choice(["smi", "learning_disability", "dementia_review", "nhs"])
            if kind == "smi":
                parts = SMI if rng.random() < 0.6 else SMI[:5]
            elif kind == "learning_disability":
                parts = ("check", "action_plan")[int(rng.integers(0, 2)) :]
            else:
                parts = (None,)
            rows += [(who, kind, part, on, bool(rng.random() < 0.05)) for part in parts]
    return pd.DataFrame(rows, columns=list(SCHEMA))


def completed(rows: list[tuple], opens: date, closes: date) -> float:
    """Count kinds of check completed from `opens` to before `closes`."""
    found = defaultdict(set)
    for _, kind, element, on, declined in rows:
        if opens <= on < closes and not declined:
            found[kind].add(element)
    whole = 0
    for kind, elements in found.items():
        if kind == "smi":
            whole += elements >= set(SMI)
        else:
            whole += kind != "learning_disability" or "check" in elements
    return float(whole)


@pytest.mark.parametrize("seed", [1, 2])
def test_checks_completed_are_those_counted_by_hand(seed: int) -> None:
    frames = matching_extract.make(seed)
    done = checks(list(frames["patients"]["person_id"]))
    backend = ibis.duckdb.connect()
    schemas = {**matching_extract.SCHEMAS, "health_checks": SCHEMA}
    frames = {**frames, "health_checks": done}
    tables = {
        name: backend.create_table(name, ibis.memtable(frame, schema=schemas[name]))
        for name, frame in frames.items()
    }
    made = build_impact(tables)["impact_sums"]
    backend.disconnect()

    rows_of = defaultdict(list)
    for row in done.itertuples(index=False, name=None):
        rows_of[row[0]].append(row)
    months = matching_extract.month_list()
    everyone = people_by_hand.people(frames, months)

    def counted(pair: by_hand.Pair) -> tuple[float, float]:
        opens = people_by_hand.next_month(pair.month, 1)
        rows = rows_of[pair.person.who]
        return completed(rows, opens, pair.end), pair.person.days(opens, pair.end)

    pairs = by_hand.pairs(everyone, months, 12)
    for pcn, trial in trials_by_hand.trials(
        pairs, months, {"checks_completed": counted}
    ).items():
        rows = made[(made["measure"] == "checks_completed") & (made["pcn_code"] == pcn)]
        (got,) = rows.to_dict("records")
        assert got["observed"] > 10
        for name, value in trial.sums("checks_completed").items():
            assert got[name] == pytest.approx(value, **CLOSE), name
