"""Clean every cell of a file before it is read: trim, restore, fill down."""

from collections.abc import Callable
from functools import reduce

import pyarrow as pa
import pyarrow.compute as pc

# What may surround a value without being part of it: spaces of every width that
# spreadsheets and web pages leave, line ends, and marks some exports repeat.
_AROUND = " \t\r\n\u00a0\u2007\u202f\u200b\ufeff"

_STOPPED_FORMULA = r"^'('*[=+\-@\t\r])"


def trimmed(cells: pa.Table) -> pa.Table:
    """Return ``cells`` (text columns) without the space around each value."""
    return _each(cells, lambda column: pc.utf8_trim(column, characters=_AROUND))


def restored(cells: pa.Table) -> pa.Table:
    """Remove the apostrophe that a download of rejected rows has before a formula."""
    return _each(
        cells,
        lambda column: pc.replace_substring_regex(
            column, pattern=_STOPPED_FORMULA, replacement=r"\1"
        ),
    )


def blank_rows(cells: pa.Table) -> pa.ChunkedArray:
    """Return one flag per row of trimmed ``cells``, true if every cell is empty."""
    return reduce(pc.and_, (pc.equal(column, "") for column in cells.columns))


def filled_down(cells: pa.Table, fault: pa.Array, names: tuple[str, ...]) -> pa.Table:
    """Fill empty cells of columns ``names`` from the record they continue.

    ``cells`` are trimmed; ``fault`` has one value per row, null if the row could be
    split. A record begins where the first of ``names`` is filled. A blank row ends a
    record: EMIS leaves one for a patient whose details are withheld, and the rows after
    it must not pass to the patient above. A row that could not be split ends a record
    too, because its cells may belong to another column.
    """
    if not names:
        return cells
    ends = pc.or_(blank_rows(cells), pc.is_valid(fault))
    starts = pc.or_(pc.not_equal(cells[names[0]], ""), ends)
    for name in names:
        column = cells[name]
        at_start = pc.if_else(ends, "", column)
        above = pc.fill_null_forward(pc.if_else(starts, at_start, None))
        value = pc.if_else(pc.equal(column, ""), pc.fill_null(above, ""), column)
        cells = cells.set_column(cells.column_names.index(name), name, value)
    return cells


def _each(
    cells: pa.Table, change: Callable[[pa.ChunkedArray], pa.ChunkedArray]
) -> pa.Table:
    columns = [change(column) for column in cells.columns]
    return pa.Table.from_arrays(columns, names=cells.column_names)
