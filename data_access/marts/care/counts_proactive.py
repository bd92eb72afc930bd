"""People with complex needs, and how far through the steps of proactive care they are.

Each step counts people of the step before, so that what is lost at a step is a
subtraction.
"""

from collections.abc import Mapping

import ibis
from ibis import ir

from data_access.catalogue.complex_needs import read_complex_needs
from data_access.marts.attach import attach
from data_access.marts.calendar import month_index
from data_access.marts.care.counts_caseload import PLAN_MONTHS, planned, took_place

NAME = "counts_proactive"

WINDOW_MONTHS = PLAN_MONTHS


def expr(tables: Mapping[str, ir.Table]) -> ir.Table:
    """Return person_id, month, then <id>_n and <id>_d of people with complex needs.

    Only people registered on the last day of the month are counted.
    """
    keys = ["person_id", "month"]
    people = attach(_with_complex_needs(tables), planned(tables), keys)
    people = attach(people, _planned_in_month(tables), keys)
    people = attach(people, _on_caseload(tables), keys)
    people = attach(people, _last_contacts(tables), keys)
    people = attach(people, _reviewed(tables), keys)

    def number(column: str) -> ir.FloatingValue:
        return people[column].fill_null(0).cast("float64")

    everyone = ibis.literal(1.0)
    after = (people.last_contact_on > people.agreed_on).fill_null(False)
    taken_on = number("on_caseload")
    with_plan = taken_on * number("planned")
    acted_on = with_plan * after.cast("float64")
    return people.select(
        *keys,
        complex_needs_n=everyone,
        complex_needs_d=ibis.null("float64"),
        care_plan_complex_n=number("planned"),
        care_plan_complex_d=everyone,
        plan_made_complex_n=number("planned_in_month"),
        plan_made_complex_d=everyone,
        proactive_taken_on_n=taken_on,
        proactive_taken_on_d=everyone,
        proactive_planned_n=with_plan,
        proactive_planned_d=taken_on,
        proactive_acted_on_n=acted_on,
        proactive_acted_on_d=with_plan,
        proactive_reviewed_n=acted_on * number("reviewed"),
        proactive_reviewed_d=acted_on,
    )


def _with_complex_needs(tables: Mapping[str, ir.Table]) -> ir.Table:
    """Return person_id and month of who has complex needs on its last day."""
    needs = read_complex_needs()
    membership, person_month = tables["membership"], tables["person_month"]
    by_person = membership.group_by("person_id", "month").agg(
        alone=membership.cohort.isin(needs.any_of).cast("int32").sum(),
        several=membership.cohort.isin(needs.several_of).cast("int32").sum(),
    )
    complex_ = by_person.filter(
        (by_person.alone > 0) | (by_person.several >= needs.at_least)
    )
    here = person_month.filter(person_month.registered_at_end)
    return complex_.semi_join(here, ["person_id", "month"]).select("person_id", "month")


def _planned_in_month(tables: Mapping[str, ir.Table]) -> ir.Table:
    """Return who had a plan agreed or reviewed in each month itself."""
    plans = planned(tables, window_months=1)
    return plans.select("person_id", "month", planned_in_month="planned")


def _on_caseload(tables: Mapping[str, ir.Table]) -> ir.Table:
    """Return who had an episode open on any day of the months up to each month."""
    if "caseload" not in tables:
        return _nobody(tables).mutate(on_caseload=ibis.null("int8"))
    caseload, months = tables["caseload"], tables["months"]
    closed = month_index(caseload.closed_on)
    episodes = caseload.select("person_id", "opened_on", closed_index=closed)
    touches = (episodes.opened_on <= months.month_end) & (
        episodes.closed_index.isnull()
        | (episodes.closed_index > months.month_index - WINDOW_MONTHS)
    )
    people = episodes.inner_join(months, touches).select("person_id", "month")
    return people.distinct().mutate(on_caseload=ibis.literal(1, "int8"))


def _last_contacts(tables: Mapping[str, ir.Table]) -> ir.Table:
    """Return each person's last contact that took place in the window of a month."""
    if not {"caseload", "contacts"} <= tables.keys():
        return _nobody(tables).mutate(last_contact_on=ibis.null("date"))
    contacts = tables["contacts"]
    seen = contacts.filter(took_place(contacts)).inner_join(
        tables["caseload"].select("episode_id", "person_id"), "episode_id"
    )
    by_month = seen.mutate(at=month_index(seen.contact_on))
    by_month = by_month.group_by("person_id", "at").agg(
        contact_on=by_month.contact_on.max()
    )
    joined = _in_window(by_month, tables["months"])
    return joined.group_by("person_id", "month").agg(
        last_contact_on=joined.contact_on.max()
    )


def _reviewed(tables: Mapping[str, ir.Table]) -> ir.Table:
    """Return who had a plan reviewed in the window of each month."""
    if "care_plans" not in tables:
        return _nobody(tables).mutate(reviewed=ibis.null("int8"))
    plans = tables["care_plans"]
    kept = plans.filter(~plans.declined.fill_null(False) & plans.reviewed_on.notnull())
    dated = kept.select("person_id", at=month_index(kept.reviewed_on)).distinct()
    people = _in_window(dated, tables["months"]).select("person_id", "month")
    return people.distinct().mutate(reviewed=ibis.literal(1, "int8"))


def _in_window(dated: ir.Table, months: ir.Table) -> ir.Table:
    within = (dated.at <= months.month_index) & (
        dated.at > months.month_index - WINDOW_MONTHS
    )
    return dated.inner_join(months, within)


def _nobody(tables: Mapping[str, ir.Table]) -> ir.Table:
    people = tables["person_month"].filter(ibis.literal(False))
    return people.select("person_id", "month")
