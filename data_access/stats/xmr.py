"""XmR charts: individual values with limits from their moving ranges.

Sources: NHS England, Making Data Count (2.66, the four rules and the icons); Nelson
(1982), Control charts for individual measurements, Journal of Quality Technology
14, 172-173 (screening). NHSRplotthedots 0.2.2 decides what these leave open.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from data_access.stats import checks
from data_access.stats.checks import Floats
from data_access.stats.errors import StatisticsError
from data_access.stats.spc_chart import (
    Points,
    XmrChart,
    XmrCharts,
    pack,
    read,
    row_means,
)
from data_access.stats.spc_rules import Flags, Lines, signals

NATURAL_LIMIT = 2.66  # 3 / d2 with d2 = 1.128, rounded as the NHS tools do
NEAR_LIMIT = 2 * (NATURAL_LIMIT / 3)
RANGE_LIMIT = 3.267  # D4 for ranges of two points: a larger range is screened out


def xmr(
    values: ArrayLike,
    *,
    improvement: str,
    target: float | None = None,
    rebase_at: Sequence[int] = (),
    screen: bool = True,
    baseline: int | None = None,
) -> XmrChart:
    """Chart one series of values in date order.

    Args:
        values: one number a period; missing ones are dropped and the moving range
            spans the gap. Shape (n,), in any unit.
        improvement: "increase", "decrease" or "neutral".
        target: in the unit of the values.
        rebase_at: positions in `values`, as given, where a new group begins; each
            group has its own mean, limits and runs.
        screen: leave moving ranges of 3.267 times their mean or more out of a second
            mean, once; False gives what the NHS Excel tool gives.
        baseline: how many first points fix the limits of a group; every group has
            its own baseline, and a shorter group uses all it has.

    Raises:
        StatisticsError: fewer than two values, infinite or not numeric values, an
            unknown direction, a position outside the series, a baseline under 2.

    """
    row = checks.series("values", values, missing=True, least=2)
    return xmr_many(
        row[np.newaxis, :],
        improvement=improvement,
        target=None if target is None else checks.number("target", target),
        rebase_at=rebase_at,
        screen=screen,
        baseline=baseline,
    ).chart(0)


def xmr_many(
    values: ArrayLike,
    *,
    improvement: str | Sequence[str],
    target: ArrayLike | None = None,
    rebase_at: Sequence[int] = (),
    screen: bool = True,
    baseline: int | None = None,
) -> XmrCharts:
    """Chart many series of one length at once, each as `xmr` would.

    Args:
        values: shape (charts, n), NaN if missing.
        improvement: one direction, or one a chart.
        target: one number, or one a chart with NaN for none.
        rebase_at: columns where every chart begins a new group.
        screen: as `xmr`.
        baseline: as `xmr`.

    Raises:
        StatisticsError: as `xmr`, for any of the charts.

    """
    matrix = checks.numbers("values", values, missing=True)
    if matrix.ndim != 2:
        raise StatisticsError("values", "must have one row a chart")
    present = np.count_nonzero(~np.isnan(matrix), axis=1)
    if (present < 2).any():
        raise StatisticsError(
            "values",
            f"has {present.min()} of the 2 values a chart needs"
            f" in row {int(present.argmin())}",
        )
    points = pack(matrix, rebase_at)
    lines = _lines(points, screen=screen, baseline=checked_baseline(baseline))
    return read(
        points, lines, signals(points.values, points.group, lines), improvement, target
    )


def checked_baseline(baseline: int | None) -> int | None:
    """Return a baseline of two or more points, or None.

    Raises:
        StatisticsError: anything else.

    """
    return None if baseline is None else checks.whole("baseline", baseline, least=2)


def _lines(points: Points, *, screen: bool, baseline: int | None) -> Lines:
    """Return each group's mean and limits at each of its points."""
    mean = np.full(points.values.shape, np.nan)
    spread = np.full(points.values.shape, np.nan)
    for members, fixing in points.groups(baseline):
        centre = row_means(points.values, fixing)
        ranges = _mean_range(points.values, fixing, screen=screen)
        mean = np.where(members, centre[:, np.newaxis], mean)
        spread = np.where(members, ranges[:, np.newaxis], spread)
    return Lines(
        mean=mean,
        lower=mean - NATURAL_LIMIT * spread,
        upper=mean + NATURAL_LIMIT * spread,
        near_lower=mean - NEAR_LIMIT * spread,
        near_upper=mean + NEAR_LIMIT * spread,
    )


def _mean_range(values: Floats, included: Flags, *, screen: bool) -> Floats:
    """Return the mean moving range of each row, without outlying ranges if screened."""
    moves = np.abs(np.diff(values, axis=1))
    within = included[:, 1:] & included[:, :-1]
    spread = row_means(moves, within)
    if not screen:
        return spread
    calm = within & (moves < RANGE_LIMIT * spread[:, np.newaxis])
    # No range is below 0, so a constant series would lose them all: its range is 0.
    return np.where(spread == 0, 0.0, row_means(moves, calm))
