"""The tables of the page on where to begin that can be downloaded, by name."""

from collections.abc import Iterator

from components.downloads import TableSource
from data_access.questions.start.start_files import start_files
from data_access.questions.start.start_local import start_local
from data_access.questions.start.start_published import start_published
from pages._table_of import table_of


def start_tables() -> Iterator[tuple[str, TableSource]]:
    """Give each table's name and how it is made."""
    yield "start/own", table_of(start_local)
    yield "start/published", table_of(start_published)
    yield "start/files", table_of(start_files)
