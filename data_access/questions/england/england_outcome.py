"""A published outcome as a share with its interval, beside others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from data_access.answers.core import Cell, Column, Compared, Mark, Table, as_cell
from data_access.door import Context
from data_access.errors import CareImpactError
from data_access.queries.england_outcomes import (
    PLACES,
    Outcome,
    newest_period,
    outcomes_of_pcns,
    outcomes_of_places,
    outcomes_of_practices,
    practices_of,
)
from data_access.queries.england_peers import pcn_figures
from data_access.queries.england_places import EnglishPcn
from data_access.questions.england.england_peers import nearest
from data_access.questions.england.england_place import find_english_pcn
from data_access.questions.parts.intervals import Groups, limit_columns
from data_access.stats import intervals
from data_access.words.numbers import counted, interval_text, value_text
from data_access.words.places import place_name
from data_access.words.remedies import Remedied
from data_access.words.sentences import listed

NOT_TRIED = "The reader of this file has not yet been tried on a published one."


Place = tuple[Compared, Outcome | None]


@dataclass(frozen=True, slots=True)
class BesidePeers:
    """One measure of a PCN, its practices, its peers and England."""

    mine: Place
    practices: tuple[Place, ...]
    peers: tuple[Place, ...]
    england: Place

    @property
    def items(self) -> tuple[Compared, ...]:
        """Return all but England, as they are drawn."""
        places = (self.mine, *self.practices, *self.peers)
        return tuple(item for item, _ in places)

    @property
    def rows(self) -> tuple[tuple[Cell, ...], ...]:
        """Return all as rows of a table."""
        places = (self.mine, *self.practices, *self.peers, self.england)
        return tuple(outcome_row(item, given, item.name) for item, given in places)

    @property
    def standing(self) -> str:
        """Say where the PCN lies beside England and its peers; "" without a figure."""
        mine, england = self.mine[0], self.england[0]
        if mine.value is None or england.value is None:
            return ""
        held = [peer for peer, _ in self.peers if peer.value is not None]
        apart = sum(_apart(mine, peer) for peer in held)
        return (
            f"{beside_england(mine, england)}, and clearly apart from "
            f"{apart or 'none'} of {counted(len(held), 'like PCN')}"
        )

    @property
    def missing(self) -> str:
        """Name the places without a figure in a sentence, if there are any."""
        places = (*self.practices, *self.peers)
        names = [item.name for item, _ in places if item.value is None]
        return f"No figure published for {listed(names)}. " if names else ""


def _apart(one: Compared, other: Compared) -> bool:
    """Say whether two intervals do not overlap."""
    if one.lower is None or one.upper is None:
        return False
    if other.lower is None or other.upper is None:
        return False
    return one.lower > other.upper or one.upper < other.lower


def outcome_share(code: str, name: str, outcome: Outcome | None) -> Compared:
    """Return the share in per cent, with Wilson limits of the effective size."""
    if outcome is None:
        return Compared(code, name, mark=Mark.NO_DATA)
    size = outcome.effective
    # Weighted counts are rounded, so that all of a base may be a hair above it.
    part = min(outcome.events / outcome.base, 1.0)
    share = intervals.wilson(size * part, size)
    value, lower, upper = (
        100 * float(number) for number in (share.estimate, share.lower, share.upper)
    )
    return Compared(code, name, value, lower, upper, outcome.people)


def names_of(pcn: EnglishPcn) -> dict[str, str]:
    """Return what each place of PLACES is called."""
    names = (place_name(pcn.name), place_name(pcn.icb_name), "England")
    return dict(zip(PLACES, names, strict=True))


def outcome_groups(
    measures: Mapping[str, str],
    outcomes: Mapping[tuple[str, str], Outcome],
    names: Mapping[str, str],
) -> Groups:
    """Return a group for each measure: the PCN, its ICB and England."""
    return tuple(
        (
            words,
            tuple(
                outcome_share(measure, name, outcomes.get((place, measure)))
                for place, name in names.items()
            ),
        )
        for measure, words in measures.items()
    )


def beside_england(here: Compared, england: Compared) -> str:
    """Say where a share lies beside England's; "" where either has no figure."""
    if here.lower is None or here.upper is None or england.value is None:
        return ""
    if here.lower > england.value:
        return "more than in England"
    if here.upper < england.value:
        return "fewer than in England"
    return "no clear difference from England"


def share_words(item: Compared) -> str:
    """Return "21% (95% interval 15% to 28%)", or that there is no figure."""
    if item.value is None or item.lower is None or item.upper is None:
        return "no figure"
    limits = interval_text(item.lower, item.upper, "percent")
    return f"{value_text(item.value, 'percent')} (95% interval {limits})"


def answered_words(
    outcome: Outcome | None, practices: int, england: Outcome | None
) -> str:
    """Say how many of a PCN's practices a figure is of, and how many England's is."""
    given = outcome.practices if outcome else 0
    here = f"{given} of its {counted(practices, 'practice')} on the newest map"
    everywhere = counted(england.practices if england else 0, "practice")
    return f"{here}; England is {everywhere} in the files"


def outcome_columns(first: str, people: str) -> tuple[Column, ...]:
    """Return the columns of a table of shares; ``people`` says who is counted."""
    return (
        Column(first),
        Column("Share, %", "percent"),
        *limit_columns("percent"),
        Column(people, "count"),
        Column("Practices with a figure", "count"),
    )


def outcome_row(item: Compared, outcome: Outcome | None, name: str) -> tuple[Cell, ...]:
    """Return a share as a row of such a table."""
    return (name, *item.cells, as_cell(outcome.practices if outcome else None))


def beside_peers(
    context: Context, measure: str, missing: Remedied
) -> tuple[BesidePeers, str]:
    """Return a PCN, its practices and its peers on one measure, and the period."""
    with context.evidence.connect() as connection:
        pcn = find_english_pcn(context, connection)
        period = newest_period(connection, [measure])
        if period is None:
            raise CareImpactError(missing)
        whole = outcomes_of_places(connection, pcn, [measure], period)
        pcns = outcomes_of_pcns(connection, measure, period)
        own = outcomes_of_practices(connection, pcn, [measure], period)
        practices = practices_of(connection, pcn)
        peers = nearest(pcn_figures(connection), pcn.code).shown[1:]

    def place(code: str, name: str, outcome: Outcome | None) -> Place:
        return outcome_share(code, place_name(name), outcome), outcome

    return BesidePeers(
        place(pcn.code, pcn.name, pcns.get(pcn.code)),
        tuple(place(code, name, own.get((code, measure))) for code, name in practices),
        tuple(place(peer.code, peer.name, pcns.get(peer.code)) for peer in peers),
        place("england", "England", whole.get(("england", measure))),
    ), period


def groups_table(
    caption: str,
    people: str,
    groups: Groups,
    outcomes: Mapping[tuple[str, str], Outcome],
    places: Sequence[str] = PLACES,
) -> Table:
    """Return the groups as a table, one place of one measure a row."""
    rows = tuple(
        outcome_row(item, outcomes.get((place, item.code)), f"{words}: {item.name}")
        for words, items in groups
        for place, item in zip(places, items, strict=True)
    )
    return Table(caption, outcome_columns("Measure and place", people), rows)
