"""Time the demo: one PCN as Parquet and CSV, the light form, an ICB of twelve.

Run `python tests/benchmarks/bench_demo.py`; the aim is under 20 s for one PCN, written,
and under 1 s for the light form.
"""

import resource
import sys
import tempfile
from functools import partial
from pathlib import Path
from time import perf_counter

from data_access.demo import DemoSettings, simulate, write_demo


def seconds(call) -> float:
    start = perf_counter()
    call()
    return perf_counter() - start


def report(what: str, taken: float) -> None:
    sys.stdout.write(f"{what}: {taken:.2f} s\n")


def main() -> None:
    for form in ("parquet", "csv"):
        with tempfile.TemporaryDirectory() as folder:
            taken = seconds(partial(write_demo, Path(folder), form=form))
            size = sum(path.stat().st_size for path in Path(folder).iterdir())
            report(f"one PCN as {form}, {size / 1e6:.0f} MB", taken)
    for patients in (6_000, 12_000, 54_500):
        light = DemoSettings(patients=patients)
        report(f"light form, {patients:,} people", seconds(partial(simulate, light)))
    with tempfile.TemporaryDirectory() as folder:
        icb = DemoSettings(pcns=12)
        report(
            "twelve PCNs as parquet", seconds(partial(write_demo, Path(folder), icb))
        )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(f"most memory: {peak:,.0f} MiB\n")


if __name__ == "__main__":
    main()
