"""Who is in which cohort on the last day of each month."""

from collections.abc import Mapping

from ibis import ir

NAME = "membership"


def expr(tables: Mapping[str, ir.Table]) -> ir.Table:
    """Return person_id, month, cohort; distinct. A person can be in several cohorts."""
    cohorts, months = tables["cohorts"], tables["months"]
    open_at_end = (cohorts.from_date <= months.month_end) & (
        cohorts.to_date.isnull() | (cohorts.to_date > months.month_end)
    )
    return (
        cohorts.inner_join(months, open_at_end)
        .select("person_id", "month", "cohort")
        .distinct()
    )
