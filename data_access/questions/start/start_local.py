"""Where would a first coordinator gain most, from what this PCN has loaded?"""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection

from data_access.answers.core import Caption, Mark
from data_access.answers.start import StartReport
from data_access.catalogue.cohorts import cohort_name
from data_access.catalogue.indicators import BY_ID
from data_access.catalogue.start import StartCheck, read_start
from data_access.door import Context
from data_access.errors import CareImpactError
from data_access.queries.month_cells import MonthCell, month_cells
from data_access.queries.start_practices import deprivation_fifths
from data_access.questions.checks.check_place import check_place
from data_access.questions.parts.month_values import compared_value, one_month
from data_access.questions.parts.place import Place, as_far_as
from data_access.questions.start.start_ranked import Candidate, start_report
from data_access.selection import WHOLE_PCN
from data_access.stats.gains import pooled_shares
from data_access.words.numbers import month_text, value_text
from data_access.words.sentences import listed

_ADMITTED, _REACHED = "emergency", "referral_reach"
_NEEDED = (
    "No local data can be ranked yet: load health_checks.csv and cohorts.csv with "
    "at least 12 months of history."
)
_NO_DEPRIVATION = (
    "Deprivation of these practices is not known: the published scores of "
    "practices (Fingertips has them) are not loaded, or do not include these "
    "practices."
)

Known = Mapping[str, MonthCell]


def start_local(context: Context) -> StartReport:
    """Rank each register of each practice of the PCN by the checks it could gain.

    Everything is computed from counts as this reader may see them, so it reveals no
    withheld or rounded count.

    Raises CareImpactError if no check is loaded, or none may be shown.
    """
    checks = read_start().check
    with context.evidence.connect() as connection:
        place = check_place(context, connection)
        cells = _cells(connection, place, [check.id for check in checks])
        fifths = (
            deprivation_fifths(connection, place.practice_codes)
            if context.evidence.meta().published
            else {}
        )
        cohorts = [check.cohort for check in checks]
        facts = {
            id_: _fact_cells(connection, place, id_, cohorts)
            for id_ in (_ADMITTED, _REACHED)
        }
    if not cells:
        raise CareImpactError(_NEEDED)
    candidates: list[Candidate] = []
    sent = {cell.practice for cell in cells}
    absent = [one.name for one in place.practices if one.code not in sent]
    missing: list[str] = (
        [f"Not ranked, for want of whole files: {listed(absent)}."] if absent else []
    )
    known: list[str] = []
    for check in checks:
        by_practice = {
            cell.practice: cell for cell in cells if cell.indicator == check.id
        }
        if not by_practice:
            files = listed([f"{need}.csv" for need in BY_ID[check.id].needs])
            missing.append(f"{BY_ID[check.id].name} is not loaded: it needs {files}.")
            continue
        counts, hidden = _shown(context, check, by_practice, place)
        if hidden:
            missing.append(
                f"{check.short} is not ranked for {hidden}: its numbers are suppressed."
            )
        known.append(_known(check, facts, place, context))
        candidates += _candidates(check, counts, place, fifths)
    if not candidates:
        raise CareImpactError(
            "Numbers are too small to rank without the risk of identifying people; "
            "a clinical lead sees those of their own practices."
        )
    return start_report(
        candidates,
        Caption(
            headline="",
            subtitle=(
                "Checks that a first coordinator could help to complete in a year, by "
                f"practice and register, {place.pcn_name}, 12 months to "
                f"{month_text(place.month)}"
            ),
            summary=(
                "A class includes all rows that do not differ beyond chance from "
                "its largest; within it, the most deprived practices come first, "
                "where deprivation is known. Lines run from the least to the most "
                "that uptake and the assumptions allow. Small practices are drawn "
                "towards the others."
            ),
            definition="start",
        ),
        place.pcn_name,
        missing if fifths else [*missing, _NO_DEPRIVATION],
        known,
    )


def _cells(
    connection: Connection, place: Place, checks: Sequence[str]
) -> tuple[MonthCell, ...]:
    codes = [practice.code for practice in place.practices]
    return month_cells(
        connection,
        indicators=checks,
        pcn=place.pcn,
        months=(place.month,),
        dimensions=("all",),
        practices=codes,
    )


def _fact_cells(
    connection: Connection, place: Place, indicator: str, cohorts: Sequence[str]
) -> dict[str, MonthCell]:
    """Return an indicator of each cohort of the whole PCN, and of all of it.

    At the last month that its files have and that will not change any more.
    """
    needs = BY_ID[indicator].needs
    cells = month_cells(
        connection,
        indicators=(indicator,),
        pcn=place.pcn,
        months=(as_far_as(place, connection, needs).firm_month(needs),),
        cohorts=(*cohorts, WHOLE_PCN),
        dimensions=("all",),
        practices=(WHOLE_PCN,),
    )
    return {cell.cohort: cell for cell in cells}


def _shown(
    context: Context, check: StartCheck, by_practice: Known, place: Place
) -> tuple[dict[str, tuple[float, float]], str]:
    """Return people with a complete check and people due, as shown; and who is not."""
    indicator = BY_ID[check.id]
    counts, hidden = {}, []
    for practice in place.practices:
        cell = by_practice.get(practice.code)
        if cell is None or not cell.denominator:
            continue  # nobody is on the register
        exact = context.viewer.exact_for((practice.code,))
        (figures,) = one_month(indicator, cell, exact=exact).shown
        if figures.value is None or not figures.denominator:
            hidden.append(practice.name)
            continue
        people = float(figures.denominator)
        # Rounded parts may come to more than their rounded whole.
        counts[practice.code] = (min(figures.value * people / 100, people), people)
    return counts, listed(hidden)


def _candidates(
    check: StartCheck,
    counts: Mapping[str, tuple[float, float]],
    place: Place,
    fifths: Mapping[str, int],
) -> list[Candidate]:
    if not counts:
        return []
    done, people = zip(*counts.values(), strict=True)
    shares = dict(zip(counts, pooled_shares(done, people), strict=True))
    return [
        Candidate(
            check=check,
            practice=practice.name,
            people=counts[practice.code][1],
            done=shares[practice.code],
            fifth=fifths.get(practice.code),
            known="",
        )
        for practice in place.practices
        if practice.code in counts
    ]


def _known(
    check: StartCheck,
    facts: Mapping[str, Known],
    place: Place,
    context: Context,
) -> str:
    """Say what is known of the cohort in the whole PCN: admissions, and who is seen."""
    exact = context.viewer.exact_for(place.practice_codes)

    def figure_words(id_: str, cohort: str) -> str:
        indicator = BY_ID[id_]
        cell = facts[id_].get(cohort)
        item = compared_value(indicator, cell, "", "", exact=exact)
        if item.value is None:
            return (item.mark or Mark.NO_DATA).value.lower()
        return value_text(item.value, indicator.unit)

    months = {cell.month for cell in facts[_ADMITTED].values()}
    when = f"in {month_text(months.pop())} " if months else ""
    return (
        f"{cohort_name(check.cohort)}, whole PCN: emergency admissions {when}"
        f"{figure_words(_ADMITTED, check.cohort)} (everyone registered "
        f"{figure_words(_ADMITTED, WHOLE_PCN)}); referred to a coordinator in 12 "
        f"months {figure_words(_REACHED, check.cohort)}."
    )
