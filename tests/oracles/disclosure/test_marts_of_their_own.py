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
from fixtures.worlds.everything_shown import (
    Shown,
    differences,
    figures_shown,
    request_of,
)

from data_access.store.evidence import Evidence
from data_access.viewer import Role

SEED = 5
# How many changes are tried that no count shows; a night has time for more.
UNSEEN = max(int(os.environ.get("CARE_IMPACT_NETWORKS", "0")), 2)
MOST_TRIALS = 20 * UNSEEN
JUDGED = {"limit", "cause"}  # what is said of counts is no count
COUNTED = ("text", "month", "count", "percent", "rate")

CAUSES = ["hub", "no_plan", "no_ethnicity"]

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


def other_checks(rows: pd.DataFrame, rng: np.random.Generator) -> None:
    """Move checks from cause to cause, and between practices of a period.

    What is moved leaves and enters counts that are shown as before.
    """
    rest = rows["done"] - rows[CAUSES].fillna(0).sum(axis=1)
    counts = rows[CAUSES].assign(rest=rest).to_numpy(dtype=float, na_value=np.nan)
    periods = rows.groupby(["check", "month"]).indices.values()
    for period in periods:
        for _ in range(30):
            (one, other), (more, less) = rng.choice(period, 2), rng.integers(0, 4, 2)
            after = counts.copy()
            after[one, more] += 1
            after[other, less] -= 1
            alike = shown_as(after) == shown_as(counts)
            whole = shown_as(np.nansum(after, axis=1))
            same = whole == shown_as(np.nansum(counts, axis=1))
            if (more == less or one == other) and (
                alike[[one, other], [more, less]].all() and same.all()
            ):
                counts = after
    for at, cause in enumerate(CAUSES):
        rows[cause] = rows[cause].mask(rows[cause].notna(), counts[:, at])
    rows["done"] = np.nansum(counts, axis=1)


def shown_as(counts: np.ndarray) -> np.ndarray:
    """Say how counts are shown: rounded, as small, or not at all."""
    shown = np.where((counts > 0) & (counts < 8), 1, 5 * np.floor(counts / 5 + 0.5))
    return np.where(counts < 0, -1, shown)


# Each mart that keeps exact counts, whose figures they are, and how they may change.
MARTS: dict[str, tuple[str, Change]] = {
    "referral_month": ("referrals/", one_more_or_less("referrals")),
    "referral_wait": ("referrals/", one_more_or_less("referrals")),
    "referral_return": ("referrals/", one_more_or_less("referred", "returned")),
    "measure_pair": ("outcomes/", other_scores),
    "caseload_episode": ("caseload/", other_days),
    "contact_spread": (
        "caseload/concentrated",
        one_more_or_less("contacts", "people", "top_contacts"),
    ),
    "hub_checks": ("quality/hub", other_checks),
    "quality_field": ("quality/", one_more_or_less("rows", "filled")),
}


def beside_published(home: Path) -> None:
    """Give the hub's practices published figures, and checks of every size."""
    rng = np.random.default_rng(SEED)
    with duckdb.connect(str(Evidence(home).current_file())) as store:
        rows = store.execute("select * from hub_checks order by all").df()
        for cause in CAUSES:
            known = rows[cause].notna()
            rows.loc[known, cause] = rng.integers(0, 30, known.sum())
        rows["done"] = rows[CAUSES].fillna(0).sum(axis=1) + rng.integers(
            0, 30, len(rows)
        )
        known = rows["register"].notna()
        rows.loc[known, "register"] = rows["done"] + rng.integers(0, 40, len(rows))
        store.register("rows", rows)
        store.execute("delete from hub_checks")
        store.execute("insert into hub_checks by name select * from rows")
        store.execute(
            """
            insert into open_ld_payments by name
            select practice_code, 20 as ld_health_checks_est,
                year(month) - 1 || '-' || strftime(month, '%y') as year
            from hub_checks where "check" = 'learning_disability'
            """
        )
        store.execute(
            """
            insert into open_smi_checks by name
            select distinct sub_icb_code, last_day(month) as quarter_end, measure,
                if(measure = 'register', 1000, 400) as value
            from hub_checks, (values ('register'), ('all_six')) as m(measure)
            where "check" = 'smi'
            """
        )


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
                if column["kind"] in COUNTED
                and not JUDGED & set(column["label"].lower().split())
            ]
            rows = figure["table"]["rows"]
            found[name] = [[row[at] for at in kept] for row in rows]
    return found


def copied(home: Path, to: Path) -> None:
    shutil.copytree(home, to, ignore=shutil.ignore_patterns("lake", "cache"))


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
    home = tmp_path / "before"
    copied(demo_home, home)
    if table == "hub_checks":
        beside_published(home)

    def shown(at: Path, role: Role) -> Shown:
        return figures_shown(request_of(at, role, {}), figures)

    before = shown(home, Role.BOARD)
    assert any(not isinstance(before[name], str) for name in before)
    exactly = shown(home, Role.PCN_MANAGER)
    unseen = seen_in_direct_care = 0
    for trial in range(MOST_TRIALS):
        other = tmp_path / f"{trial}"
        copied(home, other)
        changed(other, table, change, rng)
        after = shown(other, Role.BOARD)
        if counts_of(after) != counts_of(before):
            continue
        told = {
            name: list(differences(before[name], after[name]))[:2]
            for name in before
            if before[name] != after[name]
        }
        assert told == {}
        mine = shown(other, Role.PCN_MANAGER)
        unseen += 1
        seen_in_direct_care += mine != exactly
        if seen_in_direct_care and unseen >= UNSEEN:
            return
    raise AssertionError("changes that nobody sees would show nothing")
