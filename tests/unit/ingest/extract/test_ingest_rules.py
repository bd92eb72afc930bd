"""The rules in SQL agree with the contract read cell by cell."""

import datetime as dt
import os
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest
from fixtures.samples import slow_rules
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data_access.ingest.extract.clean_cells import trimmed
from data_access.ingest.extract.column_mapping import mapping_by_contract
from data_access.ingest.extract.contract import FieldSpec, FileSpec
from data_access.ingest.extract.load_database import load_database
from data_access.ingest.extract.rules import cell_rules, row_rules
from data_access.ingest.extract.staging import prepare, stage
from data_access.ingest.extract.tables import TABLES
from data_access.ingest.extract.text_table import TextTable

TODAY = dt.date(2026, 11, 20)
# Rules of patients that look at two columns have their own tests.
BIRTH = {"no_birth", "two_births", "impossible_age", "before_birth"}

near_dates = st.dates(dt.date(2026, 1, 1), dt.date(2027, 1, 1)).map(str)
odd_dates = """2026-02-29|2024-02-29|0000-01-01|20260102|2026-1-2|2026-01-02T|epoch
2026-01-02 10:00|2026-01-02T10:00:00.000|٢٠٢٦-٠١-٠٢|1899-12-31
2026-01|2026-13|01/2026|Jan 2026|november 2026|Jan 26|1899-12"""
odd_numbers = """1.|.5|.|-|+3|1e2|1e99|1e-99|1e999|0x10|1_000|1,0|nan|inf|١|0.5.5|3.0
999999999|9999999999|999999999999999|9999999999999999|3.00"""
odd_texts = """9990000018|999 000 0018|999-000-0019|x999000 0018y|99900000180|1.5E+9
1E+10|A81001|a81001|J18.9|j189|J18.99999|a\tb|a\x7fb|é\u2028|NULL|null|Null|="9\""""


def one_of(words: str) -> st.SearchStrategy[str]:
    return st.sampled_from(
        [word for line in words.split("\n") for word in line.split("|")]
    )


dates = st.one_of(near_dates, st.dates().map(str), one_of(odd_dates))
numbers = st.one_of(
    st.integers(-20, 2000).map(str), st.floats(-20, 2000).map(str), one_of(odd_numbers)
)
texts = st.one_of(
    st.text(max_size=6), one_of(odd_texts), st.sampled_from(["a" * 200, "a" * 201])
)


def cells_of(column: FieldSpec) -> st.SearchStrategy[str]:
    if column.kind == "date":
        usual: st.SearchStrategy[str] = dates
    elif column.kind in ("integer", "number"):
        usual = numbers
    elif column.kind == "flag":
        usual = st.sampled_from(["true", "FALSE", "Y", "no", "0", "1", "2", "on", "ja"])
    elif column.kind == "code":
        codes = [*column.codes, "bmi", "check", "action_plan", "zz", "21.0"]
        usual = st.sampled_from([*codes, *(code.upper() for code in codes)])
    else:
        usual = texts
    return st.one_of(st.just(""), usual, usual, usual, texts)


@st.composite
def tables(draw: st.DrawFn) -> tuple[FileSpec, list[dict[str, str]]]:
    table = draw(st.sampled_from(list(TABLES.values())))
    row = st.fixed_dictionaries({c.name: cells_of(c) for c in table.columns})
    return table, draw(st.lists(row, min_size=1, max_size=25))


def by_sql(table: FileSpec, rows: list[dict[str, str]]) -> list[set[slow_rules.Fault]]:
    header = tuple(column.name for column in table.columns)
    cells = pa.table(
        [pa.array([row[name] for row in rows], pa.string()) for name in header],
        names=[f"c{place}" for place in range(len(header))],
    )
    nothing = pa.nulls(len(rows), pa.string())
    rids = pa.array(range(len(rows)), pa.int64())
    layout = mapping_by_contract(
        table, TextTable("t", header, cells, rids, nothing, nothing)
    )
    ready = trimmed(cells)
    for name, column in (("rid", rids), ("line", rids), ("fault", nothing)):
        ready = ready.append_column(name, column)
    found: list[set[slow_rules.Fault]] = [set() for _ in rows]
    with load_database() as connection:
        prepare(connection)
        stage(connection, table, 0, ready, layout, TODAY)
        for rid, *fault in connection.execute(
            """SELECT rid, col, rule, false FROM failures
            UNION ALL SELECT rid, col, rule, true FROM unrecorded"""
        ).fetchall():
            if fault[1] not in BIRTH:
                found[rid].add((fault[0], fault[1], fault[2]))
    return found


@given(drawn=tables())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_rules_agree_with_the_contract_read_cell_by_cell(
    drawn: tuple[FileSpec, list[dict[str, str]]],
) -> None:
    table, rows = drawn
    expected = [
        # A row without a value in any cell is blank, and breaks no rule.
        slow_rules.broken(table, _bare(row), TODAY)
        if any(map(_trim, row.values()))
        else set()
        for row in rows
    ]
    assert by_sql(table, rows) == expected


def _bare(row: dict[str, str]) -> dict[str, str]:
    return {name: "9" if text == '="9"' else _trim(text) for name, text in row.items()}


def _trim(text: str) -> str:
    return text.strip(" \t\r\n\u00a0\u2007\u202f\u200b\ufeff")


def test_every_rule_says_what_it_expects_and_how_to_mend_it() -> None:
    for table in TABLES.values():
        own = cell_rules(table, TODAY, ("%d-%b-%Y",))
        for rule in (*own, *row_rules(table, TODAY)):
            assert rule.expected
            assert rule.remedy
            assert not rule.remedy.endswith(".")
            assert rule.condition


@given(st.text(st.sampled_from("0123456789 -x"), min_size=8, max_size=26))
@settings(max_examples=80, deadline=None)
def test_nhs_numbers_are_found_wherever_they_stand(text: str) -> None:
    with load_database() as connection:
        row = connection.execute("SELECT holds_nhs_number(?)", [text]).fetchone()
    assert row == (slow_rules.holds_nhs_number(text),)


@pytest.mark.parametrize(
    "value",
    ["Jane Smith", "9990000018", "jane@example.org", "12 High St", "AB1 2CD",
     "05/03/1941", "J", "Smith-Jones, Ann", "\u4e2d\u6587"],
)  # fmt: skip
def test_the_shape_of_a_value_does_not_give_it_away(value: str) -> None:
    with load_database() as connection:
        row = connection.execute("SELECT shape(?)", [value]).fetchone()
    assert row is not None
    said = str(row[0])
    for word in value.replace("@", " ").replace("/", " ").replace("-", " ").split():
        if len(word) > 1:
            assert word.lower() not in said.lower().split()


def test_the_workbench_neither_spills_to_disk_nor_reads_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "x.csv").write_text("a\n1\n")
    with load_database() as connection:
        connection.execute("SET memory_limit = '40MB'")
        with pytest.raises(duckdb.OutOfMemoryException):
            connection.execute(
                "CREATE TABLE t AS SELECT md5(i::VARCHAR) AS x FROM range(3000000) r(i)"
            )
        with pytest.raises(duckdb.PermissionException):
            connection.execute("SELECT * FROM 'x.csv'")
        with pytest.raises(duckdb.PermissionException):
            connection.execute("COPY (SELECT 1) TO 'y.csv'")
        with pytest.raises(duckdb.Error):
            connection.execute("SET enable_external_access = true")
    assert os.listdir(tmp_path) == ["x.csv"]
