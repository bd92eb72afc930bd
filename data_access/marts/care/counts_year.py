"""What happened to people on the caseload, added up over twelve months.

Unlike a person's state on the last day, an event stays in the place, cohort and group
that the person was in when it happened: the readmission of a person who has since died
still counts in the year.
"""

from collections.abc import Mapping

import ibis
from ibis import ir

from data_access.marts.attach import attach, both_sides
from data_access.marts.calendar import month_index
from data_access.marts.care import spells
from data_access.marts.care.counts_caseload import planned
from data_access.marts.care.coverage_rule import COMPLETE
from data_access.marts.care.rollup import CELL

NAME = "counts_year"

WINDOW_MONTHS = 12
READMITTED_DAYS = 30


def expr(tables: Mapping[str, ir.Table]) -> ir.Table:
    """Return person_id, month, then <id>_n and <id>_d of each single month.

    ``tables`` includes "counts_caseload".
    """
    keys = ["person_id", "month"]
    events = both_sides(_closed(tables).outer_join(_discharged(tables), keys), keys)
    columns = {
        name: events[name].fill_null(0.0)
        for name in (
            "plan_at_close_n",
            "plan_at_close_d",
            "readmission_n",
            "readmission_d",
        )
    }
    return events.select(*keys, **columns)


def over_a_year(cells: ir.Table, months: ir.Table) -> ir.Table:
    """Sum cells (as `rollup` returns them) over the twelve months to each month."""
    values = [column for column in cells.columns if column not in CELL]
    known = months.select("month", "month_index")
    dated = cells.inner_join(known, "month").rename(month_of="month")
    later = known.select("month", later_index="month_index")
    within = (dated.month_index <= later.later_index) & (
        dated.month_index > later.later_index - WINDOW_MONTHS
    )
    joined = dated.inner_join(later, within)
    return joined.group_by(*CELL).agg(
        **{value: joined[value].sum() for value in values}
    )


def _closed(tables: Mapping[str, ir.Table]) -> ir.Table:
    caseload = tables["counts_caseload"]
    closed = caseload.filter(caseload.caseload_closed_n > 0).select(
        "person_id", "month"
    )
    known = attach(closed, planned(tables), ["person_id", "month"])
    return known.select(
        "person_id",
        "month",
        plan_at_close_n=known.planned.fill_null(0).cast("float64"),
        plan_at_close_d=ibis.literal(1.0),
    )


def _discharged(tables: Mapping[str, ir.Table]) -> ir.Table:
    """Count live discharges from emergency spells, and those followed by another.

    A discharge less than thirty days before the newest recorded admission cannot have
    been followed yet, and is left out. Adjoining spells count as one, so a readmission
    is at least a day after the discharge.
    """
    caseload, patients = tables["caseload"], tables["patients"]
    admissions = tables["admissions"]
    as_at = admissions.agg(as_at=admissions.admitted_on.max())
    admitted = admissions.semi_join(caseload, "person_id")
    stays = spells.expr({"admissions": admitted})
    stays = stays.filter(stays.kind == "emergency")
    in_order = ibis.window(group_by="person_id", order_by="admitted_on")
    stays = stays.select(
        "person_id",
        "discharged_on",
        next_on=stays.admitted_on.lead().over(in_order),
    )
    who = patients.select("person_id", "deceased_on", "practice_code")
    stays = attach(stays, who, ["person_id"]).cross_join(as_at)
    until = stays.discharged_on + ibis.interval(days=READMITTED_DAYS)
    alive = stays.deceased_on.isnull() | (stays.deceased_on > stays.discharged_on)
    stays = stays.mutate(
        again=(stays.next_on <= until).fill_null(False), until_index=month_index(until)
    ).filter(stays.discharged_on.notnull() & alive & (until <= stays.as_at))
    # A practice whose admissions end before has not sent what could have followed.
    coverage = tables["coverage"]
    there = coverage.filter(
        (coverage.file == "admissions") & (coverage.state == COMPLETE)
    ).select("practice_code", until_index=coverage.month_index)
    stays = stays.semi_join(there, ["practice_code", "until_index"])
    episodes = caseload.select("opened_on", "closed_on", on_caseload="person_id")
    during = [
        stays.person_id == episodes.on_caseload,
        episodes.opened_on <= stays.discharged_on,
        episodes.closed_on.isnull() | (episodes.closed_on >= stays.discharged_on),
    ]
    discharges = (
        stays.inner_join(episodes, during)
        .select("person_id", "discharged_on", "again")
        .distinct()
    )
    discharges = discharges.mutate(month_index=month_index(discharges.discharged_on))
    dated = discharges.inner_join(tables["months"], "month_index")
    return dated.group_by("person_id", "month").agg(
        readmission_n=dated.again.cast("float64").sum(),
        readmission_d=dated.count().cast("float64"),
    )
