"""Which PCNs of this ICB made no workforce return?"""

from collections.abc import Sequence
from datetime import date

from data_access.answers.core import Caption, Column, Line, LinesReport, Mark, Table
from data_access.door import Context
from data_access.errors import CareImpactError
from data_access.queries.england_returns import (
    Returns,
    pcns_on_map,
    returns_by_date,
    returns_of_icb,
)
from data_access.questions.england.england_place import find_english_pcn
from data_access.questions.england.england_workforce import (
    NOT_LOADED,
    gap_words,
    with_gaps,
)
from data_access.words.numbers import month_text
from data_access.words.places import place_name
from data_access.words.sentences import listed

_NAMED = 3  # in a headline; the summary and the table name them all


def england_returns(context: Context) -> LinesReport:
    """Report the share of today's PCNs with a return at each date, and those with none.

    ICB and England are the PCNs of the newest map: a PCN that did not exist at a date
    counts as having no return, because no map of that day is loaded.
    """
    with context.evidence.connect() as connection:
        pcn = find_english_pcn(context, connection)
        pcns = returns_of_icb(connection, pcn.icb_code)
        by_date = returns_by_date(connection, pcn.icb_code)
        everywhere = pcns_on_map(connection)
    if not by_date:
        raise CareImpactError(NOT_LOADED)
    newest = by_date[-1][0]
    without = [place for place in pcns if place.last != newest]
    icb = place_name(pcn.icb_name)
    days = [day for day, _, _ in by_date]
    dates = with_gaps(days)
    here = {day: 100 * count / len(pcns) for day, count, _ in by_date}
    england = {day: 100 * count / everywhere for day, _, count in by_date}
    return LinesReport(
        caption=Caption(
            headline=_headline(without, len(pcns), icb, newest),
            subtitle=(
                "PCNs of the newest map with a workforce return, per cent, "
                f"{month_text(days[0])} to {month_text(newest)}"
            ),
            summary=_summary(without, newest) + gap_words(days),
            definition="england",
        ),
        unit="percent",
        dates=dates,
        lines=(
            Line(icb, tuple(here.get(day) for day in dates)),
            Line("England", tuple(england.get(day) for day in dates)),
        ),
        table=_table(pcns, newest, len(days)),
    )


def _headline(without: Sequence[Returns], pcns: int, icb: str, newest: date) -> str:
    if not without:
        return (
            f"All {pcns} PCNs of {icb} filed a workforce return for "
            f"{month_text(newest)}"
        )
    names = [place_name(pcn.name) for pcn in without[:_NAMED]]
    if len(without) > _NAMED:
        names = [*names, f"{len(without) - _NAMED} more"]
    return (
        f"{len(without)} of {pcns} PCNs of {icb} filed no workforce return for "
        f"{month_text(newest)}: {listed(names)}"
    )


def _summary(without: Sequence[Returns], newest: date) -> str:
    if not without:
        return "Every PCN of the ICB on the newest map is in the newest figures."
    names = [f"{place_name(pcn.name)} ({pcn.code})" for pcn in without]
    return (
        f"Missing for {month_text(newest)}, so not in its figures: "
        f"{listed(names)}. A PCN that filed no return may well have staff."
    )


def _table(pcns: Sequence[Returns], newest: date, dates: int) -> Table:
    columns = (
        Column("PCN"),
        Column("Code"),
        Column(f"Return for {month_text(newest)}"),
        Column("Newest return", "month"),
        Column(f"Returns of the {dates} published", "count"),
        Column("Patients", "count"),
    )
    rows = tuple(
        (
            place_name(pcn.name),
            pcn.code,
            "Yes" if pcn.last == newest else "No return",
            pcn.last or Mark.NO_DATA,
            pcn.returns,
            Mark.NO_DATA if pcn.patients is None else pcn.patients,
        )
        for pcn in sorted(pcns, key=lambda pcn: pcn.last == newest)
    )
    return Table("Workforce returns of the ICB's PCNs", columns, rows)
