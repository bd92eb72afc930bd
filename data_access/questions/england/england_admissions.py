"""How do emergency admissions change over time in this PCN's ICB?"""

from dataclasses import replace

import numpy as np
import pandas as pd

from data_access.answers.core import Caption, Column, Mark, Table, Trend, TrendReport
from data_access.catalogue.indicators import BY_ID
from data_access.door import Context
from data_access.errors import CareImpactError
from data_access.marts.published.published_schema import MERGERS
from data_access.queries.england_admissions import england_admissions as rows_of
from data_access.queries.england_places import icb_succession
from data_access.questions.england.england_age import old_mark
from data_access.questions.england.england_place import find_english_pcn
from data_access.questions.england.england_succession import same_icb
from data_access.questions.parts.trend import Given, judged_trend
from data_access.questions.parts.trend_words import how_judged
from data_access.words import remedies
from data_access.words.numbers import counted, period_text
from data_access.words.verdicts import reading

# As a local network's, in admissions of the whole ICB a day.
_DAILY = replace(BY_ID["emergency"], unit="count")

_MERGERS = pd.Timestamp(MERGERS)

_FEWEST = 2  # months with a figure, between which something can have changed


def england_admissions(context: Context) -> TrendReport:
    """Report the ICB's emergency admissions a day, month by month, as an XmR chart.

    The rate is a day because months differ in length by a tenth. A month that was not
    published is a gap. These are all admissions of an ICB of a million people or more:
    the work of one PCN's coordinators cannot be seen in them.
    """
    with context.evidence.connect() as connection:
        pcn = find_english_pcn(context, connection)
        succession = icb_succession(connection)
        rows = rows_of(connection, pcn.icb_before, pcn.icb_code)
    rows, apart = _one_icb(rows, same_icb(succession, pcn.icb_before, pcn.icb_code))
    if rows["emergency_admissions"].count() < _FEWEST:
        raise CareImpactError(
            remedies.published(
                "Fewer than two months of emergency admissions can be used for this "
                "PCN's ICB",
                "NHS England's A&E Attendances and Emergency Admissions by ICB, and a "
                "practice map from before April 2026,",
            )
        )
    of_before = rows["month"].iloc[0] < _MERGERS
    icb = pcn.icb_before if of_before else pcn.icb_code
    months = pd.date_range(rows["month"].iloc[0], rows["month"].iloc[-1], freq="MS")
    admissions = rows.set_index("month")["emergency_admissions"].reindex(months)
    daily = (admissions / months.days_in_month).to_numpy(dtype=float)
    trend = _trend(daily, months)
    return TrendReport(
        caption=Caption(
            headline=f"The ICB's emergency admissions: {trend.verdict.reading}",
            subtitle=(
                f"Emergency admissions a day, ICB {icb} "
                f"({'before' if of_before else 'since'} the mergers of April 2026), "
                f"{period_text(trend.months[0], trend.months[-1])}"
                f"{old_mark(trend.months[-1], pcn.as_at)}"
            ),
            summary=(
                f"{trend.verdict.sentence} All patients of the ICB: the work of one "
                f"PCN cannot be seen here. {apart}{how_judged(_DAILY, trend)}"
            ),
            definition="england",
        ),
        trend=trend,
        table=_table(admissions, trend),
    )


def _one_icb(rows: pd.DataFrame, same: bool) -> tuple[pd.DataFrame, str]:
    """Return the months of one ICB, and a sentence on those of another left out.

    Where other practices make up the ICB since April 2026, its months are no
    continuation: those of the longer time are taken.
    """
    late = rows["month"] >= _MERGERS
    if same or late.all() or not late.any():
        return rows, ""
    keep, left = (late, ~late) if late.sum() > (~late).sum() else (~late, late)
    when = "before" if late.sum() > (~late).sum() else "from"
    return rows[keep].reset_index(drop=True), (
        f"{counted(int(left.sum()), 'month')} {when} April 2026 are of an ICB with "
        "other practices, are not comparable, and are not drawn. "
    )


def _trend(daily: np.ndarray, months: pd.DatetimeIndex) -> Trend:
    missing = np.isnan(daily)
    given = Given(
        months=tuple(month.date() for month in months),
        shown=tuple(None if np.isnan(v) else float(v) for v in daily),
        marks=tuple(Mark.NO_DATA if gone else None for gone in missing),
        provisional=(False,) * len(daily),
        judged=daily,
        people=np.full(len(daily), np.nan),
    )
    return judged_trend(_DAILY, given)


def _table(admissions: pd.Series, trend: Trend) -> Table:
    columns = (
        Column("Month", "month"),
        Column("Emergency admissions", "count"),
        Column("A day", "count"),
        Column("Reading"),
    )
    rows = tuple(
        (
            month,
            Mark.NO_DATA if pd.isna(count) else int(count),
            Mark.NO_DATA if value is None else value,
            reading(sign),
        )
        for month, count, value, sign in zip(
            trend.months, admissions, trend.values, trend.signs, strict=True
        )
    )
    return Table("Emergency admissions by month", columns, rows)
