"""How do emergency admissions change over time in this PCN's ICB?"""

import numpy as np
import pandas as pd

from data_access.answers.core import Caption, Column, Mark, Table, Trend, TrendReport
from data_access.door import Context
from data_access.errors import CareImpactError
from data_access.queries.england_admissions import england_admissions as rows_of
from data_access.questions.england.england_place import find_english_pcn
from data_access.stats import spc
from data_access.words.numbers import period_text
from data_access.words.sentences import variation_sentence


def england_admissions(context: Context) -> TrendReport:
    """Report the ICB's emergency admissions a day, month by month, as an XmR chart.

    The rate is a day because months differ in length by a tenth. A month that was not
    published is a gap. These are all admissions of an ICB of a million people or more:
    the work of one PCN's coordinators cannot be seen in them.
    """
    with context.evidence.connect() as connection:
        pcn = find_english_pcn(context, connection)
        icb = pcn.icb_before
        rows = rows_of(connection, icb) if icb else pd.DataFrame()
    if rows.empty:
        raise CareImpactError(
            "No emergency admissions are loaded for this PCN's ICB: download NHS "
            "England's A&E Attendances and Emergency Admissions by ICB, and a practice "
            "map from before April 2026, and run `care-impact load-open FOLDER`."
        )
    months = pd.date_range(rows["month"].iloc[0], rows["month"].iloc[-1], freq="MS")
    admissions = rows.set_index("month")["emergency_admissions"].reindex(months)
    daily = (admissions / months.days_in_month).to_numpy(dtype=float)
    trend = _trend(daily, months)
    return TrendReport(
        caption=Caption(
            headline=_headline(trend),
            subtitle=(
                f"Emergency admissions a day, ICB {icb} (before the mergers of April "
                f"2026), {period_text(trend.months[0], trend.months[-1])}"
            ),
            summary=(
                f"{variation_sentence(trend, trend.months[-1])} All patients of "
                "the ICB: the work of one PCN cannot be seen here, and there is no "
                "adjustment for winter."
            ),
            definition="england",
        ),
        trend=trend,
        table=_table(admissions, trend),
    )


def _trend(daily: np.ndarray, months: pd.DatetimeIndex) -> Trend:
    chart = spc.xmr(daily, improvement="decrease")
    at = {int(position): i for i, position in enumerate(chart.kept)}
    everywhere = range(len(daily))

    def line(values: np.ndarray) -> tuple[float | None, ...]:
        # One group, so each line is level: it is drawn across gaps too.
        return tuple(float(values[-1]) for _ in everywhere)

    def words(column: np.ndarray) -> tuple[str, ...]:
        return tuple(str(column[at[i]]) if i in at else "" for i in everywhere)

    missing = [bool(np.isnan(value)) for value in daily]
    return Trend(
        unit="count",
        months=tuple(month.date() for month in months),
        values=tuple(None if np.isnan(v) else float(v) for v in daily),
        marks=tuple(Mark.NO_DATA if gone else None for gone in missing),
        mean=line(chart.mean),
        lower=line(chart.lower),
        upper=line(chart.upper),
        label=words(chart.label),
        rule=words(chart.rule),
        provisional=(False,) * len(daily),
        variation=None if chart.trial else chart.variation,  # type: ignore[arg-type]
        assurance=None,
        trial=chart.trial,
        target=None,
    )


def _headline(trend: Trend) -> str:
    verdict = {
        "common_cause": "no more than usual variation",
        "improvement_low": "lower, more than chance",
        "concern_high": "higher, more than chance",
    }.get(trend.variation or "", "too few months to tell a change from chance")
    return f"The ICB's emergency admissions: {verdict}"


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
            label.replace("_", " ") or "not judged",
        )
        for month, count, value, label in zip(
            trend.months, admissions, trend.values, trend.label, strict=True
        )
    )
    return Table("Emergency admissions by month", columns, rows)
