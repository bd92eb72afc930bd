"""Any table of the contract, in any dress, is read back as it was or refused truly."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pyarrow as pa
from fixtures.dressed_tables import (
    ENCODINGS,
    SEPARATORS,
    Dressed,
    Value,
    dressed,
)
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from data_access.ingest.extract.clean_cells import filled_down, trimmed
from data_access.ingest.extract.column_mapping import mapping_by_profile
from data_access.ingest.extract.load import check_extract
from data_access.ingest.extract.load_database import load_database, quoted
from data_access.ingest.extract.matched_files import MatchedFile
from data_access.ingest.extract.staging import prepare, rows_of, stage
from data_access.ingest.recognised.recognised_files import (
    Recognised,
    recognised_files,
)

TODAY = dt.date(2026, 11, 20)
MANY = settings(
    max_examples=50,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


def typed(file: MatchedFile, told: Recognised) -> list[dict[str, Value]]:
    """Read the rows of a file as a load does, each value in its type."""
    text = file.read()
    assert file.profile_part is not None
    assert told.profile is not None
    layout = mapping_by_profile(
        file.table, text, file.path.name, file.profile_part, told.profile
    )
    cells = filled_down(trimmed(text.cells), text.fault, layout.fill_down)
    places = pa.array(range(text.rows), pa.int64())
    for name, column in (("rid", places), ("line", text.line), ("fault", text.fault)):
        cells = cells.append_column(name, column)
    names = [column.name for column in file.table.columns]
    with load_database() as connection:
        prepare(connection)
        stage(connection, file.table, 0, cells, layout, TODAY)
        for notes in ("failures", "unrecorded"):
            assert connection.table(notes).fetchall() == []
        rows = (
            connection.table(rows_of(file.table))
            .order("rid")
            .project(", ".join(map(quoted, names)))
        )
        return [dict(zip(names, row, strict=True)) for row in rows.fetchall()]


def check(path: Path, table: Dressed, not_data: int) -> None:
    told = recognised_files([path])
    if not told.files:
        reasons = " ".join(one.reason for one in told.tables)
        assert not table.order_shown
        assert "whether the day or the month comes first" in reasons
        return
    (file,) = told.files
    assert file.table is table.table, (file.table.name, table.lines[-3:])
    (found,) = [one.found for one in told.tables if one.part is not None]
    assert sum(found.left_out.values()) == not_data
    assert typed(file, told) == [
        {column.name: row.get(column.name) for column in table.table.columns}
        for row in table.rows
    ]


@MANY
@given(
    table=dressed(),
    encoding=st.sampled_from(ENCODINGS),
    separator=st.sampled_from(SEPARATORS),
    told=st.booleans(),
)
def test_text(
    tmp_path: Path, table: Dressed, encoding: str, separator: str, told: bool
) -> None:
    path = tmp_path / "any name.dat"
    path.write_bytes(table.csv(encoding, separator, told=told))
    check(path, table, table.not_data)


@settings(MANY, max_examples=15)
@given(table=dressed(), cells=st.booleans())
def test_workbook(tmp_path: Path, table: Dressed, cells: bool) -> None:
    path = tmp_path / "any name.dat"
    path.write_bytes(table.xlsx(typed=cells))
    check(path, table, table.not_data - table.blank_at_end)


@settings(MANY, max_examples=6)
@given(table=dressed("patients", "opted_out"))
def test_every_row_is_stored_or_left_out_or_opted_out(
    tmp_path: Path, table: Dressed
) -> None:
    assume(len({row["patient_id"] for row in table.rows}) == len(table.rows))
    practices = [f"Y9900{n},Practice {n},U99001,Network\n" for n in range(1, 10)]
    (tmp_path / "practices.csv").write_text(
        "practice_code,practice_name,pcn_code,pcn_name\n" + "".join(practices), "utf-8"
    )
    (tmp_path / "admissions.csv").write_text(
        "patient_id,admitted_on,method\n9990000018,2026-01-02,21\n", "utf-8"
    )
    (tmp_path / "list.csv").write_bytes(table.csv("utf-8", ",", told=False))
    told = recognised_files(sorted(tmp_path.glob("*.csv")))
    assume(len(told.files) == 3)
    report = check_extract(
        tmp_path,
        tmp_path / "home",
        profile=told.profile,
        found=(told.files, told.others),
        bad_row_share=1,
        today=TODAY,
    )
    (of_list,) = [one for one in report.files if one.file == "list.csv"]
    opted_out = sum(row["opted_out"] is True for row in table.rows)
    assert of_list.refused is None
    assert of_list.rows == len(table.rows)
    assert (of_list.rejected, of_list.opted_out) == (0, opted_out)
    assert of_list.rows == of_list.stored + of_list.opted_out + of_list.other
    assert "left out" in " ".join(of_list.notices) or not table.not_data
