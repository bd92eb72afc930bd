"""How do PCNs compare on one indicator, and do they differ beyond chance?"""

from data_access.answers.core import PcnsCompared
from data_access.catalogue.indicators import BY_ID
from data_access.door import Context
from data_access.errors import CareImpactError
from data_access.questions.parts.comparison import compare_practices
from data_access.questions.parts.pcn_rows import (
    NotComparedError,
    find_compared,
    pcn_rows,
)
from data_access.questions.parts.practice_trends import practice_trends
from data_access.words.sentences import listed


def pcns_compared(context: Context, indicator_id: str) -> PcnsCompared:
    """Compare PCNs at the selection's month, by their size, and over time.

    PCNs are in order of name: a rank would be read as merit.

    Raises NotComparedError if the reader is no commissioner, there is one PCN or no
    such indicator, and CareImpactError if no PCN has figures.
    """
    indicator = BY_ID.get(indicator_id)
    if indicator is None:
        raise NotComparedError("There is no indicator of that name to compare.")
    with context.evidence.connect() as connection:
        place = find_compared(context, connection)
        rows = pcn_rows(connection, place, [indicator.id])
    if rows.empty:
        files = listed([f"{need}.csv" for need in indicator.needs])
        raise CareImpactError(f"{indicator.name} cannot be compared: it needs {files}.")
    return PcnsCompared(
        name=indicator.name,
        unit=indicator.unit,
        places=compare_practices(indicator, rows, place, context),
        trends=practice_trends(indicator, rows, place, context),
    )
