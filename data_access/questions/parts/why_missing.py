"""Why is there no figure: which file, of whom, has not been sent?"""

from collections.abc import Collection
from datetime import date

from sqlalchemy import Connection

from data_access.catalogue.indicator import Indicator
from data_access.door import Context
from data_access.marts.care.coverage import REGISTERS
from data_access.months import months_after
from data_access.queries.coverage import file_months
from data_access.questions.parts.missing_months import (
    Missing,
    missing_months,
    missing_phrase,
)
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
    files = {*indicator.needs, *indicator.fields}
    if place.cohort != ALL:
        files.add(f"{REGISTERS}.{place.cohort}")
    first = months_after(place.month, 1 - months)
    with context.evidence.connect() as connection:
        phrases = [
            missing_phrase(one, place)
            for one in lacking(connection, files, place, first)
        ]
    return f" Missing: {'; '.join(phrases)}." if phrases else ""


def lacking(
    connection: Connection, files: Collection[str], place: Place, first: date
) -> list[Missing]:
    """Return what a place's practices have not sent of some files, since a month."""
    return missing_months(
        [
            month
            for month in file_months(connection, place.pcn)
            if month.file in files
            and month.practice in place.practice_codes
            and first <= month.month <= place.month
        ],
        place,
    )
