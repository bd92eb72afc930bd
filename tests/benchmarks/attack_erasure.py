"""What does an erasure show to who compares a board's figures before and after?

Run it by hand: ``python tests/benchmarks/attack_erasure.py [NETWORKS] [PEOPLE]``. It
makes small networks (400 people, half of them served), erases some of those served, one
at a time, and counts the figures that move, and the cells of the monthly mart whose
count is then known to who also knows that one person was erased and nothing else has
changed.
"""

import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).parents[1]))

from fixtures.attack.counts_known import CELL, exact_cells, shown_cells
from fixtures.worlds.everything_shown import everything_shown
from fixtures.worlds.small_network import load_network, small_network

from data_access.catalogue.indicators import BY_ID
from data_access.figures.registry import FIGURES
from data_access.operations.maintenance import forget_person
from data_access.selection import ALL, WHOLE_PCN
from data_access.settings import read_settings
from data_access.viewer import Role

FIRST_SEED = 5


def steps(before: pd.DataFrame, after: pd.DataFrame) -> dict[str, int]:
    """Count the cells that one person fewer moves, and those known by it."""
    keys = ["indicator", *CELL]
    apart = (before["practice_code"] == WHOLE_PCN) | (before["dimension"] == ALL)
    first = before[apart].set_index(keys)["numerator"]
    second = after.set_index(keys)["numerator"].reindex(first.index)
    moved = (first != second) & ~(first.isna() & second.isna())
    # Of people one fewer; of events perhaps several, which leaves the count open.
    people = np.array([BY_ID[id_].unit == "percent" for id_, *_ in first.index])
    to_nothing = moved & first.isna() & (second == 0)
    to_a_mark = moved & first.notna() & second.isna()
    return {
        "cells": len(first),
        "moved": int(moved.sum()),
        "of people, from a mark to nothing (1 person)": int(
            (to_nothing & people).sum()
        ),
        "of people, from a number to a mark (7 left)": int((to_a_mark & people).sum()),
    }


def main(networks: int = 2, people: int = 3) -> None:
    """Print a line for each person erased."""
    for seed in range(FIRST_SEED, FIRST_SEED + networks):
        tables = small_network(seed)
        rng = np.random.default_rng(seed)
        served = tables["caseload"]["patient_id"].unique()
        with TemporaryDirectory() as folder:
            home = Path(folder) / "before"
            load_network(home, tables)
            first = everything_shown(home, Role.BOARD, {})
            cells = shown_cells(home, exact_cells(home))
            for person in rng.choice(served, people, replace=False):
                other = Path(shutil.copytree(home, Path(folder) / person))
                forget_person(read_settings(home=other), person)
                second = everything_shown(other, Role.BOARD, {})
                moved = [name for name in FIGURES if first[name] != second[name]]
                found = steps(cells, shown_cells(other, exact_cells(other)))
                line = f"network {seed}: {len(moved)} of {len(FIGURES)} figures"
                sys.stdout.write(f"{line} {found}\n")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
