"""Load an extract in a test, and look at what was stored and said."""

import datetime as dt
from pathlib import Path

from data_access.ingest.extract.load import load_extract
from data_access.ingest.extract.report import FileReport, LoadReport
from data_access.store import lake

TODAY = dt.date(2026, 11, 20)
KEY = "0123456789abcdef" * 4


def load(folder: Path, home: Path, **options: object) -> LoadReport:
    given = {"today": TODAY, "key": KEY, "bad_row_share": 1.0, **options}
    return load_extract(folder, home, **given)  # type: ignore[arg-type]


def table(home: Path, name: str) -> list[dict[str, object]]:
    version = lake.current_version(home)
    assert version is not None
    held = version.read(name)
    assert held is not None
    return held.to_pylist()


def report_of(report: LoadReport, name: str) -> FileReport:
    return next(file for file in report.check.files if file.table == name)


def accounted(file: FileReport) -> bool:
    parts = (file.stored, file.put_aside, file.opted_out, file.identical, file.combined,
             file.left_out, file.blank)  # fmt: skip
    return file.rows == sum(parts)
