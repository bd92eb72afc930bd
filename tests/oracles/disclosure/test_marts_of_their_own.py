"""Where two stores show the same counts, they show the same of everything else.

The marts beside the monthly one (referrals, paired scores, episodes, checks at hubs)
keep exact counts, and each question rounds its own. So a few counts of a mart are
changed by one, or dates by days, over and over: whenever the counts and shares that a
board is shown stay what they were, no interval, word, digit or drawing may move.
"""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest
from fixtures.worlds.everything_shown import Shown, differences, everything_shown

from data_access.store.evidence import Evidence
from data_access.viewer import Role

SEED = 5
TRIALS = max(int(os.environ.get("CARE_IMPACT_NETWORKS", "0")), 4)
COUNTED = ("text", "month", "count", "percent", "rate")

Change = Callable[[pd.DataFrame, np.random.Generator], None]


def one_more_or_less(*columns: str) -> Change:
    """Change a few counts by one, none below zero; the last is part of the first."""

    def change(rows: pd.DataFrame, rng: np.random.Generator) -> None:
        for at in rng.choice(len(rows), rng.integers(1, 4)):
            column = rng.choice(columns)
            step = int(rng.choice([-1, 1]))
            rows.loc[at, column] = max(0, rows.loc[at, column] + step)
        rows[columns[-1]] = rows[[columns[0], columns[-1]]].min(axis=1)

    return change


def other_scores(rows: pd.DataFrame, rng: np.random.Generator) -> None:
    """Change what one person scored the second time by a few points."""
    paired = rows[(rows["paired"] > 0) & (rows["cohort"] == "all")]
    at = rng.choice(paired.index)
    rows.loc[at, "change"] += int(rng.integers(-3, 4))
    rows.loc[at, "change_squared"] += int(rng.integers(0, 8))


def other_days(rows: pd.DataFrame, rng: np.random.Generator) -> None:
    """Move one day of one episode by up to two weeks, in every cohort that it is in."""
    day = rng.choice(["closed_on", "first_contact_on"])
    known = rows[rows[day].notna()]
    one = known.iloc[rng.choice(len(known))]
    same = (rows["opened_on"] == one["opened_on"]) & (rows[day] == one[day])
    rows.loc[same, day] += pd.Timedelta(days=int(rng.integers(1, 15)))


# Each mart that keeps exact counts, whose figures they are, and how they may change.
MARTS: dict[str, tuple[str, Change]] = {
    "referral_month": ("referrals/", one_more_or_less("referrals")),
    "referral_wait": ("referrals/", one_more_or_less("referrals")),
    "referral_return": ("referrals/", one_more_or_less("referred", "returned")),
    "measure_pair": ("outcomes/", other_scores),
    "caseload_episode": ("caseload/", other_days),
}


def counts_of(shown: Shown) -> dict[str, object]:
    """Return the counts and shares that figures show, and where they refuse."""
    found: dict[str, object] = {}
    for name, figure in shown.items():
        if isinstance(figure, str):
            found[name] = figure
        elif "table" in figure:
            columns = figure["table"]["columns"]
            kept = [
                at
                for at, column in enumerate(columns)
                if column["kind"] in COUNTED and "limit" not in column["label"].lower()
            ]
            rows = figure["table"]["rows"]
            found[name] = [[row[at] for at in kept] for row in rows]
    return found


def changed(home: Path, table: str, change: Change, rng: np.random.Generator) -> None:
    with duckdb.connect(str(Evidence(home).current_file())) as store:
        # In one order, whatever pseudonyms the people of this home have.
        rows = store.execute(f"select * from {table} order by all").df()  # noqa: S608
        change(rows, rng)
        store.register("rows", rows)
        types = store.execute(f"describe {table}").fetchall()
        cells = ", ".join(
            f'cast("{name}" as {kind}) as "{name}"' for name, kind, *_ in types
        )
        store.execute(f"create or replace table {table} as select {cells} from rows")  # noqa: S608


@pytest.mark.parametrize("table", MARTS)
def test_the_same_counts_are_shown_with_the_same_words(
    demo_home: Path, tmp_path: Path, table: str
) -> None:
    figures, change = MARTS[table]
    rng = np.random.default_rng(SEED)
    before = everything_shown(demo_home, Role.BOARD, {}, figures, kept=True)
    exactly = everything_shown(demo_home, Role.PCN_MANAGER, {}, figures, kept=True)
    seen_in_direct_care = False
    for trial in range(TRIALS):
        other = tmp_path / f"{trial}"
        shutil.copytree(
            demo_home, other, ignore=shutil.ignore_patterns("lake", "cache")
        )
        changed(other, table, change, rng)
        after = everything_shown(other, Role.BOARD, {}, figures)
        if counts_of(after) != counts_of(before):
            continue
        told = {
            name: list(differences(before[name], after[name]))[:2]
            for name in before
            if name.startswith(figures) and before[name] != after[name]
        }
        assert told == {}
        if not seen_in_direct_care:
            mine = everything_shown(other, Role.PCN_MANAGER, {}, figures)
            seen_in_direct_care = mine != exactly
    assert seen_in_direct_care, "changes that nobody sees would show nothing"
