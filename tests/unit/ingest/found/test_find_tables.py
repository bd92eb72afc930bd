"""Any table, written in any of the ways that exports are, is found as it was."""

from __future__ import annotations

import csv
import io
import zipfile
from html import escape
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data_access.ingest.extract.text_table import UnreadableFileError
from data_access.ingest.found.find_tables import find_tables
from data_access.ingest.found.found_table import Found, FoundTable, NoTable
from data_access.ingest.recognised.synonyms import known_names

HEADER = ("NHS Number", "Full Name", "Date of Birth", "Gender", "Date of Registration")
PREAMBLES = (
    (),
    ("Riverside Surgery",),
    ("Riverside Surgery", "Organisation: Riverside (Y99001)", "", "Patient Count: 4"),
    ("", "Report: all", "Last Run: 02-Nov-2026 08:14", "", ""),
    tuple(f"Rule {number}: registered" for number in range(12)),
)
FEET = ((), ("",), ("", "Total Count: 4"), ("4 rows",), ("TOTAL",), ("Grand total", ""))
LETTERS = st.text("abcdefgh éèñ'-", min_size=1, max_size=8).filter(str.strip)
DAY = st.dates().map(lambda day: f"{day:%d/%m/}{day.year:04}")
ROW = st.tuples(
    st.integers(10**9, 10**10 - 1).map(str),
    st.builds("{0}, {1}".format, LETTERS, LETTERS),
    DAY,
    st.sampled_from(["Male", "Female"]),
    DAY,
)
ROWS = st.lists(ROW, min_size=1, max_size=9)
SPACES = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def only(path: Path) -> FoundTable:
    (found,) = find_tables(path, known_names())
    assert isinstance(found, FoundTable)
    return found


def cells(found: FoundTable) -> list[tuple[str, ...]]:
    columns = [column.to_pylist() for column in found.text.cells.columns]
    return [tuple(text.strip() for text in row) for row in zip(*columns, strict=True)]


def stripped(rows: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    return [tuple(text.strip() for text in row) for row in rows]


@SPACES
@given(
    rows=ROWS,
    above=st.sampled_from(PREAMBLES),
    below=st.sampled_from(FEET),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"]),
    separator=st.sampled_from([",", ";", "\t", "|"]),
    padded=st.booleans(),
    quoted=st.booleans(),
)
def test_text_in_any_dress(
    tmp_path: Path,
    rows: list[tuple[str, ...]],
    above: tuple[str, ...],
    below: tuple[str, ...],
    encoding: str,
    separator: str,
    padded: bool,
    quoted: bool,
) -> None:
    stream = io.StringIO()
    writer = csv.writer(
        stream,
        delimiter=separator,
        quoting=csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL,
    )
    blank = [""] * (len(HEADER) - 1) if padded else []
    for line in above:
        writer.writerow([line, *blank])
    writer.writerow(HEADER)
    writer.writerows(rows)
    for line in below:
        writer.writerow([line, *blank])
    path = tmp_path / "any name.txt"
    path.write_bytes(stream.getvalue().encode(encoding))
    found = only(path)
    assert found.text.header == HEADER
    assert cells(found) == stripped(rows)
    assert sum(found.left_out.values()) == len(below)
    assert found.header_line == len(above) + 1
    assert list(found.above) == [line for line in above if line]
    # Each row says on which line it stands, for whoever corrects it.
    first = found.header_line + 1
    assert found.text.line.to_pylist() == list(range(first, first + len(rows)))


@settings(SPACES, max_examples=15)
@given(rows=ROWS, above=st.sampled_from(PREAMBLES), below=st.sampled_from(FEET))
def test_a_workbook_and_a_page_of_html(
    tmp_path: Path,
    rows: list[tuple[str, ...]],
    above: tuple[str, ...],
    below: tuple[str, ...],
) -> None:
    lines = [*((line,) for line in above), HEADER, *rows, *((line,) for line in below)]
    book = openpyxl.Workbook()
    for line in lines:
        book.active.append(list(line))
    book.create_sheet("READ ME").append(["Please do not delete rows."])
    book.create_sheet("Empty").sheet_state = "hidden"
    book.save(tmp_path / "book.xlsx")
    sheets = list(find_tables(tmp_path / "book.xlsx", known_names()))
    assert [type(sheet) for sheet in sheets] == [FoundTable, NoTable, NoTable]
    body = "".join(
        f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in line)}</tr>"
        for line in lines
    )
    page = tmp_path / "report.xls"  # as some systems name it
    page.write_text(f"<html><table>{body}</table></html>", encoding="utf-8")
    for found in (sheets[0], only(page)):
        assert found.text.header == HEADER
        spaced = [tuple(" ".join(text.split()) for text in row) for row in cells(found)]
        assert spaced == [tuple(" ".join(text.split()) for text in row) for row in rows]
        assert found.header_line == len(above) + 1


def test_a_zip_gives_the_tables_of_its_files(tmp_path: Path) -> None:
    path = tmp_path / "all.zip"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("a/one.csv", "NHS Number,Sex\n9990000000,M\n")
        packed.writestr("a/two.csv", "Code,Practice\nY99001,Mill Lane\n")
        packed.writestr("notes.pdf", "%PDF-1.7")
        packed.writestr("__MACOSX/._one.csv", "junk")
        inner = io.BytesIO()
        with zipfile.ZipFile(inner, "w") as other:
            other.writestr("three.csv", "a,b\n1,2\n")
        packed.writestr("inner.zip", inner.getvalue())
    found = {one.sheet: one for one in find_tables(path, known_names())}
    assert set(found) == {"one.csv", "two.csv", "notes.pdf", "inner.zip"}
    assert isinstance(found["one.csv"], FoundTable)
    assert reason(found["notes.pdf"]).startswith("is a PDF")
    assert reason(found["inner.zip"]) == "is a zip in a zip: unpack it"


def test_parquet_and_a_page_of_utf_16_have_any_name(tmp_path: Path) -> None:
    table = pa.table({"NHS Number": ["9990000000"], "Sex": ["M"], "Age": [81]})
    pq.write_table(table, tmp_path / "MASTER v7.csv")
    page = "<?xml version='1.0'?>\n<!-- x -->\n<html><table><tr><td>NHS Number</td>"
    page += "<td>Sex</td><td>Age</td></tr><tr><td>9990000000</td><td>M</td><td>81</td>"
    (tmp_path / "report.xls").write_text(page, encoding="utf-16")
    for name in ("MASTER v7.csv", "report.xls"):
        found = only(tmp_path / name)
        assert found.text.header == ("NHS Number", "Sex", "Age")
        assert cells(found) == [("9990000000", "M", "81")]


def reason(found: Found) -> str:
    assert isinstance(found, NoTable)
    return found.reason


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("zeros.csv", "0" * 50_000_000)
    with pytest.raises(UnreadableFileError, match="unpacks to more than 9,"):
        list(find_tables(path, known_names()))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"PK\x03\x04 and no more", "is damaged"),
        (b"\xd0\xcf\x11\xe0 and no more", "is damaged"),
        (b"%PDF-1.7 ...", "is a PDF"),
        (b"\x1f\x8b\x08 ...", "gzip"),
        (b"<html><p>Session expired</p></html>", "without a table"),
        (b"dear all\nplease find attached\nkind regards\n", "no row that names"),
        ("NHS Number,Sex\n1,Ren\u00e9\n".encode() + b"2,Ren\xe9\n", "line 3"),
    ],
)
def test_what_is_no_table_is_one_sentence(
    tmp_path: Path, content: bytes, said: str
) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes(content)
    with pytest.raises(UnreadableFileError, match=said):
        list(find_tables(path, known_names()))


def test_two_header_rows_are_joined(tmp_path: Path) -> None:
    path = tmp_path / "report.csv"
    path.write_text(
        "Surgery,,,,\n"
        "Patient Details,,Clinical Codes,,\n"
        "NHS Number,Date of Birth,Date,Code Term,Date\n"
        "9990000000,01/02/1940,03/04/2026,Agreed,03/04/2026\n",
        encoding="utf-8",
    )
    assert only(path).text.header == (
        "Patient Details / NHS Number",
        "Patient Details / Date of Birth",
        "Clinical Codes / Date",
        "Clinical Codes / Code Term",
        "Clinical Codes / Date",
    )


def test_rows_that_hold_a_total_and_a_person_stay(tmp_path: Path) -> None:
    """Left out is only what cannot be a record: a surname may be Total."""
    path = tmp_path / "list.csv"
    path.write_text(
        "NHS Number,Full Name,Date of Birth,Gender,Practice\n"
        "9990000000,Total,01/02/1940,Male,Y99001\n",
        encoding="utf-8",
    )
    assert only(path).text.rows == 1


def test_notes_across_the_page_are_no_rows(tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text(
        "NHS Number,Date of Birth,Gender,Notes\n"
        "999 000 1065,02-Nov-1957,Male,\n"
        "Page 3 of 3\n"
        "NB: update by Friday\n"
        "999 000 1154,,,\n"
    )
    (one,) = find_tables(file, known_names())
    assert isinstance(one, FoundTable)
    assert one.text.rows == 2
    assert one.left_out == {"a note across the page": 2}
