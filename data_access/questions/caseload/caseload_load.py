"""How heavy is the work: open cases for each whole-time coordinator?"""

from data_access.answers.core import (
    Caption,
    Cell,
    Column,
    Line,
    LinesReport,
    Mark,
    Table,
)
from data_access.catalogue.complexity import read_complexity
from data_access.catalogue.indicators import BY_ID
from data_access.door import Context
from data_access.errors import CareImpactError
from data_access.queries.indicator_rows import indicator_rows
from data_access.questions.parts.open_cases import require_closed_cases
from data_access.questions.parts.place import find_place
from data_access.questions.parts.series import Series, series_of
from data_access.questions.parts.trend import trend_of
from data_access.selection import WHOLE_PCN
from data_access.words.numbers import month_text, period_text, plain_text, value_text

PER_WTE = "caseload_per_wte"
WEIGHTED = "caseload_weighted_per_wte"
IN_POST = "wte_in_post"
NEEDED = (
    "Open cases for each coordinator cannot be shown: load caseload.csv, and "
    "coordinators.csv with at least one coordinator in post."
)


def caseload_load(context: Context) -> LinesReport:
    """Report open cases for each whole-time coordinator of a PCN, plain and weighted.

    For the whole PCN whatever the practice and cohort, because coordinators work across
    them.

    Raises CareImpactError naming the files to load if either is not loaded.
    """
    with context.evidence.connect() as connection:
        place = find_place(context, connection)
        require_closed_cases(
            connection, place, "Open cases for each coordinator over time"
        )
        rows = indicator_rows(
            connection,
            indicators=[PER_WTE, WEIGHTED, IN_POST],
            pcn=place.pcn,
            practices=(WHOLE_PCN,),
            last=place.month,
        )
    if PER_WTE not in set(rows["indicator"]):
        raise CareImpactError(NEEDED)
    everywhere = tuple(practice.code for practice in place.practices)
    exact = context.viewer.exact_for(everywhere)
    series = {
        id_: series_of(BY_ID[id_], rows[rows["indicator"] == id_], place, exact=exact)
        for id_ in (PER_WTE, WEIGHTED, IN_POST)
    }
    dates = series[PER_WTE].months
    if not dates:
        raise CareImpactError(NEEDED)
    lines = tuple(
        Line(
            name,
            tuple(
                figure.value if figure else None
                for figure in series[id_].shown_in(dates)
            ),
        )
        for id_, name in ((PER_WTE, "Open cases"), (WEIGHTED, "Weighted by complexity"))
        if series[id_].months  # none where no case says how complex it is
    )
    complexity = read_complexity()
    trend = trend_of(BY_ID[PER_WTE], series[PER_WTE], place)
    change = trend.verdict.sentence if trend else ""
    weights = ", ".join(
        f"{plain_text(weight)} where it is {level}"
        for level, weight in complexity.weights.items()
    )
    return LinesReport(
        caption=Caption(
            headline=_headline(series),
            subtitle=f"Open cases for each whole-time coordinator in post, "
            f"{place.pcn_name}, {period_text(dates[0], dates[-1])}",
            summary=f"{change} A case counts by its complexity: {weights}. Source "
            f"of the weights: {complexity.source}. This is for the whole PCN, "
            "whatever is chosen above: coordinators work across its practices.".strip(),
            definition=WEIGHTED,
        ),
        unit="ratio",
        dates=dates,
        lines=lines,
        table=_table(place.pcn_name, series),
    )


def _headline(series: dict[str, Series]) -> str:
    last = series[PER_WTE].months[-1]
    plain, heavy = (
        series[id_].shown[-1].value if series[id_].shown else None
        for id_ in (PER_WTE, WEIGHTED)
    )
    if plain is None:
        return f"Open cases for each coordinator cannot be shown for {month_text(last)}"
    headline = (
        f"{value_text(plain, 'ratio')} open cases for each whole-time coordinator in "
        f"{month_text(last)}"
    )
    if heavy is None:
        return headline
    return f"{headline}, {value_text(heavy, 'ratio')} when weighted by complexity"


def _table(where: str, series: dict[str, Series]) -> Table:
    columns = (
        Column("Month", "month"),
        Column("Coordinators in post, WTE", "number"),
        Column("Open cases for each", "ratio"),
        Column("Weighted by complexity", "ratio"),
    )
    by_month = {
        id_: dict(zip(line.months, line.shown, strict=True))
        for id_, line in series.items()
    }
    rows: list[tuple[Cell, ...]] = []
    for day in series[PER_WTE].months:
        cells: list[Cell] = []
        for id_ in (IN_POST, PER_WTE, WEIGHTED):
            figure = by_month[id_].get(day)
            cells.append(figure.cell if figure else Mark.NO_DATA)
        rows.append((day, *cells))
    return Table(f"Open cases for each coordinator, {where}", columns, tuple(rows))
