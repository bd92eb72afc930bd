"""Why is there no figure: which file, of whom, has not been sent?"""

from collections.abc import Collection

from sqlalchemy import Connection

from data_access.catalogue.indicator import Indicator
from data_access.door import Context
from data_access.months import months_after
from data_access.queries.coverage import file_months
from data_access.questions.parts.missing_months import missing_phrases
from data_access.questions.parts.place import Place
from data_access.selection import ALL
from data_access.words.sentences import listed


def missing(context: Context, indicator: Indicator, place: Place) -> str:
    """Return a sentence that names the files an indicator needs, and what they lack."""
    files = listed([f"{need}.csv" for need in indicator.needs])
    months = max(indicator.lookback_months, 2)
    return (
        f"{indicator.name} cannot be shown for {place.name}: it needs {files}, with at "
        f"least {months} months of history."
        f"{what_is_missing(context, indicator, place, months)}"
    )


def what_is_missing(
    context: Context, indicator: Indicator, place: Place, months: int = 1
) -> str:
    """Say what an indicator's files lack in the last months, " Missing: ..."; or "".

    The register of the place's cohort is one of them.
    """
    with context.evidence.connect() as connection:
        phrases = lacking(
            connection,
            {*indicator.needs, *indicator.fields},
            place,
            months,
        )
    return f" Missing: {'; '.join(phrases)}." if phrases else ""


def lacking(
    connection: Connection, files: Collection[str], place: Place, months: int = 1
) -> tuple[str, ...]:
    """Say what a place's practices have not sent of some files, a phrase each.

    In the last ``months`` up to its own; and of the register of its cohort.
    """
    needed = set(files)
    if place.cohort != ALL:
        needed.add(f"cohorts.{place.cohort}")
    first = months_after(place.month, 1 - months)
    return missing_phrases(
        [
            month
            for month in file_months(connection, place.pcn)
            if month.file in needed
            and month.practice in place.practice_codes
            and first <= month.month <= place.month
        ],
        place,
    )
