"""How many people with a condition have agreed a plan, here and in like PCNs?"""

from data_access.answers.core import Caption, Compared, Comparison, Table
from data_access.door import Context
from data_access.errors import CareImpactError
from data_access.queries.england_outcomes import (
    Outcome,
    newest_period,
    outcomes_of_pcns,
    outcomes_of_places,
    outcomes_of_practices,
    practices_of,
)
from data_access.queries.england_peers import pcn_figures
from data_access.questions.england.england_outcome import (
    NOT_TRIED,
    beside_england,
    outcome_columns,
    outcome_row,
    outcome_share,
    share_words,
)
from data_access.questions.england.england_peers import nearest
from data_access.questions.england.england_place import find_english_pcn
from data_access.questions.england.england_survey import NOT_LOADED, PLAN
from data_access.words.numbers import counted, value_text
from data_access.words.places import place_name
from data_access.words.sentences import listed

Place = tuple[Compared, Outcome | None]


def england_plans(context: Context) -> Comparison:
    """Report agreed plans of a PCN, its practices and its peers, beside England's.

    Of all adults with a long-term condition who answered the GP Patient Survey.
    """
    with context.evidence.connect() as connection:
        pcn = find_english_pcn(context, connection)
        period = newest_period(connection, [PLAN])
        if period is None:
            raise CareImpactError(NOT_LOADED)
        whole = outcomes_of_places(connection, pcn, [PLAN], period)
        pcns = outcomes_of_pcns(connection, PLAN, period)
        own = outcomes_of_practices(connection, pcn, [PLAN], period)
        practices = practices_of(connection, pcn)
        peers = nearest(pcn_figures(connection), pcn.code).shown[1:]

    def place(code: str, name: str, outcome: Outcome | None) -> Place:
        return outcome_share(code, place_name(name), outcome), outcome

    mine = place(pcn.code, pcn.name, pcns.get(pcn.code))
    england = place("england", "England", whole.get(("england", PLAN)))
    of_practices = [
        place(code, name, own.get((code, PLAN))) for code, name in practices
    ]
    of_peers = [place(peer.code, peer.name, pcns.get(peer.code)) for peer in peers]
    everyone = [mine, *of_practices, *of_peers, england]
    return Comparison(
        caption=Caption(
            headline=_headline(mine[0], of_peers, england[0]),
            subtitle=(
                "Adults with a long-term condition who have agreed a plan, per cent, "
                f"{mine[0].name}, its practices and its {len(of_peers)} nearest PCNs, "
                f"GP Patient Survey {period}"
            ),
            summary=(
                f"{mine[0].name}: {share_words(mine[0])}. England: "
                f"{share_words(england[0])}. {_missing([*of_practices, *of_peers])}"
                "Lines are 95% intervals by the limits that the survey publishes. A "
                "practice has few answers: do not rank practices whose lines overlap. "
                f"{NOT_TRIED}"
            ),
            definition="england",
        ),
        places=tuple(item for item, _ in everyone[:-1]),
        average=england[0].value,
        table=Table(
            f"Agreed a plan, GP Patient Survey {period}",
            outcome_columns("PCN or practice", "People who answered"),
            tuple(outcome_row(item, given, item.name) for item, given in everyone),
        ),
    )


def _headline(mine: Compared, peers: list[Place], england: Compared) -> str:
    if mine.value is None or england.value is None:
        return f"{mine.name}: no figure of agreed plans is published for its practices"
    held = [peer for peer, _ in peers if peer.value is not None]
    apart = sum(_apart(mine, peer) for peer in held)
    return (
        f"{mine.name}: {value_text(mine.value, 'percent')} have agreed a plan, "
        f"{beside_england(mine, england)}, and clearly apart from "
        f"{apart or 'none'} of {counted(len(held), 'like PCN')}"
    )


def _apart(one: Compared, other: Compared) -> bool:
    """Say whether two intervals do not overlap."""
    if one.lower is None or one.upper is None:
        return False
    if other.lower is None or other.upper is None:
        return False
    return one.lower > other.upper or one.upper < other.lower


def _missing(places: list[Place]) -> str:
    names = [item.name for item, outcome in places if outcome is None]
    if not names:
        return ""
    return f"No figure published for {listed(names)}. "
