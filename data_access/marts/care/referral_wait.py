"""How long people referred to the coordinators waited, those still waiting included."""

from collections.abc import Mapping

import ibis
from ibis import ir

from data_access.marts.attach import attach
from data_access.marts.care import extract_date
from data_access.marts.care.referral_month import REFUSED, placed

NAME = "referral_wait"
NEEDS = ("referrals",)


def expr(tables: Mapping[str, ir.Table]) -> ir.Table:
    """Return month, pcn_code, practice_code, source, status, days and referrals.

    ``status``: "seen", where ``days`` lead to the first contact; "waiting", where they
    lead to the day of the extract; "refused", where the referral was declined or not
    appropriate; and "ended", closed, or the person died or left, before any contact.
    ``days`` of the last two are null.
    """
    made = placed(tables)
    made = made.filter(
        (made.direction == "in") & (made.destination == "care_coordinator")
    )
    patients = tables["patients"]
    ends = patients.select("person_id", "registered_to", "deceased_on")
    made = attach(made, ends, ["person_id"]).cross_join(extract_date.expr(tables))
    over = ibis.least(
        made.closed_on.fill_null(_NEVER),
        made.registered_to.fill_null(_NEVER),
        made.deceased_on.fill_null(_NEVER),
    )
    status = ibis.cases(
        (made.decision.fill_null("unknown").isin(REFUSED), "refused"),
        (made.first_contact_on.notnull(), "seen"),
        (over <= made.as_at, "ended"),
        else_="waiting",
    )
    days = ibis.cases(
        (status == "seen", made.first_contact_on.delta(made.received_on, unit="day")),
        (status == "waiting", made.as_at.delta(made.received_on, unit="day")),
    ).cast("int32")
    keys = ["month", "pcn_code", "practice_code", "source", "status", "days"]
    counted = made.mutate(status=status, days=days)
    return counted.group_by(*keys).agg(referrals=counted.count().cast("int64"))


_NEVER = ibis.date("9999-12-31")
