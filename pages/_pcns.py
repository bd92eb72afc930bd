"""What a page says of PCNs side by side, on some indicators: for a commissioner."""

from data_access.catalogue.indicators import BY_ID
from data_access.figures.pcns import FUNNEL, PLACES, TRENDS
from pages._page import Row, Section


def pcns_on(*indicators: str) -> tuple[Section, ...]:
    """Compare PCNs on indicators: each with its interval, by size, and over time."""
    return tuple(
        Section(
            BY_ID[indicator].name,
            (Row((PLACES[indicator], FUNNEL[indicator])), TRENDS[indicator]),
            href=f"/indicator/{indicator}",
        )
        for indicator in indicators
    )
