"""At which level of a measure were people at the start, and a year later?"""

from data_access.answers.core import Caption, Compared, GroupedReport
from data_access.catalogue.outcome_measures import LEVELS
from data_access.door import Context
from data_access.errors import CareImpactError
from data_access.questions.outcomes.outcome_pairs import (
    DEFINITION,
    FEWEST,
    NO_COMPARISON,
    SIDES,
    PairedMeasure,
    read_pairs,
)
from data_access.questions.parts.direct_care import NotPermittedError
from data_access.questions.parts.intervals import grouped_table
from data_access.questions.parts.shares import compared_share
from data_access.selection import WHOLE_PCN
from data_access.words.numbers import plain_text, value_text

SERIES = ("At the start", "A year on")


def outcomes_levels(context: Context, measure: str) -> GroupedReport:
    """Report the levels of the same people at both times.

    Raises NotPermittedError for one practice outside direct care, and as `read_pairs`.
    """
    with context.evidence.connect() as connection:
        pairs = read_pairs(context, connection)
    (pair, *more) = pairs.of(measure)
    if more:
        raise CareImpactError(
            "There is no measure of that name; choose one on the page."
        )
    if pairs.place.practice != WHOLE_PCN and not pairs.exact:
        raise NotPermittedError(
            "The levels of one practice's people are shown in direct care only, "
            "because numbers are small; choose all practices."
        )
    groups = tuple(
        (name, _shares(pair, level))
        for level, name in enumerate(pair.measure.level_names)
    )
    subtitle = f"{pair.measure.name}, {pair.measure.scale}, level of the same people"
    return GroupedReport(
        caption=Caption(
            headline=_headline(pair, groups),
            subtitle=f"{subtitle}, {pairs.who}",
            summary=pairs.said(f"{_cuts(pair)} {NO_COMPARISON}"),
            definition=DEFINITION,
        ),
        unit="percent",
        series=SERIES,
        groups=groups,
        table=grouped_table(f"{subtitle}, {pairs.who}", "Level", "When", groups),
    )


def _shares(pair: PairedMeasure, level: int) -> tuple[Compared, ...]:
    return tuple(
        compared_share(
            side[level],
            name,
            pair.sums[side[level]],
            pair.sums["paired"],
            exact=pair.exact,
            withheld=pair.levels_withheld[LEVELS * place + level]
            or pair.withheld["paired"],
            fewest=FEWEST,
        )
        for place, (side, name) in enumerate(zip(SIDES, SERIES, strict=True))
    )


def _headline(
    pair: PairedMeasure, groups: tuple[tuple[str, tuple[Compared, ...]], ...]
) -> str:
    worst_first = groups if pair.measure.sign > 0 else groups[::-1]
    for which, (name, (before, after)) in (
        ("best", worst_first[-1]),
        ("worst", worst_first[0]),
    ):
        if before.value is not None and after.value is not None:
            return (
                f"{pair.measure.name}: {value_text(before.value, 'percent')} were at "
                f"the {which} level ({name.lower()}) at the start, "
                f"{value_text(after.value, 'percent')} a year on"
            )
    return f"{pair.measure.name}: levels of the same people at both times"


def _cuts(pair: PairedMeasure) -> str:
    cuts = ", ".join(
        f"{name.lower()} from {plain_text(cut)}"
        for name, cut in zip(
            pair.measure.level_names[1:], pair.measure.levels, strict=True
        )
    )
    return f"Levels by score: {cuts}. {pair.measure.source}."
