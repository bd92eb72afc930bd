"""Which points of a control chart are signals, by the rules of Making Data Count.

Every array has one row a chart and one column a point, with the points of a chart
packed to the left and `group` counting its rebases from 0; columns past a chart's
last point have group -1 and are never signals.

Source: NHS England, Making Data Count; where the rule's small print differs between
tools, NHSRplotthedots 0.2.2 is followed (docs/methods/spc.md names each case).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data_access.stats.checks import Floats

Flags = NDArray[np.bool_]
Codes = NDArray[np.int8]

RULES = np.array(["", "limits", "trend", "two_of_three", "shift"])
LIMITS, TREND, TWO_OF_THREE, SHIFT = 1, 2, 3, 4

RUN = 7  # points in a shift or a trend: NHS tools use 7, other fields 6 or 8


@dataclass(frozen=True, slots=True, eq=False)
class Lines:
    """A chart's lines at every point: centre, process and near limits."""

    mean: Floats
    lower: Floats
    upper: Floats
    near_lower: Floats
    near_upper: Floats


def signals(
    values: Floats, group: NDArray[np.intp], lines: Lines, *, two_of_three: bool = True
) -> tuple[Codes, Codes]:
    """Return the rule each point fires, as an index of RULES, and its direction.

    Direction is 1 for high or rising, -1 for low or falling and 0 for no signal.
    A point that fires several rules keeps the first of outside limits, trend, two of
    three and shift. No run crosses a rebase.
    """
    # Comparisons with the NaN of padding, or of a group of one point, are false.
    side = np.where(group >= 0, np.sign(values - lines.mean), 0)
    above, below = values > lines.upper, values < lines.lower
    outside = above | below
    near = ~outside & ((values > lines.near_upper) | (values < lines.near_lower))
    trend = _trend(values, group)
    shift = _one_side(side, group, RUN)
    rule = np.zeros(values.shape, dtype=np.int8)
    rule[shift] = SHIFT
    if two_of_three:
        rule[near & _two_near(near, side, group)] = TWO_OF_THREE
    rule[trend != 0] = TREND
    rule[outside] = LIMITS
    direction = np.select([rule == 0, rule == TREND], [0, trend], side)
    return rule, direction.astype(np.int8)


def _trend(values: Floats, group: NDArray[np.intp]) -> Codes:
    """Mark runs of seven points that rise (1) or fall (-1); a tie ends a run."""
    moves = np.sign(np.diff(values, axis=1))
    moves[group[:, 1:] != group[:, :-1]] = 0
    rising = _covered((_windows(moves, RUN - 1) == 1).all(axis=2), values.shape, RUN)
    falling = _covered((_windows(moves, RUN - 1) == -1).all(axis=2), values.shape, RUN)
    # A turning point belongs to both runs: it takes the direction of the later one.
    onward = np.zeros(values.shape)
    onward[:, :-1] = moves
    marks = np.select([rising & falling, rising, falling], [onward, 1, -1], 0)
    return marks.astype(np.int8)


def _one_side(side: Floats, group: NDArray[np.intp], width: int) -> Flags:
    """Mark runs of `width` points of one group strictly on one side of the mean."""
    return _covered(_same_side(side, group, width), side.shape, width)


def _two_near(near: Flags, side: Floats, group: NDArray[np.intp]) -> Flags:
    """Mark runs of three points on one side of the mean with two near a limit."""
    two = _windows(near, 3).sum(axis=2) >= 2
    return _covered(two & _same_side(side, group, 3), side.shape, 3)


def _same_side(side: Floats, group: NDArray[np.intp], width: int) -> Flags:
    """Flag each window of `width` points that are all on one side in one group."""
    windows = _windows(side, width)
    groups = _windows(group, width)
    alike = np.abs(windows.sum(axis=2)) == width
    # Groups only rise along a chart, so equal ends mean one group throughout.
    together: Flags = alike & (groups[:, :, 0] == groups[:, :, -1])
    return together


def _windows(points: NDArray[np.generic], width: int) -> NDArray[np.generic]:
    """Return every run of `width` columns, or none if there are fewer columns."""
    if points.shape[1] < width:
        return np.empty((points.shape[0], 0, width), dtype=points.dtype)
    return np.lib.stride_tricks.sliding_window_view(points, width, axis=1)


def _covered(hits: Flags, shape: tuple[int, ...], width: int) -> Flags:
    """Mark every point in a window of `width` points that fired."""
    covered = np.zeros(shape, dtype=np.bool_)
    for step in range(width):
        covered[:, step : step + hits.shape[1]] |= hits
    return covered
