"""An attacker with every figure the product shows, and a linear programme."""

import itertools
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import linprog

from data_access.disclosure.rule import HALF, LEAST_SHOWN, MOST_HIDDEN
from data_access.marts.care.withheld import with_flags

PRACTICES = ["P1", "P2", "P3"]
GROUPS = {"sex": ["f", "m"], "age": ["young", "old", "unknown"]}
COHORTS = ["all", "smi"]
QUANTITIES = ["denominator", "numerator"]


def population(seed: int) -> pd.DataFrame:
    """Draw people, so that every table of counts is one that people can make."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(20, 110))
    people = pd.DataFrame(
        {
            "practice": rng.choice(PRACTICES, n, p=[0.6, 0.3, 0.1]),
            "sex": rng.choice(GROUPS["sex"], n, p=[0.85, 0.15]),
            "age": rng.choice(GROUPS["age"], n, p=[0.7, 0.25, 0.05]),
            "smi": rng.random(n) < 0.5,
            "done": rng.random(n) < rng.uniform(0.1, 0.9),
        }
    )
    rows = []
    for month, cohort in itertools.product(["2026-01-01", "2026-02-01"], COHORTS):
        held = (
            people
            if month.endswith("01-01")
            else people.sample(frac=0.9, random_state=1)
        )
        held = held if cohort == "all" else held[held["smi"]]
        for practice in [*PRACTICES, "all"]:
            here = held if practice == "all" else held[held["practice"] == practice]
            for dimension, category in [
                ("all", "all"),
                *((d, c) for d, cs in GROUPS.items() for c in cs),
            ]:
                part = here if dimension == "all" else here[here[dimension] == category]
                rows.append(
                    {
                        "indicator": "i",
                        "month": month,
                        "pcn_code": "N",
                        "practice_code": practice,
                        "cohort": cohort,
                        "dimension": dimension,
                        "category": category,
                        "numerator": float(part["done"].sum()),
                        "denominator": float(len(part)),
                    }
                )
    return pd.DataFrame(rows)


class Attack:
    """Everything that is known of the cells of one month, as a linear programme.

    The attacker knows what is shown, that practices and groups add up, that a cohort
    is part of everybody and a numerator part of its denominator, and the rule.
    """

    def __init__(self, cells: pd.DataFrame) -> None:
        self.cells = cells
        keys = ["cohort", "practice_code", "dimension", "category"]
        self.at = {
            (quantity, *key): (2 * i + q)
            for i, key in enumerate(cells[keys].itertuples(index=False, name=None))
            for q, quantity in enumerate(QUANTITIES)
        }
        self.equal: list[dict[int, float]] = []
        self.below: list[dict[int, float]] = []
        for quantity, cohort in itertools.product(QUANTITIES, COHORTS):
            self._sums(quantity, cohort)
        for (quantity, cohort, *rest), place in self.at.items():
            if cohort != "all":
                whole = self.at[(quantity, "all", *rest)]
                self.below.append({place: 1.0, whole: -1.0})
            if quantity == "numerator":
                whole = self.at[("denominator", cohort, *rest)]
                self.below.append({place: 1.0, whole: -1.0})
        self.bounds = [(0.0, None)] * len(self.at)
        for row in cells.itertuples():
            key = (row.cohort, row.practice_code, row.dimension, row.category)
            for quantity in QUANTITIES:
                count = getattr(row, quantity)
                hidden = getattr(row, f"{quantity}_withheld") or 1 <= count <= 7
                veiled = self._all_hidden(quantity, row)
                # What lies in no star is never shown at all, not even a zero.
                never = row.practice_code != "all" and row.dimension != "all"
                self.bounds[self.at[(quantity, *key)]] = _known(
                    count, hidden, never or veiled
                )

    def _all_hidden(self, quantity: str, row: Any) -> bool:
        """A whole row of marks says that zeros may be among them."""
        mine = self.cells[self.cells["cohort"] == row.cohort]
        if row.dimension != "all":
            mine = mine[(mine["practice_code"] == "all")]
            mine = mine[mine["dimension"] == row.dimension]
        elif row.practice_code != "all":
            mine = mine[(mine["practice_code"] != "all") & (mine["dimension"] == "all")]
        else:
            return False
        return bool(mine[f"{quantity}_withheld"].all())

    def _sums(self, quantity: str, cohort: str) -> None:
        groups = [("all", "all"), *((d, c) for d, cs in GROUPS.items() for c in cs)]
        for dimension, category in groups:
            total = self.at[(quantity, cohort, "all", dimension, category)]
            parts = {
                self.at[(quantity, cohort, p, dimension, category)]: 1.0
                for p in PRACTICES
            }
            self.equal.append({total: -1.0, **parts})
        for practice, (dimension, categories) in itertools.product(
            [*PRACTICES, "all"], GROUPS.items()
        ):
            total = self.at[(quantity, cohort, practice, "all", "all")]
            parts = {
                self.at[(quantity, cohort, practice, dimension, c)]: 1.0
                for c in categories
            }
            self.equal.append({total: -1.0, **parts})

    def range_of(self, place: int) -> tuple[float, float]:
        ends = []
        for sign in (1.0, -1.0):
            aim = np.zeros(len(self.at))
            aim[place] = sign
            result = linprog(
                aim,
                A_ub=_matrix(self.below, len(self.at)),
                b_ub=np.zeros(len(self.below)),
                A_eq=_matrix(self.equal, len(self.at)),
                b_eq=np.zeros(len(self.equal)),
                bounds=self.bounds,
                method="highs",
            )
            assert result.status in (0, 3), result.message
            ends.append(np.inf if result.status == 3 else sign * result.fun)
        return ends[0], ends[1]

    def small_cells(self) -> list[tuple[tuple, int]]:
        """The small cells that a reader sees marked as suppressed."""
        result = []
        for row in self.cells.itertuples():
            if row.practice_code != "all" and row.dimension != "all":
                continue
            key = (row.cohort, row.practice_code, row.dimension, row.category)
            result += [
                ((q, *key), self.at[(q, *key)])
                for q in QUANTITIES
                if 1 <= getattr(row, q) <= MOST_HIDDEN
            ]
        return result


def _known(count: float, hidden: bool, never: bool) -> tuple[float, float | None]:
    if never and hidden:
        return (0.0, None)
    if hidden:
        return (1.0, None)
    if count == 0:
        return (0.0, 0.0)
    near = 5 * np.floor((count + HALF) / 5)
    return (max(near - HALF, LEAST_SHOWN), near + HALF)


def _matrix(rows: list[dict[int, float]], width: int) -> np.ndarray:
    matrix = np.zeros((len(rows), width))
    for i, row in enumerate(rows):
        for place, weight in row.items():
            matrix[i, place] = weight
    return matrix


@pytest.mark.parametrize("seed", range(8))
def test_no_small_cell_can_be_pinned_to_less_than_the_rule_allows(seed: int) -> None:
    cells = with_flags(population(seed))
    for _, month in cells.groupby("month"):
        attack = Attack(month)
        for key, place in attack.small_cells():
            low, high = attack.range_of(place)
            assert low <= 1 + 1e-6, (key, low, high)
            assert high >= MOST_HIDDEN - 1e-6, (key, low, high)


def test_the_attacker_would_find_what_rounding_alone_gives_away() -> None:
    """7 + 12 = 19 is shown as suppressed + 10 = 20: the attacker learns 6 or 7."""
    cells = population(0).iloc[:0]
    rows = []
    for practice, count in (("P1", 7.0), ("P2", 12.0), ("P3", 0.0), ("all", 19.0)):
        rows.append(["i", "m", "N", practice, "all", "all", "all", count, count])
    cells = pd.DataFrame(rows, columns=cells.columns)
    flagged = with_flags(cells).set_index("practice_code")
    assert flagged.loc["P2", "numerator_withheld"]
    assert not flagged.loc["all", "numerator_withheld"]


def test_the_flags_are_the_same_whatever_the_order_of_the_cells() -> None:
    # Two builds of the same data may give the cells in another order; a cell shown by
    # one alone would reveal what the other withholds. Of two equal cells either may be
    # withheld beside a small one, so it is here that the order could tell.
    rows = [
        ["i", "m", "N", practice, "all", "all", "all", count, count]
        for practice, count in (("P1", 3.0), ("P2", 8.0), ("P3", 8.0), ("all", 19.0))
    ]
    cells = pd.DataFrame(rows, columns=population(0).columns)
    first, second = (
        with_flags(some).set_index("practice_code").sort_index()
        for some in (cells, cells.iloc[::-1])
    )
    for quantity in QUANTITIES:
        flags = first[f"{quantity}_withheld"]
        assert flags.sum() == 2
        assert (flags == second[f"{quantity}_withheld"]).all()
