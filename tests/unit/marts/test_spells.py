"""Spells against a day-by-day reading of the rule, written without windows."""

from __future__ import annotations

from datetime import date, timedelta

import ibis
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_access.marts.care import spells

EMERGENCY = {"21", "22", "23", "24", "25", "2A", "2D", "28"}
SCHEMA = ibis.schema(
    {
        "person_id": "string",
        "admitted_on": "date",
        "discharged_on": "date",
        "method": "string",
        "ambulatory_sensitive": "boolean",
        "primary_diagnosis": "string",
        "cost_gbp": "float64",
    }
)
BACKEND = ibis.duckdb.connect()


def day(number: int) -> date:
    return date(2024, 1, 1) + timedelta(days=number)


def merged(*stays: tuple[str, int, int | None, str]) -> list[dict]:
    rows = [
        {
            "person_id": person,
            "admitted_on": day(start),
            "discharged_on": None if end is None else day(end),
            "method": method,
            "ambulatory_sensitive": None,
            "primary_diagnosis": None,
            "cost_gbp": None,
        }
        for person, start, end, method in stays
    ]
    table = ibis.memtable(rows, schema=SCHEMA)
    spell = spells.expr({"admissions": table}).order_by("person_id", "admitted_on")
    return BACKEND.to_pyarrow(spell).to_pylist()


def kinds(rows: list[dict]) -> list[tuple[str, date, date | None]]:
    return [(row["kind"], row["admitted_on"], row["discharged_on"]) for row in rows]


def test_transfer_continues_the_spell_and_the_return_is_the_same_stay() -> None:
    rows = merged(("a", 0, 4, "21"), ("a", 4, 8, "2B"), ("a", 8, 11, "21"))
    assert kinds(rows) == [("emergency", day(0), day(11))]
    assert rows[0]["admissions"] == 3


def test_transfer_alone_is_not_an_emergency_start() -> None:
    assert kinds(merged(("a", 0, 4, "2B"))) == [("transfer", day(0), day(4))]


def test_spell_that_opens_with_a_transfer_is_dated_on_its_emergency() -> None:
    rows = merged(("a", 0, 4, "2B"), ("a", 4, 6, "21"))
    assert kinds(rows) == [("emergency", day(4), day(6))]


def test_emergency_on_the_day_of_a_planned_discharge_still_counts() -> None:
    rows = merged(("a", 0, 4, "11"), ("a", 4, 6, "21"))
    assert [row["kind"] for row in sorted(rows, key=lambda row: row["kind"])] == [
        "elective",
        "emergency",
    ]


def test_missing_discharge_does_not_swallow_what_follows() -> None:
    rows = merged(("a", 0, None, "21"), ("a", 1, 3, "21"))
    assert kinds(rows) == [("emergency", day(0), None), ("emergency", day(1), day(3))]


def test_a_later_discharge_is_not_taken_for_the_end_of_an_open_spell() -> None:
    rows = merged(("a", 0, 4, "21"), ("a", 4, None, "2B"))
    assert kinds(rows) == [("emergency", day(0), None)]


def test_a_contained_stay_does_not_shorten_the_spell() -> None:
    rows = merged(("a", 0, 20, "21"), ("a", 2, 3, "21"), ("a", 15, 30, "22"))
    assert kinds(rows) == [("emergency", day(0), day(30))]


@pytest.mark.parametrize("method", ["2a", "2A", "28"])
def test_letters_of_a_method_may_be_small(method: str) -> None:
    assert merged(("a", 0, 1, method))[0]["kind"] == "emergency"


def test_flags_and_cost_are_those_of_the_first_emergency_admission() -> None:
    rows = [
        ("a", day(0), day(2), "21", True, "J44", 10.0),
        ("a", day(2), day(5), "2B", False, "I50", 5.0),
    ]
    table = ibis.memtable(
        [dict(zip(SCHEMA.names, row, strict=True)) for row in rows], schema=SCHEMA
    )
    (row,) = BACKEND.to_pyarrow(spells.expr({"admissions": table})).to_pylist()
    assert (row["ambulatory_sensitive"], row["primary_diagnosis"]) == (True, "J44")
    assert row["cost_gbp"] == 15.0


def by_hand(stays: list[tuple[str, int, int | None, str]]) -> list[tuple[str, date]]:
    """Grow each chain admission by admission; return (person, date) of emergencies."""
    result = []
    for person in {stay[0] for stay in stays}:
        mine = [s for s in stays if s[0] == person and s[3] in EMERGENCY | {"2B"}]
        chain: list[tuple[str, int, int | None, str]] = []
        reach = -1
        mine.sort(key=lambda s: (s[1], s[3] == "2B"))
        for stay in [*mine, (person, 10**6, None, "end")]:
            if stay[1] > reach or not chain:
                starts = [s[1] for s in chain if s[3] in EMERGENCY]
                if starts:
                    result.append((person, day(min(starts))))
                chain, reach = [], -1
            chain.append(stay)
            reach = max(reach, stay[1] if stay[2] is None else stay[2])
    return sorted(result)


stay = st.tuples(
    st.sampled_from("abcdefgh"),
    st.integers(0, 25),
    st.one_of(st.none(), st.integers(0, 8)),
    st.sampled_from(["21", "28", "2B", "11", "31"]),
).map(lambda s: (s[0], s[1], None if s[2] is None else s[1] + s[2], s[3]))


@settings(max_examples=12, deadline=None)
@given(st.lists(stay, min_size=8, max_size=60))
def test_emergencies_are_those_found_by_walking_the_admissions(
    stays: list[tuple[str, int, int | None, str]],
) -> None:
    rows = merged(*stays)
    emergencies = [r for r in rows if r["kind"] == "emergency"]
    got = sorted((r["person_id"], r["admitted_on"]) for r in emergencies)
    assert got == by_hand(stays)
    assert sum(r["admissions"] for r in rows) == len(stays)
