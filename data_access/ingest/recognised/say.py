"""Say what is in a file, and which of its columns is which."""

from collections.abc import Iterator
from pathlib import Path

from data_access.ingest.extract.column_mapping import showable
from data_access.ingest.extract.tables import TABLES
from data_access.ingest.extract.text_table import UnreadableFileError
from data_access.ingest.found.found_table import FoundTable, NoTable
from data_access.ingest.recognised.part_of import part_of
from data_access.ingest.recognised.tables_of import proposal, tables_of


def said_of(path: Path) -> Iterator[str]:
    """Yield what is to be said of a file, a line each; of no person."""
    try:
        for found in tables_of(path):
            if isinstance(found, NoTable):
                yield f"{found.sheet} {found.reason}."
            else:
                yield from _of_table(path.name, found)
    except UnreadableFileError as error:
        yield str(error)


def _of_table(file: str, found: FoundTable) -> Iterator[str]:
    likely = proposal(found)
    where = f"{found.sheet}: " if found.sheet else ""
    hidden = ", hidden" if found.hidden else ""
    left = "".join(
        f", {count} left out ({why})" for why, count in found.left_out.items()
    )
    about = (
        f"{found.text.rows:,} rows, header on line {found.header_line}{hidden}{left}"
    )
    if likely is None:
        yield f"{where}no table of the contract has these columns ({about})."
        return
    table, columns, proposed = likely.table, likely.columns, likely.places
    yield f"{where}probably {table} ({about})"
    for notice in found.text.notices:
        yield f"  {notice}"
    for field, place in proposed.items():
        forms = " and ".join(sorted(columns[place].forms))
        yield f"  {_name(found, place)} is {field} ({forms})"
    unused = [
        _name(found, place)
        for place in range(len(columns))
        if place not in proposed.values()
    ]
    if unused:
        yield f"  not used: {', '.join(unused)}"
    made = _made(file, found)
    if made:
        yield f"  worked out by the load: {', '.join(made)}"
    lacking = [
        field.name
        for field in TABLES[table].columns
        if field.required and field.name not in {*proposed, *made}
    ]
    if lacking:
        yield f"  no column is {', '.join(lacking)}, which {table} needs"


def _made(file: str, found: FoundTable) -> tuple[str, ...]:
    """Return the columns of the contract that the load makes without a column."""
    try:
        part = part_of(file, found)
    except UnreadableFileError:  # of its dates, which the load asks about
        return ()
    return (*part.constants, *part.made_of) if part else ()


def _name(found: FoundTable, place: int) -> str:
    return showable(found.text.header[place], place)
