"""The caseload month by month: people on it, their contacts, and their plans."""

from collections.abc import Mapping

import ibis
from ibis import ir

from data_access.catalogue.complexity import UNKNOWN, read_complexity
from data_access.marts.attach import attach, both_sides
from data_access.marts.calendar import day_known, month_index

NAME = "counts_caseload"

PLAN_MONTHS = 12
LEVELS = (1, 2, 3)  # of complexity, as the extract's contract has them


def expr(tables: Mapping[str, ir.Table]) -> ir.Table:
    """Return person_id, month, then <id>_n and <id>_d; no row for no record."""
    keys = ["person_id", "month"]
    people = _with_contacts(_episodes(tables), tables)
    people = attach(people, planned(tables), keys)
    months = tables["person_month"].select(
        *keys, "registered_at_end", admitted="emergency"
    )
    people = attach(people, months, keys)
    # Who has died or left is on no caseload, though nobody may have closed the case.
    here = people.registered_at_end.fill_null(False).cast("float64")

    def number(column: str) -> ir.FloatingValue:
        return people[column].fill_null(0).cast("float64")

    missing = ibis.null("float64")
    on_caseload = number("was_open")
    return people.select(
        *keys,
        caseload_open_n=number("is_open") * here,
        caseload_open_d=missing,
        caseload_new_n=number("opened"),
        caseload_new_d=missing,
        caseload_closed_n=number("closed"),
        caseload_closed_d=missing,
        caseload_weighted_n=number("weight") * here,
        waiting_first_contact_n=number("waiting") * here,
        waiting_first_contact_d=missing,
        contacts_n=number("seen"),
        contacts_d=on_caseload,
        home_visits_n=number("visits"),
        home_visits_d=on_caseload,
        did_not_attend_n=number("dna"),
        did_not_attend_d=number("known"),
        emergency_caseload_n=number("admitted") * on_caseload,
        emergency_caseload_d=on_caseload,
        care_plan_n=number("planned") * number("is_open") * here,
        care_plan_d=number("is_open") * here,
    )


def _with_contacts(episodes: ir.Table, tables: Mapping[str, ir.Table]) -> ir.Table:
    """Add what was seen of each person; a contact may fall after the episode closed."""
    if "contacts" not in tables:
        nothing = ibis.literal(0)
        return episodes.mutate(seen=nothing, visits=nothing, dna=nothing, known=nothing)
    keys = ["person_id", "month"]
    return both_sides(episodes.outer_join(_contacts(tables), keys), keys)


def _episodes(tables: Mapping[str, ir.Table]) -> ir.Table:
    weights = read_complexity().weights
    months = tables["months"]
    episodes = attach(tables["caseload"], first_contacts(tables), ["episode_id"])
    touches = (episodes.opened_on <= months.month_end) & (
        episodes.closed_on.isnull() | (episodes.closed_on >= months.month)
    )
    during = episodes.inner_join(months, touches)
    at_end = during.closed_on.isnull() | (during.closed_on > during.month_end)
    unseen = during.first_contact_on.isnull() | (
        during.first_contact_on > during.month_end
    )
    weight = ibis.cases(
        *((during.complexity == level, weights[str(level)]) for level in LEVELS),
        else_=weights[UNKNOWN],
    )
    during = during.mutate(was_open=ibis.literal(1, "int8"))
    return during.group_by("person_id", "month").agg(
        was_open=during.was_open.max(),
        is_open=at_end.cast("int8").max(),
        opened=(during.opened_on >= during.month).cast("int8").max(),
        closed=(during.closed_on <= during.month_end)
        .fill_null(False)
        .cast("int8")
        .max(),
        waiting=(at_end & unseen).cast("int8").max(),
        weight=ibis.ifelse(at_end, weight, 0.0).max(),
    )


def first_contacts(tables: Mapping[str, ir.Table]) -> ir.Table:
    """Return episode_id, first_contact_on and undated_contact_on.

    They are the first contact that took place, and the first of those of which only the
    month is known.
    """
    if "contacts" not in tables:
        nobody = tables["caseload"].filter(ibis.literal(False))
        return nobody.select(
            "episode_id", first_contact_on="opened_on", undated_contact_on="opened_on"
        )
    contacts = tables["contacts"]
    attended = contacts.filter(took_place(contacts))
    undated = ~day_known(attended, "contact_on")
    return attended.group_by("episode_id").agg(
        first_contact_on=attended.contact_on.min(),
        undated_contact_on=attended.contact_on.min(where=undated),
    )


def took_place(contacts: ir.Table) -> ir.BooleanColumn:
    """Return whether each contact was with the person, and attended."""
    return (contacts.attended == "attended") & (contacts["mode"] != "admin")


def _contacts(tables: Mapping[str, ir.Table]) -> ir.Table:
    contacts, months = tables["contacts"], tables["months"]
    booked = contacts.inner_join(
        tables["caseload"].select("episode_id", "person_id"), "episode_id"
    )
    booked = booked.mutate(month_index=month_index(booked.contact_on)).inner_join(
        months, "month_index"
    )
    attended = took_place(booked)
    missed = booked.attended == "dna"
    return booked.group_by("person_id", "month").agg(
        seen=attended.cast("int32").sum(),
        visits=(attended & (booked["mode"] == "home_visit")).cast("int32").sum(),
        dna=missed.cast("int32").sum(),
        known=(attended | missed).cast("int32").sum(),
    )


def planned(
    tables: Mapping[str, ir.Table], window_months: int = PLAN_MONTHS
) -> ir.Table:
    """Return who had a plan agreed or reviewed in the months up to each month.

    ``agreed_on`` is the first day by which one of those plans was agreed for certain:
    the last of a month without a day.
    """
    if "care_plans" not in tables:
        people = tables["person_month"].filter(ibis.literal(False))
        return people.select(
            "person_id",
            "month",
            planned=ibis.literal(0, "int8"),
            agreed_on=ibis.null("date"),
        )
    plans, months = tables["care_plans"], tables["months"]
    agreed = plans.filter(~plans.declined.fill_null(False))
    month_later = agreed.agreed_on + ibis.interval(months=1) - ibis.interval(days=1)
    agreed = agreed.mutate(
        planned_on=agreed.agreed_on,
        agreed_on=ibis.ifelse(
            day_known(agreed, "agreed_on"), agreed.agreed_on, month_later.cast("date")
        ),
    )
    dated = ibis.union(
        agreed.select("person_id", "agreed_on", "planned_on"),
        agreed.filter(agreed.reviewed_on.notnull()).select(
            "person_id", "agreed_on", planned_on=agreed.reviewed_on
        ),
    )
    dated = dated.mutate(planned_index=month_index(dated.planned_on))
    within = (dated.planned_index <= months.month_index) & (
        dated.planned_index > months.month_index - window_months
    )
    during = dated.inner_join(months, within)
    agreed = during.group_by("person_id", "month").agg(agreed_on=during.agreed_on.min())
    return agreed.mutate(planned=ibis.literal(1, "int8"))
