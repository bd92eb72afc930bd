"""A table of people to contact, with sorting, filters and keyboard control."""

from collections.abc import Mapping, Sequence

import dash_ag_grid as dag
from dash import html

from data_access.answers.core import Cell, Column, Table
from data_access.words.numbers import cell_text

_NUMBERS = ("count", "number", "percent", "rate", "gbp")
_WIDTHS = {
    "Place": 90,
    "Pseudonym": 130,
    "To do": 260,
    "Due since": 130,
    "Last contact": 130,
    "Coordinator": 140,
    "State": 140,
    "Age": 90,
    "Registers": 260,
}
_HEIGHT = "34rem"
STATE, SET_BY = "State", "Set by"


def worklist_grid(
    table: Table,
    *,
    id: str,  # noqa: A002 - as Dash
    keys: Sequence[str] = (),
    revisions: Sequence[int] = (),
    states: Sequence[str] = (),
) -> html.Div:
    """Show a table as a grid; its first column is the rank and stays in view.

    With ``keys``, the rows' whole pseudonyms, and ``revisions`` of their states, the
    column of states is edited; a change goes to the server at once.
    """
    return html.Div(
        dag.AgGrid(
            id=id,
            columnDefs=grid_columns(table.columns, states),
            rowData=grid_rows(table, keys, revisions),
            defaultColDef={
                "sortable": True,
                "filter": True,
                "resizable": True,
                "wrapHeaderText": True,
                "autoHeaderHeight": True,
                "minWidth": 80,
                "suppressHeaderMenuButton": False,
            },
            getRowId="params.data.key" if keys else None,
            # worklist.js
            eventListeners={"cellValueChanged": ["stateChanged(params)"]},
            dashGridOptions={
                "pagination": True,
                "paginationPageSize": 50,
                "paginationPageSizeSelector": [50, 100, 500],
                "animateRows": False,
                "enableCellTextSelection": True,
                "ensureDomOrder": True,
                "stopEditingWhenCellsLoseFocus": True,
                "tabToNextCell": {"function": "leave()"},
            },
            className="ag-theme-alpine worklist-grid",
            style={"height": _HEIGHT},
        ),
        className="worklist",
        role="region",
        **{"aria-label": table.caption},
    )


def grid_columns(
    columns: Sequence[Column], states: Sequence[str] = (), *, beside: int = 0
) -> list[dict[str, object]]:
    """Return the grid's columns; that of states is chosen from ``states``.

    ``beside`` is how many columns were put behind the first.
    """
    return [
        _column(field, column, states)
        for field, column in zip(_fields(columns, beside), columns, strict=True)
    ]


def grid_rows(
    table: Table,
    keys: Sequence[str] = (),
    revisions: Sequence[int] = (),
    *,
    beside: int = 0,
) -> list[Mapping[str, object]]:
    """Return the grid's rows, with each row's key and revision if it has them."""
    fields = _fields(table.columns, beside)
    rows = [_row(row, table.columns, fields) for row in table.rows]
    if not keys:
        return rows
    return [
        {**row, "key": key, "revision": revision}
        for row, key, revision in zip(rows, keys, revisions, strict=True)
    ]


def _fields(columns: Sequence[Column], beside: int) -> list[str]:
    """Return the name of each column for the grid, whatever was put beside the first.

    The grid takes a column of the same name for the same column.
    """
    put = [f"beside-{place}" for place in range(beside)]
    own = [str(place) for place in range(len(columns) - beside)]
    return [*own[:1], *put, *own[1:]]


def _column(field: str, column: Column, states: Sequence[str]) -> dict[str, object]:
    numeric = column.kind in _NUMBERS
    chosen: dict[str, object] = {}
    if column.label == STATE and states:
        chosen = {
            "editable": True,
            "singleClickEdit": True,
            "cellEditor": "agSelectCellEditor",
            "cellEditorParams": {"values": list(states)},
        }
    return {
        "field": field,
        "headerName": column.label,
        "filter": "agNumberColumnFilter" if numeric else "agTextColumnFilter",
        "width": _WIDTHS.get(column.label, 120 if numeric else 180),
        "type": "rightAligned" if numeric else None,
        "pinned": "left" if field == "0" else None,
        "wrapText": not numeric,
        "autoHeight": not numeric,
        **chosen,
    }


def _row(
    row: tuple[Cell, ...], columns: tuple[Column, ...], fields: Sequence[str]
) -> Mapping[str, object]:
    """Return numbers as numbers and days as ISO text, so that they sort correctly."""
    return {
        field: _value(cell, column)
        for field, cell, column in zip(fields, row, columns, strict=True)
    }


def _value(cell: Cell, column: Column) -> object:
    if isinstance(cell, int | float):
        return cell
    if column.kind in _NUMBERS:
        return None
    return cell.isoformat() if hasattr(cell, "isoformat") else cell_text(cell, "text")
