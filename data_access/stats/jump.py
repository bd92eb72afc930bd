"""Did a figure jump from one month to the next, and stay where it jumped to?"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import stdtrit

from data_access.stats import checks
from data_access.stats.checks import Floats
from data_access.stats.errors import StatisticsError

WITHIN = 4  # months, the last among them: the jump is in one of those before the last
FEWEST = 12  # other changes, from which the usual one is known
_BEFORE = 3  # months whose median is the level before: one month's fault is no level
_GRAINS = 3  # the least jump, in the smallest moves that a value can make
_YEAR = 12
_AROUND = 1  # months on either side that are the same time of year


@dataclass(frozen=True, slots=True)
class Jumps:
    """What each month, with all before it, says of a jump in the months just before.

    ``direction``: 1 or -1 where there was one that has stayed, 0 elsewhere. ``at``: the
    position of the first month of the new level, -1 where there is none.
    """

    direction: NDArray[np.int_]
    at: NDArray[np.int_]


def jumps(
    values: ArrayLike, grain: ArrayLike, *, error_rate: float, by_season: bool = False
) -> Jumps:
    """Find the jumps of a figure whose months are mostly those before, month by month.

    A change from one month to the next is a jump if it is further from the mean of all
    other changes than chance allows, by Student's t with the spread of the others
    alone: it does not hide itself. Where nothing changes, a change is called a jump in
    at most ``error_rate`` of series. ``by_season`` asks the same once more of the
    changes in the same and the neighbouring months of other years, for a figure that
    moves more at some times of the year.

    A jump is told from the month after it on, if the last month is beyond the median of
    the three before the jump by more than half of it. ``values`` are NaN where missing;
    a change over a gap is not used. ``grain`` is the smallest move that a value can
    make, in its unit, one number or one a month; a jump is three of them at least.

    Source: Thompson (1935), On a criterion for the rejection of observations, Annals of
    Mathematical Statistics 6, 214-219.

    Raises:
        StatisticsError: an error rate outside 0 to 1.

    """
    if not 0 < error_rate < 1:
        raise StatisticsError("error_rate", "must be between 0 and 1")
    row = checks.series("values", values, missing=True, least=0)
    changes = np.diff(row, prepend=np.nan)
    ends = np.arange(row.size)[:, np.newaxis]
    at = np.maximum(ends - np.arange(1, WITHIN), 0)
    month, tried = np.arange(row.size), at[..., np.newaxis]
    # One row an end, one column a month tried, and the changes it is compared with.
    others = np.isfinite(changes) & (month <= ends[..., np.newaxis]) & (month != tried)
    known = others.sum(axis=-1)
    mean = np.where(others, changes, 0.0).sum(axis=-1) / np.maximum(known, 1)
    apart = np.where(others, changes - mean[..., np.newaxis], 0.0) ** 2
    far = changes[at] - mean
    reach = _reach(apart, known - 1, error_rate)
    if by_season:
        season = np.abs((month - tried + _YEAR // 2) % _YEAR - _YEAR // 2) <= _AROUND
        alike = (others & season).sum(axis=-1)
        reach = np.maximum(reach, _reach(apart * season, alike, error_rate))
    moved, way = changes[at], np.sign(far)
    kept = way * (row[ends] - _level_before(row)[at])
    found = (
        (known >= FEWEST)
        & (np.abs(far) > reach * np.sqrt(1 + 1 / np.maximum(known, 1)))
        & (way * moved > 0)
        & (kept > np.abs(moved) / 2)
        & (np.abs(moved) >= _GRAINS * np.broadcast_to(grain, row.shape)[at])
    )
    told, latest = found.any(axis=1), (np.arange(row.size), found.argmax(axis=1))
    return Jumps(
        np.where(told, np.nan_to_num(way[latest]), 0).astype(int),
        np.where(told, at[latest], -1),
    )


def _reach(squares: Floats, freedom: NDArray[np.int_], error_rate: float) -> Floats:
    """Return how far chance alone reaches, endless where no change tells."""
    sure = np.maximum(freedom, 1)
    spread = np.sqrt(squares.sum(axis=-1) / sure)
    # Student's t, as `scipy.stats` has it, without its many checks of each call.
    return np.where(freedom > 0, -stdtrit(sure, error_rate / 2) * spread, np.inf)


def _level_before(row: Floats) -> Floats:
    """Return the median of the three months before each, NaN where there is none."""
    padded = np.concatenate([np.full(_BEFORE, np.nan), row])
    windows = np.lib.stride_tricks.sliding_window_view(padded, _BEFORE)[: row.size]
    level = np.full(row.size, np.nan)
    there = np.isfinite(windows).any(axis=1)
    level[there] = np.nanmedian(windows[there], axis=1)
    return level
