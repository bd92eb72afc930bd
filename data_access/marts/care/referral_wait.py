"""How long people referred to the coordinators wait, including those still waiting."""

from collections.abc import Mapping

import ibis
from ibis import ir

from data_access.marts.attach import attach
from data_access.marts.calendar import day_known
from data_access.marts.care import extract_date
from data_access.marts.care.referral_month import REFUSED, placed

NAME = "referral_wait"
NEEDS = ("referrals", "coverage")


def expr(tables: Mapping[str, ir.Table]) -> ir.Table:
    """Return month, pcn_code, practice_code, source, status, days and referrals.

    ``status`` is "seen" (``days`` are to the first contact), "waiting" (``days`` are to
    the day of the extract), "ended" (closed, or the person died or left, before any
    contact; ``days`` are to that day), "refused" (declined or not appropriate; null) or
    "undated" (a day that ``days`` need is not known, but its month; null).
    """
    referrals = placed(tables)
    referrals = referrals.filter(
        (referrals.direction == "in") & (referrals.destination == "care_coordinator")
    )
    patients = tables["patients"]
    ends = patients.select("person_id", "registered_to", "deceased_on")
    referrals = attach(referrals, ends, ["person_id"]).cross_join(
        extract_date.of_file(tables, "referrals")
    )
    over = ibis.least(
        referrals.closed_on.fill_null(_NEVER),
        referrals.registered_to.fill_null(_NEVER),
        referrals.deceased_on.fill_null(_NEVER),
    )
    status = ibis.cases(
        (referrals.decision.fill_null("unknown").isin(REFUSED), "refused"),
        (referrals.first_contact_on.notnull(), "seen"),
        (over <= referrals.as_at, "ended"),
        else_="waiting",
    )
    dated = day_known(referrals, "received_on", "first_contact_on") & (
        (status != "ended") | day_known(referrals, "closed_on")
    )
    status = ibis.ifelse((status == "refused") | dated, status, "undated")
    days = ibis.cases(
        (
            status == "seen",
            referrals.first_contact_on.delta(referrals.received_on, unit="day"),
        ),
        (status == "waiting", referrals.as_at.delta(referrals.received_on, unit="day")),
        (
            status == "ended",
            # A person may have died, or left, before the referral was written down.
            ibis.greatest(over.delta(referrals.received_on, unit="day"), 0),
        ),
    ).cast("int32")
    keys = ["month", "pcn_code", "practice_code", "source", "status", "days"]
    statuses = referrals.mutate(status=status, days=days)
    return statuses.group_by(*keys).agg(referrals=statuses.count().cast("int64"))


_NEVER = ibis.date("9999-12-31")
