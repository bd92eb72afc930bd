"""How long do people stay on the caseload, including those still on it?"""

import pandas as pd
from sqlalchemy import Connection

from data_access.answers.caseload import ElapsedReport
from data_access.answers.core import Caption, Column, Compared, Comparison, Table
from data_access.catalogue.cohorts import COHORT_NAMES, cohort_name
from data_access.door import Context
from data_access.errors import CareImpactError
from data_access.months import month_end, next_month
from data_access.queries.episodes import episodes
from data_access.questions.parts.elapsed import (
    FEWEST,
    Elapsed,
    as_shown,
    compared_median,
    curve_of,
    curve_table,
    days_words,
    elapsed,
    in_days,
)
from data_access.questions.parts.intervals import intervals_table
from data_access.questions.parts.open_cases import require_closed_cases
from data_access.questions.parts.place import Place, as_far_as, find_place
from data_access.questions.parts.senders import (
    keepers,
    said_of_each,
    said_of_senders,
)
from data_access.selection import WHOLE_PCN
from data_access.words.numbers import month_text, value_text

YEARS = 2  # of openings: long enough for most cases to have closed
HALF_A_YEAR = 182
_LONGEST = 546  # days drawn: a year and a half
_SUMMARY = (
    "A case still open counts for as long as it has been open, so that recent cases "
    "do not look shorter than they are; a stay also ends if the person leaves or dies."
)


def caseload_stay(context: Context) -> ElapsedReport:
    """Report the length of stay of cases opened in the two years to the month.

    Raises CareImpactError if there are too few cases, or no caseload file.
    """
    with context.evidence.connect() as connection:
        place = find_place(context, connection)
        require_closed_cases(connection, place, "Length of stay")
        place = as_far_as(place, connection, ["caseload"])
        cases = _opened(connection, place, place.cohort)
        senders = keepers(connection, place, place.cohort)
    if place.practice != WHOLE_PCN:
        cases = cases[cases["practice_code"] == place.practice]
    cases, left_out = in_days(cases, "stay_in_days")
    exact = context.viewer.exact_for(place.practice_codes)
    times = _times(cases, place, exact=exact)
    if not times.enough:
        raise CareImpactError(
            f"Fewer than {FEWEST} cases of {place.name} were opened in the two "
            f"years to {month_text(place.month)}, too few to estimate a length of "
            "stay: load caseload.csv, or choose all practices and everyone "
            "registered."
        )
    estimate = times.estimate(HALF_A_YEAR)
    curve = curve_of(
        estimate,
        times,
        exact=exact,
        longest=_LONGEST,
        event="closed",
        since="the case was opened",
        marked=None,
    )
    where = _where(place)
    headline = "Fewer than half of the cases opened have closed so far"
    if estimate.median.days is not None:
        headline = f"Half of cases close within {days_words(estimate.median)}"
    nine = estimate.ninetieth_centile
    about = f"{_SUMMARY} {left_out}".strip()
    return ElapsedReport(
        caption=Caption(
            headline=headline,
            subtitle=f"Share of cases closed by days since opening, {where}",
            summary=said_of_senders(
                f"Nine in ten close within {days_words(nine)}. {about}"
                if nine.days is not None
                else about,
                senders,
                place,
            ),
            definition="survival",
        ),
        curve=curve,
        table=curve_table(f"Cases closed, {where}", curve),
    )


def caseload_stay_by(context: Context, by: str) -> Comparison:
    """Compare the median length of stay between practices or between cohorts.

    Raises CareImpactError if no case was opened.
    """
    with context.evidence.connect() as connection:
        place = find_place(context, connection)
        require_closed_cases(connection, place, "Length of stay")
        place = as_far_as(place, connection, ["caseload"])
        cases = _opened(connection, place, place.cohort if by == "practice" else None)
        cohorts = {place.cohort: ""} if by == "practice" else COHORT_NAMES
        senders = {
            name: keepers(connection, place, cohort) for cohort, name in cohorts.items()
        }
    cases, left_out = in_days(cases, "stay_in_days")
    if by == "practice":
        names = {practice.code: practice.name for practice in place.practices}
        groups = dict(list(cases.groupby("practice_code")))
    else:
        names = COHORT_NAMES
        if place.practice != WHOLE_PCN:
            cases = cases[cases["practice_code"] == place.practice]
        groups = dict(list(cases.groupby("cohort")))
    items = tuple(
        compared_median(
            code,
            name,
            _times(
                groups.get(code, cases[:0]),
                place,
                exact=context.viewer.exact_for(
                    (code,) if by == "practice" else place.practice_codes
                ),
            ),
            HALF_A_YEAR,
        )
        for code, name in names.items()
    )
    if all(item.value is None for item in items):
        raise CareImpactError(
            f"No {by} of {place.name} has the {FEWEST} cases needed to estimate a "
            "length of stay: load caseload.csv, or choose all practices and a "
            "later month."
        )
    where = f"by {by}, {_where(place)}"
    return Comparison(
        caption=Caption(
            headline=_headline(items, by),
            subtitle=f"Median days from opening to closing, {where}",
            summary=said_of_each(
                f"{_SUMMARY} Lines are 95% confidence intervals; a {by} with fewer "
                f"than {FEWEST} cases is not compared. {left_out}".strip(),
                senders,
                place,
            ),
            definition="survival",
        ),
        places=items,
        average=None,
        table=_table(f"Median days from opening to closing, {where}", by, items),
    )


def _times(cases: pd.DataFrame, place: Place, *, exact: bool) -> Elapsed:
    times = elapsed(cases, "closed_on", month_end(place.month))
    return times if exact else as_shown(times, _LONGEST)


def _opened(connection: Connection, place: Place, cohort: str | None) -> pd.DataFrame:
    first = next_month(place.month.replace(year=place.month.year - YEARS))
    return episodes(connection, place.pcn, cohort, first, month_end(place.month))


def _where(place: Place) -> str:
    who = cohort_name(place.cohort).lower()
    return f"{place.name}, {who}, opened in the two years to {month_text(place.month)}"


def _headline(items: tuple[Compared, ...], by: str) -> str:
    known = [item for item in items if item.value is not None]
    if len(known) < 2:
        return f"Too few cases to compare one {by} with another"
    longest = max(known, key=lambda item: item.value or 0.0)
    shortest = min(known, key=lambda item: item.value or 0.0)
    apart = (longest.lower or 0.0) > (shortest.upper or float("inf"))
    if not apart:
        return (
            f"No {by} keeps cases open longer than another by more than chance explains"
        )
    return (
        f"Longest with {longest.name}, half closed within "
        f"{value_text(longest.value or 0.0, 'days')}; shortest with {shortest.name}, "
        f"{value_text(shortest.value or 0.0, 'days')}"
    )


def _table(caption: str, by: str, items: tuple[Compared, ...]) -> Table:
    value = Column("Median days to closing", "count")
    return intervals_table(caption, by.capitalize(), value, items)
