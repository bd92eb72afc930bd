"""What do the files of the estimate lack, and why is an outcome left out of it?"""

from sqlalchemy import Connection

from data_access.marts.care.coverage import REGISTERS
from data_access.marts.impact.impact_coverage import FILES, OUTCOME_FILES
from data_access.queries.coverage import file_months
from data_access.questions.impact.matched import Matched
from data_access.questions.parts.missing_months import missing_phrases


def why_left_out(
    connection: Connection, matched: Matched, outcome: str, load: str
) -> str:
    """Say what an outcome's file lacks in the months of the estimate.

    ``load`` is what to say where it lacks nothing: it was not loaded.
    """
    months = [
        month
        for month in file_months(connection, matched.place.pcn)
        if month.file == OUTCOME_FILES[outcome] and month.month <= matched.last_month
    ]
    lacking = missing_phrases(months, matched.place)
    if not lacking:
        return load
    return f"the estimate needs every month of every practice. {'; '.join(lacking)}."


def not_whole(connection: Connection, matched: Matched) -> tuple[str, ...]:
    """Say which files and registers of the estimate some practice lacks, and when.

    People of a practice are not in the estimate in months that it lacks, and the score
    does not know a register that was never sent.
    """
    months = [
        month
        for month in file_months(connection, matched.place.pcn)
        if (month.file in FILES or month.file.startswith(f"{REGISTERS}."))
        and month.month <= matched.last_month
    ]
    return missing_phrases(months, matched.place)
