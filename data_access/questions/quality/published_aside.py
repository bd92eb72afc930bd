"""Which published figures were put aside at the load, and why?"""

from data_access.answers.core import Caption, Cell, Column, Mark, Table, TableReport
from data_access.door import Context
from data_access.errors import CareImpactError
from data_access.queries.quality import figures_aside
from data_access.words import remedies
from data_access.words.numbers import counted, number_text

_METHOD = "data-quality"
_COLUMNS = (
    Column("Published source"),
    Column("File"),
    Column("Where"),
    Column("Published as"),
    Column("Why it cannot be"),
    Column("Figures", "count"),
)


def published_aside(context: Context) -> TableReport:
    """List each figure that cannot be, with its place and the reason.

    Published figures are the same for every reader. Raises CareImpactError before the
    first load of published files.
    """
    if not context.evidence.meta().published:
        raise CareImpactError(
            remedies.commanded(
                "No published files are loaded",
                "`care-impact load-open FOLDER`",
                "load them",
            )
        )
    with context.evidence.connect() as connection:
        found = figures_aside(connection)
    total = sum(row.figures for row in found)
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            row.title,
            row.file,
            row.place or f"{number_text(row.figures)} more places",
            row.given or Mark.NO_DATA,
            row.reason,
            row.figures,
        )
        for row in found
    )
    table = Table("Published figures left out of every page", _COLUMNS, rows)
    files = len({row.file for row in found})
    summary = (
        f"{counted(total, 'figure')} of {counted(files, 'file')} cannot be. Each is "
        "left out of every page as if it had not been published; its row is kept with "
        "its other figures. Ask the publisher, or load the revised file."
        if found
        else "No published figure was put aside."
    )
    caption = Caption("Published figures put aside", table.caption, summary, _METHOD)
    return TableReport(caption, table)
