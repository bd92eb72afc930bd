"""What do people with a long-term condition say of their care?"""

from collections.abc import Mapping

from data_access.answers.core import Caption, Compared, GroupedReport
from data_access.door import Context
from data_access.errors import CareImpactError
from data_access.queries.england_outcomes import (
    Asked,
    asked_by_survey,
    newest_period,
    outcomes_of_places,
    practices_of,
)
from data_access.questions.england.england_outcome import (
    NOT_TRIED,
    answered_words,
    beside_england,
    groups_table,
    names_of,
    outcome_groups,
    share_words,
)
from data_access.questions.england.england_place import find_english_pcn
from data_access.words import remedies
from data_access.words.numbers import value_text

PLAN = "plan"
MEASURES = {
    PLAN: "Agreed a plan for their care",
    "conversation": "Talked about what matters to them",
    "support": "Had enough support locally",
    "confidence": "Confident to manage their condition",
}
NOT_LOADED = remedies.published(
    "No figure of the GP Patient Survey can be used",
    "the practice data (weighted, CSV) of the GP Patient Survey of 2024 or later",
)


def england_survey(context: Context) -> GroupedReport:
    """Report four answers of people with a long-term condition, for PCN, ICB, England.

    A plan is a share of all who have a condition: the survey asks about it only those
    who had a conversation, and its own percentage is of them alone.
    """
    with context.evidence.connect() as connection:
        pcn = find_english_pcn(context, connection)
        period = newest_period(connection, list(MEASURES))
        if period is None:
            raise CareImpactError(NOT_LOADED)
        outcomes = outcomes_of_places(connection, pcn, list(MEASURES), period)
        asked = asked_by_survey(connection, pcn, int(period))
        practices = practices_of(connection, pcn)
    names = names_of(pcn)
    groups = outcome_groups(MEASURES, outcomes, names)
    (_, (here, _, england)), *_ = groups
    answered = answered_words(
        outcomes.get(("pcn", PLAN)), len(practices), outcomes.get(("england", PLAN))
    )
    return GroupedReport(
        caption=Caption(
            headline=_headline(here, england),
            subtitle=(
                "Adults with a long-term condition who answered, weighted, per cent, "
                f"{here.name}, its ICB and England, GP Patient Survey {period}"
            ),
            summary=(
                f"Agreed a plan: {share_words(here)} here, {share_words(england)} in "
                "England, of everybody with a condition: who had no conversation is "
                f"not asked about a plan, and has none. From {answered}. "
                f"{_forms(asked)}Published by NHS England; it is what patients say, "
                f"not what is coded. {NOT_TRIED}"
            ),
            definition="england",
        ),
        unit="percent",
        series=tuple(names.values()),
        groups=groups,
        table=groups_table(
            f"GP Patient Survey {period}, adults with a long-term condition",
            "People who answered",
            groups,
            outcomes,
        ),
    )


def _headline(here: Compared, england: Compared) -> str:
    if here.value is None or england.value is None:
        return f"{here.name}: no figure of agreed plans is published for its practices"
    return (
        f"{here.name}: {value_text(here.value, 'percent')} of people with a long-term "
        f"condition have agreed a plan, England {value_text(england.value, 'percent')}:"
        f" {beside_england(here, england)}"
    )


def _forms(asked: Mapping[str, Asked]) -> str:
    if not {"pcn", "england"} <= set(asked):
        return ""
    here, england = (
        value_text(100 * asked[place].received / asked[place].sent, "percent")
        for place in ("pcn", "england")
    )
    return f"Forms returned: {here} here, {england} in England. "
