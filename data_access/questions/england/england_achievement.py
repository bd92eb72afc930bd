"""Who had the care that a QOF indicator counts, by practice and in like PCNs?"""

from data_access.answers.core import Caption, Comparison, GroupedReport, Table
from data_access.door import Context
from data_access.errors import CareImpactError
from data_access.queries.england_outcomes import (
    Outcome,
    newest_period,
    outcomes_of_places,
    outcomes_of_practices,
    practices_of,
)
from data_access.questions.england.england_outcome import (
    NOT_TRIED,
    answered_words,
    beside_england,
    beside_peers,
    groups_table,
    names_of,
    outcome_columns,
    outcome_groups,
    outcome_row,
    outcome_share,
    share_words,
)
from data_access.questions.england.england_place import find_english_pcn
from data_access.questions.parts.intervals import Groups
from data_access.words import remedies
from data_access.words.numbers import counted, number_text, value_text
from data_access.words.places import place_name
from data_access.words.sentences import listed

REVIEW = "DEM004"
# As the QOF 2024-25 words them, in short; DM037 is new in 2026-27.
INDICATORS = {
    REVIEW: "Dementia: care plan reviewed",
    "MH002": "SMI: care plan agreed",
    "MH003": "SMI: blood pressure",
    "MH006": "SMI: BMI",
    "MH007": "SMI: alcohol",
    "MH011": "SMI: lipids",
    "MH012": "SMI: glucose or HbA1c",
    "CAN004": "Cancer: care review in a year",
    "CAN005": "Cancer: support in 3 months",
    "DM012": "Diabetes: foot check",
    "DM037": "Diabetes: eight processes",
}
NOT_LOADED = remedies.published(
    "No figure of QOF achievement can be used",
    "the achievement files of the Quality and Outcomes Framework, one a region",
)
_PEOPLE = "People not excepted"


def england_achievement(context: Context) -> GroupedReport:
    """Report indicators of the QOF for PCN, ICB and England; the table has practices.

    Shares are of people not excepted by a personalised care adjustment.
    """
    with context.evidence.connect() as connection:
        pcn = find_english_pcn(context, connection)
        period = newest_period(connection, list(INDICATORS))
        if period is None:
            raise CareImpactError(NOT_LOADED)
        outcomes = outcomes_of_places(connection, pcn, list(INDICATORS), period)
        own = outcomes_of_practices(connection, pcn, list(INDICATORS), period)
        practices = practices_of(connection, pcn)
    published = {code for _, code in outcomes}
    measures = {code: INDICATORS[code] for code in INDICATORS if code in published}
    names = names_of(pcn)
    groups = outcome_groups(measures, outcomes, names)
    whole = groups_table(f"QOF achievement {period}", _PEOPLE, groups, outcomes)
    of_practices = tuple(
        outcome_row(
            outcome_share(code, words, outcome := own.get((practice, code))),
            outcome,
            f"{words}: {place_name(name)}",
        )
        for code, words in measures.items()
        for practice, name in practices
    )
    mine, everywhere = (outcomes.get((place, REVIEW)) for place in ("pcn", "england"))
    lacking = [words for code, words in INDICATORS.items() if code not in measures]
    return GroupedReport(
        caption=Caption(
            headline=_headline(groups, names["pcn"]),
            subtitle=(
                "People with the care of a QOF indicator, per cent of those not "
                f"excepted, {names['pcn']}, its ICB and England, {period}"
            ),
            summary=(
                "Dementia care plans are of "
                f"{answered_words(mine, len(practices), everywhere)}. "
                f"{_excepted(mine)}"
                "Published by NHS England, Quality and Outcomes Framework; the table "
                "has each practice. Lines are 95% Wilson intervals: with no difference "
                "at all one in twenty leaves England's out. "
                f"{_lacking(lacking)}{NOT_TRIED}"
            ),
            definition="england",
        ),
        unit="percent",
        series=tuple(names.values()),
        groups=groups,
        table=Table(whole.caption, whole.columns, (*whole.rows, *of_practices)),
    )


def england_reviews(context: Context) -> Comparison:
    """Report reviews of dementia care plans of a PCN, its practices and its peers."""
    found, period = beside_peers(context, REVIEW, NOT_LOADED)
    mine, england = found.mine[0], found.england[0]
    headline = f"{mine.name}: no figure of dementia care plans is published for it"
    if mine.value is not None:
        share = value_text(mine.value, "percent")
        headline = (
            f"{mine.name}: {share} had a dementia plan reviewed, {found.standing}"
        )
    return Comparison(
        caption=Caption(
            headline=headline,
            subtitle=(
                "Dementia care plan reviewed in the year (DEM004), per cent of those "
                f"not excepted, {mine.name}, its practices and its "
                f"{len(found.peers)} nearest PCNs, QOF {period}"
            ),
            summary=(
                f"{mine.name}: {share_words(mine)}. England: {share_words(england)}. "
                f"{_excepted(found.mine[1])}{found.missing}Lines are 95% Wilson "
                "intervals: do not rank practices whose lines overlap. Published by "
                f"NHS England, Quality and Outcomes Framework. {NOT_TRIED}"
            ),
            definition="england",
        ),
        places=found.items,
        average=england.value,
        table=Table(
            f"Dementia care plan reviewed, QOF {period}",
            outcome_columns("PCN or practice", _PEOPLE),
            found.rows,
        ),
    )


def _headline(groups: Groups, name: str) -> str:
    found: dict[str, list[str]] = {
        "more than in England": [],
        "fewer than in England": [],
    }
    known = 0
    for words, (here, _, england) in groups:
        beside = beside_england(here, england)
        known += bool(beside)
        if beside in found:
            found[beside].append(words)
    if not known:
        return f"{name}: no QOF achievement is published for its practices"
    more, fewer = (len(words) for words in found.values())
    return (
        f"{name}: of {counted(known, 'QOF indicator')}, {number_text(more)} clearly "
        f"above England's and {number_text(fewer)} clearly below"
    )


def _excepted(outcome: Outcome | None) -> str:
    if outcome is None or outcome.excepted is None:
        return "How many were excepted is not published for all of its practices. "
    everybody = outcome.people + outcome.excepted
    return (
        f"{number_text(outcome.excepted)} of {counted(everybody, 'person', 'people')} "
        "with dementia were excepted and are in neither number. "
    )


def _lacking(names: list[str]) -> str:
    return f"Not in the files: {listed(names)}. " if names else ""
