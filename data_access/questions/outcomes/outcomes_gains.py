"""How many people scored twice improved, and how many got worse by as much?"""

from data_access.answers.core import Caption, Compared, GroupedReport
from data_access.door import Context
from data_access.questions.outcomes.outcome_pairs import (
    DEFINITION,
    NO_COMPARISON,
    PairedMeasure,
    read_pairs,
)
from data_access.questions.parts.intervals import grouped_table
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
    groups = tuple((pair, _shares(pair)) for pair in pairs.measures)
    subtitle = f"Share of people scored both times, {pairs.who}"
    by_name = tuple((pair.measure.name, shares) for pair, shares in groups)
    return GroupedReport(
        caption=Caption(
            headline=_headline(groups),
            subtitle=subtitle,
            summary=pairs.said(
                f"{_rules(pairs.measures)} Scores differ by chance even if no one has "
                "changed, so some people always gain and some lose: look at both."
                f"{_hidden(groups)} {NO_COMPARISON}"
            ),
            definition=DEFINITION,
        ),
        unit="percent",
        series=SERIES,
        groups=by_name,
        table=grouped_table(subtitle, "Measure", "Of those scored both times", by_name),
    )


def _shares(pair: PairedMeasure) -> tuple[Compared, ...]:
    return tuple(
        pair.share(numerator, "paired", numerator, name)
        for numerator, name in zip(_PARTS, SERIES, strict=True)
    )


def _hidden(groups: tuple[tuple[PairedMeasure, tuple[Compared, ...]], ...]) -> str:
    """Name the measures of which the losses alone are too few to show."""
    names = [
        pair.measure.name
        for pair, (gained, lost) in groups
        if gained.value is not None and lost.value is None
    ]
    return f" Too few lost as much to show: {listed(names)}." if names else ""


def _rules(measures: tuple[PairedMeasure, ...]) -> str:
    """Say what counts as a gain, by measure, with its source."""
    own = [measure.measure for measure in measures if measure.measure.gain is not None]
    sentences = [
        f"For {measure.name} a gain is {measure.gain_words} ({measure.gain_source})."
        for measure in own
    ]
    if len(own) < len(measures):
        sentences.append("For the ONS4 questions it is a better level.")
    return " ".join(sentences)


def _headline(groups: tuple[tuple[PairedMeasure, tuple[Compared, ...]], ...]) -> str:
    for pair, (gained, lost) in groups:
        if gained.value is None:
            continue
        headline = f"{pair.measure.name}: {value_text(gained.value, 'percent')} gained"
        headline = f"{headline} {pair.measure.gain_words}"
        if lost.value is None:
            return f"{headline}; too few lost as much to show"
        return f"{headline}, {value_text(lost.value, 'percent')} lost as much"
    return "Too few people were scored twice to report who gained"
