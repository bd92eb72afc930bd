"""How many checks are completed each month, and did that change?"""

from dataclasses import replace

import numpy as np

from data_access.answers.core import Caption, TrendReport
from data_access.catalogue.indicator import Indicator
from data_access.catalogue.indicators import BY_ID
from data_access.disclosure.rule import LEAST_SHOWN
from data_access.door import Context
from data_access.errors import CareImpactError
from data_access.queries.check_years import check_years
from data_access.questions.checks.check_place import check_place
from data_access.questions.checks.year_missing import what_the_year_lacks
from data_access.questions.parts.direct_care import NotPermittedError
from data_access.questions.parts.series import series_of
from data_access.questions.parts.trend import trend_of
from data_access.questions.parts.trend_words import trend_caption, trend_table
from data_access.questions.parts.why_missing import missing
from data_access.selection import WHOLE_PCN

_ONE_PRACTICE = (
    "One practice's checks by month are shown in direct care only, because numbers are "
    "small; choose all practices."
)
_ONCE = (
    "Each person is counted once a financial year, in the month in which their check "
    "was complete."
)


def each_month(share: Indicator) -> Indicator:
    """Return the people who complete a check in a month as an indicator of its own."""
    return replace(
        share,
        name=f"{share.name}, completed in the month",
        unit="count",
        kind="yearly round",
        lookback_months=0,
    )


def check_months(context: Context, check: str) -> TrendReport:
    """Report the people who completed their check of the year in each month.

    Months are independent of each other, where those of the rolling share are not, so a
    change is seen here first. Raises NotPermittedError for one practice outside direct
    care, and CareImpactError naming the files to load if there are too few months.
    """
    share = BY_ID[check]
    completed = each_month(share)
    with context.evidence.connect() as connection:
        place = check_place(context, connection)
        rows = check_years(connection, check, place.pcn, place.practice, place.month)
        lacks = what_the_year_lacks(connection, share, place)
    exact = context.viewer.exact_for(place.practice_codes)
    if place.practice != WHOLE_PCN and not exact:
        raise NotPermittedError(_ONE_PRACTICE)
    # Outside direct care it is a difference of two rounded numbers, either withheld.
    counts = rows.assign(
        numerator=rows["completed"].fillna(LEAST_SHOWN).clip(lower=0),
        denominator=np.nan,
        squares=np.nan,
        senders=place.practice,
        numerator_withheld=rows["completed"].isna(),
        denominator_withheld=False,
    )
    trend = trend_of(completed, series_of(completed, counts, place, exact=exact), place)
    if trend is None:
        raise CareImpactError(missing(context, share, place))
    caption = trend_caption(completed, place, trend)
    return TrendReport(
        caption=Caption(
            headline=caption.headline,
            subtitle=caption.subtitle,
            summary=" ".join(filter(None, (caption.summary, lacks, _ONCE))),
            definition=caption.definition,
        ),
        trend=trend,
        table=trend_table(completed, trend),
    )
