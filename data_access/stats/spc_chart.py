"""What a control chart says: its points, its lines, and its two icons.

Charts are computed many at a time. `Points` are the series packed to the left with
missing values dropped, so that a rule sees neighbours as neighbours; `read` returns the
results in the order of the original values.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from data_access.stats import checks
from data_access.stats.checks import Floats
from data_access.stats.errors import StatisticsError
from data_access.stats.spc_rules import RULES, Codes, Flags, Lines

SETTLED = 13  # points from which a group's limits are no longer trial limits

_SIGNS = {"increase": 1, "decrease": -1, "neutral": 0}
_Kind = TypeVar("_Kind", bound=np.generic)


@dataclass(frozen=True, slots=True, eq=False)
class XmrChart:
    """One control chart; arrays have one element for each value kept.

    kept: positions in the values as given; values: the values at those positions.
    mean, lower, upper, near_lower, near_upper: the lines, level within a group.
        Limits are NaN in a group of one point, which has no moving range.
    rule: "", "limits", "trend", "two_of_three" or "shift".
    label: "common_cause", "improvement", "concern", "neutral_high", "neutral_low".
    variation: the icon of the last point: "common_cause", or "improvement",
        "concern" or "neutral" with "_high" or "_low".
    assurance: "pass", "fail" or "hit_or_miss" against the last limits; None without
        a target, a direction of improvement, or limits.
    trial: the last group has fewer than 13 points, so no icon should be shown.
    """

    kept: NDArray[np.intp]
    values: Floats
    mean: Floats
    lower: Floats
    upper: Floats
    near_lower: Floats
    near_upper: Floats
    rule: NDArray[np.str_]
    label: NDArray[np.str_]
    variation: str
    assurance: str | None
    trial: bool


@dataclass(frozen=True, slots=True, eq=False)
class XmrCharts:
    """Many charts, one a row; words and fields as `XmrChart`.

    Arrays of points have the shape of the values as given, with NaN or "" where a
    value is missing and `kept` False. `variation`, `assurance` ("" for none) and
    `trial` have one element a chart.
    """

    kept: Flags
    values: Floats
    mean: Floats
    lower: Floats
    upper: Floats
    near_lower: Floats
    near_upper: Floats
    rule: NDArray[np.str_]
    label: NDArray[np.str_]
    variation: NDArray[np.str_]
    assurance: NDArray[np.str_]
    trial: Flags

    def chart(self, row: int) -> XmrChart:
        """Return one row as a chart of the values it keeps."""
        present = self.kept[row]
        return XmrChart(
            kept=np.flatnonzero(present),
            values=self.values[row][present],
            mean=self.mean[row][present],
            lower=self.lower[row][present],
            upper=self.upper[row][present],
            near_lower=self.near_lower[row][present],
            near_upper=self.near_upper[row][present],
            rule=self.rule[row][present],
            label=self.label[row][present],
            variation=str(self.variation[row]),
            assurance=str(self.assurance[row]) or None,
            trial=bool(self.trial[row]),
        )


@dataclass(frozen=True, slots=True, eq=False)
class Points:
    """Series packed to the left, one a row, and where each point came from.

    `group` counts rebases and is -1, and `values` NaN, past a series' last point.
    """

    values: Floats
    group: NDArray[np.intp]
    columns: NDArray[np.intp]

    def groups(self, baseline: int | None) -> Iterator[tuple[Flags, Flags]]:
        """Yield flags for each group's points, and for those that set its limits."""
        for number in np.unique(self.group[self.group >= 0]):
            members = self.group == number
            first = np.cumsum(members, axis=1) <= (baseline or members.shape[1])
            yield members, members & first


def pack(values: Floats, rebase_at: Sequence[int]) -> Points:
    """Drop missing values, and number the groups that begin at `rebase_at`.

    `values` has one row a series; `rebase_at` are columns of it as given, so a new
    group begins with the first value kept from there on.

    Raises:
        StatisticsError: `rebase_at` is not whole, or is outside the series.

    """
    length = values.shape[1]
    starts = [checks.whole("rebase_at", start) for start in rebase_at]
    if any(start >= length for start in starts):
        raise StatisticsError(
            "rebase_at", f"has position {max(starts)}, past the last, {length - 1}"
        )
    missing = np.isnan(values)
    number = np.searchsorted(np.sort(starts), np.arange(length), side="right")
    columns = np.argsort(missing, axis=1, kind="stable")
    return Points(
        values=np.take_along_axis(values, columns, axis=1),
        group=np.take_along_axis(np.where(missing, -1, number), columns, axis=1),
        columns=columns,
    )


def row_means(values: Floats, included: Flags) -> Floats:
    """Return the mean of the included values of each row, NaN if none is included.

    The second pass adds the mean of what the first left over, as R's mean does: the
    mean of equal values is then that value, and not its neighbour, so that a point
    on the mean is seen to be on it. Adding in order keeps the result of a row free
    of other rows and of padding.
    """
    count = included.sum(axis=1)

    def total(terms: Floats) -> Floats:
        inside: Floats = np.where(included, terms, 0.0)
        return np.add.accumulate(inside, axis=1)[:, -1]

    with np.errstate(invalid="ignore"):
        first = total(values) / count
        second: Floats = first + total(values - first[:, np.newaxis]) / count
    return second


def read(
    points: Points,
    lines: Lines,
    signs_found: tuple[Codes, Codes],
    improvement: str | Sequence[str],
    target: ArrayLike | None,
) -> XmrCharts:
    """Return what signals mean for each chart, in the order of the values.

    `signs_found` is the result of `signals`; `improvement` is one word, or one a chart;
    `target` is one number, or one a chart with NaN for none.

    Raises:
        StatisticsError: `improvement` or `target` does not fit the charts.

    """
    rows = points.values.shape[0]
    sign = _signs(improvement, rows)
    goal = _targets(target, rows)
    rule, direction = signs_found
    merit = direction * sign[:, np.newaxis]
    label = np.select(
        [points.group < 0, direction == 0, merit > 0, merit < 0, direction > 0],
        ["", "common_cause", "improvement", "concern", "neutral_high"],
        "neutral_low",
    )
    last = (points.group >= 0).sum(axis=1) - 1
    at = np.arange(rows), last
    return XmrCharts(
        kept=_unpack(points.group >= 0, points),
        values=_unpack(points.values, points),
        mean=_unpack(lines.mean, points),
        lower=_unpack(lines.lower, points),
        upper=_unpack(lines.upper, points),
        near_lower=_unpack(lines.near_lower, points),
        near_upper=_unpack(lines.near_upper, points),
        rule=_unpack(RULES[rule], points),
        label=_unpack(label, points),
        variation=_variation(direction[at], merit[at]),
        assurance=_assurance(lines.lower[at], lines.upper[at], sign, goal),
        trial=(points.group == points.group[at][:, np.newaxis]).sum(axis=1) < SETTLED,
    )


def _unpack(packed: NDArray[_Kind], points: Points) -> NDArray[_Kind]:
    unpacked = np.empty_like(packed)
    np.put_along_axis(unpacked, points.columns, packed, axis=1)
    return unpacked


def _signs(improvement: str | Sequence[str], rows: int) -> Codes:
    """Return 1, -1 or 0 a chart: the direction in which a change is better."""
    directions = [improvement] * rows if isinstance(improvement, str) else improvement
    if len(directions) != rows:
        raise StatisticsError(
            "improvement", f"has {len(directions)} words for {rows} charts"
        )
    checked = [checks.choice("improvement", word, _SIGNS) for word in directions]
    return np.array([_SIGNS[word] for word in checked], dtype=np.int8)


def _targets(target: ArrayLike | None, rows: int) -> Floats:
    """Return a target a chart, NaN for none."""
    if target is None:
        return np.full(rows, np.nan)
    goal = checks.numbers("target", target, missing=True)
    if goal.ndim and goal.shape != (rows,):
        raise StatisticsError("target", f"must be one number, or one for {rows} charts")
    return np.broadcast_to(goal, (rows,))


def _variation(direction: Codes, merit: Codes) -> NDArray[np.str_]:
    """Name the variation icon for the direction and merit of each last point."""
    kind = np.select([merit > 0, merit < 0], ["improvement", "concern"], "neutral")
    names = np.strings.add(kind, np.where(direction > 0, "_high", "_low"))
    return np.where(direction == 0, "common_cause", names)


def _assurance(
    lower: Floats, upper: Floats, sign: Codes, target: Floats
) -> NDArray[np.str_]:
    """Name the assurance icon; a target exactly on a limit may be hit or missed."""
    # Comparisons with NaN are false, so what has no limits or no target is neither.
    easy = np.where(sign > 0, target < lower, target > upper)
    hard = np.where(sign > 0, target > upper, target < lower)
    between = (lower <= target) & (target <= upper)
    return np.select(
        [sign == 0, easy, hard, between], ["", "pass", "fail", "hit_or_miss"], ""
    )
