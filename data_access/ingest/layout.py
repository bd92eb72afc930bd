"""Find where each column of the contract is in a file."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from data_access.ingest.put_aside import PUT_ASIDE_COLUMNS
from data_access.ingest.read import TextTable, UnreadableFileError, plain_name
from data_access.ingest.tables import Column, Table
from data_access.ingest.workbench import quoted


@dataclass(frozen=True, slots=True)
class Layout:
    """Say how the columns of one table are computed from the cells of one file.

    ``expressions`` gives SQL over the cells (c0, c1, ...) for each column found;
    ``ignored`` names the columns of the file nothing is read from.
    """

    expressions: Mapping[str, str]
    ignored: tuple[str, ...]
    formats: tuple[str, ...] = ()
    notices: tuple[str, ...] = field(default=())


def contract_layout(table: Table, text: TextTable) -> Layout:
    """Match a file's header with the contract's own column names.

    Raises UnreadableFileError when a required column is missing or a column of the
    contract stands in the header twice.
    """
    names = [plain_name(name) for name in text.header]
    wanted = {column.name for column in table.columns}
    twice = [name for name, n in Counter(names).items() if n > 1 and name in wanted]
    if twice:
        raise UnreadableFileError(
            f"{text.name} has column {twice[0]} twice: leave one of them out."
        )
    found = {name: f"c{i}" for i, name in enumerate(names) if name in wanted}
    require_columns(table, text.name, found)
    ignored = tuple(
        name
        for name in text.header
        if plain_name(name) not in wanted and name not in PUT_ASIDE_COLUMNS
    )
    return Layout({name: quoted(cell) for name, cell in found.items()}, ignored)


def require_columns(table: Table, file: str, found: Mapping[str, str]) -> None:
    """Raise UnreadableFileError where a required column is not among ``found``."""
    missing = [c.name for c in table.columns if _is_missing(table, c, found)]
    if missing:
        raise UnreadableFileError(
            f"{file} has no column {', '.join(missing)}: add it, or use an import "
            "profile that says which column holds it."
        )


def _is_missing(table: Table, column: Column, found: Mapping[str, str]) -> bool:
    if table.name == "patients" and column.name == "birth_year":
        return not {"birth_year", "date_of_birth"} & set(found)
    return column.required and column.name not in found
