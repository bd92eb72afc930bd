"""What the score knows of a person at an index month, as one number: their kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import ibis
from ibis import _

from data_access.marts.impact.impact_design import (
    CHECKS,
    EARLIER,
    PLACEBO,
    PLACEBO_CHECKS,
    SEXES,
    band,
    packed,
)
from data_access.marts.impact.impact_history import REGISTERS

# Bins are half-open, [a, b). Ages go by five years.
AGE_CUTS = tuple(range(5, 95, 5))
YEAR_CUTS = (1, 2, 3, 4, 6, 9, 13)
RECENT_CUTS = (1, 2)
EARLIER_CUTS = (1, 2, 3)
ATTENDANCE_CUTS = (1, 3)
UNKNOWN_EARLIER = len(EARLIER_CUTS) + 1
MOST_DUE = 3  # checks; more are counted with these

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
    "due": MOST_DUE + 1,
}


def with_kinds(people: ibis.Table) -> ibis.Table:
    """Add `kind`, a key of all that the score knows, to `impact_people.candidates`."""
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
        "due": ibis.least(_.due, MOST_DUE) if "due" in people.columns else _.pcn * 0,
    }
    key = packed([(parts[name], radix) for name, radix in RADICES.items()])
    return people.mutate(kind=key)


def kinds(people: ibis.Table, outcomes: Sequence[str]) -> ibis.Table:
    """Total each kind: who starts, and what happened to those who do not.

    One row a kind: `joined`, `days` of follow-up of those who do not start and, for
    each outcome, their `events_`; the same of the year before the matched one. What is
    recorded of somebody who was not there for a day is no part of a rate.
    """
    placebos = (PLACEBO, PLACEBO_CHECKS) if CHECKS in outcomes else (PLACEBO,)
    waits = ~_.started
    there = waits & (_.days > 0)
    return people.group_by("kind").agg(
        joined=_.started.cast("int64").sum(),
        days=_total(_.days, waits),
        **{f"events_{name}": _total(_[f"after_{name}"], there) for name in outcomes},
        **{
            f"joined_{EARLIER}": (_.started & _.had_earlier).cast("int64").sum(),
            f"days_{EARLIER}": _total(_.days_earlier, waits),
            **{
                f"events_{placebo.name}": _total(_[placebo.events], waits)
                for placebo in placebos
            },
        },
    )


def _total(count: ibis.Value, where: ibis.Value) -> ibis.Value:
    return ibis.ifelse(where, count, 0).sum().cast("float64")
