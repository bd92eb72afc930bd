"""Which practices differ by more than chance this month, on which indicators?"""

from data_access.answers.month import IndicatorGrid
from data_access.catalogue.indicators import HEADLINES
from data_access.door import Context
from data_access.queries.indicator_rows import indicator_rows, indicators_held
from data_access.questions.indicators.indicator_grid import indicator_grid
from data_access.questions.parts.place import find_place


def practice_grid(context: Context) -> IndicatorGrid | None:
    """Compare headline indicators between practices, at the place's month.

    None if the PCN has one practice, one practice is selected, or no indicator has
    figures.
    """
    with context.evidence.connect() as connection:
        place = find_place(context, connection)
        if context.selection.practice or len(place.practices) < 2:
            return None
        rows = indicator_rows(
            connection,
            indicators=[record.id for record in HEADLINES],
            pcn=place.pcn,
            practices=None,
            cohort=place.cohort,
            first=place.month,
            last=place.month,
        )
        held = indicators_held(
            connection, pcn=place.pcn, cohort=place.cohort, last=place.month
        )
    return indicator_grid(rows, held, place, context)
