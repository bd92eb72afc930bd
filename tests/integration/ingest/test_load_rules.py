"""Every rule of the contract rejects its row, with file, line, column and remedy."""

import csv
import datetime as dt
from pathlib import Path
from typing import NamedTuple

import pytest
from fixtures.homes.extract_files import small_extract, write_csv

from data_access.ingest.extract.load import check_extract, load_extract
from data_access.ingest.extract.report import CheckReport, FileReport, Problem
from data_access.ingest.extract.tables import TABLES

TODAY = dt.date(2026, 11, 20)

# Each line: what is wrong with a row of a table, and what the report must say of it:
# the column, the rule, the class of the value, and whether the row is kept without it.
BROKEN_ROWS = Path(__file__).parents[2] / "fixtures" / "extracts" / "broken_rows.csv"


GOOD_ROWS = {table: len(rows) for table, rows in small_extract().items()}


class Broken(NamedTuple):
    table: str
    change: dict[str, str]
    column: str
    rule: str
    found: str
    row: str


def broken_rows() -> list[Broken]:
    with BROKEN_ROWS.open(encoding="utf-8", newline="") as stream:
        return [
            Broken(row["table"], _change(row["change"]), row["column"], row["rule"],
                   row["found"], row["row"])
            for row in csv.DictReader(stream)
        ]  # fmt: skip


def _change(text: str) -> dict[str, str]:
    text = text.replace("{bell}", "\x07").replace("{long}", "x" * 201)
    return dict(part.split("=", 1) for part in text.split(";"))


def check(folder: Path, **tables: list[dict[str, str]]) -> CheckReport:
    write_csv(folder, small_extract() | tables)
    return check_extract(folder, folder / "home", today=TODAY, bad_row_share=1.0)


def problems_of(report: CheckReport, table: str) -> tuple[Problem, ...]:
    (file,) = [file for file in report.files if file.table == table]
    return file.problems


def file_of(report: CheckReport, table: str) -> FileReport:
    (file,) = [file for file in report.files if file.table == table]
    return file


def test_each_rule_rejects_its_row_or_its_value_and_says_why(tmp_path: Path) -> None:
    # All broken rows of a table in one load: each is one more row, with a key of its
    # own, so that no row is judged by another's fault.
    extract = small_extract()
    expected: dict[str, list[tuple[int, Broken]]] = {}
    for number, broken in enumerate(broken_rows()):
        rows = extract[broken.table]
        good = rows[min(2, GOOD_ROWS[broken.table] - 1)]
        rows.append(good | _own_key(broken.table, number) | broken.change)
        expected.setdefault(broken.table, []).append((len(rows) + 1, broken))

    report = check(tmp_path, **extract)

    for table, said in expected.items():
        file = file_of(report, table)
        rejected = [(line, one) for line, one in said if one.row == "rejected"]
        aside = report.rejected[f"{table}.csv"].cells if rejected else None
        reasons = aside["reasons"].to_pylist() if aside else []
        lines = aside["line"].to_pylist() if aside else []
        assert lines == [line for line, _ in rejected], table
        assert file.not_recorded == len(said) - len(rejected), table
        for line, broken in said:
            kept = broken.row == "kept"
            (problem,) = [
                problem
                for problem in (file.unrecorded if kept else file.problems)
                if (problem.column, problem.rule) == (broken.column, broken.rule)
                and line in problem.lines
            ]
            assert problem.kept == kept
            assert problem.remedy
            if kept:
                assert broken.found in problem.found, (table, broken)
                continue
            reason = f"{broken.column}: expected {problem.expected}, found "
            assert f"{reason}{broken.found}" in reasons[lines.index(line)], broken


BAD: dict[str, tuple[str, ...]] = {
    "date": ("soon", "31/02/2026", "0001-01-01"),
    "integer": ("many", "1.5", "-1"),
    "number": ("much", "1,5", "99999999999"),
    "flag": ("maybe", "7"),
    "code": ("not on the list", "see 999 000 0018", "x\x07"),
    "text": ("x\x07", "call 9990000018", "x" * 201),
}


def test_a_wrong_value_of_an_optional_column_never_costs_a_faultless_row(
    tmp_path: Path,
) -> None:
    """Every optional column of every table, with every kind of wrong value."""
    extract = small_extract()
    kept: dict[str, int] = {}
    rejected: dict[str, int] = {}
    for name, table in TABLES.items():
        rows = extract[name]
        good = rows[min(2, GOOD_ROWS[name] - 1)]
        for column in table.columns:
            if column.required or column.or_else:
                continue
            for place, value in enumerate(BAD[column.kind]):
                if column.open_list and place == 0:
                    continue
                key = _own_key(name, len(rows))
                rows.append(good | key | {column.name: value})
                fate = rejected if column.empty_says else kept
                fate[name] = fate.get(name, 0) + 1
    report = check(tmp_path, **extract)

    for name in TABLES:
        file = file_of(report, name)
        assert file.not_recorded == kept.get(name, 0), name
        assert file.rejected == rejected.get(name, 0), name
        assert file.stored + file.rejected + file.identical == file.rows


def test_a_value_that_is_not_recorded_is_stored_as_nothing(tmp_path: Path) -> None:
    extract = small_extract()
    extract["admissions"][0] |= {"cost_gbp": "lots", "discharged_on": "2026-07-01"}
    extract["admissions"][1] |= {"primary_diagnosis": "heart", "cost_gbp": "£1,234.5"}
    extract["coordinators"][0]["base_practice_code"] = "A99099"
    extract["patients"][0] |= {"registered_to": "9999-12-31", "sex": "Male"}
    folder = write_csv(tmp_path / "in", extract)
    report = load_extract(folder, tmp_path / "home", today=TODAY)

    assert sum(file.rejected for file in report.check.files) == 0
    said = " ".join(str(p) for f in report.check.files for p in f.unrecorded)
    assert "expected a number" in said
    assert "The value is not recorded, and its row is kept." in said
    assert "lots" not in said
    (source,) = [s for s in report.version.manifest.sources if s.table == "admissions"]
    assert source.not_recorded == 3
    first = min(row["patient_id"] for row in extract["admissions"])
    assert first == extract["admissions"][0]["patient_id"]
    admissions = report.version.read("admissions").to_pylist()
    assert sum(row["cost_gbp"] is None for row in admissions) == 1
    assert sum(row["discharged_on"] is None for row in admissions) == 1
    assert 1234.5 in [row["cost_gbp"] for row in admissions]
    (post,) = report.version.read("coordinators").to_pylist()
    assert post["base_practice_code"] is None
    people = report.version.read("patients").to_pylist()
    assert {row["registered_to"] for row in people} == {None}


def test_a_wrong_flag_of_who_opted_out_never_lets_a_person_in(tmp_path: Path) -> None:
    extract = small_extract()
    extract["patients"][0]["opted_out"] = "see letter"
    report = check(tmp_path, **extract)
    assert file_of(report, "patients").rejected == 1
    assert file_of(report, "patients").not_recorded == 0


def _own_key(table: str, number: int) -> dict[str, str]:
    key = {
        "practices": "practice_code", "coordinators": "coordinator_id",
        "referrals": "referral_id", "caseload": "episode_id", "contacts": "contact_id",
    }.get(table)  # fmt: skip
    if key:
        return {key: f"X{number:05d}"}
    if table == "patients":
        return {"patient_id": f"99900{number:05d}"}
    if table == "admissions":
        return {"cost_gbp": f"{number}", "primary_diagnosis": f"J{number:02d}"}
    dates = {"cohorts": "from_date", "care_plans": "agreed_on", "measures": "scored_on",
             "health_checks": "done_on"}  # fmt: skip
    if table == "arrs_claims":
        return {"role": f"Role {number}"}
    if table in dates:
        first = dt.date(2020, 5, 7) if table == "cohorts" else dt.date(2026, 3, 10)
        return {dates[table]: f"{first + dt.timedelta(days=number)}"}
    return {}


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"registered_to": "2026-08-10"}, "after_registration"),
        ({"deceased_on": "2026-08-10"}, "after_death"),
        ({"registered_from": "2026-08-15"}, "before_registration"),
        (
            {"birth_year": "2026", "registered_from": "2026-08-15"},
            "before_registration",
        ),
    ],
)
def test_an_event_outside_the_registration_is_rejected_or_a_hospitals(
    tmp_path: Path, change: dict[str, str], rule: str
) -> None:
    extract = small_extract()
    extract["patients"][2] |= change
    person = extract["patients"][2]["patient_id"]
    extract["appointments"] += [
        {**extract["appointments"][2], "appointment_on": day}
        for day in ("2026-08-03", "2026-09-03")
    ]
    extract["appointments"] = [
        row
        for row in extract["appointments"]
        if row["patient_id"] != person or row["appointment_on"] != "2026-08-11"
    ]
    report = check(tmp_path, **extract)

    said = problems_of(report, "appointments")
    assert {problem.rule for problem in said} == {rule}
    # Lines 41 and 42 are this person's: 3 August is before the spans that begin on 15
    # August, 3 September after the others.
    begins = "before" in rule
    assert said[0].lines == ((41,) if begins else (42,))
    file = file_of(report, "admissions")
    assert (file.rejected, file.elsewhere, file.left_out) == (0, 1, 1)
    words = {"before_registration": "before the registration began",
             "after_registration": "after the registration ended",
             "after_death": "after the person's death"}  # fmt: skip
    assert file.notices == (
        f"leaves out 1 row, as a hospital's file has them: 1 {words[rule]}",
    )


def test_the_days_a_registration_begins_and_ends_count(tmp_path: Path) -> None:
    extract = small_extract()
    extract["patients"][2] |= {
        "registered_from": "2026-08-03",
        "registered_to": "2026-09-03",
        "deceased_on": "2026-09-03",
    }
    extract["admissions"] = [
        {"patient_id": extract["patients"][2]["patient_id"], "admitted_on": day,
         "discharged_on": "2026-09-09", "method": "21"}
        for day in ("2026-08-02", "2026-08-03", "2026-09-03", "2026-09-04")
    ]  # fmt: skip
    report = check(tmp_path, **extract)

    file = file_of(report, "admissions")
    assert (file.stored, file.elsewhere) == (2, 2)
    assert "1 after the person's death, 1 before the registration" in file.notices[0]


def test_a_repeated_key_is_rejected_and_the_first_kept(tmp_path: Path) -> None:
    extract = small_extract()
    for table in ("practices", "patients", "caseload", "contacts", "health_checks"):
        extract[table].append(dict(extract[table][0]))
        extract[table].append(dict(extract[table][0]))
    extract["practices"][-1]["practice_name"] = "Another"
    extract["patients"][-1]["sex"] = "other"
    extract["caseload"][-1]["opened_on"] = "2026-02-11"
    extract["contacts"][-1]["minutes"] = "16"
    extract["health_checks"][-1]["declined"] = "true"
    report = check(tmp_path, **extract)

    for table in ("practices", "patients", "caseload", "contacts", "health_checks"):
        file = file_of(report, table)
        assert (file.identical, file.rejected) == (1, 1), table
        (problem,) = file.problems
        assert problem.rule == "repeated_key"
        assert problem.lines == (len(extract[table]) + 1,)


def test_alike_events_without_an_identifier_are_separate_events(tmp_path: Path) -> None:
    extract = small_extract()
    for table in ("attendances", "appointments", "admissions"):
        extract[table].append(dict(extract[table][0]))
    report = check(tmp_path, **extract)

    assert file_of(report, "attendances").stored == 21
    assert file_of(report, "appointments").stored == 41
    # A spell counts once however often it is exported.
    assert file_of(report, "admissions").identical == 1


def test_rows_that_depend_on_a_rejected_row_go_with_it(tmp_path: Path) -> None:
    extract = small_extract()
    extract["practices"][0]["pcn_code"] = ""
    report = check(tmp_path, **extract)

    assert file_of(report, "practices").rejected == 1
    assert file_of(report, "patients").rejected == 20
    assert {p.rule for p in problems_of(report, "patients")} == {"unknown_in_practices"}
    assert file_of(report, "admissions").rejected == 40
    assert file_of(report, "contacts").rejected == 8


def test_codes_not_understood_are_named_only_when_many_people_share_them(
    tmp_path: Path,
) -> None:
    extract = small_extract()
    for row in extract["admissions"][:8]:
        row["method"] = "Emergency"
    extract["admissions"][8]["method"] = "Jane Smith"
    for row in extract["appointments"]:  # one person's name in the wrong column
        row |= {"patient_id": "9990000101", "staff_type": "Jane Smith"}
    report = check(tmp_path, **extract)

    (problem,) = problems_of(report, "admissions")
    assert problem.common_values == ("EMERGENCY",)
    assert "Values not on the list: EMERGENCY." in str(problem)
    assert "jane" not in f"{report.files}".lower()


def test_values_outside_an_open_list_are_kept_and_counted(tmp_path: Path) -> None:
    extract = small_extract()
    extract["cohorts"][0]["cohort"] = "High intensity users"
    report = check(tmp_path, **extract)

    assert file_of(report, "cohorts").stored == 10
    assert file_of(report, "cohorts").notices == (
        "keeps 1 values of cohort that are not on the list, in 1 rows",
    )


@pytest.mark.parametrize(
    ("table", "column", "written", "stored"),
    [
        ("patients", "sex", " Female ", "female"),
        ("patients", "housebound", "Yes", True),
        ("patients", "carer", "0", False),
        ("patients", "efi", ".25", 0.25),
        ("patients", "efi", "1e-1", 0.1),
        ("patients", "imd_decile", "7.0", 7),
        ("patients", "ethnicity", "NULL", None),
        ("patients", "practice_code", '="A99001"', "A99001"),
        ("admissions", "method", "2a", "2A"),
        ("admissions", "method", "21.0", "21"),
        ("admissions", "admitted_on", "2026-08-01 00:00:00", dt.date(2026, 8, 1)),
        ("admissions", "admitted_on", "2026-08-01T10:30", dt.date(2026, 8, 1)),
        ("admissions", "primary_diagnosis", "j18.9", "J18.9"),
        ("practices", "practice_name", "\u00a0St Oswald’s\u200b", "St Oswald’s"),
        ("practices", "practice_name", "St\u00a0Oswald’s", "St Oswald’s"),
        ("practices", "list_size", "14\u00a0310", 14310),
        ("cohorts", "cohort", "Heart\u202ffailure", "heart failure"),
        ("coordinators", "coordinator_id", "101.0", "101"),
        ("patients", "housebound", "1.0", True),
        ("patients", "efi", "n/a", None),
        ("patients", "imd_decile", "*", None),
        ("patients", "ethnicity", "#N/A", None),
        ("admissions", "cost_gbp", "(£\u00a01,850.00)", None),
        ("admissions", "cost_gbp", "£\u00a01,851.00", 1851.0),
        ("admissions", "discharged_on", "\u2013", None),
        ("contacts", "minutes", "20.0", 20),
    ],
)  # fmt: skip
def test_ways_of_writing_a_value_that_mean_the_same(
    tmp_path: Path, table: str, column: str, written: str, stored: object
) -> None:
    extract = small_extract()
    extract[table][0][column] = written
    folder = write_csv(tmp_path / "in", extract)
    version = load_extract(folder, tmp_path / "home", today=TODAY).version

    held = version.read(table)
    assert held is not None
    assert stored in held[column].to_pylist()
