"""Why is there no year of checks: which practice lacks which file, and since when?"""

from sqlalchemy import Connection

from data_access.catalogue.indicator import Indicator
from data_access.months import financial_year
from data_access.queries.coverage import file_months
from data_access.questions.parts.missing_months import (
    Missing,
    missing_months,
    missing_phrase,
)
from data_access.questions.parts.place import Place
from data_access.words.sentences import listed


def why_no_year(connection: Connection, indicator: Indicator, place: Place) -> str:
    """Say why a place's year since 1 April cannot be counted, and whose can."""
    lacking = _lacking(connection, indicator, place)
    needs = "health_checks.csv and cohorts.csv with every month since 1 April"
    if not lacking:
        return f"it needs {needs}."
    absent = {code for one in lacking for code in one.practices}
    sent = [one.name for one in place.practices if one.code not in absent]
    if place.practice in absent or not sent:
        return f"it needs {needs}. {_phrases(lacking, place)}."
    verb = "has" if len(sent) == 1 else "have"
    return (
        f"it needs {needs}, of every practice. {_phrases(lacking, place)}. "
        f"{listed(sent)} {verb} a forecast: choose a practice."
    )


def what_the_year_lacks(
    connection: Connection, indicator: Indicator, place: Place
) -> str:
    """Say in a sentence what of the year since 1 April is not there; "" if all is."""
    lacking = _lacking(connection, indicator, place)
    return f"Missing: {_phrases(lacking, place)}." if lacking else ""


def _lacking(
    connection: Connection, indicator: Indicator, place: Place
) -> list[Missing]:
    needed = {*indicator.needs, *indicator.fields}
    april = financial_year(place.month)[0]
    months = [
        month
        for month in file_months(connection, place.pcn)
        if month.file in needed
        and month.practice in place.practice_codes
        and april <= month.month <= place.month
    ]
    return missing_months(months, place)


def _phrases(lacking: list[Missing], place: Place) -> str:
    return "; ".join(missing_phrase(one, place) for one in lacking)
