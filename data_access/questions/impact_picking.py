"""How far would admissions fall by themselves, for people picked at their worst?"""

import pandas as pd

from data_access.answers import Caption, Cell, Column, Table
from data_access.door import Asking
from data_access.errors import CareImpactError
from data_access.impact_answers import PickingReport, PickingRow
from data_access.queries.impact_sums import impact_rows
from data_access.questions.matched import NOTHING, read_matched
from data_access.questions.reference import reference

_DAYS_A_YEAR = 365.25
_RULES = (
    ("Everybody", 0, False),
    ("1 or more admissions last year", 1, False),
    ("2 or more admissions last year", 2, False),
    ("3 or more admissions last year", 3, False),
    ("1 or more, one of them in the last 3 months", 1, True),
    ("2 or more, one of them in the last 3 months", 2, True),
)
LEAST_PEOPLE = 50  # fewer, and the next year's rate is mostly noise


def impact_picking(asking: Asking) -> PickingReport:
    """Report the fall in a year with no service at all, by how people are picked.

    Nobody counted here was on the caseload: this is regression to the mean in the
    PCN's own data.
    """
    with asking.evidence.connect() as connection:
        matched = read_matched(asking, connection)
        rows = impact_rows(connection, "impact_picking", matched.place.pcn)
    found = tuple(
        row
        for words, least, recent in _RULES
        if (row := _row(rows, words, least, recent=recent)) is not None
    )
    if not found:
        raise CareImpactError(NOTHING)
    steepest = min(found, key=lambda row: row.change)
    return PickingReport(
        caption=Caption(
            headline=(
                f"With no service at all, admissions fall by {-steepest.change:.0f}% "
                f"for people picked for {steepest.rule.lower()}"
            ),
            subtitle=(
                "Emergency admissions a person-year before and after, people never on "
                f"the caseload until then, {matched.place.pcn_name}"
            ),
            summary=(
                "People are picked when they are at their worst, and most get better "
                "by themselves. A before-and-after counts that as success; the "
                "estimate above does not."
            ),
            definition="power",
            reference=reference(asking, "impact_picking", "admissions-avoided@1"),
        ),
        rows=found,
        table=_table(found),
    )


def _row(
    rows: pd.DataFrame, words: str, least: int, *, recent: bool
) -> PickingRow | None:
    picked = rows[rows["admissions"] >= least]
    if recent:
        picked = picked[picked["recent"]]
    total = picked[
        ["people", "events_before", "days_before", "events_after", "days_after"]
    ].sum()
    if total["people"] < LEAST_PEOPLE or not total["events_before"] > 0:
        return None
    before = float(_DAYS_A_YEAR * total["events_before"] / total["days_before"])
    after = float(_DAYS_A_YEAR * total["events_after"] / total["days_after"])
    people = 5 * round(float(total["people"]) / 5)
    return PickingRow(words, people, before, after, 100 * (after / before - 1))


def _table(rows: tuple[PickingRow, ...]) -> Table:
    columns = (
        Column("Picked for"),
        Column("People", "count"),
        Column("Admissions a person-year before", "number"),
        Column("Admissions a person-year after", "number"),
        Column("Change by itself, %", "rate"),
    )
    cells: tuple[tuple[Cell, ...], ...] = tuple(
        (row.rule, row.people, row.before, row.after, row.change) for row in rows
    )
    return Table("What happens with no service at all", columns, cells)
