"""PCNs side by side on some indicators: for a commissioner."""

from dataclasses import replace

from data_access.catalogue.indicators import BY_ID
from data_access.figures.pcns import FUNNEL, PLACES, TRENDS
from pages._page import Row, Section


def pcns_on(*indicators: str, of_cohort: bool = True) -> tuple[Section, ...]:
    """Compare PCNs on indicators: with intervals, by size, and over time.

    The comparison is within the selected cohort, unless ``of_cohort`` is False.
    """
    return tuple(_section(indicator, of_cohort) for indicator in indicators)


def _section(indicator: str, of_cohort: bool) -> Section:
    places, funnel, trends = (
        figures[indicator]
        if of_cohort
        else replace(figures[indicator], asks=("month",))
        for figures in (PLACES, FUNNEL, TRENDS)
    )
    return Section(
        BY_ID[indicator].name,
        (Row((places, funnel)), trends),
        href=f"/indicator/{indicator}",
    )
