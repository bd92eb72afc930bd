"""Find the tables in the sheets of an Excel or OpenDocument workbook."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path

import python_calamine
from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    WorksheetNotFound,
)

from data_access.ingest.extract.text_table import Limits, UnreadableFileError
from data_access.ingest.found.found_table import Found, NoTable
from data_access.ingest.found.old_workbook import check_old_workbook
from data_access.ingest.found.table_of_rows import table_of_rows
from data_access.ingest.found.workbook_size import (
    check_cells,
    check_workbook,
    damaged,
)
from data_access.words.numbers import counted

_Cell = int | float | str | bool | time | date | datetime | timedelta


def tables_of_workbook(
    path: Path, known: frozenset[str], limits: Limits
) -> Iterator[Found]:
    """Yield each sheet's table, or why it has none; every sheet, hidden ones as well.

    Raises UnreadableFileError if the workbook is protected, damaged or too large.
    """
    with path.open("rb") as stream:
        packed = stream.read(2) == b"PK"
    formulas = check_workbook(path, limits) if packed else 0
    if not packed:
        check_old_workbook(path, limits)
    workbook = _opened(path)
    visible = python_calamine.SheetVisibleEnum.Visible
    notices = tuple(_formulas(formulas))
    for about in workbook.sheets_metadata:
        sheet = _sheet(path, workbook, about.name)
        if sheet is None:
            yield NoTable(about.name, "is a chart or a macro, and has no cells")
            continue
        size = sheet.height, sheet.width
        check_cells(path, f"Sheet {about.name}", *size, limits)
        first = sheet.start[0] if sheet.start else 0
        rows = islice(sheet.iter_rows(), first, None)
        yield table_of_rows(
            path.name,
            about.name,
            ([as_text(cell) for cell in row] for row in rows),
            known,
            limits,
            before=first,
            hidden=about.visible != visible,
            notices=notices,
        )


def _opened(path: Path) -> CalamineWorkbook:
    try:
        return CalamineWorkbook.from_path(path)
    except PasswordError:
        raise UnreadableFileError(
            f"{path.name} is protected by a password: save it without one."
        ) from None
    except (CalamineError, OSError, ValueError):
        raise damaged(path) from None
    except BaseException as error:
        raise (damaged(path) if _is_panic(error) else error) from None


def _sheet(path: Path, workbook: CalamineWorkbook, name: str) -> CalamineSheet | None:
    """Return a sheet of cells; None if it is of another kind."""
    try:
        return workbook.get_sheet_by_name(name)
    except WorksheetNotFound:
        return None
    except CalamineError as error:
        if "Cell limit" in str(error):
            raise UnreadableFileError(
                f"Sheet {name} of {path.name} has more cells than are read: delete "
                "what is below and beside its table."
            ) from None
        return None
    except BaseException as error:
        raise (damaged(path) if _is_panic(error) else error) from None


def _is_panic(error: BaseException) -> bool:
    """Say whether the reader gave up, which it tells as no ordinary error."""
    return type(error).__name__ == "PanicException"


def _formulas(count: int) -> Iterator[str]:
    """Say how many formulas have never been worked out: their cells are read empty."""
    if count:
        yield (
            f"{counted(count, 'formula')} of the workbook have no value, and are read "
            "as empty cells: open it in Excel and save it"
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
