"""Everybody registered on the day of the extract: who they are and what is left to do.

It is read for direct care only; docs/decisions/0008-person-rows-in-evidence.md says
why it exists.
"""

from collections.abc import Mapping
from functools import reduce
from operator import or_

import ibis
from ibis import ir

from data_access.marts.attach import attach
from data_access.marts.care import extract_date, person_steps, spells
from data_access.marts.care.age import age_at_end
from data_access.marts.care.coordinator import numbered
from data_access.marts.care.person_schema import LIST_MARK

NAME = "person_now"
NEEDS = ("patients", "admissions")

ADMISSION_MONTHS = 12

# Electronic frailty index: upper ends of fit, mild and moderate. Source: Clegg A, et
# al. Age and Ageing 2016;45:353-360.
_FRAILTY = ((0.12, 0), (0.24, 1), (0.36, 2))
_SEVERE, _MODERATE = 3, 2


def expr(tables: Mapping[str, ir.Table]) -> ir.Table:
    """Return one row a person registered and living on the extract's day.

    person_id, practice_code, pcn_code, age (years, by calendar year), imd_quintile,
    frailty (0 fit to 3 severe), housebound, carer, care_home, on_caseload,
    emergency_12m, last_contact_on, referred_on (a referral still waiting for a
    contact), listed_on (first day on a register), coordinator (the number of the one
    with the newest open episode), as_at. Null is not known.

    Lists, each as ",one,two,": registers, due (checks), missing and declined (steps as
    check:element; a declined step is not in missing), due_since (check:day, the day
    since when the first of a check's missing steps is due). steps_left is the number
    missing; nearest is the smallest number that would complete a check of several
    steps, null if none would: who is due a check of one step is not on the way to it.
    """
    people = _registered(tables)
    for part in (_registers, _admissions, _contacts, _caseload, _waiting):
        columns = part(tables)
        if columns is not None:
            people = attach(people, columns, ["person_id"])
    if "coordinator_id" in people.columns and "coordinators" in tables:
        numbers = numbered(tables).select("pcn_code", "coordinator_id", "coordinator")
        people = attach(people, numbers, ["pcn_code", "coordinator_id"])
    steps = person_steps.expr(tables, people)
    if steps is not None:
        people = attach(people, _left_to_do(steps), ["person_id"])
    return people.select(**_columns(people))


def _columns(people: ir.Table) -> dict[str, ir.Value]:
    def column(name: str, kind: str) -> ir.Value:
        return people[name] if name in people.columns else ibis.null(kind)

    def on(*registers: str) -> ir.BooleanValue:
        names = column("registers", "string").fill_null("")
        listed = (
            names.contains(f"{LIST_MARK}{register}{LIST_MARK}")
            for register in registers
        )
        return reduce(or_, listed)

    by_index = ibis.cases(
        *((people.efi <= below, level) for below, level in _FRAILTY), else_=_SEVERE
    )
    frailty = ibis.cases(
        (on("frailty_severe"), _SEVERE),
        (on("frailty_moderate"), _MODERATE),
        (people.efi.notnull(), by_index),
    )
    plain = ("person_id", "practice_code", "pcn_code", "age", "imd_quintile", "as_at")
    return {
        **{name: people[name] for name in plain},
        "frailty": frailty.cast("int32"),
        "housebound": ibis.cases((on("housebound"), True), else_=people.housebound),
        "carer": ibis.cases((on("carer"), True), else_=people.carer),
        "care_home": people.care_home,
        "registers": column("registers", "string").fill_null(""),
        "on_caseload": column("on_caseload", "int8").fill_null(0) == 1,
        "emergency_12m": people.emergency_12m.fill_null(0).cast("int32"),
        "last_contact_on": column("last_contact_on", "date"),
        "referred_on": column("referred_on", "date"),
        "listed_on": column("listed_on", "date"),
        "coordinator": column("coordinator", "string"),
        "due": column("due", "string").fill_null(""),
        "missing": column("missing", "string").fill_null(""),
        "declined": column("declined", "string").fill_null(""),
        "due_since": column("due_since", "string").fill_null(""),
        "steps_left": column("steps_left", "int64").fill_null(0).cast("int32"),
        "nearest": column("nearest", "int64").cast("int32"),
    }


def _registered(tables: Mapping[str, ir.Table]) -> ir.Table:
    patients = tables["patients"].cross_join(extract_date.expr(tables))
    here = patients.filter(
        (patients.registered_from <= patients.as_at)
        & (patients.registered_to.isnull() | (patients.registered_to > patients.as_at))
        & patients.deceased_on.isnull()
    )
    practices = tables["practices"].select("practice_code", "pcn_code")
    joined = here.inner_join(practices, "practice_code")
    return joined.select(
        "person_id",
        "practice_code",
        "pcn_code",
        "ethnicity",
        "efi",
        "housebound",
        "carer",
        "care_home",
        "as_at",
        age=age_at_end(
            joined.as_at.year(),
            joined.as_at.month(),
            joined.birth_year,
            joined.birth_month,
        ).cast("int32"),
        # The month in which `age_at_end` begins to count the youngest for checks.
        youngest_on=ibis.date(
            joined.birth_year + person_steps.YOUNGEST_LEARNING,
            joined.birth_month.cast("int32").fill_null(1),
            1,
        ),
        imd_quintile=((joined.imd_decile + 1) / 2).floor().cast("int32"),
    )


def _listed(values: ir.StringColumn) -> ir.StringValue:
    """Write a group's values between marks, each once and in order."""
    text = values.collect(distinct=True).sort().join(LIST_MARK)
    return ibis.cases((values.count() > 0, ibis.literal(LIST_MARK) + text + LIST_MARK))


def _registers(tables: Mapping[str, ir.Table]) -> ir.Table | None:
    if "cohorts" not in tables:
        return None
    now = person_steps.on_registers(tables)
    return now.group_by("person_id").agg(
        registers=_listed(now.cohort), listed_on=now.from_date.min()
    )


def _admissions(tables: Mapping[str, ir.Table]) -> ir.Table:
    spell = spells.expr({"admissions": tables["admissions"]})
    spell = spell.cross_join(extract_date.of_file(tables, "admissions"))
    recent = spell.filter(
        (spell.kind == "emergency")
        & (spell.admitted_on > spell.as_at - ibis.interval(months=ADMISSION_MONTHS))
    )
    return recent.group_by("person_id").agg(emergency_12m=recent.count())


def _contacts(tables: Mapping[str, ir.Table]) -> ir.Table | None:
    if "contacts" not in tables or "caseload" not in tables:
        return None
    episodes = tables["caseload"].select("episode_id", "person_id")
    contacts = tables["contacts"].inner_join(episodes, "episode_id")
    attended = contacts.filter(
        (contacts.attended == "attended") & (contacts["mode"] != "admin")
    )
    return attended.group_by("person_id").agg(last_contact_on=attended.contact_on.max())


def _caseload(tables: Mapping[str, ir.Table]) -> ir.Table | None:
    if "caseload" not in tables:
        return None
    return person_steps.open_episodes(tables).mutate(
        on_caseload=ibis.literal(1, "int8")
    )


def _waiting(tables: Mapping[str, ir.Table]) -> ir.Table | None:
    if "referrals" not in tables:
        return None
    referrals = tables["referrals"]
    decision = referrals.decision.fill_null("unknown")
    waiting = referrals.filter(
        (referrals.direction == "in")
        & (referrals.destination == "care_coordinator")
        & decision.isin(["accepted", "pending", "unknown"])
        & referrals.first_contact_on.isnull()
        & referrals.closed_on.isnull()
    )
    return waiting.group_by("person_id").agg(referred_on=waiting.received_on.min())


def _left_to_do(steps: ir.Table) -> ir.Table:
    """Gather each person's steps: what is due, missing and declined."""
    left = (steps.done == 0) & (steps.declined == 0)
    refused = (steps.done == 0) & (steps.declined == 1)
    step = steps.check + ":" + steps.element
    rows = steps.mutate(
        is_left=left,
        left=left.cast("int8"),
        refused=refused.cast("int8"),
        missing=ibis.cases((left, step)),
        said_no=ibis.cases((refused, step)),
    )
    by_check = rows.group_by("person_id", "check").agg(
        left=rows.left.sum(),
        refused=rows.refused.max(),
        steps=rows.count(),
        since=rows.since.min(where=rows.is_left),
    )
    # A check with a declined step cannot be completed by doing what is left.
    within_reach = (by_check.left > 0) & (by_check.refused == 0) & (by_check.steps > 1)
    by_check = by_check.mutate(
        check_since=by_check.check + ":" + by_check.since.strftime("%Y-%m-%d")
    )
    nearest = by_check.group_by("person_id").agg(
        nearest=by_check.left.min(where=within_reach),
        due_since=_listed(by_check.check_since),
    )
    lists = rows.group_by("person_id").agg(
        due=_listed(rows.check),
        missing=_listed(rows.missing),
        declined=_listed(rows.said_no),
        steps_left=rows.left.sum(),
    )
    return attach(lists, nearest, ["person_id"])
