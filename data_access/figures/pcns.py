"""The figures that compare PCNs on an indicator, for a commissioner."""

from collections.abc import Callable

from data_access.answers.core import PcnsCompared
from data_access.catalogue.indicator import Indicator
from data_access.catalogue.indicators import INDICATORS
from data_access.figures.indicators import with_funnel
from data_access.figures.record import LOCAL, Chart, Figure, Report, declared
from data_access.questions.indicators.pcns_compared import pcns_compared


def _figure(
    record: Indicator,
    name: str,
    chart: Chart,
    take: Callable[[PcnsCompared], Report | None],
    part: str = "",
) -> Figure:
    return Figure(
        f"pcns/{record.id}/{name}",
        pcns_compared,
        (chart,),
        details={"indicator_id": record.id},
        part=part or name,
        take=take,
        needs=(*LOCAL, *record.needs),
    )


PLACES = {
    record.id: _figure(
        record,
        "places",
        Chart("compared", unit=record.unit, average="All PCNs"),
        lambda answer: answer.places,
    )
    for record in INDICATORS
}
FUNNEL = {
    record.id: _figure(
        record,
        "funnel",
        Chart("funnel", unit=record.unit, axis="People in the denominator"),
        lambda answer: with_funnel(answer.places),
        part="places",
    )
    for record in INDICATORS
}
TRENDS = {
    record.id: _figure(
        record,
        "trends",
        Chart("panels", rows="panels"),
        lambda answer: answer.trends,
    )
    for record in INDICATORS
}

FIGURES = declared(globals())
