"""Each person's events by month: the sparse half of the person-month.

Most people have no event in most months, so events are separate from the grid of people
and months. Every mart that needs history or follow-up starts here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import ibis
from ibis import _

from data_access.marts.calendar import month_index
from data_access.marts.care import spells

NAME = "person_events"

OUTCOMES = (
    "emergency",
    "ambulatory_sensitive",
    "attendances",
    "bed_days",
    "gp_appointments",
    "elective",
    "died",
)


def expr(tables: Mapping[str, ibis.Table]) -> ibis.Table:
    """Count each person's events by month; no row if nothing was recorded.

    Columns: person_id, month_index (INT, as in `calendar`) and the seven outcomes,
    counts as INT and never NULL; `recorded` says which outcomes the load includes at
    all. A spell, and every bed day of it, belongs to the month it starts in; bed days
    are those of emergency spells, and a spell with no discharge date adds none.
    Appointments are those with a GP that were attended.
    """
    sources: Mapping[str, Callable[[ibis.Table], ibis.Table]] = {
        "admissions": _from_admissions,
        "attendances": _from_attendances,
        "appointments": _from_appointments,
        "patients": _from_patients,
    }
    parts = [read(tables[name]) for name, read in sources.items() if name in tables]
    return (
        ibis.union(*parts, distinct=False)
        .group_by("person_id", "month_index")
        .agg(**{name: _[name].sum().cast("int32") for name in OUTCOMES})
    )


def recorded(tables: Mapping[str, ibis.Table]) -> ibis.Table:
    """Return one row of BOOLEANs: which outcomes the tables record at all.

    An outcome is unknown, not zero, if its table is missing or its optional column is
    empty: bed days need a discharge date, ambulatory-sensitive admissions their flag,
    appointments their status, and deaths a date of death.
    """
    admissions, patients = tables["admissions"], tables["patients"]
    of_admissions = admissions.agg(
        ambulatory_sensitive=_.ambulatory_sensitive.count() > 0,
        bed_days=_.discharged_on.count() > 0,
    )
    of_patients = patients.agg(died=_.deceased_on.count() > 0)
    known = of_admissions.cross_join(of_patients).mutate(
        gp_appointments=ibis.literal(False)
    )
    if "appointments" in tables:
        of_appointments = tables["appointments"].agg(
            has_status=(_.count() == 0) | (_.status.count() > 0)
        )
        known = known.cross_join(of_appointments).mutate(gp_appointments=_.has_status)
    return known.select(
        emergency=ibis.literal(True),
        ambulatory_sensitive=_.ambulatory_sensitive,
        attendances=ibis.literal("attendances" in tables),
        bed_days=_.bed_days,
        gp_appointments=_.gp_appointments,
        elective=ibis.literal(True),
        died=_.died,
    )


def _events(table: ibis.Table, on: str, **counts: ibis.Value) -> ibis.Table:
    """Shape dated rows into person, month and all outcomes, zero where not counted."""
    zero = ibis.literal(0)
    return table.filter(_[on].notnull()).select(
        "person_id",
        month_index=month_index(_[on]).cast("int32"),
        **{name: counts.get(name, zero).cast("int32") for name in OUTCOMES},
    )


def _from_admissions(admissions: ibis.Table) -> ibis.Table:
    spell = spells.expr({"admissions": admissions})
    emergency = _.kind == "emergency"
    days = _.discharged_on.delta(_.admitted_on, unit="day")
    return _events(
        spell.filter(_.kind.isin(["emergency", "elective"])),
        "admitted_on",
        emergency=emergency,
        ambulatory_sensitive=emergency & _.ambulatory_sensitive.fill_null(False),
        bed_days=ibis.cases((emergency, days.fill_null(0)), else_=0),
        elective=_.kind == "elective",
    )


def _from_attendances(attendances: ibis.Table) -> ibis.Table:
    return _events(attendances, "attended_on", attendances=ibis.literal(1))


def _from_appointments(appointments: ibis.Table) -> ibis.Table:
    attended = (_.staff_type == "gp") & (_.status == "attended")
    return _events(
        appointments.filter(attended), "appointment_on", gp_appointments=ibis.literal(1)
    )


def _from_patients(patients: ibis.Table) -> ibis.Table:
    return _events(patients, "deceased_on", died=ibis.literal(1))
