"""T and g charts, for events so rare that a monthly count is nearly always 0.

Both plot the distance from one event to the next, so a longer gap is a higher point.
Sources: Nelson (1994), A control chart for parts-per-million nonconforming items,
Journal of Quality Technology 26, 239-240 (t); Benneyan (2001), Number-between
g-type statistical quality control charts for monitoring adverse events, Health Care
Management Science 4, 305-318 (g); Provost and Murray (2011), The Health Care Data
Guide, p. 228 (the g chart's centre line).
"""

from collections.abc import Sequence
from dataclasses import replace
from math import log

import numpy as np
from numpy.typing import ArrayLike

from data_access.stats import checks
from data_access.stats.checks import Floats
from data_access.stats.errors import StatisticsError
from data_access.stats.spc_chart import XmrChart, pack, read, row_means
from data_access.stats.spc_rules import Lines, signals
from data_access.stats.xmr import checked_baseline, xmr

ROOT = 3.6  # t ** (1 / 3.6) makes exponential waiting times nearly normal
MEDIAN = log(2)  # of a waiting time whose mean is 1, 0.693 in the tables


def t_chart(
    intervals_between: ArrayLike,
    *,
    improvement: str = "increase",
    target: float | None = None,
    rebase_at: Sequence[int] = (),
    screen: bool = True,
    baseline: int | None = None,
) -> XmrChart:
    """Chart the time between events, in any unit and in order, with all four rules.

    The values are charted as XmR on the scale t ** (1 / 3.6) and the lines are
    transformed back to time; a limit below 0 becomes 0, the least possible time.
    Arguments are as for `xmr`. Two events at once are a time of 0.

    Raises:
        StatisticsError: as `xmr`, or a negative time or target.

    """
    times = _waits("intervals_between", intervals_between)
    goal = None if target is None else checks.number("target", target)
    if goal is not None and goal < 0:
        raise StatisticsError("target", "must not be negative")
    chart = xmr(
        times ** (1 / ROOT),
        improvement=improvement,
        target=None if goal is None else goal ** (1 / ROOT),
        rebase_at=rebase_at,
        screen=screen,
        baseline=baseline,
    )
    return replace(
        chart,
        values=times[chart.kept],
        mean=_time(chart.mean),
        lower=_time(chart.lower),
        upper=_time(chart.upper),
        near_lower=_time(chart.near_lower),
        near_upper=_time(chart.near_upper),
    )


def g_chart(
    counts_between: ArrayLike,
    *,
    improvement: str = "increase",
    target: float | None = None,
    rebase_at: Sequence[int] = (),
    baseline: int | None = None,
) -> XmrChart:
    """Chart the number of cases between events, with limits, trend and shift.

    Limits are g ± 3 sqrt(g (g + 1)), with g the mean, and near limits 2, none below
    0. The line called `mean`, and the shift rule, use the median, 0.693 g, because
    most points of a geometric distribution are below its mean. Two of three is not
    used: near limits of so skewed a distribution mean nothing. Arguments are as for
    `xmr`.

    Raises:
        StatisticsError: as `xmr`, or a count that is negative or not whole.

    """
    counts = _waits("counts_between", counts_between)
    if (np.floor(counts) != counts)[~np.isnan(counts)].any():
        raise StatisticsError("counts_between", "must be whole numbers of cases")
    points = pack(counts[np.newaxis, :], rebase_at)
    mean = np.full(points.values.shape, np.nan)
    for members, fixing in points.groups(checked_baseline(baseline)):
        mean = np.where(members, row_means(points.values, fixing)[:, np.newaxis], mean)
    spread = np.sqrt(mean * (mean + 1))
    lines = Lines(
        mean=MEDIAN * mean,
        lower=np.maximum(mean - 3 * spread, 0),
        upper=mean + 3 * spread,
        near_lower=np.maximum(mean - 2 * spread, 0),
        near_upper=mean + 2 * spread,
    )
    rules = signals(points.values, points.group, lines, two_of_three=False)
    goal = None if target is None else checks.number("target", target)
    return read(points, lines, rules, improvement, goal).chart(0)


def _waits(argument: str, values: ArrayLike) -> Floats:
    waits = checks.series(argument, values, missing=True, least=2)
    if (waits < 0).any():
        raise StatisticsError(argument, "must not be negative")
    return waits


def _time(line: Floats) -> Floats:
    """Take a line from the charted scale back to time."""
    back: Floats = np.maximum(line, 0) ** ROOT
    return back
