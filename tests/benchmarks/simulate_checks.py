"""Hold what is said of extra checks to networks in which starting adds none.

    python tests/benchmarks/simulate_checks.py --networks 40

People are picked at random, for being on one more register than others of their main
cohort, for checks that are overdue, or for a habit that no extract records; in one
scenario starting adds checks. It prints how often the product says *extra* in each, and
ends with an error where that is more than promised, beyond chance.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import pandas as pd
from scipy import stats

sys.path.insert(0, str(Path(__file__).parents[1]))

from fixtures.simulated.checks_network import ChecksScenario, run

SCENARIOS = (
    ChecksScenario("anybody"),
    ChecksScenario("one more register"),
    ChecksScenario("overdue"),
    ChecksScenario("habit"),
    ChecksScenario("one more register", extra=0.6),
)
# Share of networks that may say "extra" where there is none; with a hidden habit nobody
# can be right always.
PROMISED = {"habit": 0.1}
ELSE = 0.025
UNLIKELY = 0.01


def summary(rows: pd.DataFrame) -> pd.DataFrame:
    """Count what is said in each scenario."""
    said = rows.assign(
        extra_said=rows["verdict"] == "more",
        not_fair=rows["verdict"] == "not a fair comparison",
        none_held=(rows["low"] <= 1) & (rows["high"] >= 1),
    )
    return said.groupby(["picked", "extra"]).agg(
        networks=("seed", "count"),
        ratio=("ratio", "mean"),
        none_held=("none_held", "mean"),
        extra_said=("extra_said", "mean"),
        not_fair=("not_fair", "mean"),
    )


def broken(rows: pd.DataFrame) -> list[str]:
    """Name scenarios without extra checks that too often say there were some."""
    found = []
    for picked, own in rows[rows["extra"] == 0].groupby("picked"):
        said = int((own["verdict"] == "more").sum())
        promised = PROMISED.get(str(picked), ELSE)
        if stats.binom.sf(said - 1, len(own), promised) < UNLIKELY:
            found.append(f"{picked}: {said} of {len(own)}")
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--networks", type=int, default=40)
    asked = parser.parse_args()
    rows = pd.DataFrame(
        run(scenario, seed)
        for seed in range(1, asked.networks + 1)
        for scenario in SCENARIOS
    )
    sys.stdout.write(f"{summary(rows).round(3).to_string()}\n")
    if failed := broken(rows):
        sys.exit(f"Too many say extra: {'; '.join(failed)}")


if __name__ == "__main__":
    main()
