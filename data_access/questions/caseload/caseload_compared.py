"""How many cases are open, by practice and by cohort?"""

from sqlalchemy import Connection

from data_access.answers.core import Caption, Column, Compared, Comparison, Mark, Table
from data_access.catalogue.cohorts import COHORT_NAMES, cohort_name
from data_access.catalogue.indicators import BY_ID
from data_access.door import Context
from data_access.errors import CareImpactError
from data_access.queries.coverage import registers_not_sent
from data_access.queries.month_cells import MonthCell, month_cells
from data_access.questions.parts.caseload_rule import said_of_rule
from data_access.questions.parts.marks import marked
from data_access.questions.parts.month_values import compared_count
from data_access.questions.parts.place import Place, find_place
from data_access.questions.parts.why_missing import missing
from data_access.selection import ALL
from data_access.words.numbers import month_text, number_text
from data_access.words.sentences import listed

OPEN = "caseload_open"
WAYS = ("practice", "cohort")


def caseload_compared(context: Context, by: str) -> Comparison:
    """Compare the people on the caseload by one of WAYS, at the month.

    Cohorts add up to more than the whole, because a person can be in several.

    Raises CareImpactError naming the files to load if nothing is loaded.
    """
    with context.evidence.connect() as connection:
        place = find_place(context, connection)
        if by == "practice":
            items = _practices(context, connection, place)
        else:
            items = _cohorts(context, connection, place)
    who = "" if by == "cohort" else f", {cohort_name(place.cohort).lower()}"
    where = place.pcn_name if by == "practice" else place.name
    subtitle = (
        f"People on the caseload by {by}, {where}{who}, {month_text(place.month)}"
    )
    return Comparison(
        caption=Caption(
            headline=_headline(items, by),
            subtitle=subtitle,
            summary=_summary(items, by) + said_of_rule(context),
            definition=OPEN,
        ),
        places=items,
        average=None,
        table=_table(subtitle, by, items),
    )


def _practices(
    context: Context, connection: Connection, place: Place
) -> tuple[Compared, ...]:
    by_practice = {
        cell.practice: cell
        for cell in _cells(connection, place, cohorts=(place.cohort,))
    }
    if not by_practice:
        raise CareImpactError(missing(context, BY_ID[OPEN], place))
    return tuple(
        compared_count(
            by_practice.get(practice.code),
            practice.code,
            practice.name,
            exact=context.viewer.exact_for((practice.code,)),
        )
        for practice in place.practices
    )


def _cohorts(
    context: Context, connection: Connection, place: Place
) -> tuple[Compared, ...]:
    cells = _cells(connection, place, cohorts=None, practices=(place.practice,))
    by_cohort: dict[str, MonthCell | None] = {
        register: None
        for register, practices in registers_not_sent(connection, place.pcn).items()
        if practices.intersection(place.practice_codes)
    }
    by_cohort |= {cell.cohort: cell for cell in cells if cell.cohort != ALL}
    if not by_cohort:
        raise CareImpactError(
            f"People on the caseload of {place.name} cannot be shown by cohort: "
            "load cohorts.csv and caseload.csv."
        )
    exact = context.viewer.exact_for(place.practice_codes)
    known = [code for code in COHORT_NAMES if code in by_cohort]
    local = sorted(set(by_cohort) - set(known))
    return tuple(
        compared_count(by_cohort[code], code, cohort_name(code), exact=exact)
        for code in (*known, *local)
    )


def _cells(
    connection: Connection,
    place: Place,
    *,
    cohorts: tuple[str, ...] | None,
    practices: tuple[str, ...] | None = None,
) -> tuple[MonthCell, ...]:
    return month_cells(
        connection,
        indicators=(OPEN,),
        pcn=place.pcn,
        months=(place.month,),
        cohorts=cohorts,
        dimensions=("all",),
        practices=practices,
    )


def _headline(items: tuple[Compared, ...], by: str) -> str:
    known = [item for item in items if item.value is not None]
    if not known:
        return f"People on the caseload by {by}: numbers are too small to show"
    most = max(item.value or 0.0 for item in known)
    if not most:
        return f"People on the caseload by {by}: no one where a number is shown"
    with_most = [item.name for item in known if item.value == most]
    each = " each" if len(with_most) > 1 else ""
    return f"Most with {listed(with_most)}: {number_text(most)} people{each}"


def _summary(items: tuple[Compared, ...], by: str) -> str:
    summary = {
        "practice": "Counts, not rates: a larger practice has more people to refer.",
        "cohort": "People can be in several cohorts, so the counts add up to more "
        "than the caseload.",
    }[by]
    return summary + marked(items, Mark.SUPPRESSED) + marked(items, Mark.NO_DATA)


def _table(caption: str, by: str, items: tuple[Compared, ...]) -> Table:
    columns = (Column(by.capitalize()), Column("People on the caseload", "count"))
    rows = tuple((item.name, item.cell) for item in items)
    return Table(caption, columns, rows)
