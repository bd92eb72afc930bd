"""Plans, meetings and budgets of people on the caseload in the last year."""

from collections.abc import Mapping

import ibis
from ibis import ir

from data_access.marts.attach import attach, both_sides
from data_access.marts.calendar import month_index
from data_access.marts.care.counts_caseload import took_place

NAME = "counts_outcomes"

WINDOW_MONTHS = 12
MEETING = "mdt"
BUDGET = "personal_health_budget"
# Of everybody registered, where the others are of those on the caseload.
BUDGETS = ("budget_active", "budget_referred")


def expr(tables: Mapping[str, ir.Table]) -> ir.Table:
    """Return person_id, month, then <id>_n and <id>_d; no row for no record.

    ``tables`` includes "counts_caseload". People with an open episode at the end of the
    month are counted, by their records of the twelve months to it. Personal health
    budgets count even if the episode has closed since.
    """
    keys = ["person_id", "month"]
    caseload = tables["counts_caseload"]
    people = caseload.filter(caseload.caseload_open_n > 0).select(
        *keys, planned="care_plan_n", is_open=ibis.literal(1.0)
    )
    for name, dated in _recorded(tables).items():
        known = _in_the_year(dated, tables["months"]).mutate(**{name: 1.0})
        if name in BUDGETS:
            people = both_sides(people.outer_join(known, keys), keys)
        else:
            people = attach(people, known, keys)

    def number(column: str) -> ir.FloatingValue:
        return people[column].fill_null(0.0)

    is_open, planned = number("is_open"), number("planned")
    return people.select(
        *keys,
        plan_reviewed_n=number("reviewed") * planned,
        plan_reviewed_d=planned,
        plan_declined_n=number("declined") * (is_open - planned),
        plan_declined_d=is_open,
        mdt_discussed_n=number("met") * is_open,
        mdt_discussed_d=is_open,
        budget_active_n=number("budget_active"),
        budget_active_d=ibis.null("float64"),
        budget_referred_n=number("budget_referred"),
        budget_referred_d=ibis.null("float64"),
    )


def _recorded(tables: Mapping[str, ir.Table]) -> dict[str, ir.Table]:
    """Return person_id and dated_on of each thing; nobody where a file is absent."""
    caseload = tables["caseload"]
    nobody = caseload.filter(ibis.literal(False)).select(
        "person_id", dated_on="opened_on"
    )
    events = dict.fromkeys((*BUDGETS, "reviewed", "declined", "met"), nobody)
    if "care_plans" in tables:
        plans = tables["care_plans"]
        refused = plans.declined.fill_null(False)
        reviewed = plans.filter(~refused & plans.reviewed_on.notnull())
        events["reviewed"] = reviewed.select("person_id", dated_on="reviewed_on")
        declined = plans.filter(refused)
        events["declined"] = declined.select("person_id", dated_on="agreed_on")
    if "contacts" in tables:
        contacts = tables["contacts"].inner_join(
            caseload.select("episode_id", "person_id"), "episode_id"
        )
        contacts = contacts.filter(took_place(contacts))
        meetings = contacts.filter(contacts["mode"] == MEETING)
        events["met"] = meetings.select("person_id", dated_on="contact_on")
        budget = contacts.filter(contacts.activity == BUDGET)
        events["budget_active"] = budget.select("person_id", dated_on="contact_on")
    if "referrals" in tables:
        referrals = tables["referrals"]
        onward = referrals.filter(
            (referrals.direction == "out") & (referrals.destination == BUDGET)
        )
        events["budget_referred"] = onward.select("person_id", dated_on="received_on")
    return events


def _in_the_year(dated: ir.Table, months: ir.Table) -> ir.Table:
    """Return person_id and each month with one of their dates in its twelve months."""
    by_month = dated.select("person_id", at=month_index(dated.dated_on)).distinct()
    within = (by_month.at <= months.month_index) & (
        by_month.at > months.month_index - WINDOW_MONTHS
    )
    return by_month.inner_join(months, within).select("person_id", "month").distinct()
