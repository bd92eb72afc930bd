"""The table of a question's report, as a download has it."""

from typing import Any

from components.downloads import TableSource
from data_access.answers.core import Table
from data_access.door import Question
from data_access.selection import Selection
from pages._ask import ask

NOTHING = "There is nothing to download for this selection; choose another."


def table_of(question: Question[..., Any], **details: str) -> TableSource:
    """Give what asks a question whose report has one caption and one table."""

    def table(selection: Selection) -> tuple[str, Table]:
        report = ask(question, selection, **details)
        return report.caption.reference.id, report.table

    return table
