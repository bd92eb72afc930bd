"""One indicator month by month, exact and as this viewer may see it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd

from data_access.answers.core import Compared, Mark
from data_access.catalogue.indicator import MULTIPLIER, Indicator
from data_access.disclosure.counts import Counts, limits_as_shown
from data_access.disclosure.rule import LEAST_SHOWN, Kind, Shown, disclose
from data_access.questions.parts.place import Place
from data_access.stats import intervals


@dataclass(frozen=True, slots=True)
class Series:
    """One indicator at one place: the numbers to compute from, and those to show.

    Both have one entry a month from the first with a value to the last asked for.
    Outside direct care the numbers to compute from are those that are shown, as the
    query gave them: counts rounded, NaN where withheld. ``exact``, their values, is NaN
    where the month is missing or withheld. ``judgeable`` flags the months that may be
    judged: all of their data is there, none of it may still change, and it is from the
    practices that sent the latest such month.
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

    def shown_in(self, months: Sequence[date]) -> tuple[Shown | None, ...]:
        """Return what is shown of each of these months; None where none is held."""
        held = dict(zip(self.months, self.shown, strict=True))
        return tuple(held.get(month) for month in months)

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

    counts = Counts(
        monthly("numerator", np.nan),
        monthly("denominator", np.nan),
        monthly("squares", np.nan),
        monthly("numerator_withheld", False),
        monthly("denominator_withheld", False),
    )
    months = np.arange(first, first + length).astype("datetime64[M]")
    days = tuple(months.astype(object).tolist())
    late = np.array([place.provisional(day, indicator.needs) for day in days])
    series = laid_out(indicator, days, counts, ~late, exact=exact)
    same = _same_senders(rows["senders"].to_numpy(), at - first, series.judgeable)
    return replace(series, judgeable=series.judgeable & same)


def laid_out(
    indicator: Indicator,
    months: tuple[date, ...],
    counts: Counts,
    settled: np.ndarray,
    *,
    exact: bool,
) -> Series:
    """Return the series of an indicator's counts as this reader may compute with them.

    ``settled`` flags the months of which nothing may still change.
    """
    # Posts are staff, not patients.
    exact = exact or not indicator.about_people
    numerator, denominator = counts.numerator, counts.denominator
    multiplier = MULTIPLIER[indicator.unit]
    if indicator.unit == "count":
        values = numerator
    else:
        with np.errstate(divide="ignore", invalid="ignore"):
            values = np.where(
                denominator > 0, multiplier * numerator / denominator, np.nan
            )
    return Series(
        months=months,
        numerator=numerator,
        denominator=denominator,
        squares=counts.squares,
        exact=values,
        shown=disclose(
            numerator,
            denominator,
            counts.numerator_withheld,
            counts.denominator_withheld,
            kind=kind_of(indicator),
            multiplier=multiplier,
            exact=exact,
        ),
        judgeable=np.isfinite(values) & settled,
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
    """Return 95% limits of one month in the indicator's unit.

    Wilson for shares. For rates, exact Poisson or Byar on the effective number of
    events, n^2 / sum of squares over people, because one person's events are not
    independent. None for counts of the whole caseload and ratios to staff in post,
    which are not samples of anything. None too where the figure is not shown. Outside
    direct care they come from what is shown, with three digits, and there are none of
    fewer than eight events.
    """
    numerator, denominator, squares = series.counts(position)
    figure = series.shown[position]
    if figure.mark is not None:
        return None
    if not denominator > 0 or indicator.unit in ("count", "ratio"):
        return None
    if not figure.exact and numerator < LEAST_SHOWN:
        return None
    clumping = 1.0
    if indicator.unit != "percent" and numerator > 0:
        clumping = squares / numerator
    if np.isnan(clumping):
        return None
    interval = (
        intervals.wilson(numerator, denominator)
        if indicator.unit == "percent"
        else intervals.rate(numerator / clumping, denominator / clumping)
    )
    multiplier = MULTIPLIER[indicator.unit]
    limits = float(interval.lower) * multiplier, float(interval.upper) * multiplier
    return limits_as_shown(*limits, exact=figure.exact)


def compared_at(
    indicator: Indicator,
    series: Series,
    position: int,
    code: str,
    name: str,
    *,
    fewest: float = 0,
) -> Compared:
    """Return one month's value with its limits, or the mark that says why not.

    Over fewer than ``fewest`` a share or rate is too small to compare.
    """
    if indicator.unit != "count" and series.denominator[position] < fewest:
        return Compared(code, name, mark=Mark.TOO_FEW)
    figure = series.shown[position]
    lower, upper = interval_of(indicator, series, position) or (None, None)
    return Compared(
        code, name, figure.value, lower, upper, figure.denominator, figure.mark
    )


def kind_of(indicator: Indicator) -> Kind:
    """Return how an indicator's figures are disclosed."""
    if indicator.unit == "count":
        return "count"
    return "share" if indicator.people_denominator else "rate"
