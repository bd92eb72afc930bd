"""The description of a table of the local extract."""

from dataclasses import dataclass

from data_access.answers.core import Table


@dataclass(frozen=True, slots=True)
class ExtractTable:
    """One table: what a row of it is, its columns with an example, its template."""

    name: str
    about: str
    columns: Table
    required: bool
