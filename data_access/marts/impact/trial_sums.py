"""Sum the trials: what was observed and expected of those who start, by person."""

from __future__ import annotations

import ibis
from ibis import _

from data_access.marts.impact.impact_design import MONTHS, packed
from data_access.marts.impact.impact_sums import by_slice
from data_access.marts.impact.trial_score import BINS

_GROUP = ["slice", "value"]
_SUMMED = ("before", "days", "observed", "expected", "influence", "joined", "alone")


def in_strata(people: ibis.Table, scored: ibis.Table) -> ibis.Table:
    """Add to `trial_people` what the model expects, what it misses, and the stratum.

    `scored` is the rate and bin of each kind. A stratum is an index month and a bin of
    one PCN.
    """
    stratum = packed([(_.pcn, 1), (_.m, MONTHS), (_.bin, BINS)])
    with_model = people.join(scored, "kind").mutate(model=_.rate * _.days)
    return with_model.mutate(miss=_.events - _.model, stratum=stratum)


def strata_of(rows: ibis.Table) -> ibis.Table:
    """Count who starts and who does not in each stratum that has both.

    `rows` are those of `in_strata`. Returns stratum, joined, n (of those who do not
    start) and mean_miss, what the model misses of each of those.
    """
    return (
        rows.group_by("stratum")
        .agg(
            joined=_.started.cast("int64").sum(),
            n=(~_.started).cast("int64").sum(),
            mean_miss=_.miss.mean(where=~_.started),
        )
        .filter((_.joined > 0) & (_.n > 0))
    )


def excess(rows: ibis.Table, strata: ibis.Table) -> ibis.Table:
    """Count, for each kind, what is expected of it more on one side than the other.

    `rows` are those of `in_strata`. `excess` is the sum of what the model expects of
    those who start, less that of their comparison at its weights. What is the same on
    both sides cannot make the estimate wrong, however wrong the model is of it.
    """
    weight = ibis.ifelse(_.started, 1.0, -_.joined / _.n)
    return (
        rows.join(strata, "stratum")
        .group_by("kind")
        .agg(excess=(weight * _.model).sum())
    )


def trial_sums(
    rows: ibis.Table, strata: ibis.Table, leverage: ibis.Table
) -> ibis.Table:
    """Sum all that an estimate and its variance need: one row a PCN and slice.

    `rows` are those of `in_strata`. Expected of one who starts is what the model
    expects, and the mean of what it misses in the comparison of the stratum. The
    columns are those of `trials.TrialSums`; those who start in a stratum of nobody else
    are in none of them.

    The influence of a comparison person is centred on the stratum's mean, and counts
    sqrt(n / (n - 1)) fold, as n people have n - 1 degrees of freedom. One who is alone
    in a stratum is all of its mean: their own miss is what that may be wrong by.
    By what each adds to the coefficients, everybody who does not start has some
    influence on expected: `leverage` of their kind for every event that the model
    misses. Beside the chance in a slice of few people that is lost, and left out.
    """
    joined = rows.filter(_.started)
    started = by_slice(joined, joined)
    others = rows.filter(~_.started)
    weights = started.group_by("stratum", *_GROUP).agg(of_slice=_.count())
    parts = (
        _of_started(started.join(strata, "stratum")),
        _of_others(others.join(weights.join(strata, "stratum"), "stratum")),
        _of_model(others, leverage),
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
        before=_.before.sum(),
        observed=_.observed.sum(),
        days=_.days.sum(),
        expected=_.expected.sum(),
        oo=(_.observed * _.observed).sum(),
        oe=(_.observed * _.influence).sum(),
        ee=(_.influence * _.influence + _.alone).sum(),
    )
    return used.filter(_.people > 0)


def _of_started(found: ibis.Table) -> ibis.Table:
    expected = _.model + _.mean_miss
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
    weight = _.of_slice / _.n
    spread = (_.n / (_.n - 1).nullif(0)).sqrt()
    apart = (weight * (_.miss - _.mean_miss) * spread).fill_null(0.0)
    alone = ibis.ifelse(_.n == 1, (_.of_slice * _.miss) ** 2, 0.0)
    return _part(found, influence=apart, alone=alone, serves=ibis.literal(1))


def _of_model(others: ibis.Table, leverage: ibis.Table) -> ibis.Table:
    missed = others.group_by("pcn", "no", "kind").agg(miss=_.miss.sum())
    everybody = missed.join(leverage, "kind").mutate(
        slice=ibis.literal(0, "int32"), value=ibis.literal(0, "int32")
    )
    return _part(everybody, influence=_.miss * _.leverage)


def _part(found: ibis.Table, **values: ibis.Value) -> ibis.Table:
    """Give what some rows add to their person's sums, nothing where it is not said."""
    nothing = {name: ibis.literal(0.0) for name in _SUMMED}
    columns = {"serves": ibis.literal(0), **nothing, **values}
    return found.select(*_GROUP, "pcn", "no", **columns)
