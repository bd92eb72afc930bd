"""Which cells of the monthly mart may not be shown outside direct care."""

import numpy as np
import pandas as pd

from data_access.disclosure.rule import withheld_cells
from data_access.selection import ALL, WHOLE_PCN

_BLOCK = ["indicator", "month", "pcn_code", "cohort"]
_CELL = [*_BLOCK, "practice_code", "dimension", "category"]

# These count the open cases again, and the number of posts is public: where the count
# is withheld they would reveal it, or with weights of 1 to 2 narrow it to 4 to 7.
_COUNTED = "caseload_open"
_COUNTED_AGAIN = ("caseload_per_wte", "caseload_weighted_per_wte")


def with_flags(cells: pd.DataFrame) -> pd.DataFrame:
    """Add numerator_withheld and denominator_withheld to every cell.

    In a block (an indicator, month, PCN and cohort), the PCN's total is broken down by
    practice and, separately, by each dimension: only those cells may be shown. A
    practice's own groups are never shown outside direct care, because a reader could
    solve that two-way table.
    """
    # Of cells with equal counts the first is withheld: without an order, another build
    # of the same data could withhold another, and the two together reveal both.
    keys = cells[_CELL].astype(dict.fromkeys(_CELL, "category"))
    keys = keys.sort_values(_CELL)
    cells = cells.loc[keys.index].reset_index(drop=True)
    whole = (cells["practice_code"] == WHOLE_PCN).to_numpy()
    overall = (cells["dimension"] == ALL).to_numpy()
    # Cells that belong to no breakdown are withheld: a practice's own groups.
    flags = {
        "numerator": ~whole & ~overall,
        "denominator": ~whole & ~overall,
    }
    codes = np.stack([keys[name].cat.codes.to_numpy() for name in _BLOCK])
    block = np.cumsum((np.diff(codes, prepend=codes[:, :1]) != 0).any(axis=0))
    dimensions = sorted(set(cells["dimension"].unique()) - {ALL})
    breakdowns = [
        ~whole & overall,
        *(whole & (cells["dimension"] == name).to_numpy() for name in dimensions),
    ]
    for quantity, withheld in flags.items():
        counts = cells[quantity].to_numpy(dtype=float)
        totals, total_rows = _by_block(block, whole & overall, counts)
        tables = [_by_block(block, members, counts) for members in breakdowns]
        hidden_total, hidden = withheld_cells(
            totals[:, 0], [table for table, _ in tables]
        )
        withheld[total_rows] |= hidden_total[block[total_rows]]
        for (_, rows), hidden_parts in zip(tables, hidden, strict=True):
            withheld[rows] |= hidden_parts[block[rows], _place(block[rows])]
    flags["numerator"] |= _counted_again(cells, flags["numerator"])
    return cells.assign(
        numerator_withheld=flags["numerator"],
        denominator_withheld=flags["denominator"],
    )


def _counted_again(cells: pd.DataFrame, withheld: np.ndarray) -> np.ndarray:
    """Flag the ratios to staff whose count of open cases is withheld."""
    counted = cells[(cells["indicator"] == _COUNTED) & withheld]
    again = cells[cells["indicator"].isin(_COUNTED_AGAIN)]
    here, there = (
        pd.MultiIndex.from_frame(part[_CELL[1:]]) for part in (again, counted)
    )
    flags = np.zeros(len(cells), dtype=bool)
    flags[again.index[here.isin(there)]] = True
    return flags


def _by_block(
    block: np.ndarray, members: np.ndarray, counts: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return the counts of one breakdown, (blocks, parts), and the rows they are of."""
    rows = np.flatnonzero(members)
    place = _place(block[rows])
    blocks = int(block.max(initial=-1)) + 1  # none, where a file has no such rows
    table = np.full((blocks, int(place.max(initial=0)) + 1), np.nan)
    table[block[rows], place] = counts[rows]
    return table, rows


def _place(block: np.ndarray) -> np.ndarray:
    """Number the cells of each block from 0, in the order they come: by block."""
    return np.arange(len(block)) - np.searchsorted(block, block)
