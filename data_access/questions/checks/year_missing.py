"""Why is there no year of checks: which practice lacks which file, and since when?"""

from sqlalchemy import Connection

from data_access.catalogue.indicator import Indicator
from data_access.months import financial_year
from data_access.questions.parts.missing_months import Missing, missing_phrase
from data_access.questions.parts.place import Place
from data_access.questions.parts.why_missing import lacking
from data_access.words.sentences import listed


def why_no_year(connection: Connection, indicator: Indicator, place: Place) -> str:
    """Say why a place's year since 1 April cannot be counted, and whose can."""
    missing = _lacking(connection, indicator, place)
    needs = "health_checks.csv and cohorts.csv with every month since 1 April"
    if not missing:
        return f"it needs {needs}."
    absent = {code for one in missing for code in one.practices}
    sent = [one.name for one in place.practices if one.code not in absent]
    if place.practice in absent or not sent:
        return f"it needs {needs}. {_phrases(missing, place)}."
    verb = "has" if len(sent) == 1 else "have"
    return (
        f"it needs {needs}, of every practice. {_phrases(missing, place)}. "
        f"{listed(sent)} {verb} a forecast: choose a practice."
    )


def what_the_year_lacks(
    connection: Connection, indicator: Indicator, place: Place
) -> str:
    """Say in a sentence what of the year since 1 April is not there; "" if all is."""
    missing = _lacking(connection, indicator, place)
    return f"Missing: {_phrases(missing, place)}." if missing else ""


def _lacking(
    connection: Connection, indicator: Indicator, place: Place
) -> list[Missing]:
    files = {*indicator.needs, *indicator.fields}
    return lacking(connection, files, place, financial_year(place.month)[0])


def _phrases(missing: list[Missing], place: Place) -> str:
    return "; ".join(missing_phrase(one, place) for one in missing)
