"""Show how an import profile reads the first rows of a file."""

# ruff: noqa: S608  # SQL is made of names from tables.py; profiles go through literal()

from dataclasses import dataclass, field

import pyarrow as pa

from data_access.ingest.extract.clean_cells import filled_down, trimmed
from data_access.ingest.extract.column_mapping import (
    mapping_by_contract,
    mapping_by_profile,
)
from data_access.ingest.extract.load_database import load_database, quoted
from data_access.ingest.extract.matched_files import MatchedFile
from data_access.ingest.extract.profiles import Profile

_HIDDEN = ("person", "record")


@dataclass(frozen=True, slots=True)
class Preview:
    """The first rows of one file as they will be read into its table, before any rule.

    ``rows`` has one text per column of ``columns``; identifiers and the date of birth
    show their form only. ``left_out`` has one flag per row that the profile leaves out.
    """

    table: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str | None, ...], ...] = field(repr=False)
    left_out: tuple[bool, ...] = ()


def preview(file: MatchedFile, profile: Profile | None, rows: int = 20) -> Preview:
    """Return a preview of at most ``rows`` rows of a file in one table it fills.

    Raises UnreadableFileError if the file does not fit its table.
    """
    text = file.read()
    if file.profile_part is None or profile is None:
        layout = mapping_by_contract(file.table, text)
    else:
        layout = mapping_by_profile(
            file.table, text, file.path.name, file.profile_part, profile
        )
    cells = filled_down(
        trimmed(text.cells.slice(0, rows)), text.fault.slice(0, rows), layout.fill_down
    )
    columns = file.table.columns
    expressions = [
        f"shape({expression}) AS {quoted(column.name)}"
        if column.kind in _HIDDEN or column.name == "date_of_birth"
        else f"{expression} AS {quoted(column.name)}"
        for column in columns
        if (expression := layout.expressions.get(column.name))
    ]
    with load_database() as connection:
        place = pa.array(range(cells.num_rows), pa.int64())
        connection.register("cells", cells.append_column("place", place))
        records = connection.execute(
            f"""SELECT {", ".join(expressions)}, NOT ({layout.keep})
            FROM cells ORDER BY place"""
        ).fetchall()
    return Preview(
        file.table.name,
        tuple(c.name for c in columns if c.name in layout.expressions),
        tuple(tuple(row[:-1]) for row in records),
        tuple(bool(row[-1]) for row in records),
    )
