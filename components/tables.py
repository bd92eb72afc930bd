"""Accessible tables, in a fixed order, with no empty cell."""

import json

from dash import html

from data_access.answers.core import Cell, Column, Mark, Table
from data_access.words.numbers import cell_text


def data_table(table: Table, *, id: str) -> html.Div:  # noqa: A002 - the name in Dash
    """Show a table; a wide table scrolls inside a region that the keyboard can reach.

    ``assets/tables.js`` writes the cells from one attribute. As components of Dash, 17
    tables were 1,600 of a page's 2,000 components and blocked the browser for half a
    minute.
    """
    caption_id = f"{id}-caption"
    content = {
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
            "data-table": json.dumps(content, ensure_ascii=False),
        },
    )


def _row(row: tuple[Cell, ...], columns: tuple[Column, ...]) -> list[list[str]]:
    """Return the text and the classes of each cell."""
    return [
        [
            cell_text(cell, column.kind),
            _alignment(column) + (" mark" if isinstance(cell, Mark) else ""),
        ]
        for cell, column in zip(row, columns, strict=True)
    ]


def _alignment(column: Column) -> str:
    return "text" if column.kind in ("text", "month") else "number"
