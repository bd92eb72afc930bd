"""The person-month grid against a loop over every person, month and day."""

from __future__ import annotations

from datetime import date, timedelta

import ibis
import pytest
from fixtures.lakes.matching_extract import SCHEMAS
from hypothesis import given, settings
from hypothesis import strategies as st

from data_access.marts.care import person_month

BACKEND = ibis.duckdb.connect()
MONTHS = [date(2023, 11, 1), date(2023, 12, 1), date(2024, 1, 1), date(2024, 2, 1)]


def tables(**rows: list[dict]) -> dict[str, ibis.Table]:
    rows.setdefault("months", [{"month": month} for month in MONTHS])
    rows.setdefault("practices", [{"practice_code": "P1", "pcn_code": "U1"}])
    rows.setdefault("admissions", [])
    blank = {name: dict.fromkeys(schema) for name, schema in SCHEMAS.items()}
    return {
        name: ibis.memtable(
            [{**blank[name], **row} for row in result], schema=SCHEMAS[name]
        )
        for name, result in rows.items()
    }


def built(**rows: list[dict]) -> list[dict]:
    expr = person_month.expr(tables(**rows)).order_by("person_id", "month")
    return BACKEND.to_pyarrow(expr).to_pylist()


def person(**changes: object) -> dict:
    return {
        "person_id": "a",
        "practice_code": "P1",
        "birth_year": 1940,
        "sex": "female",
        "registered_from": date(2010, 1, 1),
        **changes,
    }


def test_columns_are_the_agreed_ones_in_order() -> None:
    (first, *_) = built(patients=[person()])
    assert list(first) == [
        "person_id",
        "month",
        "practice_code",
        "pcn_code",
        "sex",
        "birth_year",
        "age",
        "age_band",
        "imd_quintile",
        "ethnicity",
        "registered_at_end",
        "days_at_risk",
        "emergency",
        "ambulatory_sensitive",
        "attendances",
        "bed_days",
        "gp_appointments",
        "elective",
        "died",
    ]


def test_outcome_that_was_never_recorded_is_missing_and_not_zero() -> None:
    stay = {
        "person_id": "a",
        "admitted_on": date(2023, 12, 3),
        "method": "21",
    }
    rows = built(patients=[person()], admissions=[stay])
    assert [row["emergency"] for row in rows] == [0, 1, 0, 0]
    assert [row["elective"] for row in rows] == [0, 0, 0, 0]
    unknown = (
        "attendances",
        "gp_appointments",
        "bed_days",
        "ambulatory_sensitive",
        "died",
    )
    for name in unknown:
        assert {row[name] for row in rows} == {None}, name


def test_recorded_but_empty_is_zero() -> None:
    rows = built(patients=[person()], attendances=[], appointments=[])
    assert {row["attendances"] for row in rows} == {0}
    assert {row["gp_appointments"] for row in rows} == {0}


def test_days_at_risk_include_the_day_of_arrival_and_the_day_of_death() -> None:
    rows = built(
        patients=[
            person(registered_from=date(2023, 12, 30), deceased_on=date(2024, 2, 1))
        ]
    )
    assert [(row["month"], row["days_at_risk"]) for row in rows] == [
        (date(2023, 12, 1), 2),
        (date(2024, 1, 1), 31),
        (date(2024, 2, 1), 1),
    ]
    assert [row["died"] for row in rows] == [0, 0, 1]


@pytest.mark.parametrize(
    ("born", "band"),
    [
        (2006, "0-17"),
        (2005, "18-39"),
        (1984, "18-39"),
        (1983, "40-64"),
        (1959, "40-64"),
        (1958, "65-74"),
        (1949, "65-74"),
        (1948, "75-84"),
        (1939, "75-84"),
        (1938, "85+"),
    ],
)
def test_age_bands_hold_their_lower_end(born: int, band: str) -> None:
    rows = built(patients=[person(birth_year=born)])
    assert rows[0]["month"].year == 2023
    assert rows[0]["age_band"] == band


@pytest.mark.parametrize(
    ("decile", "quintile"), [(1, 1), (2, 1), (3, 2), (9, 5), (10, 5), (None, None)]
)
def test_quintiles_pair_the_deciles(decile: int | None, quintile: int | None) -> None:
    assert built(patients=[person(imd_decile=decile)])[0]["imd_quintile"] == quintile


def test_missed_appointments_and_other_staff_are_not_gp_appointments() -> None:
    seen = [
        ("gp", "attended"),
        ("gp", "attended"),
        ("gp", "unknown"),
        ("gp", None),
        ("gp", "dna"),
        ("nurse", "attended"),
    ]
    rows = built(
        patients=[person()],
        appointments=[
            {
                "person_id": "a",
                "appointment_on": date(2024, 1, 9),
                "staff_type": staff,
                "status": status,
            }
            for staff, status in seen
        ],
    )
    assert [row["gp_appointments"] for row in rows] == [0, 0, 2, 0]


def test_appointments_without_any_status_are_not_known_to_be_attended() -> None:
    booked = {
        "person_id": "a",
        "appointment_on": date(2024, 1, 9),
        "staff_type": "gp",
        "status": None,
    }
    rows = built(patients=[person()], appointments=[booked])
    assert {row["gp_appointments"] for row in rows} == {None}


@pytest.mark.parametrize(
    ("birth_month", "ages"),
    [
        (None, [65, 65, 66, 66]),
        (12, [64, 65, 65, 65]),
        (11, [65, 65, 65, 65]),
        (1, [65, 65, 66, 66]),
        (2, [65, 65, 65, 66]),
    ],
)
def test_age_is_that_of_the_last_day_of_the_month(
    birth_month: int | None, ages: list[int]
) -> None:
    rows = built(patients=[person(birth_year=1958, birth_month=birth_month)])
    assert [row["age"] for row in rows] == ages
    bands = ["65-74" if age >= 65 else "40-64" for age in ages]
    assert [row["age_band"] for row in rows] == bands


@given(st.dates(date(1900, 1, 1), date(2023, 11, 1)))
@settings(max_examples=25, deadline=None)
def test_the_month_of_birth_gives_the_age_that_the_day_gives(born: date) -> None:
    rows = built(patients=[person(birth_year=born.year, birth_month=born.month)])
    for row in rows:
        end = (row["month"] + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        had = (end.month, end.day) >= (born.month, born.day)
        assert row["age"] == end.year - born.year - (not had)


def test_those_who_leave_in_a_month_are_not_registered_at_its_end() -> None:
    def last(**changes: object) -> list[bool]:
        rows = built(patients=[person(**changes)])
        return [row["registered_at_end"] for row in rows]

    assert last() == [True] * 4
    assert last(registered_to=date(2024, 1, 30)) == [True, True, False]
    assert last(registered_to=date(2024, 1, 31)) == [True, True, False]
    assert last(deceased_on=date(2024, 2, 1)) == [True, True, True, False]


days = st.integers(-40, 130).map(lambda n: MONTHS[0] + timedelta(days=n))
spans = st.lists(
    st.tuples(days, st.one_of(st.none(), days), st.one_of(st.none(), days)),
    min_size=1,
    max_size=8,
)


@settings(max_examples=10, deadline=None)
@given(spans, st.lists(st.tuples(st.integers(0, 7), days), max_size=30))
def test_grid_and_counts_agree_with_a_walk_over_every_day(
    spans: list[tuple[date, date | None, date | None]],
    visits: list[tuple[int, date]],
) -> None:
    patients = [
        person(
            person_id=str(number),
            registered_from=start,
            registered_to=left,
            deceased_on=died,
        )
        for number, (start, left, died) in enumerate(spans)
    ]
    rows = built(
        patients=patients,
        attendances=[{"person_id": str(who), "attended_on": on} for who, on in visits],
    )
    expected = {}
    for who, (start, left, died) in enumerate(spans):
        day = MONTHS[0]
        while day < date(2024, 3, 1):
            if start <= day and all(end is None or day <= end for end in (left, died)):
                key = (str(who), day.replace(day=1))
                expected[key] = expected.get(key, 0) + 1
            day += timedelta(days=1)
    assert {(r["person_id"], r["month"]): r["days_at_risk"] for r in rows} == expected
    for row in rows:
        assert row["attendances"] == sum(
            (str(who), on.replace(day=1)) == (row["person_id"], row["month"])
            for who, on in visits
        )
