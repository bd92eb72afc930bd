"""How many people go through the steps of proactive care, and where are they lost?"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from data_access.answers.core import (
    Caption,
    Cell,
    Column,
    Compared,
    Comparison,
    Mark,
    Table,
    as_cell,
)
from data_access.catalogue.indicator import ROLLING_MONTHS
from data_access.catalogue.indicators import BY_ID
from data_access.disclosure.rule import HALF, LEAST_SHOWN
from data_access.door import Context
from data_access.errors import CareImpactError
from data_access.queries.coverage import last_sent
from data_access.queries.month_cells import MonthCell, month_cells
from data_access.questions.parts.complex_registers import said_of_complex_needs
from data_access.questions.parts.intervals import limit_columns
from data_access.questions.parts.marks import marked
from data_access.questions.parts.month_values import (
    compared_count,
    compared_value,
)
from data_access.questions.parts.place import Place, as_far_as, find_place
from data_access.questions.parts.senders import said_of_each
from data_access.questions.parts.why_missing import what_is_missing
from data_access.selection import ALL
from data_access.words.numbers import counted, month_text, number_text
from data_access.words.sentences import listed

IDENTIFIED = "complex_needs"
_FIRST = "Identified"
STEPS = {
    "proactive_taken_on": "Taken on",
    "proactive_planned": "Plan agreed",
    "proactive_acted_on": "Plan acted on",
    "proactive_reviewed": "Plan reviewed",
}
_CAME = {
    "proactive_taken_on": "were taken on",
    "proactive_planned": "had a plan",
    "proactive_acted_on": "had it acted on",
    "proactive_reviewed": "had it reviewed",
}
_FILES = ("caseload", "care_plans", "contacts")
_READ = (
    "Each step counts people of the step before, in the 12 months to the month. The "
    "extract has no assessment, no interventions and no schedule of follow-ups: having "
    "been on the caseload, a contact after the plan was agreed, and a review stand for "
    "them. Who is lost at a step may not need it, may have declined it, or may have a "
    "plan so new that no review is due; plans made without a coordinator are not here."
)


@dataclass(frozen=True, slots=True)
class _Step:
    """One step: its people, their share of those ``before``, and how many are lost."""

    people: Compared
    share: Compared
    before: float | None
    lost: float | None


def proactive_steps(context: Context) -> Comparison:
    """Report the people of each step, its share of the step before, and the loss.

    Raises CareImpactError naming the file to load if no register is known.
    """
    with context.evidence.connect() as connection:
        place = _place(context, connection)
        cells = {
            cell.indicator: cell
            for cell in month_cells(
                connection,
                indicators=(IDENTIFIED, *STEPS),
                pcn=place.pcn,
                months=(place.month,),
                cohorts=(place.cohort,),
                dimensions=(ALL,),
                practices=(place.practice,),
            )
        }
        definition = said_of_complex_needs(connection, place)
    if not cells.keys() & STEPS.keys():
        raise CareImpactError(_missing(context, place))
    exact = context.viewer.exact_for(place.practice_codes)
    identified = _identified(cells, exact=exact)
    steps = [
        _step(id_, name, cells.get(id_), exact=exact) for id_, name in STEPS.items()
    ]
    people = (identified, *(step.people for step in steps))
    names = {IDENTIFIED: identified.name, **STEPS}
    senders = {names[id_]: cell.senders for id_, cell in cells.items()}
    words = (
        _READ
        + _largest_loss(identified, steps)
        + marked(people, Mark.SUPPRESSED)
        + _absent(context, steps, place)
    )
    where = f"{place.name}, {month_text(place.month)}"
    return Comparison(
        caption=Caption(
            headline=_headline(identified, steps),
            subtitle=f"Proactive care of people with complex needs, {where}",
            summary=said_of_each(f"{words} {definition}", senders, place),
            definition="targets",
        ),
        places=people,
        average=None,
        table=_table(f"The steps of proactive care, {where}", identified, steps),
    )


def _missing(context: Context, place: Place) -> str:
    last = BY_ID[next(reversed(STEPS))]
    files = listed([f"{file}.csv" for file in last.needs])
    return (
        f"The steps of proactive care cannot be counted for {place.name}: they need "
        f"{files}, with 12 months of history."
        f"{what_is_missing(context, last, place, ROLLING_MONTHS)}"
    )


def _place(context: Context, connection: Connection) -> Place:
    """Resolve a selection at the last month that every file of a step has whole.

    A file that was never sent holds no month back: its steps have no data.
    """
    # Of everybody with complex needs, whom no chosen cohort narrows.
    place = replace(find_place(context, connection), cohort=ALL)
    sent = last_sent(connection, place.pcn)
    return as_far_as(place, connection, [file for file in _FILES if file in sent])


def _identified(cells: Mapping[str, MonthCell], *, exact: bool) -> Compared:
    """Return the people with complex needs, of those practices that the steps are of.

    Their number in all is not known where a practice sent no register or no caseload.
    """
    first = cells.get(next(iter(STEPS)))
    if first is None:
        return compared_count(cells.get(IDENTIFIED), IDENTIFIED, _FIRST, exact=exact)
    return _out_of(first, exact=exact)


def _out_of(cell: MonthCell, *, exact: bool) -> Compared:
    """Return the people of the step before, however few they are."""
    before = replace(
        cell,
        numerator=math.nan if cell.denominator is None else cell.denominator,
        numerator_withheld=cell.denominator_withheld,
    )
    return compared_count(before, IDENTIFIED, _FIRST, exact=exact)


def _step(id_: str, name: str, cell: MonthCell | None, *, exact: bool) -> _Step:
    people = compared_count(cell, id_, name, exact=exact)
    if cell is None:
        return _Step(people, people, None, None)
    before = _out_of(cell, exact=exact).value
    lost = None
    if before is not None and people.value is not None:
        lost = before - people.value
        # Of two rounded numbers, each up to 2 away: fewer than 8 may be behind it.
        if not exact and lost - 2 * HALF < LEAST_SHOWN:
            lost = None
    share = compared_value(BY_ID[id_], cell, id_, name, exact=exact)
    return _Step(people, share, before, lost)


def _headline(identified: Compared, steps: Sequence[_Step]) -> str:
    """Say how many came through each step that may be shown."""
    if identified.value is None:
        return "The steps of proactive care: numbers are too small to show"
    of = f"Of {counted(identified.value, 'person', 'people')} with complex needs"
    known = [
        f"{number_text(step.people.value)} {_CAME[step.people.code]}"
        for step in steps
        if step.people.value is not None
    ]
    return f"{of}, {listed(known)}" if known else f"{of}, no later step is known"


def _largest_loss(identified: Compared, steps: Sequence[_Step]) -> str:
    """Name the step before which most people are lost."""
    losses = [(step.lost, i) for i, step in enumerate(steps) if step.lost]
    if not losses:
        return ""
    lost, i = max(losses, key=lambda loss: loss[0])
    names = [identified.name, *(step.people.name for step in steps)]
    before, after = names[i].lower(), names[i + 1].lower()
    return f" Most are lost between {before} and {after}: {number_text(lost)}."


def _absent(context: Context, steps: Sequence[_Step], place: Place) -> str:
    """Say of each step without data which files it needs, and what they lack."""
    without = [step.people for step in steps if step.people.mark is Mark.NO_DATA]
    if not without:
        return ""
    needs = "; ".join(f"{step.name.lower()} needs {_files(step)}" for step in without)
    last = BY_ID[without[-1].code]
    lacks = what_is_missing(context, last, place, ROLLING_MONTHS)
    return f" No data, which is not zero: {needs}.{lacks}"


def _files(step: Compared) -> str:
    return listed([f"{file}.csv" for file in BY_ID[step.code].needs])


def _table(caption: str, identified: Compared, steps: Sequence[_Step]) -> Table:
    columns = (
        Column("Step"),
        Column("People", "count"),
        Column("Of the step before", "count"),
        Column("Share", "percent"),
        *limit_columns("percent"),
        Column("Lost", "count"),
    )
    rows: list[tuple[Cell, ...]] = [(identified.name, identified.cell, *("",) * 5)]
    for step in steps:
        mark = step.people.mark
        rows.append(
            (
                step.people.name,
                step.people.cell,
                as_cell(step.before, mark),
                *step.share.cells[:3],
                as_cell(step.lost, mark or Mark.SUPPRESSED),
            )
        )
    return Table(caption, columns, tuple(rows))
