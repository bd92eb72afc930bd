"""How many of those scored twice gained, and how many lost as much?"""

from data_access.answers.core import (
    Caption,
    Cell,
    Column,
    Compared,
    GroupedReport,
    Table,
)
from data_access.door import Context
from data_access.questions.outcomes.outcome_pairs import (
    DEFINITION,
    NO_COMPARISON,
    PairedMeasure,
    read_pairs,
)
from data_access.questions.parts.intervals import limit_columns
from data_access.words.numbers import value_text
from data_access.words.sentences import listed

SERIES = ("Gained", "Lost as much")
_PARTS = ("gained", "lost")


def outcomes_gains(context: Context) -> GroupedReport:
    """Report the share of people scored twice who gained, and who lost, by measure.

    Raises as `read_pairs`.
    """
    with context.evidence.connect() as connection:
        pairs = read_pairs(context, connection)
    groups = tuple((one, _shares(one)) for one in pairs.held)
    words = f"Share of people scored both times, {pairs.who}"
    return GroupedReport(
        caption=Caption(
            headline=_headline(groups),
            subtitle=words,
            summary=f"{_rules(pairs.held)} Scores differ by chance even where nobody "
            f"has changed, so that some always gain and some lose: look at both."
            f"{_hidden(groups)} {NO_COMPARISON}",
            definition=DEFINITION,
        ),
        unit="percent",
        series=SERIES,
        groups=tuple((one.measure.name, shares) for one, shares in groups),
        table=_table(words, groups),
    )


def _shares(one: PairedMeasure) -> tuple[Compared, ...]:
    return tuple(
        one.share(part, "paired", part, name)
        for part, name in zip(_PARTS, SERIES, strict=True)
    )


def _hidden(
    groups: tuple[tuple[PairedMeasure, tuple[Compared, ...]], ...],
) -> str:
    """Name the measures of which the losses alone are too few to show."""
    names = [
        one.measure.name
        for one, (gained, lost) in groups
        if gained.value is not None and lost.value is None
    ]
    return f" Too few lost as much to show: {listed(names)}." if names else ""


def _rules(held: tuple[PairedMeasure, ...]) -> str:
    """Say what counts as a gain, by measure, with its source."""
    own = [one.measure for one in held if one.measure.gain is not None]
    said = [
        f"For {one.name} a gain is {one.gain_words} ({one.gain_source})." for one in own
    ]
    if len(own) < len(held):
        said.append("For the ONS4 questions it is a better level.")
    return " ".join(said)


def _headline(
    groups: tuple[tuple[PairedMeasure, tuple[Compared, ...]], ...],
) -> str:
    for one, (gained, lost) in groups:
        if gained.value is None:
            continue
        words = f"{one.measure.name}: {value_text(gained.value, 'percent')} gained"
        words = f"{words} {one.measure.gain_words}"
        if lost.value is None:
            return f"{words}; too few lost as much to show"
        return f"{words}, {value_text(lost.value, 'percent')} lost as much"
    return "Too few people were scored twice to tell who gained"


def _table(
    caption: str, groups: tuple[tuple[PairedMeasure, tuple[Compared, ...]], ...]
) -> Table:
    columns = (
        Column("Measure"),
        Column("Of those scored both times"),
        Column("Share", "percent"),
        *limit_columns("percent"),
        Column("Out of", "count"),
    )
    rows: list[tuple[Cell, ...]] = [
        (one.measure.name, item.name, *item.cells)
        for one, items in groups
        for item in items
    ]
    return Table(caption, columns, tuple(rows))
