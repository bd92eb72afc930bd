"""Time a load of a million admissions, stage by stage.

Run `python tests/benchmarks/bench_load.py`; the aim is that reading, mapping and
validating take under 15 seconds on two cores.
"""

import argparse
import datetime as dt
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from data_access.ingest.extract.load import load_extract

PEOPLE = 50_000
TODAY = dt.date(2026, 11, 20)


def write_extract(folder: Path, admissions: int, *, quoted: bool) -> None:
    """Write an extract with so many admissions, one in a thousand with a bad date."""
    (folder / "practices.csv").write_text(
        "practice_code,practice_name,pcn_code,pcn_name\n"
        "A99001,One,U99001,Net\nA99002,Two,U99001,Net\n"
    )
    with (folder / "patients.csv").open("w") as stream:
        stream.write(
            "patient_id,practice_code,birth_year,sex,registered_from,opted_out\n"
        )
        for n in range(PEOPLE):
            flag = "true" if n % 1000 == 5 else "false"
            stream.write(
                f"{9_000_000_000 + n},A9900{1 + n % 2},{1940 + n % 60},female,"
                f"2001-01-0{1 + n % 9},{flag}\n"
            )
    mark = '"' if quoted else ""
    with (folder / "admissions.csv").open("w") as stream:
        stream.write(
            "patient_id,admitted_on,discharged_on,method,ambulatory_sensitive,"
            "primary_diagnosis,cost_gbp\n"
        )
        for n in range(admissions):
            month = n * 24 // admissions
            day = f"{2024 + month // 12}-{1 + month % 12:02d}-{1 + n % 28:02d}"
            first = day if n % 1000 else "31/02/2024"
            method = ("21", "22", "11", "2A")[n % 4]
            stream.write(
                f"{mark}{9_000_000_000 + n % PEOPLE}{mark},{first},{day},{method},"
                f"{('true', 'false')[n % 2]},J18.9,{n % 5000}.50\n"
            )


def timed(label: str, work: Callable[[], object]) -> None:
    """Run ``work`` and print how long it took, by the clock and on the processor."""
    began, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF)
    work()
    used = resource.getrusage(resource.RUSAGE_SELF)
    processor = used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime
    say(f"{label:24} {time.perf_counter() - began:6.2f} s clock {processor:6.2f} s CPU")


def say(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> None:
    """Load the extract twice, saying when each stage ended."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--admissions", type=int, default=1_000_000)
    parser.add_argument("--quoted", action="store_true", help="the strict CSV reader")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder, home = Path(scratch) / "in", Path(scratch) / "home"
        folder.mkdir()
        write_extract(folder, chosen.admissions, quoted=chosen.quoted)
        began = time.perf_counter()

        def told(stage: str, done: int, total: int, count: int) -> None:
            if done == total:
                clock = time.perf_counter() - began
                say(f"  {stage:22} {clock:6.2f} s clock, {count:,} rows")

        def load() -> None:
            load_extract(folder, home, today=TODAY, on_progress=told)

        timed("first load", load)
        began = time.perf_counter()
        timed("again, nothing new", load)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    say(f"peak memory {peak:,.0f} MB")


if __name__ == "__main__":
    main()
