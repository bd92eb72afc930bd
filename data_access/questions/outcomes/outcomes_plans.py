"""How many people on the caseload have a plan, and what became of plans?"""

from data_access.answers.core import Caption, Compared, Comparison, Mark
from data_access.catalogue.cohorts import cohort_name
from data_access.catalogue.indicators import BY_ID
from data_access.door import Context
from data_access.errors import CareImpactError
from data_access.questions.parts.marks import marked
from data_access.questions.parts.month_values import (
    comparison_table,
    indicators_at_month,
)
from data_access.questions.parts.why_missing import missing
from data_access.words.numbers import month_text, value_text

PLAN = "care_plan"
_ROWS = {
    PLAN: "In place, of the caseload",
    "plan_reviewed": "Reviewed, of those in place",
    "plan_declined": "Declined, of the caseload",
    "plan_at_close": "In place, of closed cases",
}


def outcomes_plans(context: Context) -> Comparison:
    """Report the shares of _ROWS at the month, each with its interval.

    Raises CareImpactError naming the files to load if there are no plans.
    """
    figures = indicators_at_month(context, _ROWS)
    place, items = figures.place, figures.items
    if not items:
        raise CareImpactError(missing(context, BY_ID[PLAN], place))
    where = (
        f"{place.name}, {cohort_name(place.cohort).lower()}, {month_text(place.month)}"
    )
    subtitle = f"Personalised care and support plans in the last 12 months, {where}"
    return Comparison(
        caption=Caption(
            headline=_headline(items),
            subtitle=subtitle,
            summary=figures.said(_summary(items)),
            definition=PLAN,
        ),
        places=items,
        average=None,
        table=comparison_table(subtitle, "Plans", BY_ID[PLAN], items),
    )


def _headline(items: tuple[Compared, ...]) -> str:
    in_place, at_close = items[0], items[-1]
    if in_place.value is None:
        why = (in_place.mark or Mark.NO_DATA).value.lower()
        return f"Plans of people on the caseload: {why}"
    headline = (
        f"{value_text(in_place.value, 'percent')} of the caseload have a plan in place"
    )
    if at_close.value is None:
        return headline
    return (
        f"{headline}; {value_text(at_close.value, 'percent')} of closed cases had one"
    )


def _summary(items: tuple[Compared, ...]) -> str:
    summary = (
        "A plan is in place when agreed or reviewed in the last 12 months. A "
        "recorded plan does not show how good it is, or that the person was heard."
    )
    return summary + marked(items, Mark.SUPPRESSED)
