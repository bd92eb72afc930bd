"""Exports as a PCN has them are loaded without a profile, each value as meant."""

from __future__ import annotations

import csv
import re
import shutil
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from data_access.errors import CareImpactError
from data_access.ingest.extract.load import check_extract, load_extract
from data_access.ingest.extract.report import CheckReport
from data_access.ingest.recognised.part_of import Pcn
from data_access.ingest.recognised.recognised_files import (
    HowToRead,
    recognised_files,
)
from data_access.ingest.recognised.values import meanings

EXPORTS = Path(__file__).parents[2] / "fixtures" / "exports"
TODAY = date(2026, 12, 1)
PCN = HowToRead(Pcn("U99901", "Riverside PCN"))
READ = ("01", "04", "09", "10")  # the others are kept by hand, or of several tables


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> dict[str, pd.DataFrame]:
    home = tmp_path_factory.mktemp("home")
    files = [path for path in sorted(EXPORTS.iterdir()) if path.name[:2] in READ]
    recognised = recognised_files(files, PCN)
    report = load_extract(
        EXPORTS,
        home,
        profile=recognised.profile,
        found=(recognised.files, recognised.others),
        today=TODAY,
    )
    assert all(file.rejected == 0 for file in report.check.files)
    return {
        name: report.version.read(name).to_pandas()
        for name in ("practices", "patients", "admissions")
    }


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> dict[str, pd.DataFrame]:
    """Load every file as it is, and leave out what cannot be used."""
    home = tmp_path_factory.mktemp("whole")
    recognised = recognised_files(sorted(EXPORTS.iterdir()), PCN)
    report = load_extract(
        EXPORTS,
        home,
        profile=recognised.profile,
        found=(recognised.files, recognised.others),
        bad_row_share=1.0,
        today=TODAY,
    )
    frames = {
        name: report.version.read(name).to_pandas()
        for name in ("caseload", "care_plans", "measures", "appointments")
    }
    rows = [
        (one.file, one.rows, one.stored, one.rejected, one.left_out)
        for one in report.check.files
        if one.table
    ]
    files = pd.DataFrame(rows, columns=["file", "rows", "stored", "rejected", "left"])
    return frames | {"files": files.set_index("file")}


def sheet_of(sheet: str, header: int) -> list[dict[str, Any]]:
    (path,) = EXPORTS.glob("07*.xlsx")
    rows = list(openpyxl.load_workbook(path)[sheet].iter_rows(values_only=True))
    names = rows[header]
    number = names.index("NHS no.")
    return [
        dict(zip(names, row, strict=True))
        for row in rows[header + 1 :]
        if row[number] not in (None, "") and row[0] != "TOTAL"
    ]


def test_every_row_is_stored_rejected_or_left_out(everything: dict) -> None:
    files = everything["files"]
    accounted = files[["stored", "rejected", "left"]].sum(axis=1)
    # Of a hospital list, episodes of one spell are one, and some people are not ours.
    others = files.index[files["rows"] != accounted]
    assert [name[:2] for name in others] == ["09"]


def test_a_caseload_by_hand_keeps_the_rows_whose_dates_can_be_told(
    everything: dict,
) -> None:
    """Days in five forms and months alone; not a day without its year.

    Who was closed on a day to come is open.
    """
    written = [*sheet_of("Open caseload", 3), *sheet_of("Closed 25-26", 3)]
    dated = [str(row["Date ref"] or "") for row in written]
    told = [
        bool(text) and not re.fullmatch(r"\d{1,2} [A-Z][a-z]{2}", text)
        for text in dated
    ]

    def ahead(end: object) -> bool:
        """Say whether somebody was closed after today."""
        text = str(end or "")
        if not re.fullmatch(r"\d\d/\d\d/\d{4}", text):
            return False
        return datetime.strptime(text, "%d/%m/%Y").date() > TODAY

    usable = [row for row, known in zip(written, told, strict=True) if known]
    kept = everything["caseload"]
    assert len(kept) == len(usable) == 61
    planned = sum(ahead(row["Date closed"]) for row in usable)
    ended = sum(bool(re.search(r"\d", str(row["Date closed"]))) for row in usable)
    assert planned == 3
    assert kept["closed_on"].notna().sum() == ended - planned
    assert (
        pd.to_datetime(kept["opened_on"]).between("2025-06-01", TODAY.isoformat()).all()
    )
    assert kept["episode_id"].str.startswith("p-").all()  # never the person's number
    assert kept["episode_id"].is_unique


def test_each_score_of_a_wide_sheet_is_a_row(everything: dict) -> None:
    columns = {
        "PAM": "pam",
        "Satisfied": "ons4_satisfaction",
        "Worthwhile": "ons4_worthwhile",
        "Happy": "ons4_happiness",
        "Anxious": "ons4_anxiety",
    }
    wanted = sorted(
        (measure, datetime.strptime(row["Date"], "%d/%m/%Y").date(), row[column])
        for row in sheet_of("PAM + ONS4", 0)
        for column, measure in columns.items()
        if isinstance(row[column], int | float)
    )
    found = everything["measures"]
    days = pd.to_datetime(found["scored_on"]).dt.date
    got = sorted(zip(found["measure"], days, found["score"], strict=True))
    assert got == wanted


def test_a_report_of_two_things_fills_two_tables(everything: dict) -> None:
    """Plans agreed and declined by their terms; every consultation, by its person."""
    (path,) = EXPORTS.glob("02*.csv")
    lines = path.read_text(encoding="utf-8-sig").splitlines()[5:]
    rows = [row for row in csv.reader(lines) if row[3]]
    terms = [row[4].casefold() for row in rows]
    plans = everything["care_plans"]["declined"].value_counts().to_dict()
    agreed = sum(term.endswith("plan agreed") for term in terms)
    assert plans == {
        False: agreed,
        True: sum("plan declined" in term for term in terms),
    }
    staff = {
        "General Medical Practitioner": "gp",
        "Practice Nurse": "nurse",
        "Care Coordinator": "care_coordinator",
    }
    kinds = pd.Series([staff[row[9]] for row in rows]).value_counts().to_dict()
    assert everything["appointments"]["staff_type"].value_counts().to_dict() == kinds


def rows_of(name: str, header: int) -> list[dict[str, str]]:
    (path,) = EXPORTS.glob(name)
    lines = path.read_text(encoding="cp1252").splitlines()[header:]
    return list(csv.DictReader(lines))


def test_practices_have_the_pcn_that_was_named(stored: dict) -> None:
    practices = stored["practices"].set_index("practice_code")
    assert set(practices.index) == {"Y99001", "Y99002", "Y99003", "Y99004"}
    assert set(practices["pcn_code"]) == {"U99901"}
    assert practices.loc["Y99002", "list_size"] == 14310


def test_people_of_both_systems_are_one_table(stored: dict) -> None:
    """Everybody once, with the practice above the list or in its column."""
    emis = [
        (row, code)
        for code in ("Y99001", "Y99002")
        for row in rows_of(f"01*{code}.csv", 7)
        if row["NHS Number"]
    ]
    systmone = rows_of("04*.csv", 0)
    assert len(stored["patients"]) == len(emis) + len(systmone) == 240
    wanted = sorted(
        [
            (
                code,
                {"Male": "male", "Female": "female"}[row["Gender"]],
                datetime.strptime(row["Date of Birth"], "%d-%b-%Y").year,
                datetime.strptime(row["Date of Registration"], "%d-%b-%Y").date(),
            )
            for row, code in emis
        ]
        + [
            (
                row["GP practice ID"],
                {"M": "male", "F": "female"}[row["Gender"]],
                datetime.strptime(row["Date of birth"], "%d %b %Y").year,
                datetime.strptime(
                    row["Registration start date"], "%d %b %Y %H:%M"
                ).date(),
            )
            for row in systmone
        ]
    )
    columns = ["practice_code", "sex", "birth_year", "registered_from"]
    found = stored["patients"].assign(
        registered_from=pd.to_datetime(stored["patients"]["registered_from"]).dt.date
    )
    got = sorted(found[columns].itertuples(index=False, name=None))
    assert got == wanted


def test_ethnic_groups_are_those_of_the_census(stored: dict) -> None:
    written = [row["Ethnicity group"] for row in rows_of("04*.csv", 0)]
    groups = {
        "White British": "white",
        "Asian - Indian": "asian",
        "Black African": "black",
        "Mixed White and Asian": "mixed",
        "Not stated": "unknown",
    }
    counted = pd.Series([groups[text] for text in written if text]).value_counts()
    people = stored["patients"]
    systmone = people[people["practice_code"].isin(["Y99003", "Y99004"])]
    assert systmone["ethnicity"].value_counts().to_dict() == counted.to_dict()


def test_episodes_of_a_spell_are_one_admission(stored: dict) -> None:
    spells: dict[tuple[str, ...], list[dict[str, str]]] = {}
    listed = {
        number.replace(" ", "")
        for name, header, column in (
            ("01*Y99001.csv", 7, "NHS Number"),
            ("01*Y99002.csv", 7, "NHS Number"),
            ("04*.csv", 0, "NHS number"),
        )
        for row in rows_of(name, header)
        if (number := row[column])
    }
    for row in rows_of("09*.csv", 0):
        if row["EPISTAT"] == "3" and row["NHS_NUMBER"] in listed:
            key = (row["NHS_NUMBER"], row["PROVSPNOPS"], row["ADMIDATE"])
            spells.setdefault(key, []).append(row)
    wanted = []
    for episodes in spells.values():
        first, *_ = sorted(episodes, key=lambda row: int(row["EPIORDER"]))
        ends = [row["DISDATE"] for row in episodes if row["DISDATE"] != "18000101"]
        wanted.append((first["ADMIDATE"], max(ends, default=""), first["ADMIMETH"]))
    found = stored["admissions"]
    got = sorted(
        (f"{one:%Y%m%d}", "" if pd.isna(other) else f"{other:%Y%m%d}", method)
        for one, other, method in zip(
            pd.to_datetime(found["admitted_on"]),
            pd.to_datetime(found["discharged_on"]),
            found["method"],
            strict=True,
        )
    )
    assert got == sorted(wanted)
    assert found["cost_gbp"].max() > 1000  # written "3,752.00"


def check(folder: Path, home: Path) -> CheckReport:
    recognised = recognised_files(sorted(folder.iterdir()), PCN)
    return check_extract(
        folder,
        home,
        profile=recognised.profile,
        found=(recognised.files, recognised.others),
        today=TODAY,
    )


def test_a_file_that_is_no_table_is_named_and_the_rest_is_read(tmp_path: Path) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    for path in EXPORTS.iterdir():
        if path.name[:2] in READ:
            shutil.copy(path, folder)
    (folder / "letter.txt").write_text("Dear all\n", encoding="utf-8")
    report = check(folder, tmp_path / "home")
    assert report.refused is None
    (letter,) = (file for file in report.files if file.file == "letter.txt")
    assert "no row that names columns" in letter.notices[0]


def test_nothing_that_is_a_table_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear all\n", encoding="utf-8")
    with pytest.raises(CareImpactError, match="None of the files"):
        recognised_files(sorted(tmp_path.iterdir())).required()


@pytest.mark.parametrize(
    ("field", "kind", "written", "meant"),
    [
        ("sex", "code", "M", "male"),
        ("sex", "code", "2", "female"),
        ("sex", "code", "9", "unknown"),
        ("sex", "code", "Indeterminate", "other"),
        ("ethnicity", "code", "White and Black Caribbean", "mixed"),
        ("ethnicity", "code", "Any other Black background", "black"),
        ("ethnicity", "code", "Any other white background", "white"),
        ("ethnicity", "code", "British, Mixed British", "mixed"),
        ("ethnicity", "code", "Asian or Asian British - Indian", "asian"),
        ("ethnicity", "code", "Gypsy or Irish traveller", "white"),
        ("ethnicity", "code", "Chinese", "asian"),
        ("ethnicity", "code", "Z", "unknown"),
        ("route", "code", "Dr G", "gp"),
        ("route", "code", "search", "proactive_search"),
        ("reason", "code", "severe frailty", "frailty_severe"),
        ("reason", "code", "LD", "learning_disability"),
        ("housebound", "flag", "Y", "true"),
        ("mode", "code", "Telephone call to a patient", "telephone"),
    ],
)
def test_values_mean_what_they_say(
    field: str, kind: str, written: str, meant: str
) -> None:
    assert meanings(field, kind, [written]) == {written.casefold(): meant}


def test_a_value_that_is_not_known_is_left_as_it_is() -> None:
    assert meanings("sex", "code", ["?", "male"]) == {}
