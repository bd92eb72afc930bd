"""Cut every file on every day of its last three months, of each practice and of all.

Run it by hand: ``python tests/benchmarks/sweep_cuts.py``. It makes a small demo, and
asks of every cut which months are called complete although rows of them are gone:
what is claimed of such a month could be false. It prints how many rows those months
lost, and whether the method says that so few can not be seen.
"""

import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path

import ibis
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

sys.path.insert(0, str(Path(__file__).parents[1]))

from fixtures.lakes.cut_cells import lost_of_month, senders_that_can_stop
from fixtures.lakes.cut_demo import cut, days_of, lake_files, practices_of

from data_access.demo import DemoSettings
from data_access.marts.care import coverage
from data_access.marts.care.coverage_count import FILES
from data_access.marts.care.coverage_rule import COMPLETE
from data_access.months import month_end, months_after, months_between
from data_access.operations import loading
from data_access.settings import read_settings
from data_access.store.evidence import Evidence

PEOPLE = 3_000
MONTHS_CUT = 3
PROVISIONAL = 2


def complete(
    tables: Mapping[str, pa.Table], file: str, months: list[date]
) -> set[tuple[str, date]]:
    """Return the practices and months of a file that are called complete."""
    held = {name: ibis.memtable(table) for name, table in tables.items()}
    rows = coverage.table(held, months, (), PROVISIONAL)
    rows = rows[(rows["file"] == file) & (rows["state"] == COMPLETE)]
    return set(zip(rows["practice_code"], rows["month"], strict=True))


def cuts_of(last: date) -> Iterator[date]:
    """Give every day of the last months but the last."""
    first = months_after(last, 1 - MONTHS_CUT)
    for number in range((month_end(last) - first).days):
        yield first + timedelta(number)


def sweep(home: Path) -> Iterator[tuple[str, str, date, str, date, int, float]]:
    """Give each month wrongly called complete, with what was lost of it."""
    files, evidence = lake_files(home), Evidence(home)
    meta = evidence.meta()
    assert meta.first_month is not None
    assert meta.last_month is not None
    months = months_between(meta.first_month, meta.last_month)
    practices = practices_of(evidence)
    base = {name: pq.read_table(files[name]) for name in ("practices", "patients")}
    for file in (name for name in FILES if name in files):
        tables = dict(base)
        if file == "contacts":
            tables["caseload"] = pq.read_table(files["caseload"])
        days = {code: np.array(days_of(files, file, code)) for code in practices}
        for whose in senders_that_can_stop(file, practices):
            for after in cuts_of(meta.last_month):
                tables[file] = cut(files, file, after, whose)
                found = complete(tables, file, months)
                for practice, month in sorted(found):
                    if whose not in ("", practice) or month_end(month) <= after:
                        continue
                    gone = (days[practice] > after) & (days[practice] >= month)
                    lost = int((gone & (days[practice] <= month_end(month))).sum())
                    if lost:
                        share = lost_of_month(files, file, after, whose, month)
                        yield file, whose, after, practice, month, lost, share
            sys.stderr.write(f"{file} {whose or 'all'}\n")


def main() -> None:
    """Sweep and print what was found."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        loading.load_demo(read_settings(home=home), DemoSettings(patients=PEOPLE))
        report(list(sweep(home)))


def report(found: list[tuple[str, str, date, str, date, int, float]]) -> None:
    """Print how much was lost of months called complete, by file."""
    by_file: dict[str, Counter[int]] = {}
    for file, _, _, _, _, lost, _ in found:
        by_file.setdefault(file, Counter())[lost] += 1
    for file, counts in by_file.items():
        sys.stdout.write(f"{file}: rows lost x months {dict(sorted(counts.items()))}\n")
    for one in found:
        if one[-1] >= 1:
            sys.stdout.write(f"more than the method says: {one}\n")


if __name__ == "__main__":
    main()
