"""Sum the trials of groups of those who start, against everybody they compare with."""

from __future__ import annotations

from collections.abc import Mapping

import ibis
from ibis import _

from data_access.marts.impact.impact_design import (
    BANDS,
    PRIMARY,
    band,
    measure_of,
)
from data_access.marts.impact.trial_sums import (
    alone,
    apart,
    miss,
    modelled,
    totals,
)

# Those with at least so many emergency admissions in the year before.
LEAST = (1, 2, 3)
SLICES = (
    "cohort",
    "practice",
    "route",
    "deprivation",
    "ethnicity",
    "sex",
    "age",
    "least",
)
_GROUP = ["slice", "value"]
_SUMMED = ("before", "days", "observed", "expected", "influence", "joined", "alone")


def slice_sums(rows: ibis.Table, strata: ibis.Table) -> ibis.Table:
    """Sum emergency admissions of each slice: one row a PCN, slice and value.

    `rows` and `strata` are those of `trial_sums`, and so are the columns; `slice` is a
    place in SLICES and `value` the number of the group there, or of LEAST.
    A slice is a group of those who start, against all of their strata who do not. What
    everybody adds to the coefficients is lost beside the chance in so few people, and
    left out.
    """
    counted = measure_of(PRIMARY)
    with_miss = rows.mutate(
        events=_[counted.events],
        model=modelled(counted),
        miss=miss(counted),
        before=_[f"before_{PRIMARY}"],
    )
    means = strata.select("stratum", "n", mean=_[f"mean_{PRIMARY}"])
    started = _by_slice(with_miss.filter(_.started))
    others = with_miss.filter(~_.started)
    weights = started.group_by("stratum", *_GROUP).agg(of_slice=_.count())
    parts = (
        _of_started(started.join(means, "stratum")),
        _of_others(others.join(weights.join(means, "stratum"), "stratum")),
    )
    by_person = (
        ibis.union(*parts, distinct=False)
        .group_by(*_GROUP, "no")
        .agg(
            **{name: _[name].sum() for name in _SUMMED},
            serves=_.serves.max(),
            pcn=_.pcn.max(),
        )
    )
    used = by_person.group_by(*_GROUP, "pcn").agg(
        people=_.joined.sum(),
        comparison_people=_.serves.sum(),
        **{part: value.sum() for part, value in totals().items()},
    )
    return used.filter(_.people > 0)


def _by_slice(started: ibis.Table) -> ibis.Table:
    """Give those who start once in each slice that they are in."""
    values: Mapping[str, ibis.Value] = {
        "cohort": _.cohort,
        "practice": _.practice,
        "route": _.route,
        "deprivation": _.quintile,
        "ethnicity": _.ethnicity,
        "sex": _.sex,
        "age": band(_.age, BANDS["age"]),
    }
    parts = [
        started.mutate(
            slice=ibis.literal(SLICES.index(name), "int32"), value=value.cast("int32")
        )
        for name, value in values.items()
    ]
    parts += [
        started.filter(_.before >= least).mutate(
            slice=ibis.literal(SLICES.index("least"), "int32"),
            value=ibis.literal(least, "int32"),
        )
        for least in LEAST
    ]
    return ibis.union(*parts, distinct=False)


def _of_started(found: ibis.Table) -> ibis.Table:
    expected = _.model + _.mean
    return _part(
        found,
        before=_.before,
        days=_.days,
        observed=_.events,
        expected=expected,
        influence=expected,
        joined=ibis.literal(1.0),
    )


def _of_others(found: ibis.Table) -> ibis.Table:
    return _part(
        found,
        influence=apart(_.miss, _.mean, _.of_slice),
        alone=alone(_.miss, _.of_slice),
        serves=ibis.literal(1),
    )


def _part(found: ibis.Table, **values: ibis.Value) -> ibis.Table:
    """Give what some rows add to their person's sums, nothing where it is not said."""
    nothing = {name: ibis.literal(0.0) for name in _SUMMED}
    columns = {"serves": ibis.literal(0), **nothing, **values}
    floats = {name: columns[name].cast("float64") for name in _SUMMED}
    return found.select(*_GROUP, "pcn", "no", serves=columns["serves"], **floats)
