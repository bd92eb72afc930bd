"""The figures of an indicator's page: over time, by practice, by group.

All are parts of one answer, so that the new limits of a note apply to each of them.
"""

from collections.abc import Callable
from functools import partial

from data_access.answers.core import Comparison, IndicatorReport
from data_access.catalogue.groups import DIMENSION_WORDS
from data_access.catalogue.indicator import Indicator
from data_access.catalogue.indicators import INDICATORS
from data_access.figures.record import LOCAL, Chart, Figure, Report
from data_access.questions.indicators.indicator import indicator


def _figure(
    record: Indicator,
    name: str,
    chart: Chart,
    take: Callable[[IndicatorReport], Report | None],
    part: str = "",
) -> Figure:
    return Figure(
        f"indicator/{record.id}/{name}",
        indicator,
        (chart,),
        details={"indicator_id": record.id},
        notes_on=record.id,
        part=part or name,
        take=take,
        needs=(*LOCAL, *record.needs),
    )


def with_funnel(places: Comparison) -> Comparison | None:
    """Return a comparison that has the limits of a funnel, or None."""
    return places if places.funnel else None


def _group(dimension: str, answer: IndicatorReport) -> Comparison | None:
    return dict(answer.groups).get(dimension)


TREND = {
    record.id: _figure(record, "trend", Chart("trend"), lambda answer: answer.over_time)
    for record in INDICATORS
}
PRACTICES = {
    record.id: _figure(
        record,
        "practices",
        Chart("compared", unit=record.unit, average="All practices"),
        lambda answer: answer.practices,
    )
    for record in INDICATORS
}
FUNNEL = {
    record.id: _figure(
        record,
        "funnel",
        Chart("funnel", unit=record.unit, axis="People in the denominator"),
        lambda answer: with_funnel(answer.practices),
        part="practices",
    )
    for record in INDICATORS
}
PRACTICE_TRENDS = {
    record.id: _figure(
        record,
        "practice-trends",
        Chart("panels", rows="panels"),
        lambda answer: answer.practice_trends,
    )
    for record in INDICATORS
}
GROUPS = {
    record.id: tuple(
        _figure(
            record,
            dimension,
            Chart("compared", unit=record.unit),
            partial(_group, dimension),
        )
        for dimension in DIMENSION_WORDS
    )
    for record in INDICATORS
}

FIGURES = tuple(
    figure
    for record in INDICATORS
    for figure in (
        TREND[record.id],
        PRACTICES[record.id],
        FUNNEL[record.id],
        PRACTICE_TRENDS[record.id],
        *GROUPS[record.id],
    )
)
