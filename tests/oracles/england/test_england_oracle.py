"""Recount the England page from the raw published files, in plain Python.

Everything here reads the files as NHS England lays them out, with the standard library
and openpyxl, and shares nothing with the product. It is the invented England of the
fixtures, for every PCN; tests/data/test_england_sums.py recounts the real one.
"""

import calendar
import csv
import gzip
import io
import math
import zipfile
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest
from cachelib import NullCache

from data_access.answers.core import Mark
from data_access.door import Door
from data_access.questions.england.england_admissions import england_admissions
from data_access.questions.england.england_checks import england_checks
from data_access.questions.england.england_places import england_places
from data_access.questions.england.england_registers import REGISTERS, england_registers
from data_access.questions.england.england_workforce import england_workforce
from data_access.selection import Selection
from data_access.store.evidence import Evidence
from data_access.viewer import Viewer
from data_access.words.places import place_name

REPOSITORY = Path(__file__).parents[3]
FIXTURES = REPOSITORY / "tests" / "fixtures" / "published"
ROLES = ("care coordinator", "social prescribing link", "health and wellbeing coach")
Z = 1.959963984540054


@dataclass
class England:
    """One folder of published files: its raw rows, and the product's door to it."""

    folder: Path
    door: Door
    areas: list[str]

    def ask(self, question, area: str):
        return self.door.ask(question, Selection(area=area), Viewer())


@pytest.fixture(scope="module")
def england(demo_home: Path) -> England:
    door = Door(Evidence(demo_home), NullCache())
    places = door.ask(england_places, Selection(), Viewer())
    codes = [option.value for option in places.options]
    assert codes == [code for _, code in sorted((n, c) for c, n in pcns(FIXTURES))]
    assert places.chosen == codes[0]
    return England(FIXTURES, door, codes)


# --- the raw files ---------------------------------------------------------------


def lines(content: bytes) -> list[dict[str, str]]:
    text = io.StringIO(content.decode("utf-8-sig"), newline="")
    return list(csv.DictReader(text))


def zipped(path: Path, member: str) -> list[dict[str, str]]:
    with zipfile.ZipFile(path) as archive:
        (name,) = [n for n in archive.namelist() if member in n and n.endswith(".csv")]
        return lines(archive.read(name))


def gzipped(path: Path) -> list[dict[str, str]]:
    return lines(gzip.decompress(path.read_bytes()))


@cache
def whole_map(folder: Path) -> dict[str, dict[str, str]]:
    """Return each practice's row of the newest map."""
    rows = zipped(folder / "practice-map/gp-reg-pat-prac-map.zip", "map")
    return {row["PRACTICE_CODE"]: row for row in rows}


def newest_map(folder: Path) -> dict[str, dict[str, str]]:
    """Return each practice's row of the newest map, but for those in no PCN."""
    rows = whole_map(folder)
    return {code: row for code, row in rows.items() if row["PCN_CODE"] != "U"}


def pcns(folder: Path) -> set[tuple[str, str]]:
    return {(r["PCN_CODE"], r["PCN_NAME"]) for r in newest_map(folder).values()}


def most(values: list[str]) -> str:
    """Return the commonest, the first by alphabet among equals."""
    return min(values, key=lambda value: (-values.count(value), value))


@cache
def home_of(folder: Path, area: str) -> dict[str, str]:
    """Return the areas in which most of a PCN's practices lie."""
    rows = [r for r in newest_map(folder).values() if r["PCN_CODE"] == area]
    icb = most([row["ICB_CODE"] for row in rows])
    return next(row for row in rows if row["ICB_CODE"] == icb)


def lists(folder: Path, org_type: str = "PCN") -> dict[str, int]:
    rows = zipped(folder / "list-size/gp-reg-pat-prac-quin-age.zip", "quin-age")
    return {
        row["ORG_CODE"]: int(row["NUMBER_OF_PATIENTS"].replace(",", ""))
        for row in rows
        if row["ORG_TYPE"] == org_type and row["SEX"] == row["AGE_GROUP_5"] == "ALL"
    }


def returns(folder: Path) -> dict[tuple[str, date], tuple[float, int | None]]:
    """Return each PCN's care coordinators (FTE, headcount) at each date it returned."""
    found: dict[tuple[str, date], tuple[float, int | None]] = {}
    panel = defaultdict(list)
    path = folder / "pcn-workforce/derived_pcn_care_roles_panel.csv.gz"
    for row in gzipped(path):
        panel[row["pcn_code"], date.fromisoformat(row["period"])].append(row)
    for key, rows in panel.items():
        staff = sum(float(r["fte"] or 0) + float(r["headcount"] or 0) for r in rows)
        if not staff and not rows[0]["sub_icb_code"] and not rows[0]["icb_code"]:
            continue  # listed without a return
        for row in rows:
            if row["role"] == "care_coordinator":
                heads = int(float(row["headcount"])) if row["headcount"] else None
                found[key] = float(row["fte"]), heads
    # The individual-level file is the official one: it stands where both have a date.
    fte: dict[tuple[str, date], float] = defaultdict(float)
    people = defaultdict(set)
    path = folder / "pcn-workforce/PCNWFIndividualCSV.062026.zip"
    for row in zipped(path, "Individual Level"):
        year, month = int(row["CENSUS_YEAR"]), int(row["CENSUS_MONTH"])
        key = row["PCN_CODE"], date(year, month, calendar.monthrange(year, month)[1])
        coordinator = row["DETAILED_STAFF_ROLE"].lower().startswith("care coordinator")
        fte[key] += float(row["FTE"]) if coordinator else 0.0
        if coordinator and row["UNIQUE_IDENTIFIER"]:
            people[key].add(row["UNIQUE_IDENTIFIER"])
    return found | {key: (fte[key], len(people[key])) for key in fte}


def wilson(events: float, n: float) -> tuple[float, float, float]:
    p, z2 = events / n, Z * Z
    middle = (p + z2 / (2 * n)) / (1 + z2 / n)
    half = Z / (1 + z2 / n) * math.sqrt(p * (1 - p) / n + z2 / (4 * n * n))
    low = 0.0 if events == 0 else middle - half
    high = 1.0 if events == n else middle + half
    return 100 * p, 100 * low, 100 * high


# --- the questions ---------------------------------------------------------------


def test_care_coordinators_are_those_of_the_returns(england: England) -> None:
    patients, held = lists(england.folder), returns(england.folder)
    everywhere = {code for code, _ in pcns(england.folder)}
    for area in england.areas:
        mine = home_of(england.folder, area)
        # A PCN is in the ICB where most of its practices lie.
        near = {
            code
            for code in everywhere
            if home_of(england.folder, code)["ICB_CODE"] == mine["ICB_CODE"]
        }
        expected = {}
        for place, members in (
            (place_name(mine["PCN_NAME"]), {area}),
            (place_name(mine["ICB_NAME"]), near),
            ("England", set(patients)),
        ):
            for day in {day for _, day in held}:
                # England keeps PCNs closed since: they are in its staff, in no rate.
                returned = [
                    code
                    for code, when in held
                    if when == day and (code in members or place == "England")
                ]
                if not returned:
                    continue
                heads = [held[code, day][1] for code in returned]
                listed = [code for code in returned if code in patients]
                people = sum(patients[code] for code in listed)
                fte = sum(held[code, day][0] for code in listed)
                expected[place, day] = (
                    sum(held[code, day][0] for code in returned),
                    Mark.NO_DATA if None in heads else sum(heads),
                    len(returned),
                    len(listed),
                    people or Mark.NO_DATA,
                    10_000 * fte / people if people else Mark.NO_DATA,
                )
        report = england.ask(england_workforce, area)
        shown = {(row[0], row[1]): row[2:] for row in report.table.rows}
        assert set(shown) == set(expected)
        for key, figures in expected.items():
            for ours, theirs in zip(shown[key], figures, strict=True):
                assert ours == (
                    theirs if isinstance(theirs, Mark) else pytest.approx(theirs)
                ), key
        drawn = {
            (line.name, day): value
            for line in report.lines
            for day, value in zip(report.dates, line.values, strict=False)
            if value is not None
        }
        assert drawn == {
            key: pytest.approx(row[5])
            for key, row in shown.items()
            if row[5] is not Mark.NO_DATA
        }


def test_registers_are_shares_of_the_lists_that_gave_one(england: England) -> None:
    orgs = whole_map(england.folder)
    nowhere = {"PCN_CODE": "", "ICB_CODE": ""}  # closed, and in England all the same
    qof = list(gzipped(england.folder / "qof/PREVALENCE_2425.csv.gz"))
    for area in england.areas:
        mine = home_of(england.folder, area)
        report = england.ask(england_registers, area)
        shown = {row[0]: row[1:] for row in report.table.rows}
        found = False
        for code, name in REGISTERS.items():
            given = [
                (orgs.get(row["PRACTICE_CODE"], nowhere), float(row["REGISTER"]), size)
                for row in qof
                if row["GROUP_CODE"] == code
                and row["REGISTER"]
                and (size := int(row["PRACTICE_LIST_SIZE"]))
            ]
            icb = mine["ICB_CODE"]
            parts = {
                mine["PCN_NAME"]: [g for g in given if g[0]["PCN_CODE"] == area],
                mine["ICB_NAME"]: [g for g in given if g[0]["ICB_CODE"] == icb],
                "England": given,
            }
            for place, part in parts.items():
                row = shown[f"{name}: {place_name(place)}"]
                size = sum(g[2] for g in part)
                if not size:
                    assert set(row) == {Mark.NO_DATA}, (name, place)
                    continue
                assert row[3] == size
                expected = wilson(sum(g[1] for g in part), size)
                assert row[:3] == pytest.approx(expected, rel=1e-9, abs=1e-9)
                found = found or place == mine["PCN_NAME"]
        assert ("no register is published" in report.caption.headline) == (not found)


def test_deprivation_is_weighted_by_the_lists(england: England) -> None:
    orgs = newest_map(england.folder)
    (path,) = (england.folder / "imd").glob("*.csv")
    rows = lines(path.read_bytes())
    scores = {row["PRACTICE_CODE"]: float(row["IMD_SCORE"]) for row in rows}
    sizes = lists(england.folder, "GP")
    for area in england.areas:
        parts = {
            code: (scores[code], sizes[code])
            for code in orgs
            if orgs[code]["PCN_CODE"] == area and code in scores and code in sizes
        }
        summary = england.ask(england_registers, area).caption.summary
        if not parts:
            assert "No deprivation score" in summary
            continue
        weighted = sum(score * size for score, size in parts.values())
        mean = weighted / sum(size for _, size in parts.values())
        tenths = math.floor(10 * mean + 0.5 + 1e-9) / 10  # half up, as people round
        assert f"{tenths:.1f} here" in summary


def test_smi_checks_are_those_of_areas_with_both_figures(england: England) -> None:
    (path,) = (england.folder / "smi-health-check").glob("*.xlsx")
    book = openpyxl.load_workbook(path, read_only=True)
    figures: dict[tuple[date, str], dict[str, int]] = defaultdict(dict)
    for period, area, question, answer, *_ in book.worksheets[0].values:
        if not str(period).startswith("SMI-Q") or answer is None or answer == "":
            continue
        _, quarter, first, last = period.split("-")
        month = {"Q1": 6, "Q2": 9, "Q3": 12, "Q4": 3}[quarter]
        year = int(last) if quarter == "Q4" else int(first)
        day = date(year, month, calendar.monthrange(year, month)[1])
        figures[day, area.strip()][question] = int(answer)
    book.close()
    whole = {
        key: (held["All6PHC"], held["SMIRegister"])
        for key, held in figures.items()
        if "All6PHC" in held and held.get("SMIRegister")
    }
    for area in england.areas:
        sub_icb = home_of(england.folder, area)
        name = place_name(sub_icb["SUB_ICB_LOCATION_NAME"])
        expected = {
            (name, day): counts
            for (day, code), counts in whole.items()
            if code == sub_icb["SUB_ICB_LOCATION_CODE"]
        }
        for day in {day for day, _ in whole}:
            parts = [counts for (when, _), counts in whole.items() if when == day]
            expected["England", day] = tuple(map(sum, zip(*parts, strict=True)))
        report = england.ask(england_checks, area)
        shown = {(row[0], row[1]): row[2:] for row in report.table.rows}
        assert {key: row[3:] for key, row in shown.items()} == expected
        for key, (done, register) in expected.items():
            assert shown[key][:3] == pytest.approx(wilson(done, register))


def test_admissions_are_those_of_the_icb_before_the_mergers(england: England) -> None:
    book = openpyxl.load_workbook(england.folder / "geo/ICB_JUL_2022_EN_NC.xlsx")
    codes = {row[0]: row[1] for row in book.worksheets[0].iter_rows(values_only=True)}
    book.close()
    months: dict[date, dict[str, tuple[str, ...]]] = defaultdict(dict)
    path = england.folder / "ae-admissions/england_icb_accidents_emergency.csv"
    for row in lines(path.read_bytes()):
        day = datetime.strptime(row["date"], "%B %Y").date()
        months[day][codes[row["icb22_code"]]] = tuple(row.values())[1:5]
    seen: list[dict] = []
    published = {}
    for day in sorted(months):
        if months[day] not in seen:  # a month that repeats an earlier one is a mistake
            published[day] = months[day]
        seen.append(months[day])
    old = old_icbs(england.folder)
    for area in england.areas:
        report = england.ask(england_admissions, area)
        rows = {row[0]: row[1:3] for row in report.table.rows}
        assert f"ICB {old[area]} " in report.caption.subtitle
        held = {
            day: figures for day, figures in published.items() if old[area] in figures
        }
        assert {day for day, row in rows.items() if row[0] is not Mark.NO_DATA} == set(
            held
        )
        for day, figures in held.items():
            count = int(float(figures[old[area]][2].replace(",", "")))
            days = calendar.monthrange(day.year, day.month)[1]
            assert rows[day] == (count, pytest.approx(count / days))
        settled = len(held) >= 24
        assert (report.trend.verdict.month is not None) == settled
        assert ("not judged" in report.caption.headline) == (not settled)


def old_icbs(folder: Path) -> dict[str, str]:
    """Return each PCN's ICB on the last map before the mergers of April 2026."""
    table = pq.read_table(folder / "practice-map/gp_prac_pat_map.parquet").to_pylist()
    for row in table:
        row["day"] = datetime.strptime(row["extract_date"], "%d%b%Y").date()
    last = max(row["day"] for row in table if row["day"] < date(2026, 4, 1))
    icbs = defaultdict(list)
    for row in table:
        if row["day"] == last:
            icbs[row["pcn_code"]].append(row["icb_code"])
    return {pcn: most(found) for pcn, found in icbs.items()}
