"""Ambulatory care sensitive: the extract's flag, else the diagnosis, else nothing."""

import re
from datetime import date

import ibis
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_access.catalogue.ambulatory_care import read_ambulatory_care
from data_access.errors import CareImpactError
from data_access.marts.care import ambulatory_care, coverage
from data_access.marts.care.coverage_rule import COMPLETE, NONE
from data_access.marts.care.person_events import recorded

BACKEND = ibis.duckdb.connect()
KINDS = {"ambulatory_sensitive": "boolean", "primary_diagnosis": "string"}

# The public table of indicator 2.6 as it writes its conditions, for whole codes.
PUBLISHED = re.compile(
    r"I48.?|I20.?|I25.?|I50.?|I110|J81X?|I130|I10X?|I119|D5[12].?|D50[189]|B18[01]"
    r"|F0[0123].?|G4[01].?|E1[01234].?|J45.?|J46X?|J4[134].?|J4[27]X?"
)
codes = st.from_regex(r"[A-Z][0-9]{2}(\.?[0-9X])?", fullmatch=True)
near = st.sampled_from(
    ["I48", "I489", "J45.9", "j459", "J46X", "I10X", "I11.9", "I118", "J20.9", "J22",
     "D50.0", "D509", "B182", "E14.9", "E15", "F03X", "F04", "J40X", "J47X", "I131"]
)  # fmt: skip


def told(rows: list[tuple[bool | None, str | None]]) -> list[bool | None]:
    table = ibis.memtable(
        [dict(zip(KINDS, row, strict=True)) for row in rows], schema=KINDS
    )
    found = BACKEND.to_pyarrow(ambulatory_care.told(table))
    return list(found["ambulatory_sensitive"].to_pylist())


@given(
    st.lists(
        st.tuples(
            st.sampled_from([None, None, True, False]),
            st.one_of(st.none(), codes, near),
        ),
        min_size=1,
        max_size=40,
    )
)
@settings(max_examples=40, deadline=None)
def test_a_flag_comes_first_then_the_diagnosis_then_nothing(
    rows: list[tuple[bool | None, str | None]],
) -> None:
    def by_hand(flag: bool | None, diagnosis: str | None) -> bool | None:
        if flag is not None or diagnosis is None:
            return flag
        plain = diagnosis.upper().replace(".", "")
        return PUBLISHED.fullmatch(plain) is not None

    # Codes that only the published table's subdivisions leave out are not ICD-10.
    odd = re.compile(r"(J81|J46|I10|J42|J47)[0-9]")
    kept = [row for row in rows if not odd.fullmatch((row[1] or "").replace(".", ""))]
    if kept:
        assert told(kept) == [by_hand(*row) for row in kept]


def test_the_list_says_what_it_is_and_what_is_unsure() -> None:
    listed = read_ambulatory_care()
    assert "2.6" in listed.version
    assert "NHS Digital" in listed.source
    assert "procedures" in listed.unsure


@pytest.mark.parametrize("code", ["J4", "J45.9", "asthma", "j45"])
def test_a_list_with_a_code_that_is_none_is_refused(
    tmp_path_factory: pytest.TempPathFactory, code: str
) -> None:
    file = tmp_path_factory.mktemp("list") / "own.toml"
    file.write_text(
        f'name = "n"\nversion = "1"\nsource = "s"\nunsure = ""\n'
        f'[conditions]\n"Asthma" = ["{code}"]\n',
        encoding="utf-8",
    )
    with pytest.raises(CareImpactError, match=r"own.toml, conditions"):
        read_ambulatory_care(file)


MONTHS = [date(2025, month, 1) for month in range(1, 13)]


def states(flag: bool | None, coded_until: int) -> dict[date, str]:
    """Return the state of the field by month, of a practice of 40 admissions a month.

    Admissions have a diagnosis up to the month ``coded_until``.
    """
    days = pd.date_range("2025-01-01", "2025-12-31")
    frame = pd.DataFrame(
        {"admitted_on": [day.date() for day in days for _ in range(2)]}
    )
    frame["person_id"] = [f"P{n % 60}" for n in range(len(frame))]
    frame["ambulatory_sensitive"] = flag
    frame["primary_diagnosis"] = [
        "J459" if day.month <= coded_until else None for day in frame["admitted_on"]
    ]
    admissions = ibis.memtable(
        frame, schema={"person_id": "string", "admitted_on": "date", **KINDS}
    )
    people = [{"person_id": f"P{n}", "practice_code": "A1"} for n in range(60)]
    tables = {
        "admissions": ambulatory_care.told(admissions),
        "patients": ibis.memtable(people),
        "practices": ibis.memtable([{"practice_code": "A1", "pcn_code": "U1"}]),
    }
    field = "admissions.ambulatory_sensitive"
    rows = coverage.table(tables, MONTHS, [field])
    rows = rows[rows["file"] == field]
    return dict(zip(rows["month"], rows["state"], strict=True))


def test_without_flag_or_diagnosis_there_is_no_data_and_never_zero() -> None:
    assert set(states(None, 0).values()) == {NONE}
    assert set(states(None, 12).values()) == {COMPLETE}
    assert set(states(False, 0).values()) == {COMPLETE}
    late = states(None, 10)
    assert list(late.values())[:10] == [COMPLETE] * 10
    assert list(late.values())[10:] == [NONE] * 2


def test_the_outcome_is_recorded_where_a_diagnosis_tells_it() -> None:
    people = ibis.memtable([{"deceased_on": None}], schema={"deceased_on": "date"})
    for diagnosis, known in (("J459", True), ("S720", True), (None, False)):
        row = {"ambulatory_sensitive": None, "primary_diagnosis": diagnosis,
               "discharged_on": None}  # fmt: skip
        admissions = ibis.memtable([row], schema={**KINDS, "discharged_on": "date"})
        tables = {"admissions": ambulatory_care.told(admissions), "patients": people}
        found = BACKEND.to_pyarrow(recorded(tables)).to_pylist()[0]
        assert found["ambulatory_sensitive"] is known
