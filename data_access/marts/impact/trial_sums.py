"""Sum the trials: what was observed and expected of those who start, by person."""

from __future__ import annotations

from collections.abc import Sequence

import ibis
import pandas as pd
from ibis import _

from data_access.marts.impact.impact_design import (
    MONTHS,
    Measure,
    fitted_on,
    packed,
)
from data_access.marts.impact.trial_kinds import MOST_DUE
from data_access.marts.impact.trial_score import BINS

_TOTALS = ("before", "observed", "days", "expected")
_PRODUCTS = ("oo", "oe", "ee")


def in_strata(
    people: ibis.Table,
    scored: ibis.Table,
    *,
    bins: str = "bin",
    practice: bool = False,
    within: str | None = None,
) -> ibis.Table:
    """Add to the people followed what is expected of their kind, and their stratum.

    `scored` is `trial_score.scored`. A stratum is an index month and a bin of one PCN,
    or with `practice` of one practice. Only those of whom the column `within` is true
    have one.
    """
    parts = [(_.pcn, 1), (_.m, MONTHS), (_[bins], BINS * (MOST_DUE + 1))]
    if practice:
        parts.append((_.practice, 10_000))
    key = packed(parts)
    if within is not None:
        key = ibis.ifelse(_[within], key, ibis.null("int64"))
    return people.join(scored, "kind").mutate(stratum=key)


def strata_of(rows: ibis.Table, measures: Sequence[Measure]) -> ibis.Table:
    """Count who starts and who does not in each stratum that has both.

    `rows` are those of `in_strata`. Returns stratum, joined, n (of those who do not
    start) and for each measure `mean_`, what the model misses of each of those.
    """
    return (
        rows.filter(_.stratum.notnull())
        .group_by("stratum")
        .agg(
            joined=_.started.cast("int64").sum(),
            n=(~_.started).cast("int64").sum(),
            **{
                f"mean_{measure.name}": miss(measure).mean(where=~_.started)
                for measure in measures
            },
        )
        .filter((_.joined > 0) & (_.n > 0))
    )


def excess(
    rows: ibis.Table, strata: ibis.Table, measures: Sequence[Measure]
) -> ibis.Table:
    """Count, for each kind, what is expected of it more on one side than the other.

    `rows` are those of `in_strata`. `excess_` of a measure is the sum of what the model
    expects of those who start, less that of their comparison at its weights. What is
    the same on both sides cannot make the estimate wrong, however wrong the model is of
    it.
    """
    weight = ibis.ifelse(_.started, 1.0, -_.joined / _.n)
    return (
        rows.join(strata, "stratum")
        .group_by("kind")
        .agg(
            **{
                f"excess_{measure.name}": (weight * modelled(measure)).sum()
                for measure in measures
            }
        )
    )


def trial_sums(
    rows: ibis.Table,
    strata: ibis.Table,
    leverage: ibis.Table,
    measures: Sequence[Measure],
) -> ibis.Table:
    """Sum all that estimates and their variances need: one row a PCN, measures aside.

    `rows` are those of `in_strata`. Expected of one who starts is what the model
    expects, and the mean of what it misses in the comparison of the stratum; those who
    start in a stratum of nobody else are left out. `long` gives the columns their
    names.

    The influence of a comparison person is centred on the stratum's mean, and counts
    sqrt(n / (n - 1)) fold, as n people have n - 1 degrees of freedom. One who is alone
    in a stratum is all of its mean: their own miss is what that may be wrong by.
    By what each adds to the coefficients, everybody who does not start has some
    influence on expected: `leverage` of their kind for every event that the model
    misses.
    """
    compared = _.n.notnull()
    joined, serves = _.started & compared, ~_.started & compared
    by_person = (
        rows.left_join(strata, "stratum")
        .join(leverage, "kind")
        .group_by("no")
        .agg(
            pcn=_.pcn.max(),
            joined=joined.cast("int32").sum(),
            serves=serves.cast("int32").max(),
            **{
                f"{part}_{measure.name}": value.sum()
                for measure in measures
                for part, value in _parts(measure, joined, serves).items()
            },
        )
    )
    return by_person.group_by("pcn").agg(
        people=_.joined.sum(),
        comparison_people=_.serves.sum(),
        **{
            f"{part}_{measure.name}": value.sum()
            for measure in measures
            for part, value in totals(f"_{measure.name}").items()
        },
    )


def long(wide: pd.DataFrame, measures: Sequence[Measure]) -> pd.DataFrame:
    """Give each measure a row of its own: the columns of `trials.TrialSums`."""
    parts = [
        pd.DataFrame(
            {
                "pcn": wide["pcn"],
                "measure": measure.name,
                "people": wide["people"],
                "comparison_people": wide["comparison_people"],
                **{
                    part: wide[f"{part}_{measure.name}"].astype(float)
                    for part in (*_TOTALS, *_PRODUCTS)
                },
            }
        )
        for measure in measures
    ]
    both = pd.concat(parts, ignore_index=True)
    return both[both["people"] > 0]


def modelled(measure: Measure) -> ibis.Value:
    """Return what the model expects of a person in the days of a measure."""
    return _[f"rate_{measure.outcome}"] * _[measure.days]


def miss(measure: Measure) -> ibis.Value:
    """Return what happened less what the model expects."""
    return _[measure.events] - modelled(measure)


def apart(missed: ibis.Value, mean: ibis.Value, started: ibis.Value) -> ibis.Value:
    """Return the influence of a comparison person, for so many who started."""
    spread = (_.n / (_.n - 1).nullif(0)).sqrt()
    return (started / _.n * (missed - mean) * spread).fill_null(0.0)


def alone(missed: ibis.Value, started: ibis.Value) -> ibis.Value:
    """Return the square that one comparison person who is alone adds."""
    return ibis.ifelse(_.n == 1, (started * missed) ** 2, 0.0).fill_null(0.0)


def _parts(
    measure: Measure, joined: ibis.Value, serves: ibis.Value
) -> dict[str, ibis.Value]:
    """Return what a row adds to its person's sums."""
    mean, missed = _[f"mean_{measure.name}"], miss(measure)
    expected = ibis.ifelse(joined, modelled(measure) + mean, 0.0)
    fitted = miss(fitted_on(measure)) * _[f"leverage_{measure.name}"]
    before = _[measure.before] if measure.before else ibis.literal(0)
    return {
        "before": ibis.ifelse(joined, before, 0),
        "observed": ibis.ifelse(joined, _[measure.events], 0),
        "days": ibis.ifelse(joined, _[measure.days], 0),
        "expected": expected,
        "influence": ibis.ifelse(
            _.started,
            expected,
            ibis.ifelse(serves, apart(missed, mean, _.joined), 0.0) + fitted,
        ),
        "alone": ibis.ifelse(serves, alone(missed, _.joined), 0.0),
    }


def totals(of: str = "") -> dict[str, ibis.Value]:
    """Return what a person adds to the totals and products; `of` ends their columns."""
    observed, influence = _[f"observed{of}"], _[f"influence{of}"]
    return {
        **{part: _[f"{part}{of}"] for part in _TOTALS},
        "oo": observed * observed,
        "oe": observed * influence,
        "ee": influence * influence + _[f"alone{of}"],
    }
