"""What somebody chose: which table a found table is, and which column is which."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from data_access.ingest.extract.profiles import FileProfile

NOT_NEEDED = ""
"""The table of a choice not to read a table of a file at all."""

Values = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Choice:
    """How one found table is read.

    ``columns`` has the plain name of the file's column by the contract's, or is None
    if they are to be proposed. ``values`` has, by the contract's column, the contract's
    value of each written value in small letters. ``month_first`` is None where the
    dates themselves say it.
    """

    table: str = NOT_NEEDED
    columns: Mapping[str, str] | None = None
    values: Values = field(default_factory=dict)
    month_first: bool | None = None
    constants: Mapping[str, str] = field(default_factory=dict)
    """What is the same in every row, by the contract's column."""


def choice_of(part: FileProfile) -> Choice:
    """Return how a kept profile reads a table."""
    day_first = any(form.startswith("%d") for form in part.dates)
    month_first = any(form.startswith("%m") for form in part.dates)
    return Choice(
        part.table,
        part.columns,
        part.values,
        month_first if day_first != month_first else None,
    )


def with_new_columns(
    choice: Choice, proposed: Mapping[str, str], new: frozenset[str]
) -> Choice:
    """Return a choice that also reads new columns of a file, as they are proposed."""
    held = choice.columns or {}
    added = {
        field: name
        for field, name in proposed.items()
        if name in new and field not in held
    }
    return replace(choice, columns={**added, **held})
