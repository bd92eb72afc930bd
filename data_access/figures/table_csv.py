"""A table as CSV, the same from a page and from the command line."""

import csv
import io
import re
from datetime import date

from data_access.answers.core import Cell, Column, Mark, Table
from data_access.figures.digits import table_with_few_digits
from data_access.figures.record import ShownFigure

# A spreadsheet runs a cell that starts so as a formula.
_FORMULA = re.compile(r"^[=+\-@\t\r\n]")
_KIND_UNITS = {"percent": " (%)", "gbp": " (£)"}


def csv_of(shown: ShownFigure) -> bytes:
    """Write the table of a figure as its reader may have it."""
    table = shown.report.table
    if shown.few_digits:
        table = table_with_few_digits(table)
    return csv_bytes(table, shown.reference.id)


def csv_bytes(table: Table, reference: str) -> bytes:
    """Write a table as CSV in UTF-8 with a byte order mark, which Excel needs.

    One header row and nothing above it, so that any tool reads it; the figure's
    caption and reference are the last two columns of every row, so that they stay
    with rows that are sorted, filtered or pasted elsewhere.
    """
    text = io.StringIO()
    writer = csv.writer(text)
    labels = [
        column.label + _KIND_UNITS.get(column.kind, "") for column in table.columns
    ]
    writer.writerow([_inert(label) for label in (*labels, "Figure", "Reference")])
    for row in table.rows:
        cells = [
            _csv_cell(cell, column)
            for cell, column in zip(row, table.columns, strict=True)
        ]
        writer.writerow([*cells, _inert(table.caption), _inert(reference)])
    return text.getvalue().encode("utf-8-sig")


def _csv_cell(cell: Cell, column: Column) -> str | int | float:
    if isinstance(cell, Mark):
        return cell.value
    if isinstance(cell, date):
        return f"{cell:%Y-%m}" if column.kind == "month" else cell.isoformat()
    if isinstance(cell, str):
        return _inert(cell or Mark.NO_DATA.value)
    return cell


def _inert(text: str) -> str:
    """Put an apostrophe before what a spreadsheet would run; numbers are not text."""
    return f"'{text}" if _FORMULA.match(text) else text
