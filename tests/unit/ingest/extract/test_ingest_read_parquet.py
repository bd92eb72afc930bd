"""Parquet is read as text, and what is no good Parquet is refused in a sentence."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_access.ingest.extract.read import read_file
from data_access.ingest.extract.text_table import Limits, UnreadableFileError


def written(folder: Path, table: pa.Table) -> Path:
    path = folder / "t.parquet"
    pq.write_table(table, path)
    return path


def test_every_type_becomes_the_text_the_contract_reads(tmp_path: Path) -> None:
    table = pa.table(
        {
            "date": pa.array([dt.date(2026, 8, 7), None]),
            "stamp": pa.array([dt.datetime(2026, 8, 7), None], pa.timestamp("us")),
            "flag": pa.array([True, None]),
            "count": pa.array([21, None], pa.int64()),
            "gaps": pa.array([1950.0, None]),
            "share": pa.array([0.25, None], pa.float32()),
            "exact": pa.array([Decimal("12.50"), None]),
            "code": pa.array(["2A", None]).dictionary_encode(),
            "bytes": pa.array([b"St Oswald's", None]),
            "large": pa.array(["x", None], pa.large_string()),
            "none": pa.nulls(2),
        }
    )
    read = read_file(written(tmp_path, table))

    rows = [column.to_pylist() for column in read.cells.columns]
    assert [row[0] for row in rows] == [
        "2026-08-07", "2026-08-07T00:00:00.000000", "true", "21", "1950", "0.25",
        "12.50", "2A", "St Oswald's", "x", "",
    ]  # fmt: skip
    assert {row[1] for row in rows} == {""}
    assert read.line.to_pylist() == [1, 2]


@pytest.mark.parametrize(
    ("column", "sentence"),
    [
        (pa.array([[1]]), "has lists or records in column a"),
        (pa.array([{"x": 1}]), "has lists or records in column a"),
        (pa.array([b"\xff\xfe"]), "cannot be read as Parquet"),
    ],
)
def test_what_is_not_one_value_a_cell_is_refused(
    tmp_path: Path, column: pa.Array, sentence: str
) -> None:
    with pytest.raises(UnreadableFileError, match=sentence):
        read_file(written(tmp_path, pa.table({"a": column})))


def test_a_file_that_unpacks_too_large_is_refused_before_it_is_unpacked(
    tmp_path: Path,
) -> None:
    path = written(tmp_path, pa.table({"a": ["x" * 1000] * 10_000}))
    limits = Limits(file_bytes=path.stat().st_size + 1)
    with pytest.raises(UnreadableFileError, match="too large once unpacked"):
        read_file(path, limits=limits)


@given(data=st.data())
@settings(max_examples=40, deadline=None)
def test_a_damaged_file_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    table = pa.table({"a": ["x", "y", None] * 20, "b": list(range(60))})
    path = written(tmp_path_factory.mktemp("parquet"), table)
    content = bytearray(path.read_bytes())
    if data.draw(st.booleans()):
        content = content[: data.draw(st.integers(0, len(content)))]
    else:
        # The data pages, whose damage must be noticed, and not the footer, with which
        # the reader itself may run out of memory.
        end = len(content) - 8 - int.from_bytes(content[-8:-4], "little")
        for place in data.draw(st.lists(st.integers(0, end - 1), max_size=4)):
            content[place] ^= data.draw(st.integers(1, 255))
    path.write_bytes(bytes(content))
    try:
        read = read_file(path)
    except UnreadableFileError as error:
        told = str(error)
    else:
        told = ""
        assert read.rows == 60
    assert "\n" not in told
