"""How did admissions add up, month by month, against those expected?"""

import numpy as np
import pandas as pd

from data_access.answers.core import Caption, Cell, Column, Mark, Table
from data_access.answers.impact import ExpectedObserved, MonthsReport
from data_access.catalogue.indicator import LATE_FILES
from data_access.door import Context
from data_access.errors import CareImpactError
from data_access.marts.impact.impact_design import PRIMARY
from data_access.queries.impact_sums import impact_rows
from data_access.questions.impact.comparison_checks import judged, quality_checks
from data_access.questions.impact.estimate_shown import two_digits
from data_access.questions.impact.matched import NOTHING, path_by, read_matched
from data_access.questions.parts.small_counts import shown_count
from data_access.stats.matching import Estimate
from data_access.stats.verdict import Verdict
from data_access.words.numbers import period_text

# Expected admissions vary as sums of small rates: 1.96 standard deviations each way.
_REACH = 1.96


def impact_months(context: Context) -> MonthsReport:
    """Report admissions of people compared after they started, added up to each month.

    Sums of fewer than 8 observed admissions (but not none) are suppressed for readers
    who may not see exact numbers, and the rest rounded to the nearest 5.
    """
    with context.evidence.connect() as connection:
        matched = read_matched(context, connection)
        rows = impact_rows(connection, "impact_path", matched.place.pcn)
    after = rows[rows["k"] > 0]
    if after.empty:
        raise CareImpactError(NOTHING)
    # Added up from the first month: a month alone is a handful of admissions, all
    # noise and mostly too few to show.
    monthly = path_by(after, "month", added_up=True)
    months = tuple(pd.Timestamp(month).date() for month in monthly.index)
    exact = context.viewer.exact_for(matched.place.practice_codes)
    observed = [shown_count(round(value), exact=exact) for value in monthly["observed"]]
    reach = _REACH * np.sqrt(monthly["variance"])

    def shown(numbers: pd.Series) -> tuple[float, ...]:
        return tuple(two_digits(float(number), exact=exact) for number in numbers)

    series = ExpectedObserved(
        unit="count",
        months=months,
        observed=tuple(
            None if isinstance(count, Mark) else float(count) for count in observed
        ),
        expected=shown(monthly["expected"]),
        lower=shown((monthly["expected"] - reach).clip(lower=0)),
        upper=shown(monthly["expected"] + reach),
        provisional=tuple(
            matched.place.provisional(month, LATE_FILES) for month in months
        ),
    )
    estimate = matched.estimate(PRIMARY)
    headline = _headline(estimate, judged(estimate, quality_checks(matched)).verdict)
    return MonthsReport(
        caption=Caption(
            headline=headline,
            subtitle=(
                "Emergency admissions of people compared after they started, added up, "
                f"{matched.place.pcn_name}, {period_text(months[0], months[-1])}"
            ),
            summary=(
                "Expected admissions are those of similar people who had not "
                "started, in the same months. The band is the 95% interval, for "
                "chance in the comparison alone. Provisional months are drawn and not "
                "in the estimate. Small counts are suppressed and others rounded."
            ),
            definition="admissions-avoided",
        ),
        series=series,
        table=_table(series, observed),
    )


def _headline(estimate: Estimate, verdict: Verdict) -> str:
    low, high = estimate.rate_ratio_low, estimate.rate_ratio_high
    if low is None or high is None:
        return "Too few admissions to compare with those expected"
    direction = "below" if estimate.avoided > 0 else "above"
    found = f"Observed admissions were {direction} expected"
    if verdict in (Verdict.FEWER, Verdict.MORE):
        return f"{found}, by more than chance"
    if verdict is Verdict.NOT_FAIR or not low <= 1 <= high:
        return f"{found}: {verdict}"
    return f"{found}, by no more than chance"


def _table(series: ExpectedObserved, observed: list[int | Mark]) -> Table:
    columns = (
        Column("Month", "month"),
        Column("Observed", "count"),
        Column("Expected", "count"),
        Column("Expected, lower 95% limit", "count"),
        Column("Expected, upper 95% limit", "count"),
        Column("Status"),
    )
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            month,
            count,
            expected or 0.0,
            lower or 0.0,
            upper or 0.0,
            "provisional" if late else "final",
        )
        for month, count, expected, lower, upper, late in zip(
            series.months,
            observed,
            series.expected,
            series.lower,
            series.upper,
            series.provisional,
            strict=True,
        )
    )
    return Table("Emergency admissions added up to each month", columns, rows)
