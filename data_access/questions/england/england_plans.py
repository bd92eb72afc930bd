"""How many people with a condition have agreed a plan, here and in like PCNs?"""

from data_access.answers.core import Caption, Comparison, Table
from data_access.door import Context
from data_access.questions.england.england_outcome import (
    NOT_TRIED,
    beside_peers,
    outcome_columns,
    share_words,
)
from data_access.questions.england.england_survey import NOT_LOADED, PLAN
from data_access.words.numbers import value_text


def england_plans(context: Context) -> Comparison:
    """Report agreed plans of a PCN, its practices and its peers, beside England's.

    Of all adults with a long-term condition who answered the GP Patient Survey.
    """
    found, period = beside_peers(context, PLAN, NOT_LOADED)
    mine, england = found.mine[0], found.england[0]
    headline = f"{mine.name}: no figure of agreed plans is published for its practices"
    if mine.value is not None:
        share = value_text(mine.value, "percent")
        headline = f"{mine.name}: {share} have agreed a plan, {found.standing}"
    return Comparison(
        caption=Caption(
            headline=headline,
            subtitle=(
                "Adults with a long-term condition who have agreed a plan, per cent, "
                f"{mine.name}, its practices and its {len(found.peers)} nearest PCNs, "
                f"GP Patient Survey {period}"
            ),
            summary=(
                f"{mine.name}: {share_words(mine)}. England: {share_words(england)}. "
                f"{found.missing}Lines are 95% intervals by the limits that the survey "
                "publishes. A practice has few answers: do not rank practices whose "
                f"lines overlap. {NOT_TRIED}"
            ),
            definition="england",
        ),
        places=found.items,
        average=england.value,
        table=Table(
            f"Agreed a plan, GP Patient Survey {period}",
            outcome_columns("PCN or practice", "People who answered"),
            found.rows,
        ),
    )
