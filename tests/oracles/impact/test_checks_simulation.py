"""Extra checks where none were added: a few simulated networks, and one with some."""

from __future__ import annotations

import math
from pathlib import Path

import pandas as pd
import pytest
from fixtures.homes.kept import Homes
from fixtures.simulated.checks_network import ChecksScenario, run

NONE = [
    ChecksScenario(picked, people=3_000) for picked in ("one more register", "overdue")
]
SOME = [ChecksScenario("one more register", people=3_000, extra=0.8)]
SEEDS = (1, 2)


@pytest.fixture(scope="module")
def rows(homes: Homes) -> pd.DataFrame:
    def simulate(folder: Path) -> None:
        found = pd.DataFrame(run(one, seed) for one in (*NONE, *SOME) for seed in SEEDS)
        found.to_parquet(folder / "rows.parquet")

    return pd.read_parquet(homes.home("simulated-checks", simulate) / "rows.parquet")


@pytest.mark.parametrize("picked", [one.picked for one in NONE])
def test_no_extra_check_is_said_where_none_was_added(
    rows: pd.DataFrame, picked: str
) -> None:
    """When only the main cohort was matched, three of four such networks did."""
    own = rows[(rows["picked"] == picked) & (rows["extra"] == 0)]
    assert "more" not in set(own["verdict"])
    apart = own["ratio"].map(math.log) / own["error"]
    assert abs(apart.sum()) < 3 * math.sqrt(len(own))


def test_checks_that_were_added_are_found(rows: pd.DataFrame) -> None:
    own = rows[rows["extra"] > 0]
    assert (own["low"] > 1).all()
    assert "more" in set(own["verdict"])
    # Nothing had been added before anybody started.
    assert (own["placebo_p"] > 0.001).all()
