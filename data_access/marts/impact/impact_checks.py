"""Health checks completed after the start, and those due before it."""

from __future__ import annotations

import operator
from collections.abc import Mapping
from functools import reduce

import ibis
from ibis import _

from data_access.ingest.extract.codes import ELEMENT
from data_access.marts.calendar import month_index
from data_access.marts.impact.impact_design import (
    CHECKS,
    EARLIER_MONTHS,
    HISTORY_MONTHS,
    PLACEBO_CHECKS,
)
from data_access.marts.impact.impact_history import REGISTERS

NEEDS = ("health_checks",)
COLUMN = f"after_{CHECKS}"
# The checks that a register asks for every year, in the order of the bits of `checked`.
YEARLY = (
    ("smi", "smi"),
    ("learning_disability", "learning_disability"),
    ("dementia", "dementia_review"),
    ("diabetes", "diabetes_care_processes"),
    ("diabetes", "diabetes_foot"),
)
_BITS = [(bit, check) for bit, (_register, check) in enumerate(YEARLY)]
_AFTER, _BEFORE, _EARLIER = range(3)


def checks_completed(
    persons: ibis.Table,
    windows: ibis.Table,
    checks: ibis.Table,
    cells: ibis.Table,
    origin: int,
) -> ibis.Table:
    """Count the kinds of check that each person completed: no, m and three columns.

    COLUMN counts those of follow-up, `events_earlier_checks` those of the year before
    the last, and `checked` has a bit for each of YEARLY completed in the year before.
    A kind counts once a person and window, however often it was repeated. Severe
    mental illness is complete with all six of its elements, learning disability with
    the check itself, any other kind with one row; a declined check is not done.
    `cells` are the practices and months that are used; `origin` is the `month_index`
    of the study's first month. Who completed none has no row.
    """
    completed = (
        checks.filter(
            checks.done_on.notnull()
            & ~checks.declined.fill_null(False)
            & ((checks.check != "learning_disability") | (checks.element == "check"))
        )
        .select(
            "person_id",
            "check",
            element=_.element.fill_null(""),
            t=(month_index(_.done_on) - origin).cast("int32"),
        )
        .join(persons.select("person_id", "no", "practice"), "person_id")
        .semi_join(cells, ["practice", "t"])
    )
    seen = windows.select("practice", "m", "until")
    parts = completed.join(
        seen,
        [
            completed.practice == seen.practice,
            completed.t != seen.m,
            completed.t >= seen.m - EARLIER_MONTHS,
            completed.t <= seen.until,
        ],
    ).mutate(
        window=ibis.cases(
            (_.t > _.m, _AFTER), (_.t >= _.m - HISTORY_MONTHS, _BEFORE), else_=_EARLIER
        )
    )
    kinds = parts.group_by("no", "m", "window", "check").agg(
        elements=_.element.nunique()
    )
    whole = (_.check != "smi") | (_.elements == len(ELEMENT["smi"]))
    bits = ibis.cases(*((_.check == name, 1 << n) for n, name in _BITS), else_=0)
    return (
        kinds.filter(whole)
        .group_by("no", "m")
        .agg(
            **{
                name: ibis.ifelse(_.window == window, counted, 0).sum().cast("int16")
                for name, window, counted in (
                    (COLUMN, _AFTER, 1),
                    (PLACEBO_CHECKS.events, _EARLIER, 1),
                    ("checked", _BEFORE, bits),
                )
            }
        )
    )


def _due(registers: ibis.Value, checked: ibis.Value) -> ibis.Value:
    """Count the yearly checks of somebody's registers not completed in the year."""
    missing = [
        ibis.ifelse(
            (registers & (1 << REGISTERS.index(register)) > 0)
            & (checked & (1 << bit) == 0),
            1,
            0,
        )
        for bit, (register, _check) in enumerate(YEARLY)
    ]
    return reduce(operator.add, missing)


def with_due(people: ibis.Table) -> ibis.Table:
    """Add `due` to people at index months; checks before they were there do not count.

    `people` are `impact_people.candidates` with the columns of `checks_completed`.
    """
    return people.mutate(
        due=_due(_.registers, _.checked),
        events_earlier_checks=ibis.ifelse(
            _.days_earlier > 0, _.events_earlier_checks, 0
        ),
    )


def loaded(tables: Mapping[str, ibis.Table]) -> bool:
    """Return whether the load includes the files that this outcome needs."""
    return all(name in tables for name in NEEDS)
