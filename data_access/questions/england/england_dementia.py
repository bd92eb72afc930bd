"""How many people with dementia have a care plan, and how many are diagnosed?"""

from collections.abc import Sequence
from datetime import date

from data_access.answers.core import Caption, Column, Line, LinesReport, Table, as_cell
from data_access.door import Context
from data_access.errors import CareImpactError
from data_access.queries.england_checks import SubIcb
from data_access.queries.england_dementia import (
    Diagnosed,
    Planned,
    diagnosis_rates,
    england_planned,
)
from data_access.questions.england.england_age import age_sentence, dated
from data_access.questions.england.england_place import find_english_pcn
from data_access.questions.parts.intervals import limit_columns
from data_access.stats import intervals
from data_access.words import remedies
from data_access.words.numbers import (
    interval_text,
    number_text,
    period_text,
    value_text,
)
from data_access.words.places import place_name

_FILES = "the monthly summary workbook of Primary Care Dementia Data"
_SOURCE = "Published by NHS England, Primary Care Dementia Data"


def england_dementia(context: Context) -> LinesReport:
    """Report people with recorded dementia who had a plan or review in twelve months.

    It is published for England alone.
    """
    with context.evidence.connect() as connection:
        pcn = find_english_pcn(context, connection)
        months = england_planned(connection)
    if not months:
        raise CareImpactError(
            remedies.published("No figure of dementia care plans can be used", _FILES)
        )
    dates = tuple(row.month for row in months)
    shares = tuple(100 * row.planned / row.diagnosed for row in months)
    return LinesReport(
        caption=Caption(
            headline=(
                f"England: {value_text(shares[-1], 'percent')} of people with recorded "
                "dementia had a care plan or its review within twelve months, "
                f"{dated(dates[-1], pcn.as_at)}"
            ),
            subtitle=(
                "Dementia care plan or review in the twelve months before, per cent of "
                f"recorded diagnoses, England, {period_text(dates[0], dates[-1])}"
            ),
            summary=(
                f"{age_sentence(dates[-1], pcn.as_at)}{_SOURCE}, for England only: no "
                "figure is published here for a PCN. "
                f"{_practices(months[-1])}It is highest in March, when the QOF year "
                "ends, so compare a month with the same month of another year."
            ),
            definition="england",
        ),
        unit="percent",
        dates=dates,
        lines=(Line("England", shares),),
        table=_planned_table(months),
    )


def england_diagnosis(context: Context) -> LinesReport:
    """Report the diagnosis rate of people of 65 and over, of the sub-ICB and England.

    Rates and limits are those published: recorded diagnoses of those expected.
    """
    with context.evidence.connect() as connection:
        pcn = find_english_pcn(context, connection)
        rows = diagnosis_rates(connection, SubIcb(pcn.sub_icb_code, pcn.sub_icb_before))
    if not rows:
        raise CareImpactError(
            remedies.published("No dementia diagnosis rate can be used", _FILES)
        )
    here = place_name(pcn.sub_icb_name)
    if pcn.sub_icb_before not in (None, pcn.sub_icb_code):
        here = f"Sub-ICB {pcn.sub_icb_before}, before April 2026"
    names = {"sub_icb": here, "england": "England"}
    dates = tuple(sorted({row.month for row in rows}))
    rates = {(row.place, row.month): row for row in rows}
    latest = {place: rates.get((place, dates[-1])) for place in names}
    return LinesReport(
        caption=Caption(
            headline=_headline(names["sub_icb"], latest["sub_icb"], latest["england"])
            + f", {dated(dates[-1], pcn.as_at)}",
            subtitle=(
                "Recorded dementia of people of 65 and over, per cent of those "
                f"expected to have it, {period_text(dates[0], dates[-1])}"
            ),
            summary=(
                f"{age_sentence(dates[-1], pcn.as_at)}{_SOURCE}, by sub-ICB: no figure "
                "is published for a PCN. A file has one month of the sub-ICBs, and "
                "thirteen of England. The table has the published 95% limits, which "
                "are those of how many are expected; wide ones that overlap say that "
                "two areas may not differ."
            ),
            definition="england",
        ),
        unit="percent",
        dates=dates,
        lines=tuple(
            Line(name, _line(rates, place, dates)) for place, name in names.items()
        ),
        table=_rates_table(rows, names),
    )


def _practices(row: Planned) -> str:
    if row.practices is None or row.practices_open is None:
        return ""
    return (
        f"From {number_text(row.practices)} of {number_text(row.practices_open)} open "
        "practices. "
    )


def _headline(name: str, here: Diagnosed | None, england: Diagnosed | None) -> str:
    if here is None or england is None:
        return f"{name}: no dementia diagnosis rate published for the latest month"
    return (
        f"{name}: {value_text(here.rate, 'percent')} of expected dementia diagnosed "
        f"({interval_text(here.low, here.high, 'percent')}), England "
        f"{value_text(england.rate, 'percent')}"
    )


def _line(
    rates: dict[tuple[str, date], Diagnosed], place: str, dates: Sequence[date]
) -> tuple[float | None, ...]:
    return tuple(
        row.rate if (row := rates.get((place, month))) else None for month in dates
    )


def _planned_table(months: Sequence[Planned]) -> Table:
    columns = (
        Column("Month", "month"),
        Column("With a plan or review, %", "percent"),
        *limit_columns("percent"),
        Column("People with a plan or review", "count"),
        Column("Recorded diagnoses", "count"),
        Column("Practices in the figures", "count"),
        Column("Open practices", "count"),
    )
    shares = intervals.wilson(
        [row.planned for row in months], [row.diagnosed for row in months]
    )
    limits = zip(shares.estimate, shares.lower, shares.upper, strict=True)
    rows = tuple(
        (
            row.month,
            *(100 * float(number) for number in numbers),
            row.planned,
            row.diagnosed,
            as_cell(row.practices),
            as_cell(row.practices_open),
        )
        for row, numbers in zip(months, limits, strict=True)
    )
    return Table("Dementia care plans in England", columns, tuple(reversed(rows)))


def _rates_table(rows: Sequence[Diagnosed], names: dict[str, str]) -> Table:
    columns = (
        Column("Place"),
        Column("Month", "month"),
        Column("Diagnosed, %", "percent"),
        *limit_columns("percent"),
    )
    cells = tuple(
        (names[row.place], row.month, row.rate, row.low, row.high)
        for row in reversed(rows)
    )
    return Table("Dementia diagnosis rate, 65 and over", columns, cells)
