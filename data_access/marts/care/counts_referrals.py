"""Referrals in and out, month by month."""

from collections.abc import Mapping

import ibis
from ibis import ir

from data_access.marts.calendar import day_known, month_index
from data_access.marts.care import extract_date

NAME = "counts_referrals"

STANDARD_DAYS = 14  # ten working days


def expr(tables: Mapping[str, ir.Table]) -> ir.Table:
    """Return person_id, month, then <id>_n and <id>_d; no row without a referral."""
    referrals, months = tables["referrals"], tables["months"]
    dated = referrals.mutate(month_index=month_index(referrals.received_on)).inner_join(
        months, "month_index"
    )
    last = months.agg(start=months.month.max(), end=months.month_end.max())
    dated = dated.cross_join(extract_date.of_file(tables, "referrals")).cross_join(last)
    end = ibis.ifelse(dated.as_at < dated.start, dated.as_at, dated.end)
    to_coordinator = (dated.direction == "in") & (
        dated.destination == "care_coordinator"
    )
    decided = to_coordinator & dated.decision.isin(
        ["accepted", "declined_by_patient", "not_appropriate"]
    )

    def count(rows: ir.BooleanValue) -> ir.FloatingScalar:
        return rows.fill_null(False).cast("float64").sum()

    accepted = to_coordinator & (dated.decision == "accepted")
    deadline = dated.received_on + ibis.interval(days=STANDARD_DAYS)
    # A referral of last week is neither in time nor late yet.
    told = day_known(dated, "received_on", "first_contact_on")
    due = accepted & told & (deadline <= end)
    counts = dated.group_by("person_id", "month").agg(
        referrals_in_n=count(to_coordinator),
        referrals_out_n=count(dated.direction == "out"),
        referrals_accepted_n=count(to_coordinator & (dated.decision == "accepted")),
        referrals_accepted_d=count(decided),
        first_contact_n=count(due & (dated.first_contact_on <= deadline)),
        first_contact_d=count(due),
    )
    missing = ibis.null("float64")
    return counts.mutate(referrals_in_d=missing, referrals_out_d=missing)
