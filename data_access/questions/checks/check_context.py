"""How does this place's uptake compare with its sub-ICB and England?"""

from collections.abc import Iterable
from datetime import date

import pandas as pd
from sqlalchemy import Connection

from data_access.answers.core import (
    Caption,
    Cell,
    Column,
    Line,
    LinesReport,
    Table,
    as_cell,
)
from data_access.catalogue.indicator import Indicator
from data_access.catalogue.indicators import BY_ID
from data_access.door import Context
from data_access.errors import CareImpactError
from data_access.marts.published.published_schema import MERGERS
from data_access.months import month_end, months_between
from data_access.queries.england_checks import SubIcb
from data_access.queries.hub_checks import areas_of
from data_access.queries.month_cells import month_cells
from data_access.queries.published_uptake import ld_uptake, smi_uptake
from data_access.questions.checks.check_place import check_place
from data_access.questions.parts.month_values import compared_value
from data_access.questions.parts.place import Place
from data_access.words import remedies
from data_access.words.numbers import date_text, month_text, value_text
from data_access.words.sentences import listed

QUARTER_ENDS = (3, 6, 9, 12)  # the first ends the financial year as well

_FILES = {
    "smi_check": "Physical Health Checks for People with Severe Mental Illness",
    "ld_check": "Learning Disabilities Health Check Scheme",
}
_NAMES = {"sub_icb": "Its sub-ICB", "england": "England"}


def check_context(context: Context, check: str) -> LinesReport:
    """Report a check here and its published uptake, by quarter or by year.

    Raises CareImpactError if the check is not published, or not loaded.
    """
    indicator = BY_ID[check]
    if check not in _FILES:
        raise CareImpactError(
            f"{indicator.name}: no published file that can be loaded has uptake by "
            "area, so there is no comparison with England."
        )
    with context.evidence.connect() as connection:
        place = check_place(context, connection)
        published = (
            _published(connection, check, place)
            if context.evidence.meta().published
            else pd.DataFrame()
        )
        if published.empty:
            raise CareImpactError(
                remedies.published(
                    "No published uptake is loaded to compare with",
                    f"NHS England's {_FILES[check]}",
                )
            )
        here = _here(context, connection, indicator, place)
    wide = published.pivot(index="month", columns="place", values="share")
    dates = tuple(pd.to_datetime(sorted({*wide.index, *here})).date)
    lines = [Line(place.name, tuple(here.get(day) for day in dates))]
    for code, name in _NAMES.items():
        if code in wide:
            shares = wide[code].dropna().to_dict()
            lines.append(Line(name, tuple(shares.get(day) for day in dates)))
    return LinesReport(
        caption=Caption(
            headline=_headline(lines, dates),
            subtitle=f"{indicator.name}, per cent of the register, "
            f"{'by quarter' if check == 'smi_check' else 'years to 31 March'}",
            summary=_summary(check, lines),
            definition=check,
        ),
        unit="percent",
        dates=dates,
        lines=tuple(lines),
        table=_table(indicator, lines, dates),
    )


def _published(connection: Connection, check: str, place: Place) -> pd.DataFrame:
    """Return month, place ("sub_icb", "england") and share, in per cent."""
    now, before = (
        _only(areas_of(connection, place.practice_codes, before=day).values())
        for day in (None, MERGERS)
    )
    uptake = smi_uptake if check == "smi_check" else ld_uptake
    return uptake(connection, SubIcb(now or "", before))


def _only(areas: Iterable[str]) -> str | None:
    """Return the area of all; "", which no figure has, of more; None of no map."""
    found = set(areas)
    return (found.pop() if len(found) == 1 else "") if found else None


def _here(
    context: Context, connection: Connection, indicator: Indicator, place: Place
) -> dict[date, float]:
    """Return this place's uptake, as it may be seen, at ends of published periods."""
    ends = QUARTER_ENDS if indicator.id == "smi_check" else QUARTER_ENDS[:1]
    months = months_between(place.first_month, place.month)
    exact = context.viewer.exact_for(place.practice_codes)
    cells = month_cells(
        connection,
        indicators=(indicator.id,),
        pcn=place.pcn,
        months=[day for day in months if day.month in ends],
        dimensions=("all",),
        practices=(place.practice,),
    )
    values = {
        cell.month: compared_value(indicator, cell, "", "", exact=exact).value
        for cell in cells
    }
    return {day: value for day, value in values.items() if value is not None}


def _headline(lines: list[Line], dates: tuple[date, ...]) -> str:
    for period in reversed(range(len(dates))):
        known = [
            f"{value_text(value, 'percent')} {_in(line.name)}"
            for line in lines
            if (value := line.values[period]) is not None
        ]
        if lines[0].values[period] is not None and len(known) > 1:
            return f"To the end of {month_text(dates[period])}: {listed(known)}"
    newest = [
        f"{value_text(value, 'percent')} {_in(line.name)} to the end of "
        f"{month_text(dates[i])}"
        for line in lines
        if (i := _last(line.values)) is not None
        and (value := line.values[i]) is not None
    ]
    return f"No period in common: {listed(newest)}"


def _last(values: tuple[float | None, ...]) -> int | None:
    known = [i for i, value in enumerate(values) if value is not None]
    return known[-1] if known else None


def _in(name: str) -> str:
    return f"in {name}" if name == "England" else name


def _summary(check: str, lines: list[Line]) -> str:
    summary = "Nothing is published by PCN. "
    if check == "ld_check":
        summary += (
            "Published figures count checks alone, leave out people who declined and "
            "miss checks recorded outside the practice; here a health action plan and "
            "ethnicity are needed too, so the levels are not the same measure."
        )
    else:
        summary += "Published figures are of the same six checks in twelve months."
    if len(lines) < 3:
        summary += (
            " The sub-ICB of these practices is not on the published map that is "
            "loaded, so only England is shown."
        )
    return summary


def _table(indicator: Indicator, lines: list[Line], dates: tuple[date, ...]) -> Table:
    columns = (
        Column("Period to the end of"),
        *(Column(line.name, "percent") for line in lines),
    )
    rows: list[tuple[Cell, ...]] = [
        (date_text(month_end(day)), *(as_cell(line.values[i]) for line in lines))
        for i, day in enumerate(dates)
    ]
    return Table(
        f"{indicator.name} compared with published uptake", columns, tuple(rows)
    )
