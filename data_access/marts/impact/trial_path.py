"""Follow those who start, and what was expected of them, month by month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import ibis
from ibis import _

from data_access.marts.impact.impact_design import (
    EARLIER,
    EARLIER_MONTHS,
    HISTORY_MONTHS,
    NEVER,
    PLACEBO,
    PRIMARY,
    Measure,
    day_number,
    measure_of,
)
from data_access.months import next_month
from data_access.selection import ALL


def calendar(months: Sequence[date]) -> list[dict[str, int]]:
    """Return t, opens and closes (day numbers; closes is after it) of each month."""
    return [
        {"t": t, "opens": day_number(month), "closes": day_number(next_month(month))}
        for t, month in enumerate(months)
    ]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Months of a path, counted from the index month, and the measure that they are of.

    `enters` and `leaves` are the columns of the first and the last day of a person in
    it, where that is not the whole of it.
    """

    measure: Measure
    first: int
    last: ibis.Value
    enters: str | None = None
    leaves: str | None = None


# Of the trials that have a path. The year between is what people are sorted by.
STRETCHES = {
    ALL: Stretch(measure_of(PRIMARY), 1, _.until_all, leaves="last"),
    EARLIER: Stretch(
        PLACEBO, -EARLIER_MONTHS, _.m - HISTORY_MONTHS - 1, enters="entered"
    ),
}


def path(
    rows: ibis.Table,
    strata: ibis.Table,
    events: ibis.Table,
    calendar: ibis.Table,
    stretch: Stretch,
) -> ibis.Table:
    """Sum each month of a stretch: one row a PCN, index month m and month t.

    `rows` and `strata` are those of `trial_sums`, for the trial of the measure.
    Emergency admissions of those who start (`observed`), `expected` of them (by the
    model, and by what it misses in their comparison in that month) and its `variance`,
    the comparison's events as Poisson. Over all months expected adds up to the
    estimate's.
    """
    keys = ["pcn", "m", "t"]
    people = rows.join(strata.select("stratum", "joined", "n"), "stratum").select(
        "pcn",
        "no",
        "m",
        "started",
        until=stretch.last,
        enters=_[stretch.enters] if stretch.enters else ibis.literal(-NEVER),
        leaves=_[stretch.leaves] if stretch.leaves else ibis.literal(NEVER),
        rate=_[f"rate_{stretch.measure.outcome}"],
        weight=ibis.ifelse(_.started, 1.0, _.joined / _.n),
    )
    people = people.view()  # or Ibis merges this join with those below
    signed = ibis.ifelse(_.started, 1.0, -1.0) * _.weight * _.rate
    alike = people.group_by("pcn", "m", "until", "enters", "leaves").agg(
        rate=signed.sum()
    )
    days = ibis.least(_.leaves + 1, _.closes) - ibis.greatest(_.enters, _.opens)
    modelled = (
        alike.join(
            calendar,
            [calendar.t >= _.m + stretch.first, calendar.t <= _.until],
        )
        .group_by(*keys)
        .agg(model=(_.rate * ibis.greatest(days, 0)).sum())
    )
    happened = events.filter(_[PRIMARY] > 0).select("no", "t", admitted=_[PRIMARY])
    seen = (
        people.join(
            happened,
            [
                "no",
                happened.t >= _.m + stretch.first,
                happened.t <= _.until,
            ],
        )
        .group_by(*keys)
        .agg(
            observed=ibis.ifelse(_.started, _.admitted, 0).sum(),
            compared=ibis.ifelse(_.started, 0.0, _.weight * _.admitted).sum(),
            variance=ibis.ifelse(_.started, 0.0, _.weight**2 * _.admitted).sum(),
        )
    )
    return modelled.left_join(seen, keys).select(
        *keys,
        observed=_.observed.fill_null(0.0),
        expected=_.model + _.compared.fill_null(0.0),
        variance=_.variance.fill_null(0.0),
    )
