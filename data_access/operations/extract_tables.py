"""What each table of the local extract has, and a template to fill in."""

import csv
import io

from data_access.answers.core import Column, Table
from data_access.answers.extract import ExtractTable
from data_access.errors import CareImpactError
from data_access.ingest.extract.contract import FileSpec
from data_access.ingest.extract.dictionary import about, values
from data_access.ingest.extract.example_row import example_row
from data_access.ingest.extract.tables import TABLES

_COLUMNS = (
    Column("Column"),
    Column("Example"),
    Column("Needed"),
    Column("Meaning"),
    Column("Values"),
)


def extract_tables() -> tuple[ExtractTable, ...]:
    """Return the description of every table, in the order of the contract."""
    return tuple(map(_described, TABLES.values()))


def template(name: str) -> bytes:
    """Return the template of a table: its header and a made-up row, as CSV.

    Raises CareImpactError for a table that is none of the contract.
    """
    if name not in TABLES:
        raise CareImpactError(f"The extract has no table {name}: choose one listed.")
    row = example_row(TABLES[name])
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, row)
    writer.writeheader()
    writer.writerow(row)
    # With its mark, so that Excel reads it as UTF-8 and keeps it so.
    return text.getvalue().encode("utf-8-sig")


def _described(table: FileSpec) -> ExtractTable:
    example = example_row(table)
    rows = tuple(
        (
            column.name,
            example[column.name] or "left empty",
            "required" if column.required else "optional",
            column.meaning,
            values(table, column),
        )
        for column in table.columns
    )
    caption = f"Columns of {table.name}, with the values of the template's made-up row"
    return ExtractTable(
        table.name,
        about(table).replace("`", ""),
        Table(caption, _COLUMNS, rows),
        table.required,
    )
