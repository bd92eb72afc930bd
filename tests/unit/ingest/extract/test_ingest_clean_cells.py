"""Cells are trimmed, restored and filled down without passing to another person."""

import csv
import io

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from data_access.ingest.extract.clean_cells import (
    blank_rows,
    filled_down,
    restored,
    trimmed,
)
from data_access.ingest.extract.rejected_rows import RejectedRows, neutralised

odd = st.text(st.sampled_from("'=+-@\t\rab 1"), max_size=6)


def table(*columns: list[str]) -> pa.Table:
    arrays = [pa.array(column, pa.string()) for column in columns]
    return pa.table(arrays, names=[f"c{place}" for place in range(len(columns))])


@given(st.lists(odd, max_size=8))
@settings(max_examples=60, deadline=None)
def test_a_neutralised_value_is_safe_and_comes_back_as_it_was(
    values: list[str],
) -> None:
    safe = neutralised(values)
    assert not any(value[:1] in tuple("=+-@\t\r") for value in safe if value)
    assert restored(table(safe))["c0"].to_pylist() == values


def test_a_download_is_the_rows_with_their_reasons() -> None:
    cells = pa.table(
        {"c0": ["1", "=A1"], "c1": ["a\nb", ""], "line": [2, 9],
         "reasons": ["x: y", "z"], "rest": [None, "more,cells"]}
    )  # fmt: skip
    aside = RejectedRows("adm 2026.csv", "admissions", ("id", "-note"), cells)

    content = aside.as_csv()
    assert content.startswith(b"\xef\xbb\xbf")
    assert list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))) == [
        ["id", "'-note", "rejected_line", "rejected_reason", "rejected_rest"],
        ["1", "a\nb", "2", "x: y", ""],
        ["'=A1", "", "9", "z", "more,cells"],
    ]
    assert aside.download_name == "adm 2026.admissions.rejected.csv"
    assert "A1" not in repr(aside)


def test_space_of_every_kind_is_trimmed_and_blank_rows_are_known() -> None:
    cells = trimmed(table([" a b ", "\u00a0", "\ufeff\u200bx\r"], ["", "\t", "\n"]))
    assert cells["c0"].to_pylist() == ["a b", "", "x"]
    assert blank_rows(cells).to_pylist() == [False, True, False]


def test_a_record_is_filled_down_until_the_next_begins() -> None:
    cells = table(
        ["", "1", "", "", "2", ""],
        ["x", "a", "", "b", "", ""],
        ["k", "l", "m", "n", "o", "p"],
    )
    fault = pa.nulls(6, pa.string())
    filled = filled_down(cells, fault, ("c0", "c1"))
    # A continuation before any record is nobody's; an empty cell on the first row of a
    # record does not take the value of the record above.
    assert filled["c0"].to_pylist() == ["", "1", "1", "1", "2", "2"]
    assert filled["c1"].to_pylist() == ["x", "a", "a", "b", "", ""]
    assert filled["c2"].to_pylist() == cells["c2"].to_pylist()


def test_a_withheld_row_and_a_broken_row_end_the_record_above() -> None:
    cells = table(["1", "", "", "2", "x", ""], ["a", "", "b", "c", "d", "e"])
    fault = pa.array([None, None, None, None, "too_few_cells", None], pa.string())
    filled = filled_down(cells, fault, ("c0",))
    assert filled["c0"].to_pylist() == ["1", "", "", "2", "x", ""]


@given(
    st.lists(st.tuples(st.sampled_from(["", "", "1", "2"]), st.sampled_from(["", "v"])))
)
@settings(max_examples=60, deadline=None)
def test_filling_down_agrees_with_a_loop(rows: list[tuple[str, str]]) -> None:
    current, expected = "", []
    for name, value in rows:
        if name or not value:
            current = name
        expected.append(current if value or name else "")
    cells = table([name for name, _ in rows], [value for _, value in rows])
    filled = filled_down(cells, pa.nulls(len(rows), pa.string()), ("c0",))
    assert filled["c0"].to_pylist() == expected
