"""How does one indicator change, month by month, at one place?"""

from data_access.answers.core import TrendReport
from data_access.catalogue.indicators import BY_ID
from data_access.door import Context
from data_access.errors import CareImpactError
from data_access.queries.indicator_rows import indicator_rows
from data_access.questions.parts.place import find_place
from data_access.questions.parts.trend_words import trend_report
from data_access.questions.parts.why_missing import missing
from data_access.state.notes import ChartNote


def indicator_trend(
    context: Context, indicator_id: str, notes: tuple[ChartNote, ...] = ()
) -> TrendReport:
    """Report the control chart of one indicator alone.

    A rebase among ``notes`` starts new limits at its month.

    Raises CareImpactError if there are too few months, naming the files to load.
    """
    indicator = BY_ID[indicator_id]
    with context.evidence.connect() as connection:
        place = find_place(context, connection, neighbourhoods=True)
        rows = indicator_rows(
            connection,
            indicators=[indicator.id],
            pcn=place.pcn,
            practices=(place.practice,),
            cohort=place.cohort,
            last=place.month,
        )
    report = trend_report(indicator, rows, place, context, notes)
    if report is None:
        raise CareImpactError(missing(context, indicator, place))
    return report
