"""Which cells of the monthly mart may not be shown outside direct care."""

import numpy as np
import pandas as pd

from data_access.disclosure.rule import withheld_cells
from data_access.selection import ALL, WHOLE_PCN

_BLOCK = ["indicator", "month", "pcn_code", "cohort"]

# These count the open cases again, and posts are no secret: wherever the count is
# withheld they would tell it, or with weights of 1 to 2 narrow it to 4 to 7.
_COUNTED = "caseload_open"
_COUNTED_AGAIN = ("caseload_per_wte", "caseload_weighted_per_wte")


def with_flags(cells: pd.DataFrame) -> pd.DataFrame:
    """Add numerator_withheld and denominator_withheld to every cell.

    In a block (an indicator, month, PCN and cohort), the PCN's total is divided among
    practices and, separately, among the groups of each dimension: those are the cells
    that may be shown. A practice's own groups are never shown outside direct care, so
    that no two-way table can be solved.
    """
    cells = cells.reset_index(drop=True)
    whole = (cells["practice_code"] == WHOLE_PCN).to_numpy()
    overall = (cells["dimension"] == ALL).to_numpy()
    # What is in no star is withheld: a practice's groups.
    flags = {
        "numerator": ~whole & ~overall,
        "denominator": ~whole & ~overall,
    }
    block = cells.groupby(_BLOCK, sort=False).ngroup().to_numpy()
    stars = [whole & overall, ~whole & overall]
    dimensions = sorted(set(cells["dimension"]) - {ALL})
    stars += [whole & (cells["dimension"] == one).to_numpy() for one in dimensions]
    for quantity, withheld in flags.items():
        counts = cells[quantity].to_numpy(dtype=float)
        laid = [_laid(block, star, counts) for star in stars]
        totals = laid[0][0][:, 0]
        hidden_total, hidden = withheld_cells(totals, [parts for parts, _ in laid[1:]])
        withheld[laid[0][1]] |= hidden_total[block[laid[0][1]]]
        for (_, rows), part_flags in zip(laid[1:], hidden, strict=True):
            withheld[rows] |= part_flags[block[rows], _place(block[rows])]
    flags["numerator"] |= _counted_again(cells, flags["numerator"])
    return cells.assign(
        numerator_withheld=flags["numerator"],
        denominator_withheld=flags["denominator"],
    )


def _counted_again(cells: pd.DataFrame, withheld: np.ndarray) -> np.ndarray:
    """Say which ratios to staff have a count of open cases that is withheld."""
    keys = pd.MultiIndex.from_frame(
        cells[[*_BLOCK[1:], "practice_code", "dimension", "category"]]
    )
    counted = (cells["indicator"] == _COUNTED).to_numpy() & withheld
    again = cells["indicator"].isin(_COUNTED_AGAIN).to_numpy()
    return again & keys.isin(keys[counted])


def _laid(
    block: np.ndarray, star: np.ndarray, counts: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Lay the cells of one partition out: a row a block; and which cells they are."""
    rows = np.flatnonzero(star)
    place = _place(block[rows])
    blocks = int(block.max(initial=-1)) + 1  # none, where a file has no such rows
    wide = np.full((blocks, int(place.max(initial=0)) + 1), np.nan)
    wide[block[rows], place] = counts[rows]
    return wide, rows


def _place(block: np.ndarray) -> np.ndarray:
    """Number the cells of each block from 0, in the order they come."""
    return pd.Series(block).groupby(block).cumcount().to_numpy()
