"""From compared people to sums: rates by stratum, and influence by person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import ibis
from ibis import _

from data_access.marts.impact_design import QUARTERS, Measure

ALL = "all"
SLICES = ("cohort", "practice", "route")
_GROUP = ["measure", "pcn_code", "slice", "value"]
_CELL = ["measure", "cell"]


def measured(compared: ibis.Table, measures: Sequence[Measure]) -> ibis.Table:
    """Lay compared people out by measure: who, stratum, events, time, year before."""
    # Only the broad strata reach beyond those in which someone started.
    near = compared.filter(_.compares)
    broad = compared.filter(_.wanted)
    return ibis.union(
        *(
            (broad if measure.cell == "coarser" else near).select(
                "pcn_code",
                "no",
                "started",
                "cohort",
                "practice_code",
                "route",
                measure=ibis.literal(measure.name),
                cell=_[measure.cell],
                events=_[measure.events],
                time=_[measure.time],
                before=ibis.literal(0.0)
                if measure.before is None
                else _[measure.before],
            )
            for measure in measures
        ),
        distinct=False,
    )


def sums(measured: ibis.Table, sliced: Sequence[str]) -> ibis.Table:
    """Sum what an estimate and its variance need, one row a measure, PCN and slice.

    observed and expected events, people who started and were matched, their days and
    their events of the year before, comparison people, and the second moments over
    people of three parts of influence: a, the events of one who started; b, what the
    comparison rate expects of them; c, the weighted departure of a comparison person
    from that rate, over every month served in. A slice is a group of those who
    started, made for the measures named in `sliced`; its comparison people may serve
    other slices too, and somebody may be both compared and, later, started.
    """
    started = _by_slice(measured.filter(_.started), sliced)
    others = measured.filter(~_.started)
    rated = _rates(started, others)
    zero = ibis.literal(0.0)
    of_started = started.join(rated, [*_CELL, "slice", "value"]).select(
        *_GROUP,
        "no",
        "time",
        "before",
        a=_.events,
        b=_.rate * _.time,
        c=zero,
        joined=_.started.cast("int32"),
        serves=ibis.literal(0, "int32"),
    )
    of_others = others.join(
        rated.select(*_CELL, "slice", "value", "rate", "weight"), _CELL
    ).select(
        *_GROUP,
        "no",
        time=zero,
        before=zero,
        a=zero,
        b=zero,
        c=_.weight * (_.events - _.rate * _.time),
        joined=_.started.cast("int32"),
        serves=(_.time > 0).cast("int32"),
    )
    summed = ("time", "before", "a", "b", "c", "joined", "serves")
    by_person = (
        of_started.union(of_others, distinct=False)
        .group_by(*_GROUP, "no")
        .agg(**{name: _[name].sum() for name in summed})
    )
    return by_person.group_by(*_GROUP).agg(
        observed=_.a.sum(),
        expected=_.b.sum(),
        days=_.time.sum(),
        before=_.before.sum(),
        people=_.joined.sum(),
        comparison_people=(_.serves > 0).cast("int64").sum(),
        aa=(_.a * _.a).sum(),
        ab=(_.a * _.b).sum(),
        ac=(_.a * _.c).sum(),
        bb=(_.b * _.b).sum(),
        bc=(_.b * _.c).sum(),
        cc=(_.c * _.c).sum(),
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
    """Sum each stratum in which someone started, by arm: what an analyst can check.

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


def _by_slice(started: ibis.Table, sliced: Sequence[str]) -> ibis.Table:
    """Repeat those who started once a slice, with the value they have in it."""
    values: Mapping[str, ibis.Value] = {
        "cohort": _.cohort.cast("string"),
        "practice": _.practice_code,
        "route": _.route,
    }
    some = started.filter(_.measure.isin(sliced))
    whole = started.mutate(slice=ibis.literal(ALL), value=ibis.literal(ALL))
    parts = [
        some.mutate(slice=ibis.literal(name), value=values[name]) for name in SLICES
    ]
    return ibis.union(whole, *parts, distinct=False)


def _rates(started: ibis.Table, others: ibis.Table) -> ibis.Table:
    """Give each stratum its comparison rate, and each slice of it the weight of it.

    The weight is the time at risk of those who started for each unit of the
    comparison's. Strata whose comparison has no time at risk are unmatched: no row.
    """
    of_started = started.group_by(*_CELL, "slice", "value").agg(time_1=_.time.sum())
    of_others = others.group_by(*_CELL).agg(
        time_0=_.time.sum(), events_0=_.events.sum()
    )
    return (
        of_started.join(of_others.filter(_.time_0 > 0), _CELL)
        .mutate(rate=_.events_0 / _.time_0, weight=_.time_1 / _.time_0)
        .select(*_CELL, "slice", "value", "rate", "weight")
    )
