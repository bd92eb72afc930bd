"""Who in a cohort should be seen next, and what is left to do for each?"""

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
from data_access.marts.care.person_steps import WHOLE
from data_access.queries.people import (
    HOME_VISIT,
    Condition,
    counts_inside_and_out,
    ranked_people,
    split_list,
)
from data_access.questions.cohorts.cohort_scope import cohort_scope
from data_access.questions.parts.direct_care import pseudonym_shown
from data_access.state.worklist_rows import STATES, UNSET, RowState, RowStates, set_by
from data_access.words.numbers import value_text

MOST = 1000  # rows: more than a team works through before the next extract
_FRAILTY = ("Fit", "Mild", "Moderate", "Severe")
NOTHING = "—"
NO_STATES = RowStates()
_NEAR: Condition = PERSON_NOW.c.nearest == 1
_COUNTED = {"near": (_NEAR, true()), "home": (and_(_NEAR, HOME_VISIT), true())}

# In the order of use: who, what to do, how far it has got, and then the rest.
COLUMNS = (
    Column("Place", "count"),
    Column("Pseudonym"),
    Column("To do"),
    Column("Due since"),
    Column("Last contact"),
    Column("Coordinator"),
    Column("State"),
    Column("Set by"),
    Column("Also to do"),
    Column("Home visit"),
    Column("Referred, not seen since"),
    Column("Practice"),
    Column("Age", "count"),
    Column("Steps left", "count"),
    Column("Registers"),
    Column("Frailty"),
    Column("Emergency admissions, 12 months", "count"),
    Column("On the caseload"),
    Column("Declined"),
)


def worklist(
    context: Context, rules: CohortRules, states: RowStates = NO_STATES
) -> WorklistReport:
    """List people by pseudonym, those to see first at the top.

    First people one step from a complete check, then people with other steps left,
    then the others; within each group, people who need a home visit first, then those
    who have waited longest. Raises as `cohort_scope`.
    """
    with context.evidence.connect() as connection:
        scope = cohort_scope(context, connection)
        people = ranked_people(connection, scope.practices, rules, MOST)
        counts = counts_inside_and_out(connection, scope.practices, rules, _COUNTED)
    cohort = counts[True]
    found = [person._mapping for person in people]
    keys = tuple(person["person_id"] for person in found)
    of_row = [states.of.get(key, UNSET) for key in keys]
    names = {practice.code: practice.name for practice in scope.place.practices}
    rows = tuple(
        _row(place, person, state, names[person["practice_code"]])
        for place, (person, state) in enumerate(
            zip(found, of_row, strict=True), start=1
        )
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
        keys=keys,
        revisions=tuple(state.revision for state in of_row),
        states=tuple(STATES.values()),
    )


def _row(place: int, person: Any, state: RowState, practice: str) -> tuple[Cell, ...]:
    frailty = person["frailty"]
    checks = _checks_left(person)
    registers = [cohort_name(one) for one in split_list(person["registers"])]
    return (
        place,
        pseudonym_shown(person["person_id"]),
        _names(checks[:1]),
        _due_since(checks[0][0], person) if checks else NOTHING,
        person["last_contact_on"] or "Never seen",
        _coordinator(person),
        STATES[state.state],
        set_by(state) or NOTHING,
        _names(checks[1:]),
        _home_visit(person),
        person["referred_on"] or NOTHING,
        practice,
        person["age"],
        person["steps_left"],
        ", ".join(registers) or NOTHING,
        "Not known" if frailty is None else _FRAILTY[frailty],
        person["emergency_12m"],
        "Yes" if person["on_caseload"] else "No",
        "; ".join(map(step_name, split_list(person["declined"]))) or NOTHING,
    )


def _checks_left(person: Any) -> list[tuple[str, list[str]]]:
    """Return each check with its missing steps, the nearest to complete first.

    A check with a declined step cannot be completed, and comes last; of two as near,
    one of several steps comes first, because the others of it are done.
    """
    left: dict[str, list[str]] = {}
    for step in split_list(person["missing"]):
        left.setdefault(step.partition(":")[0], []).append(step)
    refused = {step.partition(":")[0] for step in split_list(person["declined"])}

    def order(item: tuple[str, list[str]]) -> tuple[object, ...]:
        check, steps = item
        whole = steps[0].endswith(f":{WHOLE}")
        return check in refused, len(steps), whole, check

    return sorted(left.items(), key=order)


def _names(checks: list[tuple[str, list[str]]]) -> str:
    return "; ".join(step_name(step) for _, steps in checks for step in steps) or (
        NOTHING
    )


def _due_since(check: str, person: Any) -> date:
    """Return the day since when the first of a check's missing steps is due."""
    days = dict(one.split(":") for one in split_list(person["due_since"]))
    return date.fromisoformat(days[check])


def _coordinator(person: Any) -> str:
    if person["coordinator"] is not None:
        return f"Coordinator {person['coordinator']}"
    return "Not known" if person["on_caseload"] else NOTHING


def _home_visit(person: Any) -> str:
    if person["care_home"]:
        return "Yes: care home"
    return "Yes: housebound" if person["housebound"] else NOTHING


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
        "Ranked: one step from a complete check first, then other steps, then "
        "nothing left to do; within each, home visits first, then who has waited "
        "longest. A check of one step, as a review, counts as other steps. People are "
        "shown by the start of their pseudonym: the practice can put its own "
        "identifiers beside them from its patient list."
    )
    if every > MOST:
        summary += (
            f" These are the first {value_text(MOST, 'count')} of "
            f"{value_text(every, 'count')}: narrow the cohort to see the others."
        )
    return summary
