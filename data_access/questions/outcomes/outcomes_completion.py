"""How many people who started were scored at all, and how many twice?"""

from data_access.answers.core import (
    Caption,
    Cell,
    Column,
    Compared,
    GroupedReport,
    Mark,
    Table,
)
from data_access.catalogue.outcome_measures import outcome_measures
from data_access.door import Context
from data_access.questions.outcomes.outcome_pairs import (
    DEFINITION,
    FEWEST,
    PairedMeasure,
    read_pairs,
)
from data_access.words.numbers import score_text, value_text

SERIES = ("Scored at the start", "Scored both times")
_PARTS = ("scored", "paired")

_COLUMNS = (
    Column("Measure"),
    Column("Started", "count"),
    Column("Scored at the start", "percent"),
    Column("Scored both times", "percent"),
    Column("First score of those scored twice, mean", "rate"),
    Column("First score of those scored once, mean", "rate"),
)


def outcomes_completion(context: Context) -> GroupedReport:
    """Report the shares of people who started that have a first score, and both.

    Raises as `read_pairs`.
    """
    with context.evidence.connect() as connection:
        pairs = read_pairs(context, connection)
    groups = tuple((pair, _shares(pair)) for pair in pairs.measures)
    subtitle = f"Share of people who started, {pairs.who}"
    return GroupedReport(
        caption=Caption(
            headline=_headline(groups),
            subtitle=subtitle,
            summary=pairs.said(_summary(pairs.measures[0])),
            definition=DEFINITION,
        ),
        unit="percent",
        series=SERIES,
        groups=tuple((pair.measure.name, shares) for pair, shares in groups),
        table=Table(subtitle, _COLUMNS, tuple(_row(*group) for group in groups)),
    )


def _shares(pair: PairedMeasure) -> tuple[Compared, ...]:
    return tuple(
        pair.share(numerator, "started", numerator, name)
        for numerator, name in zip(_PARTS, SERIES, strict=True)
    )


def _headline(groups: tuple[tuple[PairedMeasure, tuple[Compared, ...]], ...]) -> str:
    known = [both.value for _, (_, both) in groups if both.value is not None]
    if not known:
        return "Too few people were scored twice to show a share"
    low, high = (value_text(value, "percent") for value in (min(known), max(known)))
    between = low if low == high else f"{low} to {high}"
    return f"{between} of those who started were scored both times"


def _summary(first: PairedMeasure) -> str:
    rule = outcome_measures().pairs
    return (
        f"The first score is the nearest to the start, from {rule.before_days} "
        f"days before it to {rule.after_days} after; the second is the last one at "
        f"least {rule.apart_days} days later and within {rule.within_days} days of "
        "the start. People are counted at their first start, once their year is "
        "over; people who left or died in that year count as not scored. "
        f"{_who_is_missing(first)}"
    )


def _who_is_missing(first: PairedMeasure) -> str:
    twice, once = _first_scores(first)
    if isinstance(twice, Mark) or isinstance(once, Mark):
        return "Findings for people scored twice may not apply to the others."
    return (
        "Findings for people scored twice may not apply to the others: on "
        f"{first.measure.name} they began at {score_text(twice)}, and those never "
        f"scored again at {score_text(once)}."
    )


def _row(pair: PairedMeasure, shares: tuple[Compared, ...]) -> tuple[Cell, ...]:
    return (
        pair.measure.name,
        pair.count("started"),
        *(item.cell for item in shares),
        *_first_scores(pair),
    )


def _first_scores(pair: PairedMeasure) -> tuple[float | Mark, float | Mark]:
    """Return the mean first score of those scored twice, and of those scored once.

    Both or neither: from one of them and all, the other could be worked out.
    """
    twice, once = pair.sums["paired"], pair.sums["scored"] - pair.sums["paired"]
    if min(twice, once) < FEWEST:
        return Mark.TOO_FEW, Mark.TOO_FEW
    if pair.withheld["paired"] or pair.withheld["scored"]:
        return Mark.SUPPRESSED, Mark.SUPPRESSED
    total = pair.sums["first_paired"]
    return (
        round(total / twice, 1),
        round((pair.sums["first_scored"] - total) / once, 1),
    )
