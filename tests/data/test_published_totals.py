"""The real published files, counted again with nothing but zipfile, gzip and csv."""

import csv
import gzip
import io
import json
import zipfile
from collections import defaultdict
from datetime import date

import openpyxl
import pytest
import shapely
from fixtures.england_files import (
    FOLDER,
    KNOWN,
    PANEL,
    STAFF,
    checks_paid,
    link_known,
    without_rises,
)
from shapely import MultiPolygon, Polygon

from data_access.ingest.published.read_published import join_report, read_published
from data_access.ingest.published.sources.files import (
    READ,
    REFUSED,
    SKIPPED,
    UNKNOWN,
    read_feed,
)
from data_access.ingest.published.sources.reading import SOURCE_ROWS

pytestmark = pytest.mark.skipif(
    not FOLDER.is_dir(),
    reason="no published files: set CARE_IMPACT_OPEN_DATA to their folder",
)


@pytest.fixture(scope="module")
def known(tmp_path_factory):
    return link_known(tmp_path_factory.mktemp("known"))


@pytest.fixture(scope="module")
def data(known):
    return read_published(known)


@pytest.fixture(scope="module")
def report(data):
    return {row.source_id: row for row in join_report(data)}


def recount(name, member=None):
    """Return the rows of a published CSV file, read by the standard library alone."""
    path = FOLDER / name
    if member is not None:
        with zipfile.ZipFile(path) as archive:
            (inside,) = [i for i in archive.namelist() if i.endswith(member)]
            content = archive.read(inside)
    else:
        content = path.read_bytes()
    if name.endswith(".gz"):
        content = gzip.decompress(content)
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def summed(data, table, value, by=(), **only):
    """Return sums of a column by some others, adding one row at a time."""
    sums = defaultdict(float)
    for row in data.tables[table].to_pylist():
        if all(row[key] == wanted for key, wanted in only.items()):
            sums[tuple(row[key] for key in by)] += row[value] or 0
    return dict(sums)


def test_every_file_is_read_or_named_with_its_reason(data, known):
    assert {file.path for file in data.files} == {known / name for name in KNOWN}
    assert len(data.with_status(READ)) == 14
    assert not data.with_status(REFUSED)
    # Published, and read by no question: talking therapies, IIF and A&E by provider.
    assert {file.path.parent.name for file in data.with_status(UNKNOWN)} == {
        "ae-admissions",
        "iif",
        "referrals",
    }
    aside = {file.name for file in data.with_status(SKIPPED)}
    assert {"nsw_mixtape.dta", "README.md"} <= aside


def test_every_row_is_accounted_for(data, report):
    kept = defaultdict(int)
    for origin in data.origins.values():
        for source_id, rows in origin.groupby("source_id")[SOURCE_ROWS].sum().items():
            kept[source_id] += rows
    for row in report.values():
        assert row.rows_read == kept[row.source_id] + row.rows_rejected
        assert kept[row.source_id] == row.rows_joined + row.rows_not_joined
    read = {source_id: row.rows_read for source_id, row in report.items()}
    assert read == {
        "practice_map": 31_108 + 6_139,
        "epcn": 1_366 + 7_705,
        "icb_codes": 42,
        "boundaries": 42,
        "list_size": 326_241,
        "imd": 6_143,
        "qof": 129_948,
        "workforce_individual": 39_940,
        "workforce_panel": 50_448,
        "ae_icb": 1_680,
        "ld_checks": 11_044,
        "ld_payments": 42_058,
        "smi_checks": 23_728,
    }


def test_care_coordinators_in_england_at_each_date_are_the_sum_of_the_file(data):
    expected = defaultdict(float)
    for row in recount(PANEL):
        if row["role"] == "care_coordinator":
            expected[date.fromisoformat(row["period"])] += float(row["fte"])
    ours = summed(data, "workforce", "fte", ["as_at"], role="care_coordinator")
    assert len(expected) == 17
    assert {as_at for (as_at,) in ours} == set(expected)
    for (as_at,), fte in ours.items():
        # The panel rounds each PCN to four places; June 2026 is from the file itself.
        rounding = 0.00005 * 1300 if as_at == date(2026, 6, 30) else 1e-6
        assert fte == pytest.approx(expected[as_at], abs=rounding)


def test_care_coordinators_in_june_2026_are_the_sum_of_the_individual_file(data):
    staff = [
        row
        for row in recount(STAFF, "Individual Level.csv")
        if row["DETAILED_STAFF_ROLE"] == "Care Coordinator"
    ]
    people = {(row["PCN_CODE"], row["UNIQUE_IDENTIFIER"]) for row in staff}
    only = {"as_at": date(2026, 6, 30), "role": "care_coordinator"}
    (fte,) = summed(data, "workforce", "fte", **only).values()
    (headcount,) = summed(data, "workforce", "headcount", **only).values()
    assert fte == pytest.approx(sum(float(row["FTE"]) for row in staff))
    assert headcount == len([person for _, person in people if person]) == 5_755


def test_only_pcns_with_a_return_have_figures(data):
    # The bulletins list PCNs that made no return, without an area and without staff.
    expected = defaultdict(set)
    for row in recount(PANEL):
        if row["icb_code"] or float(row["fte"]) or float(row["headcount"] or 0):
            expected[date.fromisoformat(row["period"])].add(row["pcn_code"])
    ours = defaultdict(set)
    for row in data.tables["workforce_return"].to_pylist():
        ours[row["as_at"]].add(row["pcn_code"])
    assert ours == expected
    for as_at, pcns in (
        (date(2020, 3, 31), 188),
        (date(2022, 9, 30), 1_105),
        (date(2025, 11, 30), 1_273),
        (date(2026, 6, 30), 1_271),
    ):
        assert len(ours[as_at]) == pcns


def test_admissions_by_icb_are_the_file_s_but_for_the_two_repeated_months(data):
    expected = defaultdict(int)
    attendances = defaultdict(int)
    for row in recount("ae-admissions/england_icb_accidents_emergency.csv"):
        expected[row["date"]] += int(row["total_emergency_admissions"])
        attendances[row["date"]] += int(row["total_attendances"])
    repeated = {"February 2025", "March 2025"}
    for month in repeated:
        before = month.replace("2025", "2024")
        assert expected[month] == expected[before]
        assert attendances[month] == attendances[before]
    ours = summed(data, "admissions_icb", "emergency_admissions", ["month"])
    assert {f"{month:%B %Y}": total for (month,), total in ours.items()} == {
        month: total for month, total in expected.items() if month not in repeated
    }
    assert ours[(date(2023, 10, 1),)] == 547_586
    assert ours[(date(2024, 9, 1),)] == 530_824
    rows = data.tables["admissions_icb"].to_pylist()
    assert len(rows) == 42 * 38
    assert len({row["icb_ods_code"] for row in rows}) == 42


def test_list_sizes_add_to_england_at_every_level(data):
    everyone = summed(
        data, "list_size", "patients", ["org_type"], sex="all", age_band_5="all"
    )
    levels = ("region", "icb", "sub_icb", "pcn", "practice")
    assert everyone == {(level,): 63_436_508 for level in levels}
    cells = [
        row
        for row in data.tables["list_size"].to_pylist()
        if row["org_type"] == "practice"
        and "all" not in (row["sex"], row["age_band_5"])
    ]
    assert sum(row["patients"] for row in cells) == 63_436_508


def test_qof_registers_are_those_published(data):
    ours = summed(data, "qof_register", "register", ["group_code"], year="2024-25")
    # 374,763 were published; one practice has 120 of them on a list of 119.
    assert ours[("LD",)] == 374_763 - 120
    assert ours[("DEM",)] == 498_887
    assert ours[("MH",)] == 648_282
    expected = defaultdict(float)
    for row in recount("qof/PREVALENCE_2425.csv.gz"):
        if float(row["REGISTER"]) <= float(row["PRACTICE_LIST_SIZE"]):
            expected[(row["GROUP_CODE"],)] += float(row["REGISTER"])
    assert ours == expected


def test_ld_checks_are_the_file_s(data):
    expected = defaultdict(lambda: [0, 0])
    for row in recount("ld-health-check/derived_ld_health_checks_sicbl.csv.gz"):
        expected[row["year"]][0] += int(row["ld_register_14plus"])
        expected[row["year"]][1] += int(row["health_checks"])
    register = summed(data, "ld_checks", "register", ["year"])
    checks = summed(data, "ld_checks", "checks", ["year"])
    ours = {year: [register[(year,)], checks[(year,)]] for (year,) in register}
    assert ours == expected
    assert ours["2021-22"] == [157_553, 113_143]


def test_ld_payments_are_the_file_s(data):
    expected = defaultdict(float)
    for by_year in checks_paid().values():
        for end, checks in by_year.items():
            expected[(f"{end.year - 1}-{end.year % 100}",)] += checks
    assert summed(data, "ld_payments", "ld_health_checks_est", ["year"]) == expected


def test_smi_checks_give_the_uptake_published(data):
    (path,) = (FOLDER / "smi-health-check").glob("*.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(path.read_bytes())).worksheets[0]
    ends = {"Q1": (6, 30), "Q2": (9, 30), "Q3": (12, 31), "Q4": (3, 31)}
    held = defaultdict(dict)
    for period, area, question, answer in list(sheet.values)[2:]:
        _, quarter, first, last = period.split("-")
        end = date(int(last if quarter == "Q4" else first), *ends[quarter])
        if answer is not None:
            held[area, question][end] = answer
    expected = defaultdict(int)
    for (_, question), series in held.items():
        for end, answer in without_rises(series, 10).items():
            expected[end, question] += answer
    assert sum(len(s) - len(without_rises(s, 10)) for s in held.values()) == 5
    ours = summed(data, "smi_checks", "value", ["quarter_end", "measure"])
    assert len(ours) == len(expected) == 22 * 8
    assert sum(ours.values()) == sum(expected.values())
    for end, share in ((date(2023, 3, 31), 0.585), (date(2024, 3, 31), 0.685)):
        assert ours[(end, "all_six")] == expected[end, "All6PHC"]
        uptake = ours[(end, "all_six")] / ours[(end, "register")]
        assert uptake == pytest.approx(share, abs=0.0005)


def test_every_outline_is_valid_and_none_overlaps_another():
    ((_, reading),) = read_feed(FOLDER / "geo" / "ICB2023.geojson")
    outlines = [json.loads(text) for text in reading.tables["boundary"]["outline"]]
    areas = [MultiPolygon([Polygon(ring) for ring in rings]) for rings in outlines]
    assert len(areas) == 42
    assert shapely.is_valid(areas).all()
    assert shapely.coverage_is_valid(areas)


def test_what_does_not_join_is_what_is_known_not_to(report):
    assert {source_id: row.rows_not_joined for source_id, row in report.items()} == {
        "practice_map": 0,
        "epcn": 20,
        "icb_codes": 0,
        "boundaries": 0,
        "list_size": 43,  # patients in no PCN
        "imd": 0,
        "qof": 0,
        "workforce_individual": 0,
        "workforce_panel": 24,  # four PCNs that closed with their CCGs in 2020
        "ae_icb": 0,
        "ld_checks": 110,  # unallocated
        "ld_payments": 1_659,  # practices closed since 2017
        "smi_checks": 6_688,  # CCGs merged by 2021
    }
    outcomes = ("ae_icb", "smi_checks", "qof")
    for source_id in outcomes:
        assert all(held.startswith("2025-") for held in report[source_id].maps)
    for source_id in ("list_size", "workforce_individual"):
        assert set(report[source_id].maps) == {"2026-07-01"}
