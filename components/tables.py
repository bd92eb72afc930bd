"""Tables that anyone can read, sorted by nobody, and with no empty cell."""

import json

from dash import html

from data_access.answers.core import Cell, Column, Mark, Table
from data_access.words.numbers import cell_text


def data_table(table: Table, *, id: str) -> html.Div:  # noqa: A002 - what Dash calls it
    """Show a table; a wide one scrolls inside a region the keyboard can reach.

    The cells are written by ``assets/tables.js`` from one attribute: as components of
    Dash, 17 tables of a page were 1,600 of its 2,000, each told of every change to any
    other, and held the browser for half a minute.
    """
    caption_id = f"{id}-caption"
    written = {
        "caption": table.caption,
        "captionId": caption_id,
        "columns": [[column.label, _alignment(column)] for column in table.columns],
        "rows": [_row(row, table.columns) for row in table.rows],
    }
    return html.Div(
        className="table-scroll",
        tabIndex=0,
        role="region",
        **{
            "aria-labelledby": caption_id,
            "data-table": json.dumps(written, ensure_ascii=False),
        },
    )


def _row(row: tuple[Cell, ...], columns: tuple[Column, ...]) -> list[list[str]]:
    """Write each cell's text and its classes."""
    return [
        [
            cell_text(cell, column.kind),
            _alignment(column) + (" mark" if isinstance(cell, Mark) else ""),
        ]
        for cell, column in zip(row, columns, strict=True)
    ]


def _alignment(column: Column) -> str:
    return "text" if column.kind in ("text", "month") else "number"
