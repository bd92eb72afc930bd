"""How long does a person on the caseload wait for a first contact?"""

from data_access.answers.caseload import ElapsedReport
from data_access.answers.core import Caption
from data_access.catalogue.cohorts import cohort_name
from data_access.door import Context
from data_access.errors import CareImpactError
from data_access.marts.care.counts_referrals import STANDARD_DAYS
from data_access.months import month_end, next_month
from data_access.queries.episodes import episodes
from data_access.questions.parts.elapsed import (
    FEWEST,
    as_shown,
    curve_of,
    curve_table,
    days_words,
    elapsed,
    in_days,
)
from data_access.questions.parts.open_cases import require_closed_cases
from data_access.questions.parts.place import as_far_as, find_place
from data_access.selection import WHOLE_PCN
from data_access.stats.survival import FirstContact
from data_access.words.numbers import month_text

_LONGEST = 84  # days drawn: twelve weeks
_NEEDED = "load contacts.csv and caseload.csv"


def caseload_wait(context: Context) -> ElapsedReport:
    """Report the time from opening to first contact of the year's cases.

    Cases opened in the twelve months to the month; those with no contact yet count for
    as long as they have been open.

    Raises CareImpactError if there are too few cases, or no contacts are loaded.
    """
    with context.evidence.connect() as connection:
        place = find_place(context, connection)
        require_closed_cases(connection, place, "The wait for a first contact")
        place = as_far_as(place, connection, ["caseload", "contacts"])
        end = month_end(place.month)
        first = next_month(place.month.replace(year=place.month.year - 1))
        cases = episodes(connection, place.pcn, place.cohort, first, end)
    if place.practice != WHOLE_PCN:
        cases = cases[cases["practice_code"] == place.practice]
    cases, left_out = in_days(cases, "wait_in_days")
    times = elapsed(cases, "first_contact_on", end)
    exact = context.viewer.exact_for(place.practice_codes)
    if not exact:
        times = as_shown(times, _LONGEST)
    if not times.enough:
        raise CareImpactError(
            f"Fewer than {FEWEST} cases of {place.name} were opened in the year to "
            f"{month_text(place.month)}, too few to estimate a waiting time: "
            f"{_NEEDED}, or choose all practices and everyone registered."
        )
    if not times.happened.any():
        raise CareImpactError(
            f"No contacts with people of {place.name} are loaded, so waiting times "
            f"cannot be shown: {_NEEDED}."
        )
    estimate = times.estimate(STANDARD_DAYS)
    curve = curve_of(
        estimate,
        times,
        exact=exact,
        longest=_LONGEST,
        event="in contact",
        since="the case was opened",
        marked=None,
    )
    who = cohort_name(place.cohort).lower()
    where = f"{place.name}, {who}, opened in the year to {month_text(place.month)}"
    return ElapsedReport(
        caption=Caption(
            headline=_headline(estimate),
            subtitle=f"Share with a first contact by days since opening, {where}",
            summary="By Aalen-Johansen: people still waiting count for as long as they "
            "have waited, and people whose case ended without a contact count as never "
            "in contact. The wait since the referral, and the share seen in time, are "
            f"on the page Referrals. {left_out}".strip(),
            definition="survival",
        ),
        curve=curve,
        table=curve_table(f"First contacts, {where}", curve),
    )


def _headline(estimate: FirstContact) -> str:
    if estimate.median.days is None:
        return "Fewer than half are in contact so far after their case was opened"
    headline = f"Half are in contact within {days_words(estimate.median)} of opening"
    if estimate.ninetieth_centile.days is None:
        return headline
    return f"{headline}, nine in ten within {days_words(estimate.ninetieth_centile)}"
