"""Compare people alike in every band: the estimate's first form, kept beside it.

And the test that they were alike in each quarter of the year before, which needs people
who are the same over the whole of that year.
"""

from __future__ import annotations

import ibis
from ibis import _

from data_access.marts.impact.impact_design import QUARTERS

PARTS = ("a", "b", "c", "d")


def weighted(people: ibis.Table) -> ibis.Table:
    """Return the people whose stratum has both who starts and who does not.

    `people` have `started` and `cell`, the stratum. Adds `weight`: 1 if started, else
    started for each other.
    """
    strata = (
        people.group_by("cell")
        .agg(
            joined=_.started.cast("int64").sum(),
            others=(~_.started).cast("int64").sum(),
        )
        .filter((_.joined > 0) & (_.others > 0))
    )
    weight = ibis.ifelse(_.started, 1.0, _.joined / _.others)
    return people.join(strata, "cell").mutate(weight=weight).drop("joined", "others")


def exact_strata(people: ibis.Table) -> ibis.Table:
    """Return who can be compared exactly, with the means of each one's comparison.

    `people` are `impact_people.candidates`. Adds `weight`, `mean_events`, `mean_days`
    and the mean of each quarter.
    """
    waits = ~_.started
    matched = weighted(people)
    means = matched.group_by("cell").agg(
        mean_events=_.after_emergency.mean(where=waits),
        mean_days=_.days.mean(where=waits),
        **{f"mean_{name}": _[name].mean(where=waits) for name in QUARTERS},
    )
    return matched.join(means, "cell")


def exact_sums(matched: ibis.Table) -> ibis.Table:
    """Sum all that the estimate of exact strata needs: one row a PCN.

    `matched` is `exact_strata`. Comparison people count at the weight of their stratum.
    Totals: people who started and were matched, their events (observed), days and
    events of the year before, comparison people, and the events and days of the
    comparison at its weights. `aa` to `dd` are sums over people of products of each
    person's influence on four totals: a observed, b days, c comparison events, d
    comparison days. A person may be used in many months, and be compared before
    starting: all of that is one person's influence.
    """
    waits = ~_.started
    apart = {
        "c": _.weight * (_.after_emergency - _.mean_events),
        "d": _.weight * (_.days - _.mean_days),
    }
    by_person = matched.group_by("no").agg(
        pcn=_.pcn.max(),
        joined=_.started.cast("int32").sum(),
        serves=waits.cast("int32").max(),
        before=ibis.ifelse(_.started, _.before_emergency, 0).sum(),
        a=ibis.ifelse(_.started, _.after_emergency, 0).sum().cast("float64"),
        b=ibis.ifelse(_.started, _.days, 0).sum().cast("float64"),
        c=ibis.ifelse(_.started, _.mean_events, apart["c"]).sum(),
        d=ibis.ifelse(_.started, _.mean_days, apart["d"]).sum(),
    )
    return by_person.group_by("pcn").agg(
        people=_.joined.sum(),
        comparison_people=_.serves.sum(),
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
    """Sum the year before by quarter: differences and their products over people.

    `matched` is `exact_strata`. One row a PCN: people, difference_1 to _4 (emergency
    admissions of those who started less those of their comparison, oldest quarter
    first) and product_i_j, the sum over people of the product of their influences on
    the differences i and j.
    """
    signed = ibis.ifelse(_.started, _.weight, -_.weight)
    by_person = matched.group_by("no").agg(
        pcn=_.pcn.max(),
        people=_.started.cast("int64").sum(),
        **{name: (signed * (_[name] - _[f"mean_{name}"])).sum() for name in QUARTERS},
    )
    pairs = [(i, j) for i in range(4) for j in range(i, 4)]
    return by_person.group_by("pcn").agg(
        people=_.people.sum(),
        **{f"difference_{i + 1}": _[name].sum() for i, name in enumerate(QUARTERS)},
        **{
            f"product_{i + 1}_{j + 1}": (_[QUARTERS[i]] * _[QUARTERS[j]]).sum()
            for i, j in pairs
        },
    )
