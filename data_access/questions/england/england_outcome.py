"""A published outcome as a share with its interval, beside others."""

from collections.abc import Mapping, Sequence

from data_access.answers.core import Cell, Column, Compared, Mark, Table, as_cell
from data_access.queries.england_outcomes import PLACES, Outcome
from data_access.queries.england_places import EnglishPcn
from data_access.questions.parts.intervals import Groups, limit_columns
from data_access.stats import intervals
from data_access.words.numbers import counted, interval_text, value_text
from data_access.words.places import place_name

NOT_TRIED = "The reader of this file has not yet been tried on a published one."


def outcome_share(code: str, name: str, outcome: Outcome | None) -> Compared:
    """Return the share in per cent, with Wilson limits of the effective size."""
    if outcome is None:
        return Compared(code, name, mark=Mark.NO_DATA)
    size = outcome.effective
    share = intervals.wilson(size * outcome.events / outcome.base, size)
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


def answered_words(outcome: Outcome | None, practices: int) -> str:
    """Say how many of a PCN's practices a figure is of."""
    given = outcome.practices if outcome else 0
    return f"{given} of its {counted(practices, 'practice')} on the newest map"


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
