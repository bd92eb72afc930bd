"""Health checks completed after the start: an outcome of the same matched people."""

from __future__ import annotations

from collections.abc import Mapping

import ibis
from ibis import _

from data_access.ingest.extract.codes import ELEMENT
from data_access.marts.calendar import month_index
from data_access.marts.impact.impact_design import Outcome

NEEDS = ("health_checks",)
CHECKS = Outcome("checks_completed", events="after_checks")


def with_checks(
    compared: ibis.Table, persons: ibis.Table, checks: ibis.Table, origin: int
) -> ibis.Table:
    """Add `after_checks`: kinds of check completed by each person in follow-up.

    A kind counts once a person and follow-up, however often it was repeated. Severe
    mental illness is complete with all six of its elements, learning disability with
    the check itself, any other kind with one row; a declined check is not done.
    `origin` is the `month_index` of the study's first month. Only people of strata in
    which someone started are counted (`compares`); 0 for everybody else.
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
        .join(persons.select("person_id", "no"), "person_id")
    )
    pairs = compared.filter(_.compares).select("no", "m", "until")
    parts = pairs.join(
        completed,
        [
            pairs.no == completed.no,
            completed.t > pairs.m,
            completed.t <= pairs.until,
        ],
    )
    kinds = parts.group_by("no", "m", "check").agg(elements=_.element.nunique())
    whole = (_.check != "smi") | (_.elements == len(ELEMENT["smi"]))
    counts = (
        kinds.filter(whole).group_by("no", "m").agg(checks=_.count().cast("float64"))
    )
    return (
        compared.left_join(counts, ["no", "m"])
        .drop("no_right", "m_right")
        .mutate(after_checks=_.checks.fill_null(0.0))
        .drop("checks")
    )


def loaded(tables: Mapping[str, ibis.Table]) -> bool:
    """Return whether the load includes the files that this outcome needs."""
    return all(name in tables for name in NEEDS)
