"""CSV is read row by row with its lines, however it is written or broken."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_access.ingest.extract.read import read_file
from data_access.ingest.extract.text_table import (
    Dialect,
    Limits,
    TextTable,
    UnreadableFileError,
)

KNOWN = frozenset({"a", "b", "c"})


def read(folder: Path, content: bytes | str, **options: object) -> TextTable:
    path = folder / "t.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_file(path, column_names=KNOWN, **options)  # type: ignore[arg-type]


def rows(table: TextTable) -> list[tuple[int, str | None, tuple[str, ...]]]:
    cells = [column.to_pylist() for column in table.cells.columns]
    return list(
        zip(
            table.line.to_pylist(),
            table.fault.to_pylist(),
            zip(*cells, strict=True),
            strict=True,
        )
    )


def test_rows_keep_the_line_they_start_on(tmp_path: Path) -> None:
    table = read(tmp_path, 'a,b\n1,2\n"3\n3",4\n\n5,"6"\n')
    assert rows(table) == [
        (2, None, ("1", "2")),
        (3, None, ("3\n3", "4")),
        (5, None, ("", "")),
        (6, None, ("5", "6")),
    ]


def test_a_quote_that_is_never_closed_costs_its_own_row_only(tmp_path: Path) -> None:
    table = read(tmp_path, 'a,b\n1,2\n3,"four\n5,6\n"7",8\n9,10\n')
    assert rows(table) == [
        (2, None, ("1", "2")),
        (3, "broken_row", ("3", '"four')),
        (4, None, ("5", "6")),
        (5, None, ("7", "8")),
        (6, None, ("9", "10")),
    ]


def test_a_stray_quote_cannot_swallow_rows_up_to_the_next_quote(tmp_path: Path) -> None:
    table = read(tmp_path, 'a,b\n1,"two\n3,4\n5,"six"\n')
    assert [(line, fault) for line, fault, _ in rows(table)] == [
        (2, "broken_row"),
        (3, None),
        (4, None),
    ]


def test_rows_of_another_width_keep_all_they_hold(tmp_path: Path) -> None:
    table = read(tmp_path, "a,b\n1\n1,2,3,4\n1,2,,\n")
    assert rows(table) == [
        (2, "too_few_cells", ("1", "")),
        (3, "too_many_cells", ("1", "2")),
        (4, None, ("1", "2")),  # spreadsheets add empty cells on the right
    ]
    assert table.overflow.to_pylist() == [None, "3,4", None]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_the_one_that_finds_the_columns(
    tmp_path: Path, separator: str
) -> None:
    text = f"a{separator}b\n1{separator}x,y;z\n".replace(
        ",", "." if separator == "," else ","
    )
    if separator == ",":
        text = 'a,b\n1,"x,y;z"\n'
    assert rows(read(tmp_path, text))[0][2][0] == "1"


@pytest.mark.parametrize(
    ("encoding", "notice"),
    [
        ("utf-8", False),
        ("utf-8-sig", False),
        ("utf-16", False),
        ("cp1252", True),
    ],
)
def test_encodings_found_in_exports(
    tmp_path: Path, encoding: str, notice: bool
) -> None:
    table = read(tmp_path, "a,b\nSt Oswald’s,é\n".encode(encoding))
    assert table.header == ("a", "b")
    assert rows(table) == [(2, None, ("St Oswald’s", "é"))]
    assert bool(table.notices) == notice


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty"),
        (b" \n \n", "is empty"),
        (b"PK\x03\x04rest", "an Excel workbook or a zip"),
        (b"%PDF-1.7", "a PDF"),
        (b"\x1f\x8b\x08", "compressed"),
        (b"PAR1....", "is Parquet"),
        (b"\x00\x00\x00\x01\x00\x00" * 9, "is not text"),
        (b"a,b\n\x81\xff,2\n", "not text in UTF-8 or Windows-1252"),
        (b'a,"b\n1,2\n', "quote in its header that is never closed"),
        (b",,\n1,2,3\n", "no header"),
        (b"a,b\n" + b"x" * 5000, "more than 4,000 characters"),
        (b"a" + b",x" * 300, "more than 200 columns"),
        (b'a,b\n' + b'1,"2\n' * 30, "more than 20 lines that cannot be split"),
    ],
)  # fmt: skip
def test_files_that_are_no_tables_are_refused_in_a_sentence(
    tmp_path: Path, content: bytes, sentence: str
) -> None:
    limits = Limits(line_characters=4_000, columns=200, faults=20)
    with pytest.raises(UnreadableFileError, match=sentence) as error:
        read(tmp_path, content, limits=limits)
    assert "\n" not in str(error.value)


def test_a_file_over_the_limit_or_missing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match="larger than 3 bytes"):
        read(tmp_path, "a,b\n", limits=Limits(file_bytes=3))
    with pytest.raises(UnreadableFileError, match="cannot be opened"):
        read_file(tmp_path / "absent.csv")


def test_title_lines_are_skipped_and_lines_still_count_from_the_top(
    tmp_path: Path,
) -> None:
    text = 'Report,"x"\nRun on 1 May\na,b\n1,2\n'
    for content in (text, text.replace('"', "")):
        table = read(tmp_path, content, dialect=Dialect(skip_rows=2))
        assert rows(table) == [(4, None, ("1", "2"))]


def test_a_nul_within_a_value_is_kept_for_the_rules_to_judge(tmp_path: Path) -> None:
    for text in ("a,b\nsome\0text,2\n", 'a,b\n"some\0text",2\n'):
        assert rows(read(tmp_path, text)) == [(2, None, ("some\0text", "2"))]


def test_a_field_too_large_for_a_value_breaks_its_row_only(tmp_path: Path) -> None:
    table = read(tmp_path, f'a,b\n"{"x" * 200_000}",2\n3,4\n')
    assert [fault for _, fault, _ in rows(table)] == ["broken_row", None]


# Anything two cells can hold that needs no quotes.
plain = st.text(
    st.characters(blacklist_categories=("Cs",), blacklist_characters='",\r\n'),
    max_size=8,
)


@given(
    cells=st.lists(st.tuples(plain, plain), max_size=8),
    ending=st.sampled_from(["\n", "\r\n", "\r"]),
    last=st.booleans(),
)
@settings(max_examples=60, deadline=None)
def test_the_quick_reader_and_the_strict_one_agree(
    tmp_path_factory: pytest.TempPathFactory,
    cells: list[tuple[str, str]],
    ending: str,
    last: bool,
) -> None:
    folder = tmp_path_factory.mktemp("csv")
    lines = ["a,b", *(f"{one},{other}" for one, other in cells)]
    text = ending.join(lines) + (ending if last else "")
    quick = read(folder, text)
    # A quoted header sends the same rows through the strict reader.
    strict = read(folder, text.replace("a,b", '"a",b', 1))

    assert rows(quick) == rows(strict)
    assert [found for _, _, found in rows(quick)] == cells


@given(
    records=st.lists(
        st.tuples(*[st.text(st.sampled_from('ab,"\n\r é'), max_size=6)] * 2),
        max_size=8,
    )
)
@settings(max_examples=60, deadline=None)
def test_what_the_csv_module_writes_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, records: list[tuple[str, str]]
) -> None:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, quoting=csv.QUOTE_ALL)
    writer.writerow(["a", "b"])
    writer.writerows(records)
    table = read(tmp_path_factory.mktemp("csv"), stream.getvalue())

    assert [found for _, _, found in rows(table)] == records
    # Each starts on the line after the lines of the one before it.
    text_lines = io.StringIO(stream.getvalue(), newline="")
    starts = [
        number
        for number, line in enumerate(text_lines, start=1)
        if line.startswith('"') and number > 1
    ]
    assert set(table.line.to_pylist()) <= set(starts)


@given(content=st.text(st.sampled_from('a1,"\n\r;'), max_size=60))
@settings(max_examples=150, deadline=None)
def test_no_line_below_the_header_is_lost(
    tmp_path_factory: pytest.TempPathFactory, content: str
) -> None:
    text = "a,b\n" + content
    table = read(tmp_path_factory.mktemp("csv"), text)
    lines = list(io.StringIO(text, newline=""))
    starts = [*table.line.to_pylist(), len(lines) + 1]

    assert starts[0] == 2
    for (start, fault, cells), following in zip(rows(table), starts[1:], strict=True):
        # The rows cover every line, in order, and hold every letter of theirs.
        assert following > start
        span = "".join(lines[start - 1 : following - 1])
        place = table.line.to_pylist().index(start)
        overflow = table.overflow.to_pylist()[place] or ""
        held = "".join(cells) + overflow
        for character in "a1":
            assert held.count(character) == span.count(character)
        if fault == "broken_row":
            assert following == start + 1
