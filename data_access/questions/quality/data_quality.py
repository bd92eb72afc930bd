"""How recent, how complete and how well coded are the loaded data?"""

from collections import Counter
from collections.abc import Sequence
from datetime import date

import numpy as np

from data_access.answers.core import Cell, Column, Mark, Table
from data_access.answers.quality import QualityReport
from data_access.disclosure.rule import (
    LEAST_SHOWN,
    Flags,
    Floats,
    disclose,
    withheld_cells,
)
from data_access.door import Context
from data_access.ingest.extract.tables import TABLES
from data_access.marts.care.coverage_rule import COMPLETE
from data_access.queries.coverage import file_months
from data_access.queries.places import practices
from data_access.queries.quality import (
    EVERYWHERE,
    FieldCount,
    FileSpan,
    SourceJoin,
    UnknownCode,
    field_counts,
    file_spans,
    published_tables,
    source_joins,
    unknown_codes,
)
from data_access.questions.parts.elsewhere import REMEDY, said_elsewhere
from data_access.questions.parts.missing_months import (
    missing_headline,
    missing_months,
    missing_table,
)
from data_access.questions.parts.place import Place, find_place
from data_access.questions.parts.small_counts import shown_count

# Files that a practice's own system or its hospitals fill every month: one that ends
# early was left out of the export.
MONTHLY = ("admissions", "attendances", "appointments", "health_checks")
_NAMED = 3


def data_quality(context: Context) -> QualityReport:
    """Report freshness, completeness and unknown codes of one PCN's practices."""
    meta = context.evidence.meta()
    with context.evidence.connect() as connection:
        place = find_place(context, connection)
        codes = [practice.code for practice in place.practices]
        spans = file_spans(connection, codes)
        fields = field_counts(connection, codes)
        unknown = unknown_codes(connection)
        everywhere = tuple(practice.code for practice in practices(connection))
        published = published_tables(connection) if meta.published else ()
        joins = source_joins(connection) if published else ()
        months = file_months(connection, place.pcn)
    missing = missing_months(months, place)
    elsewhere = said_elsewhere(place)
    last = meta.last_month or place.month
    behind = _behind(spans, last)
    return QualityReport(
        headline=missing_headline(missing, place, last),
        elsewhere=f"{elsewhere} {REMEDY}" if elsewhere else "",
        missing=missing_table(missing, place),
        freshness=_freshness(context, place, spans, behind),
        sparse=_sparse(fields),
        completeness=_completeness(context, place, fields),
        codes=_codes(unknown, exact=context.viewer.exact_for(everywhere)),
        joins=_joins(joins),
        provisional=tuple(
            sorted(
                {
                    one.month
                    for one in months
                    if one.state == COMPLETE
                    and place.provisional(one.month, {one.file})
                }
            )
        ),
        files=tuple(name for name in TABLES if name in {span.file for span in spans}),
        published=published,
    )


def _behind(spans: Sequence[FileSpan], last: date) -> list[tuple[str, str]]:
    """Return the file and practice of what ends before the last month."""
    return [
        (span.file, span.practice)
        for span in sorted(spans, key=lambda span: (span.file, span.practice))
        if span.file in MONTHLY and span.newest is not None and span.newest < last
    ]


def _freshness(
    context: Context,
    place: Place,
    spans: Sequence[FileSpan],
    behind: list[tuple[str, str]],
) -> Table:
    by_file = {(span.file, span.practice): span for span in spans}
    late = Counter(file for file, _ in behind)
    codes = [practice.code for practice in place.practices]
    of_networks = {span.file for span in spans} - {
        span.file for span in spans if span.practice != EVERYWHERE
    }

    def known(span: FileSpan) -> bool:
        # The day of one of a handful of events may identify a person.
        return (
            span.rows >= LEAST_SHOWN
            or span.file in of_networks
            or context.viewer.exact_for((span.practice,))
        )

    def newest(file: str, code: str) -> Cell:
        span = by_file.get((file, code))
        if span is None or span.newest is None:
            return Mark.NO_DATA
        return span.newest if known(span) else Mark.SUPPRESSED

    rows: list[tuple[Cell, ...]] = []
    for file in TABLES:
        dated = [span for span in spans if span.file == file and span.newest]
        if dated:
            days = [span.newest for span in dated if span.newest and known(span)]
            behind_here = f"{late[file]} of {len(codes)}"
            rows.append(
                (
                    file,
                    max(days) if days else Mark.SUPPRESSED,
                    behind_here if file in MONTHLY else "not due each month",
                    *(
                        newest(file, code)
                        if file not in of_networks
                        else "not by practice"
                        for code in codes
                    ),
                )
            )
    columns = (
        Column("File"),
        Column("Newest day"),
        Column("Practices behind"),
        *(Column(practice.name) for practice in place.practices),
    )
    return Table("Newest day in each file, by practice", columns, tuple(rows))


def _sums(fields: Sequence[FieldCount]) -> dict[tuple[str, str], tuple[int, int]]:
    """Add the practices: rows and filled rows by file and field, as the contract."""
    rows: Counter[tuple[str, str]] = Counter()
    filled: Counter[tuple[str, str]] = Counter()
    for count in fields:
        rows[count.file, count.field] += count.rows
        filled[count.file, count.field] += count.filled
    return {
        (table.name, column.name): (
            filled[table.name, column.name],
            rows[table.name, column.name],
        )
        for table in TABLES.values()
        for column in table.columns
        if rows[table.name, column.name] and not column.required
    }


def _sparse(fields: Sequence[FieldCount]) -> str:
    empty = [
        f"{field} of {file}" for (file, field), (n, _) in _sums(fields).items() if not n
    ]
    if not empty:
        return (
            "Every optional field of the loaded files has a value in at least one row."
        )
    more = f" and {len(empty) - _NAMED} more" if len(empty) > _NAMED else ""
    return f"Empty in every row: {', '.join(empty[:_NAMED])}{more}."


def _completeness(
    context: Context, place: Place, fields: Sequence[FieldCount]
) -> Table:
    names = list(_sums(fields))
    codes = [practice.code for practice in place.practices]
    by_field = {(entry.file, entry.field, entry.practice): entry for entry in fields}
    # Rows of no practice are a part too: the parts must add up to the whole.
    places = (*codes, EVERYWHERE)
    counts = [
        [by_field.get((*name, column_code)) for column_code in places] for name in names
    ]
    filled = np.array(
        [[entry.filled if entry else np.nan for entry in row] for row in counts]
    )
    rows = np.array(
        [[entry.rows if entry else np.nan for entry in row] for row in counts]
    )
    totals = np.array(list(_sums(fields).values()), dtype=float).reshape(-1, 2)
    # No share of one practice may be worked out from those of the others and of all.
    hidden_total, (hidden,) = withheld_cells(totals[:, 0], [filled])
    few_total, (few,) = withheld_cells(totals[:, 1], [rows])
    shares = [
        _shares(
            totals[:, 0],
            totals[:, 1],
            hidden_total,
            few_total,
            context,
            place.practice_codes,
        ),
        *(
            _shares(
                filled[:, at], rows[:, at], hidden[:, at], few[:, at], context, (code,)
            )
            for at, code in enumerate(codes)
        ),
    ]
    cells: tuple[tuple[Cell, ...], ...] = tuple(
        (field, file, *(column[at] for column in shares))
        for at, (file, field) in enumerate(names)
    )
    columns = (
        Column("Field"),
        Column("File"),
        Column("All rows", "percent"),
        *(Column(practice.name, "percent") for practice in place.practices),
    )
    return Table(
        "Rows with a value in each optional field; “unknown” is not a value",
        columns,
        cells,
    )


def _shares(
    filled: Floats,
    rows: Floats,
    filled_withheld: Flags,
    rows_withheld: Flags,
    context: Context,
    practices: tuple[str, ...],
) -> list[Cell]:
    figures = disclose(
        filled,
        rows,
        filled_withheld,
        rows_withheld,
        kind="share",
        multiplier=100.0,
        exact=context.viewer.exact_for(practices),
    )
    return [figure.cell for figure in figures]


def _codes(unknown: Sequence[UnknownCode], *, exact: bool) -> Table:
    """List values on no known list; their rows are those of every practice loaded."""
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            row.value or "others, each of fewer than 8 people",
            row.field,
            row.file,
            shown_count(row.rows, exact=exact),
        )
        for row in unknown
    )
    columns = (
        Column("Value"),
        Column("Field"),
        Column("File"),
        Column("Rows", "count"),
    )
    return Table("Loaded values that are on no known list", columns, rows)


def _joins(joins: Sequence[SourceJoin]) -> Table:
    columns = (
        Column("Published source"),
        Column("Rows read", "count"),
        Column("Joined", "count"),
        Column("Not matched", "count"),
        Column("Not matched, %", "percent"),
        Column("Rejected", "count"),
    )
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            row.title,
            row.read,
            row.joined,
            row.not_joined,
            100 * row.not_joined / row.read if row.read else Mark.NO_DATA,
            row.put_aside,
        )
        for row in joins
    )
    return Table("Published rows matched to their organisation", columns, rows)
