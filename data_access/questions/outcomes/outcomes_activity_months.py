"""How does each kind of activity change, month by month?"""

from dataclasses import replace
from datetime import date

from data_access.answers.core import Caption, Column, PanelsReport, Table, Trend
from data_access.catalogue.activities import ACTIVITIES
from data_access.catalogue.cohorts import cohort_name
from data_access.catalogue.indicators import BY_ID
from data_access.door import Context
from data_access.errors import CareImpactError
from data_access.queries.indicator_rows import indicator_rows
from data_access.questions.caseload.contacts_divided import CONTACTS
from data_access.questions.outcomes.outcomes_activity import (
    COUNTED,
    DIMENSION,
    ONE_PRACTICE,
)
from data_access.questions.parts.direct_care import NotPermittedError
from data_access.questions.parts.panel_words import panels_headline
from data_access.questions.parts.place import find_place
from data_access.questions.parts.senders import senders_sentence
from data_access.questions.parts.series import series_of
from data_access.questions.parts.trend import trend_of
from data_access.questions.parts.why_missing import missing
from data_access.selection import WHOLE_PCN
from data_access.words.numbers import period_text
from data_access.words.sentences import listed

# Counted as they are: more of one kind is neither better nor worse.
_COUNT = replace(BY_ID[CONTACTS], unit="count", improvement="neutral")


def outcomes_activity_months(context: Context) -> PanelsReport:
    """Report the contacts of each activity as a control chart of its own.

    Raises NotPermittedError for one practice outside direct care, and CareImpactError
    if too few months of contacts are loaded.
    """
    with context.evidence.connect() as connection:
        place = find_place(context, connection)
        rows = indicator_rows(
            connection,
            indicators=[CONTACTS],
            pcn=place.pcn,
            practices=(place.practice,),
            cohort=place.cohort,
            dimension=DIMENSION,
            last=place.month,
        )
    exact = context.viewer.exact_for(place.practice_codes)
    if place.practice != WHOLE_PCN and not exact:
        raise NotPermittedError(ONE_PRACTICE)
    by_code = {str(code): frame for code, frame in rows.groupby("category")}
    trends: list[tuple[str, Trend]] = []
    for code, name in ACTIVITIES.items():
        if code in by_code:
            series = series_of(_COUNT, by_code[code], place, exact=exact)
            trend = trend_of(_COUNT, series, place)
            if trend is not None:
                trends.append((name, trend))
    if not trends:
        raise CareImpactError(missing(context, BY_ID[CONTACTS], place))
    months = trends[0][1].months
    panels = [(name, trend) for name, trend in trends if _can_be_drawn(trend)]
    where = f"{place.name}, {cohort_name(place.cohort).lower()}"
    subtitle = (
        f"Contacts a month, by activity, {where}, {period_text(months[0], months[-1])}"
    )
    return PanelsReport(
        caption=Caption(
            headline=_headline(panels),
            subtitle=subtitle,
            summary=f"{_summary(trends)} {senders_sentence(rows, place)}".strip(),
            definition=CONTACTS,
        ),
        panels=tuple(panels),
        table=_table(subtitle, months, trends),
    )


def _headline(panels: list[tuple[str, Trend]]) -> str:
    if not panels:
        return "Contacts by activity: numbers are too small to draw"
    return panels_headline(panels, one="activity")


def _can_be_drawn(trend: Trend) -> bool:
    """Say whether most months are shown.

    The average and limits of an activity come from exact numbers: with most of its
    months withheld they would tell what those are.
    """
    months_shown = sum(value is not None for value in trend.values)
    return 2 * months_shown > len(trend.values)


def _summary(trends: list[tuple[str, Trend]]) -> str:
    small = [name for name, trend in trends if not _can_be_drawn(trend)]
    if not small:
        return COUNTED
    return f"{COUNTED} Too small in most months to be drawn: {listed(small)}."


def _table(
    caption: str, months: tuple[date, ...], trends: list[tuple[str, Trend]]
) -> Table:
    columns = (Column("Month", "month"), *(Column(name, "count") for name, _ in trends))
    return Table(
        caption,
        columns,
        tuple((month, *(trend.cell(month) for _, trend in trends)) for month in months),
    )
