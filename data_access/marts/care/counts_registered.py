"""Use of services by everyone registered, a row a person and month."""

from collections.abc import Mapping

from ibis import ir

from data_access.months import DAYS_IN_MONTH

NAME = "counts_registered"

RATES = (
    "emergency",
    "ambulatory_sensitive",
    "bed_days",
    "attendances",
    "gp_appointments",
)


def expr(tables: Mapping[str, ir.Table]) -> ir.Table:
    """Return person_id, month, then <id>_n (events) and <id>_d (person-months)."""
    people = tables["person_month"]
    person_months = people.days_at_risk / DAYS_IN_MONTH
    columns = {}
    for rate in RATES:
        columns[f"{rate}_n"] = people[rate].cast("float64")
        columns[f"{rate}_d"] = person_months
    return people.select("person_id", "month", **columns)
