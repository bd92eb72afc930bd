"""What is the uptake of every health check, and did it change in a year?"""

from datetime import date

import pandas as pd

from data_access.answers.core import Caption, Column, Compared, Comparison, Mark, Table
from data_access.answers.verdict import Sign
from data_access.catalogue.checks import CHECKS
from data_access.catalogue.indicator import Indicator
from data_access.catalogue.indicators import BY_ID
from data_access.catalogue.targets import percent_at
from data_access.door import Context
from data_access.errors import CareImpactError
from data_access.queries.indicator_rows import indicator_rows
from data_access.questions.checks.check_place import check_place
from data_access.questions.parts.intervals import limit_columns
from data_access.questions.parts.marks import marked
from data_access.questions.parts.place import Place
from data_access.questions.parts.senders import senders_of_each
from data_access.questions.parts.series import compared_at, series_of
from data_access.questions.parts.trend import trend_of
from data_access.words.numbers import month_text, value_text
from data_access.words.sentences import findings, listed, sentence_case
from data_access.words.verdicts import reading

_NEEDED = (
    "No health check can be shown: load health_checks.csv and cohorts.csv with at "
    "least 12 months of history."
)


def check_overview(context: Context) -> Comparison:
    """Report the uptake of every check at a place, in the twelve months to the month.

    Raises CareImpactError naming the files to load if none is loaded.
    """
    with context.evidence.connect() as connection:
        place = check_place(context, connection)
        rows = indicator_rows(
            connection,
            indicators=CHECKS,
            pcn=place.pcn,
            practices=(place.practice,),
            last=place.month,
        )
    if not (rows["month"] == pd.Timestamp(place.month)).any():
        raise CareImpactError(_NEEDED)
    exact = context.viewer.exact_for(place.practice_codes)
    rows_of = {str(id_): frame for id_, frame in rows.groupby("indicator")}
    names = {id_: BY_ID[id_].name for id_ in rows_of}
    whose = senders_of_each(rows_of, place, names)
    items, signs = [], []
    for id_ in CHECKS:
        item, sign = _check(BY_ID[id_], rows_of.get(id_), place, exact=exact)
        items.append(item)
        signs.append(sign)
    return Comparison(
        caption=Caption(
            headline=_headline(items, signs),
            subtitle="Health checks, per cent of each register with a complete "
            f"check in the 12 months to the end of {month_text(place.month)}, "
            f"{place.name}",
            summary=f"{_summary(items)} {whose}".strip(),
            definition="intervals",
        ),
        places=tuple(items),
        average=None,
        table=_table(items, signs, place),
        whose=whose,
    )


def _check(
    indicator: Indicator, rows: pd.DataFrame | None, place: Place, *, exact: bool
) -> tuple[Compared, Sign]:
    """Return a check's uptake at the month, and what it is beside a year before."""
    if rows is None:
        return Compared(indicator.id, indicator.name, mark=Mark.NO_DATA), "not_judged"
    series = series_of(indicator, rows, place, exact=exact)
    item = compared_at(
        indicator,
        series,
        -1,
        indicator.id,
        indicator.name,
        fewest=indicator.minimum_denominator,
    )
    # A verdict next to a suppressed figure would say how high or low it is.
    trend = trend_of(indicator, series, place) if item.mark is None else None
    return item, trend.signs[-1] if trend else "not_judged"


def _headline(items: list[Compared], signs: list[Sign]) -> str:
    def named(sign: Sign) -> list[str]:
        both = zip(items, signs, strict=True)
        return [item.name for item, found in both if found == sign]

    headline = findings(
        ("lower than a year before", named("worse")),
        ("higher than a year before", named("better")),
    )
    if headline:
        return sentence_case(headline)
    if "none" in signs:
        return "No check is higher or lower than a year before by more than chance"
    return "Uptake of each check; none can be compared with a year before"


def _summary(items: list[Compared]) -> str:
    summary = "Lines show 95% confidence intervals."
    known = [item for item in items if item.value is not None]
    if known:
        lowest = min(known, key=lambda item: item.value or 0.0)
        highest = max(known, key=lambda item: item.value or 0.0)
        summary += (
            f" Uptake runs from {value_text(lowest.value or 0.0, 'percent')} "
            f"({lowest.name}) to {value_text(highest.value or 0.0, 'percent')} "
            f"({highest.name})."
        )
    few = [item.name for item in items if item.mark is Mark.TOO_FEW]
    summary += marked(items, Mark.SUPPRESSED)
    if few:
        summary += f" Fewer than 20 people on the register: {listed(few)}."
    return summary


def _table(items: list[Compared], signs: list[Sign], place: Place) -> Table:
    columns = (
        Column("Check"),
        Column("Uptake", "percent"),
        *limit_columns("percent"),
        Column("Register", "count"),
        Column("Target"),
        Column("Compared with a year before"),
    )
    rows = tuple(
        (item.name, *item.cells, _target(item.code, place.month), reading(sign))
        for item, sign in zip(items, signs, strict=True)
    )
    return Table(f"Health checks, {place.name}", columns, rows)


def _target(check: str, month: date) -> str:
    percent = percent_at(check, month)
    return "none set" if percent is None else value_text(percent, "percent")
