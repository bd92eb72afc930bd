"""Recount the tables of data quality row by row, in plain Python."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from fixtures.homes.kept import Homes
from fixtures.lakes import small_lake
from fixtures.lakes.care_lake import age_at
from sqlalchemy import text

from data_access.answers.core import Mark
from data_access.answers.quality import QualityReport
from data_access.door import Context
from data_access.ingest.extract.tables import TABLES
from data_access.questions.quality.data_quality import data_quality
from data_access.selection import Selection
from data_access.store.evidence import Evidence
from data_access.viewer import Role, Viewer

PLACES = ("practice", "hub", "home", None)


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    made = small_lake.make_tables(seed=11, people=240)
    # Enough of each cause: hubs, plans left out, and values outside the open lists.
    checks = made["health_checks"]
    checks["place"] = [PLACES[i % 4] for i in range(len(checks))]
    learning = checks["check"] == "learning_disability"
    checks.loc[learning & (checks.index % 3 == 0), "place"] = "hub"
    made["health_checks"] = pd.concat([checks, whole_checks(made["cohorts"])])
    members = made["cohorts"]
    members.loc[members.index[:40], "cohort"] = "asthma"
    members.loc[members.index[40:43], "cohort"] = "gout"
    return made


def whole_checks(cohorts: pd.DataFrame) -> pd.DataFrame:
    """All six elements on one day for the first people with SMI, one at a hub."""
    people = cohorts.query("cohort == 'smi'")["person_id"].unique()[:20]
    return pd.DataFrame(
        {
            "person_id": person,
            "check": "smi",
            "element": element,
            "done_on": date(2025, 2, 3),
            "place": "hub" if element == "bmi" and number % 2 else "practice",
            "declined": False,
        }
        for number, person in enumerate(people)
        for element in small_lake.SMI
    )


@pytest.fixture(scope="module")
def home(tables: dict[str, pd.DataFrame], homes: Homes) -> Path:
    return homes.home("quality", lambda home: small_lake.build(tables, home))


@pytest.fixture(scope="module")
def built(home: Path) -> dict[str, pd.DataFrame]:
    names = ("quality_field", "quality_span", "quality_code", "hub_checks", "coverage")
    with Evidence(home).connect() as connection:
        return {
            name: pd.DataFrame(connection.execute(text(f"from {name}")).all())
            for name in names
        }


def held(value: object) -> bool:
    return value is not None and not pd.isna(value)


@pytest.fixture(scope="module")
def placed(tables) -> dict[str, list[dict]]:
    """Every row of every table as a mapping, with its practice."""
    home_of = dict(
        zip(
            tables["patients"]["person_id"],
            tables["patients"]["practice_code"],
            strict=True,
        )
    )
    person_of = dict(
        zip(
            tables["caseload"]["episode_id"],
            tables["caseload"]["person_id"],
            strict=True,
        )
    )
    found = {}
    for name, frame in tables.items():
        rows = frame.astype(object).to_dict("records")
        for row in rows:
            person = row.get("person_id") or person_of.get(row.get("episode_id"))
            row["practice"] = row.get("practice_code") or home_of.get(person, "all")
        found[name] = rows
    return found


def test_every_row_is_counted_once_and_every_filled_cell(built, placed) -> None:
    expected = {}
    for name, rows in placed.items():
        fields = set(rows[0]) - {"person_id", "practice_code", "practice"}
        for field in fields:
            rows_of, filled = Counter(), Counter()
            for row in rows:
                rows_of[row["practice"]] += 1
                filled[row["practice"]] += held(row[field]) and row[field] != "unknown"
            for practice, count in rows_of.items():
                expected[name, practice, field] = (count, filled[practice])
    found = {
        (row.file, row.practice_code, row.field): (row.rows, row.filled)
        for row in built["quality_field"].itertuples()
    }
    assert found == expected


def test_the_newest_and_oldest_day_of_each_practice(built, placed) -> None:
    found = {
        (row.file, row.practice_code): (row.rows, row.oldest, row.newest)
        for row in built["quality_span"].itertuples()
    }
    expected = {}
    for name, rows in placed.items():
        by_practice = defaultdict(list)
        for row in rows:
            by_practice[row["practice"]].append(row)
        dates = [d for d in TABLES[name].dates if d != "date_of_birth"]
        for practice, mine in by_practice.items():
            all_days = [row[d] for row in mine for d in dates if held(row.get(d))]
            main = TABLES[name].date or (dates[0] if dates else None)
            first = [row[main] for row in mine if main and held(row[main])]
            expected[name, practice] = (
                len(mine),
                min(first, default=None),
                max(all_days, default=None),
            )
    as_days = {
        key: (rows, *(pd.Timestamp(day).date() if held(day) else None for day in days))
        for key, (rows, *days) in found.items()
    }
    assert as_days == expected


def test_codes_outside_the_list_are_named_only_when_eight_people_share_them(
    built, tables
) -> None:
    people = tables["cohorts"].groupby("cohort")["person_id"].nunique()
    assert people["asthma"] >= 8 > people["gout"], "the data must test the rule"
    cohorts = built["quality_code"].query("file == 'cohorts'")
    rows = {
        row.value if held(row.value) else None: row.rows for row in cohorts.itertuples()
    }
    assert rows == {"asthma": 40, None: 3}
    reasons = built["quality_code"].query("file == 'caseload'")
    assert reasons.empty, "every reason is on the list"


def covered_years(coverage: pd.DataFrame, months: range) -> Iterator[tuple[str, date]]:
    rows = coverage.query("file == 'health_checks'")
    for row in rows.itertuples():
        day = pd.Timestamp(row.month).date()
        if row.run >= 12 and day.month in months:
            yield row.practice_code, day


def within_year(day: date, month: date) -> bool:
    """Whether a day falls in the twelve months that end with this month."""
    return 0 <= (month.year - day.year) * 12 + month.month - day.month < 12


def done_rows(placed, practice: str, check: str, month: date) -> dict[str, list[dict]]:
    """The rows of each person with this check in the year to a month."""
    found = defaultdict(list)
    for row in placed["health_checks"]:
        if (
            row["practice"] == practice
            and row["check"] == check
            and not row["declined"]
            and within_year(row["done_on"], month)
        ):
            found[row["person_id"]].append(row)
    return found


def test_each_learning_disability_check_has_one_cause(built, placed, tables) -> None:
    people = {row["person_id"]: row for row in placed["patients"]}
    expected = {}
    for practice, month in covered_years(built["coverage"], range(3, 4)):
        causes = Counter(done=0, hub=0, no_plan=0, no_ethnicity=0)
        checks = done_rows(placed, practice, "learning_disability", month)
        for person, rows in checks.items():
            record = people[person]
            seen = [row for row in rows if row["element"] == "check"]
            if not seen or age_at(record, month) < 14:
                continue
            causes["done"] += 1
            elements = {row["element"] for row in rows}
            known = held(record["ethnicity"]) and record["ethnicity"] != "unknown"
            if all(row["place"] == "hub" for row in seen):
                causes["hub"] += 1
            elif "action_plan" not in elements:
                causes["no_plan"] += 1
            elif not known and "ethnicity" not in elements:
                causes["no_ethnicity"] += 1
        expected[practice, month] = dict(causes)
    found = {
        (row.practice_code, pd.Timestamp(row.month).date()): {
            name: getattr(row, name)
            for name in ("done", "hub", "no_plan", "no_ethnicity")
        }
        for row in built["hub_checks"]
        .query("check == 'learning_disability'")
        .itertuples()
    }
    assert found == expected
    totals = pd.DataFrame(found.values()).sum()
    assert (totals > 0).all(), "every cause must occur"


def test_smi_checks_that_only_the_hub_completes(built, placed) -> None:
    register = Counter()
    done = Counter()
    hub = Counter()
    on_register = defaultdict(list)
    for row in placed["cohorts"]:
        if row["cohort"] == "smi":
            on_register[row["person_id"]].append(row)
    six = set(small_lake.SMI)
    periods = list(covered_years(built["coverage"], range(3, 13, 3)))
    for practice, month in periods:
        end = (pd.Timestamp(month) + pd.offsets.MonthEnd(0)).date()
        checks = done_rows(placed, practice, "smi", month)
        for person in placed["patients"]:
            gone = [
                person[c] for c in ("registered_to", "deceased_on") if held(person[c])
            ]
            present = person["registered_from"] <= end and all(
                day > end for day in gone
            )
            member = any(
                row["from_date"] <= end
                and (not held(row["to_date"]) or row["to_date"] > end)
                for row in on_register[person["person_id"]]
            )
            if person["practice_code"] != practice or not present or not member:
                continue
            rows = checks[person["person_id"]]
            all_six = {row["element"] for row in rows} >= six
            elsewhere = {row["element"] for row in rows if row["place"] != "hub"} >= six
            key = (practice, month)
            register[key] += 1
            done[key] += all_six
            hub[key] += all_six and not elsewhere
    found = {
        (row.practice_code, pd.Timestamp(row.month).date()): (
            row.register,
            row.done,
            row.hub,
        )
        for row in built["hub_checks"].query("check == 'smi'").itertuples()
    }
    assert found == {key: (register[key], done[key], hub[key]) for key in register}
    assert sum(hub.values()) > 0, "some checks must be complete through the hub alone"


def asked(home: Path, viewer: Viewer) -> QualityReport:
    return data_quality(Context(Evidence(home), Selection(pcn="N1"), viewer))


def test_a_manager_sees_the_exact_share_of_every_optional_field(home, built) -> None:
    report = asked(home, Viewer(Role.PCN_MANAGER, ("P1", "P2")))
    fields = built["quality_field"]
    ours = fields[fields["practice_code"].isin(["P1", "P2", "all"])]
    by_practice = {
        (row.file, row.field, row.practice_code): 100 * row.filled / row.rows
        for row in ours.itertuples()
    }
    sums = ours.groupby(["file", "field"])[["rows", "filled"]].sum()
    assert len(report.completeness.rows) > 20
    for field, file, whole, first, second in report.completeness.rows:
        rows, filled = sums.loc[(file, field)]
        assert whole == pytest.approx(100 * filled / rows)
        for code, shown in (("P1", first), ("P2", second)):
            assert shown == pytest.approx(by_practice[file, field, code]), (field, code)


def test_a_board_sees_no_share_of_a_small_number(home, built) -> None:
    report = asked(home, Viewer())
    counts = {
        (row.file, row.field, row.practice_code): (row.filled, row.rows)
        for row in built["quality_field"].itertuples()
    }
    hidden = 0
    for field, file, _, first, second in report.completeness.rows:
        for code, shown in (("P1", first), ("P2", second)):
            small = [1 <= count <= 7 for count in counts[file, field, code]]
            hidden += any(small)
            assert shown is Mark.SUPPRESSED or not any(small), (field, code)
    assert hidden > 0, "the data must hold a small number"


def test_a_file_that_ends_early_at_a_practice_is_said_to_be_behind(home, built) -> None:
    report = asked(home, Viewer(Role.PCN_MANAGER, ("P1", "P2")))
    last = Evidence(home).meta().last_month
    spans = built["quality_span"].set_index(["file", "practice_code"])["newest"]
    shown = {row[0]: row[1:] for row in report.freshness.rows}
    for file in ("admissions", "health_checks"):
        newest = [pd.Timestamp(spans[file, code]).date() for code in ("P1", "P2")]
        assert shown[file][0] == max(newest)
        assert shown[file][2:] == tuple(newest)
        late = sum(day < last for day in newest)
        assert shown[file][1] == f"{late} of 2"
    assert "practices" not in shown, "it has no date"


def test_fields_that_are_empty_in_every_row_are_counted(home, built) -> None:
    report = asked(home, Viewer())
    fields = built["quality_field"].query("practice_code != 'P3'")
    filled = fields.groupby(["file", "field"])["filled"].sum()
    optional = {(row[1], row[0]) for row in report.completeness.rows}
    empty = [name for name, count in filled.items() if not count and name in optional]
    more = int(report.sparse.split(" and ")[1].split(" more")[0])
    assert more + 3 == len(empty)
