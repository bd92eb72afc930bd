"""What a reader needs to judge the estimate: balance, path, flow, the unmatched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import ibis
from ibis import _

from data_access.marts.impact.impact_design import (
    HISTORY_MONTHS,
    MAIN,
    MAIN_COHORTS,
    SEXES,
    band,
    day_number,
)
from data_access.months import next_month

MOST_COUNTED = 10  # admissions in the year before; more are counted with these
YEAR = 365.25


def covariates(outcomes: Sequence[str]) -> dict[str, ibis.Value]:
    """Return the covariates of balance, as columns of the compared people.

    The earlier year is a yearly rate, NULL for people who were not yet registered.
    """
    before = [name for name in outcomes if name != "died"]
    return {
        "age": _.age.cast("float64"),
        "female": (_.sex == SEXES.index("female")).cast("float64"),
        "quintile": _.quintile.nullif(0).cast("float64"),
        "recent_emergency": _.recent_emergency,
        **{f"before_{name}": _[f"before_{name}"] for name in before},
        "earlier_emergency": _.events_earlier / _.days_earlier.nullif(0) * YEAR,
        **{
            f"cohort_{name}": (_.cohort == place).cast("float64")
            for place, name in enumerate(MAIN_COHORTS)
        },
    }


def balance(compared: ibis.Table, outcomes: Sequence[str]) -> ibis.Table:
    """Sum the covariates and their squares, for four groups of each PCN.

    Before matching: everyone who started, against everyone else eligible once a year.
    After: those matched, against their comparison at its weights. For each covariate,
    over people in whom it is known: weight_x and weight_squared_x (sums of weights and
    of their squares), total_x and square_x (of values and of their squares).
    """
    groups = {
        "started_before": (_.started, ibis.literal(1.0)),
        "comparison_before": (~_.started & (_.yearly == 1), ibis.literal(1.0)),
        "started_after": (_.started & _.matched, ibis.literal(1.0)),
        "comparison_after": (~_.started & _.matched, _.weight),
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
        compared.filter(where).select(
            "pcn_code", group=ibis.literal(group), w=weight, **values
        )
        for group, (where, weight) in groups.items()
    ]
    return (
        ibis.union(*parts, distinct=False)
        .group_by("pcn_code", "group")
        .agg(
            people=_.count(),
            **{name: column.sum() for name, column in columns.items()},
        )
    )


def calendar(months: Sequence[date]) -> list[dict[str, int]]:
    """Return t, opens and closes (day numbers; closes is after it) of each month."""
    return [
        {"t": t, "opens": day_number(month), "closes": day_number(next_month(month))}
        for t, month in enumerate(months)
    ]


def path(
    compared: ibis.Table,
    events: ibis.Table,
    calendar: ibis.Table,
    outcomes: Sequence[str],
) -> ibis.Table:
    """Follow matched people month by month, from a year before to the end.

    One row a PCN, index month m and month t: days of those who started, days of their
    comparison at its weights, and for each outcome observed, compared (events of the
    comparison at its weights) and variance (of compared, its events as Poisson).
    """
    people = compared.filter(_.matched).select(
        "pcn_code", "no", "m", "until", "started", "last", "weight"
    )
    keys = ["pcn_code", "m", "t"]
    until = ibis.least(_.last + 1, _.closes)
    here = ibis.greatest(until - _.opens, 0) * _.weight
    at_risk = (
        people.join(
            calendar,
            [
                calendar.t >= people.m - HISTORY_MONTHS,
                calendar.t <= people.until,
            ],
        )
        .group_by(*keys)
        .agg(
            days=ibis.ifelse(_.started, here, 0.0).sum(),
            comparison_days=ibis.ifelse(_.started, 0.0, here).sum(),
        )
    )
    values = {
        f"{column}_{name}": value
        for name in outcomes
        for column, value in _of_month(name).items()
    }
    events_by_month = (
        people.join(
            events,
            [
                people.no == events.no,
                events.t >= people.m - HISTORY_MONTHS,
                events.t <= people.until,
            ],
        )
        .group_by(*keys)
        .agg(**{name: value.sum() for name, value in values.items()})
    )
    both = at_risk.left_join(events_by_month, keys)
    filled = {name: _[name].fill_null(0.0) for name in values}
    return both.select(*keys, "days", "comparison_days", **filled)


def _of_month(outcome: str) -> dict[str, ibis.Value]:
    count = _[outcome]
    return {
        "observed": ibis.ifelse(_.started, count, 0.0),
        "compared": ibis.ifelse(_.started, 0.0, _.weight * count),
        "variance": ibis.ifelse(_.started, 0.0, _.weight * _.weight * count),
    }


def flow(
    persons: ibis.Table,
    windows: ibis.Table,
    spans: ibis.Table,
    compared: ibis.Table,
    last: int,
) -> ibis.Table:
    """Count the people lost at each step, one row a PCN.

    `spans` says of each practice and month whether its files cover the year before and
    the month after. `last` is the number of the study's last month, from 0.
    """
    considered = (
        persons.join(
            windows,
            [
                "practice",
                persons.registered <= windows.year_from,
                persons.last >= windows.month_from,
                persons.start >= windows.m,
            ],
        )
        .select("no")
        .distinct()
        .mutate(eligible=1)
    )
    followed = compared.filter(_.started).select(
        "no",
        "matched",
        "days",
        in_index=ibis.literal(1),
        whole=(_.days > 0) & (_.days == (_.end - _.from_1)),
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
        .group_by("pcn_code")
        .agg(comparison_people=_.no.nunique(), comparison_months=_.count())
    )
    counts = rows.group_by("pcn_code").agg(
        **{
            name: step.fill_null(False).cast("int64").sum()
            for name, step in steps.items()
        }
    )
    return counts.left_join(comparison, "pcn_code").drop("pcn_code_right")


def profile(compared: ibis.Table) -> ibis.Table:
    """Describe the matched and the unmatched people who started.

    One row a PCN, dimension and level (its number): people and their emergency
    admissions after the start, matched and unmatched.
    """
    started = compared.filter(_.started)
    levels: Mapping[str, ibis.Value] = {
        "age": band(_.age, MAIN.age),
        "sex": _.sex.cast("int64"),
        "quintile": _.quintile.cast("int64"),
        "cohort": _.cohort.cast("int64"),
        "before_emergency": band(_.before_emergency, MAIN.emergency_12),
        "recent_emergency": band(_.recent_emergency, MAIN.emergency_3),
        "before_attendances": band(_.before_attendances, MAIN.attendances_12),
    }
    parts = [
        started.select(
            "pcn_code",
            "matched",
            "after_emergency",
            dimension=ibis.literal(name),
            level=level,
        )
        for name, level in levels.items()
    ]
    return (
        ibis.union(*parts, distinct=False)
        .group_by("pcn_code", "dimension", "level")
        .agg(
            matched=_.matched.cast("int64").sum(),
            unmatched=(~_.matched).cast("int64").sum(),
            matched_events=ibis.ifelse(_.matched, _.after_emergency, 0.0).sum(),
            unmatched_events=ibis.ifelse(_.matched, 0.0, _.after_emergency).sum(),
        )
    )


def picking(compared: ibis.Table) -> ibis.Table:
    """Count later events by earlier ones, among all eligible people, each once.

    Each person is counted in the first of the yearly index months that they are
    eligible in: counted every year, one person would pass for several. This shows
    regression to the mean in the PCN's own data: no one counted is on the caseload yet.
    One row a PCN, emergency admissions of the year before (MOST_COUNTED and more
    together) and whether any fell in its last 3 months: people, events and days before
    and after.
    """
    yearly = compared.filter((_.yearly == 1) & ~_.started)
    by_turn = ibis.window(group_by="no", order_by="m")
    return (
        yearly.mutate(turn=ibis.row_number().over(by_turn))
        .filter(_.turn == 0)
        .group_by(
            "pcn_code",
            admissions=ibis.least(_.before_emergency, MOST_COUNTED).cast("int64"),
            recent=(_.recent_emergency > 0),
        )
        .agg(
            people=_.count(),
            events_before=_.before_emergency.sum(),
            days_before=(_.month_from - _.year_from).sum().cast("int64"),
            events_after=_.after_emergency.sum(),
            days_after=_.days.sum(),
        )
    )
