"""The base mart: one row for every registered person and month, with what happened."""

from __future__ import annotations

from collections.abc import Mapping

import ibis
from ibis import _

from data_access.marts.calendar import month_index
from data_access.marts.care import person_events
from data_access.marts.care.age import age_at_end

NAME = "person_month"

AGE_BANDS = (
    (18, "0-17"),
    (40, "18-39"),
    (65, "40-64"),
    (75, "65-74"),
    (85, "75-84"),
)
OLDEST_BAND = "85+"


def expr(tables: Mapping[str, ibis.Table]) -> ibis.Table:
    """Return one row for each registered, living person and month, with events.

    `tables` includes the lake's patients, practices and admissions, optionally
    attendances and appointments, and `months`: one DATE column of first-of-months, the
    study period. One row a person and month with at least one day at risk: person_id,
    month, practice_code, pcn_code, sex, birth_year, age and age_band (at the end of the
    month), imd_quintile, ethnicity, registered_at_end (on the list after its last day),
    days_at_risk and the outcomes of `person_events`, which are NULL if the load does
    not record them, and zero if it does and nothing happened.
    """
    people = tables["patients"].select(
        "person_id",
        "practice_code",
        "sex",
        "birth_year",
        "birth_month",
        "ethnicity",
        "registered_from",
        # Both the day of leaving and the day of death are days at risk: the
        # admission in which someone dies must fall inside them.
        last_day=ibis.least(
            _.registered_to.fill_null(_FAR), _.deceased_on.fill_null(_FAR)
        ),
        imd_quintile=((_.imd_decile + 1) / 2).floor().cast("int32"),
    )
    practices = tables["practices"].select("practice_code", "pcn_code")
    months = tables["months"].select(
        "month",
        month_index=month_index(_.month).cast("int32"),
        month_end=(_.month + ibis.interval(months=1)).cast("date")
        - ibis.interval(days=1),
    )
    grid = people.join(
        months,
        [
            people.registered_from <= months.month_end,
            people.last_day >= months.month,
            people.last_day >= people.registered_from,
        ],
    )
    events = person_events.expr(tables)
    known = person_events.recorded(tables).rename(
        {f"has_{name}": name for name in person_events.OUTCOMES}
    )
    first = ibis.greatest(_.registered_from, _.month)
    last = ibis.least(_.last_day, _.month_end)
    return (
        grid.join(practices, "practice_code")
        .left_join(events, ["person_id", "month_index"])
        .cross_join(known)
        .select(
            "person_id",
            "month",
            "practice_code",
            "pcn_code",
            "sex",
            "birth_year",
            age=_age(),
            age_band=age_band(_age()),
            imd_quintile=_.imd_quintile,
            ethnicity=_.ethnicity,
            registered_at_end=_.last_day > _.month_end,
            days_at_risk=(last.delta(first, unit="day") + 1).cast("int32"),
            **{
                name: ibis.cases((_[f"has_{name}"], _[name].fill_null(0)))
                for name in person_events.OUTCOMES
            },
        )
    )


def _age() -> ibis.Value:
    return age_at_end(
        _.month.year(), _.month.month(), _.birth_year, _.birth_month
    ).cast("int32")


def age_band(age: ibis.Value) -> ibis.Value:
    """Return the age band of an age in whole years."""
    return ibis.cases(
        *((age < below, name) for below, name in AGE_BANDS), else_=OLDEST_BAND
    )


_FAR = ibis.date(9999, 12, 31)
