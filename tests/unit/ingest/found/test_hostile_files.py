"""Files that are made to hurt end in a sentence, within a bound of memory and time."""

from __future__ import annotations

import io
import json
import os
import random
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import openpyxl
import pytest
from fixtures import hostile_files, read_hostile
from fixtures.hostile_files import FILES, cell, compound, long_line, workbook

from data_access.errors import CareImpactError
from data_access.ingest.extract.rejected_rows import neutralised
from data_access.ingest.extract.text_table import Limits, UnreadableFileError
from data_access.ingest.found.find_tables import find_tables
from data_access.ingest.found.found_table import FoundTable
from data_access.ingest.recognised.synonyms import known_names

# Reading as such takes 90: what is below is what a file of some kilobytes may add.
MOST_MEGABYTES = 400
LIST = (("NHS Number", "Sex", "Age"), ("9990000018", "M", "81"))


def tables(path: Path, limits: Limits | None = None) -> list[FoundTable]:
    found = list(find_tables(path, known_names(), limits))
    return [one for one in found if isinstance(one, FoundTable)]


def rows(found: FoundTable) -> list[tuple[str, ...]]:
    columns = [column.to_pylist() for column in found.text.cells.columns]
    return list(zip(*columns, strict=True))


@pytest.mark.skipif(os.name != "posix", reason="a process is measured by wait4")
def test_each_ends_in_a_sentence_within_its_memory(tmp_path: Path) -> None:
    for name, (make, _) in FILES.items():
        (tmp_path / name).write_bytes(make())
    long_line(tmp_path / "long line.csv")
    process = subprocess.run(
        [sys.executable, read_hostile.__file__, str(tmp_path)],
        capture_output=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        check=True,
    )
    read = {one["file"]: one for one in map(json.loads, process.stdout.splitlines())}
    expected = {name: said for name, (_, said) in FILES.items()}
    expected["long line.csv"] = "has a line of more than 4,194,304 characters"
    assert read.keys() == expected.keys()
    for name, said in expected.items():
        assert read[name]["ended"] == 0, read[name]
        assert said in read[name]["said"], read[name]
        assert read[name]["megabytes"] < MOST_MEGABYTES, read[name]


def test_an_old_workbook_is_read(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(compound(("Workbook", hostile_files.old_workbook(*LIST))))
    (found,) = tables(path)
    assert (found.text.header, *rows(found)) == LIST


def test_a_workbook_that_unpacks_too_large_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    path.write_bytes(workbook(texts=["<sst>", "<si><t/></si>" * 100_000]))
    with pytest.raises(UnreadableFileError, match="to more than 1,000,000 bytes"):
        tables(path, Limits(workbook_bytes=1_000_000))


def test_cells_that_are_only_formatted_do_not_make_a_sheet_large(
    tmp_path: Path,
) -> None:
    path = tmp_path / "list.xlsx"
    path.write_bytes(workbook(['<row r="9999"><c r="XFD9999" s="3"/></row>']))
    (found,) = tables(path, Limits(cells=100))
    assert found.text.rows == 1
    path.write_bytes(workbook([f'<row r="9999">{cell("ZZ9999", "x")}</row>']))
    with pytest.raises(UnreadableFileError, match="row 9,999 and column 702"):
        tables(path, Limits(cells=100))


def test_a_formula_is_its_value_and_one_without_is_told(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    path.write_bytes(
        workbook(
            [
                f'<row r="3">{cell("A3", "9990000026")}{cell("B3", "F")}',
                '<c r="C3"><f>C2+1</f><v>82</v></c></row>',
                f'<row r="4">{cell("A4", "9990000034")}{cell("B4", "F")}',
                '<c r="C4"><f>C2+2</f><v/></c><c r="D4"><f>1</f></c></row>',
            ]
        )
    )
    (found,) = tables(path)
    assert [row[2] for row in rows(found)] == ["81", "82", ""]
    (notice,) = found.text.notices
    assert notice.startswith("2 formulas of the workbook have no value")


def test_a_text_that_a_spreadsheet_would_run_stays_a_text(tmp_path: Path) -> None:
    texts = ("=cmd|' /C calc'!A0", "+1+1", "@SUM(A1)", "-2+3")
    book = openpyxl.Workbook()
    book.active.append(["NHS Number", "Sex", "Note"])
    for text in texts:
        book.active.append(["9990000018", "M", text])
        book.active.cell(book.active.max_row, 3).data_type = "s"
    stream = io.BytesIO()
    book.save(stream)
    (tmp_path / "list.xlsx").write_bytes(stream.getvalue())
    lines = "".join(f'9990000018,M,"{text}"\n' for text in texts)
    (tmp_path / "list.csv").write_text(f"NHS Number,Sex,Note\n{lines}", "utf-8")
    for name in ("list.xlsx", "list.csv"):
        (found,) = tables(tmp_path / name)
        read = [row[2] for row in rows(found)]
        assert tuple(read) == texts
        assert neutralised(read) == [f"'{text}" for text in texts]


def test_merged_cells_and_hidden_sheets(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (("Riverside Surgery",), *LIST, ("", "F", "80")):
        sheet.append(list(row))
    sheet.merge_cells("A1:C1")
    sheet.merge_cells("A3:A4")
    hidden = book.create_sheet("Last month")
    hidden.sheet_state = "veryHidden"
    for row in LIST:
        hidden.append(list(row))
    book.save(tmp_path / "list.xlsx")
    shown, other = tables(tmp_path / "list.xlsx")
    assert rows(shown) == [LIST[1], ("", "F", "80")]
    assert (shown.hidden, shown.above) == (False, ("Riverside Surgery",))
    assert (other.hidden, other.sheet) == (True, "Last month")


@pytest.mark.parametrize("kind", ["xlsx", "xls", "parquet"])
def test_a_spoilt_file_is_a_table_or_a_sentence(tmp_path: Path, kind: str) -> None:
    make = {
        "xlsx": lambda: workbook(),
        "xls": lambda: compound(("Workbook", hostile_files.old_workbook(*LIST))),
        "parquet": lambda: hostile_files.one_value(20),
    }
    whole = make[kind]()
    for seed in range(60):
        chance = random.Random(seed)
        spoilt = bytearray(whole)
        for _ in range(chance.randint(1, 8)):
            spoilt[chance.randrange(len(spoilt))] = chance.randrange(256)
        cut = chance.choice((len(spoilt), chance.randrange(len(spoilt))))
        path = tmp_path / "file"
        path.write_bytes(spoilt[:cut])
        # Any other error is a fault of ours.
        with suppress(CareImpactError):
            tables(path)
