"""The tables of the page on where to begin that can be downloaded, by name."""

from collections.abc import Iterator
from typing import Any

from components.downloads import TableSource
from data_access.answers import Table
from data_access.door import Question
from data_access.questions.start_files import start_files
from data_access.questions.start_local import start_local
from data_access.questions.start_published import start_published
from data_access.selection import Selection
from pages._ask import ask


def start_tables() -> Iterator[tuple[str, TableSource]]:
    """Give each table's name and how it is made."""
    yield "start/own", _of(start_local)
    yield "start/published", _of(start_published)
    yield "start/files", _of(start_files)


def _of(question: Question[..., Any]) -> TableSource:
    def table(selection: Selection) -> tuple[str, Table]:
        report = ask(question, selection)
        return report.caption.reference.id, report.table

    return table
