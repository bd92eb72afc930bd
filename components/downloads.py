"""Tables as CSV files: plain links, made from the same answer as the chart."""

import csv
import io
import re
from collections.abc import Callable, Mapping
from datetime import date
from urllib.parse import quote

from flask import Flask, Response, request

from data_access.answers.core import Cell, Column, Mark, Table
from data_access.errors import CareImpactError
from data_access.selection import Selection

# A spreadsheet runs a cell that starts so as a formula.
_FORMULA = re.compile(r"^[=+\-@\t\r\n]")
_KIND_UNITS = {"percent": " (%)", "gbp": " (£)"}

TableSource = Callable[[Selection], tuple[str, Table]]


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


def csv_href(name: str, selection: Selection) -> str:
    """Give the address of a table's CSV for a selection."""
    query = selection.to_query()
    path = f"/download/{quote(name)}.csv"
    return f"{path}?{query}" if query else path


def register(server: Flask, tables: Mapping[str, TableSource]) -> None:
    """Serve ``/download/<name>.csv?<selection>``.

    ``tables`` maps a name to a function from a selection to a reference id and the
    disclosed table. An unknown name is 404; a bad selection is 400 with its sentence.
    """

    @server.get("/download/<path:name>.csv")
    def download(name: str) -> Response:
        source = tables.get(name)
        if source is None:
            return _refusal("There is no such download; use a link on a page.", 404)
        try:
            reference, table = source(Selection.from_query(request.args.to_dict()))
        except CareImpactError as reason:
            return _refusal(str(reason), 400)
        return Response(
            csv_bytes(table, reference),
            mimetype="text/csv",
            headers={
                "Content-Disposition": f'attachment; filename="{_file_name(name)}.csv"'
            },
        )


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


def _file_name(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9_-]+", "-", name)


def _refusal(sentence: str, status: int) -> Response:
    return Response(sentence + "\n", status=status, mimetype="text/plain")
