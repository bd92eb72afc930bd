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
KINDS = (
    *("smi", "learning_disability", "dementia_review", "nhs_health_check"),
    *("diabetes_care_processes", "diabetes_foot"),
)
YEARLY = {
    "smi": ("smi",),
    "learning_disability": ("learning_disability",),
    "dementia": ("dementia_review",),
    "diabetes": ("diabetes_care_processes", "diabetes_foot"),
}
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
            kind = rng.choice(KINDS)
            if kind == "smi":
                parts = SMI if rng.random() < 0.6 else SMI[:5]
            elif kind == "learning_disability":
                parts = ("check", "action_plan")[int(rng.integers(0, 2)) :]
            else:
                parts = (None,)
            rows += [(who, kind, part, on, bool(rng.random() < 0.05)) for part in parts]
    return pd.DataFrame(rows, columns=list(SCHEMA))


def completed(rows: list[tuple], opens: date, closes: date) -> set[str]:
    """Give the kinds of check completed from `opens` to before `closes`."""
    found = defaultdict(set)
    for _, kind, element, on, declined in rows:
        if opens <= on < closes and not declined:
            found[kind].add(element)
    return {
        kind
        for kind, elements in found.items()
        if (kind != "smi" or elements >= set(SMI))
        and (kind != "learning_disability" or "check" in elements)
    }


def extract(seed: int) -> dict[str, pd.DataFrame]:
    """Give an extract with checks, and with people on registers that ask for them."""
    frames = matching_extract.make(seed)
    people = list(frames["patients"]["person_id"])
    rng = np.random.default_rng(seed + 50)
    joined = [
        (who, name, date(2022, 1, 1) + timedelta(days=int(rng.integers(0, 900))), None)
        for who in people
        for name in YEARLY
        if rng.random() < 0.3
    ]
    more = pd.DataFrame(joined, columns=list(frames["cohorts"]))
    cohorts = pd.concat([frames["cohorts"], more], ignore_index=True)
    return {**frames, "cohorts": cohorts, "health_checks": checks(people)}


@pytest.mark.parametrize("seed", [1, 2])
def test_checks_completed_are_those_counted_by_hand(seed: int) -> None:
    frames = extract(seed)
    backend = ibis.duckdb.connect()
    schemas = {**matching_extract.SCHEMAS, "health_checks": SCHEMA}
    tables = {
        name: backend.create_table(name, ibis.memtable(frame, schema=schemas[name]))
        for name, frame in frames.items()
    }
    made = build_impact(tables)["impact_sums"]
    backend.disconnect()

    rows_of = defaultdict(list)
    for row in frames["health_checks"].itertuples(index=False, name=None):
        rows_of[row[0]].append(row)
    months = matching_extract.month_list()
    everyone = people_by_hand.people(frames, months)
    earlier_year = by_hand.earlier(months[0])

    def after(pair: by_hand.Pair) -> tuple[float, float]:
        opens = people_by_hand.next_month(pair.month, 1)
        done = completed(rows_of[pair.person.who], opens, pair.end)
        return len(done), pair.person.days(opens, pair.end)

    def earlier(pair: by_hand.Pair) -> tuple[float, float] | None:
        there = earlier_year(pair)
        if there is None:
            return None
        opens = max(people_by_hand.next_month(pair.month, -24), months[0])
        closes = people_by_hand.next_month(pair.month, -12)
        return len(completed(rows_of[pair.person.who], opens, closes)), there[1]

    def due(pair: by_hand.Pair) -> int:
        year_ago = people_by_hand.next_month(pair.month, -12)
        done = completed(rows_of[pair.person.who], year_ago, pair.month)
        held = {
            name
            for name, since, until in pair.person.cohorts
            if since <= pair.month <= until
        }
        return sum(check not in done for name in held for check in YEARLY.get(name, ()))

    pairs = by_hand.pairs(everyone, months, 12)
    assert {min(due(pair), 4) for pair in pairs} == {0, 1, 2, 3, 4}
    counted = {"checks_completed": after, "earlier_checks": earlier}
    for pcn, trial in trials_by_hand.trials(pairs, months, counted, due).items():
        for measure, least in (("checks_completed", 5), ("earlier_checks", 0)):
            rows = made[(made["measure"] == measure) & (made["pcn_code"] == pcn)]
            (got,) = rows.to_dict("records")
            assert got["observed"] > least
            for name, value in trial.sums(measure).items():
                assert got[name] == pytest.approx(value, **CLOSE), (measure, name)
