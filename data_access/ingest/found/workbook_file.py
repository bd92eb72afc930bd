"""Find the tables in the sheets of an Excel or OpenDocument workbook."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path

import python_calamine
from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from data_access.ingest.extract.text_table import Limits, UnreadableFileError
from data_access.ingest.found.found_table import Found, NoTable
from data_access.ingest.found.table_of_rows import table_of_rows

MOST_CELLS = 20_000_000  # a million rows of twenty columns

_Cell = int | float | str | bool | time | date | datetime | timedelta


def tables_of_workbook(
    path: Path, known: frozenset[str], _limits: Limits
) -> Iterator[Found]:
    """Yield each sheet's table, or why it has none; every sheet, hidden ones as well.

    Raises UnreadableFileError if the workbook is protected, damaged or too large.
    """
    try:
        workbook = CalamineWorkbook.from_path(path)
    except PasswordError:
        raise UnreadableFileError(
            f"{path.name} is protected by a password: save it without one."
        ) from None
    except (CalamineError, OSError, ValueError):
        raise UnreadableFileError(
            f"{path.name} is damaged, or is no workbook: open it in Excel and save it "
            "again."
        ) from None
    visible = python_calamine.SheetVisibleEnum.Visible
    for about in workbook.sheets_metadata:
        try:
            sheet = workbook.get_sheet_by_name(about.name)
        except CalamineError:
            yield NoTable(about.name, "is a chart or a macro, and has no cells")
            continue
        if sheet.height * sheet.width > MOST_CELLS:
            raise UnreadableFileError(
                f"Sheet {about.name} of {path.name} reaches to row {sheet.height:,} "
                f"and column {sheet.width:,}: delete what is below and beside the "
                "table."
            )
        rows = [[as_text(cell) for cell in row] for row in sheet.to_python()]
        first = sheet.start[0] if sheet.start else 0
        yield table_of_rows(
            path.name,
            about.name,
            rows,
            known,
            before=first,
            hidden=about.visible != visible,
        )


def as_text(cell: _Cell) -> str:
    """Write a cell as a file of text would have it: whole numbers without ``.0``."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        midnight = cell.time() == time(0)
        return cell.date().isoformat() if midnight else cell.isoformat(sep=" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell)
