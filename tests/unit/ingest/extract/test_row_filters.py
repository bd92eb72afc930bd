"""A filter that leaves no row says what it found, and shows no value of a few rows."""

import pyarrow as pa
import pytest

from data_access.ingest.extract.row_filters import need_a_row
from data_access.ingest.extract.text_table import TextTable, UnreadableFileError


def table(terms: list[str], kinds: list[str] | None = None) -> TextTable:
    rows = len(terms)
    cells = {"c0": terms, "c1": kinds or ["a"] * rows}
    return TextTable(
        "codes.csv",
        ("Code Term", "Kind"),
        pa.table({name: pa.array(ones, pa.string()) for name, ones in cells.items()}),
        pa.array(range(rows), pa.int64()),
        pa.nulls(rows, pa.string()),
        pa.nulls(rows, pa.string()),
    )


def test_a_filter_with_a_row_passes_whatever_the_capitals_and_spaces() -> None:
    need_a_row(table(["care  PLAN agreed", "x"]), {"code term": ("Care plan agreed",)})
    need_a_row(table(["", ""], ["", ""]), {"kind": ("b",)})  # blank rows are no rows


def test_a_filter_without_a_row_names_what_many_rows_have() -> None:
    found = table(["Housebound"] * 8 + ["Jo Bloggs rang"] * 7)
    with pytest.raises(UnreadableFileError) as refusal:
        need_a_row(found, {"Code Term": ("Care plan agreed", "Plan declined")})
    said = str(refusal.value)
    assert "codes.csv" in said
    assert (
        "Code Term must be Care plan agreed or Plan declined and is Housebound" in said
    )
    assert "Jo Bloggs" not in said


def test_filters_that_each_have_rows_but_none_together_are_refused() -> None:
    with pytest.raises(UnreadableFileError, match="No row of codes"):
        need_a_row(table(["x", "y"], ["a", "b"]), {"Code Term": ("x",), "Kind": ("b",)})
