"""The tables of the cohorts page that can be downloaded, by name."""

from collections.abc import Iterator
from typing import Any

from flask import request

from components.downloads import TableSource
from data_access.answers.core import Table
from data_access.choices.cohort_rules import CohortRules
from data_access.door import Question
from data_access.questions.cohorts.cohort_overlap import cohort_overlap
from data_access.questions.cohorts.cohort_practices import cohort_practices
from data_access.questions.cohorts.cohort_report import cohort_report
from data_access.questions.cohorts.worklist import worklist
from data_access.selection import Selection
from pages._ask import ask


def cohort_tables() -> Iterator[tuple[str, TableSource]]:
    """Give each table's name and how it is made."""
    yield "cohorts/overlap", _of_cohort(cohort_overlap)
    yield "cohorts/practices", _of_cohort(cohort_practices)
    yield "cohorts/worklist", _of_cohort(worklist)
    for part in ("needs", "gaps"):
        yield f"cohorts/{part}", _of_cohort(cohort_report, f"{part}_")


def _of_cohort(question: Question[..., Any], part: str = "") -> TableSource:
    """Give a table of the cohort whose rules are in the address of the download."""

    def table(selection: Selection) -> tuple[str, Table]:
        rules = CohortRules.from_query(request.args.to_dict())
        report = ask(question, selection, rules=rules)
        caption = getattr(report, f"{part}caption")
        return caption.reference.id, getattr(report, f"{part}table")

    return table
