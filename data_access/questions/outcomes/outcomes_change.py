"""How did the same people's scores change from the start to a year later?"""

from data_access.answers.core import (
    Caption,
    Cell,
    Column,
    Compared,
    Comparison,
    Table,
)
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

    Above nothing is better, whichever way the scale runs. Raises as `read_pairs`.
    """
    with context.evidence.connect() as connection:
        pairs = read_pairs(context, connection)
    held = pairs.of(family)
    items = tuple(one.change() for one in held)
    completed = tuple(one.share("paired", "started", "", "") for one in held)
    words = f"Mean change of each person's own score, in points, {pairs.who}"
    return Comparison(
        caption=Caption(
            headline=f"{FAMILIES[family]}: {_finding(items)}",
            subtitle=words,
            summary=f"{_followed(held, completed)} A change above 0 is for the better. "
            f"{CANNOT_SAY}",
            definition=DEFINITION,
        ),
        places=items,
        average=None,
        table=Table(
            words,
            _COLUMNS,
            tuple(_row(*each) for each in zip(held, items, completed, strict=True)),
        ),
    )


def _finding(items: tuple[Compared, ...]) -> str:
    known = [item for item in items if item.value is not None]
    if not known:
        return "too few people were scored twice to tell a change"
    if len(items) == 1:
        return _one(known[0])
    better = [item for item in known if (item.lower or 0.0) > 0]
    worse = [item for item in known if (item.upper or 0.0) < 0]
    said = [
        f"{len(found)} of {len(items)} questions {way}"
        for found, way in ((better, "better"), (worse, "worse"))
        if found
    ]
    if not said:
        return "no question changed beyond chance in people scored twice"
    return f"{listed(said)} the second time; no comparison group"


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


def _followed(held: tuple[PairedMeasure, ...], completed: tuple[Compared, ...]) -> str:
    """Say beside the change how few of those who started it is of."""
    said = [
        f"{value_text(share.value, 'percent')} for {one.measure.name[0].lower()}"
        f"{one.measure.name[1:]}"
        if len(held) > 1
        else value_text(share.value, "percent")
        for one, share in zip(held, completed, strict=True)
        if share.value is not None
    ]
    if not said:
        return "How many of those who started were scored twice is too few to show."
    return f"Of those who started, this share was scored both times: {listed(said)}."


def _row(one: PairedMeasure, change: Compared, completed: Compared) -> tuple[Cell, ...]:
    return (
        one.measure.name,
        one.count("started"),
        one.count("paired"),
        completed.cell,
        *change.cells[:3],
    )
