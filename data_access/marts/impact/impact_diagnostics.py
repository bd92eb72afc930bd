"""What a reader needs to judge the estimate: balance, flow, and picking alone."""

from __future__ import annotations

from collections.abc import Sequence

import ibis
from ibis import _

from data_access.marts.impact.impact_design import (
    HISTORY_MONTHS,
    MAIN_COHORTS,
    PRIMARY,
    SEXES,
)

MOST_COUNTED = 10  # admissions in the year before; more are counted with these
YEAR = 365.25


def covariates(outcomes: Sequence[str]) -> dict[str, ibis.Value]:
    """Return the covariates of balance, as columns of `trial_sums.in_strata`.

    `expected` is what the score expects in a year; the earlier year is a yearly rate,
    NULL for people who were not yet registered. `outcomes` are those of which the year
    before is counted.
    """
    return {
        "expected": _[f"rate_{PRIMARY}"] * YEAR,
        "age": _.age.cast("float64"),
        "female": (_.sex == SEXES.index("female")).cast("float64"),
        "quintile": _.quintile.nullif(0).cast("float64"),
        "recent_emergency": _.recent_emergency.cast("float64"),
        **{f"before_{name}": _[f"before_{name}"].cast("float64") for name in outcomes},
        "earlier_emergency": _.events_earlier / _.days_earlier.nullif(0) * YEAR,
        **{
            f"cohort_{name}": (_.cohort == place).cast("float64")
            for place, name in enumerate(MAIN_COHORTS)
        },
    }


def balance(
    people: ibis.Table, strata: ibis.Table, outcomes: Sequence[str]
) -> ibis.Table:
    """Sum the covariates and their squares, for four groups of each PCN.

    `people` and `strata` are those of `trial_sums`. Before: everyone who started,
    against everyone else eligible once a year. After: those compared, against their
    comparison at its weights. For each covariate, over people in whom it is known:
    weight_x and weight_squared_x (sums of weights and of their squares), total_x and
    square_x (of values and of their squares).
    """
    rows = people.left_join(strata.select("stratum", "joined", "n"), "stratum")
    compared = _.n.notnull()
    groups = {
        "started_before": (_.started, ibis.literal(1.0)),
        "comparison_before": (~_.started & (_.yearly == 1), ibis.literal(1.0)),
        "started_after": (_.started & compared, ibis.literal(1.0)),
        "comparison_after": (~_.started & compared, _.joined / _.n),
    }
    values = covariates(outcomes)
    columns = {
        **{
            f"weight_{name}": _.w * _[name].notnull().cast("float64") for name in values
        },
        **{
            f"weight_squared_{name}": _.w * _.w * _[name].notnull().cast("float64")
            for name in values
        },
        **{f"total_{name}": _.w * _[name] for name in values},
        **{f"square_{name}": _.w * _[name] * _[name] for name in values},
    }
    parts = [
        rows.filter(where).select("pcn", group=ibis.literal(group), w=weight, **values)
        for group, (where, weight) in groups.items()
    ]
    return (
        ibis.union(*parts, distinct=False)
        .group_by("pcn", "group")
        .agg(
            people=_.count(),
            **{name: column.sum() for name, column in columns.items()},
        )
    )


def flow(
    persons: ibis.Table,
    spans: ibis.Table,
    people: ibis.Table,
    strata: ibis.Table,
    last: int,
) -> ibis.Table:
    """Count the people lost at each step, one row a PCN.

    `people` and `strata` are those of `trial_sums`; `spans` says of each practice and
    month whether its files cover the year before and the month after. `last` is the
    number of the study's last month, from 0.
    """
    compared = people.left_join(strata.select("stratum", "n"), "stratum").mutate(
        matched=_.n.notnull()
    )
    considered = people.select("no").distinct().mutate(eligible=1)
    followed = compared.filter(_.started).select(
        "no",
        "matched",
        "days",
        in_index=ibis.literal(1),
        whole=(_.days > 0) & (_.days == _.days_followed),
        events_of_unmatched=ibis.ifelse(_.matched, 0, _.after_emergency),
    )
    of_start = spans.select("practice", "history", "follows", start=spans.m)
    rows = (
        persons.left_join(considered, "no")
        .drop("no_right")
        .left_join(followed, "no")
        .drop("no_right")
        .left_join(of_start, ["practice", "start"])
        .drop("practice_right", "start_right")
    )
    joined = (_.start >= 0) & (_.start <= last)
    history = (_.start >= HISTORY_MONTHS) & (_.history.fill_null(1) == 1)
    follows = (_.start < last) & (_.follows.fill_null(0) == 1)
    matched = _.matched.fill_null(False)
    steps = {
        "registered": _.no.notnull(),
        "eligible": _.eligible.notnull(),
        "joined_before_study": _.start < 0,
        "started": joined,
        "started_without_a_year_of_data": joined & ~history,
        "started_without_follow_up_yet": joined & history & ~follows,
        "started_newly_registered": joined & history & follows & _.in_index.isnull(),
        "started_eligible": _.in_index.notnull(),
        "unmatched": _.in_index.notnull() & ~matched,
        "matched": matched,
        "gone_before_follow_up": matched & (_.days == 0),
        "followed": matched & (_.days > 0),
        "died_in_follow_up": matched & (_.days > 0) & ~_.whole & _.died,
        "left_in_follow_up": matched & (_.days > 0) & ~_.whole & ~_.died,
    }
    comparison = (
        compared.filter(_.matched & ~_.started)
        .group_by("pcn")
        .agg(comparison_people=_.no.nunique(), comparison_months=_.count())
    )
    counts = rows.group_by("pcn").agg(
        events_of_unmatched=_.events_of_unmatched.sum().fill_null(0).cast("int64"),
        **{
            name: step.fill_null(False).cast("int64").sum()
            for name, step in steps.items()
        },
    )
    return counts.left_join(comparison, "pcn").drop("pcn_right")


def picking(people: ibis.Table) -> ibis.Table:
    """Count later events by earlier ones, among all eligible people, each once.

    Each person is counted in the first of the yearly index months that they are
    eligible in: counted every year, one person would pass for several. This shows
    regression to the mean in the PCN's own data: no one counted is on the caseload yet.
    One row a PCN, emergency admissions of the year before (MOST_COUNTED and more
    together) and whether any fell in its last 3 months: people, events and days before
    and after.
    """
    yearly = people.filter((_.yearly == 1) & ~_.started)
    by_turn = ibis.window(group_by="no", order_by="m")
    return (
        yearly.mutate(turn=ibis.row_number().over(by_turn))
        .filter(_.turn == 0)
        .group_by(
            "pcn",
            admissions=ibis.least(_.before_emergency, MOST_COUNTED).cast("int64"),
            recent=(_.recent_emergency > 0),
        )
        .agg(
            people=_.count(),
            events_before=_.before_emergency.sum(),
            days_before=_.days_of_year.sum().cast("int64"),
            events_after=_.after_emergency.sum(),
            days_after=_.days.sum(),
        )
    )
