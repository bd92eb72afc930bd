"""How did each practice, or PCN, move, month by month, on one scale?"""

import pandas as pd

from data_access.answers.core import (
    Caption,
    Column,
    PanelsReport,
    Table,
    Trend,
)
from data_access.catalogue.indicator import Indicator
from data_access.door import Context
from data_access.questions.parts.place import Place
from data_access.questions.parts.series import series_of, trend_of
from data_access.words.numbers import period_text
from data_access.words.sentences import listed


def practice_trends(
    found: Indicator, rows: pd.DataFrame, place: Place, context: Context
) -> PanelsReport | None:
    """Draw a control chart for each part of a place; None with fewer than two.

    ``rows`` are the indicator's rows of the monthly mart for every practice, or for
    PCNs in the place of practices. Each has limits of its own, from its own months.
    """
    held = {str(code): frame for code, frame in rows.groupby("practice_code")}
    drawn: list[tuple[str, Trend]] = []
    for practice in place.practices:
        if practice.code in held:
            exact = context.viewer.exact_for((practice.code,))
            series = series_of(found, held[practice.code], place, exact=exact)
            trend = trend_of(found, series, place)
            if trend is not None:
                drawn.append((practice.name, trend))
    if len(drawn) < 2:
        return None
    months = sorted({month for _, trend in drawn for month in trend.months})
    what = f"{found.name}, {place.parts} one by one"
    return PanelsReport(
        caption=Caption(
            headline=_headline(drawn, place.part),
            subtitle=f"{what}, {period_text(months[0], months[-1])}",
            summary=_summary(drawn),
            definition=found.id,
        ),
        panels=tuple(drawn),
        table=Table(
            what,
            (
                Column("Month", "month"),
                *(Column(name, found.unit) for name, _ in drawn),
            ),
            tuple(
                (month, *(trend.cell(month) for _, trend in drawn)) for month in months
            ),
        ),
    )


def _changed(drawn: list[tuple[str, Trend]], ways: tuple[str, ...]) -> list[str]:
    return [name for name, trend in drawn if (trend.variation or "").startswith(ways)]


def _headline(drawn: list[tuple[str, Trend]], part: str) -> str:
    changed = _changed(drawn, ("concern", "improvement", "neutral"))
    if all(trend.trial for _, trend in drawn):
        return f"Too few months to tell signal from noise in any {part}"
    if not changed:
        return f"No {part} changed by more than its usual variation"
    return f"Changed by more than usual variation: {listed(changed)}"


def _summary(drawn: list[tuple[str, Trend]]) -> str:
    parts = [
        f"{words}: {listed(names)}."
        for words, names in (
            ("Getting worse", _changed(drawn, ("concern",))),
            ("Improving", _changed(drawn, ("improvement",))),
            ("Higher or lower than before", _changed(drawn, ("neutral",))),
            ("Too few months to tell", [name for name, t in drawn if t.trial]),
            ("Usual variation", _changed(drawn, ("common",))),
        )
        if names
    ]
    return " ".join(parts)
