"""Of whom would lots be drawn, how many would start in each step, and may they be?"""

from collections import Counter

from data_access.answers.core import Caption, Column, Table
from data_access.answers.lots import LotsPlan
from data_access.choices.lots_wanted import LotsWanted
from data_access.disclosure.rule import LEAST_SHOWN
from data_access.door import Context
from data_access.months import next_month
from data_access.queries.drawn_people import admissions, never_started
from data_access.questions.cohorts.cohort_scope import CohortScope, cohort_scope
from data_access.questions.lots.usual_admissions import (
    admissions_of,
    fall_shown,
    year_before_last,
)
from data_access.state.draws import Draw
from data_access.stats.checks import Floats
from data_access.stats.stepped import Steps
from data_access.words.numbers import counted, value_text
from data_access.words.sentences import listed

# In a smaller step nobody could show anything, and those who wait are hardly anybody.
LEAST_IN_STEP = LEAST_SHOWN


def lots_plan(
    context: Context, wanted: LotsWanted, draws: tuple[Draw, ...]
) -> LotsPlan:
    """Count by practice and step who would draw lots, and say why if nobody may.

    They are the people of a cohort who are alive and registered, have never been on the
    caseload, and have drawn no lot before. Raises as `cohort_scope`.
    """
    with context.evidence.connect() as connection:
        scope = cohort_scope(context, connection)
        eligible = never_started(connection, scope.practices, wanted.rules)
        admitted = admissions(connection, scope.place.pcn)
    before = {one.person for draw in draws for one in draw.people}
    earlier = eligible["person_id"].isin(before)
    people = eligible[~earlier]
    by_practice = Counter(people["practice_code"])
    sizes = _sizes(len(people), wanted.steps)
    names = {one.code: one.name for one in scope.place.practices}
    months = year_before_last(next_month(scope.as_at))
    known = scope.place.first_month <= months[0]
    could = _could_show(
        admissions_of(people["person_id"], admitted, months) if known else None,
        Steps(sizes, wanted.months_apart),
    )
    refused = _refused(wanted, by_practice, int(earlier.sum()), names)
    return LotsPlan(
        pcn=scope.place.pcn,
        wanted=wanted,
        as_at=scope.as_at,
        people=tuple(
            people[["person_id", "practice_code"]].itertuples(index=False, name=None)
        ),
        refused=refused,
        caption=Caption(
            headline=refused or _headline(len(people), sizes, wanted),
            subtitle=(
                f"People who would draw lots, by practice, {wanted.rules.words}, never "
                f"on the caseload, {scope.where}, {scope.day}"
            ),
            summary=_summary(int(earlier.sum()), could, refused),
            definition="stepped-start",
        ),
        table=_table(by_practice, wanted, scope),
    )


def _sizes(people: int, steps: int) -> tuple[int, ...]:
    """Return the people of each step: dealt out, they differ by one at most."""
    return tuple(people // steps + (step < people % steps) for step in range(steps))


def _refused(
    wanted: LotsWanted,
    by_practice: Counter[str],
    earlier: int,
    names: dict[str, str],
) -> str:
    people = sum(by_practice.values())
    drawn = f" ({counted(earlier, 'other')} drew a lot before)" if earlier else ""
    if wanted.rules.empty:
        return (
            "Choose who is in the cohort: lots are not drawn for everybody registered"
        )
    if people < LEAST_IN_STEP * wanted.steps:
        return (
            f"No lots can be drawn: {counted(people, 'person', 'people')} could draw"
            f"{drawn}, and {wanted.steps} steps need {LEAST_IN_STEP * wanted.steps}; "
            "choose fewer steps or a larger cohort"
        )
    small = [names[code] for code, n in by_practice.items() if n < wanted.steps]
    if small:
        return (
            f"No lots can be drawn: {listed(sorted(small))} would have nobody in some "
            "step; choose fewer steps, or one practice"
        )
    return ""


def _headline(people: int, sizes: tuple[int, ...], wanted: LotsWanted) -> str:
    most, least = sizes[0], sizes[-1]
    each = f"{least}" if most == least else f"{least} or {most}"
    apart = "month" if wanted.months_apart == 1 else f"{wanted.months_apart} months"
    return (
        f"{counted(people, 'person', 'people')} would draw: {each} start every {apart}"
    )


def _summary(
    earlier: int,
    could: str,
    refused: str,
) -> str:
    parts = []
    if earlier:
        parts.append(
            f"{counted(earlier, 'person', 'people')} of this cohort drew a lot before "
            "and keep it: nobody draws twice."
        )
    if not refused:
        parts.append(could)
    parts.append("Nothing is drawn until you draw; a draw cannot be changed.")
    return " ".join(parts)


def _could_show(counts: Floats | None, steps: Steps) -> str:
    """Say what a draw could show, of people's admissions in the year before the last.

    Those of the last year would promise too much of a cohort that was chosen by them.
    """
    if counts is None:
        return "There is too little history to say what this draw could show."
    fall = fall_shown([steps], counts)
    if fall is None:
        return "Not even the largest fall of admissions would be shown by this draw."
    return (
        "If all start as drawn, the smallest fall of emergency admissions that it "
        f"would show, four times in five, is {value_text(100 * fall, 'percent')}."
    )


def _table(by_practice: Counter[str], wanted: LotsWanted, scope: CohortScope) -> Table:
    steps = wanted.steps
    rows = tuple(
        (
            practice.name,
            by_practice[practice.code],
            by_practice[practice.code] // steps,
            -(-by_practice[practice.code] // steps),
        )
        for practice in scope.place.practices
        if practice.code in scope.practices and not wanted.rules.empty
    )
    columns = (
        Column("Practice"),
        Column("People", "count"),
        Column("Fewest in a step", "count"),
        Column("Most in a step", "count"),
    )
    return Table("Who would draw lots", columns, rows)
