"""What a commissioner compares: every loaded PCN, whole."""

from datetime import date

import pandas as pd
from sqlalchemy import Connection

from data_access.door import Context
from data_access.errors import SaidOnceError
from data_access.queries.indicator_rows import indicator_rows
from data_access.questions.parts.place import Place, find_pcns
from data_access.viewer import Role


class NotComparedError(SaidOnceError):
    """This reader has no PCNs to compare."""


def find_compared(context: Context, connection: Connection) -> Place:
    """Return the PCNs that this reader can compare.

    Raises NotComparedError if the reader is no commissioner, or there is one PCN.
    """
    if context.viewer.role is not Role.COMMISSIONER:
        raise NotComparedError("Only a commissioner can compare PCNs.")
    place = find_pcns(context, connection)
    if len(place.practices) < 2:
        raise NotComparedError(
            "Only one PCN is loaded: there is no other to compare it with."
        )
    return place


def pcn_rows(
    connection: Connection,
    place: Place,
    indicators: list[str],
    first: date | None = None,
) -> pd.DataFrame:
    """Return the rows of whole PCNs, with each PCN's code as its practice."""
    rows = indicator_rows(
        connection,
        indicators=indicators,
        pcn=None,
        cohort=place.cohort,
        first=first,
        last=place.month,
    )
    return rows.assign(practice_code=rows["pcn_code"])
