"""Sum the compared people: rates by stratum, and influence by person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import ibis
from ibis import _

from data_access.marts.impact.impact_design import QUARTERS, Outcome
from data_access.selection import ALL

SLICES = (ALL, "cohort", "practice", "route")
PARTS = ("a", "b", "c", "d")
# Keys are whole numbers until the last step, because they are grouped by person.
_GROUP = ["measure", "slice", "value"]
_CELL = ["measure", "cell"]


def measured(compared: ibis.Table, outcomes: Sequence[Outcome]) -> ibis.Table:
    """Return the compared people once for each outcome, numbered as in `outcomes`."""
    # Only the broad strata reach beyond those in which someone started.
    near = compared.filter(_.compares)
    broad = compared.filter(_.wanted)
    parts = []
    for place, outcome in enumerate(outcomes):
        rows = broad if outcome.cell == "coarser" else near
        if outcome.among is not None:
            rows = rows.filter(_[outcome.among])
        before = ibis.literal(0.0) if outcome.before is None else _[outcome.before]
        parts.append(
            rows.select(
                "pcn",
                "no",
                "started",
                "cohort",
                "practice",
                "route",
                measure=ibis.literal(place, "int32"),
                cell=_[outcome.cell],
                events=_[outcome.events],
                time=_[outcome.time],
                before=before,
            )
        )
    return ibis.union(*parts, distinct=False)


def sums(measured: ibis.Table, sliced: int) -> ibis.Table:
    """Sum all that an estimate and its variance need: one row a measure, PCN and slice.

    Outcome, pcn, slice (place in SLICES) and value (of cohort, practice or route; 0
    for everybody) are numbers.

    Comparison people count at the weight of their stratum: people who started in it
    for each of them. Totals: people who started and were matched, their events
    (observed), days and events of the year before, comparison people, and the events
    and days of the comparison at its weights. `aa` to `dd` are sums over people of
    products of each person's influence on four totals: a observed, b days, c
    comparison events, d comparison days. A person may be used in many months, and be
    compared before starting: all of that is one person's influence. A slice is a group
    of those who started; only the first `sliced` measures have slices.
    """
    joined = measured.filter(_.started)
    started = by_slice(joined, joined.filter(_.measure < sliced))
    others = measured.filter(~_.started)
    strata = _strata(started, others)
    zero = ibis.literal(0.0)
    of_started = started.join(strata, [*_CELL, "slice", "value"]).select(
        *_GROUP,
        "pcn",
        "no",
        "before",
        a=_.events,
        b=_.time,
        c=_.mean_events,
        d=_.mean_time,
        joined=_.started.cast("int32"),
    )
    of_others = others.join(strata, _CELL).select(
        *_GROUP,
        "pcn",
        "no",
        before=zero,
        a=zero,
        b=zero,
        c=_.weight * (_.events - _.mean_events),
        d=_.weight * (_.time - _.mean_time),
        joined=_.started.cast("int32"),
    )
    # A person whose rows all say 0 joined has only compared.
    by_person = (
        of_started.union(of_others, distinct=False)
        .group_by(*_GROUP, "no")
        .agg(
            **{name: _[name].sum() for name in ("before", *PARTS, "joined")},
            compared=(_.joined == 0).cast("int32").max(),
            pcn=_.pcn.max(),
        )
    )
    return by_person.group_by(*_GROUP, "pcn").agg(
        people=_.joined.sum(),
        comparison_people=_.compared.sum(),
        before=_.before.sum(),
        observed=_.a.sum(),
        days=_.b.sum(),
        comparison_events=_.c.sum(),
        comparison_days=_.d.sum(),
        **{
            one + other: (_[one] * _[other]).sum()
            for place, one in enumerate(PARTS)
            for other in PARTS[place:]
        },
    )


def quarter_sums(matched: ibis.Table) -> ibis.Table:
    """Sum the matched year by quarter: differences and their products over people.

    `matched` has `weight` by person, so that the comparison of each stratum counts as
    many people as started in it. One row a PCN: people, difference_1 to _4 (emergency
    admissions of those who started less those of their comparison, oldest quarter
    first) and product_i_j, the sum over people of the product of their influences on
    the differences i and j.
    """
    by_cell = (
        matched.filter(~_.started)
        .group_by("cell")
        .agg(**{f"mean_{name}": _[name].mean() for name in QUARTERS})
    )
    signed = ibis.ifelse(_.started, _.weight, -_.weight)
    by_person = (
        matched.join(by_cell, "cell")
        .group_by("pcn_code", "no")
        .agg(
            people=_.started.cast("int64").sum(),
            **{
                name: (signed * (_[name] - _[f"mean_{name}"])).sum()
                for name in QUARTERS
            },
        )
    )
    pairs = [(i, j) for i in range(4) for j in range(i, 4)]
    return by_person.group_by("pcn_code").agg(
        people=_.people.sum(),
        **{f"difference_{i + 1}": _[name].sum() for i, name in enumerate(QUARTERS)},
        **{
            f"product_{i + 1}_{j + 1}": (_[QUARTERS[i]] * _[QUARTERS[j]]).sum()
            for i, j in pairs
        },
    )


def stratum_sums(compared: ibis.Table, outcomes: Sequence[str]) -> ibis.Table:
    """Sum each stratum in which someone started, by arm, for an analyst to check.

    One row an index month, stratum and arm: people, days at risk and the events of
    each outcome in follow-up. A stratum with no comparison row is unmatched.
    """
    return (
        compared.filter(_.compares)
        .group_by("cell", "started")
        .agg(
            people=_.count(),
            days=_.days.sum(),
            **{name: _[f"after_{name}"].sum() for name in outcomes},
        )
    )


def by_slice(started: ibis.Table, sliced: ibis.Table) -> ibis.Table:
    """Give those who started once, and those of `sliced` once more in each slice."""
    values: Mapping[str, ibis.Value] = {
        ALL: ibis.literal(0),
        "cohort": _.cohort,
        "practice": _.practice,
        "route": _.route,
    }
    parts = [
        (started if name == ALL else sliced).mutate(
            slice=ibis.literal(place, "int32"), value=values[name].cast("int32")
        )
        for place, name in enumerate(SLICES)
    ]
    return ibis.union(*parts, distinct=False)


def _strata(started: ibis.Table, others: ibis.Table) -> ibis.Table:
    """Give each stratum its comparison's means, and each slice of it the weight.

    Strata without a comparison are unmatched: no row.
    """
    of_started = started.group_by(*_CELL, "slice", "value").agg(joined=_.count())
    of_others = others.group_by(*_CELL).agg(
        others=_.count(), mean_events=_.events.mean(), mean_time=_.time.mean()
    )
    return (
        of_started.join(of_others, _CELL)
        .mutate(weight=_.joined / _.others)
        .select(*_CELL, "slice", "value", "weight", "mean_events", "mean_time")
    )
