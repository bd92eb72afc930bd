"""What can be known, and when: with the files loaded, and those still to be sent?"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import partial

from sqlalchemy import Connection

from data_access.answers.core import Caption, Cell, Column, Table, TableReport
from data_access.catalogue.cohorts import cohort_name
from data_access.catalogue.indicator import LATE_FILES, Indicator
from data_access.catalogue.indicators import HEADLINES
from data_access.door import Context
from data_access.errors import CareImpactError
from data_access.marts.care.coverage import REGISTERS
from data_access.marts.impact.impact import NEEDS, SHORTEST_STUDY
from data_access.marts.impact.impact_coverage import FILES
from data_access.months import MONTHS_IN_YEAR, month_number
from data_access.queries.coverage import last_sent, senders_of_whole_months
from data_access.queries.impact_sums import impact_rows
from data_access.queries.quality import file_spans
from data_access.questions.parts.place import Place, find_place
from data_access.questions.parts.time_to_know import (
    Held,
    first_time,
    has_figure,
    is_judged,
    window_senders,
)
from data_access.words.numbers import counted
from data_access.words.sentences import listed

HORIZONS = (0, 3, 6, 12)  # months from now
IMPACT = "Impact on emergency admissions"

_STARTS = ("caseload",)
_STAGES = ("not yet", "a figure", "judged")
_STAGES_OF_IMPACT = ("not yet", "first estimate", "a year followed")


@dataclass(frozen=True, slots=True)
class _Row:
    """One thing to know: what is missing for it, and in how many months it is known."""

    name: str
    missing: tuple[str, ...]
    late: str
    figure: int
    judged: int
    stages: tuple[str, str, str] = _STAGES


@dataclass(frozen=True, slots=True)
class _Loaded:
    """What is loaded of a PCN: its files, and those and their fields that have months.

    ``filling`` is how many months a file that arrives late takes to fill up.
    """

    connection: Connection
    place: Place
    files: frozenset[str]
    sent: frozenset[str]
    filling: int


def start_known(context: Context) -> TableReport:
    """Report when each headline indicator, and the impact, can be known.

    It needs no file: what is not loaded is taken to begin next month.
    """
    filling = context.evidence.meta().provisional_months
    try:
        with context.evidence.connect() as connection:
            place = find_place(context, connection)
            codes = [practice.code for practice in place.practices]
            spans = file_spans(connection, codes)
            loaded = _Loaded(
                connection,
                place,
                frozenset(span.file for span in spans if span.rows),
                frozenset(last_sent(connection, place.pcn)),
                filling,
            )
            rows = tuple(_rows(loaded, filling))
    except CareImpactError:
        rows = tuple(_rows(None, filling))
    return TableReport(
        caption=Caption(
            headline=_headline(rows[0]),
            subtitle=(
                "The earliest month of the impact and of each headline indicator, "
                "counted from the newest month loaded"
            ),
            summary=_summary(rows),
            definition="start",
        ),
        table=Table(
            "What can be known, and when", _columns(), tuple(map(_cells, rows))
        ),
    )


def _rows(loaded: _Loaded | None, filling: int) -> Iterator[_Row]:
    yield _impact(loaded, filling)
    for indicator in HEADLINES:
        yield _indicator(indicator, loaded, filling)


def _indicator(indicator: Indicator, loaded: _Loaded | None, filling: int) -> _Row:
    missing = _missing(loaded, indicator.needs, indicator.fields)
    held = _held(loaded, (*indicator.needs, *indicator.fields), filling, missing)
    return _Row(
        indicator.name,
        missing,
        _late(indicator.needs, filling),
        first_time(partial(has_figure, indicator, held)),
        first_time(partial(is_judged, indicator, held)),
    )


def _impact(loaded: _Loaded | None, filling: int) -> _Row:
    """Return the row of the estimate: of the first who start, then of their whole year.

    Who starts needs a year of hospital use before the month of starting and a month
    after it, SHORTEST_STUDY in all.
    """
    hospital = tuple(file for file in FILES if _has(loaded, file)) or FILES[:1]
    history = _held(loaded, hospital, filling, _missing(loaded, hospital, ()))
    starts = _held(loaded, _STARTS, filling, _missing(loaded, _STARTS, ()))

    def followed(months: int, after: int, last: int) -> bool:
        window = SHORTEST_STUDY - 1 + after
        ends = window_senders(history.at(months), window)
        return any(end <= last and end - after in starts.at(months) for end in ends)

    figure = first_time(
        lambda months: (
            (months > 0 or _estimated(loaded)) and followed(months, 1, months)
        )
    )
    year = first_time(
        lambda months: followed(months, MONTHS_IN_YEAR, history.firm_at(months))
    )
    return _Row(
        IMPACT,
        _missing(loaded, NEEDS, ()),
        _late(hospital, filling),
        figure,
        max(year, figure),
        _STAGES_OF_IMPACT,
    )


def _estimated(loaded: _Loaded | None) -> bool:
    return loaded is not None and not (
        impact_rows(loaded.connection, "impact_sums", loaded.place.pcn).empty
    )


def _has(loaded: _Loaded | None, file: str) -> bool:
    return loaded is not None and file in loaded.files


def _missing(
    loaded: _Loaded | None, needs: Collection[str], fields: Collection[str]
) -> tuple[str, ...]:
    """Name the files that are not loaded, and the fields that no row of them fills."""
    files = [file for file in needs if not _has(loaded, file)]
    empty = [
        field
        for field in fields
        if field.partition(".")[0] not in files
        and (loaded is None or field not in loaded.sent)
    ]
    return (*(f"{file}.csv" for file in files), *map(_field, empty))


def _field(name: str) -> str:
    file, _, field = name.partition(".")
    what = f"register {cohort_name(field)}" if file == REGISTERS else field
    return f"{what} in {file}.csv"


def _held(
    loaded: _Loaded | None,
    files: tuple[str, ...],
    filling: int,
    missing: tuple[str, ...],
) -> Held:
    """Return who sent all of the files; what is missing begins next month.

    Files without months, such as coordinators.csv, are there or not.
    """
    late = filling if LATE_FILES.intersection(files) else 0
    if loaded is None or missing:
        return Held({}, 0, late)
    place = loaded.place
    dated = tuple(file for file in files if file in loaded.sent)
    whole = senders_of_whole_months(loaded.connection, place.pcn, dated)
    now = month_number(place.month)
    return Held(
        {month_number(month) - now: senders for month, senders in whole.items()},
        month_number(place.firm_month(files)) - now,
        late,
    )


def _late(files: Collection[str], filling: int) -> str:
    late = [f"{file}.csv" for file in files if file in LATE_FILES]
    return f"{listed(late)}: {counted(filling, 'month')}" if late and filling else "no"


def _columns() -> tuple[Column, ...]:
    return (
        Column("To know"),
        *(Column(f"In {months} months" if months else "Now") for months in HORIZONS),
        Column("First figure"),
        Column("Judged"),
        Column("Missing"),
        Column("Comes late"),
    )


def _cells(row: _Row) -> tuple[Cell, ...]:
    nothing, figure, judged = row.stages
    return (
        row.name,
        *(
            judged
            if row.judged <= months
            else figure
            if row.figure <= months
            else nothing
            for months in HORIZONS
        ),
        _when(row.figure),
        _when(row.judged),
        ", ".join(row.missing) or "nothing",
        row.late,
    )


def _when(months: int) -> str:
    return f"in {counted(months, 'month')}" if months else "now"


def _headline(impact: _Row) -> str:
    return f"The first estimate of the impact can be made {_when(impact.figure)}"


def _summary(rows: tuple[_Row, ...]) -> str:
    missing = list(dict.fromkeys(file for row in rows for file in row.missing))
    return " ".join(
        (
            f"Missing: {listed(missing)}." if missing else "Every file is there.",
            "A figure may be chance; one that is judged is told from it.",
            "A missing file is taken to begin next month, and a loaded one to go on.",
            "Small numbers, and a service that still grows, take longer.",
            "A file sent with its history is known sooner.",
        )
    )
