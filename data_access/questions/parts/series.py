"""One indicator month by month, exact and as this viewer may see it."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from data_access.catalogue.indicator import MULTIPLIER, Indicator
from data_access.disclosure.rule import Kind, Shown, disclose
from data_access.questions.parts.place import Place
from data_access.stats import intervals


@dataclass(frozen=True, slots=True)
class Series:
    """Exact and shown values of one indicator at one place.

    Both have one entry a month from the first with a value to the last asked for;
    ``exact`` is NaN if the month is missing. ``judgeable`` flags the months that may
    be judged: all of their data is there, none of it may still change, and it is from
    the practices that sent the latest such month.
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
    late = np.array([place.provisional(day, indicator.needs) for day in days])
    firm = np.isfinite(values) & ~late
    return Series(
        months=days,
        numerator=numerator,
        denominator=denominator,
        squares=monthly("squares", np.nan),
        exact=values,
        shown=figures,
        judgeable=firm & _same_senders(rows["senders"].to_numpy(), at - first, firm),
    )


def _same_senders(
    senders: np.ndarray, positions: np.ndarray, firm: np.ndarray
) -> np.ndarray:
    """Flag the months of the practices that sent the latest firm one.

    Otherwise a practice that begins or stops to send would be a change of the PCN.
    """
    monthly = np.full(len(firm), None, dtype=object)
    monthly[positions] = senders
    places = np.flatnonzero(firm)
    latest = monthly[places[-1]] if places.size else None
    return np.array([who == latest for who in monthly])


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
