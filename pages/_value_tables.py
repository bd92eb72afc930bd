"""The tables of the value page that can be downloaded, by name."""

from collections.abc import Iterator
from typing import Any

from flask import request

from components.downloads import TableSource
from data_access.answers.core import Table
from data_access.choices.arrs_case import CaseChoices
from data_access.door import Question
from data_access.questions.impact.impact_check_cost import impact_check_cost
from data_access.questions.value.value_case import value_case
from data_access.questions.value.value_claims import value_claims
from data_access.questions.value.value_pcns import value_pcns
from data_access.questions.value.value_processes import value_processes
from data_access.questions.value.value_worth import value_worth
from data_access.selection import Selection
from pages._ask import ask
from pages._table_of import table_of


def value_tables() -> Iterator[tuple[str, TableSource]]:
    """Give each table's name and how it is made."""
    yield "value/case", _of_case(value_case)
    yield "value/claims", _of_case(value_claims)
    yield "value/worth", _of_worth("value")
    yield "value/needed", _of_worth("needed")
    yield "value/checks", table_of(impact_check_cost)
    yield "value/processes", table_of(value_processes)
    yield "value/pcns", table_of(value_pcns)


def _of_case(question: Question[..., Any]) -> TableSource:
    """Give a table of the case whose choices are in the address of the download."""

    def table(selection: Selection) -> tuple[str, Table]:
        choices = CaseChoices.from_query(request.args.to_dict())
        report = ask(question, selection, choices=choices)
        return report.caption.reference.id, report.table

    return table


def _of_worth(part: str) -> TableSource:
    def table(selection: Selection) -> tuple[str, Table]:
        found = getattr(ask(value_worth, selection), part)
        return found.caption.reference.id, found.table

    return table
