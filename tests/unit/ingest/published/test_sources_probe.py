"""Telling layouts apart, and files that are broken in every way we can break them."""

import gzip
import io
import shutil
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data_access.errors import CareImpactError
from data_access.ingest.published.sources.catalogue import FEEDS
from data_access.ingest.published.sources.files import (
    READ,
    REFUSED,
    SKIPPED,
    UNKNOWN,
    read_feed,
)
from data_access.ingest.published.sources.probe import probe

FIXTURES = Path(__file__).parents[3] / "fixtures" / "published"
DATA_FILES = sorted(
    path
    for path in FIXTURES.rglob("*")
    if path.suffix in {".csv", ".gz", ".zip", ".xlsx", ".parquet", ".geojson"}
)
SMI = "smi-health-check/Physical-Health-Checks-SMI Raw Data.xlsx"
EPCN = "practice-map/ePCN.xlsx"


def outcome(path):
    (file, _), *more = read_feed(path)
    assert not more
    return file


@pytest.mark.parametrize("path", DATA_FILES, ids=lambda path: path.name)
def test_each_layout_is_known_as_one_source_only(path):
    known = [
        [source.id for source in FEEDS if source.recognise(found)]
        for found in probe(path)
    ]
    assert sum(map(len, known)) == 1


@pytest.mark.parametrize("path", DATA_FILES, ids=lambda path: path.name)
def test_a_layout_is_known_under_any_name(path, tmp_path):
    # The month or year in the name is part of what two of the layouts say.
    renamed = tmp_path / f"download (3) september-2025 2024-25{''.join(path.suffixes)}"
    shutil.copy(path, renamed)
    before = [(file.source_id, file.rows_read) for file, _ in read_feed(path)]
    after = [(file.source_id, file.rows_read) for file, _ in read_feed(renamed)]
    assert after == before


def test_every_source_has_a_fixture():
    read = {file.source_id for path in DATA_FILES for file, _ in read_feed(path)}
    assert {source.id for source in FEEDS} <= read


def test_repeated_headings_are_numbered_like_those_numbered_in_the_file(tmp_path):
    path = tmp_path / "attendances.csv"
    path.write_text("Code,Type 1,Type 1,Total\nRA1,13867,8329,22196\n")
    (found,) = probe(path)
    assert found.frame(("code", "total")).to_dict("records") == [
        {"code": "RA1", "type 1": "13867", "type 1.1": "8329", "total": "22196"}
    ]


def test_files_saved_by_excel_in_western_europe_are_read(tmp_path):
    path = tmp_path / "imd.csv"
    text = "PRACTICE_CODE,PRACTICE_NAME,IMD_YEAR,IMD_SCORE\nA90001,Café,2025,33.5\n"
    path.write_bytes(text.encode("cp1252"))
    assert probe(path)[0].frame(("practice_name",))["practice_name"].item() == "Café"


def test_a_title_above_the_header_of_a_csv_file_is_passed_over(tmp_path):
    path = tmp_path / "imd.csv"
    text = 'Deprivation,,\n\nPRACTICE_CODE,IMD_YEAR,"IMD\nSCORE"\nA90001,2025,33.5\n'
    path.write_text(text)
    frame = probe(path)[0].frame(("practice_code", "imd score"))
    assert frame.to_dict("records") == [
        {"practice_code": "A90001", "imd_year": "2025", "imd score": "33.5"}
    ]


def test_an_unknown_layout_says_which_known_one_is_nearest(tmp_path):
    path = tmp_path / "registers.csv"
    path.write_text("PRACTICE_CODE,GROUP_CODE,REGISTER,PRACTICE_LIST_SIZE\nA1,LD,1,2\n")
    file = outcome(path)
    assert file.status == UNKNOWN
    assert file.reason == (
        'closest to "QOF registers by practice", '
        "but the columns patient_list_type are missing"
    )


@pytest.mark.parametrize(
    "header",
    [
        "ORGANISATION_TYPE,ORGANISATION_CODE,ACH_DATE,IND_CODE,MEASURE,VALUE",
        "sicbl22_code,date,name,value",
        "Code,Region,Name,Total attendances,Total Emergency Admissions",
        "Code,Name,ICB Code,ICB Name,Region Name",
    ],
)
def test_a_published_file_that_no_question_reads_is_not_recognised(tmp_path, header):
    (tmp_path / "file.csv").write_text(f"{header}\n{'1,' * header.count(',')}1\n")
    file = outcome(tmp_path / "file.csv")
    assert file.status == UNKNOWN
    assert file.reason == "its columns match no known published layout"


@pytest.mark.parametrize(
    ("name", "content", "status", "words"),
    [
        ("empty.csv", b"", UNKNOWN, "empty"),
        ("lines.csv", b"\n\n\n", UNKNOWN, "empty"),
        ("other.csv", b"a,b\n1,2\n", UNKNOWN, "no known published layout"),
        ("notes.xyz", b"?", UNKNOWN, "not a supported kind of file"),
        ("notes.md", b"# Notes", SKIPPED, "a document"),
        (".DS_Store", b"\0", SKIPPED, "hidden"),
        ("map.geojson", b"{}", UNKNOWN, "empty"),
        ("map.geojson", b"[1, 2]", UNKNOWN, "empty"),
        ("map.geojson", b'{"features": [{"properties"', REFUSED, "GeoJSON"),
        ("bench.dta", b"", SKIPPED, "not a published feed"),
        ("zip.zip", b"PK", REFUSED, "download it again"),
        ("book.xlsx", b"PK", REFUSED, "download it again"),
        ("map.parquet", b"PAR1", REFUSED, "download it again"),
        ("rows.csv.gz", b"\x1f\x8b", REFUSED, "download it again"),
        ("rows.csv.gz", b"code,name", REFUSED, "download it again"),
        (
            "imd.csv",
            b"PRACTICE_CODE,IMD_YEAR,IMD_SCORE\n",
            REFUSED,
            "a header but no rows",
        ),
        (
            "imd.csv",
            b"PRACTICE_CODE,IMD_YEAR,IMD_SCORE\nA90001,2025,high\n",
            REFUSED,
            "imd score is not a number",
        ),
        (
            "imd.csv",
            b"PRACTICE_CODE,IMD_YEAR,IMD_SCORE\nA90001,2025,1\nA90001,2025,1,,,\n",
            REFUSED,
            "not a well-formed CSV file",
        ),
    ],
)
def test_a_file_that_cannot_be_used_is_told_in_one_sentence(
    tmp_path, name, content, status, words
):
    (tmp_path / name).write_bytes(content)
    file = outcome(tmp_path / name)
    assert file.status == status
    assert words in file.reason
    assert "\n" not in file.reason


def test_a_wrong_year_is_refused_with_the_remedy(tmp_path):
    shutil.copy(FIXTURES / "qof/PREVALENCE_2425.csv.gz", tmp_path / "QOF.csv.gz")
    file = outcome(tmp_path / "QOF.csv.gz")
    assert (file.status, file.source_id) == (REFUSED, "qof")
    assert file.reason.endswith("rename it like PREVALENCE_2425.csv.")


def test_a_workbook_without_one_of_its_sheets_is_refused(tmp_path):
    book = openpyxl.load_workbook(FIXTURES / EPCN)
    book.remove(book["PCNDetails"])
    book.save(tmp_path / "ePCN.xlsx")
    file = outcome(tmp_path / "ePCN.xlsx")
    assert file.status == REFUSED
    assert "current sub icb loc code" in file.reason


def test_a_workbook_of_other_sheets_is_not_recognised(tmp_path):
    book = openpyxl.load_workbook(FIXTURES / SMI)
    for row in book.worksheets[0].iter_rows(max_row=2):
        for cell in row:
            cell.value = "?"
    book.save(tmp_path / "smi.xlsx")
    assert outcome(tmp_path / "smi.xlsx").status == UNKNOWN


def test_a_password_is_named(tmp_path):
    path = tmp_path / "map.zip"
    shutil.copy(FIXTURES / "practice-map/gp-reg-pat-prac-map.zip", path)
    content = bytearray(path.read_bytes())
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + flags] |= 1  # the flag for "encrypted"
    path.write_bytes(content)
    file = outcome(path)
    assert file.status == REFUSED
    assert "password" in file.reason


def test_what_comes_with_the_data_in_a_zip_file_is_kept_aside(tmp_path):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a/notes.csv", "a,b\n1,2\n")
        archive.writestr("a/imd.csv", "PRACTICE_CODE,IMD_YEAR,IMD_SCORE\nA9,2025,1\n")
    (tmp_path / "imd.zip").write_bytes(out.getvalue())
    statuses = [file.status for file, _ in read_feed(tmp_path / "imd.zip")]
    assert statuses == [SKIPPED, READ]


def test_a_sheet_that_is_not_there_is_an_error_with_the_columns():
    (found,) = probe(FIXTURES / SMI)
    with pytest.raises(CareImpactError, match="does not have the columns a, b"):
        found.frame(("a", "b"))


PACKED = [path for path in DATA_FILES if path.suffix != ".csv"]


def test_a_zip_file_cut_just_after_a_workbook_inside_it_is_refused(tmp_path):
    content = (FIXTURES / "pcn-workforce/PCNWFIndividualCSV.062026.zip").read_bytes()
    inner = content.index(b"PK\x05\x06")  # the end of the first workbook within
    (tmp_path / "staff.zip").write_bytes(content[: inner + 22])
    assert outcome(tmp_path / "staff.zip").status == REFUSED


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(path=st.sampled_from(PACKED), data=st.data())
def test_a_download_cut_short_is_refused_and_never_read_in_part(tmp_path, path, data):
    content = path.read_bytes()
    cut = data.draw(st.integers(1, len(content) - 1))
    broken = tmp_path / path.name
    broken.write_bytes(content[:cut])
    for file, reading in read_feed(broken):
        assert reading is None
        assert file.status == REFUSED


@settings(
    max_examples=120,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(path=st.sampled_from(DATA_FILES), data=st.data())
def test_a_damaged_byte_is_never_a_traceback(tmp_path, path, data):
    content = bytearray(path.read_bytes())
    where = data.draw(st.integers(0, len(content) - 1))
    content[where] ^= data.draw(st.integers(1, 255))
    broken = tmp_path / path.name
    broken.write_bytes(content)
    for file, reading in read_feed(broken):
        assert (reading is None) == (file.status != READ)
        assert file.rows_read >= file.rows_rejected >= 0


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    suffix=st.sampled_from(
        [".csv", ".csv.gz", ".xlsx", ".parquet", ".geojson", ".zip"]
    ),
    content=st.binary(max_size=400),
    zipped=st.booleans(),
)
def test_any_bytes_at_all_are_never_a_traceback(tmp_path, suffix, content, zipped):
    path = tmp_path / f"file{suffix}"
    path.write_bytes(gzip.compress(content) if zipped else content)
    assert all(file.status in (REFUSED, UNKNOWN) for file, _ in read_feed(path))
