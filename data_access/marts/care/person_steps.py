"""The checks due to each person now, and their steps: done, declined or left."""

from collections.abc import Mapping

import ibis
from ibis import ir

from data_access.ingest.extract.codes import ELEMENT
from data_access.marts.attach import attach
from data_access.marts.care import extract_date
from data_access.marts.care.counts_checks import (
    CANCER_MONTHS,
    WINDOW_MONTHS,
    cancer_entries,
)

WHOLE = "all"  # the one step of a check that is not taken apart
YOUNGEST_LEARNING = 14  # Learning Disabilities Health Check Scheme, NHS England
CARE_PLAN = "care_plan"
_RECENT_CANCER = "cancer_recent"

# Each check with the register that makes it due and its steps, as in counts_checks. The
# NHS Health Check is left out: it is due every five years, longer than extracts reach.
_CHECKS = (
    *(("smi", "smi", element) for element in ELEMENT["smi"]),
    *(
        ("learning_disability", "learning_disability", element)
        for element in ELEMENT["learning_disability"]
    ),
    ("dementia", "dementia_review", WHOLE),
    ("diabetes", "diabetes_care_processes", WHOLE),
    ("diabetes", "diabetes_foot", WHOLE),
    (_RECENT_CANCER, "cancer_review", WHOLE),
)


def expr(tables: Mapping[str, ir.Table], people: ir.Table) -> ir.Table | None:
    """Return person_id, check, element, done, declined and since: a row a step due.

    ``people`` are registered now, with age and their registers from `on_registers`.
    ``done`` and ``declined`` are 1 or 0, in the WINDOW_MONTHS to the extract's day.
    ``since`` is the day since when a step that is neither is due: WINDOW_MONTHS after
    it was last done or declined, but not before what makes it due. None if no loaded
    file records steps.
    """
    parts = []
    if "health_checks" in tables and "cohorts" in tables:
        parts.append(_steps_of_checks(tables, people))
    if "care_plans" in tables and "caseload" in tables:
        parts.append(_care_plans(tables, people))
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else ibis.union(*parts)


def on_registers(tables: Mapping[str, ir.Table]) -> ir.Table:
    """Return person_id, cohort and from_date of everyone on a register now."""
    cohorts = tables["cohorts"].cross_join(extract_date.expr(tables))
    now = (cohorts.from_date <= cohorts.as_at) & (
        cohorts.to_date.isnull() | (cohorts.to_date > cohorts.as_at)
    )
    return (
        cohorts.filter(now)
        .group_by("person_id", "cohort")
        .agg(from_date=cohorts.from_date.min())
    )


def _steps_of_checks(tables: Mapping[str, ir.Table], people: ir.Table) -> ir.Table:
    on_register = on_registers(tables).select(
        "person_id", register="cohort", entered="from_date"
    )
    cancer = _recent_cancer(tables)
    on_register = on_register.union(cancer.select("person_id", "register", "entered"))
    rows = {
        "register": [register for register, _, _ in _CHECKS],
        "check": [check for _, check, _ in _CHECKS],
        "element": [element for _, _, element in _CHECKS],
    }
    steps = ibis.memtable(rows)
    ages = people.select("person_id", "age", "ethnicity", "youngest_on")
    due = on_register.inner_join(steps, "register").inner_join(ages, "person_id")
    due = due.filter(
        (due.check != "learning_disability") | (due.age >= YOUNGEST_LEARNING)
    )
    recorded = _recorded(tables)
    steps_due = _with_record(due, recorded)
    steps_due = attach(steps_due, cancer.select("person_id", "reviewed"), ["person_id"])
    # Ethnicity is known from the person's record, as in the indicator.
    asks = (steps_due.check == "learning_disability") & (
        steps_due.element == "ethnicity"
    )
    ethnicity_known = (steps_due.ethnicity.fill_null("unknown") != "unknown").cast(
        "int8"
    )
    entered = ibis.cases(
        (
            steps_due.check == "learning_disability",
            ibis.greatest(steps_due.entered, steps_due.youngest_on),
        ),
        else_=steps_due.entered,
    )
    # Neither ethnicity nor a review of a cancer is asked for again after a year.
    once = asks | (steps_due.check == "cancer_review")
    return steps_due.select(
        "person_id",
        "check",
        "element",
        since=ibis.cases((once, entered), else_=_due_since(entered, steps_due.last_on)),
        done=ibis.cases(
            (asks, ethnicity_known),
            # Within a year of the diagnosis, as in the indicator.
            (steps_due.check == "cancer_review", steps_due.reviewed.fill_null(0)),
            else_=steps_due.done.fill_null(0),
        ).cast("int8"),
        declined=ibis.cases(
            (asks, ibis.literal(0, "int8")), else_=steps_due.declined.fill_null(0)
        ).cast("int8"),
    )


def _due_since(entered: ir.DateValue, last_on: ir.DateValue) -> ir.DateValue:
    again = (last_on + ibis.interval(months=WINDOW_MONTHS)).cast("date")
    return ibis.greatest(entered, again.fill_null(entered))


def _with_record(due: ir.Table, recorded: ir.Table) -> ir.Table:
    renamed = recorded.rename(
        recorded_person="person_id", recorded_check="check", recorded_element="element"
    )
    return due.left_join(
        renamed,
        [
            due.person_id == renamed.recorded_person,
            due.check == renamed.recorded_check,
            due.element == renamed.recorded_element,
        ],
    )


def _recorded(tables: Mapping[str, ir.Table]) -> ir.Table:
    """Return person_id, check, element, done and declined within the window.

    ``last_on`` is the day of the last record, within the window or before it.
    """
    day = extract_date.of_file(tables, "health_checks")
    checks = tables["health_checks"].cross_join(day)
    records = checks.filter(checks.done_on <= checks.as_at)
    within = records.done_on > records.as_at - ibis.interval(months=WINDOW_MONTHS)
    element = ibis.cases((records.check.isin([*ELEMENT]), records.element), else_=WHOLE)
    declined = records.declined.fill_null(False)
    records = records.mutate(
        element=element,
        said_no=(declined & within).cast("int8"),
        was_done=(~declined & within).cast("int8"),
    )
    return records.group_by("person_id", "check", "element").agg(
        done=records.was_done.max(),
        declined=records.said_no.max(),
        last_on=records.done_on.max(),
    )


def _recent_cancer(tables: Mapping[str, ir.Table]) -> ir.Table:
    """Return person_id, register, reviewed (1 or 0) and entered of the diagnosed."""
    entries = cancer_entries(tables).cross_join(extract_date.expr(tables))
    recent = entries.filter(
        (entries.from_date <= entries.as_at)
        & (entries.from_date > entries.as_at - ibis.interval(months=CANCER_MONTHS))
    )
    reviewed = (recent.reviewed_on <= recent.as_at).fill_null(False)
    people = recent.group_by("person_id").agg(
        reviewed=reviewed.cast("int8").max(), entered=recent.from_date.min()
    )
    return people.mutate(register=ibis.literal(_RECENT_CANCER))


def _care_plans(tables: Mapping[str, ir.Table], people: ir.Table) -> ir.Table:
    """Return the step of a plan for everybody with an open episode."""
    day = extract_date.of_file(tables, "care_plans")
    plans = tables["care_plans"].cross_join(day)
    since = plans.as_at - ibis.interval(months=WINDOW_MONTHS)
    declined = plans.declined.fill_null(False)
    newest = ibis.greatest(
        plans.agreed_on, plans.reviewed_on.fill_null(plans.agreed_on)
    )
    plans = plans.mutate(
        was_done=((newest > since) & ~declined).cast("int8"),
        said_no=((plans.agreed_on > since) & declined).cast("int8"),
        answered_on=ibis.cases((declined, plans.agreed_on), else_=newest),
    )
    agreed = plans.group_by("person_id").agg(
        done=plans.was_done.max(),
        declined=plans.said_no.max(),
        last_on=plans.answered_on.max(),
    )
    due = open_episodes(tables).semi_join(people, "person_id")
    renamed = agreed.rename(plan_person="person_id")
    steps_due = due.left_join(renamed, due.person_id == renamed.plan_person)
    return steps_due.select(
        "person_id",
        check=ibis.literal(CARE_PLAN),
        element=ibis.literal(WHOLE),
        since=_due_since(steps_due.opened_on, steps_due.last_on),
        done=steps_due.done.fill_null(0).cast("int8"),
        declined=steps_due.declined.fill_null(0).cast("int8"),
    )


def open_episodes(tables: Mapping[str, ir.Table]) -> ir.Table:
    """Return everyone with an open episode on the extract's day.

    person_id, opened_on (of the oldest open episode) and coordinator_id (of the newest,
    which may have none).
    """
    episodes = tables["caseload"].cross_join(extract_date.expr(tables))
    running = (episodes.opened_on <= episodes.as_at) & (
        episodes.closed_on.isnull() | (episodes.closed_on > episodes.as_at)
    )
    now = episodes.filter(running)
    newest = ibis.window(
        group_by="person_id",
        order_by=[ibis.desc("opened_on"), ibis.desc("episode_id")],
    )
    now = now.mutate(place=ibis.row_number().over(newest))
    return now.group_by("person_id").agg(
        opened_on=now.opened_on.min(),
        coordinator_id=now.coordinator_id.max(where=now.place == 0),
    )
