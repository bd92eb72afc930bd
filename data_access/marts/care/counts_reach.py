"""Which people on a register were referred to the coordinators within a year."""

from collections.abc import Mapping

import ibis
from ibis import ir

from data_access.marts.attach import attach
from data_access.marts.calendar import month_index

NAME = "counts_reach"

WINDOW_MONTHS = 12


def expr(tables: Mapping[str, ir.Table]) -> ir.Table:
    """Return person_id, month, referral_reach_n and _d for each person on a register.

    Only people registered on the last day of the month are counted.
    """
    patients, months = tables["patients"], tables["months"]
    staying = patients.select(
        "person_id",
        left_on=ibis.least(
            patients.registered_to.fill_null(_NEVER),
            patients.deceased_on.fill_null(_NEVER),
        ),
    )
    on_register = tables["membership"].select("person_id", "month").distinct()
    people = on_register.inner_join(staying, "person_id").inner_join(
        months.select("month", "month_end"), "month"
    )
    people = people.filter(people.left_on > people.month_end)
    people = attach(people, _referred(tables), ["person_id", "month"])
    return people.select(
        "person_id",
        "month",
        referral_reach_n=people.referred.fill_null(0).cast("float64"),
        referral_reach_d=ibis.literal(1.0),
    )


def _referred(tables: Mapping[str, ir.Table]) -> ir.Table:
    """Return who was referred in during the months up to each month."""
    referrals, months = tables["referrals"], tables["months"]
    to_coordinator = (referrals.direction == "in") & (
        referrals.destination == "care_coordinator"
    )
    referred = referrals.filter(to_coordinator)
    referred = referred.select(
        "person_id", made_index=month_index(referred.received_on)
    ).distinct()
    within = (referred.made_index <= months.month_index) & (
        referred.made_index > months.month_index - WINDOW_MONTHS
    )
    return (
        referred.inner_join(months, within)
        .select("person_id", "month", referred=ibis.literal(1, "int8"))
        .distinct()
    )


_NEVER = ibis.date("9999-12-31")
