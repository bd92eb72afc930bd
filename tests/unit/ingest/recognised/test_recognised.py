"""Exports as PCNs have them: which table each is, and which column is which."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from data_access.cli.parse import main
from data_access.ingest.extract.tables import TABLES
from data_access.ingest.found.find_tables import find_tables
from data_access.ingest.found.found_table import FoundTable, text_table
from data_access.ingest.recognised.columns import (
    columns_of,
    likely_tables,
    propose,
)
from data_access.ingest.recognised.contents import Content, contents
from data_access.ingest.recognised.synonyms import known_names, synonyms

EXPORTS = Path(__file__).parents[3] / "fixtures" / "exports"
POPULATION = {
    "patient_id": "NHS Number",
    "date_of_birth": "Date of Birth",
    "sex": "Gender",
    "registered_from": "Date of Registration",
    "deceased_on": "Date of Death",
}
WANTED = {
    "01 EMIS population Y99001.csv": ("patients", 60, POPULATION),
    "01 EMIS population Y99002.csv": ("patients", 60, POPULATION),
    "04 SystmOne population report 20261102.csv": (
        "patients",
        120,
        {
            "patient_id": "NHS number",
            "practice_code": "GP practice ID",
            "date_of_birth": "Date of birth",
            "sex": "Gender",
            "registered_from": "Registration start date",
            "registered_to": "Registration end date",
            "deceased_on": "Date of death",
            "imd_decile": "IMD 2019 decile",
            "ethnicity": "Ethnicity group",
            "efi": "Electronic Frailty Index score",
        },
    ),
    "07 Care Coordinator caseload MASTER v7 FINAL.xlsx: Closed 25-26": (
        "caseload",
        25,
        {
            "patient_id": "NHS no.",
            "opened_on": "Date ref",
            "closed_on": "Date closed",
            "coordinator_id": "CC",
            "route": "Ref from",
            "reason": "Reason",
        },
    ),
    "09 SUS APC Riverside PCN M01-M06 2627.csv": (
        "admissions",
        209,
        {
            "patient_id": "NHS_NUMBER",
            "admitted_on": "ADMIDATE",
            "discharged_on": "DISDATE",
            "method": "ADMIMETH",
            "primary_diagnosis": "DIAG_01",
            "cost_gbp": "SPELL_COST",
        },
    ),
    "10 PCN practice list.xlsx: Sheet": (
        "practices",
        4,
        {
            "practice_code": "Code",
            "practice_name": "Practice",
            "list_size": "Weighted list (Oct 26)",
        },
    ),
}


def found(name: str) -> FoundTable:
    file, _, sheet = name.partition(": ")
    (one,) = (
        one
        for one in find_tables(EXPORTS / file, known_names())
        if one.sheet == sheet and isinstance(one, FoundTable)
    )
    return one


@pytest.mark.parametrize("name", WANTED)
def test_an_export_is_known_by_its_columns(name: str) -> None:
    table, rows, wanted = WANTED[name]
    one = found(name)
    columns = columns_of(one)
    assert likely_tables(columns)[0][0] == table
    assert one.text.rows == rows
    proposed = propose(columns, table)
    assert {field: one.text.header[at] for field, at in proposed.items()} == wanted


def table_of(columns: dict[str, list[str]]) -> FoundTable:
    rows = list(zip(*columns.values(), strict=True))
    text = text_table("file.csv", list(columns), rows, range(2, len(rows) + 2))
    return FoundTable(text, "", 1, (), {})


def test_where_two_columns_have_the_name_of_a_person_contents_decide() -> None:
    one = table_of(
        {
            "Patient ID": ["P0880120", "P0880121"],
            "NHS number": ["999 000 1065", "999 000 1154"],
            "Date of birth": ["08 Mar 1939", "15 Oct 1956"],
        }
    )
    assert propose(columns_of(one), "patients")["patient_id"] == 1


def test_a_date_that_is_no_date_is_not_proposed() -> None:
    one = table_of(
        {
            "NHS number": ["999 000 1065", "999 000 1154"],
            "Date closed": ["on hold", "ask Jaye"],
        }
    )
    assert "closed_on" not in propose(columns_of(one), "caseload")


def test_a_prefix_of_a_report_and_a_group_above_are_no_part_of_a_name() -> None:
    one = table_of(
        {
            "All patients: NHS number": ["999 000 1065"],
            "Registration / Date of registration (dd/mm/yyyy)": ["08/03/1999"],
        }
    )
    assert propose(columns_of(one), "patients") == {
        "patient_id": 0,
        "registered_from": 1,
    }


def test_one_typing_error_in_a_name_is_forgiven() -> None:
    """Of every known name of eight letters or more, a letter left out or exchanged."""
    draws = random.Random(4)
    wrong, missed, tried = [], [], 0
    for table, fields in synonyms().items():
        for field, names in fields.items():
            for name in names:
                if len(name) < 8:
                    continue
                at = draws.randrange(1, len(name) - 1)
                spoilt = name[:at] + draws.choice(["", "x"]) + name[at + 1 :]
                got = propose(columns_of(table_of({spoilt: [""]})), table)
                tried += 1
                if not got:
                    missed.append(spoilt)
                elif list(got) != [field] and name not in fields[next(iter(got))]:
                    wrong.append((spoilt, field, list(got)))
    assert tried > 250
    assert len(wrong) <= 0.01 * tried, wrong
    assert len(missed) <= 0.08 * tried, missed


@pytest.mark.parametrize(
    ("values", "form"),
    [
        (["999 000 1065", "9990001154"], Content.NHS_NUMBER),
        (["999 000 1066", "9990001155"], Content.TEXT),  # last digits do not check
        (
            ["01/02/2026", "1 Sep 26", "2026-05-31", "20260531", "May 2026"],
            Content.DATE,
        ),
        (["08 Mar 1939", "02-Apr-2018 17:00"], Content.DATE),
        (["Y99001", "A81002"], Content.ODS),
        (["J189", "I10X", "S72.00"], Content.ICD_10),
        (["21", "2A", "11", "28"], Content.ADMISSION_METHOD),
        (["M", "f", "Indeterminate"], Content.SEX),
        (["1,234.50", "£20", "7"], Content.NUMBER),
        (["", "n/a", "NULL", "-"], Content.NOTHING),
        (["tried x3 no answer", "01/02/2026"], Content.TEXT),
    ],
)
def test_contents_are_known_by_their_form(values: list[str], form: Content) -> None:
    assert form in contents(values)


def test_every_name_is_plain_and_belongs_to_a_column() -> None:
    for table, fields in synonyms().items():
        assert list(fields) == [column.name for column in TABLES[table].columns]
        for names in fields.values():
            assert all(name == name.casefold() for name in names)


def test_the_command_says_what_each_file_is_and_names_nobody(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["recognise", str(EXPORTS)]) == 0
    said = capsys.readouterr().out
    assert "probably admissions (209 rows" in said
    assert "READ ME has no table: no row names columns." in said
    assert "worked out by the load: practice_code" in said
    assert "no column is pcn_code, pcn_name, which practices needs" in said
    for person in ("SISKIN", "999 000", "9990"):
        assert person not in said
