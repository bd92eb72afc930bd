"""Time the matched estimate from a lake of Parquet files, and weigh its memory.

    python tests/benchmarks/bench_impact.py --pcns 1
    python tests/benchmarks/bench_impact.py --pcns 18 --memory 6GB

A PCN is the demo's: 54,500 people registered, 36 months, all outcomes. The lake
is made first, in this process; the estimate is timed in a fresh one.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

import ibis
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from data_access.demo import DemoSettings, generate
from data_access.demo.places import pcns
from data_access.marts.calendar import months_table
from data_access.marts.care import person_month
from data_access.marts.impact.impact import build_impact
from data_access.marts.lake_tables import lake_table
from data_access.months import study_months
from data_access.questions.impact.matched import trial_sums
from data_access.stats.trials import estimate_trials

READ = (
    "practices",
    "patients",
    "admissions",
    "attendances",
    "appointments",
    "cohorts",
    "caseload",
    "health_checks",
    "referrals",
)


def make_lake(folder: Path, count: int) -> None:
    """Write the demo of some PCNs as a load would lay it out."""
    settings = DemoSettings(pcns=count)
    writers: dict[str, pq.ParquetWriter] = {}
    for pcn in pcns(settings):
        tables = generate(settings, pcn).tables
        patients = tables["patients"]
        out = patients.filter(patients["opted_out"])["patient_id"]
        for name in READ:
            table = kept(tables[name], out)
            if name not in writers:
                writers[name] = pq.ParquetWriter(
                    folder / f"{name}.parquet", table.schema
                )
            writers[name].write_table(table)
    for writer in writers.values():
        writer.close()


def kept(table: pa.Table, out: pa.ChunkedArray) -> pa.Table:
    """Drop who opted out, and stand in for the pseudonym with one of its length."""
    if "patient_id" not in table.column_names:
        return table
    ids = table["patient_id"]
    rows = table.filter(pc.invert(pc.is_in(ids, value_set=out)))
    padded = pc.utf8_lpad(rows["patient_id"], 32, "0")
    place = rows.column_names.index("patient_id")
    return rows.set_column(place, "person_id", padded)


def tables_of(
    backend: ibis.backends.duckdb.Backend, folder: Path
) -> Mapping[str, ibis.Table]:
    """Open the lake's files as a build does, and add the months of the study."""
    tables = {
        name: lake_table(backend, name, folder / f"{name}.parquet") for name in READ
    }
    admitted = tables["admissions"].admitted_on
    first, last = (
        admitted.min().to_pyarrow().as_py(),
        admitted.max().to_pyarrow().as_py(),
    )
    months = study_months(first, last)
    tables["months"] = backend.create_table("months", months_table(months), temp=True)
    return tables


def measure(folder: Path, memory: str | None) -> None:
    """Time person-month and the estimate, and print the primary result."""
    backend = ibis.duckdb.connect()
    if memory:
        backend.raw_sql(f"SET memory_limit = '{memory}'")
        backend.raw_sql(f"SET temp_directory = '{folder / 'spill'}'")
    began, used = time.perf_counter(), time.process_time()
    tables = tables_of(backend, folder)
    frames = build_impact(tables)
    rows = frames["impact_sums"].query("measure == 'emergency' and slice == 'all'")
    found = estimate_trials(trial_sums(rows))
    wall, cpu = time.perf_counter() - began, time.process_time() - used
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    people = frames["impact_flow"]["registered"].sum()
    sys.stdout.write(
        f"{people:,} people, {len(rows)} PCNs: lake to estimate {wall:.1f} s "
        f"({cpu:.1f} s of processor), peak memory {peak:.2f} GiB\n{found}\n"
    )
    began = time.perf_counter()
    grid = backend.create_table("person_month", person_month.expr(tables), temp=True)
    count = grid.count().to_pyarrow().as_py()
    wall = time.perf_counter() - began
    sys.stdout.write(f"person_month: {count:,} rows in {wall:.1f} s\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pcns", type=int, default=1)
    parser.add_argument("--memory", help="DuckDB's memory limit, such as 6GB")
    parser.add_argument("--lake", type=Path, help="keep the lake here, or reuse it")
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.measure:
        measure(asked.measure, asked.memory)
        return
    with tempfile.TemporaryDirectory() as aside:
        folder = asked.lake or Path(aside)
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / "patients.parquet").exists():
            make_lake(folder, asked.pcns)
        command = [sys.executable, __file__, "--measure", str(folder)]
        if asked.memory:
            command += ["--memory", asked.memory]
        subprocess.run(command, check=True)


if __name__ == "__main__":
    main()
