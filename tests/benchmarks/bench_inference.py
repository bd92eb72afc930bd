"""Time the statistics of inequality, waiting, power and forecast.

Run `python tests/benchmarks/bench_inference.py`. Each should be well under the
200 ms or so that a page may spend on one figure, but for the backtests.
"""

import sys
from time import perf_counter

import numpy as np

from data_access.stats.backtest import backtest_caseload
from data_access.stats.forecast import forecast_caseload, forecast_year_end
from data_access.stats.inequality import slope_index
from data_access.stats.power import (
    months_until_detectable,
    smallest_detectable_rate_ratio,
)
from data_access.stats.regression_to_mean import fit_gamma_poisson, regression_to_mean
from data_access.stats.survival import time_to_first_contact

RUNS = 5
PEOPLE = 54_500  # registered in a network of four practices
REFERRALS = 5_000
MONTHS = 36


def best(call) -> float:
    times = []
    for _ in range(RUNS):
        start = perf_counter()
        call()
        times.append(perf_counter() - start)
    return min(times)


def main() -> None:
    random = np.random.default_rng(20240401)
    values, people = random.uniform(0.3, 0.6, 10), random.integers(500, 5000, 10)
    wait = random.exponential(12, REFERRALS).round()
    followed = random.uniform(0, 60, REFERRALS).round()
    counts = random.negative_binomial(0.8, 0.8 / 1.4, PEOPLE)
    joined, closed = random.poisson(30, MONTHS), random.poisson(28, MONTHS)
    cases = {
        "slope index, 10 groups, 100,000 draws": lambda: slope_index(
            values,
            people,
            kind="proportion",
            standard_errors=np.full(10, 0.1),
            seed=1,
        ),
        f"time to first contact, {REFERRALS:,} referrals": lambda: (
            time_to_first_contact(
                np.minimum(wait, followed), wait <= followed, standard_days=10
            )
        ),
        "smallest detectable rate ratio": lambda: smallest_detectable_rate_ratio(
            200, 0.8, 0.8, 3, 1, variance="alternative"
        ),
        "months until detectable, 120 months": lambda: months_until_detectable(
            0.8, 200, 10, 0.8, 0.8, 3
        ),
        f"gamma-Poisson fit, {PEOPLE:,} people": lambda: fit_gamma_poisson(counts),
        "regression to the mean, at least 2": lambda: regression_to_mean(
            0.6, 0.8, 2, selection="at_least"
        ),
        "caseload forecast, 12 months, 10,000 draws": lambda: forecast_caseload(
            200, joined, closed, months=12, seed=1
        ),
        "year-end forecast, 6 months, 10,000 draws": lambda: forecast_year_end(
            joined,
            checks_done=100,
            register=1000,
            target_share=0.6,
            months_left=6,
            seed=1,
        ),
        f"caseload backtest, {MONTHS} months, 6 ahead": lambda: backtest_caseload(
            200, joined, closed, months=6, seed=1
        ),
    }
    for name, call in cases.items():
        sys.stdout.write(f"{name}: {best(call) * 1000:.1f} ms\n")


if __name__ == "__main__":
    main()
