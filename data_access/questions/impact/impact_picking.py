"""How far would admissions fall anyway, for people picked at their worst?"""

from functools import partial

import numpy as np
import pandas as pd

from data_access.answers.core import Caption, Cell, Column, Table, Unit
from data_access.answers.impact import (
    PICKED_HARDEST,
    BeforeAfter,
    PickedStep,
    PickingReport,
    PickingRow,
)
from data_access.disclosure.rule import rounded
from data_access.door import Context
from data_access.errors import CareImpactError
from data_access.marts.impact.impact_design import PRIMARY
from data_access.queries.impact_sums import impact_rows
from data_access.questions.impact.estimate_shown import enough_observed, two_digits
from data_access.questions.impact.matched import (
    NOTHING,
    Matched,
    read_matched,
)
from data_access.stats.picked import PickedChange, picked_change
from data_access.stats.verdict import FEWEST_EXPECTED
from data_access.words.numbers import value_text, with_plus

_DAYS_A_YEAR = 365.25
# Of the changes of those who started.
_UNIT: Unit = "per_1000"
_A_YEAR = " admissions per 1,000 people a year"
_RULES = (
    ("Everybody", 0, False),
    ("1 or more admissions last year", 1, False),
    ("2 or more admissions last year", 2, False),
    ("3 or more admissions last year", 3, False),
    ("1 or more, one of them in the last 3 months", 1, True),
    ("2 or more, one of them in the last 3 months", 2, True),
)
LEAST_PEOPLE = 50  # fewer, and the next year's rate is mostly noise

_STEPS = (
    (0, "everyone who started"),
    *(
        (least, f"those with {least} or more admissions in the year before")
        for least in range(1, PICKED_HARDEST + 1)
    ),
)


def impact_picking(context: Context) -> PickingReport:
    """Report a before-and-after fall, and what is left of it, by how people are picked.

    `steps` are the people who started and could be compared, selected by stricter and
    stricter rules. `rows` are people who were not on the caseload: regression to the
    mean in the PCN's own data, without the service.
    """
    with context.evidence.connect() as connection:
        matched = read_matched(context, connection)
        rows = impact_rows(connection, "impact_picking", matched.place.pcn)
    picked_rows = tuple(
        row
        for rule, least, recent in _RULES
        if (row := _row(rows, rule, least, recent=recent, exact=matched.exact))
        is not None
    )
    if not picked_rows:
        raise CareImpactError(NOTHING)
    steepest = min(picked_rows, key=lambda row: row.change)
    return PickingReport(
        caption=Caption(
            headline=(
                "With no service at all, admissions show "
                f"{_moved(steepest.change, 'percent')} for people picked for "
                f"{steepest.rule.lower()}"
            ),
            subtitle=(
                "Emergency admissions a person-year before and after, people never on "
                f"the caseload until then, {matched.place.pcn_name}"
            ),
            summary=(
                "People are picked when they are at their worst, and most get better "
                "by themselves. A before-and-after counts that as success; the "
                "estimate above does not."
            ),
            definition="power",
        ),
        steps=_steps(matched),
        rows=picked_rows,
        table=_table(picked_rows),
    )


def _steps(matched: Matched) -> tuple[PickedStep, ...]:
    return tuple(
        _step(
            least,
            rule,
            matched.place.pcn_name,
            picked_change(
                matched.of(PRIMARY, "least", str(least))
                if least
                else matched.of(PRIMARY)
            ),
            exact=matched.exact,
        )
        for least, rule in _STEPS
    )


def _step(
    least: int, rule: str, place: str, picked: PickedChange | None, *, exact: bool
) -> PickedStep:
    change = _change(picked, exact=exact)
    if change is None:
        left = (
            f"Too few admissions were expected of {rule} to report the remaining change"
        )
        went = ""
    else:
        left = _left(change)
        went = (
            f"For {rule}, a before-and-after shows "
            f"{_moved(change.naive, _UNIT, _A_YEAR)}. Similar people who had not "
            f"started had {_moved(change.with_no_effect, _UNIT)}. "
        )
    caption = Caption(
        headline=left,
        subtitle=(
            "Emergency admissions per 1,000 people a year, change from the year before "
            f"to the year after, {rule}, {place}"
        ),
        summary=f"{went}{left}.",
        definition="power",
    )
    return PickedStep(least, caption, change, _parts(rule, change))


def _change(change: PickedChange | None, *, exact: bool) -> BeforeAfter | None:
    """Take a naive change apart, in admissions per 1,000 people a year.

    In per cent of the admissions before, what is left could be a fall of more than all
    of them: where similar people had far more than before, and these had fewer.
    """
    if change is None or change.expected_events < FEWEST_EXPECTED:
        return None
    counted = (change.before_events, change.observed_events)
    if not all(enough_observed(events, exact=exact) for events in counted):
        return None
    before, after, expected = (
        1000 * a_year
        for a_year in (
            change.before_per_year,
            change.after_per_year,
            change.expected_per_year,
        )
    )
    shown = partial(two_digits, exact=exact)
    return BeforeAfter(
        unit=_UNIT,
        naive=shown(after - before),
        with_no_effect=shown(expected - before),
        left=shown(after - expected),
        lower=shown(expected * (change.low - 1)),
        upper=shown(expected * (change.high - 1)),
    )


def _left(change: BeforeAfter) -> str:
    no_change = change.lower <= 0 <= change.upper
    verdict = "its interval includes no change" if no_change else "more than chance"
    low, high = (
        with_plus(value_text(limit, _UNIT, words=False))
        for limit in (change.lower, change.upper)
    )
    return (
        f"The remaining change is {_moved(change.left, _UNIT, _A_YEAR)} (95% interval "
        f"{low} to {high}): {verdict}"
    )


def _parts(rule: str, change: BeforeAfter | None) -> Table:
    columns = (Column("Part"), Column("Change per 1,000 people a year", _UNIT))
    rows: tuple[tuple[Cell, ...], ...] = ()
    if change is not None:
        rows = (
            ("Naive before and after", change.naive),
            ("Expected with no effect at all", change.with_no_effect),
            ("Remaining change", change.left),
            ("Remaining change, lower 95% limit", change.lower),
            ("Remaining change, upper 95% limit", change.upper),
        )
    return Table(f"What a before-and-after includes, {rule}", columns, rows)


def _moved(change: float, unit: Unit, of: str = "") -> str:
    size = value_text(abs(change), unit, words=False)
    if size in ("0", "0%"):
        return "no change"
    return f"{'a fall' if change < 0 else 'a rise'} of {size}{of}"


def _row(
    rows: pd.DataFrame, rule: str, least: int, *, recent: bool, exact: bool
) -> PickingRow | None:
    """Return a rule's rates; None of too few people.

    Outside direct care they are of rounded people and events: people picked by one rule
    and not by a stricter one can be few.
    """
    picked = rows[rows["admissions"] >= least]
    if recent:
        picked = picked[picked["recent"].astype(bool)]
    sums = ["people", "events_before", "days_before", "events_after", "days_after"]
    # Whole numbers would refuse what rounding gives them below.
    total: pd.Series = picked[sums].astype("float64").sum()
    if total["people"] < LEAST_PEOPLE or not total["events_before"] > 0:
        return None
    counts = total[["events_before", "events_after"]]
    if not all(enough_observed(events, exact=exact) for events in counts):
        return None
    (people,) = rounded(np.array([float(total["people"])]))
    if not exact:
        # Days of so many people, as if there were as many as are shown.
        total[["days_before", "days_after"]] *= people / total["people"]
        total[["events_before", "events_after"]] = rounded(counts.to_numpy(dtype=float))
    before = float(_DAYS_A_YEAR * total["events_before"] / total["days_before"])
    after = float(_DAYS_A_YEAR * total["events_after"] / total["days_after"])
    shown = partial(two_digits, exact=exact)
    return PickingRow(
        rule,
        round(people),
        shown(before),
        shown(after),
        shown(100 * (after / before - 1)),
    )


def _table(rows: tuple[PickingRow, ...]) -> Table:
    columns = (
        Column("Picked for"),
        Column("People", "count"),
        Column("Admissions a person-year before", "ratio"),
        Column("Admissions a person-year after", "ratio"),
        Column("Change by itself, %", "percent"),
    )
    cells: tuple[tuple[Cell, ...], ...] = tuple(
        (row.rule, row.people, row.before, row.after, row.change) for row in rows
    )
    return Table("What happens with no service at all", columns, cells)
