"""How did the same people's scores change from the start to a year later?"""

from data_access.answers.core import Caption, Cell, Column, Compared, Comparison, Table
from data_access.door import Context
from data_access.questions.outcomes.outcome_pairs import (
    CANNOT_SAY,
    DEFINITION,
    PairedMeasure,
    read_pairs,
)
from data_access.questions.parts.intervals import limit_columns
from data_access.words.numbers import score_text, value_text
from data_access.words.sentences import listed

# The measures of one scale stand together, by what their ids begin with.
FAMILIES = {"pam": "PAM", "ons4": "ONS4"}

_COLUMNS = (
    Column("Measure"),
    Column("Started", "count"),
    Column("Scored both times", "count"),
    Column("Scored both times, of those who started", "percent"),
    Column("Mean change for the better, points", "rate"),
    *limit_columns("rate"),
)


def outcomes_change(context: Context, family: str) -> Comparison:
    """Report the mean change of people's own scores, for the measures of a family.

    Above 0 is better, whichever way the scale runs. Raises as `read_pairs`.
    """
    with context.evidence.connect() as connection:
        pairs = read_pairs(context, connection)
    measures = pairs.of(family)
    items = tuple(pair.change() for pair in measures)
    completed = tuple(pair.share("paired", "started", "", "") for pair in measures)
    subtitle = f"Mean change of each person's own score, in points, {pairs.who}"
    return Comparison(
        caption=Caption(
            headline=f"{FAMILIES[family]}: {_finding(items)}",
            subtitle=subtitle,
            summary=pairs.said(
                f"{_followed(measures, completed)} A change above 0 is for the "
                f"better. {CANNOT_SAY}"
            ),
            definition=DEFINITION,
        ),
        places=items,
        average=None,
        table=Table(
            subtitle,
            _COLUMNS,
            tuple(
                _row(*figures)
                for figures in zip(measures, items, completed, strict=True)
            ),
        ),
    )


def _finding(items: tuple[Compared, ...]) -> str:
    known = [item for item in items if item.value is not None]
    if not known:
        return "too few people were scored twice to report a change"
    if len(items) == 1:
        return _one(known[0])
    better = [item for item in known if (item.lower or 0.0) > 0]
    worse = [item for item in known if (item.upper or 0.0) < 0]
    phrases = [
        f"{len(changed)} of {len(items)} questions {way}"
        for changed, way in ((better, "better"), (worse, "worse"))
        if changed
    ]
    if not phrases:
        return "no question changed beyond chance in people scored twice"
    return f"{listed(phrases)} the second time; no comparison group"


def _one(item: Compared) -> str:
    value, lower, upper = item.value or 0.0, item.lower or 0.0, item.upper or 0.0
    limits = f"from {score_text(lower)} to {score_text(upper)}"
    if lower <= 0 <= upper:
        return f"no change beyond chance in people scored twice ({limits} points)"
    way = "higher" if value > 0 else "lower"
    return (
        f"people scored twice were {score_text(abs(value))} points {way} the "
        f"second time ({limits}); no comparison group"
    )


def _followed(
    measures: tuple[PairedMeasure, ...], completed: tuple[Compared, ...]
) -> str:
    """Say beside the change how few of those who started it is of."""
    shares = [
        f"{value_text(share.value, 'percent')} for {pair.measure.name[0].lower()}"
        f"{pair.measure.name[1:]}"
        if len(measures) > 1
        else value_text(share.value, "percent")
        for pair, share in zip(measures, completed, strict=True)
        if share.value is not None
    ]
    if not shares:
        return "The number of starters scored twice is too small to show."
    return f"Of those who started, this share was scored both times: {listed(shares)}."


def _row(
    pair: PairedMeasure, change: Compared, completed: Compared
) -> tuple[Cell, ...]:
    return (
        pair.measure.name,
        pair.count("started"),
        pair.count("paired"),
        completed.cell,
        *change.cells[:3],
    )
