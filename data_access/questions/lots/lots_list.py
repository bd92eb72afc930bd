"""Who starts next, as the lots have it?"""

from datetime import date

from data_access.answers.core import Caption, Cell, Column, Table
from data_access.answers.lots import LotsList
from data_access.door import Context
from data_access.months import next_month
from data_access.queries.drawn_people import registered_now, times
from data_access.questions.cohorts.cohort_scope import CohortScope, cohort_scope
from data_access.questions.parts.direct_care import pseudonym_shown
from data_access.state.draws import Draw
from data_access.words.numbers import counted, month_text

_COLUMNS = (
    Column("Place", "count"),
    Column("Starts in", "month"),
    Column("Pseudonym"),
    Column("Practice"),
    Column("Age", "count"),
    Column("State"),
    Column("Cohort drawn"),
)
_DUE, _NEXT, _WAITS = "Month has come, not started", "Starts next", "Waits"


def lots_list(context: Context, draws: tuple[Draw, ...]) -> LotsList | None:
    """List who has drawn a lot and not started, by the month in which they start.

    People of the reader's own practices who are registered now; who was erased or opted
    out, has left, died or started is not in it. None if no lots were drawn. Raises as
    `cohort_scope`.
    """
    with context.evidence.connect() as connection:
        scope = cohort_scope(context, connection)
        here = registered_now(connection, scope.practices)
        time = times(connection, scope.place.pcn)
    if not draws:
        return None
    started = set(time.loc[time["started_on"].notna(), "person_id"])
    names = {one.code: one.name for one in scope.place.practices}
    waiting = {
        str(person): (names[practice], int(age))
        for person, practice, age in here.itertuples(index=False, name=None)
        if person not in started
    }
    rows = sorted(
        (draw.month_of(one.step), *waiting[one.person], one.person, draw.rules.words)
        for draw in draws
        for one in draw.people
        if one.person in waiting
    )
    return _listed(rows, scope)


def _listed(
    rows: list[tuple[date, str, int, str, str]], scope: CohortScope
) -> LotsList:
    now = scope.as_at.replace(day=1)
    coming = min((month for month, *_ in rows if month > now), default=None)
    table: tuple[tuple[Cell, ...], ...] = tuple(
        (
            place,
            month,
            pseudonym_shown(person),
            practice,
            age,
            _DUE if month <= now else _NEXT if month == coming else _WAITS,
            cohort,
        )
        for place, (month, practice, age, person, cohort) in enumerate(rows, start=1)
    )
    due = sum(month <= now for month, *_ in rows)
    following = sum(month == coming for month, *_ in rows)
    headline = "Everybody who drew a lot has started, or left"
    if coming is not None:
        headline = (
            f"{counted(following, 'person starts', 'people start')} in "
            f"{month_text(coming)}"
        )
        if due:
            headline += f"; of {counted(due, 'other')} the month has come"
    elif rows:
        headline = f"Of {counted(due, 'person', 'people')} the month has come"
    return LotsList(
        caption=Caption(
            headline=headline,
            subtitle=(
                f"People who drew a lot and have not started, by pseudonym, "
                f"{scope.where}, {scope.day}"
            ),
            summary=(
                "Each starts in the month drawn, not before: who is taken out of turn "
                "makes the comparison weaker. Months up to that of the extract, "
                f"{month_text(now)}, have come; from {month_text(next_month(now))} on "
                "they are to come. Only the practice can identify people, from its own "
                "local identifier and the key of this store."
            ),
            definition="stepped-start",
        ),
        table=Table("Who starts when", _COLUMNS, table),
        keys=tuple(person for *_, person, _ in rows),
    )
