"""Which PCNs differ by more than chance this month, on which indicators?"""

from data_access.answers.month import IndicatorGrid
from data_access.catalogue.indicators import HEADLINES
from data_access.door import Context
from data_access.queries.indicator_rows import indicators_held
from data_access.questions.indicators.indicator_grid import indicator_grid
from data_access.questions.parts.pcn_rows import find_compared, pcn_rows


def pcn_grid(context: Context) -> IndicatorGrid | None:
    """Compare headline indicators between PCNs; None if there are no figures.

    Raises NotComparedError if the reader is no commissioner, or there is one PCN.
    """
    with context.evidence.connect() as connection:
        place = find_compared(context, connection)
        indicators = [record.id for record in HEADLINES]
        rows = pcn_rows(connection, place, indicators, first=place.month)
        held = indicators_held(
            connection, pcn=None, cohort=place.cohort, last=place.month
        )
    return indicator_grid(rows, held, place, context)
