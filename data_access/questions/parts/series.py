"""One indicator month by month, as a control chart that this viewer may see."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from data_access.answers.core import Mark, Trend
from data_access.catalogue.indicator import MULTIPLIER, ROLLING_MONTHS, Indicator
from data_access.disclosure.rule import Kind, Shown, disclose
from data_access.questions.parts.place import Place
from data_access.stats import intervals, spc
from data_access.stats.differences import share_difference


@dataclass(frozen=True, slots=True)
class Series:
    """Exact and shown values of one indicator at one place.

    Both have one entry a month from the first with a value to the last asked for;
    ``exact`` is NaN if the month is missing. ``judgeable`` flags the months that may
    be judged: all of their data is there and none of it may still change.
    """

    months: tuple[date, ...]
    numerator: np.ndarray
    denominator: np.ndarray
    squares: np.ndarray
    exact: np.ndarray
    shown: tuple[Shown, ...]
    judgeable: np.ndarray

    @property
    def judged(self) -> date | None:
        """Return the last month that may be judged, or None."""
        places = np.flatnonzero(self.judgeable)
        return self.months[places[-1]] if places.size else None

    def counts(self, position: int) -> tuple[float, float, float]:
        """Return one month's numerator, denominator and sum of squares."""
        return (
            float(self.numerator[position]),
            float(self.denominator[position]),
            float(self.squares[position]),
        )


def series_of(
    indicator: Indicator, rows: pd.DataFrame, place: Place, *, exact: bool
) -> Series:
    """Return rows of the monthly mart by month, with gaps for missing months."""
    if rows.empty:
        empty = np.array([])
        return Series((), empty, empty, empty, empty, (), empty.astype(bool))
    # Arrays and not frames: a page lays out a hundred series, and a frame's own
    # bookkeeping took nine tenths of the time.
    at = rows["month"].to_numpy().astype("datetime64[M]").astype(int)
    first = int(at.min())
    length = np.datetime64(place.month, "M").astype(int) - first + 1

    def monthly(column: str, missing: float | bool) -> np.ndarray:
        full = np.full(length, missing)
        full[at - first] = rows[column].to_numpy()
        return full

    numerator = monthly("numerator", np.nan)
    denominator = monthly("denominator", np.nan)
    multiplier = MULTIPLIER[indicator.unit]
    if indicator.unit == "count":
        values = numerator
    else:
        with np.errstate(divide="ignore", invalid="ignore"):
            values = np.where(
                denominator > 0, multiplier * numerator / denominator, np.nan
            )
    figures = disclose(
        numerator,
        denominator,
        monthly("numerator_withheld", False),
        monthly("denominator_withheld", False),
        kind=_kind(indicator),
        multiplier=multiplier,
        # Posts are staff, not patients.
        exact=exact or not indicator.about_people,
    )
    months = np.arange(first, first + length).astype("datetime64[M]")
    days = tuple(months.astype(object).tolist())
    late = [indicator.arrives_late and place.provisional(day) for day in days]
    return Series(
        months=days,
        numerator=numerator,
        denominator=denominator,
        squares=monthly("squares", np.nan),
        exact=values,
        shown=figures,
        judgeable=np.isfinite(values) & ~np.array(late, dtype=bool),
    )


def trend_of(
    indicator: Indicator,
    series: Series,
    place: Place,
    *,
    rebased: tuple[date, ...] = (),
) -> Trend | None:
    """Return the series as an XmR chart; None if no month has a value.

    New limits start at each month of ``rebased`` that is in the series.

    Provisional months of what arrives late are drawn but never judged: they are low
    because they are incomplete. The average and limits come from exact numbers; where
    most months are withheld they would tell what those are, so they are too.
    """
    values = np.where(series.judgeable, series.exact, np.nan)
    if not np.isfinite(values).sum() > 1:
        return None
    chart = spc.xmr(
        values,
        improvement=indicator.improvement,
        target=indicator.target,
        rebase_at=[i for i, day in enumerate(series.months) if i and day in rebased],
    )

    labels, variation = _believed(indicator, series, chart)

    # Lines are drawn through gaps and provisional months at their last level.
    latest = np.searchsorted(chart.kept, np.arange(len(values)), side="right") - 1
    latest = latest.clip(min=0)

    withheld = sum(figure.mark is Mark.SUPPRESSED for figure in series.shown)
    enough_shown = 2 * withheld <= len(series.shown)

    # From exact lines the exact counts could be worked out, as from exact limits.
    coarse = not all(figure.exact for figure in series.shown)

    def spread(line: np.ndarray) -> tuple[float | None, ...]:
        limit = line[latest].round(1) if coarse else line[latest]
        return tuple(
            float(v) if enough_shown and not np.isnan(v) else None for v in limit
        )

    def texts(column: np.ndarray) -> tuple[str, ...]:
        by_position = dict(zip(chart.kept.tolist(), column.tolist(), strict=True))
        return tuple(by_position.get(position, "") for position in range(len(values)))

    return Trend(
        unit=indicator.unit,
        months=series.months,
        values=tuple(figure.value for figure in series.shown),
        marks=tuple(figure.mark for figure in series.shown),
        mean=spread(chart.mean),
        lower=spread(chart.lower),
        upper=spread(chart.upper),
        label=texts(labels),
        rule=texts(chart.rule),
        provisional=tuple(
            indicator.arrives_late and place.provisional(day) for day in series.months
        ),
        variation=None if chart.trial else variation,  # type: ignore[arg-type]
        assurance=None if chart.trial else chart.assurance,  # type: ignore[arg-type]
        trial=chart.trial,
        target=indicator.target,
    )


def _believed(
    indicator: Indicator, series: Series, chart: spc.XmrChart
) -> tuple[np.ndarray, str]:
    """Return the chart's labels and variation, or less where windows overlap.

    Two neighbouring months of a twelve-month window share eleven months, so runs and
    trends come by themselves. There a rule is believed only if the value also differs
    from that of the same window a year before (no month in common) by more than
    chance, in the same direction.
    """
    if not indicator.rolling:
        return chart.label, chart.variation
    change = year_on_year(series)[chart.kept]
    # A rise can begin below the average, so the side of it is not the direction.
    same_way = change == [
        _direction(label, indicator.improvement) for label in chart.label
    ]
    labels = np.where(same_way, chart.label, "common_cause")
    return labels, chart.variation if same_way[-1] else "common_cause"


def _direction(label: str, improvement: str) -> int:
    """Return 1 where a signal is upwards, -1 downwards, 0 where there is none."""
    better = -1 if improvement == "decrease" else 1
    return {
        "improvement": better,
        "concern": -better,
        "neutral_high": 1,
        "neutral_low": -1,
    }.get(label, 0)


def year_on_year(series: Series) -> np.ndarray:
    """Say for each month whether its share is above (1) or below (-1) a year before.

    0 if the 95% limits of the difference include zero or there is no year before.
    """
    signs = np.zeros(len(series.months))
    now = np.arange(ROLLING_MONTHS, len(series.months))
    before = now - ROLLING_MONTHS
    both = (series.denominator[now] > 0) & (series.denominator[before] > 0)
    now, before = now[both], before[both]
    if now.size:
        change = share_difference(
            series.numerator[now],
            series.denominator[now],
            series.numerator[before],
            series.denominator[before],
        )
        signs[now] = np.where(
            np.asarray(change.lower) > 0,
            1,
            np.where(np.asarray(change.upper) < 0, -1, 0),
        )
    return signs


def interval_of(
    indicator: Indicator, series: Series, position: int
) -> tuple[float, float] | None:
    """Return 95% limits of one month in the indicator's unit, on exact numbers.

    Wilson for shares. For rates, exact Poisson or Byar on the effective number of
    events, n^2 / sum of squares over people, because one person's events are not
    independent. None for counts of the whole caseload and ratios to staff in post,
    which are not samples of anything. None too where the figure is not shown. Outside
    direct care limits are given to whole per cents and tenths of rates, because from
    exact ones the exact counts could be worked out.
    """
    numerator, denominator, squares = series.counts(position)
    figure = series.shown[position]
    if figure.mark is not None:
        return None
    if not denominator > 0 or indicator.unit in ("count", "ratio"):
        return None
    multiplier = MULTIPLIER[indicator.unit]
    if indicator.unit == "percent":
        share = intervals.wilson(numerator, denominator)
        limits = (float(share.lower) * multiplier, float(share.upper) * multiplier)
        return limits if figure.exact else _coarse(limits, figure, 0)
    clumping = squares / numerator if numerator > 0 else 1.0
    interval = intervals.rate(
        numerator / clumping, denominator / clumping, multiplier=multiplier
    )
    limits = float(interval.lower), float(interval.upper)
    return limits if figure.exact else _coarse(limits, figure, 1)


def _coarse(
    limits: tuple[float, float], figure: Shown, decimals: int
) -> tuple[float, float]:
    """Round limits so that they include the figure shown.

    A share of rounded counts (8 of 9 becomes 10 of 10) can lie outside the limits of
    the exact one; an interval that leaves out its own figure would be read as an error.
    """
    lower, upper = (round(limit, decimals) for limit in limits)
    if figure.value is None:
        return lower, upper
    return min(lower, figure.value), max(upper, figure.value)


def _kind(indicator: Indicator) -> Kind:
    if indicator.unit == "percent":
        return "share"
    return "count" if indicator.unit == "count" else "rate"
