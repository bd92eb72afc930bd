"""How many care coordinators has this PCN, compared with its ICB and England?"""

import itertools
from collections.abc import Mapping, Sequence
from datetime import date

from data_access.answers.core import Caption, Column, Line, LinesReport, Mark, Table
from data_access.door import Context
from data_access.errors import CareImpactError
from data_access.queries.england_returns import made_return
from data_access.queries.england_workforce import Staffed
from data_access.queries.england_workforce import england_workforce as rows_of
from data_access.questions.england.england_place import find_english_pcn
from data_access.words import remedies
from data_access.words.numbers import cell_text, month_text
from data_access.words.places import place_name

ROLE = "care_coordinator"
_PER = 10_000
LONGEST_STEP_DAYS = 366
NOT_LOADED = remedies.published(
    "No PCN workforce file has been loaded",
    "NHS England's PCN Workforce individual-level file",
)


def england_workforce(context: Context) -> LinesReport:
    """Report full-time equivalents per 10,000 patients at each published date.

    Patients are those of the newest list, because no older one is loaded; a PCN with no
    return at a date is missing there, and left out of its ICB and of England. PCNs
    closed since have no patients on that list: England's staff includes them and no
    rate does.
    """
    with context.evidence.connect() as connection:
        pcn = find_english_pcn(context, connection)
        rows = rows_of(connection, pcn, ROLE)
        if not rows:
            raise CareImpactError(NOT_LOADED)
        returned = made_return(connection, pcn.code, max(row.as_at for row in rows))
    names = {
        "pcn": place_name(pcn.name),
        "icb": place_name(pcn.icb_name),
        "england": "England",
    }
    published = sorted({row.as_at for row in rows})
    dates = with_gaps(published)
    rates = {(row.place, row.as_at): rate(row) for row in rows}
    lines = tuple(
        Line(name, tuple(rates.get((place, day)) for day in dates))
        for place, name in names.items()
    )
    return LinesReport(
        caption=Caption(
            headline=_headline(lines, dates, returned=returned),
            subtitle=(
                "Care coordinators, full-time equivalents per 10,000 patients "
                f"registered on the newest list, {month_text(dates[0])} to "
                f"{month_text(dates[-1])}"
            ),
            summary=_summary(rows, published),
            definition="england",
        ),
        unit="per_10000",
        dates=dates,
        lines=lines,
        table=_table(rows, names),
    )


def rate(row: Staffed) -> float | None:
    """Return FTE per 10,000 patients of the PCNs that are on the newest list."""
    if not row.patients_listed:
        return None
    return _PER * row.fte_listed / row.patients_listed


def with_gaps(days: Sequence[date]) -> tuple[date, ...]:
    """Add an empty date to every gap of over a year between publications.

    Nothing was published by PCN from October 2022 to February 2025; a line across that
    gap would show figures that do not exist.
    """
    empty = [
        before + (after - before) / 2
        for before, after in itertools.pairwise(days)
        if (after - before).days > LONGEST_STEP_DAYS
    ]
    return tuple(sorted([*days, *empty]))


def gap_words(days: Sequence[date]) -> str:
    """Say between which dates nothing was published, where that is over a year."""
    gaps = [
        f"between {month_text(before)} and {month_text(after)}"
        for before, after in itertools.pairwise(days)
        if (after - before).days > LONGEST_STEP_DAYS
    ]
    if not gaps:
        return ""
    return f" Nothing was published by PCN {' and '.join(gaps)}: the lines are broken."


def _headline(
    lines: tuple[Line, ...], dates: tuple[date, ...], *, returned: bool
) -> str:
    own, _, england = lines
    here, there = own.values[-1], england.values[-1]
    if here is None and returned:
        return f"{own.name}: no rate can be given for {month_text(dates[-1])}"
    if here is None:
        return f"{own.name} made no return for {month_text(dates[-1])}"
    if here == 0:
        # Some PCNs have their coordinators recorded by another employer.
        return (
            f"{own.name} recorded no care coordinators in {month_text(dates[-1])}; "
            "they may be employed, and counted, elsewhere"
        )
    said = (
        f"{own.name}: {cell_text(here, 'per_10000')} care coordinators per 10,000 "
        "patients"
    )
    if there is None:
        return said
    comparison = "more" if here > there else "fewer"
    return f"{said}, {comparison} than England's {cell_text(there, 'per_10000')}"


def _summary(rows: Sequence[Staffed], published: Sequence[date]) -> str:
    returned = len([row for row in rows if row.place == "pcn"])
    missing = len(published) - returned
    summary = (
        f"{len(published)} dates were published between {month_text(published[0])} and "
        f"{month_text(published[-1])}.{gap_words(published)}"
    )
    if missing:
        summary += f" This PCN has no figure at {missing} of them: missing, not zero."
    return summary


def _table(rows: Sequence[Staffed], names: Mapping[str, str]) -> Table:
    columns = (
        Column("Place"),
        Column("Date"),
        Column("FTE", "number"),
        Column("Headcount", "count"),
        Column("PCNs with a return", "count"),
        Column("Of them with patients on the newest list", "count"),
        Column("Their patients", "count"),
        Column("Their FTE per 10,000", "per_10000"),
    )
    cells = tuple(
        (
            names[row.place],
            row.as_at,
            row.fte,
            Mark.NO_DATA if row.headcount is None else row.headcount,
            row.pcns,
            row.pcns_listed,
            row.patients_listed or Mark.NO_DATA,
            Mark.NO_DATA if (rate_of_row := rate(row)) is None else rate_of_row,
        )
        for row in rows
    )
    return Table("Care coordinators by place and date", columns, cells)
