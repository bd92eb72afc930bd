"""How did each practice, or PCN, change, month by month, on one scale?"""

from collections.abc import Collection

import pandas as pd

from data_access.answers.core import Caption, Column, PanelsReport, Table, Trend
from data_access.catalogue.indicator import Indicator
from data_access.door import Context
from data_access.questions.parts.panel_words import panels_headline, panels_summary
from data_access.questions.parts.place import Place
from data_access.questions.parts.series import series_of
from data_access.questions.parts.trend import trend_of
from data_access.words.numbers import period_text
from data_access.words.sentences import listed


def practice_trends(
    indicator: Indicator, rows: pd.DataFrame, place: Place, context: Context
) -> PanelsReport | None:
    """Return a control chart for each part of a place; None with fewer than two.

    ``rows`` are the indicator's rows of the monthly mart for every practice, or for
    PCNs in the place of practices. Each has limits of its own, from its own months.
    """
    by_practice = {str(code): frame for code, frame in rows.groupby("practice_code")}
    trends: list[tuple[str, Trend]] = []
    for practice in place.practices:
        if practice.code in by_practice:
            exact = context.viewer.exact_for((practice.code,))
            series = series_of(
                indicator, by_practice[practice.code], place, exact=exact
            )
            trend = trend_of(indicator, series, place)
            if trend is not None:
                trends.append((practice.name, trend))
    if len(trends) < 2:
        return None
    months = sorted({month for _, trend in trends for month in trend.months})
    title = f"{indicator.name}, {place.parts} one by one"
    return PanelsReport(
        caption=Caption(
            headline=panels_headline(trends, one=place.part),
            subtitle=f"{title}, {period_text(months[0], months[-1])}",
            summary=panels_summary(trends) + _without(place, by_practice),
            definition=indicator.id,
        ),
        panels=tuple(trends),
        table=Table(
            title,
            (
                Column("Month", "month"),
                *(Column(name, indicator.unit) for name, _ in trends),
            ),
            tuple(
                (month, *(trend.cell(month) for _, trend in trends)) for month in months
            ),
        ),
    )


def _without(place: Place, held: Collection[str]) -> str:
    """Name the parts of which nothing is held, in a sentence after a space."""
    names = [part.name for part in place.practices if part.code not in held]
    return f" No data: {listed(names)}." if names else ""
