"""How many start on the caseload, and how many finish?"""

from datetime import date

from data_access.answers.core import (
    Caption,
    Cell,
    Column,
    Line,
    LinesReport,
    Mark,
    Table,
)
from data_access.catalogue.cohorts import cohort_name
from data_access.catalogue.indicators import BY_ID
from data_access.disclosure.rule import Shown
from data_access.door import Context
from data_access.errors import CareImpactError
from data_access.queries.indicator_rows import indicator_rows
from data_access.questions.parts.open_cases import require_closed_cases
from data_access.questions.parts.place import find_place
from data_access.questions.parts.series import Series, series_of
from data_access.questions.parts.trend import trend_of
from data_access.questions.parts.why_missing import missing
from data_access.words.numbers import month_text, period_text, value_text

_YEAR = 12
_LINES = {"caseload_new": "Started", "caseload_closed": "Finished"}


def caseload_flow(context: Context) -> LinesReport:
    """Report how many people start and finish at a place, month by month.

    Raises CareImpactError naming the file to load if there is no caseload.
    """
    with context.evidence.connect() as connection:
        place = find_place(context, connection)
        require_closed_cases(connection, place, "Starting and finishing")
        rows = indicator_rows(
            connection,
            indicators=list(_LINES),
            pcn=place.pcn,
            practices=(place.practice,),
            cohort=place.cohort,
            last=place.month,
        )
    if rows.empty:
        raise CareImpactError(missing(context, BY_ID["caseload_new"], place))
    exact = context.viewer.exact_for(place.practice_codes)
    series = {
        id_: series_of(BY_ID[id_], rows[rows["indicator"] == id_], place, exact=exact)
        for id_ in _LINES
    }
    # Either may begin later: a month that is not there is no zero.
    dates = tuple(sorted({day for line in series.values() for day in line.months}))
    figures = {id_: series[id_].shown_in(dates) for id_ in _LINES}
    lines = tuple(
        Line(name, tuple(figure.value if figure else None for figure in figures[id_]))
        for id_, name in _LINES.items()
    )
    changes = []
    for id_, name in _LINES.items():
        trend = trend_of(BY_ID[id_], series[id_], place)
        if trend is not None:
            sentence = trend.verdict.sentence
            changes.append(f"{name}: {sentence[0].lower()}{sentence[1:]}")
    where = f"{place.name}, {cohort_name(place.cohort).lower()}"
    return LinesReport(
        caption=Caption(
            headline=_headline(series, dates[-1]),
            subtitle=f"People starting and finishing on the caseload, {where}, "
            f"{period_text(dates[0], dates[-1])}",
            summary=" ".join(changes) or "There are too few months to judge a change.",
            definition="caseload_new",
        ),
        unit="count",
        dates=dates,
        lines=lines,
        table=_table(where, dates, lines, figures),
    )


def _headline(series: dict[str, Series], last: date) -> str:
    sums = []
    for id_ in _LINES:
        values = [figure.value for figure in series[id_].shown[-_YEAR:]]
        if len(values) < _YEAR or None in values:
            # A sum of what is shown would be low by what is not.
            return f"People starting and finishing by month, to {month_text(last)}"
        sums.append(sum(value for value in values if value is not None))
    started, finished = (value_text(total, "count") for total in sums)
    return (
        f"{started} started and {finished} finished in the year to {month_text(last)}"
    )


def _table(
    where: str,
    dates: tuple[date, ...],
    lines: tuple[Line, ...],
    figures: dict[str, tuple[Shown | None, ...]],
) -> Table:
    columns = (
        Column("Month", "month"),
        *(Column(line.name, "count") for line in lines),
    )
    rows: list[tuple[Cell, ...]] = []
    for day, *both in zip(dates, *figures.values(), strict=True):
        cells = (figure.cell if figure else Mark.NO_DATA for figure in both)
        rows.append((day, *cells))
    return Table(f"Starting and finishing, {where}", columns, tuple(rows))
