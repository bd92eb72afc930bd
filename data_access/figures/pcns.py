"""The figures that compare PCNs on an indicator, for a commissioner."""

from data_access.answers.core import Comparison, PcnsCompared
from data_access.catalogue.indicators import INDICATORS
from data_access.figures.record import LOCAL, Chart, Figure
from data_access.questions.indicators.pcns_compared import pcns_compared


def _funnel(answer: PcnsCompared) -> Comparison | None:
    return answer.places if answer.places.funnel else None


PLACES = {
    record.id: Figure(
        f"pcns/{record.id}/places",
        pcns_compared,
        (Chart("compared", unit=record.unit, average="All PCNs"),),
        details={"indicator_id": record.id},
        part="places",
        take=lambda answer: answer.places,
        needs=(*LOCAL, *record.needs),
    )
    for record in INDICATORS
}
FUNNEL = {
    record.id: Figure(
        f"pcns/{record.id}/funnel",
        pcns_compared,
        (Chart("funnel", unit=record.unit, axis="People in the denominator"),),
        details={"indicator_id": record.id},
        part="places",
        take=_funnel,
        needs=(*LOCAL, *record.needs),
    )
    for record in INDICATORS
}
TRENDS = {
    record.id: Figure(
        f"pcns/{record.id}/trends",
        pcns_compared,
        (Chart("panels", rows="panels"),),
        details={"indicator_id": record.id},
        part="trends",
        take=lambda answer: answer.trends,
        needs=(*LOCAL, *record.needs),
    )
    for record in INDICATORS
}

FIGURES = (*PLACES.values(), *FUNNEL.values(), *TRENDS.values())
