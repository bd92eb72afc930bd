"""Everybody who may start at each index month, what was known of them, and what came.

Unlike the matched strata this keeps all who are eligible, so that everybody who starts
has somebody to be compared with.
"""

from __future__ import annotations

from collections.abc import Mapping

import ibis
from ibis import _

from data_access.marts.impact.impact_design import SEXES, band, packed
from data_access.marts.impact.impact_history import REGISTERS
from data_access.marts.impact.impact_people import days_there

# Bins are half-open, [a, b). Ages go by five years.
AGE_CUTS = tuple(range(5, 95, 5))
YEAR_CUTS = (1, 2, 3, 4, 6)
RECENT_CUTS = (1, 2)
EARLIER_CUTS = (1, 2, 3)
ATTENDANCE_CUTS = (1, 3)
UNKNOWN_EARLIER = len(EARLIER_CUTS) + 1

RADICES: Mapping[str, int] = {
    "pcn": 1,
    "sex": len(SEXES),
    "age": len(AGE_CUTS) + 1,
    "quintile": 6,
    "year": len(YEAR_CUTS) + 1,
    "recent": len(RECENT_CUTS) + 1,
    "earlier": UNKNOWN_EARLIER + 1,
    "attendances": len(ATTENDANCE_CUTS) + 1,
    "registers": 1 << len(REGISTERS),
}


def trial_people(
    eligible: ibis.Table, persons: ibis.Table, windows: ibis.Table, events: ibis.Table
) -> ibis.Table:
    """Follow everybody eligible at each index month: one row a person and month.

    `eligible` is `impact_people.candidates`. Columns: no, m, pcn, practice, cohort
    (the main one), route, started, `kind` (a key of all that the score knows, as in
    RADICES), `before` (emergency admissions of the year before), `events` (those of
    follow-up) and `days` at risk in it.
    """
    parts = {
        "pcn": _.pcn,
        "sex": _.sex,
        "age": band(_.age, AGE_CUTS),
        "quintile": _.quintile,
        "year": band(_.before_emergency, YEAR_CUTS),
        "recent": band(_.recent_emergency, RECENT_CUTS),
        "earlier": ibis.ifelse(
            _.held, band(_.earlier_emergency, EARLIER_CUTS), UNKNOWN_EARLIER
        ),
        "attendances": band(_.before_attendances, ATTENDANCE_CUTS),
        "registers": _.registers,
    }
    known = eligible.select(
        "no",
        "m",
        "pcn",
        "practice",
        "cohort",
        "started",
        before=_.before_emergency,
        kind=packed([(parts[name], radix) for name, radix in RADICES.items()]),
    )
    there = known.join(persons.select("no", "last", "route"), "no").join(
        windows.select("practice", "m", "from_1", "until", "end"), ["practice", "m"]
    )
    came = (
        events.filter(_.emergency > 0)
        .select("no", "t", "emergency")
        .join(persons.select("no", "practice"), "no")
        .join(
            windows.select("practice", "m", "until"),
            ["practice", _.t > windows.m, _.t <= windows.until],
        )
        .group_by("no", "m")
        .agg(events=_.emergency.sum())
    )
    return there.left_join(came, ["no", "m"]).select(
        "no",
        "m",
        "pcn",
        "practice",
        "cohort",
        "route",
        "started",
        "before",
        "kind",
        events=_.events.fill_null(0.0),
        days=days_there(_.from_1, _.end),
    )


def kinds(people: ibis.Table) -> ibis.Table:
    """Count who `joined` of each kind, and `events` and `days` of those who did not."""
    return people.group_by("kind").agg(
        joined=_.started.cast("int64").sum(),
        events=ibis.ifelse(_.started, 0.0, _.events).sum(),
        days=ibis.ifelse(_.started, 0.0, _.days).sum(),
    )
