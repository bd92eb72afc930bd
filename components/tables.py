"""Tables as HTML: read by anyone, sorted by nobody, and with no empty cell."""

from dash import html

from components.numbers import cell_text
from data_access.answers import Cell, Column, Mark, Table


def data_table(table: Table, *, id: str) -> html.Div:  # noqa: A002 - what Dash calls it
    """Show a table; a wide one scrolls inside a region the keyboard can reach."""
    caption_id = f"{id}-caption"
    head = html.Thead(
        html.Tr(
            [
                html.Th(column.label, scope="col", className=_alignment(column))
                for column in table.columns
            ]
        )
    )
    body = html.Tbody([html.Tr(_row(row, table.columns)) for row in table.rows])
    return html.Div(
        html.Table(
            [html.Caption(table.caption, id=caption_id), head, body],
            className="data-table",
        ),
        className="table-scroll",
        tabIndex=0,
        role="region",
        **{"aria-labelledby": caption_id},
    )


def _row(row: tuple[Cell, ...], columns: tuple[Column, ...]) -> list[html.Th | html.Td]:
    """Make the first cell a header, so that a reader hears which row it is in."""
    cells: list[html.Th | html.Td] = []
    for position, (cell, column) in enumerate(zip(row, columns, strict=True)):
        text = cell_text(cell, column.kind)
        style = _alignment(column) + (" mark" if isinstance(cell, Mark) else "")
        if position == 0:
            cells.append(html.Th(text, scope="row", className=style))
        else:
            cells.append(html.Td(text, className=style))
    return cells


def _alignment(column: Column) -> str:
    return "text" if column.kind in ("text", "month") else "number"
