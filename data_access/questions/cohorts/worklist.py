"""Who in a cohort should be seen next, and what is left to do for each?"""

from collections import Counter
from datetime import date
from typing import Any

from sqlalchemy import and_, true

from data_access.answers.cohorts import WorklistReport
from data_access.answers.core import Caption, Cell, Column, Table
from data_access.catalogue.cohorts import cohort_name
from data_access.catalogue.step_names import step_name
from data_access.choices.cohort_rules import CohortRules
from data_access.door import Context
from data_access.marts.care.person_schema import PERSON_NOW
from data_access.queries.people import (
    HOME_VISIT,
    Condition,
    counts_inside_and_out,
    ranked_people,
    split_list,
)
from data_access.questions.cohorts.cohort_scope import cohort_scope
from data_access.words.numbers import value_text

MOST = 1000  # rows: more than a team works through before the next extract
_FRAILTY = ("Fit", "Mild", "Moderate", "Severe")
NOTHING = "—"
_NEAR: Condition = PERSON_NOW.c.nearest == 1
_COUNTED = {"near": (_NEAR, true()), "home": (and_(_NEAR, HOME_VISIT), true())}

COLUMNS = (
    Column("Place", "count"),
    Column("Pseudonym"),
    Column("Practice"),
    Column("Age", "count"),
    Column("To do next"),
    Column("Steps left", "count"),
    Column("Home visit"),
    Column("Contact with a coordinator"),
    Column("Since"),
    Column("Days since", "count"),
    Column("Registers"),
    Column("Frailty"),
    Column("Emergency admissions, 12 months", "count"),
    Column("On the caseload"),
    Column("Declined"),
)


def worklist(context: Context, rules: CohortRules) -> WorklistReport:
    """List people by pseudonym, those to see first at the top.

    First people one step from a complete check, then people with more steps left, then
    the others; within each group, people who need a home visit first, then those who
    have waited longest. Raises as `cohort_scope`.
    """
    with context.evidence.connect() as connection:
        scope = cohort_scope(context, connection)
        people = ranked_people(connection, scope.practices, rules, MOST)
        counts = counts_inside_and_out(connection, scope.practices, rules, _COUNTED)
    cohort = counts[True]
    names = {practice.code: practice.name for practice in scope.place.practices}
    rows = tuple(
        _row(place, person._mapping, names)
        for place, person in enumerate(people, start=1)
    )
    return WorklistReport(
        caption=Caption(
            headline=_headline(cohort["near"][0], cohort["home"][0]),
            subtitle=f"People by pseudonym, {rules.words}, {scope.where}, {scope.day}",
            summary=_summary(cohort["people"][0]),
            definition="cohorts",
        ),
        people=cohort["people"][0],
        table=Table("Worklist", COLUMNS, rows),
    )


def _row(place: int, person: Any, names: dict[str, str]) -> tuple[Cell, ...]:
    state, since = _waiting(person)
    frailty = person["frailty"]
    return (
        place,
        person["person_id"],
        names[person["practice_code"]],
        person["age"],
        _steps(person["missing"]),
        person["steps_left"],
        _home_visit(person),
        state,
        NOTHING if since is None else since,
        NOTHING if since is None else (person["as_at"] - since).days,
        ", ".join(cohort_name(register) for register in split_list(person["registers"]))
        or NOTHING,
        "Not known" if frailty is None else _FRAILTY[frailty],
        person["emergency_12m"],
        "Yes" if person["on_caseload"] else "No",
        _steps(person["declined"]),
    )


def _steps(text: str) -> str:
    """Name the steps, those of the check that is nearest to complete first."""
    steps = split_list(text)
    left = Counter(step.partition(":")[0] for step in steps)
    steps.sort(key=lambda step: left[step.partition(":")[0]])
    return "; ".join(step_name(step) for step in steps) or NOTHING


def _home_visit(person: Any) -> str:
    if person["care_home"]:
        return "Yes: care home"
    return "Yes: housebound" if person["housebound"] else NOTHING


def _waiting(person: Any) -> tuple[str, date | None]:
    """Return what a person is waiting for, and since when."""
    if person["referred_on"] is not None:
        return "Referred, not yet seen", person["referred_on"]
    if person["last_contact_on"] is not None:
        return "Last seen", person["last_contact_on"]
    return "Never seen", None


def _headline(near: int, home: int) -> str:
    if not near:
        return "No one here is one step from a complete check"
    people = "1 person" if near == 1 else f"{value_text(near, 'count')} people"
    return (
        f"Begin with {people} one step from a complete check; home visits: "
        f"{value_text(home, 'count')}"
    )


def _summary(every: int) -> str:
    summary = (
        "Ranked: one step from a complete check first, then more steps, then "
        "nothing left to do; within each, home visits first, then who has waited "
        "longest. People are shown by pseudonym alone: only the practice can "
        "identify them, from its own local identifier and the key of this store."
    )
    if every > MOST:
        summary += (
            f" These are the first {value_text(MOST, 'count')} of "
            f"{value_text(every, 'count')}: narrow the cohort to see the others."
        )
    return summary
