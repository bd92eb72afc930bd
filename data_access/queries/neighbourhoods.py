"""Practices grouped into named neighbourhoods, and their rows added up.

What is added up is what the reader may know of each practice, never exact counts: a
neighbourhood beside its practices and the PCN therefore tells nothing that they do not.
"""

from collections.abc import Mapping, Sequence

import pandas as pd
from sqlalchemy import Connection

from data_access.queries.places import Practice, practices

PREFIX = "neighbourhood:"  # as the code of a practice; no ODS code has a colon
_CELL = ["indicator", "month", "cohort", "dimension", "category"]
_COUNTS = ["numerator", "denominator", "squares"]
_FLAGS = ["numerator_withheld", "denominator_withheld"]
_FEWEST = 2  # practices; one alone is itself


def neighbourhoods(connection: Connection) -> Mapping[str, tuple[Practice, ...]]:
    """Return the practices of each neighbourhood by its code, in order of names.

    A neighbourhood may have practices of several PCNs.
    """
    found: dict[str, list[Practice]] = {}
    for practice in practices(connection):
        if practice.neighbourhood:
            found.setdefault(PREFIX + practice.neighbourhood, []).append(practice)
    return {
        code: tuple(found[code])
        for code in sorted(found)
        if len(found[code]) >= _FEWEST
    }


def neighbourhood_name(code: str) -> str:
    """Return the name of a neighbourhood as it is called locally."""
    return code.removeprefix(PREFIX)


def added_up(
    rows: pd.DataFrame, code: str, members: Sequence[Practice]
) -> pd.DataFrame:
    """Return rows of the monthly mart of practices as those of a neighbourhood.

    A cell is withheld if that of any practice is, and left out if a practice has none:
    the sum of some would pass for that of all.
    """
    rows = rows.assign(**{name: rows[name].eq(True) for name in _FLAGS})
    cells = rows.groupby(_CELL, as_index=False, sort=False, observed=True)
    sums = cells[_COUNTS].sum(min_count=len(members))
    flags = cells[_FLAGS].max()
    counted = cells.size()["size"]
    whole = sums.merge(flags, on=_CELL)[(counted == len(members)).to_numpy()]
    codes = sorted(practice.code for practice in members)
    return whole.assign(
        pcn_code=members[0].pcn_code, practice_code=code, senders=",".join(codes)
    )
