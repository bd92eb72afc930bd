"""One indicator month by month, as a control chart that this viewer may see."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from data_access.answers import Mark, Trend
from data_access.disclosure import Shown, disclose
from data_access.indicators.record import MULTIPLIER, Indicator
from data_access.questions.place import Place
from data_access.stats import intervals, spc
from data_access.stats.limits import Interval


@dataclass(frozen=True, slots=True)
class Series:
    """Exact and shown values of one indicator at one place.

    Both have one entry a month from the first with a value to the last asked for;
    ``exact`` is NaN where the month is missing. ``judged`` is the last month that is
    not provisional.
    """

    months: tuple[date, ...]
    numerator: np.ndarray
    denominator: np.ndarray
    exact: np.ndarray
    shown: tuple[Shown, ...]
    judged: date | None


def series_of(
    indicator: Indicator, rows: pd.DataFrame, place: Place, *, exact: bool
) -> Series:
    """Lay rows of the monthly mart on every month, leaving gaps where none is held."""
    rows = rows.sort_values("month")
    if rows.empty:
        none = np.array([])
        return Series((), none, none, none, (), None)
    months = pd.date_range(rows["month"].iloc[0], place.month, freq="MS")
    full = rows.set_index("month").reindex(months)
    numerator = full["numerator"].to_numpy(dtype=float)
    denominator = full["denominator"].to_numpy(dtype=float)
    multiplier = MULTIPLIER[indicator.unit]
    if indicator.unit == "count":
        values = numerator
    else:
        with np.errstate(divide="ignore", invalid="ignore"):
            values = np.where(
                denominator > 0, multiplier * numerator / denominator, np.nan
            )
    shown = disclose(
        numerator,
        denominator,
        full["numerator_withheld"].to_numpy(),
        full["denominator_withheld"].to_numpy(),
        kind=_kind(indicator),
        multiplier=multiplier,
        exact=exact,
    )
    days = tuple(month.date() for month in months)
    judged = [
        day for day in days if not (indicator.arrives_late and place.provisional(day))
    ]
    return Series(
        days, numerator, denominator, values, shown, judged[-1] if judged else None
    )


def trend_of(indicator: Indicator, series: Series, place: Place) -> Trend | None:
    """Draw the series as an XmR chart; None where no month has a value.

    Provisional months of what arrives late are drawn but never judged: they are low
    because they are incomplete. Limits come from exact numbers.
    """
    settled = np.array(
        [series.judged is not None and day <= series.judged for day in series.months]
    )
    values = np.where(settled, series.exact, np.nan)
    if not np.isfinite(values).sum() > 1:
        return None
    chart = spc.xmr(values, improvement=indicator.improvement, target=indicator.target)

    def spread(line: np.ndarray) -> tuple[float | None, ...]:
        # Lines are drawn through provisional months at their last level.
        full = pd.Series(line, index=chart.kept).reindex(range(len(values)))
        filled = full.ffill().bfill()
        return tuple(None if np.isnan(v) else float(v) for v in filled)

    def words(column: np.ndarray) -> tuple[str, ...]:
        held = dict(zip(chart.kept.tolist(), column.tolist(), strict=True))
        return tuple(held.get(position, "") for position in range(len(values)))

    return Trend(
        unit=indicator.unit,
        months=series.months,
        values=tuple(shown.value for shown in series.shown),
        marks=tuple(shown.mark for shown in series.shown),
        mean=spread(chart.mean),
        lower=spread(chart.lower),
        upper=spread(chart.upper),
        label=words(chart.label),
        rule=words(chart.rule),
        provisional=tuple(
            indicator.arrives_late and place.provisional(day) for day in series.months
        ),
        variation=None if chart.trial else chart.variation,  # type: ignore[arg-type]
        assurance=None if chart.trial else chart.assurance,  # type: ignore[arg-type]
        trial=chart.trial,
        target=indicator.target,
    )


def interval_of(
    indicator: Indicator, numerator: float, denominator: float
) -> tuple[float, float] | None:
    """Return 95% limits in the indicator's unit, on exact numbers.

    Wilson for shares, exact Poisson or Byar for rates; None for counts of the whole
    caseload and ratios to staff in post, which are not samples of anything.
    """
    if not denominator > 0 or indicator.unit in ("count", "ratio"):
        return None
    multiplier = MULTIPLIER[indicator.unit]
    found: Interval
    if indicator.unit == "percent":
        found = intervals.wilson(numerator, denominator)
    else:
        found = intervals.rate(numerator, denominator)
    return float(found.lower) * multiplier, float(found.upper) * multiplier


def withheld(mark: Mark | None) -> bool:
    """Say whether a figure is hidden, so that its interval must be hidden too."""
    return mark is Mark.SUPPRESSED


def _kind(indicator: Indicator) -> str:
    if indicator.unit == "percent":
        return "share"
    return "count" if indicator.unit == "count" else "rate"
