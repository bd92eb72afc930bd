"""Which cells of the monthly mart may not be shown outside direct care."""

import numpy as np
import pandas as pd

from data_access.disclosure.rule import withheld_cells
from data_access.selection import ALL, WHOLE_PCN

_BLOCK = ["indicator", "month", "pcn_code", "cohort"]
_CELL = [*_BLOCK, "practice_code", "dimension", "category"]
# The months that a page reads of one place lie side by side in the file.
_READ = ["indicator", "cohort", "dimension", "pcn_code", "practice_code", "month"]

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

    Rows come in the order in which pages read them, with what names a cell as
    categories: a text for each of a million cells takes longer than all the rest.
    """
    cells = cells.reset_index(drop=True)
    keys = pd.DataFrame({name: _in_order(cells[name]) for name in _CELL})
    # Of cells with equal counts the first is withheld: without an order, another build
    # of the same data could withhold another, and the two together reveal both.
    order = keys.sort_values(_CELL).index.to_numpy()
    whole = (keys["practice_code"] == WHOLE_PCN).to_numpy()[order]
    overall = (keys["dimension"] == ALL).to_numpy()[order]
    # Cells that belong to no breakdown are withheld: a practice's own groups.
    flags = {
        "numerator": ~whole & ~overall,
        "denominator": ~whole & ~overall,
    }
    codes = np.stack([keys[name].cat.codes.to_numpy()[order] for name in _BLOCK])
    block = np.cumsum((np.diff(codes, prepend=codes[:, :1]) != 0).any(axis=0))
    dimensions = [name for name in keys["dimension"].cat.categories if name != ALL]
    breakdowns = [
        ~whole & overall,
        *(whole & (keys["dimension"] == name).to_numpy()[order] for name in dimensions),
    ]
    for quantity, withheld in flags.items():
        counts = cells[quantity].to_numpy(dtype=float)[order]
        totals, total_rows = _by_block(block, whole & overall, counts)
        tables = [_by_block(block, members, counts) for members in breakdowns]
        hidden_total, hidden = withheld_cells(
            totals[:, 0], [table for table, _ in tables]
        )
        withheld[total_rows] |= hidden_total[block[total_rows]]
        for (_, rows), hidden_parts in zip(tables, hidden, strict=True):
            withheld[rows] |= hidden_parts[block[rows], _place(block[rows])]
        flags[quantity] = np.empty_like(withheld)
        flags[quantity][order] = withheld  # back to where each cell stands
    flags["numerator"] |= _counted_again(keys, flags["numerator"])
    named = {name: keys[name] for name in _CELL if name != "month"}
    flagged = cells.assign(
        **named,
        numerator_withheld=flags["numerator"],
        denominator_withheld=flags["denominator"],
    )
    read = keys.sort_values([*_READ, "category"]).index
    return flagged.loc[read].reset_index(drop=True)


def _in_order(names: pd.Series) -> pd.Series:
    """Return names as categories that sort as the names do."""
    found = names.astype("category")
    return found.cat.reorder_categories(sorted(found.cat.categories), ordered=True)


def _counted_again(keys: pd.DataFrame, withheld: np.ndarray) -> np.ndarray:
    """Flag the ratios to staff whose count of open cases is withheld."""
    place = np.zeros(len(keys), dtype=np.int64)
    for name in _CELL[1:]:
        names = keys[name].cat
        place = place * len(names.categories) + names.codes.to_numpy()
    counted = place[(keys["indicator"] == _COUNTED).to_numpy() & withheld]
    again = keys["indicator"].isin(_COUNTED_AGAIN).to_numpy()
    return again & np.isin(place, counted)


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
