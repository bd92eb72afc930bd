"""Which registers people were on, on the first day of each index month."""

from __future__ import annotations

from collections.abc import Mapping

import ibis
from ibis import _

from data_access.marts.impact.impact_design import (
    COHORTS,
    MAIN_COHORTS,
    OTHER_COHORT,
    numbered_days,
)

REGISTERS = (*COHORTS, OTHER_COHORT)  # in the order of the bits of `registers`


def main_cohorts(
    tables: Mapping[str, ibis.Table], persons: ibis.Table, index: ibis.Table
) -> ibis.Table:
    """Return the cohorts on the first day of each index month: no, m, and two columns.

    `cohort` is the main one; `registers` has a bit for each place in REGISTERS. It is
    the first day because a cohort is often first recorded when someone joins the
    caseload. People in no cohort have no row.
    """
    place = ibis.cases(
        *((_.cohort == name, place) for place, name in enumerate(COHORTS)),
        else_=MAIN_COHORTS.index(OTHER_COHORT),
    )
    bits = ((_.place == n, 1 << n) for n in range(len(REGISTERS)))
    spans = (
        tables["cohorts"]
        .join(persons.select("person_id", "no"), "person_id")
        .select(
            "no",
            place=place,
            since=numbered_days(_.from_date),
            until=numbered_days(_.to_date),
        )
    )
    return (
        spans.cross_join(index.select("m", "month_from"))
        .filter((_.since <= _.month_from) & (_.until >= _.month_from))
        .select("no", "m", "place")
        .distinct()
        .group_by("no", "m")
        .agg(cohort=_.place.min(), registers=ibis.cases(*bits, else_=0).sum())
    )
