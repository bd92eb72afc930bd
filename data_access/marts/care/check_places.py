"""Where people had their checks: at the practice, at a hub, at home."""

from collections.abc import Mapping

import ibis
from ibis import ir

from data_access.marts.calendar import month_index
from data_access.marts.care.breakdown import sum_people
from data_access.marts.care.counts_checks import CANCER_MONTHS, WINDOW_MONTHS
from data_access.selection import ALL

NEEDS = ("counts_checks", "health_checks")
DIMENSION = "place"

# What is recorded for each check; ethnicity, the third part of the check for people
# with a learning disability, may be known from anywhere.
RECORDED_AS = {
    "smi_check": ("smi", None),
    "ld_check": ("learning_disability", ("check", "action_plan")),
    "dementia_review": ("dementia_review", None),
    "diabetes_processes": ("diabetes_care_processes", None),
    "diabetes_foot": ("diabetes_foot", None),
    "cancer_review": ("cancer_review", None),
    "nhs_health_check": ("nhs_health_check", None),
}


def expr(tables: Mapping[str, ir.Table]) -> ir.Table:
    """Return what `breakdown` takes: each check's people by place.

    A person who had parts in several places counts at the place of the last part, which
    completed the check.
    """
    people = tables["people_by_group"]
    everyone = people.filter(people.cohort == ALL)
    checks = tables["counts_checks"]
    complete = ibis.union(
        *(
            checks.filter(checks[f"{indicator}_n"] == 1).select(
                "person_id",
                "month",
                indicator=ibis.literal(indicator),
                check=ibis.literal(check),
            )
            for indicator, (check, _) in RECORDED_AS.items()
        )
    )
    where = complete.inner_join(_last_places(tables), ["person_id", "month", "check"])
    by_person = where.select(
        "person_id",
        "month",
        "indicator",
        "category",
        dimension=ibis.literal(DIMENSION),
        n=ibis.literal(1, "int64"),
    )
    return sum_people(everyone, by_person)


def _last_places(tables: Mapping[str, ir.Table]) -> ir.Table:
    """Return person_id, month, check and category: where the window's last part was."""
    checks, months = tables["health_checks"], tables["months"]
    counts = ~checks.declined.fill_null(False) & checks.done_on.notnull()
    for check, elements in RECORDED_AS.values():
        if elements:
            counts &= (checks.check != check) | checks.element.isin(elements)
    done = checks.filter(counts)
    # One row a day first: a check's parts are mostly done together.
    days = done.group_by("person_id", "check", "done_on").agg(
        category=done.place.fill_null("unknown").min()
    )
    days = days.mutate(done_index=month_index(days.done_on))
    # A review counts for the two years in which a diagnosis is recent.
    window = ibis.ifelse(days.check == "cancer_review", CANCER_MONTHS, WINDOW_MONTHS)
    within = (days.done_index <= months.month_index) & (
        days.done_index > months.month_index - window
    )
    covered = days.inner_join(months, within)
    newest = ibis.window(
        group_by=["person_id", "month", "check"], order_by=ibis.desc("done_on")
    )
    covered = covered.mutate(place=ibis.row_number().over(newest))
    return covered.filter(covered.place == 0).select(
        "person_id", "month", "check", "category"
    )
