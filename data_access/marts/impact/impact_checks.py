"""Health checks completed after the start: an outcome of the same matched people."""

from __future__ import annotations

from collections.abc import Mapping

import ibis
from ibis import _

from data_access.ingest.extract.codes import ELEMENT
from data_access.marts.calendar import month_index
from data_access.marts.impact.impact_design import CHECKS

NEEDS = ("health_checks",)
COLUMN = f"after_{CHECKS}"


def checks_after(
    persons: ibis.Table, windows: ibis.Table, checks: ibis.Table, origin: int
) -> ibis.Table:
    """Count the kinds of check that each person completed in follow-up: no, m, column.

    A kind counts once a person and follow-up, however often it was repeated. Severe
    mental illness is complete with all six of its elements, learning disability with
    the check itself, any other kind with one row; a declined check is not done.
    `origin` is the `month_index` of the study's first month. Who completed none has no
    row.
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
    )
    seen = windows.select("practice", "m", "until")
    parts = completed.join(
        seen,
        [
            completed.practice == seen.practice,
            completed.t > seen.m,
            completed.t <= seen.until,
        ],
    )
    kinds = parts.group_by("no", "m", "check").agg(elements=_.element.nunique())
    whole = (_.check != "smi") | (_.elements == len(ELEMENT["smi"]))
    return (
        kinds.filter(whole).group_by("no", "m").agg(**{COLUMN: _.count().cast("int16")})
    )


def loaded(tables: Mapping[str, ibis.Table]) -> bool:
    """Return whether the load includes the files that this outcome needs."""
    return all(name in tables for name in NEEDS)
