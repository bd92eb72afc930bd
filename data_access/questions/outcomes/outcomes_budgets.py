"""How many are supported with a personal health budget, and how many referred?"""

from data_access.answers.core import Caption, Column, Compared, Comparison, Mark, Table
from data_access.catalogue.cohorts import cohort_name
from data_access.catalogue.indicator import ROLLING_MONTHS
from data_access.catalogue.indicators import BY_ID
from data_access.door import Context
from data_access.errors import CareImpactError
from data_access.questions.parts.month_values import indicators_at_month
from data_access.questions.parts.why_missing import what_is_missing
from data_access.words.numbers import month_text, value_text

ACTIVE = "budget_active"
_ROWS = {
    ACTIVE: "People with a contact about one",
    "budget_referred": "People referred for one",
}


def outcomes_budgets(context: Context) -> Comparison:
    """Report the counts of _ROWS over the twelve months to the month.

    Raises CareImpactError naming the files to load if neither is loaded.
    """
    figures = indicators_at_month(context, _ROWS)
    place, items = figures.place, figures.items
    if not items:
        raise CareImpactError(
            f"Personal health budgets cannot be counted for {place.name}: they need "
            "caseload.csv, and contacts.csv or referrals.csv, with 12 months of "
            "history." + what_is_missing(context, BY_ID[ACTIVE], place, ROLLING_MONTHS)
        )
    where = f"{place.name}, {cohort_name(place.cohort).lower()}"
    subtitle = (
        f"Personal health budgets, {where}, 12 months to {month_text(place.month)}"
    )
    return Comparison(
        caption=Caption(
            headline=_headline(items[0]),
            subtitle=subtitle,
            summary=figures.said(f"{BY_ID[ACTIVE].caveat} A referral is not a budget."),
            definition=ACTIVE,
        ),
        places=items,
        average=None,
        table=_table(subtitle, items),
    )


def _headline(active: Compared) -> str:
    if active.value is None:
        why = (active.mark or Mark.NO_DATA).value.lower()
        return f"People supported with a personal health budget: {why}"
    count = value_text(active.value, "count")
    return f"{count} people were supported with a personal health budget in the year"


def _table(caption: str, items: tuple[Compared, ...]) -> Table:
    columns = (Column("In the 12 months"), Column("Count", "count"))
    rows = tuple((item.name, item.cell) for item in items)
    return Table(caption, columns, rows)
