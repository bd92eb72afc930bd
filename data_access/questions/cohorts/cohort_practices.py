"""In which practices are a cohort's people, and what is left to do for them?"""

from data_access.answers.cohorts import PracticesReport
from data_access.answers.core import Caption, Cell, Column, Compared, Table
from data_access.choices.cohort_rules import CohortRules
from data_access.door import Context
from data_access.queries.people import practice_counts
from data_access.questions.cohorts.cohort_scope import cohort_scope
from data_access.questions.parts.intervals import limit_columns
from data_access.questions.parts.shares import compared_share
from data_access.words.numbers import value_text


def cohort_practices(context: Context, rules: CohortRules) -> PracticesReport:
    """Report the cohort's share of each of the reader's practices, and what is left.

    Raises as `cohort_scope`.
    """
    with context.evidence.connect() as connection:
        scope = cohort_scope(context, connection)
        counts = practice_counts(connection, scope.practices, rules)
    practices = [p for p in scope.place.practices if p.code in counts]
    items: list[Compared] = []
    rows: list[tuple[Cell, ...]] = []
    for practice in practices:
        people, registered, left, near = counts[practice.code]
        item = compared_share(
            practice.code, practice.name, people, registered, exact=True
        )
        items.append(item)
        rows.append((practice.name, people, registered, *item.cells[:3], left, near))
    near = sum(counts[practice.code][3] for practice in practices)
    left = sum(counts[practice.code][2] for practice in practices)
    columns = (
        Column("Practice"),
        Column("In the cohort", "count"),
        Column("Registered", "count"),
        Column("Share", "percent"),
        *limit_columns("percent"),
        Column("With steps left to do", "count"),
        Column("One step from a complete check", "count"),
    )
    return PracticesReport(
        caption=Caption(
            headline=f"{value_text(left, 'count')} have steps left to do; "
            f"{value_text(near, 'count')} of them are one step from a complete "
            "check",
            subtitle=f"Share of each practice's list, {rules.words}, {scope.day}",
            summary="Lines are 95% confidence intervals. The table shows how many "
            "people in each practice have steps left to do.",
            definition="cohorts",
        ),
        items=tuple(items),
        codes=tuple(practice.code for practice in practices),
        table=Table("The cohort by practice", columns, tuple(rows)),
    )
