"""The control chart of one indicator, for any page."""

from data_access.catalogue.indicators import BY_ID
from data_access.figures.record import LOCAL, Chart, Figure
from data_access.questions.indicators.indicator_trend import indicator_trend


def trend_of(indicator: str, name: str) -> Figure:
    """Declare an indicator's chart; its notes' new limits apply on every page."""
    return Figure(
        name,
        indicator_trend,
        (Chart("trend"),),
        details={"indicator_id": indicator},
        notes_on=indicator,
        needs=(*LOCAL, *BY_ID[indicator].needs),
    )
