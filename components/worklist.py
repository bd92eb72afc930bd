"""A table of people to contact, with sorting, filters and keyboard control."""

from collections.abc import Mapping

import dash_ag_grid as dag
from dash import html

from data_access.answers.core import Cell, Column, Table
from data_access.words.numbers import cell_text

_NUMBERS = ("count", "number", "percent", "rate", "gbp")
_WIDTHS = {
    "Place": 90,
    "Pseudonym": 330,
    "Age": 90,
    "To do next": 320,
    "Registers": 260,
}
_HEIGHT = "34rem"


def worklist_grid(table: Table, *, id: str) -> html.Div:  # noqa: A002 - as Dash
    """Show a table as a grid; its first column is the rank and stays in view."""
    return html.Div(
        dag.AgGrid(
            id=id,
            columnDefs=[
                _column(place, column) for place, column in enumerate(table.columns)
            ],
            rowData=[_row(row, table.columns) for row in table.rows],
            defaultColDef={
                "sortable": True,
                "filter": True,
                "resizable": True,
                "wrapHeaderText": True,
                "autoHeaderHeight": True,
                "minWidth": 80,
                "suppressHeaderMenuButton": False,
            },
            dashGridOptions={
                "pagination": True,
                "paginationPageSize": 50,
                "paginationPageSizeSelector": [50, 100, 500],
                "animateRows": False,
                "enableCellTextSelection": True,
                "ensureDomOrder": True,
                "tabToNextCell": {"function": "leave()"},  # worklist.js
            },
            className="ag-theme-alpine worklist-grid",
            style={"height": _HEIGHT},
        ),
        className="worklist",
        role="region",
        **{"aria-label": table.caption},
    )


def _column(place: int, column: Column) -> dict[str, object]:
    numeric = column.kind in _NUMBERS
    return {
        "field": str(place),
        "headerName": column.label,
        "filter": "agNumberColumnFilter" if numeric else "agTextColumnFilter",
        "width": _WIDTHS.get(column.label, 120 if numeric else 180),
        "type": "rightAligned" if numeric else None,
        "pinned": "left" if place == 0 else None,
        "wrapText": not numeric,
        "autoHeight": not numeric,
    }


def _row(row: tuple[Cell, ...], columns: tuple[Column, ...]) -> Mapping[str, object]:
    """Return numbers as numbers and days as ISO text, so that they sort correctly."""
    return {
        str(place): _value(cell, column)
        for place, (cell, column) in enumerate(zip(row, columns, strict=True))
    }


def _value(cell: Cell, column: Column) -> object:
    if isinstance(cell, int | float):
        return cell
    if column.kind in _NUMBERS:
        return None
    return cell.isoformat() if hasattr(cell, "isoformat") else cell_text(cell, "text")
