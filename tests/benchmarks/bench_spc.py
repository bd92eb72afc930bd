"""Time XmR charts: 5,000 of 36 points in one call, and one at a time.

Run `python tests/benchmarks/bench_spc.py`; the aim is under 1 s for the 5,000.
"""

import sys
from time import perf_counter

import numpy as np

from data_access.stats import spc

CHARTS, POINTS, RUNS = 5_000, 36, 5


def best(call, runs: int = RUNS) -> float:
    times = []
    for _ in range(runs):
        start = perf_counter()
        call()
        times.append(perf_counter() - start)
    return min(times)


def main() -> None:
    random = np.random.default_rng(20240401)
    values = random.normal(100, 10, size=(CHARTS, POINTS))
    values[random.random(values.shape) < 0.02] = np.nan
    many = best(
        lambda: spc.xmr_many(values, improvement="increase", target=95, rebase_at=[18])
    )
    one = best(
        lambda: spc.xmr(values[0], improvement="increase", target=95, rebase_at=[18]),
        runs=200,
    )
    sys.stdout.write(
        f"{CHARTS:,} charts of {POINTS} points in one call: {many:.3f} s\n"
        f"one chart of {POINTS} points: {one * 1000:.2f} ms\n"
    )


if __name__ == "__main__":
    main()
