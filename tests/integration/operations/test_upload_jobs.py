"""A check or load of an upload runs aside, and says how far it is and how it ended."""

import csv
import io
import os
import re
import signal
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from fixtures.homes.extract_files import LEAST, small_extract, write_csv

from app import create_app
from data_access.answers.uploads import JobState, UploadReport
from data_access.errors import CareImpactError
from data_access.ingest.extract.load import exclusive
from data_access.operations.load_history import load_history
from data_access.operations.uploads import job
from data_access.operations.uploads.batch import Batch, open_batch, take
from data_access.settings import Settings, read_settings
from data_access.store import lake
from data_access.store.evidence import Evidence

LONGEST_WAIT = 120  # seconds; a job imports everything, on two cores shared with others


def october() -> dict[str, list[dict[str, str]]]:
    """One month more, with a row that is wrong and a cell that a spreadsheet runs."""
    extract = small_extract()
    admissions = [
        {**row, "admitted_on": row["admitted_on"].replace("-09-", "-10-"),
         "discharged_on": row["discharged_on"].replace("-09-", "-10-")}
        for row in extract["admissions"]
        if "-09-" in row["admitted_on"]
    ]  # fmt: skip
    admissions[4]["method"] = "=HYPERLINK(1)"
    admissions[5]["admitted_on"] = "31/02/2026"
    return {**extract, "admissions": admissions}


@pytest.fixture
def filled(tmp_path: Path) -> Callable[[Settings], Batch]:
    """Give a function that uploads October: what a load must have, or every table."""

    def fill(settings: Settings, tables: Iterable[str] = LEAST) -> Batch:
        extract = {name: october()[name] for name in tables}
        folder = write_csv(tmp_path / "extract", extract)
        held = open_batch(settings.home)
        for path in folder.iterdir():
            with path.open("rb") as stream:
                take(held, stream, path.name, settings.upload_limit_mb)
        return held

    return fill


@pytest.fixture
def own(tmp_path: Path) -> Settings:
    return read_settings(
        home=tmp_path / "home", reader="pcn_manager", upload_limit_mb=1,
        bad_row_share=0.2,
    )  # fmt: skip


def finished(held: Batch) -> JobState:
    until = time.monotonic() + LONGEST_WAIT
    while time.monotonic() < until:
        told = job.state(held)
        if told is not None and told.status != "running":
            return told
        time.sleep(0.1)
    raise AssertionError(f"the job has not ended: {job.state(held)}")


def done(held: Batch, settings: Settings, asked: JobState) -> JobState:
    job.start(held, settings, asked)
    return finished(held)


def found(held: Batch) -> UploadReport:
    report = job.report(held)
    assert report is not None
    return report


def test_a_check_stores_nothing_and_its_load_stores_what_it_said(
    own: Settings, filled: Callable[[Settings], Batch]
) -> None:
    held = filled(own)
    checked = done(held, own, JobState("check"))
    assert (checked.status, checked.sentence) == ("done", "Checked.")
    assert [stage for stage, _ in checked.counts] == [
        "read", "map", "validate", "reject", "pseudonymise",
    ]  # fmt: skip
    report = found(held)
    assert (report.refused, report.changed) == ("", True)
    assert lake.current_version(own.home) is None

    client = create_app(own).server.test_client()
    number, aside = next(
        (n, a) for n, a in enumerate(report.rejected) if a.file == "admissions.csv"
    )
    answer = client.get(f"/data/rejected/{held.id}/{number}.csv")
    assert answer.headers["Cache-Control"] == "private, no-store"
    earlier = client.get(f"/data/put-aside/{held.id}/{number}.csv")
    assert earlier.data == answer.data, "the address of earlier versions"
    assert aside.name in answer.headers["Content-Disposition"]
    rows = list(
        csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"), newline=""))
    )
    assert len(rows) == aside.rows == 2
    assert rows[0]["method"] == "'=HYPERLINK(1)", "neutralised"
    assert client.get(f"/data/rejected/{held.id}/99.csv").status_code == 404

    loaded = done(held, own, JobState("load"))
    assert (loaded.status, loaded.sentence) == ("done", "Loaded as version 0001.")
    assert not held.files.exists(), "what was uploaded goes after the load"
    assert found(held).changes == report.changes
    assert found(held).last_month == "2026-10-01"
    assert Evidence(own.home).meta().last_month.isoformat() == "2026-10-01"
    version = lake.current_version(own.home)
    assert version is not None
    assert version.read("admissions").num_rows == 38
    versions = load_history(own.home).versions.rows
    assert [(row[0], row[5] > 0, row[6], row[7]) for row in versions] == [
        ("0001", True, 2, "yes")
    ]

    with pytest.raises(CareImpactError, match="already loaded"):
        take(held, io.BytesIO(b"a"), "patients.csv", 1)


def test_no_identifier_is_in_what_the_page_is_told(
    own: Settings, filled: Callable[..., Batch]
) -> None:
    held = filled(own, october())
    done(held, own, JobState("check"))
    assert found(held).previews
    for file in (held.state, held.report):
        text = file.read_text("utf-8")
        assert "9990000" not in text
        assert str(own.home) not in text


def test_a_second_load_at_once_is_told_so_and_can_be_tried_again(
    own: Settings, filled: Callable[[Settings], Batch]
) -> None:
    held = filled(own)
    with exclusive(own.home):
        told = done(held, own, JobState("load"))
    assert told.status == "failed"
    assert told.sentence.startswith("Another load is running")
    assert held.files.is_dir()
    assert done(held, own, JobState("load")).status == "done"


def test_a_job_is_not_started_twice(
    own: Settings, filled: Callable[[Settings], Batch]
) -> None:
    held = filled(own)
    job.start(held, own, JobState("check"))
    with pytest.raises(CareImpactError, match="already being checked or loaded"):
        job.start(held, own, JobState("load"))
    assert finished(held).kind == "check"


def process_of(held: Batch) -> int:
    """The process that works on an upload, once it has begun."""
    until = time.monotonic() + LONGEST_WAIT
    while time.monotonic() < until:
        told = job.state_written(held)
        if told is not None and told.stage:
            for entry in Path("/proc").glob("[0-9]*/cmdline"):
                if str(held.path).encode() in entry.read_bytes():
                    return int(entry.parent.name)
        time.sleep(0.02)
    raise AssertionError("the job has not begun")


def test_a_killed_load_changes_nothing_and_says_so(
    own: Settings, filled: Callable[[Settings], Batch]
) -> None:
    held = filled(own)
    job.start(held, own, JobState("load"))
    os.kill(process_of(held), signal.SIGKILL)
    told = finished(held)
    assert told.status == "stopped"
    assert "nothing was changed" in told.sentence
    assert lake.current_version(own.home) is None
    assert done(held, own, replace(told, status="running", stage="")).status == "done"


@pytest.mark.skipif(sys.platform == "win32", reason="the system sets no such limit")
def test_a_load_that_takes_too_long_is_ended_and_says_so(
    own: Settings, filled: Callable[[Settings], Batch]
) -> None:
    held = filled(own)
    told = done(held, own.model_copy(update={"upload_seconds": 1}), JobState("load"))
    assert told.status == "failed"
    assert "took more than 1 seconds, and nothing was changed" in told.sentence
    assert "CARE_IMPACT_UPLOAD_SECONDS" in told.sentence
    assert lake.current_version(own.home) is None


@pytest.mark.skipif(sys.platform != "linux", reason="the system sets no such limit")
def test_a_check_that_takes_too_much_memory_is_ended_and_says_so(
    own: Settings, tmp_path: Path
) -> None:
    held = open_batch(own.home)
    table = pa.table({f"c{n}": pa.nulls(1_000_000, pa.string()) for n in range(20)})
    pq.write_table(table, tmp_path / "patients.parquet")
    with (tmp_path / "patients.parquet").open("rb") as stream:
        take(held, stream, "patients.parquet", 1)
    told = done(
        held, own.model_copy(update={"upload_memory_mb": 256}), JobState("check")
    )
    assert told.status == "failed"
    assert "needed more memory than the 256 MB" in told.sentence
    assert "CARE_IMPACT_UPLOAD_MEMORY_MB" in told.sentence


def test_a_file_for_no_table_is_refused_without_a_path(
    own: Settings, tmp_path: Path
) -> None:
    held = open_batch(own.home)
    take(held, io.BytesIO(b"a,b\n1,2\n"), "report.csv", 1)
    told = done(held, own, JobState("check"))
    assert told.status == "failed"
    assert told.sentence.startswith("None of the files has a table")
    assert str(tmp_path) not in told.sentence


def test_an_import_profile_is_tried_before_loading(own: Settings) -> None:
    fixtures = Path(__file__).parents[2] / "fixtures/extracts/emis-search"
    held = open_batch(own.home)
    for path in fixtures.glob("*.csv"):
        take(held, io.BytesIO(path.read_bytes()), path.name, 1)
    told = done(held, own, JobState("check", profile="emis-search"))
    assert told.status in ("done", "failed")
    report = found(held)
    tables = {row[1] for row in report.files.rows}
    assert "patients" in tables, "the profile knows the supplier's names"
    shown = {preview.file: preview.table for preview in report.previews}
    assert any(len(table.rows) > 1 for table in shown.values())
    numbers = {
        number
        for path in fixtures.glob("*.csv")
        for number in re.findall(r"\b\d{3} ?\d{3} ?\d{4}\b", path.read_text("utf-8"))
    }
    assert numbers, "the fixtures have identifiers to hide"
    told_to_page = held.report.read_text("utf-8")
    assert not [number for number in numbers if number in told_to_page]
