"""Referrals in and out by month, practice, route and outcome."""

from collections.abc import Mapping

import ibis
from ibis import ir

from data_access.marts.calendar import month_index

NAME = "referral_month"
NEEDS = ("referrals",)

REFUSED = ("declined_by_patient", "not_appropriate")
COLUMNS = (
    "month",
    "pcn_code",
    "practice_code",
    "direction",
    "source",
    "destination",
    "decision",
    "outcome",
)


def expr(tables: Mapping[str, ir.Table]) -> ir.Table:
    """Return COLUMNS and referrals (their number).

    A decision that is not recorded is "unknown". ``outcome`` is the decision if that
    was a refusal, "pending" if there is none yet, else the outcome, "open" if that is
    not known.
    """
    referrals = placed(tables)
    decision = referrals.decision.fill_null("unknown")
    outcome = ibis.cases(
        (decision.isin([*REFUSED, "pending"]), decision),
        else_=referrals.outcome.fill_null("open"),
    )
    referrals = referrals.mutate(decision=decision, outcome=outcome)
    return referrals.group_by(*COLUMNS).agg(referrals=referrals.count().cast("int64"))


def placed(tables: Mapping[str, ir.Table]) -> ir.Table:
    """Return referrals with their month and the person's practice in it."""
    referrals, months = tables["referrals"], tables["months"]
    people = tables["patients"].select("person_id", "practice_code")
    practices = tables["practices"].select("practice_code", "pcn_code")
    dated = referrals.mutate(month_index=month_index(referrals.received_on))
    return (
        dated.inner_join(months, "month_index")
        .inner_join(people, "person_id")
        .inner_join(practices, "practice_code")
    )
