"""How many live discharges of people on the caseload were followed by another stay?"""

import numpy as np
import pandas as pd

from data_access.answers.core import (
    Caption,
    Cell,
    Column,
    Mark,
    Table,
    Trend,
    TrendReport,
    status,
)
from data_access.catalogue.cohorts import cohort_name
from data_access.catalogue.indicators import BY_ID
from data_access.disclosure.rule import disclose
from data_access.door import Context
from data_access.errors import CareImpactError
from data_access.queries.indicator_rows import indicator_rows
from data_access.questions.parts.intervals import limit_columns
from data_access.questions.parts.place import find_place
from data_access.questions.parts.senders import senders_sentence
from data_access.questions.parts.series import Series, interval_of, series_of
from data_access.questions.parts.trend import trend_of
from data_access.questions.parts.why_missing import missing
from data_access.words.numbers import month_text, number_text, period_text, value_text

READMISSION = "readmission"


def outcomes_readmission(context: Context) -> TrendReport:
    """Report readmission within 30 days, each month's value over the year to it.

    It describes the caseload and does not say what changed it. Raises CareImpactError
    naming the files to load if there are too few data.
    """
    indicator = BY_ID[READMISSION]
    with context.evidence.connect() as connection:
        place = find_place(context, connection)
        rows = indicator_rows(
            connection,
            indicators=[READMISSION],
            pcn=place.pcn,
            practices=(place.practice,),
            cohort=place.cohort,
            last=place.month,
        )
    exact = context.viewer.exact_for(place.practice_codes)
    series = series_of(indicator, rows, place, exact=exact)
    trend = trend_of(indicator, series, place)
    if trend is None:
        raise CareImpactError(missing(context, indicator, place))
    whose = senders_sentence(rows, place, trend.months[trend.latest])
    discharges = _discharges(rows, series, exact=exact)
    where = f"{place.name}, {cohort_name(place.cohort).lower()}"
    period = period_text(trend.months[0], trend.months[-1])
    return TrendReport(
        caption=Caption(
            headline=_headline(series, discharges, trend.latest),
            subtitle="Readmission within 30 days of a live emergency discharge, people "
            f"on the caseload, 12 months to each month, {where}, {period}",
            summary=f"{trend.verdict.sentence} Not every readmission "
            f"could have been prevented. {indicator.caveat.strip()} {whose}".strip(),
            definition=READMISSION,
        ),
        trend=trend,
        table=_table(f"Readmission within 30 days, {where}", series, trend, discharges),
    )


def _discharges(
    rows: pd.DataFrame, series: Series, *, exact: bool
) -> tuple[int | Mark, ...]:
    """Return how many live discharges there were, shown even where a share is not."""
    by_month = rows.set_index(rows["month"].dt.date)["denominator_withheld"]
    flags = np.array([bool(by_month.get(day, False)) for day in series.months])
    figures = disclose(
        series.denominator, series.denominator, flags, flags, kind="count", exact=exact
    )
    return tuple(
        cell if isinstance(cell := figure.cell, Mark) else round(cell)
        for figure in figures
    )


def _headline(series: Series, discharges: tuple[int | Mark, ...], latest: int) -> str:
    last, people = series.shown[latest], discharges[latest]
    when = f"the year to {month_text(series.months[latest])}"
    if last.value is None or isinstance(people, Mark):
        why = (last.mark or Mark.NO_DATA).value.lower()
        after = (
            ""
            if isinstance(people, Mark)
            else f" after {number_text(people)} discharges"
        )
        return f"Readmission within 30 days{after}: {why} for {when}"
    limits = interval_of(BY_ID[READMISSION], series, latest)
    between = ""
    if limits is not None:
        low, high = (value_text(limit, "percent") for limit in limits)
        between = f" ({low} to {high})"
    return (
        f"{value_text(last.value, 'percent')}{between} of {number_text(people)} "
        f"emergency discharges led to another stay within 30 days, {when}"
    )


def _table(
    caption: str, series: Series, trend: Trend, discharges: tuple[int | Mark, ...]
) -> Table:
    columns = (
        Column("Twelve months to", "month"),
        Column("Readmitted within 30 days", "percent"),
        *limit_columns("percent"),
        Column("Live discharges", "count"),
        Column("Status"),
    )
    rows: list[tuple[Cell, ...]] = []
    for position, day in enumerate(series.months):
        figure = series.shown[position]
        why = figure.mark or Mark.NO_DATA
        limits = interval_of(BY_ID[READMISSION], series, position)
        low, high = limits or (why, why)
        rows.append(
            (
                day,
                figure.cell,
                low,
                high,
                discharges[position],
                status(figure.mark, provisional=trend.provisional[position]),
            )
        )
    return Table(caption, columns, tuple(rows))
