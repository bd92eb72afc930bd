"""Make rows of cells that hold several dates of a person, as SystmOne writes them."""

from collections.abc import Sequence
from dataclasses import replace

import pyarrow as pa

from data_access.ingest.found.found_table import FoundTable
from data_access.ingest.recognised.columns import SAMPLE
from data_access.ingest.recognised.contents import Content, contents
from data_access.words.numbers import counted

_BETWEEN = ";"

Row = tuple[str, ...]


def with_one_event(found: FoundTable) -> FoundTable:
    """Return a table with a row for each of several dates in one cell.

    Cells of one row with as many parts belong together, part by part; any other is of
    each event. A row whose dates are of different numbers is left as it is, since
    nothing says which belong together.
    """
    text = found.text
    columns = [[cell or "" for cell in one.to_pylist()] for one in text.cells.columns]
    dates = [at for at, column in enumerate(columns) if _has_several_dates(column)]
    if not dates:
        return found
    rows: list[Row] = []
    of: list[int] = []
    unsure = 0
    for place, row in enumerate(zip(*columns, strict=True)):
        events = _events(row, dates)
        unsure += not events
        rows += events or [row]
        of += [place] * max(len(events), 1)
    notices = list(text.notices)
    if len(rows) > text.rows:
        notices.append(
            f"{counted(text.rows, 'row')} read as {len(rows):,}, one for each of "
            "several dates in a cell"
        )
    if unsure:
        notices.append(
            f"{counted(unsure, 'row')} with different numbers of dates in their cells "
            "left as they are: nothing says which dates belong together"
        )
    arrays = [pa.array(column, pa.string()) for column in zip(*rows, strict=True)]
    apart = replace(
        text,
        cells=pa.Table.from_arrays(arrays, names=text.cells.column_names),
        line=text.line.take(pa.array(of)),
        fault=text.fault.take(pa.array(of)),
        overflow=text.overflow.take(pa.array(of)),
        notices=tuple(notices),
    )
    return replace(found, text=apart)


def _has_several_dates(values: Sequence[str]) -> bool:
    several = [value for value in values if _BETWEEN in value][:SAMPLE]
    parts = [part for value in several for part in _parts(value)]
    return bool(several) and Content.DATE in contents(parts)


def _events(row: Row, dates: Sequence[int]) -> list[Row]:
    """Return the events of a row; none if its dates do not say which these are."""
    numbers = {len(_parts(row[at])) for at in dates} - {1}
    if len(numbers) > 1:
        return []
    if not numbers:
        return [row]
    number = numbers.pop()
    split = [_parts(cell) for cell in row]
    return [
        tuple(
            parts[event] if len(parts) == number else cell
            for parts, cell in zip(split, row, strict=True)
        )
        for event in range(number)
    ]


def _parts(cell: str) -> list[str]:
    last = cell.strip().removesuffix(_BETWEEN)
    return [part.strip() for part in last.split(_BETWEEN)]
