"""Whatever a file holds, it ends loaded, rejected or refused: no row is lost."""

import csv
import datetime as dt
import io
import random
from pathlib import Path

import pytest
from fixtures.homes.extract_files import Rows, small_extract, write_csv
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data_access.errors import CareImpactError
from data_access.ingest.extract.load import check_extract, load_extract
from data_access.ingest.extract.report import CheckReport, FileReport
from data_access.ingest.extract.tables import TABLES

TODAY = dt.date(2026, 11, 20)

values = st.one_of(
    st.dates().map(str),
    st.integers(0, 9999).map(lambda year: f"{year:04d}-02-30"),
    st.sampled_from(
        [
            "", "NULL", "=1+1", "@x", "\0", "x" * 140_000, '"', '""', "a,b", "a\nb",
            "1e400", "-0", "٣", "9990000018", "infinity", "1.5", "true", "\u202e", "'",
            "2026-08-07", "21", "smi", "🩺", "%s", "{}", "NaN", "-9223372036854775809",
        ]
    ),
    st.text(max_size=12),
)  # fmt: skip


def as_text(rows: Rows) -> str:
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue()


@st.composite
def changed_cells(draw: st.DrawFn) -> tuple[str, bytes]:
    """A file of one table, written well, with odd values in its cells."""
    name = draw(st.sampled_from(list(TABLES)))
    rows = [dict(row) for row in small_extract()[name][:8]]
    for _ in range(draw(st.integers(1, 6))):
        row = draw(st.sampled_from(rows))
        row[draw(st.sampled_from(list(row)))] = draw(values)
    return name, as_text(rows).encode("utf-8", "surrogatepass")


@st.composite
def changed_bytes(draw: st.DrawFn) -> tuple[str, bytes]:
    """A file of one table, damaged as text: encoding, quotes, separators, header."""
    name = draw(st.sampled_from(list(TABLES)))
    text = as_text(small_extract()[name][:8])
    header, _, body = text.partition("\n")
    kind = draw(
        st.sampled_from(
            ["encoding", "insert", "cut", "separator", "twice", "wide", "body", "bytes"]
        )
    )
    if kind == "encoding":
        return name, text.encode(
            draw(
                st.sampled_from(
                    ["utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1252"]
                )
            )
        )
    if kind == "bytes":
        return name, draw(st.binary(max_size=200))
    content = {
        "insert": lambda: _inserted(draw, text),
        "cut": lambda: text[: draw(st.integers(0, len(text)))],
        "separator": lambda: text.replace(",", draw(st.sampled_from(";\t|^ "))),
        "twice": lambda: f"{header},{header}\n{body}",
        "wide": lambda: f"{header}\n" + ",".join("x" * 10_000) + f"\n{body}",
        "body": lambda: f"{header}\n" + draw(st.text(max_size=80)),
    }[kind]()
    return name, content.encode("utf-8", "surrogatepass")


def _inserted(draw: st.DrawFn, text: str) -> str:
    place = draw(st.integers(0, len(text)))
    odd = draw(st.sampled_from(['"', '"a', "\0", "\r", "\n", ",", '",', "\ufeff", "'"]))
    return text[:place] + odd + text[place:]


def examined(folder: Path, name: str, content: bytes) -> CheckReport | str:
    extract = small_extract()
    needed = ("practices", "patients", "admissions", "caseload")
    write_csv(folder, {table: extract[table][:12] for table in needed})
    (folder / f"{name}.csv").write_bytes(content)
    try:
        return check_extract(folder, folder / "home", today=TODAY, bad_row_share=1.0)
    except CareImpactError as error:
        return str(error)


def told_well(report: CheckReport | str, name: str, content: bytes) -> None:
    if isinstance(report, str):
        assert report
        assert "\n" not in report
        return
    (file,) = [file for file in report.files if file.table == name]
    if file.refused:
        assert file.rows == 0
        assert report.refused
        assert "\n" not in file.refused
        return
    assert file.rows == (
        file.stored + file.rejected + file.opted_out + file.identical
        + file.combined + file.left_out + file.blank
    )  # fmt: skip
    if file.rejected:
        _check_rejected(report, file)
    if b'"' not in content and b"\0" not in content[:2]:
        text = content.decode(_encoding(content, file))
        lines = list(io.StringIO(text, newline=""))
        assert file.rows == len(lines) - 1


def _check_rejected(report: CheckReport, file: FileReport) -> None:
    cells = report.rejected[file.file].cells
    assert cells.num_rows == file.rejected
    assert all(cells["reasons"].to_pylist())
    lines = cells["line"].to_pylist()
    assert lines == sorted(set(lines))
    assert {line for problem in file.problems for line in problem.lines} <= set(lines)
    assert report.rejected[file.file].as_csv()
    for problem in file.problems:
        assert problem.found
        assert problem.expected
        assert problem.remedy


def _encoding(content: bytes, file: FileReport) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    return "cp1252" if any("1252" in note for note in file.notices) else "utf-8-sig"


@given(damaged=changed_cells())
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
def test_odd_values_are_loaded_or_rejected(
    tmp_path_factory: pytest.TempPathFactory, damaged: tuple[str, bytes]
) -> None:
    report = examined(tmp_path_factory.mktemp("odd"), *damaged)
    assert isinstance(report, CheckReport)
    told_well(report, *damaged)
    (file,) = [file for file in report.files if file.table == damaged[0]]
    assert not file.refused or b"\0" in damaged[1]


@given(damaged=changed_bytes())
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_damaged_files_are_loaded_rejected_or_refused(
    tmp_path_factory: pytest.TempPathFactory, damaged: tuple[str, bytes]
) -> None:
    told_well(examined(tmp_path_factory.mktemp("bad"), *damaged), *damaged)


def test_every_table_bears_damage_and_what_is_reported_is_what_is_stored(
    tmp_path: Path,
) -> None:
    random.seed(20261120)
    extract = small_extract()
    odd = [
        "31/02/2026",
        "=cmd",
        "",
        "x" * 300,
        "9999-12-31",
        "0001-01-01",
        "\x07",
        "-1",
    ]
    for rows in extract.values():
        for row in rows[1::2]:
            row[random.choice(list(row))] = random.choice(odd)
    folder = write_csv(tmp_path / "in", extract)
    report = load_extract(folder, tmp_path / "home", today=TODAY, bad_row_share=1.0)

    for file in report.check.files:
        assert file.rows == len(extract[str(file.table)])
        told_well(report.check, str(file.table), (folder / file.file).read_bytes())
        stored = report.version.read(str(file.table))
        assert (stored.num_rows if stored else 0) == file.stored
    assert sum(file.rejected > 0 for file in report.check.files) > 8
